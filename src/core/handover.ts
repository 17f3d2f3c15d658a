import type { HandoverReason } from "./answering.ts";
import { isWithBot, isWithPerson, type ConversationState } from "./conversation.ts";

/**
 * The hand-over as a pure function: which state follows which event, and when the clock has something to do. No
 * input or output; the moment is handed in. What happens around it (record, timers, notices) is `messaging/hand-over.ts`.
 */

/** Who holds a conversation: an operator of ours, or a person in the platform's own tool (its name for the record). */
export type Holder =
  { readonly kind: "operator"; readonly id: string } | { readonly kind: "platform"; readonly name: string };

/** A holder as stored: `operator:<account id>` or `platform:<name>`. */
export const writeHolder = (holder: Holder): string =>
  holder.kind === "operator" ? `operator:${holder.id}` : `platform:${holder.name}`;

/** @throws RangeError when the text was not written by `writeHolder`. */
export function readHolder(text: string): Holder {
  const colon = text.indexOf(":");
  const [kind, rest] = [text.slice(0, colon), text.slice(colon + 1)];
  if (kind === "operator") return { kind, id: rest };
  if (kind === "platform") return { kind, name: rest };
  throw new RangeError(`not a holder: ${text}`);
}

/** Why a person has a conversation: called by the bot, or came by themselves. */
export const PERSON_REASONS = ["answered_in_platform", "operator_stepped_in"] as const;
export type HandlingReason = HandoverReason | (typeof PERSON_REASONS)[number];

/** What the hand-over knows of a conversation. */
export interface Handling {
  readonly state: ConversationState;
  readonly holder: Holder | null;
  /** Since when this holder has it. */
  readonly heldSince: Date | null;
  readonly reason: HandlingReason | null;
  /** Since when the citizen waits for a person to take the conversation. */
  readonly waitingSince: Date | null;
  /** The first message of the citizen that the person has not answered. */
  readonly unansweredSince: Date | null;
  /** When a person last wrote. */
  readonly personLastAt: Date | null;
  /** How often a holder was found away in this case. */
  readonly awayCount: number;
  /** How many alerts were repeated since the citizen began to wait, and when the last went out (the first: on entering). */
  readonly alerts: number;
  readonly alertedAt: Date | null;
  /** The department or commune that is to answer, an id of the organisation; null: the centre itself. */
  readonly unit: string | null;
}

/** Nobody but the bot has had to do with it. */
export const UNTOUCHED: Handling = {
  state: "bot",
  holder: null,
  heldSince: null,
  reason: null,
  waitingSince: null,
  unansweredSince: null,
  personLastAt: null,
  awayCount: 0,
  alerts: 0,
  alertedAt: null,
  unit: null,
};

export type HandoverEvent =
  /** The bot gives up, the citizen asks, or a rule says so. */
  | { readonly kind: "person_called"; readonly reason: HandoverReason }
  /** An operator takes it: a waiting one, or one the bot or a platform's person has. */
  | { readonly kind: "claimed"; readonly operator: string }
  /** A supervisor gives it to somebody, whoever has it. */
  | { readonly kind: "assigned"; readonly operator: string }
  /** Someone answers in the platform's own tool, seen by its echo or by the thread's control. */
  | { readonly kind: "answered_in_platform"; readonly name: string; readonly wrote: boolean }
  /** The platform gave the thread back to us. */
  | { readonly kind: "control_returned" }
  | { readonly kind: "citizen_wrote" }
  /** The citizen prefers the bot after all; only while nobody has taken the conversation. */
  | { readonly kind: "citizen_resumed_bot" }
  | { readonly kind: "replied" }
  | { readonly kind: "handed_back" }
  | { readonly kind: "closed" }
  /** To another department or commune, whose people are alerted. */
  | { readonly kind: "forwarded"; readonly unit: string }
  /** The bot writes, the holder approves; or no longer. */
  | { readonly kind: "drafting_set"; readonly on: boolean }
  | { readonly kind: "away"; readonly why: "presence_lost" | "no_reply" }
  | { readonly kind: "alerted" }
  /** The person's part ended by itself: answered, and quiet for long. */
  | { readonly kind: "quiet" };

export type HandoverEventKind = HandoverEvent["kind"];

