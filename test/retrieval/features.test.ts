import { compareCandidates, FEATURES, featuresOf, type Features } from "../../src/retrieval/features.ts";
import { createFinderBuilder } from "../../src/retrieval/embedded-retriever.ts";
import { atOnce } from "../../src/retrieval/inverted-index.ts";
import { shippedLexicon } from "../language/read-lexicon-files.ts";
import { record } from "./records.ts";

const NO_MATCH = { best: 0, precision: 0, recall: 0 };
const NO_KIN = { meets: 0, meetsSoft: 0, unasked: 0, other: 0, missing: 0 };
const nothing = featuresOf([], NO_KIN, "unsaid");
const having = (some: Partial<Features>): Features => ({ ...nothing, ...some });

describe("the features of a candidate", () => {
  it("are 0 where nothing is met", () => {
    expect(nothing).toEqual(Object.fromEntries(FEATURES.map((name) => [name, 0])));
  });

  it("take the best of the ways to put the question, one by one", () => {
    const found = featuresOf(
      [
        {
          hit: { score: 0.9, named: 0.2, mentioned: 0.4 },
          saying: { best: 0.1, precision: 0.2, recall: 0.3 },
          official: NO_MATCH,
        },
        { hit: undefined, saying: { best: 0.5, precision: 0.1, recall: 0.1 }, official: NO_MATCH },
        {
          hit: { score: 0.1, named: 0.7, mentioned: 0.1 },
          saying: NO_MATCH,
          official: { best: 0.6, precision: 0.8, recall: 0.4 },
        },
      ],
      { ...NO_KIN, unasked: 1 },
      "other",
    );
    expect(found).toEqual(
      having({
        lexical: 0.9,
        named: 0.7,
        mentioned: 0.4,
        saying: 0.5,
        sayingPrecision: 0.2,
        sayingRecall: 0.3,
        official: 0.6,
        officialPrecision: 0.8,
        officialRecall: 0.4,
        unasked: 1,
        levelOther: 1,
      }),
    );
    expect(featuresOf([], NO_KIN, "named").levelNamed).toBe(1);
  });
});

describe("candidates beside one another", () => {
  const three = [
    having({ lexical: 0.8, saying: 0.2 }),
    having({ lexical: 0.4, official: 0.6, saying: 0.1 }),
    having({ lexical: 0, saying: 0.5 }),
  ];

  it("lead as a part of the best, and share a field by strength", () => {
    const compared = compareCandidates(three, ["đất", "xe", "đất"]);
    expect(compared.map((one) => one.lead)).toEqual([1, 0.5, 0]);
    // Strengths 1, 1 and 0.5.
    expect(compared.map((one) => one.field)).toEqual([1.5 / 2.5, 1 / 2.5, 1.5 / 2.5]);
  });

  it("are as near in meaning as they stand between the farthest and the nearest", () => {
    const near = compareCandidates(three, [], [0.9, 0.5, 0.6]).map((one) => one.dense);
    expect(near[0]).toBe(1);
    expect(near[1]).toBe(0);
    expect(near[2]).toBeCloseTo(0.25, 9);
    expect(compareCandidates(three, [], [0.9, undefined, 0.6]).map((one) => one.dense)).toEqual([1, 0, 0]);
    expect(compareCandidates(three, [], [0.9, undefined, undefined]).map((one) => one.dense)).toEqual([
      0, 0, 0,
    ]);
  });

  it("may be none, or meet nothing", () => {
    expect(compareCandidates([], [])).toEqual([]);
    expect(compareCandidates([nothing], ["đất"])).toEqual([nothing]);
  });
});

describe("what makes a procedure special", () => {
  const family = [
    record("9.000001", "Thủ tục đăng ký kết hôn"),
    record("9.000002", "Thủ tục đăng ký kết hôn có yếu tố nước ngoài"),
    record("9.000003", "Thủ tục đăng ký kết hôn lưu động"),
    record("9.000004", "Cấp đổi thẻ căn cước"),
    record("9.000005", "Cấp lại thẻ căn cước"),
    record("9.000006", "Cấp thẻ căn cước"),
  ];
  const finder = atOnce(createFinderBuilder(shippedLexicon(), () => 0).build(family));
  const kinship = (question: string, code: string): unknown => {
    const found = finder.find(question).candidates.find((one) => one.procedure.code === code)?.features;
    if (found === undefined) return "no candidate";
    const { meets, meetsSoft, unasked, other, missing } = found;
    return { meets, meetsSoft, unasked, other, missing };
  };

  it("speaks against it when it is not asked for", () => {
    expect(kinship("đăng ký kết hôn", "9.000001")).toEqual(NO_KIN);
    expect(kinship("đăng ký kết hôn", "9.000002")).toEqual({ ...NO_KIN, unasked: 1 });
    expect(kinship("đăng ký kết hôn", "9.000003")).toEqual({ ...NO_KIN, unasked: 1 });
  });

  it("speaks for it when it is asked for, and against the plain one", () => {
    const question = "đăng ký kết hôn với người nước ngoài";
    expect(kinship(question, "9.000002")).toEqual({ ...NO_KIN, meets: 1 });
    expect(kinship(question, "9.000001")).toEqual({ ...NO_KIN, missing: 1 });
    expect(kinship(question, "9.000003")).toEqual({ ...NO_KIN, unasked: 1, missing: 1 });
  });

  it("of one group excludes another", () => {
    const question = "cấp lại thẻ căn cước bị mất";
    expect(kinship(question, "9.000005")).toEqual({ ...NO_KIN, meets: 1 });
    expect(kinship(question, "9.000004")).toEqual({ ...NO_KIN, other: 1 });
    expect(kinship(question, "9.000006")).toEqual({ ...NO_KIN, missing: 1 });
  });
});
