import type { Button } from "../core/channel.ts";
import type { Transaction } from "../store/open-store.ts";
import type { Queue } from "../store/queue.ts";
import type { ConversationRow } from "./conversation-row.ts";
import { message, outbox } from "./tables.ts";

/** A message to a citizen, not sent yet. It fits one message of the channel. */
export interface Outgoing {
  readonly text: string;
  readonly buttons: readonly Button[];
  readonly speaker: "bot" | "operator" | "system";
  readonly origin: string;
  readonly turnId?: string;
}

/**
 * Writes messages into the record and onto the outbox, in order, in the caller's transaction, and asks for sending.
 * `version` is the conversation's version as this transaction leaves it: automatic text is dropped later if a person
 * has been called or has taken over since.
 */
export async function enqueueMessages(
  tx: Transaction,
  queue: Queue,
  conversation: Pick<ConversationRow, "id">,
  version: number,
  messages: readonly Outgoing[],
  now: Date,
): Promise<void> {
  if (messages.length === 0) return;
  const rows = await tx.orm
    .insert(message)
    .values(
      messages.map(({ text, buttons, speaker, origin, turnId }) => ({
        conversationId: conversation.id,
        speaker,
        text,
        buttons,
        origin,
        at: now,
        ...(turnId === undefined ? {} : { turnId }),
      })),
    )
    .returning({ id: message.id });
  await tx.orm.insert(outbox).values(
    rows.map(({ id }, index) => ({
      conversationId: conversation.id,
      messageId: id,
      automatic: messages[index]?.speaker !== "operator",
      version,
      notBefore: now,
      createdAt: now,
    })),
  );
  await queue.ask(tx, "send", [conversation.id]);
}