/** How a case ended; a closed list for the record and its figures. */
export const CASE_OUTCOMES = [
  "settled",
  "called_back",
  "referred",
  "no_answer_needed",
  "quiet",
  "citizen_resumed_bot",
  "control_returned",
] as const;
export type CaseOutcome = (typeof CASE_OUTCOMES)[number];

/** Why an event changes nothing. */
export type HandoverRefusal =
  /** Somebody else has it. */
  | "held_by_other"
  /** Nobody waits or holds: there is nothing to end. */
  | "with_bot"
  /** A person has it already; it cannot be called for or resumed. */
  | "already_with_person"
  /** Only a held conversation can be answered, drafted for, or found away. */
  | "not_held"
  /** The clock may not end what is unanswered. */
  | "unanswered"
  /** It is so already. */
  | "no_change";

export type Transition =
  | { readonly next: Handling; readonly refused?: undefined }
  | { readonly next?: undefined; readonly refused: HandoverRefusal };

const refused = (why: HandoverRefusal): Transition => ({ refused: why });
const isSame = (a: Holder | null, b: Holder): boolean => a !== null && writeHolder(a) === writeHolder(b);

/**
 * What an event makes of a conversation. Whoever may cause it was settled before; here only what follows. A refusal
 * leaves everything as it is.
 */
export function transition(now: Handling, event: HandoverEvent, at: Date): Transition {
  switch (event.kind) {
    case "person_called":
      if (!isWithBot(now)) return refused("already_with_person");
      return {
        next: {
          ...UNTOUCHED,
          state: "waiting",
          reason: event.reason,
          waitingSince: at,
          unansweredSince: at,
          alertedAt: at,
        },
      };
    case "claimed":
      if (isWithPerson(now) && now.holder?.kind === "operator")
        return refused(now.holder.id === event.operator ? "no_change" : "held_by_other");
      return { next: taken(now, { kind: "operator", id: event.operator }, "operator_stepped_in", at) };
    case "assigned":
      if (isWithPerson(now) && now.holder?.kind === "operator" && now.holder.id === event.operator)
        return refused("no_change");
      return { next: taken(now, { kind: "operator", id: event.operator }, "operator_stepped_in", at) };
    case "answered_in_platform": {
      const holder: Holder = { kind: "platform", name: event.name };
      if (!event.wrote && isSame(now.holder, holder)) return refused("no_change");
      const next = taken(now, holder, "answered_in_platform", at);
      return { next: event.wrote ? { ...next, unansweredSince: null, personLastAt: at } : next };
    }
    case "control_returned":
      if (now.holder?.kind !== "platform") return refused("not_held");
      // Control lapses by itself, too: what nobody has answered there waits for a person here.
      if (now.unansweredSince !== null) return { next: requeued(now, at) };
      return { next: { ...UNTOUCHED, state: "bot" } };
    case "citizen_wrote":
      if (isWithBot(now)) return refused("with_bot");
      if (now.unansweredSince !== null) return refused("no_change");
      return { next: { ...now, unansweredSince: at } };
    case "citizen_resumed_bot":
      if (isWithBot(now)) return refused("with_bot");
      if (now.state !== "waiting") return refused("already_with_person");
      return { next: { ...UNTOUCHED, state: "bot" } };
    case "replied":
      if (!isWithPerson(now)) return refused("not_held");
      return { next: { ...now, unansweredSince: null, personLastAt: at, awayCount: 0 } };
    case "handed_back":
      if (isWithBot(now)) return refused("with_bot");
      return { next: { ...UNTOUCHED, state: "bot" } };
    case "closed":
      if (isWithBot(now)) return refused("with_bot");
      return { next: { ...UNTOUCHED, state: "closed" } };
    case "forwarded":
      if (isWithBot(now)) return refused("with_bot");
      if (now.state === "waiting" && now.unit === event.unit) return refused("no_change");
      return { next: { ...requeued(now, at), unit: event.unit, awayCount: 0 } };
    case "drafting_set":
      if (!isWithPerson(now) || now.holder?.kind !== "operator") return refused("not_held");
      if ((now.state === "drafting") === event.on) return refused("no_change");
      return { next: { ...now, state: event.on ? "drafting" : "held" } };
    case "away":
      if (!isWithPerson(now)) return refused("not_held");
      if (now.unansweredSince === null) return refused("no_change");
      return { next: { ...requeued(now, at), awayCount: now.awayCount + 1 } };
    case "alerted":
      if (now.state !== "waiting") return refused("not_held");
      return { next: { ...now, alerts: now.alerts + 1, alertedAt: at } };
    case "quiet":
      if (!isWithPerson(now) || now.personLastAt === null) return refused("not_held");
      if (now.unansweredSince !== null) return refused("unanswered");
      return { next: { ...UNTOUCHED, state: "bot" } };
  }
}

