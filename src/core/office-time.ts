import { z } from "zod";
import { vietnamDate } from "./vietnam-date.ts";

/**
 * When a centre is open. Pure: the calendar is data (`knowledge/calendar.yaml`), the moment is handed in, and all
 * days and hours are Vietnamese (UTC+7, no summer time) whatever the server's own zone is.
 */

const TimeOfDay = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, "a time has the form 07:30");

const Period = z
  .strictObject({ from: TimeOfDay, to: TimeOfDay })
  .refine(({ from, to }) => from < to, "a period ends after it begins");

/**
 * How sure a special day is. `law`: it follows from the Labour Code alone. `announced`: the yearly announcement says
 * so, `source` names it. `to_confirm`: the announcement is still to come, or was not seen.
 */
export const DayBasis = z.enum(["law", "announced", "to_confirm"]);
export type DayBasis = z.infer<typeof DayBasis>;

const SpecialDay = z
  .strictObject({
    date: z.iso.date(),
    name: z.string().trim().min(1).describe("in Vietnamese, as shown to citizens"),
    basis: DayBasis,
    source: z.string().trim().min(1).optional().describe("the law or announcement it rests on"),
  })
  .refine(
    ({ basis, source }) => basis === "to_confirm" || source !== undefined,
    "source is needed unless the day is still to be confirmed",
  );
export type SpecialDay = z.infer<typeof SpecialDay>;

export const OfficeCalendar = z
  .strictObject({
    periods: z.array(Period).min(1).describe("of a working day, in order; between them the centre is closed"),
    weekdays: z.array(z.int().min(1).max(7)).min(1).describe("1 is Monday, 7 is Sunday"),
    covers: z
      .strictObject({ from: z.iso.date(), to: z.iso.date() })
      .describe("the days whose holidays are listed; beyond them only the weekly hours are known"),
    closed: z.array(SpecialDay).describe("holidays, days in lieu, working days moved away"),
    working: z.array(SpecialDay).describe("days off that are worked instead of a day moved away"),
  })
  .check(({ value, issues }) => {
    const fault = (message: string, path: PropertyKey[]): void => {
      issues.push({ code: "custom", message, path, input: value });
    };
    for (const [index, { from }] of value.periods.entries()) {
      const before = value.periods[index - 1];
      if (before !== undefined && from < before.to)
        fault("periods overlap or are out of order", ["periods", index]);
    }
    const days = new Set<string>();
    for (const list of ["closed", "working"] as const) {
      for (const [index, { date }] of value[list].entries()) {
        if (days.has(date)) fault(`${date} stands in the calendar twice`, [list, index]);
        if (date < value.covers.from || date > value.covers.to)
          fault(`${date} is not covered`, [list, index]);
        days.add(date);
      }
    }
  });
export type OfficeCalendar = z.infer<typeof OfficeCalendar>;

/** What the calendar knows of one day. */
export interface OfficeDay {
  readonly working: boolean;
  /** The name of the holiday or of the swap, when the day is a special one. */
  readonly name: string | undefined;
  /** False when the day must still be confirmed, or lies beyond what the calendar covers. */
  readonly certain: boolean;
}

const DAY_MS = 86_400_000;
/** Longer than any run of days off: a calendar that is closed for so long will not open. */
const SEARCH_DAYS = 366;

/**
 * @param date `YYYY-MM-DD` in Vietnam. A day still to be confirmed is taken as closed, whichever list it stands in: a
 * journey to a closed door costs more than waiting a day.
 */
export function officeDay(calendar: OfficeCalendar, date: string): OfficeDay {
  const closed = calendar.closed.find((one) => one.date === date);
  const worked = calendar.working.find((one) => one.date === date);
  const special = closed ?? worked;
  if (special !== undefined) {
    const certain = special.basis !== "to_confirm";
    return { working: closed === undefined && certain, name: special.name, certain };
  }
  const sunday0 = new Date(`${date}T00:00:00Z`).getUTCDay();
  return {
    working: calendar.weekdays.includes(sunday0 === 0 ? 7 : sunday0),
    name: undefined,
    certain: date >= calendar.covers.from && date <= calendar.covers.to,
  };
}

/** Is the centre open at this moment? A period includes its first moment and not its last; the lunch break is closed. */
export function isOpen(calendar: OfficeCalendar, at: Date): boolean {
  const date = vietnamDate(at);
  if (!officeDay(calendar, date).working) return false;
  return calendar.periods.some(({ from, to }) => momentOf(date, from) <= at && at < momentOf(date, to));
}

/**
 * The next moment the centre opens: `at` itself when it is open, undefined when the calendar opens on no day of the
 * year that follows.
 */
export function nextOpening(calendar: OfficeCalendar, at: Date): Date | undefined {
  if (isOpen(calendar, at)) return at;
  let date = vietnamDate(at);
  for (let day = 0; day <= SEARCH_DAYS; day++, date = dayAfter(date)) {
    if (!officeDay(calendar, date).working) continue;
    const opening = calendar.periods.map(({ from }) => momentOf(date, from)).find((moment) => moment > at);
    if (opening !== undefined) return opening;
  }
  return undefined;
}

/**
 * The date of the `n`th working day after `from`; the day of receipt itself is not counted, and 0 gives it back.
 * @param from `YYYY-MM-DD` in Vietnam.
 * @throws RangeError when `n` is no whole number of 0 or more, or the calendar has no working day within a year.
 */
export function addWorkingDays(calendar: OfficeCalendar, from: string, n: number): string {
  if (!Number.isSafeInteger(n) || n < 0) throw new RangeError(`not a number of working days: ${n}`);
  let date = from;
  for (let counted = 0; counted < n; counted++) {
    let tried = 0;
    do {
      date = dayAfter(date);
      if (++tried > SEARCH_DAYS) throw new RangeError(`no working day within a year after ${from}`);
    } while (!officeDay(calendar, date).working);
  }
  return date;
}

/**
 * How much of the time between two moments the centre was open, in milliseconds; 0 when `to` is not after `from`. Days
 * still to be confirmed count as closed, as everywhere.
 */
export function officeMs(calendar: OfficeCalendar, from: Date, to: Date): number {
  let open = 0;
  const last = vietnamDate(to);
  for (let date = vietnamDate(from); date <= last; date = dayAfter(date)) {
    if (!officeDay(calendar, date).working) continue;
    for (const period of calendar.periods) {
      const begin = Math.max(momentOf(date, period.from).getTime(), from.getTime());
      const end = Math.min(momentOf(date, period.to).getTime(), to.getTime());
      open += Math.max(0, end - begin);
    }
  }
  return open;
}

const momentOf = (date: string, time: string): Date => new Date(`${date}T${time}:00+07:00`);

const dayAfter = (date: string): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
