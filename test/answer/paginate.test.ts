import fc from "fast-check";
import type { Block } from "../../src/answer/facet-blocks.ts";
import { paginate } from "../../src/answer/paginate.ts";

describe("paginate", () => {
  it("keeps items whole and says the heading again where its block goes on", () => {
    const pages = paginate(
      [{ heading: "Cần có:", items: ["Tờ khai.", "Giấy chứng sinh.", "Căn cước."] }],
      40,
    );
    expect(pages).toEqual(["Cần có:\n- Tờ khai.\n- Giấy chứng sinh.", "Cần có:\n- Căn cước."]);
  });

  it("numbers steps, but not those that carry a number already", () => {
    expect(paginate([{ items: ["Nộp hồ sơ.", "Nhận kết quả."], numbered: true }], 200)).toEqual([
      "1. Nộp hồ sơ.\n2. Nhận kết quả.",
    ]);
    expect(paginate([{ items: ["Bước 1: Nộp hồ sơ.", "2. Nhận."], numbered: true }], 200)).toEqual([
      "Bước 1: Nộp hồ sơ.\n2. Nhận.",
    ]);
  });

  it("breaks only an item longer than a page, at a sentence, else at a word", () => {
    expect(
      paginate([{ items: ["Ngắn.", "Câu thứ nhất khá là dài. Câu thứ hai cũng dài như vậy đó."] }], 50),
    ).toEqual(["- Ngắn.\n- Câu thứ nhất khá là dài.", "Câu thứ hai cũng dài như vậy đó."]);
    const [first = "", second = ""] = paginate(
      [{ items: ["một hai ba bốn năm sáu bảy tám chín mười mười một"] }],
      45,
    );
    expect(first.endsWith(" ")).toBe(false);
    expect(`${first} ${second}`).toBe("- một hai ba bốn năm sáu bảy tám chín mười mười một");
  });

  it("never leaves a bullet alone before a word that is longer than the page", () => {
    const [first = ""] = paginate([{ items: ["x".repeat(120)] }], 60);
    expect(first).toMatch(/^- x{50,}$/);
  });

  it("never goes over the room, and the pages together hold every letter in order", () => {
    // Headings are of the letter h, which no item has, so that what is lost, moved or doubled is seen.
    const item = fc.array(fc.constantFrom("giấy", "tờ.", "đơn;", "sơ", "x".repeat(70)), {
      minLength: 1,
      maxLength: 60,
    });
    const block = fc.record({
      heading: fc.option(fc.integer({ min: 1, max: 120 }), { nil: undefined }),
      items: fc.array(item, { minLength: 1, maxLength: 6 }),
      numbered: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(block, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 90, max: 900 }),
        (shapes, room) => {
          let count = 0;
          const blocks = shapes.map(({ heading, items, numbered }): Block => {
            const texts = items.map((words) => words.map((word) => `${word}#${count++}`).join(" "));
            return {
              ...(heading === undefined ? {} : { heading: "h".repeat(heading) }),
              items: texts,
              numbered,
            };
          });
          const pages = paginate(blocks, room);
          for (const page of pages) {
            expect(page.length).toBeLessThanOrEqual(room);
            expect(page.trim()).not.toBe("");
          }
          const letters = pages
            .join("\n")
            .replace(/^(?:- |\d+\. )/gm, "")
            .replace(/[\sh]/g, "");
          expect(letters).toBe(
            blocks
              .flatMap((one) => one.items)
              .join("")
              .replace(/\s/g, ""),
          );
        },
      ),
      { numRuns: 400 },
    );
  });
});
