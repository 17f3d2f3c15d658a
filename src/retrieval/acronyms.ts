import { fold } from "../language/clean.ts";
import { isSyllable } from "../language/syllable.ts";
import { rawWords, type Words } from "../language/tokenise.ts";

const SHORTEST = 2;
const LONGEST = 9;
/** Words that an acronym may pass over: "TNMT" is "tài nguyên và môi trường". */
const PASSED_OVER = new Set(["và", "của", "về"]);

/** Writes out acronyms that people make of official names ("QLRBV", "ĐKHĐ") and no dictionary lists. */
export interface AcronymReader {
  /**
   * The text with acronyms written out by the names that hold their initials; of several such wordings, the one
   * whose names say most of the rest of the question. Undefined when there is none to write out.
   */
  writeOut(text: string, words: Words): string | undefined;
}

interface Initials {
  readonly words: readonly string[];
  /** The words without marks, for comparing with the question. */
  readonly folded: ReadonlySet<string>;
  /** One letter a word, folded: "phê duyệt phương án" is "pdpa". */
  readonly letters: string;
}

/** @param names what the procedures are officially called. */
export function createAcronymReader(names: Iterable<string>): AcronymReader {
  const known: Initials[] = [];
  for (const name of names) {
    const words = rawWords(name.normalize("NFC").toLowerCase());
    const heavy = words.filter((word) => !PASSED_OVER.has(word));
    for (const some of heavy.length < words.length ? [words, heavy] : [words])
      known.push({
        words: some,
        folded: new Set(some.map(fold)),
        letters: some.map((word) => fold(word.slice(0, 1))).join(""),
      });
  }

  const meant = (acronym: string, rest: ReadonlySet<string>): string | undefined => {
    const letters = fold(acronym);
    const worth = new Map<string, number>();
    for (const { words, folded, letters: initials } of known) {
      for (let at = initials.indexOf(letters); at >= 0; at = initials.indexOf(letters, at + 1)) {
        const wording = words.slice(at, at + letters.length);
        // A written đ is no d.
        if (
          Array.from(acronym).some((letter, one) => letter === "đ" && wording[one]?.startsWith("đ") !== true)
        )
          continue;
        let shared = 0;
        for (const word of rest) if (folded.has(word)) shared++;
        const phrase = wording.join(" ");
        worth.set(phrase, (worth.get(phrase) ?? 0) + (0.2 + shared) ** 2);
      }
    }
    let best: string | undefined;
    for (const [phrase, score] of worth)
      if (best === undefined || score > (worth.get(best) ?? 0)) best = phrase;
    return best;
  };

  return {
    writeOut(text, words) {
      const acronyms = words.tokens.flatMap((token, at) => {
        const written = text.slice(token.start, token.end);
        // "TN&MT" is one acronym of two words of letters.
        const before = words.tokens[at - 1];
        if (before !== undefined && text.slice(before.end, token.start) === "&") return [];
        const next = words.tokens[at + 1];
        const joined = next !== undefined && text.slice(token.end, next.start) === "&";
        const whole = joined ? written + text.slice(next.start, next.end) : written;
        const end = joined ? next.end : token.end;
        return isAcronym(whole, text) ? [{ start: token.start, end, letters: whole.toLowerCase() }] : [];
      });
      if (acronyms.length === 0) return undefined;
      const rest = new Set(
        words.tokens
          .filter((token) => acronyms.every((one) => token.end <= one.start || token.start >= one.end))
          .map((token) => token.folded),
      );
      let result = "";
      let from = 0;
      for (const { start, end, letters } of acronyms) {
        const phrase = meant(letters, rest);
        if (phrase === undefined) continue;
        result += text.slice(from, start) + phrase;
        from = end;
      }
      return from === 0 ? undefined : result + text.slice(from);
    },
  };
}

/** Letters that are no syllable, or capitals among words that are not. */
function isAcronym(written: string, text: string): boolean {
  if (written.length < SHORTEST || written.length > LONGEST || !/^[a-zđ]+$/i.test(written)) return false;
  const capitals = written === written.toUpperCase() && text !== text.toUpperCase();
  const letters = written.toLowerCase();
  return (
    capitals || (!isSyllable(letters) && !/[aeiouy]{2}/.test(letters) && !/[aeiouy].*[aeiouy]/.test(letters))
  );
}
