import { readFileSync } from "node:fs";
import fc from "fast-check";
import { parse } from "yaml";
import {
  addWorkingDays,
  isOpen,
  nextOpening,
  officeDay,
  officeMs,
  OfficeCalendar,
} from "../../src/core/office-time.ts";
import { vietnamDate } from "../../src/core/vietnam-date.ts";

/** Monday to Friday; Tết on Wednesday 4 and Thursday 5, an unconfirmed Friday 6, Saturday 14 worked instead. */
const CALENDAR = OfficeCalendar.parse({
  periods: [
    { from: "07:30", to: "11:30" },
    { from: "13:30", to: "17:00" },
  ],
  weekdays: [1, 2, 3, 4, 5],
  covers: { from: "2026-03-01", to: "2026-03-31" },
  closed: [
    { date: "2026-03-04", name: "Tết", basis: "law", source: "Luật" },
    { date: "2026-03-05", name: "Tết", basis: "announced", source: "Thông báo" },
    { date: "2026-03-06", name: "Nghỉ bù", basis: "to_confirm" },
  ],
  working: [
    { date: "2026-03-14", name: "Làm bù", basis: "announced", source: "Thông báo" },
    { date: "2026-03-21", name: "Làm bù", basis: "to_confirm" },
  ],
});

const at = (local: string): Date => new Date(`${local}:00+07:00`);
const local = (moment: Date | undefined): string | undefined =>
  moment === undefined ? undefined : new Date(moment.getTime() + 7 * 3600_000).toISOString().slice(0, 16);

describe("opening hours", () => {
  it("begin with the first moment of a period and end before its last; the lunch break is closed", () => {
    const open = (time: string): boolean => isOpen(CALENDAR, at(`2026-03-02T${time}`));
    expect(["07:30", "11:29", "13:30", "16:59"].map(open)).toEqual([true, true, true, true]);
    expect(["07:29", "11:30", "12:30", "13:29", "17:00", "23:00"].map(open)).toEqual(Array(6).fill(false));
  });

  it("are Vietnamese, whatever day it is elsewhere", () => {
    // Monday 07:30 in Vietnam is 00:30 UTC; Sunday 17:30 UTC is Monday 00:30 there.
    expect(isOpen(CALENDAR, new Date("2026-03-02T00:30:00Z"))).toBe(true);
    expect(isOpen(CALENDAR, new Date("2026-03-01T17:30:00Z"))).toBe(false);
  });

  it("hold on a Saturday worked instead, not on holidays, weekends or days still to be confirmed", () => {
    const open = (date: string): boolean => isOpen(CALENDAR, at(`${date}T09:00`));
    expect(open("2026-03-14")).toBe(true);
    expect(
      ["2026-03-04", "2026-03-05", "2026-03-06", "2026-03-07", "2026-03-08", "2026-03-21"].map(open),
    ).toEqual(Array(6).fill(false));
  });

  it("say of a day why it is special and whether that is certain", () => {
    expect(officeDay(CALENDAR, "2026-03-04")).toEqual({ working: false, name: "Tết", certain: true });
    expect(officeDay(CALENDAR, "2026-03-06")).toEqual({ working: false, name: "Nghỉ bù", certain: false });
    expect(officeDay(CALENDAR, "2026-03-21")).toEqual({ working: false, name: "Làm bù", certain: false });
    expect(officeDay(CALENDAR, "2026-03-02")).toEqual({ working: true, name: undefined, certain: true });
    expect(officeDay(CALENDAR, "2026-04-01")).toEqual({ working: true, name: undefined, certain: false });
  });
});

