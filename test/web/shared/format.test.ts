import {
  dateAndTime,
  dayInWords,
  dayText,
  duration,
  numberText,
  shortMoment,
} from "../../../src/web/shared/format.ts";

/** 24 November 2026, 00:30 in Vietnam, when it is still the day before in UTC. */
const NOW = "2026-11-23T17:30:00.000Z";
const back = (minutes: number): string => new Date(Date.parse(NOW) - minutes * 60_000).toISOString();

describe("times in Vietnamese", () => {
  it("are Vietnam's, whatever the computer is set to", () => {
    expect(dateAndTime(NOW)).toBe("24/11/2026 00:30");
    expect(dayInWords(back(20), NOW)).toBe("Hôm nay");
    expect(dayInWords(back(40), NOW)).toBe("Hôm qua");
    expect(dayInWords("2026-11-17T05:00:00.000Z", NOW)).toBe("Thứ Ba, 17/11/2026");
  });

  it("are as short as they stay clear", () => {
    expect(shortMoment(back(20), NOW)).toBe("00:10");
    expect(shortMoment(back(60), NOW)).toBe("Hôm qua 23:30");
    expect(shortMoment("2026-03-01T02:05:00.000Z", NOW)).toBe("01/03 09:05");
    expect(shortMoment("2025-03-01T02:05:00.000Z", NOW)).toBe("01/03/2025 09:05");
  });

  it("tell a day of the API as people write it", () => {
    expect(dayText("2026-11-04")).toBe("04/11/2026");
  });
});

describe("how long something lasts", () => {
  it.each([
    [-1, "dưới 1 phút"],
    [59_999, "dưới 1 phút"],
    [60_000, "1 phút"],
    [192 * 60_000, "3 giờ 12 phút"],
    [180 * 60_000, "3 giờ"],
    [(52 * 60 + 7) * 60_000, "2 ngày 4 giờ"],
    [(48 * 60 + 7) * 60_000, "2 ngày"],
  ])("%d ms: %s", (ms, words) => {
    expect(duration(ms)).toBe(words);
  });

  it("is told in one unit where that is enough", () => {
    expect(duration(192 * 60_000, 1)).toBe("3 giờ");
  });
});

it("parts thousands with a point", () => {
  expect(numberText(12_345)).toBe("12.345");
});
