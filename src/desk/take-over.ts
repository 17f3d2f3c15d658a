import { findActiveAccount, operatorOf } from "../access/find-account.ts";
import { mayAssign, mayTake } from "../access/rights.ts";
import { MotcuaError } from "../core/errors.ts";
import { takenNotice } from "../core/handover-notices.ts";
import { handlingOf } from "../messaging/hand-over.ts";
import type { InConversation } from "../messaging/in-conversation.ts";
import type { Operator } from "../core/people.ts";
import { act } from "./act.ts";

/**
 * An operator takes a conversation that waits, or that the bot or somebody in the platform's tool has. Of several at
 * once one gets it (the row is locked); the same person twice changes nothing.
 * @throws MotcuaError `held_by_other`, naming who has it.
 */
export function claim(
  inConversation: InConversation,
  who: Operator,
  conversationId: string,
  centre: string,
): Promise<void> {
  return act(inConversation, who, conversationId, async (it) => {
    const { holder } = handlingOf(it.conversation);
    const isColleagues = holder?.kind === "operator";
    if (!isColleagues) it.allow(mayTake, "Bạn không được nhận hội thoại này.");
    await it.cause({ kind: "claimed", operator: who.id });
    if (!isColleagues) await it.notify(takenNotice(who.name, centre));
  });
}

/**
 * A supervisor gives a conversation to somebody, whoever has it.
 * @throws MotcuaError `not_allowed`; `not_found` when the account is none, or switched off.
 */
export function assign(
  inConversation: InConversation,
  who: Operator,
  conversationId: string,
  to: string,
  centre: string,
): Promise<void> {
  return act(inConversation, who, conversationId, async (it) => {
    const account = await findActiveAccount(it.tx, to);
    if (account === undefined) throw new MotcuaError("not_found", "Không có cán bộ này.");
    const colleague = operatorOf(account);
    it.allow(
      (_, handling) => mayAssign(who, handling, colleague),
      `Không phân công được hội thoại này cho ${colleague.name}.`,
    );
    const before = it.conversation.holder;
    await it.cause({ kind: "assigned", operator: colleague.id });
    if (it.conversation.holder !== before) await it.notify(takenNotice(colleague.name, centre));
  });
}
