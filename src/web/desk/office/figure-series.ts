/** In which of these columns a question counts; together they come to all questions. */
export type PartKey = "answeredByBot" | "askedBack" | "notFound" | "handedOver";

/** The parts in the order in which they are stacked and told. */
export const PARTS: readonly { readonly key: PartKey; readonly label: string }[] = [
  { key: "answeredByBot", label: "Trợ lý trả lời" },
  { key: "askedBack", label: "Hỏi lại" },
  { key: "notFound", label: "Không tìm thấy" },
  { key: "handedOver", label: "Chuyển cán bộ" },
];

const percent = new Intl.NumberFormat("vi-VN", { style: "percent", maximumFractionDigits: 1 });

/** "62,5%" of a whole; "–" of none. */
export const shareText = (part: number, whole: number): string =>
  whole === 0 ? "–" : percent.format(part / whole);

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/**
 * How long, in hours and minutes: "26 giờ 5 phút", "12 phút", "dưới 1 phút"; "–" when nothing was measured. Never in
 * days: this is office time, and an office day is not 24 hours.
 * @param ms milliseconds of office time, cut to whole minutes.
 */
export function officeTimeText(ms: number | null): string {
  if (ms === null) return "–";
  if (ms < MINUTE_MS) return "dưới 1 phút";
  const [hours, minutes] = [Math.floor(ms / HOUR_MS), Math.floor((ms % HOUR_MS) / MINUTE_MS)];
  return [hours > 0 && `${hours} giờ`, minutes > 0 && `${minutes} phút`].filter(Boolean).join(" ");
}

export interface Bar {
  readonly key: string;
  readonly label: string;
  readonly value: number;
}

/**
 * The bars of most weight, largest first; what is beyond `most` becomes one last bar named `rest`. Bars of nothing
 * are left out.
 */
export function largestBars(bars: readonly Bar[], most: number, rest: string): readonly Bar[] {
  const sorted = bars.filter((bar) => bar.value > 0).sort((a, b) => b.value - a.value);
  if (sorted.length <= most) return sorted;
  const beyond = sorted.slice(most - 1);
  return [
    ...sorted.slice(0, most - 1),
    { key: "", label: rest, value: beyond.reduce((sum, bar) => sum + bar.value, 0) },
  ];
}

/** The month before or after: `shiftMonth("2026-01", -1)` is `2025-12`. */
export function shiftMonth(month: string, by: number): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, 7);
}

/** "tháng 11/2026". */
export const monthText = (month: string): string => `tháng ${month.split("-").reverse().join("/")}`;

/** "Nhiều nhất: Hộ tịch (120), Đất đai (80)": what a chart shows, for those who do not see it. */
export function barsInWords(bars: readonly Bar[], unit: string): string {
  if (bars.length === 0) return "Chưa có số liệu.";
  const first = bars.slice(0, 3).map((bar) => `${bar.label} ${bar.value} ${unit}`);
  return `Nhiều nhất: ${first.join(", ")}.`;
}
