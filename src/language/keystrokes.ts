import { isSyllable, toneInPlace } from "./syllable.ts";

/** Telex: a letter typed twice or followed by w gets its mark (dd, aa, ow); s f r x j give the tone. */
const TELEX_MARKS: Readonly<Record<string, string>> = {
  dd: "đ",
  aa: "â",
  ee: "ê",
  oo: "ô",
  aw: "ă",
  ow: "ơ",
  uw: "ư",
};
const TELEX_TONES: Readonly<Record<string, string>> = {
  s: "\u0301",
  f: "\u0300",
  r: "\u0309",
  x: "\u0303",
  j: "\u0323",
};
/** VNI: 6 gives the circumflex, 7 the horn, 8 the breve, 9 the stroke of đ; 1 to 5 the tone. */
const VNI_MARKS: Readonly<Record<string, string>> = {
  d9: "đ",
  a6: "â",
  e6: "ê",
  o6: "ô",
  a8: "ă",
  o7: "ơ",
  u7: "ư",
};
const VNI_TONES: Readonly<Record<string, string>> = {
  "1": "\u0301",
  "2": "\u0300",
  "3": "\u0309",
  "4": "\u0303",
  "5": "\u0323",
};

const VOWEL = "aăâeêioôơuưy";
const SOME_VOWEL = new RegExp(`[${VOWEL}w]`);

/** Words people write as they are, though their letters would also make a syllable ("gas" is no "gá"). */
const AS_THEY_ARE = new Set(
  "bar boong box bus ems gas goong host mix mooc moong new post tax taxi test ups xoong".split(" "),
);

/**
 * A word as its keystrokes were meant, when an input method did not compose them: "dduwocj" and "d9u7o7c5" give
 * "được", "thur" gives "thủ", "đươcj" gives "được". A word that is a syllable as it stands, or whose keystrokes make
 * none, is undefined: so are "form", "vneid" and "a4". The tone key stands anywhere after the vowel it is for.
 * @param word lower case, NFC.
 */
export function composeKeystrokes(word: string): string | undefined {
  if (word.length < 2 || isSyllable(word) || AS_THEY_ARE.has(word)) return undefined;
  return /\d/.test(word) ? composeVni(word) : composeTelex(word);
}

function composeTelex(word: string): string | undefined {
  if (!/(?:[sfrxjw]|dd|aa|ee|oo|đ$)/.test(word)) return undefined;
  const tones = [...word.matchAll(/[sfrxj]/g)]
    .map((match) => match.index)
    .filter((at) => isTonePlace(word, at));
  for (const at of [undefined, ...tones.toReversed()]) {
    const rest = at === undefined ? word : word.slice(0, at) + word.slice(at + 1);
    const tone = at === undefined ? "" : (TELEX_TONES[word.charAt(at)] ?? "");
    const composed = meant(marked(rest, TELEX_MARKS, /dd|aa|ee|oo|[aou]w/g), tone);
    if (composed !== undefined) return composed;
  }
  return undefined;
}

function composeVni(word: string): string | undefined {
  // "a4" is a sheet of paper, "b2" a licence, "ct07" a form: one letter, or no vowel before the digit, says nothing.
  if (!new RegExp(`^\\p{L}+\\d[\\p{L}\\d]*$`, "u").test(word) || word.replace(/\d/g, "").length < 2)
    return undefined;
  const tone = word.match(/[1-5]/g) ?? [];
  if (tone.length > 1 || (tone.length === 1 && !isTonePlace(word, word.search(/[1-5]/)))) return undefined;
  const rest = word.replace(/[1-5]/, "");
  return meant(marked(rest, VNI_MARKS, /d9|[aeo]6|a8|[ou]7/g), VNI_TONES[tone[0] ?? ""] ?? "");
}

/**
 * A tone key is typed after the vowel: before it, s, r and x are consonants. Once it is typed only i, o, u and y may
 * end the vowels ("nguwowfi"): "visa" and the licence "c1e" are no keystrokes.
 */
function isTonePlace(word: string, at: number): boolean {
  const bare = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "");
  return SOME_VOWEL.test(bare(word.slice(0, at))) && !/^[ae]/.test(bare(word.slice(at + 1)));
}

/** The marks put on their letters, also where the key was typed at the end of the word ("duocwj", "duong9"). */
function marked(word: string, marks: Readonly<Record<string, string>>, keys: RegExp): string {
  let written = word.replace(keys, (pair) => marks[pair] ?? pair);
  const late = /^(.*)([wd6789])$/.exec(written);
  if (late !== null) {
    const [, before = "", key = ""] = late;
    const spread: Readonly<Record<string, readonly [RegExp, string]>> = {
      w: [/uo/, "ươ"],
      "7": [/uo/, "ươ"],
      d: [/^d/, "đ"],
      "9": [/^d/, "đ"],
    };
    const letters: Readonly<Record<string, readonly [RegExp, string]>> = {
      w: [/[aou](?!.*[aou])/, ""],
      "7": [/[ou](?!.*[ou])/, ""],
      "8": [/a(?!.*a)/, ""],
      "6": [/[aeo](?!.*[aeo])/, ""],
    };
    const [pattern, mark] = spread[key] ?? [/$^/, ""];
    const changed = before.replace(pattern, mark);
    if (changed !== before) written = changed;
    else {
      const single = letters[key];
      if (single?.[0].test(before) === true)
        written = before.replace(
          single[0],
          (letter) => marks[`${letter}${key}`] ?? marks[`${letter}${letter}`] ?? letter,
        );
    }
  }
  // "uow" stands for "ươ": the horn goes to both.
  return written.replace(/uơ(?=.)/g, "ươ").replace(/ưo/g, "ươ");
}

function meant(letters: string, tone: string): string | undefined {
  const at = vowelPlace(letters);
  if (at === undefined) return undefined;
  if (tone !== "" && /[\u0300\u0301\u0303\u0309\u0323]/.test(letters.normalize("NFD"))) return undefined;
  const composed = (letters.slice(0, at + 1) + tone + letters.slice(at + 1)).normalize("NFC");
  return isSyllable(composed) ? toneInPlace(composed) : undefined;
}

/** Any vowel will do: the tone is moved to its place afterwards. */
function vowelPlace(letters: string): number | undefined {
  const at = letters.search(new RegExp(`[${VOWEL}](?![${VOWEL}])`));
  return at < 0 ? undefined : at;
}
