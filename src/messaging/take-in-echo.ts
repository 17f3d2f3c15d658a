import type { EchoMessage } from "../core/channel.ts";
import type { Transaction } from "../store/open-store.ts";
import { changeConversation, type ConversationRow } from "./conversation-row.ts";
import { markSent, sameText } from "./mark-sent.ts";
import type { ShownMessage } from "./live.ts";

/** What an echo was. `person`: someone answers outside our system, and has the conversation now. */
export type EchoMeaning =
  | { readonly kind: "own"; readonly shown?: ShownMessage }
  | { readonly kind: "person"; readonly by: string; readonly shown: ShownMessage };

/**
 * Takes in what the platform shows as sent in the centre's name (channels/zalo-oa.md section 2.8): our own send when
 * its id is known, when it carries the reference of one, or when a send to this citizen with the same text is still
 * open; this also settles one that was in doubt. Anything else was written by a person in the platform's tool, or by
 * another application, which is treated like a person: the caller gives them the conversation.
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
       where o.conversation_id = $1 and (o.state in ('sending', 'in_doubt') or o.state = 'failed' and o.error_code = 'in_doubt')
       order by o.id for update of o`,
      [conversation.id],
    );
    const named = Number(REFERENCE.exec(echo.reference ?? "")?.[1]);
    // A platform that names the other application tells by itself what is not ours.
    const byText = echo.reference === undefined && echo.personId === undefined;
    const mine = open.find((row) => (byText ? sameText(row.text, echo.text) : row.id === named));
    // Our own application wrote it and the row is settled: nobody took over.
    if (mine === undefined && !Number.isNaN(named)) return { kind: "own" };
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
  const by = echo.by === "person" ? (echo.personId ?? "?") : "other_app";
  const { rows } = await tx.run<{ id: number }>(
    `insert into message (conversation_id, seq, speaker, text, attachments, origin, provider_id, at)
     values ($1, $2, 'operator', $3, $4::jsonb, $5, $6, $7) returning id`,
    [
      conversation.id,
      seq,
      echo.text,
      JSON.stringify(echo.attachments),
      `platform:${conversation.channel}:${by}`,
      echo.messageId,
      at,
    ],
  );
  await changeConversation(tx, conversation.id, { seq });
  conversation.seq = seq;
  const id = rows[0]?.id ?? 0;
  return {
    kind: "person",
    by,
    shown: { id, seq, speaker: "operator", text: echo.text, buttons: [], at, providerId: echo.messageId },
  };
}

/** What a send carries so that its echo names its row of the outbox. */
export const referenceOf = (outboxId: number): string => `outbox:${outboxId}`;
const REFERENCE = /^outbox:(\d{1,15})$/;
