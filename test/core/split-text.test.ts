import fc from "fast-check";
import { splitText } from "../../src/core/split-text.ts";

const item = (n: number): string => `${n}. ${"Bản sao giấy chứng nhận quyền sử dụng đất. ".repeat(3).trim()}`;

describe("splitText ends a part", () => {
  it("nowhere when the whole fits", () => {
    expect(splitText("Lệ phí: 50.000 đồng.", 2000)).toEqual(["Lệ phí: 50.000 đồng."]);
    expect(splitText("x".repeat(2000), 2000)).toEqual(["x".repeat(2000)]);
  });

  it("after a paragraph that fills half of it", () => {
    const first = "Thành phần hồ sơ gồm hai loại giấy tờ.";
    expect(splitText(`${first}\n\n- Tờ khai\n- Bản sao`, 50)).toEqual([first, "- Tờ khai\n- Bản sao"]);
  });

  it("after a line, not a short paragraph, so that the part is used and items stay whole", () => {
    const parts = splitText(`Hồ sơ:\n\n${[1, 2, 3, 4].map(item).join("\n")}`, 300);
    expect(parts).toEqual([`Hồ sơ:\n\n${item(1)}\n${item(2)}`, `${item(3)}\n${item(4)}`]);
  });

  it("after a sentence when a line is too long", () => {
    expect(splitText("Nộp tại bộ phận một cửa. Nhận kết quả sau năm ngày làm việc.", 50)).toEqual([
      "Nộp tại bộ phận một cửa.",
      "Nhận kết quả sau năm ngày làm việc.",
    ]);
  });

  it("not after the point of a number or of TP.", () => {
    expect(splitText("Tại bộ phận một cửa ở TP. Huế 1. Nộp đơn", 30)).toEqual([
      "Tại bộ phận một cửa ở TP. Huế",
      "1. Nộp đơn",
    ]);
    expect(splitText("Trụ sở ở TP. Huếxxxxxxxxxx", 16)).toEqual(["Trụ sở ở TP.", "Huếxxxxxxxxxx"]);
  });

  it("after a word when a sentence is too long, but not at a no-break space", () => {
    expect(splitText("một hai ba bốn", 8)).toEqual(["một hai", "ba bốn"]);
    expect(splitText("phí 10\u00a0000 đồng", 7)).toEqual(["phí", "10\u00a0000", "đồng"]);
  });

  it("between characters only when one word is too long", () => {
    expect(splitText("a".repeat(25), 10)).toEqual(["a".repeat(10), "a".repeat(10), "a".repeat(5)]);
  });
});

it("gives no part for a blank text", () => {
  expect(splitText(" \n\t ", 10)).toEqual([]);
  expect(splitText("", 10)).toEqual([]);
});

it("counts in NFC and gives NFC", () => {
  expect(splitText("ệ".normalize("NFD").repeat(5), 5)).toEqual(["ệệệệệ"]);
});

it("cuts no character in two", () => {
  expect(splitText("👨‍👩‍👧👨‍👩‍👧", 10)).toEqual(["👨‍👩‍👧", "👨‍👩‍👧"]);
  expect(splitText("😀😀😀", 3)).toEqual(["😀", "😀", "😀"]);
  expect(splitText("x̣̂x̣̂", 4)).toEqual(["x̣̂", "x̣̂"].map((one) => one.normalize("NFC")));
});

it.each([0, 1, 2.5, NaN])("refuses a limit of %p", (limit) => {
  expect(() => splitText("x", limit)).toThrow(RangeError);
});

describe("for any text", () => {
  const texts = fc
    .array(
      fc.oneof(
        {
          weight: 6,
          arbitrary: fc.constantFrom("thủ tục", "lệ phí", "1.", "TP.", "hồ sơ.", "10\u00a0000", "- "),
        },
        { weight: 6, arbitrary: fc.constantFrom(" ", "\n", "\n\n", "\r\n", "  ", "\t", "\u00a0") },
        {
          weight: 2,
          arbitrary: fc.constantFrom("😀", "👨‍👩‍👧", "e\u0323\u0302", " \u0301", "\u0301", "🏻", "\ud83d"),
        },
        { weight: 1, arbitrary: fc.string({ unit: "binary" }) },
      ),
      { maxLength: 60 },
    )
    .map((pieces) => pieces.join(""));

  it("every part fits and is not blank, and only white space is lost", () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 2, max: 40 }), (text, limit) => {
        const parts = splitText(text, limit);
        for (const part of parts) {
          expect(part.length).toBeLessThanOrEqual(limit);
          expect(part.trim()).not.toBe("");
        }
        let rest = text.normalize("NFC");
        for (const part of parts) {
          const at = rest.indexOf(part);
          expect(rest.slice(0, at).trim()).toBe("");
          expect(at).toBeGreaterThanOrEqual(0);
          rest = rest.slice(at + part.length);
        }
        expect(rest.trim()).toBe("");
      }),
      { numRuns: 1000 },
    );
  });

  it("every part begins and ends at the border of a character that fits the limit", () => {
    const segmenter = new Intl.Segmenter("vi", { granularity: "grapheme" });
    fc.assert(
      fc.property(texts, fc.integer({ min: 2, max: 40 }), (text, limit) => {
        const whole = text.normalize("NFC");
        const inside = new Set<number>();
        for (const { segment, index } of segmenter.segment(whole)) {
          // Of one too long for a part, only surrogate pairs must stay whole.
          const kept = segment.length > limit ? Array.from(segment) : [segment];
          let start = index;
          for (const one of kept) {
            for (let at = start + 1; at < start + one.length; at += 1) inside.add(at);
            start += one.length;
          }
        }
        let from = 0;
        for (const part of splitText(text, limit)) {
          const start = whole.indexOf(part, from);
          expect(inside.has(start)).toBe(false);
          expect(inside.has(start + part.length)).toBe(false);
          from = start + part.length;
        }
      }),
      { numRuns: 1000 },
    );
  });
});

it("splits a record of 150,000 characters at once", () => {
  const text = Array.from({ length: 1000 }, (_, n) => item(n)).join("\n");
  const parts = splitText(text, 2000);
  expect(parts.join("\n")).toBe(text);
});
