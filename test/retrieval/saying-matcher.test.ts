import type { WordRole } from "../../src/language/reader.ts";
import { tokenise } from "../../src/language/tokenise.ts";
import { queryWords, type QueryWord } from "../../src/retrieval/query.ts";
import { createSayingMatcher, type SayingMatch } from "../../src/retrieval/saying-matcher.ts";

/** A question whose words are all of the matter. */
function asked(text: string): readonly (QueryWord | undefined)[] {
  const words = tokenise(text);
  const phrasing = {
    words,
    roles: words.tokens.map((): WordRole => "matter"),
    official: words.tokens.map(() => false),
    shares: words.tokens.map(() => 1),
  };
  return queryWords(phrasing, () => false);
}

/** A matcher in which each word is worth 1, and a question at least as much. */
const matcherOver = (sayings: readonly (readonly string[])[]) =>
  createSayingMatcher(
    sayings.map((some) => some.map((one) => tokenise(one).tokens)),
    () => 1,
    1,
  );

/** How the question meets a document with these sayings. */
function meet(question: string, ...sayings: readonly string[]): SayingMatch {
  const matcher = matcherOver([sayings]);
  return matcher.match(matcher.question(asked(question)), 0);
}

describe("a saying", () => {
  it("is met wholly by itself", () => {
    expect(meet("đăng ký kết hôn", "đăng ký kết hôn")).toEqual({ best: 1, precision: 1, recall: 1 });
  });

  it("is met in part: two words of four, one pair of three", () => {
    const { best, precision, recall } = meet("kết hôn", "đăng ký kết hôn");
    expect(precision).toBeCloseTo((2 / 4) * (0.85 + 0.15 / 3), 9);
    expect(recall).toBe(1);
    expect(best).toBeCloseTo(precision, 9);
  });

  it("is met less in another order, and less when the question says more", () => {
    expect(meet("hôn kết", "kết hôn").precision).toBeCloseTo(0.85, 9);
    const more = meet("kết hôn ở biên giới", "kết hôn");
    expect(more.recall).toBeCloseTo(2 / 5, 9);
    expect(more.best).toBeCloseTo(0.45 + 0.55 * (2 / 5), 9);
  });

  it("is met by half where a word has other tones, wholly where it is written without or hỏi and ngã are confused", () => {
    const other = meet("kêt hôn", "kết hôn");
    expect(other.precision).toBeCloseTo(0.75, 9);
    expect(other.recall).toBeCloseTo(0.75, 9);
    expect(meet("ket hon", "kết hôn").best).toBe(1);
    expect(meet("nghĩ việc", "nghỉ việc").best).toBe(1);
  });

  it("counts a word of the question once", () => {
    expect(meet("kết hôn", "kết hôn kết hôn").recall).toBe(1);
  });

  it("is not held back for all that a long story tells", () => {
    const story = Array.from({ length: 30 }, (_, at) => `w${at}`).join(" ");
    expect(meet(`${story} kết hôn`, "kết hôn").recall).toBeCloseTo(2 / 14, 9);
  });

  it("is not met by other words, and a document may have none", () => {
    const nothing = { best: 0, precision: 0, recall: 0 };
    expect(meet("khai tử", "kết hôn")).toEqual(nothing);
    expect(meet("kết hôn")).toEqual(nothing);
    expect(meet("kết hôn", "")).toEqual(nothing);
    expect(meet("", "kết hôn")).toEqual(nothing);
  });

  it("of several the best counts, with the most that any of them says of the question", () => {
    const one = meet("kết hôn ở biên giới", "kết hôn", "kết hôn có yếu tố nước ngoài ở khu vực biên giới");
    expect(one.precision).toBe(1);
    expect(one.recall).toBe(1);
  });
});

it("the plain procedure is met better until the special one is named", () => {
  const matcher = matcherOver([["đăng ký kết hôn"], ["đăng ký kết hôn có yếu tố nước ngoài"]]);
  const best = (question: string): readonly number[] => {
    const put = matcher.question(asked(question));
    return [0, 1].map((document) => matcher.match(put, document).best);
  };
  const [plain = 0, special = 0] = best("đăng ký kết hôn");
  expect(plain).toBeGreaterThan(special);
  const [plainNow = 0, specialNow = 0] = best("đăng ký kết hôn có yếu tố nước ngoài");
  expect(specialNow).toBeGreaterThan(plainNow);
});
