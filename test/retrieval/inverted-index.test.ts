import { buildIndex, type InvertedIndex } from "../../src/retrieval/inverted-index.ts";
import type { QueryWord } from "../../src/retrieval/query.ts";
import { tokenise, wordForms } from "../../src/language/tokenise.ts";

const fields = [
  { weight: 5, lengthPenalty: 0.4, pairs: true },
  { weight: 0.5, lengthPenalty: 0.75, pairs: false },
];
const query = (text: string, tonedShare = 0.6): readonly QueryWord[] =>
  tokenise(text).tokens.map((token) => ({ token, weight: 1, tonedShare }));
const ranking = (index: InvertedIndex, text: string, tonedShare = 0.6): readonly number[] =>
  index
    .search(query(text, tonedShare))
    .toSorted((a, b) => b.score - a.score)
    .map((hit) => hit.document);

const index = buildIndex(fields, [
  ["đăng ký tạm trú", "tờ khai thay đổi thông tin"],
  ["đăng ký thường trú", "tờ khai, giấy tờ chỗ ở; xác nhận tạm trú"],
  ["khai thác nước dưới đất", "đơn"],
]);

describe("the inverted index", () => {
  it("weighs a name above a long text", () => {
    expect(ranking(index, "tạm trú")).toEqual([0, 1]);
    expect(ranking(index, "nước")).toEqual([2]);
    expect(ranking(index, "vàng")).toEqual([]);
  });

  it("finds words without their tones when asked to, and prefers the right tones otherwise", () => {
    expect(ranking(index, "tam tru", 0)[0]).toBe(0);
    const twoWords = buildIndex(fields, [
      ["cải chính hộ tịch", ""],
      ["cai nghiện ma túy", ""],
    ]);
    expect(ranking(twoWords, "cai")[0]).toBe(1);
    expect(ranking(twoWords, "cải")[0]).toBe(0);
  });

  it("knows pairs of neighbours, within a line only", () => {
    const lines = buildIndex(fields, [["sao y\nbản chính", "tờ khai"]]);
    const [sao, y, ban, chinh] = ["sao", "y", "bản", "chính"].map((word) => wordForms(word));
    if (sao === undefined || y === undefined || ban === undefined || chinh === undefined)
      throw new Error("words");
    expect(lines.hasPair(sao, y)).toBe(true);
    expect(lines.hasPair(ban, chinh)).toBe(true);
    expect(lines.hasPair(y, ban)).toBe(false);
    // A long text has no pairs.
    expect(lines.hasPair(wordForms("tờ"), wordForms("khai"))).toBe(false);
    expect(lines.knows(wordForms("khai"))).toBe(true);
  });

  it("tells which fields hold what was asked", () => {
    expect(index.bestFields(1, query("tạm trú"))).toEqual([1, 0]);
    expect(index.bestFields(0, query("tạm trú"))[0]).toBe(0);
    expect(index.bestFields(2, query("tạm trú"))).toEqual([]);
  });

  it("values rare words above common ones, and a word only mentioned in long texts hardly less", () => {
    expect(index.worth(wordForms("nước"))).toBeGreaterThan(index.worth(wordForms("trú")));
    expect(index.worth(wordForms("tạm"))).toBeGreaterThan(index.worth(wordForms("trú")));
  });

  it("refuses more fields than its marks can hold", () => {
    expect(() =>
      buildIndex(
        Array.from({ length: 9 }, () => fields[0]).flatMap((one) => one ?? []),
        [],
      ),
    ).toThrow(RangeError);
  });
});
