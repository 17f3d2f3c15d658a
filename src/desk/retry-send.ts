import { mayReply } from "../access/rights.ts";
import type { MessageOrigin } from "../core/channel.ts";
import { MotcuaError } from "../core/errors.ts";
import type { Operator } from "../core/people.ts";
import type { InConversation } from "../messaging/in-conversation.ts";
import { requeueFailed } from "../messaging/unsent.ts";
import type { Store } from "../store/open-store.ts";
import type { Queue } from "../store/queue.ts";
import { act } from "./act.ts";

/**
 * Sends a failed message again, also one of the bot's: it goes out because a person wants it to.
 * @throws MotcuaError `not_found` when there is no failed message of this number; `not_allowed`, `window_closed`.
 */
export async function retrySend(parts: {
  store: Store;
  queue: Queue;
  inConversation: InConversation;
  who: Operator;
  /** Of the outbox. */
  id: number;
}): Promise<void> {
  const { store, queue, inConversation, who, id } = parts;
  const { rows } = await store.run<{ conversation_id: string; speaker: MessageOrigin }>(
    "select o.conversation_id, m.speaker from outbox o join message m on m.id = o.message_id where o.id = $1",
    [id],
  );
  const gone = () => new MotcuaError("not_found", "Không có tin nào không gửi được mang số này.");
  const [row] = rows;
  if (row === undefined) throw gone();
  await act(inConversation, who, row.conversation_id, async (it) => {
    it.allow(mayReply, "Chỉ cán bộ đang giữ hội thoại mới gửi lại được.");
    it.requireWindow(row.speaker);
    const messageId = await requeueFailed(it.tx, queue, id, it.now);
    if (messageId === undefined) throw gone();
    await it.tx.run("update outbox set automatic = false where id = $1", [id]);
    it.changed({ kind: "message", id: messageId });
  });
}
