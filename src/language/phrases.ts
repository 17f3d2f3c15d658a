import { wordForms, type WordForms, type Words, type Token } from "./tokenise.ts";

/** A phrase found in a text: the words from `start` up to, not including, `end`. */
export interface Found<T> {
  readonly start: number;
  readonly end: number;
  readonly value: T;
}

/** Finds phrases of a table in texts. */
export interface PhraseFinder<T> {
  /** Every occurrence of every phrase, in order of its start; occurrences may overlap. */
  find(words: Words): readonly Found<T>[];
}

type Part = "gap" | "number" | readonly WordForms[];

interface Compiled<T> {
  readonly parts: readonly Part[];
  readonly value: T;
}

/** The most words a gap may hold. */
const GAP = 3;

/**
 * A finder for phrases written in a small notation: words separated by spaces, `a/b` for either word, `_` for up
 * to three words of any kind, `#` for a number. A word of a phrase matches the same word, the word with hỏi and
 * ngã confused, and, in a text written without tones, the bare word. A phrase begins with a word.
 */
export function createPhraseFinder<T>(
  table: Iterable<readonly [phrase: string, value: T]>,
  known?: ReadonlySet<string>,
): PhraseFinder<T> {
  const byFirst = new Map<string, Compiled<T>[]>();
  for (const [phrase, value] of table) {
    const parts = phrase.split(" ").map((part): Part => {
      if (part === "_") return "gap";
      if (part === "#") return "number";
      return part.split("/").map((word) => wordForms(word, known));
    });
    const first = parts[0];
    if (first === undefined || first === "gap" || first === "number")
      throw new Error(`phrase "${phrase}" must begin with a word`);
    for (const folded of new Set(first.map((word) => word.folded)))
      byFirst.set(folded, [...(byFirst.get(folded) ?? []), { parts, value }]);
  }
  return {
    find(words) {
      const found: Found<T>[] = [];
      words.tokens.forEach((token, start) => {
        for (const { parts, value } of byFirst.get(token.folded) ?? []) {
          const end = matchFrom(words, start, parts, 0);
          if (end !== undefined) found.push({ start, end, value });
        }
      });
      return found;
    },
  };
}

/** Where the match of `parts` from `part` on ends when it begins at word `at`; the shortest gaps win. */
function matchFrom(words: Words, at: number, parts: readonly Part[], part: number): number | undefined {
  const wanted = parts[part];
  if (wanted === undefined) return at;
  if (wanted === "gap") {
    for (let skip = 0; skip <= GAP; skip++) {
      const end = matchFrom(words, at + skip, parts, part + 1);
      if (end !== undefined) return end;
    }
    return undefined;
  }
  const token = words.tokens[at];
  if (token === undefined) return undefined;
  const fits =
    wanted === "number"
      ? /^\d/.test(token.folded)
      : wanted.some((word) => sameWord(token, word, words.toneless));
  return fits ? matchFrom(words, at + 1, parts, part + 1) : undefined;
}

/** Is what was written this word, allowing for confused hỏi and ngã and, where `toneless`, for missing tones? */
function sameWord(written: Token, word: WordForms, toneless: boolean): boolean {
  if (written.heard === word.heard) return true;
  return toneless && written.toned === written.folded && written.folded === word.folded;
}

/** Of overlapping finds, keeps the longest, then the first; the result is in order and without overlap. */
export function longestFirst<T>(found: readonly Found<T>[]): readonly Found<T>[] {
  const kept: Found<T>[] = [];
  const byLength = found.toSorted((a, b) => b.end - b.start - (a.end - a.start) || a.start - b.start);
  for (const one of byLength)
    if (kept.every((other) => one.end <= other.start || one.start >= other.end)) kept.push(one);
  return kept.toSorted((a, b) => a.start - b.start);
}
