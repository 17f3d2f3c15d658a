import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { composeKeystrokes } from "../../src/language/keystrokes.ts";
import { createReader } from "../../src/language/reader.ts";
import { isSyllable, toneInPlace } from "../../src/language/syllable.ts";
import { rawWords } from "../../src/language/tokenise.ts";
import { shippedLexicon } from "./read-lexicon-files.ts";

const TONE = /[\u0300\u0301\u0303\u0309\u0323]/g;
interface Method {
  readonly marks: Readonly<Record<string, string>>;
  readonly tones: Readonly<Record<string, string>>;
}
const TELEX: Method = {
  marks: { đ: "dd", â: "aa", ê: "ee", ô: "oo", ă: "aw", ơ: "ow", ư: "uw" },
  tones: { "\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j" },
};
const VNI: Method = {
  marks: { đ: "d9", â: "a6", ê: "e6", ô: "o6", ă: "a8", ơ: "o7", ư: "u7" },
  tones: { "\u0301": "1", "\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0323": "5" },
};

/** A syllable as it is typed: each mark right after its letter, the tone at the end. */
function typed(syllable: string, { marks, tones }: Method): string {
  const apart = syllable.normalize("NFD");
  const letters = Array.from(apart.replace(TONE, "").normalize("NFC"), (letter) => marks[letter] ?? letter);
  return [...letters, ...(apart.match(TONE) ?? []).map((tone) => tones[tone] ?? "")].join("");
}

/** Every syllable of the shipped procedures that is not bare. */
const syllables = (() => {
  const folder = join(import.meta.dirname, "../../knowledge/procedures");
  const words = readdirSync(folder).flatMap((name) =>
    rawWords(readFileSync(join(folder, name), "utf8").normalize("NFC").toLowerCase()),
  );
  return [...new Set(words)].filter((word) => isSyllable(word) && /[^a-z0-9]/.test(word));
})();
/** Keystrokes that are words themselves, and stay them. */
const TYPED_LIKE_A_WORD = new Set(["bả", "xông", "bông", "mông", "gông", "gá", "tẽ", "múi"]);

describe("keystrokes that no input method composed", () => {
  it.each([
    ["ddangw", "đăng"],
    ["kys", "ký"],
    ["hoon", "hôn"],
    ["giaays", "giấy"],
    ["towf", "tờ"],
    ["gif", "gì"],
    ["dduwocj", "được"],
    ["dduwowcj", "được"],
    ["duwowcjd", "được"],
    ["đươcj", "được"],
    ["thur", "thủ"],
    ["tucj", "tục"],
    ["nguwowfi", "người"],
    ["nguowif", "người"],
    ["tieesn", "tiến"],
    ["hoaf", "hòa"],
    ["cuwar", "cửa"],
    ["quyeenf", "quyền"],
    ["khuyur", "khuỷu"],
    ["coong", "công"],
    ["d9a8ng", "đăng"],
    ["d9u7o7c5", "được"],
    ["duo7c59", "được"],
    ["ky1", "ký"],
    ["giay61", "giấy"],
    ["nguoi72", "người"],
    ["gi2", "gì"],
  ])("%s is %s", (word, meant) => {
    expect(composeKeystrokes(word)).toBe(meant);
  });

  it.each(
    (
      "form vneid a4 a1 b2 c1e ct07 ct01 qh14 kt3 h44 m2 km2 30k 2tr 0h f0 q10 zalo online facebook email web app file " +
      "pdf scan wifi fax otp sms visa card atm ok dvc ubnd bhxh cccd gplx sđt đk gas taxi bar post test bus ems karaoke " +
      "internet shop spa gara xoong boong mooc moóc tw new cap3"
    ).split(" "),
  )("%s is no keystrokes", (word) => {
    expect(composeKeystrokes(word)).toBeUndefined();
  });

  it("leaves every syllable as it is, with tones and without", () => {
    fc.assert(
      fc.property(fc.constantFrom(...syllables), (word) => {
        expect(composeKeystrokes(word)).toBeUndefined();
        expect(composeKeystrokes(word.normalize("NFD").replace(/\p{M}/gu, "").replace("đ", "d"))).toBe(
          undefined,
        );
      }),
    );
  });

  it.each([
    ["Telex", TELEX],
    ["VNI", VNI],
  ])("%s composes back to the syllable that was typed", (_, method) => {
    expect(syllables.length).toBeGreaterThan(500);
    // One letter with a digit may be anything ("o1"): it is left alone.
    const missed = syllables
      .filter((word) => word.length > 1 && !TYPED_LIKE_A_WORD.has(word))
      .map((word) => [word, composeKeystrokes(typed(word, method))])
      .filter(([word = "", composed]) => composed !== toneInPlace(word));
    expect(missed).toEqual([]);
  });

  it("gives a syllable or nothing, for any letters and digits", () => {
    const word = fc.string({
      unit: fc.constantFrom(...Array.from("aeiouyăâđêôơưdwsfrxjbcghklmnpqtv123456789")),
      maxLength: 9,
    });
    fc.assert(
      fc.property(word, (some) => {
        const composed = composeKeystrokes(some);
        if (composed === undefined) return;
        expect(isSyllable(composed)).toBe(true);
        expect(composeKeystrokes(composed)).toBeUndefined();
        expect(toneInPlace(composed)).toBe(composed);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("a sentence with keystrokes in it", () => {
  const reader = createReader(shippedLexicon());

  it.each([
    ["ddangw kys kết hoon cần giaays towf gif", "đăng ký kết hôn cần giấy tờ gì"],
    ["d9a8ng ky1 ta5m tru1 ca62n gi2", "đăng ký tạm trú cần gì"],
    ["lafm giaays khai sinh owr ddaau", "làm giấy khai sinh ở đâu"],
    ["thoiwf hanj cấp hooj chieeus", "thời hạn cấp hộ chiếu"],
    ["mở cuwar hàng gas, nộp form a4 qua zalo online", "mở cửa hàng gas, nộp form a4 qua zalo online"],
    [
      "tài khoản vneid, mẫu ct07, bằng b2 và c1e, luật 68/2020/qh14",
      "tài khoản vneid, mẫu ct07, bằng b2 và c1e, luật 68/2020/qh14",
    ],
  ])("%s is read %s", (written, read) => {
    expect(reader.read(written).text).toBe(read);
  });

  it("is read like the sentence that was meant", () => {
    const [meant, written] = [
      "đăng ký tạm trú cần giấy tờ gì",
      "ddawng kys tamj trus caanf giaays towf gif",
    ].map((text) => reader.read(text));
    expect(written).toEqual(meant);
  });
});
