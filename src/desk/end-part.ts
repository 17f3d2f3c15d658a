import { mayForward, mayHandBack } from "../access/rights.ts";
import type { Close, Forward, HandBack } from "../contract/desk.ts";
import { MotcuaError } from "../core/errors.ts";
import { closedNotice, forwardedNotice, handedBackNotice } from "../core/handover-notices.ts";
import type { Operator } from "../core/people.ts";
import { storableText } from "../core/storable-text.ts";
import type { InConversation } from "../messaging/in-conversation.ts";
import { act } from "./act.ts";
import type { Unit } from "./look-up-names.ts";
import { addNote } from "./notes.ts";

/**
 * Back to the bot, whose memory starts anew there, with one line on what was settled and the procedure the talk was
 * about. @throws MotcuaError `not_allowed`, `hand_over_refused`.
 */
export function handBack(
  inConversation: InConversation,
  who: Operator,
  conversationId: string,
  { settled, procedure }: HandBack,
): Promise<void> {
  return act(inConversation, who, conversationId, async (it) => {
    it.allow(mayHandBack, "Chỉ cán bộ đang giữ hội thoại mới giao lại được.");
    const outcome = "settled";
    await it.cause({ kind: "handed_back" }, { settled: storableText(settled), procedure, outcome });
    await it.notify(handedBackNotice());
  });
}

/** Ended with an outcome; the next message begins anew with the bot. @throws MotcuaError `not_allowed`, `hand_over_refused`. */
export function closeCase(
  inConversation: InConversation,
  who: Operator,
  conversationId: string,
  { outcome, settled, procedure }: Close,
): Promise<void> {
  return act(inConversation, who, conversationId, async (it) => {
    it.allow(mayHandBack, "Chỉ cán bộ đang giữ hội thoại mới kết thúc được.");
    await it.cause({ kind: "closed" }, { settled: storableText(settled), procedure, outcome });
    // Spam and slips of the finger need no farewell.
    if (outcome !== "no_answer_needed") await it.notify(closedNotice());
  });
}

/**
 * To another department or commune: it waits there, with everything said so far.
 * @throws MotcuaError `not_allowed`, `hand_over_refused`; `input_invalid` for a unit the organisation does not have.
 */
export function forward(
  inConversation: InConversation,
  who: Operator,
  conversationId: string,
  { unit: id, note }: Forward,
  units: readonly Unit[],
): Promise<void> {
  return act(inConversation, who, conversationId, async (it) => {
    const unit = units.find((one) => one.id === id);
    if (unit === undefined) throw new MotcuaError("input_invalid", `unit: không có đơn vị "${id}"`);
    it.allow(mayForward, "Bạn không được chuyển hội thoại này.");
    if (note !== "")
      it.changed({ kind: "note", id: await addNote(it.tx, it.conversation, who, note, it.now) });
    await it.cause({ kind: "forwarded", unit: id });
    await it.notify(forwardedNotice(unit.name));
  });
}
