import { mayKeepRecord } from "../access/rights.ts";
import type { SetCallback } from "../contract/desk.ts";
import { isWithPerson } from "../core/conversation.ts";
import { MotcuaError } from "../core/errors.ts";
import { phoneIn } from "../core/handover-notices.ts";
import type { Operator } from "../core/people.ts";
import type { NewId } from "../core/ports.ts";
import { storableText } from "../core/storable-text.ts";
import {
  agreeToCallback,
  askCallback,
  currentCallback,
  endCallback,
  leaveNumber,
} from "../messaging/callbacks.ts";
import type { InConversation } from "../messaging/in-conversation.ts";
import { act } from "./act.ts";

/**
 * Notes a number the citizen gave otherwise and agreed to have kept, or ends the open wish: called, or not reached.
 * A call that was made answers what the citizen had asked.
 * @throws MotcuaError `not_allowed`; `input_invalid` when it is no Vietnamese number; `hand_over_refused` when there is
 *   nothing to end.
 */
export function setCallback(
  inConversation: InConversation,
  who: Operator,
  conversationId: string,
  body: SetCallback,
  newId: NewId,
): Promise<void> {
  return act(inConversation, who, conversationId, async (it) => {
    it.allow(mayKeepRecord, "Chỉ cán bộ đang giữ hội thoại mới ghi được cuộc gọi lại.");
    const { tx, conversation, now } = it;
    const current = await currentCallback(tx, conversationId);
    const note = storableText(body.note);
    if (body.kind === "wanted") {
      const phone = phoneIn(body.phone);
      if (phone === undefined)
        throw new MotcuaError("input_invalid", "phone: không phải số điện thoại Việt Nam");
      if (current === undefined) await askCallback(tx, conversation, newId, now);
      const wish = current ?? (await currentCallback(tx, conversationId));
      if (wish === undefined) throw new Error("a call-back was asked for and is not in the record");
      await agreeToCallback(tx, wish.id, now);
      await leaveNumber(tx, wish.id, phone, now);
      if (note !== "") await tx.run("update callback set note = $2 where id = $1", [wish.id, note]);
    } else {
      if (current?.state !== "open")
        throw new MotcuaError("hand_over_refused", "Không có cuộc gọi lại nào đang chờ.");
      const how = body.done ? "done" : "given_up";
      await endCallback(tx, current.id, how, `operator:${who.id}`, note || undefined, now);
      if (body.done && isWithPerson(conversation)) await it.cause({ kind: "replied" });
    }
    it.changed();
  });
}

/** Which procedure the case is about. @throws MotcuaError `not_allowed`; `hand_over_refused` when no case is open. */
export function setProcedure(
  inConversation: InConversation,
  who: Operator,
  conversationId: string,
  code: string | null,
): Promise<void> {
  return act(inConversation, who, conversationId, async (it) => {
    it.allow(mayKeepRecord, "Chỉ cán bộ đang giữ hội thoại mới sửa được.");
    const { caseId } = it.conversation;
    if (caseId === null)
      throw new MotcuaError("hand_over_refused", "Hội thoại này không có vụ việc nào đang mở.");
    await it.tx.run("update handled_case set procedure = $2 where id = $1", [caseId, code]);
    it.changed();
  });
}
