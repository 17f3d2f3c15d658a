import fc from "fast-check";
import { oneSpelling } from "../../src/language/syllable.ts";
import { rawWords, tokenise } from "../../src/language/tokenise.ts";

const toned = (text: string): string =>
  tokenise(text)
    .tokens.map((token) => token.toned)
    .join(" ");

describe("one spelling per syllable", () => {
  it.each([
    ["hoà", "hòa"],
    ["hoè", "hòe"],
    ["thuỷ", "thủy"],
    ["qúy", "quí"],
    ["quý", "quí"],
    ["kỹ", "kĩ"],
    ["lý", "lí"],
    ["giừơng", "giường"],
    ["tóan", "toán"],
    ["khuỷu", "khuỷu"],
    ["thủơ", "thuở"],
    ["gìa", "già"],
    ["nghĩa", "nghĩa"],
    ["giếng", "giếng"],
    ["ý", "ý"],
    ["y", "y"],
  ])("%s is %s", (written, spelling) => {
    expect(oneSpelling(written)).toBe(spelling);
  });

  it.each(["qh14", "vneid", "shop", "stk", "hồsơ"])("%s is no syllable and stays", (word) => {
    expect(oneSpelling(word)).toBe(word);
  });

  it("is stable, and never changes which tone it is", () => {
    const tone = (word: string): string =>
      word.normalize("NFD").replace(/[^\u0300\u0301\u0303\u0309\u0323]/g, "");
    const syllable = fc
      .tuple(
        fc.constantFrom("", "b", "đ", "gi", "h", "k", "kh", "l", "ngh", "qu", "th", "tr", "x"),
        fc.constantFrom(
          "a",
          "ă",
          "â",
          "e",
          "ê",
          "i",
          "o",
          "oa",
          "oe",
          "oai",
          "ô",
          "ươ",
          "uy",
          "uyê",
          "yê",
          "y",
          "iê",
        ),
        fc.constantFrom("", "c", "n", "ng", "nh", "ch", "p", "t"),
        fc.constantFrom("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"),
        fc.nat(2),
      )
      .map(([onset, vowels, coda, mark, at]) => {
        const place = Math.min(at + 1, vowels.length);
        return `${onset}${vowels.slice(0, place)}${mark}${vowels.slice(place)}${coda}`.normalize("NFC");
      });
    fc.assert(
      fc.property(syllable, (word) => {
        const once = oneSpelling(word);
        expect(oneSpelling(once)).toBe(once);
        expect(tone(once)).toBe(tone(word));
      }),
    );
  });
});

describe("tokenise", () => {
  it("keeps codes whole and splits at everything else", () => {
    expect(toned("Mẫu CT01, hạng A1/B2: 68/2020/QH14")).toBe("mẫu ct01 hạng a1 b2 68 2020 qh14");
  });

  it("writes letters repeated for feeling once, but not in abbreviations it knows", () => {
    expect(toned("đượccccc khôngggg ơiii ạạ")).toBe("được không ơi ạ");
    expect(tokenise("cccd", new Set(["cccd"])).tokens[0]?.toned).toBe("cccd");
    expect(tokenise("cccd").tokens[0]?.toned).toBe("cd");
    expect(toned("xoong số 1000000 chương VIII")).toBe("xoong số 1000000 chương viii");
    // "Nhaa" is "nha", but "luu" is "lưu" without its marks.
    expect(toned("luu tru nhaa")).toBe("luu tru nha");
  });

  it("tells a text without tones from one with them", () => {
    expect(tokenise("dang ky ket hon can giay to gi").toneless).toBe(true);
    expect(tokenise("Đăng ký kết hôn cần giấy tờ gì").toneless).toBe(false);
    expect(tokenise("lam giấy khai sinh o dau vay").toneless).toBe(true);
  });

  it("finds each word where it stands, for any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const { tokens } = tokenise(text);
        expect(tokens.map((token) => text.slice(token.start, token.end))).toEqual(rawWords(text));
        for (const token of tokens) expect(token.toned).toBe(token.toned.toLowerCase());
      }),
    );
  });
});
