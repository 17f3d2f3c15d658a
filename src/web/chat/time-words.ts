const time = new Intl.DateTimeFormat("vi-VN", { hour: "2-digit", minute: "2-digit", hour12: false });
const day = new Intl.DateTimeFormat("vi-VN", {
  weekday: "long",
  day: "2-digit",
  month: "2-digit",
  year: "numeric",
});

/** "09:05", in the time zone of the reader's device. */
export function timeOfDay(at: Date): string {
  return time.format(at);
}

/** "Hôm nay", "Hôm qua", or the full date with its weekday. */
export function dayInWords(at: Date, now: Date): string {
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  if (isSameDay(at, now)) return "Hôm nay";
  if (isSameDay(at, yesterday)) return "Hôm qua";
  return day.format(at);
}

export function isSameDay(a: Date, b: Date): boolean {
  return a.toDateString() === b.toDateString();
}
