import type { Reply } from "../core/answering.ts";
import type { Button, ChannelLimits } from "../core/channel.ts";
import { splitText } from "../core/split-text.ts";
import type { Transaction } from "../store/open-store.ts";
import type { Queue } from "../store/queue.ts";
import type { ConversationRow } from "./conversation-row.ts";
import { message, outbox } from "./tables.ts";

/** A message to a citizen, not sent yet. One longer than the channel's limit goes out in parts, buttons under the last. */
export interface Outgoing {
  readonly text: string;
  readonly buttons: readonly Button[];
  readonly speaker: "bot" | "operator" | "system";
  readonly origin: string;
  readonly turnId?: string;
  /** Of an operator's console; a text in several parts gives it to the first. */
  readonly clientId?: string;
  /** Caused by a person's act, like their own words: it leaves whoever holds the conversation. */
  readonly byPerson?: true;
}

/** A notice of ours that nobody wrote, to be held back like the bot's words. */
export const bySystem = (notice: Reply): Outgoing => ({ ...notice, speaker: "system", origin: "bot" });

/**
 * Writes messages into the record and onto the outbox, in order, in the caller's transaction, and asks for sending.
 * Each row of the outbox is one message of the channel, so that what was sent is known message by message.
 * `version` is the conversation's version as this transaction leaves it: automatic text is dropped later if a person
 * has been called or has taken over since.
 * @returns the rows of the record, for `Live.changed` after the commit.
 */
export async function enqueueMessages(
  tx: Transaction,
  queue: Queue,
  conversation: Pick<ConversationRow, "id">,
  limits: ChannelLimits,
  version: number,
  messages: readonly Outgoing[],
  now: Date,
): Promise<readonly number[]> {
  const parts = messages.flatMap((one) => {
    const texts = splitText(one.text, limits.textLength);
    return texts.map((text, index) => ({
      ...one,
      text,
      buttons: index === texts.length - 1 ? one.buttons : [],
      clientId: index === 0 ? one.clientId : undefined,
    }));
  });
  if (parts.length === 0) return [];
  const rows = await tx.orm
    .insert(message)
    .values(
      parts.map(({ text, buttons, speaker, origin, turnId, clientId }) => ({
        conversationId: conversation.id,
        speaker,
        text,
        buttons,
        origin,
        at: now,
        ...(turnId === undefined ? {} : { turnId }),
        ...(clientId === undefined ? {} : { clientId }),
      })),
    )
    .returning({ id: message.id });
  await tx.orm.insert(outbox).values(
    rows.map(({ id }, index) => ({
      conversationId: conversation.id,
      messageId: id,
      automatic: parts[index]?.speaker !== "operator" && parts[index]?.byPerson !== true,
      version,
      notBefore: now,
      createdAt: now,
    })),
  );
  await queue.ask(tx, "send", [conversation.id]);
  return rows.map((row) => row.id);
}
