import type { WordRole } from "../language/reader.ts";
import { soundKey } from "../language/sounds.ts";
import { isSyllable } from "../language/syllable.ts";
import { wordForms, type Token, type WordForms, type Words } from "../language/tokenise.ts";
import type { InvertedIndex } from "./inverted-index.ts";

/** How far a candidate is from what was written; another tone is nearer than another letter. */
const OTHER_TONE = 0.3;
const SAME_SOUND = 0.6;
const ONE_LETTER = 1;
/** What a pair with a neighbour speaks for a candidate: with its tones, or whatever tones. */
const TONED_PAIR = 1.2;
const BARE_PAIR = 0.8;
/** A word that no name holds is no word of the matter, whatever it means: less is needed to replace it. */
const NEEDED = { unknown: 0.04, known: 0.5 } as const;
/** The most words that are taken to be run together ("giaykhaisinh"). */
const MOST_JOINED = 4;
const SHORTEST_JOINED = 5;

/** Mends what was typed by the words of the names. */
export interface Speller {
  /**
   * The text with slips mended: letters swapped, left out or confused, words run together or apart. A wrong tone alone
   * is left as it is: the index finds words without their tones too.
   * A word is only replaced when it makes no pair with its neighbours that any name has, and the other one does.
   * Undefined when there is nothing to mend.
   */
  mend(text: string, words: Words, roles: readonly WordRole[]): string | undefined;
}

/** A speller over the words and pairs of words that stand in the names of an index. */
export function createSpeller(index: InvertedIndex): Speller {
  const vocabulary = index.namingWords().map((word) => wordForms(word));
  const byFolded = groupBy(vocabulary, (word) => word.folded);
  const bySound = groupBy(vocabulary, (word) => soundKey(word.folded));
  const byDelete = new Map<string, Set<string>>();
  for (const folded of byFolded.keys()) {
    if (folded.length < 3 || /\d/.test(folded)) continue;
    for (const key of [folded, ...deletes(folded)]) {
      const same = byDelete.get(key);
      if (same === undefined) byDelete.set(key, new Set([folded]));
      else same.add(folded);
    }
  }

  /** Words of the names that may have been meant, each with its distance. */
  const candidates = (written: Token): ReadonlyMap<WordForms, number> => {
    const found = new Map<WordForms, number>();
    const add = (words: readonly WordForms[], distance: number): void => {
      for (const word of words)
        if (word.toned !== written.toned && (found.get(word) ?? Infinity) > distance)
          found.set(word, distance + (word.heard === written.heard ? 0 : OTHER_TONE / 2));
    };
    add(byFolded.get(written.folded) ?? [], OTHER_TONE);
    add(bySound.get(soundKey(written.folded)) ?? [], SAME_SOUND);
    if (written.folded.length >= 3)
      for (const key of [written.folded, ...deletes(written.folded)])
        for (const folded of byDelete.get(key) ?? [])
          if (isOneSlipApart(folded, written.folded)) add(byFolded.get(folded) ?? [], ONE_LETTER);
    return found;
  };

  const pairing = (
    first: WordForms | undefined,
    second: WordForms | undefined,
    toneless: boolean,
  ): number => {
    if (first === undefined || second === undefined) return 0;
    if (!toneless && index.hasPair(first, second, true)) return TONED_PAIR;
    return index.hasPair(first, second) ? (toneless ? TONED_PAIR : BARE_PAIR) : 0;
  };

  const split = (folded: string): readonly string[] | undefined => {
    if (folded.length < SHORTEST_JOINED || isSyllable(folded) || byFolded.has(folded)) return undefined;
    let best: { parts: readonly string[]; score: number } | undefined;
    const cut = (rest: string, parts: readonly string[], score: number): void => {
      if (rest === "") {
        if (parts.length > 1 && (best === undefined || score / (parts.length - 1) > best.score))
          best = { parts, score: score / (parts.length - 1) };
        return;
      }
      if (parts.length === MOST_JOINED) return;
      for (let length = 1; length <= Math.min(6, rest.length); length++) {
        const part = rest.slice(0, length);
        const word = wordForms(part);
        if (!isSyllable(part) || !byFolded.has(word.folded)) continue;
        const before = parts.at(-1);
        const pair = before === undefined ? 0 : pairing(wordForms(before), word, true);
        if (before === undefined || pair > 0) cut(rest.slice(length), [...parts, part], score + pair);
      }
    };
    cut(folded, [], 0);
    return best?.parts;
  };

  return {
    mend(text, words, roles) {
      const { tokens, toneless } = words;
      const mended: { start: number; end: number; written: string }[] = [];
      const now: (WordForms | undefined)[] = [...tokens];
      for (let at = 0; at < tokens.length; at++) {
        const token = tokens[at];
        if (token === undefined || roles[at] === "chatter" || roles[at] === "asking") continue;
        if (/\d/.test(token.folded)) continue;
        const [before, after] = [now[at - 1], tokens[at + 1]];
        const bare = toneless || token.toned === token.folded;
        const has = pairing(before, token, toneless) + pairing(token, after, toneless);
        if (has >= TONED_PAIR) continue;

        const parts = split(token.folded);
        if (parts !== undefined) {
          mended.push({ start: token.start, end: token.end, written: parts.join(" ") });
          continue;
        }
        // A syllable torn apart: "kh ai sinh".
        if (after !== undefined && !(isSyllable(token.folded) && isSyllable(after.folded))) {
          const whole = wordForms(token.toned + after.toned);
          const next = tokens[at + 2];
          const fits = pairing(before, whole, bare) + pairing(whole, next, bare);
          if (byFolded.has(whole.folded) && isSyllable(whole.folded) && fits > 0) {
            mended.push({ start: token.start, end: after.end, written: whole.toned });
            now[at + 1] = whole;
            at++;
            continue;
          }
        }

        const known = byFolded.has(token.folded);
        let best: { word: WordForms; score: number } | undefined;
        for (const [word, distance] of candidates(token)) {
          if (toneless && word.folded === token.folded) continue;
          const score = pairing(before, word, toneless) + pairing(word, after, toneless) - distance - has;
          if (best === undefined || score > best.score) best = { word, score };
        }
        if (best === undefined || best.score < (known ? NEEDED.known : NEEDED.unknown)) continue;
        const written = toneless ? best.word.folded : best.word.toned;
        mended.push({ start: token.start, end: token.end, written });
        now[at] = best.word;
      }
      if (mended.length === 0) return undefined;
      let result = "";
      let from = 0;
      for (const { start, end, written } of mended) {
        result += text.slice(from, start) + written;
        from = end;
      }
      return result + text.slice(from);
    },
  };
}

function groupBy(
  words: readonly WordForms[],
  keyOf: (word: WordForms) => string,
): ReadonlyMap<string, readonly WordForms[]> {
  const groups = new Map<string, WordForms[]>();
  for (const word of words) {
    const key = keyOf(word);
    const same = groups.get(key);
    if (same === undefined) groups.set(key, [word]);
    else same.push(word);
  }
  return groups;
}

/** The word with each one of its letters left out. */
const deletes = (word: string): readonly string[] =>
  Array.from(word, (_, at) => word.slice(0, at) + word.slice(at + 1));

/** One letter more, less or other, or two neighbours swapped. */
function isOneSlipApart(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const [left, right] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  if (left.length <= 1 && right.length <= 1) return true;
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0];
}
