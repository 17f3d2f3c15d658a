import fc from "fast-check";
import { nextTimer, transition, UNTOUCHED, type Handling } from "../../src/core/handover.ts";
import { isOpen, nextOpening } from "../../src/core/office-time.ts";
import { CALENDAR, RULES } from "../support/workbench.ts";
import { courses, follow, isWithPerson, later, MINUTE, T0 } from "./handover-courses.ts";

const vietnam = (local: string): Date => new Date(`${local}:00+07:00`);
const opening = (at: Date): Date | undefined => nextOpening(CALENDAR, at);
const timerOf = (now: Handling, seenAt?: Date) => nextTimer(now, seenAt, RULES, opening);
const ends = courses.map((steps) => steps.at(-1)?.after ?? UNTOUCHED);
/** When the holder's console was last seen, from long before all of it to long after; or never. */
const seen = fc.option(
  fc.integer({ min: -600, max: 4000 }).map((minutes) => later(minutes * MINUTE)),
  { nil: undefined },
);
const always = (holds: (now: Handling, seenAt: Date | undefined) => void): void => {
  fc.assert(fc.property(ends, seen, holds), { numRuns: 2000 });
};
const latest = (...dates: readonly (Date | null | undefined)[]): number =>
  Math.max(...dates.flatMap((date) => date?.getTime() ?? []));

describe("the next timer, whatever has happened", () => {
  it("is one for whoever waits, for what a person has not answered, and for what they have; else none", () => {
    always((now, seenAt) => {
      const timer = timerOf(now, seenAt);
      const expected =
        now.state === "waiting"
          ? "alerted"
          : !isWithPerson(now)
            ? undefined
            : now.unansweredSince !== null
              ? "away"
              : now.personLastAt === null
                ? undefined
                : "quiet";
      expect(timer?.event.kind).toBe(expected);
    });
  });

  it("is never before what it comes of", () => {
    always((now, seenAt) => {
      const timer = timerOf(now, seenAt);
      if (timer === undefined) return;
      const causes = {
        alerted: [now.waitingSince, now.alertedAt],
        away: [now.unansweredSince, now.heldSince],
        quiet: [now.personLastAt, now.heldSince],
      };
      const cause = latest(...causes[timer.event.kind as keyof typeof causes]);
      expect(timer.at.getTime()).toBeGreaterThanOrEqual(cause);
    });
  });

  it("is something that may happen, and leaves the next for later: the clock never spins", () => {
    always((now, seenAt) => {
      let [state, timer] = [now, timerOf(now, seenAt)];
      for (let times = 0; timer !== undefined && times < 20; times++) {
        const { next } = transition(state, timer.event, timer.at);
        if (next === undefined) throw new Error(`${timer.event.kind} was due and is refused`);
        state = next;
        const after = timerOf(state, seenAt);
        if (after !== undefined) expect(after.at.getTime()).toBeGreaterThan(timer.at.getTime());
        timer = after;
      }
    });
  });

  it("takes what is unanswered from its holder within the time for an answer", () => {
    always((now, seenAt) => {
      if (!isWithPerson(now) || now.unansweredSince === null) return;
      const timer = timerOf(now, seenAt);
      const limit = latest(now.unansweredSince, now.heldSince) + RULES.replyMs;
      expect(timer?.event.kind).toBe("away");
      expect(timer?.at.getTime()).toBeLessThanOrEqual(limit);
      // Nobody in the platform's tool can be seen: there only the answer counts.
      if (now.holder?.kind === "platform") expect(timer?.at.getTime()).toBe(limit);
    });
  });

  it("is the earlier the sooner the holder was last seen, and never earlier than that allows", () => {
    always((now, seenAt) => {
      if (!isWithPerson(now) || now.unansweredSince === null || now.holder?.kind !== "operator") return;
      const timer = timerOf(now, seenAt);
      const seenLater = timerOf(now, later(MINUTE, seenAt ?? T0));
      if (seenAt !== undefined) expect(timer?.at.getTime()).toBeLessThanOrEqual(seenLater?.at.getTime() ?? 0);
      if (timer?.event.kind !== "away" || timer.event.why !== "presence_lost") return;
      const lost = latest(seenAt ?? now.unansweredSince, now.heldSince) + RULES.presenceMs;
      expect(timer.at.getTime()).toBe(latest(new Date(lost), now.unansweredSince));
    });
  });

  it("alerts only when the office is open by the shipped calendar, in both of its years", () => {
    const moments = fc
      .integer({ min: vietnam("2026-01-01T00:00").getTime(), max: vietnam("2027-12-01T00:00").getTime() })
      .map((ms) => new Date(ms));
    let moved = 0;
    fc.assert(
      fc.property(moments, (at) => {
        const { next } = transition(UNTOUCHED, { kind: "person_called", reason: "complaint" }, at);
        const timer = next && timerOf(next);
        expect(timer?.event).toEqual({ kind: "alerted" });
        if (timer === undefined) return;
        expect(isOpen(CALENDAR, timer.at)).toBe(true);
        const soonest = later(RULES.alertEveryMs, at);
        expect(timer.at.getTime()).toBeGreaterThanOrEqual(soonest.getTime());
        if (isOpen(CALENDAR, soonest)) expect(timer.at).toEqual(soonest);
        else moved++;
      }),
      { numRuns: 2000 },
    );
    // Most of a week is closed: without such moments nothing would have been shown.
    expect(moved).toBeGreaterThan(500);
  });
});

