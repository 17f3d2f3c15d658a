import fc from "fast-check";
import {
  barsInWords,
  largestBars,
  monthText,
  officeTimeText,
  shareText,
  shiftMonth,
} from "../../../src/web/desk/office/figure-series.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const bar = (label: string, value: number) => ({ key: label, label, value });

describe("shares", () => {
  it("tells a part of a whole in percent, with one digit at most", () => {
    expect(shareText(1, 8)).toBe("12,5%");
    expect(shareText(2, 3)).toBe("66,7%");
    expect(shareText(0, 5)).toBe("0%");
    expect(shareText(5, 5)).toBe("100%");
  });

  it("tells no share of nothing", () => {
    expect(shareText(0, 0)).toBe("–");
  });
});

describe("office time", () => {
  it.each([
    [null, "–"],
    [0, "dưới 1 phút"],
    [MINUTE - 1, "dưới 1 phút"],
    [MINUTE, "1 phút"],
    [HOUR, "1 giờ"],
    [3 * HOUR + 12 * MINUTE + 59_000, "3 giờ 12 phút"],
    // Three office days: no day of 24 hours is meant.
    [26 * HOUR + 5 * MINUTE, "26 giờ 5 phút"],
  ])("%p ms: %s", (ms, words) => {
    expect(officeTimeText(ms)).toBe(words);
  });
});

describe("bars", () => {
  const bars = [bar("a", 3), bar("b", 9), bar("c", 0), bar("d", 5), bar("e", 1)];

  it("puts the largest first and leaves out those of nothing", () => {
    expect(largestBars(bars, 10, "khác").map(({ label }) => label)).toEqual(["b", "d", "a", "e"]);
  });

  it("sums up what is beyond the most", () => {
    expect(largestBars(bars, 3, "khác")).toEqual([bar("b", 9), bar("d", 5), { ...bar("khác", 4), key: "" }]);
  });

  it("keeps as many as may be, and never loses a question", () => {
    const anyBars = fc.array(fc.nat(500)).map((values) => values.map((value, at) => bar(String(at), value)));
    fc.assert(
      fc.property(anyBars, fc.integer({ min: 1, max: 12 }), (some, most) => {
        const sum = (of: readonly { value: number }[]) => of.reduce((total, { value }) => total + value, 0);
        const largest = largestBars(some, most, "khác");
        expect(largest.length).toBeLessThanOrEqual(most);
        expect(sum(largest)).toBe(sum(some));
      }),
    );
  });

  it("names the first three in words", () => {
    expect(barsInWords(largestBars(bars, 10, ""), "câu hỏi")).toBe(
      "Nhiều nhất: b 9 câu hỏi, d 5 câu hỏi, a 3 câu hỏi.",
    );
    expect(barsInWords([], "câu hỏi")).toBe("Chưa có số liệu.");
  });
});

describe("months", () => {
  it.each([
    ["2026-11", 1, "2026-12"],
    ["2026-12", 1, "2027-01"],
    ["2026-01", -1, "2025-12"],
    ["2026-03", -13, "2025-02"],
  ])("%s and %i", (month, by, other) => {
    expect(shiftMonth(month, by)).toBe(other);
  });

  it("names a month", () => {
    expect(monthText("2026-01")).toBe("tháng 01/2026");
  });
});
