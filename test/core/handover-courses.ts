import fc from "fast-check";
import { HANDOVER_REASONS } from "../../src/core/answering.ts";
import {
  transition,
  UNTOUCHED,
  type Handling,
  type HandoverEvent,
  type HandoverEventKind,
  type HandoverRefusal,
} from "../../src/core/handover.ts";

/** Courses a conversation can take, for promises that hold whatever happens. */

export const T0 = new Date("2026-11-25T02:00:00Z");
export const later = (ms: number, from = T0): Date => new Date(from.getTime() + ms);
export const MINUTE = 60_000;

/** One of every kind of event; a kind that is added and not listed here does not compile. */
export const events = {
  person_called: fc.constantFrom(...HANDOVER_REASONS).map((reason) => ({ kind: "person_called", reason })),
  claimed: fc.constantFrom("an", "binh").map((operator) => ({ kind: "claimed", operator })),
  assigned: fc.constantFrom("an", "binh").map((operator) => ({ kind: "assigned", operator })),
  answered_in_platform: fc
    .boolean()
    .map((wrote) => ({ kind: "answered_in_platform", name: "zalo:7", wrote })),
  control_returned: fc.constant({ kind: "control_returned" }),
  citizen_wrote: fc.constant({ kind: "citizen_wrote" }),
  citizen_resumed_bot: fc.constant({ kind: "citizen_resumed_bot" }),
  replied: fc.constant({ kind: "replied" }),
  handed_back: fc.constant({ kind: "handed_back" }),
  closed: fc.constant({ kind: "closed" }),
  forwarded: fc.constantFrom("tu-phap", "dat-dai").map((unit) => ({ kind: "forwarded", unit })),
  drafting_set: fc.boolean().map((on) => ({ kind: "drafting_set", on })),
  away: fc.constantFrom("presence_lost", "no_reply").map((why) => ({ kind: "away", why })),
  alerted: fc.constant({ kind: "alerted" }),
  quiet: fc.constant({ kind: "quiet" }),
} satisfies Record<HandoverEventKind, fc.Arbitrary<unknown>>;
const anyEvent = fc.oneof(...Object.values(events)) as fc.Arbitrary<HandoverEvent>;

export interface Step {
  readonly event: HandoverEvent;
  readonly before: Handling;
  readonly after: Handling;
  readonly refused: HandoverRefusal | undefined;
  readonly at: Date;
}

/** What events of a course did, one after the other, each some time after the last. */
export function follow(course: readonly (readonly [HandoverEvent, number])[]): Step[] {
  const steps: Step[] = [];
  let [now, at] = [UNTOUCHED, T0];
  for (const [event, ms] of course) {
    at = later(ms, at);
    const before = Object.freeze(now);
    const { next, refused } = transition(before, event, at);
    now = next ?? before;
    steps.push({ event, before, after: now, refused, at });
  }
  return steps;
}

export const courses = fc
  .array(fc.tuple(anyEvent, fc.integer({ min: 0, max: 90 * MINUTE })), { minLength: 1, maxLength: 25 })
  .map(follow);
export const isWithPerson = ({ state }: Handling): boolean => state === "held" || state === "drafting";
