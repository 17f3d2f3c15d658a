import type { EchoMessage } from "../core/channel.ts";
import type { Transaction } from "../store/open-store.ts";
import { changeConversation, type ConversationRow } from "./conversation-row.ts";
import { markSent, sameText } from "./mark-sent.ts";
import type { ShownMessage } from "./live.ts";

/** What an echo was. `person`: someone answers outside our system, and has the conversation now. */
export type EchoMeaning =
  | { readonly kind: "own"; readonly shown?: ShownMessage }
  | { readonly kind: "person"; readonly shown: ShownMessage };

/**
 * Takes in what the platform shows as sent in the centre's name (channels/zalo-oa.md section 2.8): our own send when
 * its id is known, or when a send to this citizen with the same text is still open; this also settles one that was
 * in doubt. Anything else was written by a person in the platform's tool, or by another application, which is
 * treated like a person: the conversation becomes theirs and waiting automatic texts are cancelled.
 */
export async function takeInEcho(
  tx: Transaction,
  conversation: ConversationRow,
  echo: Omit<EchoMessage, "at">,
  at: Date,
  now: Date,
): Promise<EchoMeaning> {
  const { rows: known } = await tx.run(
    "select 1 from outbox where provider_id = $1 and conversation_id = $2 limit 1",
    [echo.messageId, conversation.id],
  );
  if (known.length > 0) return { kind: "own" };

  if (echo.by === "program") {
    const { rows: open } = await tx.run<{ id: number; message_id: number; text: string }>(
      `select o.id, o.message_id, m.text from outbox o join message m on m.id = o.message_id
       where o.conversation_id = $1 and o.state in ('sending', 'in_doubt') order by o.id for update of o`,
      [conversation.id],
    );
    const mine = open.find((row) => sameText(row.text, echo.text));
    if (mine !== undefined) {
      const shown = await markSent(
        tx,
        conversation,
        { id: mine.id, messageId: mine.message_id },
        echo.messageId,
        now,
      );
      return { kind: "own", ...(shown === undefined ? {} : { shown }) };
    }
  }

  const seq = conversation.seq + 1;
  await tx.run(
    `insert into message (conversation_id, seq, speaker, text, attachments, origin, provider_id, at)
     values ($1, $2, 'operator', $3, $4::jsonb, $5, $6, $7)`,
    [
      conversation.id,
      seq,
      echo.text,
      JSON.stringify(echo.attachments),
      echo.by === "person" ? `${conversation.channel}_tool:${echo.personId ?? "?"}` : "other_app",
      echo.messageId,
      at,
    ],
  );
  const change = {
    seq,
    state: "held" as const,
    holder: echo.by === "person" ? `${conversation.channel}_tool:${echo.personId ?? "?"}` : "other_app",
    reason: conversation.state === "waiting" ? conversation.reason : "person_answers_in_platform",
    waitingSince: null,
    personLastAt: now,
    version: conversation.version + 1,
  };
  await changeConversation(tx, conversation.id, change);
  Object.assign(conversation, change);
  await tx.run(
    `update outbox set state = 'cancelled', error_code = 'person_took_over', finished_at = $2
     where conversation_id = $1 and automatic and state = 'queued'`,
    [conversation.id, now],
  );
  return {
    kind: "person",
    shown: { seq, speaker: "operator", text: echo.text, buttons: [], at, providerId: echo.messageId },
  };
}
