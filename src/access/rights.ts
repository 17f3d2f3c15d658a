import { isWithPerson } from "../core/conversation.ts";
import type { Handling } from "../core/handover.ts";
import type { Operator, Role } from "../core/people.ts";

/** What a role may do, whatever the conversation. */
const RIGHTS = {
  /** Answer citizens: take a conversation, reply, note, hand back. */
  handle_cases: ["operator", "supervisor", "admin"],
  /** See, write into and end what others hold, and cases of every unit. */
  step_in: ["supervisor", "admin"],
  assign: ["supervisor", "admin"],
  export: ["supervisor", "admin"],
  see_figures: ["supervisor", "admin"],
  manage_canned: ["supervisor", "admin"],
  manage_accounts: ["admin"],
  read_audit: ["admin"],
  /** Give Motcua the centre's consent on a platform. */
  connect_channels: ["admin"],
  /** Import, approve, publish and roll back procedure records. */
  manage_catalogue: ["admin"],
} as const satisfies Record<string, readonly Role[]>;

export type Right = keyof typeof RIGHTS;

export const can = (role: Role, right: Right): boolean => (RIGHTS[right] as readonly Role[]).includes(role);

type Case = Pick<Handling, "state" | "holder" | "unit">;

/**
 * Below supervisor nobody sees a case of another unit. Whoever has no unit belongs to all; a case without one is the
 * centre's own, for everybody.
 */
export const maySee = (who: Operator, handling: Case): boolean =>
  can(who.role, "step_in") || who.unit === null || handling.unit === null || who.unit === handling.unit;

const holds = (who: Operator, { holder }: Case): boolean =>
  holder?.kind === "operator" && holder.id === who.id;

/** The holder's, or anybody's who may step in. */
const hasInHand = (who: Operator, handling: Case): boolean =>
  can(who.role, "handle_cases") &&
  maySee(who, handling) &&
  (holds(who, handling) || can(who.role, "step_in"));

/** A conversation that no colleague holds; one that a colleague holds is given by `mayAssign`. */
export const mayTake = (who: Operator, handling: Case): boolean =>
  can(who.role, "handle_cases") &&
  maySee(who, handling) &&
  !(isWithPerson(handling) && handling.holder?.kind === "operator");

/** Nobody writes into a conversation that no person holds: it is taken first. */
export const mayReply = (who: Operator, handling: Case): boolean =>
  isWithPerson(handling) && hasInHand(who, handling);

/** The record of a case and its call-back: whoever may answer it, and whoever could take it. */
export const mayKeepRecord = (who: Operator, handling: Case): boolean =>
  mayReply(who, handling) || mayTake(who, handling);

/** To the bot, or ended with an outcome; what still waits is ended only by those who may step in. */
export const mayHandBack = (who: Operator, handling: Case): boolean =>
  (isWithPerson(handling) || handling.state === "waiting") && hasInHand(who, handling);

/** To another unit. Whoever sees a waiting case may say that it is not for this unit. */
export const mayForward = (who: Operator, handling: Case): boolean =>
  mayHandBack(who, handling) ||
  (handling.state === "waiting" && can(who.role, "handle_cases") && maySee(who, handling));

/** To somebody who may see it, oneself included, whoever holds it now. */
export const mayAssign = (who: Operator, handling: Case, to: Operator): boolean =>
  can(who.role, "assign") && can(to.role, "handle_cases") && maySee(to, handling);

/** A remark among colleagues. */
export const mayNote = (who: Operator, handling: Case): boolean =>
  can(who.role, "handle_cases") && maySee(who, handling);

export const mayManageAccounts = (who: Operator): boolean => can(who.role, "manage_accounts");
export const mayReadAudit = (who: Operator): boolean => can(who.role, "read_audit");
export const mayExport = (who: Operator): boolean => can(who.role, "export");
export const maySeeFigures = (who: Operator): boolean => can(who.role, "see_figures");
export const mayManageCanned = (who: Operator): boolean => can(who.role, "manage_canned");