describe("the next opening", () => {
  it("is now when open, this afternoon at lunch, the first working day after holidays", () => {
    const next = (moment: string): string | undefined => local(nextOpening(CALENDAR, at(moment)));
    expect(next("2026-03-02T09:10")).toBe("2026-03-02T09:10");
    expect(next("2026-03-02T06:00")).toBe("2026-03-02T07:30");
    expect(next("2026-03-02T11:30")).toBe("2026-03-02T13:30");
    expect(next("2026-03-03T17:00")).toBe("2026-03-09T07:30");
    expect(next("2026-03-13T18:00")).toBe("2026-03-14T07:30");
  });

  it("is unknown when no day of the year that follows is worked", () => {
    const days = Array.from({ length: 400 }, (_, day) =>
      new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10),
    );
    const never: OfficeCalendar = {
      ...CALENDAR,
      closed: days.map((date) => ({ date, name: "Đóng cửa", basis: "to_confirm" })),
      working: [],
    };
    expect(nextOpening(never, at("2026-01-01T08:00"))).toBeUndefined();
    expect(() => addWorkingDays(never, "2026-01-01", 1)).toThrow(RangeError);
  });

  it("is always open, never before the moment asked of, and nothing between is open", () => {
    const moment = fc
      .integer({ min: Date.UTC(2026, 1, 20), max: Date.UTC(2026, 3, 10) })
      .map((ms) => new Date(ms));
    fc.assert(
      fc.property(moment, fc.double({ min: 0, max: 1, noNaN: true }), (asked, share) => {
        const opening = nextOpening(CALENDAR, asked);
        if (opening === undefined) throw new Error("the calendar opens every week");
        expect(isOpen(CALENDAR, opening)).toBe(true);
        expect(opening.getTime()).toBeGreaterThanOrEqual(asked.getTime());
        const between = new Date(asked.getTime() + Math.floor((opening.getTime() - asked.getTime()) * share));
        expect(between < opening && isOpen(CALENDAR, between)).toBe(false);
      }),
      { numRuns: 500 },
    );
  });
});

describe("working days", () => {
  it("are counted from the day after, over weekends and holidays", () => {
    expect(addWorkingDays(CALENDAR, "2026-03-02", 0)).toBe("2026-03-02");
    expect(addWorkingDays(CALENDAR, "2026-03-02", 1)).toBe("2026-03-03");
    expect(addWorkingDays(CALENDAR, "2026-03-02", 2)).toBe("2026-03-09");
    expect(addWorkingDays(CALENDAR, "2026-03-13", 1)).toBe("2026-03-14");
    expect(addWorkingDays(CALENDAR, "2026-03-20", 1)).toBe("2026-03-23");
  });

  it("are whole and not negative", () => {
    for (const n of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => addWorkingDays(CALENDAR, "2026-03-02", n)).toThrow(RangeError);
    }
  });

  it("end on a worked day with exactly as many worked days behind it, and may be counted in parts", () => {
    const date = fc
      .integer({ min: 0, max: 60 })
      .map((day) => new Date(Date.UTC(2026, 1, 15 + day)).toISOString().slice(0, 10));
    fc.assert(
      fc.property(date, fc.nat({ max: 20 }), fc.nat({ max: 20 }), (from, first, second) => {
        const end = addWorkingDays(CALENDAR, from, first + second);
        expect(addWorkingDays(CALENDAR, addWorkingDays(CALENDAR, from, first), second)).toBe(end);
        let worked = 0;
        for (let day = from; day < end;) {
          day = new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
          if (officeDay(CALENDAR, day).working) worked++;
        }
        expect(worked).toBe(first + second);
        if (first + second > 0) expect(officeDay(CALENDAR, end).working).toBe(true);
      }),
    );
  });
});

describe("office time", () => {
  const HOUR = 3600_000;
  const between = (from: string, to: string): number => officeMs(CALENDAR, at(from), at(to)) / HOUR;

  it("runs only while the centre is open: not at lunch, at night, on holidays or days still to be confirmed", () => {
    expect(between("2026-03-02T08:00", "2026-03-02T09:30")).toBe(1.5);
    expect(between("2026-03-02T11:00", "2026-03-02T14:00")).toBe(1);
    expect(between("2026-03-02T16:00", "2026-03-03T08:30")).toBe(2);
    // Tết and an unconfirmed day, then the weekend.
    expect(between("2026-03-03T16:30", "2026-03-09T08:00")).toBe(1);
    expect(between("2026-03-04T08:00", "2026-03-08T20:00")).toBe(0);
    // A whole worked Saturday.
    expect(between("2026-03-14T00:00", "2026-03-15T00:00")).toBe(7.5);
  });

  it("goes by Vietnamese days: Sunday 17:30 UTC is Monday there", () => {
    expect(
      officeMs(CALENDAR, new Date("2026-03-01T17:30:00Z"), new Date("2026-03-02T01:00:00Z")) / HOUR,
    ).toBe(0.5);
  });

  it("is nothing when the end is not after the beginning", () => {
    expect(between("2026-03-02T09:00", "2026-03-02T09:00")).toBe(0);
    expect(between("2026-03-03T09:00", "2026-03-02T09:00")).toBe(0);
  });

  it("adds up, is never more than the time that passed, and is all of it within a period", () => {
    const moment = fc
      .integer({ min: Date.UTC(2026, 1, 20), max: Date.UTC(2026, 3, 10) })
      .map((time) => new Date(time));
    fc.assert(
      fc.property(moment, moment, moment, (a, b, c) => {
        const [first, middle, last] = [a, b, c].sort((x, y) => x.getTime() - y.getTime()) as [
          Date,
          Date,
          Date,
        ];
        const whole = officeMs(CALENDAR, first, last);
        expect(officeMs(CALENDAR, first, middle) + officeMs(CALENDAR, middle, last)).toBe(whole);
        expect(whole).toBeLessThanOrEqual(last.getTime() - first.getTime());
        const soon = new Date(first.getTime() + 1);
        expect(officeMs(CALENDAR, first, soon)).toBe(isOpen(CALENDAR, first) ? 1 : 0);
      }),
    );
  });
});

