import fc from "fast-check";
import {
  isEscalated,
  readHolder,
  transition,
  UNTOUCHED,
  writeHolder,
  type Handling,
  type HandoverEvent,
  type HandoverEventKind,
  type HandoverRefusal,
} from "../../src/core/handover.ts";
import { RULES } from "../support/workbench.ts";
import { courses, events, follow, isWithPerson, later, MINUTE, type Step } from "./handover-courses.ts";

const always = (holds: (step: Step) => void): void => {
  const holdsAlong = fc.property(courses, (steps) => {
    steps.forEach(holds);
  });
  fc.assert(holdsAlong, { numRuns: 1500 });
};

describe("whatever happens in whatever order", () => {
  it("an event is either refused, and changes nothing, or leads to a next state", () => {
    always(({ before, after, refused }) => {
      if (refused === undefined) expect(after).not.toEqual(before);
      else expect(after).toBe(before);
    });
  });

  it("a waiting conversation knows since when, what is unanswered, and has no holder", () => {
    always(({ after, at }) => {
      if (after.state !== "waiting") {
        expect(after.waitingSince).toBeNull();
        return;
      }
      expect(after).toMatchObject({ holder: null, heldSince: null });
      expect(after.waitingSince?.getTime()).toBeLessThanOrEqual(at.getTime());
      expect(after.unansweredSince).not.toBeNull();
    });
  });

  it("a person's conversation has a holder and since when; drafts are only for an operator", () => {
    always(({ after }) => {
      expect(after.holder !== null).toBe(isWithPerson(after));
      expect(after.heldSince !== null).toBe(isWithPerson(after));
      if (after.state === "drafting") expect(after.holder?.kind).toBe("operator");
    });
  });

  it("the bot's and a closed conversation carry nothing over", () => {
    always(({ after }) => {
      if (after.state === "bot" || after.state === "closed")
        expect(after).toEqual({ ...UNTOUCHED, state: after.state });
    });
  });

  it("only the events that say so end a person's part, and the clock never what is unanswered", () => {
    const ends = new Set<HandoverEventKind>([
      "control_returned",
      "citizen_resumed_bot",
      "handed_back",
      "closed",
      "quiet",
    ]);
    always(({ event, before, after }) => {
      const ended = (before.holder !== null || before.state === "waiting") && after.reason === null;
      if (!ended) return;
      expect(ends).toContain(event.kind);
      if (event.kind === "quiet" || event.kind === "control_returned")
        expect(before.unansweredSince).toBeNull();
    });
  });

  it("only while nobody has come may the citizen go back to the bot", () => {
    always(({ event, before, refused }) => {
      if (event.kind === "citizen_resumed_bot")
        expect(refused === undefined).toBe(before.state === "waiting");
    });
  });

  it("the count of holders found away grows by that alone, one at a time", () => {
    always(({ event, before, after }) => {
      if (event.kind === "away" && after !== before) expect(after.awayCount).toBe(before.awayCount + 1);
      else expect([0, before.awayCount]).toContain(after.awayCount);
    });
  });

  it("nobody takes what a colleague holds; of two who claim one gets it", () => {
    always(({ event, before, after, refused }) => {
      if (event.kind !== "claimed") return;
      if (isWithPerson(before) && before.holder?.kind === "operator") {
        expect(refused).toBe(before.holder.id === event.operator ? "no_change" : "held_by_other");
      } else expect(after.holder).toEqual({ kind: "operator", id: event.operator });
    });
  });

  it("who comes does not make answered what is not, and a wait begun is not begun anew", () => {
    always(({ event, before, after }) => {
      if (event.kind === "claimed" || event.kind === "assigned")
        expect(after.unansweredSince).toEqual(before.unansweredSince);
      if (before.state === "waiting" && after.state === "waiting")
        expect(after.waitingSince).toEqual(before.waitingSince);
    });
  });
});

/** What events in a row made of an untouched conversation, a minute apart. */
const after = (...course: readonly HandoverEvent[]): Handling =>
  follow(course.map((event) => [event, MINUTE])).at(-1)?.after ?? UNTOUCHED;
const CALLED: HandoverEvent = { kind: "person_called", reason: "complaint" };
const CLAIMED: HandoverEvent = { kind: "claimed", operator: "an" };
const WROTE: HandoverEvent = { kind: "citizen_wrote" };
const REPLIED: HandoverEvent = { kind: "replied" };
const DRAFTING: HandoverEvent = { kind: "drafting_set", on: true };
const IN_PLATFORM: HandoverEvent = { kind: "answered_in_platform", name: "zalo:7", wrote: true };
const TAKEN_IN_PLATFORM: HandoverEvent = { kind: "answered_in_platform", name: "zalo:7", wrote: false };
const AWAY: HandoverEvent = { kind: "away", why: "no_reply" };
const AN = { kind: "operator", id: "an" } as const;
const ZALO_7 = { kind: "platform", name: "zalo:7" } as const;
const NOW = later(60 * MINUTE);

