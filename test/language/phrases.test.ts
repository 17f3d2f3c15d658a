import { createPhraseFinder, longestFirst } from "../../src/language/phrases.ts";
import { tokenise } from "../../src/language/tokenise.ts";

const finder = createPhraseFinder([
  ["sổ đỏ", "land"],
  ["phí", "fee"],
  ["mất/hết _ bao nhiêu", "how much"],
  ["nặng # kg", "weight"],
  ["cấp lại", "again"],
] as const);
const found = (text: string): readonly string[] => finder.find(tokenise(text)).map((one) => one.value);

describe("phrases", () => {
  it("match with tones, with hỏi and ngã confused, and in a text without tones", () => {
    expect(found("làm sổ đỏ ở đâu")).toEqual(["land"]);
    expect(found("làm sỗ đõ ở đâu")).toEqual(["land"]);
    expect(found("lam so do o dau")).toEqual(["land"]);
  });

  it("do not match other tones, nor bare words in a text written with tones", () => {
    expect(found("vẽ sơ đồ nhà ở")).toEqual([]);
    expect(found("chuyển đất phi nông nghiệp sang đất ở")).toEqual([]);
    expect(found("chuyển đất có phí đất ở")).toEqual(["fee"]);
  });

  it("allow a gap of three words at most, alternatives and numbers", () => {
    expect(found("mất bao nhiêu")).toEqual(["how much"]);
    expect(found("hết tất cả là bao nhiêu")).toEqual(["how much"]);
    expect(found("mất giấy rồi làm lại hết bao nhiêu")).toEqual(["how much"]);
    expect(found("mất một hai ba bốn bao nhiêu")).toEqual([]);
    expect(found("nặng 50 kg")).toEqual(["weight"]);
    expect(found("nặng năm kg")).toEqual([]);
  });

  it("must begin with a word", () => {
    expect(() => createPhraseFinder([["_ đâu", 1]])).toThrow("must begin with a word");
    expect(() => createPhraseFinder([["đâu _", 1]])).not.toThrow();
  });

  it("of overlapping finds the longest are kept, in order", () => {
    const kept = longestFirst([
      { start: 0, end: 2, value: "a" },
      { start: 1, end: 4, value: "b" },
      { start: 4, end: 5, value: "c" },
    ]);
    expect(kept.map((one) => one.value)).toEqual(["b", "c"]);
  });
});
