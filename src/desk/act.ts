import { maySee } from "../access/rights.ts";
import type { Reply } from "../core/answering.ts";
import type { MessageOrigin } from "../core/channel.ts";
import { MotcuaError } from "../core/errors.ts";
import type { HandoverEvent, HandoverRefusal } from "../core/handover.ts";
import type { Operator } from "../core/people.ts";
import type { Connection } from "../store/open-store.ts";
import { handlingOf, type EventDetail } from "../messaging/hand-over.ts";
import type { InConversation, Step } from "../messaging/in-conversation.ts";
import { accountNames, personName } from "./look-up-names.ts";

/** One act of an operator on one conversation: locked, seen, and told to everybody after the commit. */
export interface Act extends Step {
  readonly who: Operator;
  /** Throws `not_allowed` with these words unless the rule holds for this person and this conversation. */
  allow(rule: (who: Operator, handling: ReturnType<typeof handlingOf>) => boolean, words: string): void;
  /** Applies an event in the name of this person. @throws MotcuaError `held_by_other`, `hand_over_refused`. */
  cause(event: HandoverEvent, detail?: EventDetail): Promise<void>;
  /** Throws `window_closed` unless the channel's reply window is open for words of this origin. */
  requireWindow(origin: MessageOrigin): void;
  /** A notice that this person's act causes; left out when the reply window is closed. */
  notify(notice: Reply): Promise<void>;
}

/**
 * Runs one act. @throws MotcuaError `not_found` when there is no such conversation, or this person may not see it.
 */
export async function act<Result>(
  inConversation: InConversation,
  who: Operator,
  conversationId: string,
  work: (act: Act) => Promise<Result>,
): Promise<Result> {
  const done = await inConversation(conversationId, async (step) => {
    const { conversation, channel, now } = step;
    if (!maySee(who, handlingOf(conversation))) throw notFound();
    const windowIsOpen = (origin: MessageOrigin): boolean =>
      channel.window(conversation.lastInteractionAt ?? undefined, now, origin).open;
    const actor = `operator:${who.id}` as const;
    const result = await work({
      ...step,
      who,
      allow(rule, words) {
        if (!rule(who, handlingOf(conversation))) throw new MotcuaError("not_allowed", words);
      },
      async cause(event, detail) {
        const applied = await step.apply(event, actor, detail);
        if (applied.refused === undefined || applied.refused === "no_change") return;
        throw await refusalError(step.tx, conversation.holder, applied.refused);
      },
      requireWindow(origin) {
        if (!windowIsOpen(origin))
          throw new MotcuaError("window_closed", "Đã hết thời hạn nhắn tin cho người dân trên kênh này.");
      },
      async notify(notice) {
        if (windowIsOpen("system"))
          await step.say([{ ...notice, speaker: "system", origin: actor, byPerson: true }]);
      },
    });
    return { result };
  });
  if (done === undefined) throw notFound();
  return done.result;
}

const notFound = (): MotcuaError => new MotcuaError("not_found", "Không có hội thoại này.");

const REFUSED: Readonly<Record<Exclude<HandoverRefusal, "held_by_other" | "no_change">, string>> = {
  with_bot: "Hội thoại này đang do trợ lý trả lời; hãy nhận trước.",
  already_with_person: "Hội thoại này đã có cán bộ.",
  not_held: "Hội thoại này chưa có cán bộ nào nhận.",
  unanswered: "Người dân còn câu hỏi chưa được trả lời.",
};

async function refusalError(
  tx: Connection,
  holder: string | null,
  refused: Exclude<HandoverRefusal, "no_change">,
): Promise<MotcuaError> {
  if (refused !== "held_by_other") return new MotcuaError("hand_over_refused", REFUSED[refused]);
  const name = holder === null ? "Cán bộ khác" : personName(holder, await accountNames(tx, [holder]));
  return new MotcuaError("held_by_other", `${name} đã nhận hội thoại này.`);
}
