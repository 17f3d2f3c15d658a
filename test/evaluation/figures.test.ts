import { byStyle, figuresOf, worstMisses } from "../../src/evaluation/figures.ts";
import { figuresTable, missesText, styleTable } from "../../src/evaluation/report-text.ts";
import { bookOfRecords } from "../../src/catalogue/book-of.ts";
import { record } from "../retrieval/records.ts";
import { answered, asksBack, resultOf } from "./thoughts.ts";

const A = "1.000001";
const B = "1.000002";
const C = "1.000003";

const results = await Promise.all([
  resultOf({ id: "right", style: "formal", accept: [A] }, answered(A), [A, B]),
  resultOf({ id: "wrong", style: "typo", accept: [A] }, answered(B), [B, A]),
  resultOf({ id: "offered", style: "formal", accept: [A] }, asksBack(B, C, A), [B, C, A]),
  resultOf({ id: "missed", style: "typo", accept: [A] }, asksBack(B, C), [B, C]),
  resultOf({ id: "nothing", style: "typo", accept: [A] }, { kind: "no_procedure_found" }),
  resultOf(
    { id: "person", style: "talk", expect: "to_operator" },
    { kind: "to_operator", reason: "complaint" },
  ),
  resultOf({ id: "talk", style: "talk", expect: "small_talk" }, answered(A), [A]),
  resultOf(
    { id: "tenth", style: "formal", accept: [A], expect: "answered" },
    { kind: "to_operator", reason: "failed_twice" },
    [...Array.from({ length: 9 }, (_, at) => `2.00000${at}`), A],
  ),
]);

describe("figures", () => {
  it("are taken of the questions they are about", () => {
    const figures = figuresOf(results);
    expect({ ...figures, mrrAt10: undefined }).toEqual({
      questions: 8,
      withProcedure: 6,
      recallAt1: 1 / 6,
      recallAt5: 3 / 6,
      recallAt10: 4 / 6,
      mrrAt10: undefined,
      answeredRight: 1 / 6,
      offeredRight: 1 / 6,
      answeredWrong: 1 / 6,
      offeredWrong: 1 / 6,
      notFound: 2 / 6,
      handedOver: 2 / 8,
      outcomeAccuracy: 3 / 8,
    });
    expect(figures.mrrAt10).toBeCloseTo((1 + 1 / 2 + 1 / 3 + 1 / 10) / 6, 12);
  });

  it("are not taken of nothing", () => {
    const { questions, withProcedure, ...shares } = figuresOf([]);
    expect([questions, withProcedure]).toEqual([0, 0]);
    expect(new Set(Object.values(shares))).toEqual(new Set([undefined]));
    const talk = figuresOf(results.filter((one) => one.question.style === "talk"));
    expect([talk.recallAt1, talk.handedOver, talk.outcomeAccuracy]).toEqual([undefined, 0.5, 0.5]);
  });

  it("stand by style in the order in which the styles occur", () => {
    expect([...byStyle(results)].map(([style, some]) => [style, some.length])).toEqual([
      ["formal", 3],
      ["typo", 3],
      ["talk", 2],
    ]);
  });

  it("of the misses the worst come first, and what is right is none", () => {
    const ids = (count: number) => worstMisses(results, count).map((one) => one.question.id);
    expect(ids(10)).toEqual(["wrong", "missed", "talk", "nothing", "tenth", "offered"]);
    expect(ids(2)).toEqual(["wrong", "missed"]);
  });
});

describe("the report", () => {
  it("has a row of percents for each group", () => {
    const [head = "", first = "", none = ""] = figuresTable([
      ["trang trọng", results.slice(0, 1)],
      ["không", []],
    ]).split("\n");
    expect(head.trim().split(/\s{2,}/)).toEqual([
      ...["câu", "R@1", "R@5", "R@10", "MRR", "đúng", "hỏi lại đúng", "SAI", "hỏi lại sai", "không thấy"],
      ...["chuyển người", "kết cục"],
    ]);
    expect(first.split(/\s{2,}/)).toEqual([
      ...[
        "trang trọng",
        "1",
        "100.0",
        "100.0",
        "100.0",
        "100.0",
        "100.0",
        "0.0",
        "0.0",
        "0.0",
        "0.0",
        "0.0",
        "100.0",
      ],
    ]);
    expect(none.split(/\s{2,}/)).toEqual(["không", "0", ...Array.from({ length: 11 }, () => "-")]);
    expect(new Set([head.length, first.length, none.length]).size).toBe(1);
  });

  it("has a row for each style and one for all", () => {
    expect(
      styleTable(results)
        .split("\n")
        .map((row) => row.split(/\s{2,}/)[0]),
    ).toEqual(["", "formal", "typo", "talk", "tất cả"]);
  });

  it("tells of a miss what was asked, wanted and found", () => {
    const book = bookOfRecords([record(A, "Đăng ký kết hôn"), record(B, "Đăng ký khai sinh")]);
    const text = missesText(results, book, 2);
    expect(text).toContain("[wrong, typo] hỏi");
    expect(text).toContain(`đúng ra: ${A} Đăng ký kết hôn`);
    expect(text).toContain("đứng thứ 2; vì: vì thế");
    expect(text).toContain(`0.900  ${B} Đăng ký khai sinh`);
    expect(text).toContain(`${C} (không có)`);
    expect(text).not.toContain("[nothing");
    expect(missesText(results.slice(0, 1), book, 5)).toBe("");
  });
});
