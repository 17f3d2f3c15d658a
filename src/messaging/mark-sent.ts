import type { Button } from "../core/channel.ts";
import type { Transaction } from "../store/open-store.ts";
import { changeConversation, type ConversationRow } from "./conversation-row.ts";
import type { ShownMessage } from "./live.ts";

/** Platforms may give text back with other white space; what a reader sees as the same text is the same. */
export const sameText = (a: string, b: string): boolean => plain(a) === plain(b);
const plain = (text: string): string => text.normalize("NFC").replace(/\s+/gu, " ").trim();

/**
 * Marks an outbox row as sent under the platform's id and gives its message the next number of the conversation.
 * The caller has locked the conversation. Undefined when the row had been settled already, by its echo or its answer,
 * whichever came first.
 */
export async function markSent(
  tx: Transaction,
  conversation: ConversationRow,
  row: { readonly id: number; readonly messageId: number },
  providerId: string,
  now: Date,
): Promise<ShownMessage | undefined> {
  const { rows } = await tx.run(
    `update outbox set state = 'sent', provider_id = $2, finished_at = $3, error_code = null, error_detail = null
     where id = $1 and (state in ('sending', 'in_doubt') or state = 'failed' and error_code = 'in_doubt') returning id`,
    [row.id, providerId, now],
  );
  if (rows.length === 0) return undefined;
  const seq = conversation.seq + 1;
  await changeConversation(tx, conversation.id, { seq });
  conversation.seq = seq;
  const { rows: shown } = await tx.run<{ speaker: ShownMessage["speaker"]; text: string; buttons: Button[] }>(
    "update message set seq = $2, provider_id = $3, at = $4 where id = $1 returning speaker, text, buttons",
    [row.messageId, seq, providerId, now],
  );
  const [message] = shown;
  return message === undefined ? undefined : { id: row.messageId, seq, ...message, at: now, providerId };
}
