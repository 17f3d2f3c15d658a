import { mayNote } from "../access/rights.ts";
import { AddNote } from "../contract/desk.ts";
import { MotcuaError } from "../core/errors.ts";
import type { Operator } from "../core/people.ts";
import { storableText } from "../core/storable-text.ts";
import { changeConversation, type ConversationRow } from "../messaging/conversation-row.ts";
import type { InConversation } from "../messaging/in-conversation.ts";
import type { Transaction } from "../store/open-store.ts";
import { act } from "./act.ts";

/**
 * Leaves a remark for colleagues; nothing of it ever goes to the citizen or the bot.
 * @throws MotcuaError `input_invalid` (empty, or over 2,000 characters), `not_found`, `not_allowed`.
 */
export function leaveNote(
  inConversation: InConversation,
  who: Operator,
  conversationId: string,
  text: string,
): Promise<void> {
  return act(inConversation, who, conversationId, async (it) => {
    it.allow(mayNote, "Bạn không được ghi chú vào hội thoại này.");
    it.changed({ kind: "note", id: await addNote(it.tx, it.conversation, who, text, it.now) });
  });
}

/**
 * Adds a remark to a conversation that the caller has locked, and to its case when there is one. Who may do so was
 * settled before. @returns its id. @throws MotcuaError `input_invalid`.
 */
export async function addNote(
  tx: Transaction,
  conversation: ConversationRow,
  who: Operator,
  text: string,
  now: Date,
): Promise<number> {
  const parsed = AddNote.safeParse({ text: storableText(text) });
  if (!parsed.success) throw new MotcuaError("input_invalid", "Ghi chú cần có nội dung, tối đa 2.000 ký tự.");
  const { rows } = await tx.run<{ id: number }>(
    "insert into note (conversation_id, case_id, author, text, at) values ($1, $2, $3, $4, $5) returning id",
    [conversation.id, conversation.caseId, who.id, parsed.data.text, now],
  );
  const change = { changedAt: now };
  await changeConversation(tx, conversation.id, change);
  Object.assign(conversation, change);
  return rows[0]?.id ?? 0;
}