describe("the next timer", () => {
  const waitingAt = (at: Date): Handling =>
    transition(UNTOUCHED, { kind: "person_called", reason: "complaint" }, at).next ?? UNTOUCHED;

  it.each([
    ["in office hours: after the interval", "2026-11-25T09:00", "2026-11-25T09:03"],
    ["into the lunch break: after it", "2026-11-25T11:28", "2026-11-25T13:30"],
    ["in the lunch break: after it", "2026-11-25T12:15", "2026-11-25T13:30"],
    ["in the evening: the next morning", "2026-11-25T18:00", "2026-11-26T07:30"],
    ["on Friday evening: on Monday", "2026-11-27T17:00", "2026-11-30T07:30"],
    ["before Tết: when it is over", "2026-02-13T16:59", "2026-02-23T07:30"],
    ["before a Saturday worked instead: on it", "2026-01-09T16:58", "2026-01-10T07:30"],
    ["on a holiday still to be confirmed: the day after", "2026-11-24T09:00", "2026-11-25T07:30"],
  ])("of who waits, %s", (_, at, alert) => {
    expect(timerOf(waitingAt(vietnam(at)))?.at).toEqual(vietnam(alert));
  });

  it("alerts all the same where the calendar never opens: unheard is better than never", () => {
    const timer = nextTimer(waitingAt(T0), undefined, RULES, () => undefined);
    expect(timer).toEqual({ event: { kind: "alerted" }, at: later(RULES.alertEveryMs) });
  });

  const CALLED = { kind: "person_called", reason: "complaint" } as const;
  /** Called at T0, claimed an hour later. */
  const claimed =
    follow([
      [CALLED, 0],
      [{ kind: "claimed", operator: "an" }, 60 * MINUTE],
    ]).at(-1)?.after ?? UNTOUCHED;
  const claimedAt = later(60 * MINUTE);

  it("gives who claims what has waited for an hour the whole time for an answer", () => {
    expect(timerOf(claimed, later(30_000, claimedAt))).toEqual({
      event: { kind: "away", why: "presence_lost" },
      at: later(30_000 + RULES.presenceMs, claimedAt),
    });
    // Seen all the time.
    expect(timerOf(claimed, later(RULES.replyMs, claimedAt))).toEqual({
      event: { kind: "away", why: "no_reply" },
      at: later(RULES.replyMs, claimedAt),
    });
  });

  it("gives who is assigned it while away the time to come", () => {
    const assigned = transition(claimed, { kind: "assigned", operator: "binh" }, later(MINUTE, claimedAt));
    const timer = timerOf(assigned.next ?? UNTOUCHED, later(-24 * 60 * MINUTE));
    expect(timer).toEqual({
      event: { kind: "away", why: "presence_lost" },
      at: later(MINUTE + RULES.presenceMs, claimedAt),
    });
  });

  it("is at once when the citizen writes to a holder who is gone", () => {
    const answered = transition(claimed, { kind: "replied" }, claimedAt).next ?? UNTOUCHED;
    const writtenAt = later(30 * MINUTE, claimedAt);
    const asked = transition(answered, { kind: "citizen_wrote" }, writtenAt).next ?? UNTOUCHED;
    expect(timerOf(asked, later(5 * MINUTE, claimedAt))).toEqual({
      event: { kind: "away", why: "presence_lost" },
      at: writtenAt,
    });
  });

  it("leaves the bot's, a closed, and a conversation nobody owes anything in alone", () => {
    expect(timerOf(UNTOUCHED)).toBeUndefined();
    expect(timerOf({ ...UNTOUCHED, state: "closed" })).toBeUndefined();
    const steppedIn = transition(UNTOUCHED, { kind: "claimed", operator: "an" }, T0).next ?? UNTOUCHED;
    expect(timerOf(steppedIn, T0)).toBeUndefined();
  });

  it("counts quiet from the last answer, or from when this holder took it", () => {
    const answered = transition(claimed, { kind: "replied" }, claimedAt).next ?? UNTOUCHED;
    const quiet = { kind: "quiet" };
    expect(timerOf(answered)).toEqual({ event: quiet, at: later(RULES.quietMs, claimedAt) });
    const givenAt = later(59 * MINUTE, claimedAt);
    const given = transition(answered, { kind: "assigned", operator: "binh" }, givenAt).next ?? UNTOUCHED;
    expect(timerOf(given)).toEqual({ event: quiet, at: later(RULES.quietMs, givenAt) });
  });
});