/** Somebody has it now. What the citizen has not been answered stays unanswered, whoever comes. */
function taken(now: Handling, holder: Holder, otherwise: HandlingReason, at: Date): Handling {
  return {
    ...now,
    state: "held",
    holder,
    heldSince: isSame(now.holder, holder) ? now.heldSince : at,
    reason: isWithBot(now) ? otherwise : now.reason,
    waitingSince: null,
    alerts: 0,
    alertedAt: null,
  };
}

/** Back into the queue: the citizen waits since the message that was not answered, not only since now. */
function requeued(now: Handling, at: Date): Handling {
  const since = now.unansweredSince ?? at;
  return {
    ...now,
    state: "waiting",
    holder: null,
    heldSince: null,
    waitingSince: now.waitingSince ?? since,
    unansweredSince: since,
    alerts: 0,
    alertedAt: at,
  };
}

/** How long the clock waits. All in milliseconds. */
export interface HandoverRules {
  /** A holder not seen for so long is away. */
  readonly presenceMs: number;
  /** A holder who has not answered for so long is away, seen or not. */
  readonly replyMs: number;
  /** How often those who could take a waiting conversation are alerted. */
  readonly alertEveryMs: number;
  /** From this many alerts on, supervisors are alerted too. */
  readonly alertsToSupervisor: number;
  /** Answered, and quiet for so long: the bot answers again. */
  readonly quietMs: number;
}

/**
 * What the clock does next with a conversation, and when; undefined when nothing.
 * @param holderSeenAt when the holding operator's console was last connected; undefined: never, or no operator holds it.
 * @param openFrom the next moment, not before the given one, at which the centre is open; undefined: not known. Alerts
 *   wait for it, since nobody hears them in the night.
 */
export function nextTimer(
  now: Handling,
  holderSeenAt: Date | undefined,
  rules: HandoverRules,
  openFrom: (at: Date) => Date | undefined,
): { readonly event: HandoverEvent; readonly at: Date } | undefined {
  if (now.state === "waiting" && now.waitingSince !== null) {
    const next = after(now.alertedAt ?? now.waitingSince, rules.alertEveryMs);
    return { event: { kind: "alerted" }, at: openFrom(next) ?? next };
  }
  if (!isWithPerson(now)) return undefined;
  if (now.unansweredSince !== null) {
    // Whoever takes what has waited long has the whole time for it.
    const noReply = after(later(now.unansweredSince, now.heldSince), rules.replyMs);
    if (now.holder?.kind !== "operator") return { event: { kind: "away", why: "no_reply" }, at: noReply };
    // To take it is a sign of life as well; and whoever was given it while away has time to come.
    const seenAt = later(holderSeenAt ?? now.unansweredSince, now.heldSince);
    const lost = later(after(seenAt, rules.presenceMs), now.unansweredSince);
    return lost < noReply
      ? { event: { kind: "away", why: "presence_lost" }, at: lost }
      : { event: { kind: "away", why: "no_reply" }, at: noReply };
  }
  if (now.personLastAt === null) return undefined;
  return { event: { kind: "quiet" }, at: after(later(now.personLastAt, now.heldSince), rules.quietMs) };
}

/** Must supervisors hear of it? When holders went away twice, or alerts were not heard. */
export const isEscalated = (now: Pick<Handling, "awayCount" | "alerts">, rules: HandoverRules): boolean =>
  now.awayCount >= 2 || now.alerts >= rules.alertsToSupervisor;

const after = (at: Date, ms: number): Date => new Date(at.getTime() + ms);
const later = (a: Date, b: Date | null): Date => (b === null || a > b ? a : b);
