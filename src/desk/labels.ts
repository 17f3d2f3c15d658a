import { mayNote } from "../access/rights.ts";
import { SetLabels } from "../contract/desk.ts";
import { MotcuaError } from "../core/errors.ts";
import type { Operator } from "../core/people.ts";
import { storableText } from "../core/storable-text.ts";
import { changeConversation } from "../messaging/conversation-row.ts";
import type { InConversation } from "../messaging/in-conversation.ts";
import type { Connection } from "../store/open-store.ts";
import { act } from "./act.ts";

const IN_USE_AT_MOST = 200;

/**
 * Sets all labels of a conversation; one that differs from another only in capitals is the same.
 * @throws MotcuaError `input_invalid` (more than 10, or one over 40 characters), `not_found`, `not_allowed`.
 */
export function setLabels(
  inConversation: InConversation,
  who: Operator,
  conversationId: string,
  labels: readonly string[],
): Promise<void> {
  return act(inConversation, who, conversationId, async (it) => {
    it.allow(mayNote, "Bạn không được sửa nhãn của hội thoại này.");
    const parsed = SetLabels.safeParse({
      labels: labels.map((label) => storableText(label.normalize("NFC"))),
    });
    if (!parsed.success)
      throw new MotcuaError("input_invalid", "Mỗi hội thoại có tối đa 10 nhãn, mỗi nhãn từ 1 đến 40 ký tự.");
    const once = new Map<string, string>();
    for (const label of parsed.data.labels)
      if (!once.has(label.toLowerCase())) once.set(label.toLowerCase(), label);
    const change = { labels: [...once.values()], changedAt: it.now };
    await changeConversation(it.tx, conversationId, change);
    Object.assign(it.conversation, change);
    it.changed();
  });
}

/** Labels that stand on any conversation, the most used first, at most 200. */
export async function labelsInUse(connection: Connection): Promise<string[]> {
  const { rows } = await connection.run<{ label: string }>(
    `select label from conversation c, jsonb_array_elements_text(c.labels) label
     where c.labels <> '[]' group by label order by count(*) desc, label limit ${IN_USE_AT_MOST}`,
  );
  return rows.map(({ label }) => label);
}