/** The states a conversation can be in, named. */
const from = {
  untouched: UNTOUCHED,
  closed: after(CALLED, CLAIMED, { kind: "closed" }),
  waiting: after(CALLED),
  claimed: after(CALLED, CLAIMED),
  answered: after(CALLED, CLAIMED, REPLIED),
  "asked again": after(CALLED, CLAIMED, REPLIED, WROTE),
  "stepped in": after(CLAIMED),
  drafting: after(CALLED, CLAIMED, REPLIED, DRAFTING),
  "answered in the platform": after(IN_PLATFORM),
  "asked again in the platform": after(IN_PLATFORM, WROTE),
  "waiting for a unit": after(CALLED, { kind: "forwarded", unit: "tu-phap" }),
  "waiting again": after(CALLED, CLAIMED, AWAY),
};
const T = (minutes: number): Date => later(minutes * MINUTE);

describe("each event, state by state", () => {
  it("has a meaning in every state: refused with a reason, or a next state", () => {
    const kinds = fc.constantFrom(...Object.values(from));
    for (const event of Object.values(events) as fc.Arbitrary<HandoverEvent>[])
      fc.assert(
        fc.property(kinds, event, (now, one) => {
          const { next, refused } = transition(now, one, NOW);
          expect((next === undefined) !== (refused === undefined)).toBe(true);
        }),
      );
  });

  it.each<[keyof typeof from, string, HandoverEvent, HandoverRefusal | Partial<Handling>]>([
    ["untouched", "a person is called", CALLED, { state: "waiting", reason: "complaint", waitingSince: NOW }],
    [
      "untouched",
      "so the first alert is out and the citizen unanswered",
      CALLED,
      { alertedAt: NOW, alerts: 0 },
    ],
    ["closed", "a person is called", CALLED, { state: "waiting", unansweredSince: NOW }],
    ["waiting", "a person is called", CALLED, "already_with_person"],
    ["answered", "a person is called", CALLED, "already_with_person"],

    ["waiting", "claimed", CLAIMED, { state: "held", holder: AN, heldSince: NOW, waitingSince: null }],
    [
      "waiting",
      "claimed: still unanswered, still for its reason",
      CLAIMED,
      { unansweredSince: T(1), reason: "complaint" },
    ],
    ["untouched", "claimed", CLAIMED, { holder: AN, reason: "operator_stepped_in", unansweredSince: null }],
    ["closed", "claimed", CLAIMED, { state: "held", reason: "operator_stepped_in" }],
    ["claimed", "claimed by the holder", CLAIMED, "no_change"],
    ["claimed", "claimed by another", { kind: "claimed", operator: "binh" }, "held_by_other"],
    ["drafting", "claimed by another", { kind: "claimed", operator: "binh" }, "held_by_other"],
    ["answered in the platform", "claimed", CLAIMED, { holder: AN, reason: "answered_in_platform" }],

    [
      "claimed",
      "assigned to another",
      { kind: "assigned", operator: "binh" },
      { holder: { kind: "operator", id: "binh" }, heldSince: NOW },
    ],
    ["claimed", "assigned to the holder", { kind: "assigned", operator: "an" }, "no_change"],
    [
      "waiting",
      "assigned",
      { kind: "assigned", operator: "an" },
      { state: "held", holder: AN, waitingSince: null },
    ],
    [
      "drafting",
      "assigned to another: drafts end",
      { kind: "assigned", operator: "binh" },
      { state: "held" },
    ],
    ["untouched", "assigned", { kind: "assigned", operator: "an" }, { reason: "operator_stepped_in" }],

    [
      "untouched",
      "answered in the platform",
      IN_PLATFORM,
      { state: "held", holder: ZALO_7, reason: "answered_in_platform", personLastAt: NOW },
    ],
    [
      "waiting",
      "answered in the platform",
      IN_PLATFORM,
      { holder: ZALO_7, reason: "complaint", unansweredSince: null },
    ],
    [
      "waiting",
      "taken, not yet answered, in the platform",
      TAKEN_IN_PLATFORM,
      { holder: ZALO_7, unansweredSince: T(1), personLastAt: null },
    ],
    ["claimed", "answered in the platform: the operator has it no more", IN_PLATFORM, { holder: ZALO_7 }],
    ["asked again in the platform", "taken there once more", TAKEN_IN_PLATFORM, "no_change"],
    [
      "asked again in the platform",
      "answered there",
      IN_PLATFORM,
      { unansweredSince: null, heldSince: T(1) },
    ],

    ["answered in the platform", "control returned", { kind: "control_returned" }, { ...UNTOUCHED }],
    [
      "asked again in the platform",
      "control lapsed",
      { kind: "control_returned" },
      { state: "waiting", holder: null, waitingSince: T(2) },
    ],
    ["claimed", "control returned: it is an operator's", { kind: "control_returned" }, "not_held"],
    ["waiting", "control returned", { kind: "control_returned" }, "not_held"],

    ["untouched", "the citizen writes", WROTE, "with_bot"],
    ["closed", "the citizen writes", WROTE, "with_bot"],
    ["answered", "the citizen writes", WROTE, { unansweredSince: NOW, state: "held" }],
    ["asked again", "the citizen writes more: the first counts", WROTE, "no_change"],

    ["waiting", "the citizen prefers the bot", { kind: "citizen_resumed_bot" }, { ...UNTOUCHED }],
    ["claimed", "the citizen prefers the bot", { kind: "citizen_resumed_bot" }, "already_with_person"],
    ["untouched", "the citizen prefers the bot", { kind: "citizen_resumed_bot" }, "with_bot"],

    ["claimed", "replied", REPLIED, { unansweredSince: null, personLastAt: NOW, state: "held" }],
    ["drafting", "replied: drafting goes on", REPLIED, { state: "drafting", personLastAt: NOW }],
    ["waiting", "replied", REPLIED, "not_held"],
    ["untouched", "replied", REPLIED, "not_held"],

    ["claimed", "handed back", { kind: "handed_back" }, { ...UNTOUCHED }],
    ["waiting", "handed back", { kind: "handed_back" }, { ...UNTOUCHED }],
    ["untouched", "handed back", { kind: "handed_back" }, "with_bot"],
    ["claimed", "closed", { kind: "closed" }, { ...UNTOUCHED, state: "closed" }],
    ["closed", "closed", { kind: "closed" }, "with_bot"],

    [
      "waiting",
      "forwarded",
      { kind: "forwarded", unit: "tu-phap" },
      { unit: "tu-phap", waitingSince: T(1), alertedAt: NOW },
    ],
    [
      "asked again",
      "forwarded: waits since the question",
      { kind: "forwarded", unit: "tu-phap" },
      { state: "waiting", holder: null, waitingSince: T(4) },
    ],
    [
      "answered",
      "forwarded: waits since now",
      { kind: "forwarded", unit: "tu-phap" },
      { waitingSince: NOW, unansweredSince: NOW },
    ],
    ["waiting for a unit", "forwarded to the same", { kind: "forwarded", unit: "tu-phap" }, "no_change"],
    [
      "waiting again",
      "forwarded: others begin without its past",
      { kind: "forwarded", unit: "tu-phap" },
      { awayCount: 0 },
    ],
    ["untouched", "forwarded", { kind: "forwarded", unit: "tu-phap" }, "with_bot"],

    ["claimed", "drafts wanted", DRAFTING, { state: "drafting", holder: AN }],
    ["drafting", "drafts wanted", DRAFTING, "no_change"],
    ["drafting", "drafts no longer wanted", { kind: "drafting_set", on: false }, { state: "held" }],
    ["answered in the platform", "drafts wanted", DRAFTING, "not_held"],
    ["waiting", "drafts wanted", DRAFTING, "not_held"],

    [
      "asked again",
      "the holder is away",
      AWAY,
      { state: "waiting", holder: null, waitingSince: T(4), awayCount: 1 },
    ],
    ["answered", "the holder is away: nothing waits", AWAY, "no_change"],
    ["waiting", "the holder is away", AWAY, "not_held"],
    [
      "waiting again",
      "claimed: that one was away is not forgotten",
      CLAIMED,
      { awayCount: 1, waitingSince: null },
    ],

    ["waiting", "alerted again", { kind: "alerted" }, { alerts: 1, alertedAt: NOW }],
    ["claimed", "alerted again", { kind: "alerted" }, "not_held"],

    ["answered", "quiet", { kind: "quiet" }, { ...UNTOUCHED }],
    ["answered in the platform", "quiet", { kind: "quiet" }, { ...UNTOUCHED }],
    ["asked again", "quiet", { kind: "quiet" }, "unanswered"],
    ["stepped in", "quiet: nobody has said anything yet", { kind: "quiet" }, "not_held"],
    ["waiting", "quiet", { kind: "quiet" }, "not_held"],
  ])("%s: %s", (name, _, event, expected) => {
    const { next, refused } = transition(from[name], event, NOW);
    if (typeof expected === "string") expect(refused).toBe(expected);
    else expect(next).toMatchObject(expected);
  });

  it("supervisors hear of it from the second holder away, or the third alert, on", () => {
    const escalated = (awayCount: number, alerts: number): boolean =>
      isEscalated({ awayCount, alerts }, RULES);
    expect([escalated(0, 0), escalated(1, 2)]).toEqual([false, false]);
    expect([escalated(2, 0), escalated(0, 3)]).toEqual([true, true]);
  });
});

describe("a holder as stored", () => {
  it("is read as it was written, whatever its name", () => {
    const holders = fc.oneof(
      fc.uuid().map((id) => ({ kind: "operator", id }) as const),
      fc.string({ minLength: 1 }).map((name) => ({ kind: "platform", name }) as const),
    );
    const isKept = fc.property(holders, (holder) => {
      expect(readHolder(writeHolder(holder))).toEqual(holder);
    });
    fc.assert(isKept);
  });

  it("is nothing else", () => {
    for (const text of ["", "operator", "citizen:1", "Operator:1"])
      expect(() => readHolder(text)).toThrow(RangeError);
  });
});