describe("a calendar", () => {
  const faultsOf = (change: object): readonly string[] =>
    OfficeCalendar.safeParse({ ...CALENDAR, ...change }).error?.issues.map(({ path }) => path.join(".")) ??
    [];

  it("that contradicts itself is refused where it does", () => {
    const day = CALENDAR.closed[0];
    expect(faultsOf({})).toEqual([]);
    expect(faultsOf({ periods: [{ from: "13:00", to: "11:00" }] })).toEqual(["periods.0"]);
    expect(faultsOf({ periods: [...CALENDAR.periods].reverse() })).toEqual(["periods.1"]);
    expect(faultsOf({ periods: [{ from: "07h30", to: "11:30" }] })).toEqual(["periods.0.from"]);
    expect(faultsOf({ working: [day] })).toEqual(["working.0"]);
    expect(faultsOf({ working: [{ ...day, date: "2026-04-01" }] })).toEqual(["working.0"]);
    expect(faultsOf({ closed: [{ date: "2026-03-04", name: "Tết", basis: "law" }] })).toEqual(["closed.0"]);
    expect(faultsOf({ weekdays: [0] })).toEqual(["weekdays.0"]);
  });
});

describe("the shipped calendar", () => {
  const shipped = OfficeCalendar.parse(parse(readFileSync("knowledge/calendar.yaml", "utf8")));
  const certainOf = (date: string): boolean => officeDay(shipped, date).certain;

  it("has two periods a day, Monday to Friday, and covers 2026 and 2027", () => {
    expect(shipped.periods).toHaveLength(2);
    expect(shipped.weekdays).toEqual([1, 2, 3, 4, 5]);
    expect(shipped.covers).toEqual({ from: "2026-01-01", to: "2027-12-31" });
  });

  it("closes on every holiday the Labour Code fixes, and is certain of it", () => {
    const fixed = ["01-01", "04-30", "05-01", "09-02"].flatMap((day) => [`2026-${day}`, `2027-${day}`]);
    // First day of the lunar year and the tenth of the third lunar month.
    for (const date of [...fixed, "2026-02-17", "2026-04-26", "2027-02-06", "2027-04-16"]) {
      expect({ date, ...officeDay(shipped, date) }).toMatchObject({ date, working: false, certain: true });
    }
  });

  it("gives a day in lieu of every fixed holiday on a weekend", () => {
    for (const date of ["2026-04-27", "2027-05-03"]) {
      expect(officeDay(shipped, date)).toMatchObject({ working: false, certain: true });
    }
  });

  it("gives five working days off at Tết, and marks those a coming announcement decides", () => {
    const off = (from: string, to: string): number =>
      shipped.closed.filter(({ date }) => date >= from && date <= to && date.slice(5, 7) === "02").length;
    expect(off("2026-02-01", "2026-02-28")).toBe(5);
    // Five days and two in lieu of the weekend among them.
    expect(off("2027-02-01", "2027-02-28")).toBe(7);
    expect(["2026-02-16", "2026-02-20"].map(certainOf)).toEqual([true, true]);
    expect(["2027-02-05", "2027-02-11", "2027-09-03", "2026-11-24"].map(certainOf)).toEqual(
      Array(4).fill(false),
    );
  });

  it("opens after Tết of 2027 on Friday 12 February", () => {
    const opening = nextOpening(shipped, at("2027-02-04T17:00"));
    expect(opening === undefined ? undefined : vietnamDate(opening)).toBe("2027-02-12");
  });
});
