/**
 * Times, durations and numbers in Vietnamese, for the pages of the staff. Always in Vietnam's time, whatever the
 * computer is set to: deadlines, office hours and the exported records are.
 */

const VIETNAM = "Asia/Ho_Chi_Minh";
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const clockTime = new Intl.DateTimeFormat("vi-VN", {
  timeZone: VIETNAM,
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});
const fullDay = new Intl.DateTimeFormat("vi-VN", {
  timeZone: VIETNAM,
  day: "2-digit",
  month: "2-digit",
  year: "numeric",
});
const weekday = new Intl.DateTimeFormat("vi-VN", { timeZone: VIETNAM, weekday: "long" });
const wholeNumber = new Intl.NumberFormat("vi-VN", { maximumFractionDigits: 0 });

/** A moment as the API tells it (ISO 8601) or as a `Date`. */
export type Moment = string | Date;

/** "09:05". */
export function timeOfDay(at: Moment): string {
  return clockTime.format(new Date(at));
}

/** "24/11/2026", of a moment. */
export function dateOf(at: Moment): string {
  return fullDay.format(new Date(at));
}

/** "24/11/2026", of a day as the API tells it (`2026-11-24`). */
export function dayText(day: string): string {
  return day.split("-").reverse().join("/");
}

/** "24/11/2026 09:05". */
export function dateAndTime(at: Moment): string {
  return `${dateOf(at)} ${timeOfDay(at)}`;
}

/** "Hôm nay", "Hôm qua", or "thứ ba, 24/11/2026" with a capital. */
export function dayInWords(at: Moment, now: Moment): string {
  if (dateOf(at) === dateOf(now)) return "Hôm nay";
  if (dateOf(at) === dateOf(new Date(new Date(now).getTime() - DAY_MS))) return "Hôm qua";
  const name = weekday.format(new Date(at));
  return `${name.charAt(0).toLocaleUpperCase("vi-VN")}${name.slice(1)}, ${dateOf(at)}`;
}

/** As short as it stays clear on that day: "09:05", "Hôm qua 09:05", "24/11 09:05", "24/11/2025 09:05". */
export function shortMoment(at: Moment, now: Moment): string {
  const day = dayInWords(at, now);
  if (day === "Hôm nay") return timeOfDay(at);
  if (day === "Hôm qua") return `${day} ${timeOfDay(at)}`;
  const date = dateOf(at);
  const sameYear = date.slice(-4) === dateOf(now).slice(-4);
  return `${sameYear ? date.slice(0, 5) : date} ${timeOfDay(at)}`;
}

/**
 * How long, in its largest units: "dưới 1 phút", "12 phút", "3 giờ 12 phút", "2 ngày 4 giờ".
 * @param ms milliseconds, cut to whole minutes; less than none counts as none.
 * @param parts how many units are told at most.
 */
export function duration(ms: number, parts: 1 | 2 = 2): string {
  if (ms < MINUTE_MS) return "dưới 1 phút";
  const units: readonly [number, string][] = [
    [Math.floor(ms / DAY_MS), "ngày"],
    [Math.floor((ms % DAY_MS) / HOUR_MS), "giờ"],
    [Math.floor((ms % HOUR_MS) / MINUTE_MS), "phút"],
  ];
  const first = units.findIndex(([count]) => count > 0);
  return units
    .slice(first, first + parts)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(" ");
}

/** "12.345". */
export function numberText(value: number): string {
  return wholeNumber.format(value);
}
