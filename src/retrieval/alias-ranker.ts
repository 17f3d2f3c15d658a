import type { Phrasing } from "../language/reader.ts";
import type { WordForms } from "../language/tokenise.ts";
import type { QueryWord } from "./query.ts";

/** A word met with other tones than the saying has: it may be a slip or another word. */
const OTHER_TONES = 0.5;

/** How well a saying was met. */
export interface SayingHit {
  readonly document: number;
  /** 0 to 1. */
  readonly score: number;
}

export interface AliasRanker {
  /** For each document that shares a word with the query, its best saying's score. */
  search(words: readonly (QueryWord | undefined)[]): readonly SayingHit[];
}

interface Saying {
  readonly document: number;
  readonly words: readonly WordForms[];
  readonly worths: readonly number[];
  readonly worth: number;
}

/**
 * Compares a question with what procedures are called, saying by saying. A saying scores high when most of its
 * words, by worth, stand in the question, in its order; when the question holds little else it scores higher.
 * So the plain "đăng ký kết hôn" is preferred to "đăng ký kết hôn có yếu tố nước ngoài" until the question says
 * "nước ngoài". `sayings` holds the sayings of each document as the reader reads them; chatter in them does not
 * count. `worth` tells how much a word says, `little` how much a question must say to be taken at its word.
 */
export function buildAliasRanker(
  sayings: readonly (readonly Phrasing[])[],
  worth: (word: WordForms) => number,
  little: number,
): AliasRanker {
  const all: Saying[] = [];
  const byWord = new Map<string, number[]>();
  sayings.forEach((list, document) => {
    for (const saying of list) {
      const words = saying.words.tokens.filter((_, at) => saying.roles[at] !== "chatter");
      if (words.length === 0) continue;
      const worths = words.map(worth);
      const number = all.push({ document, words, worths, worth: sum(worths) }) - 1;
      for (const folded of new Set(words.map((word) => word.folded))) {
        const list = byWord.get(folded);
        if (list === undefined) byWord.set(folded, [number]);
        else list.push(number);
      }
    }
  });

  return {
    search(words) {
      const asked = words.filter((word) => word !== undefined);
      const positions = new Map<string, number[]>();
      words.forEach((word, at) => {
        if (word === undefined) return;
        positions.set(word.token.folded, [...(positions.get(word.token.folded) ?? []), at]);
      });
      const askedWorth = little + sum(asked.map((word) => word.weight * worth(word.token)));
      const best = new Map<number, number>();
      const tried = new Set<number>();
      for (const folded of positions.keys())
        for (const number of byWord.get(folded) ?? []) {
          if (tried.has(number)) continue;
          tried.add(number);
          const saying = all[number];
          if (saying === undefined) continue;
          const score = meet(saying, words, positions, askedWorth);
          if (score > (best.get(saying.document) ?? 0)) best.set(saying.document, score);
        }
      return [...best].map(([document, score]) => ({ document, score }));
    },
  };
}

function meet(
  saying: Saying,
  words: readonly (QueryWord | undefined)[],
  positions: ReadonlyMap<string, readonly number[]>,
  askedWorth: number,
): number {
  let met = 0;
  let inOrder = 0;
  let said = 0;
  let before: readonly number[] | undefined;
  const counted = new Set<number>();
  saying.words.forEach((word, at) => {
    const places = positions.get(word.folded);
    const worth = saying.worths[at] ?? 0;
    if (places === undefined) {
      before = undefined;
      return;
    }
    const same = places.some((place) => {
      const written = words[place];
      return written !== undefined && (written.tonedShare === 0 || written.token.heard === word.heard);
    });
    met += worth * (same ? 1 : OTHER_TONES);
    if (at > 0 && before?.some((place) => places.some((here) => here > place && here - place <= 2)) === true)
      inOrder++;
    before = places;
    for (const place of places) {
      if (counted.has(place)) continue;
      counted.add(place);
      said += (words[place]?.weight ?? 0) * worth * (same ? 1 : OTHER_TONES);
    }
  });
  const order = saying.words.length > 1 ? inOrder / (saying.words.length - 1) : 1;
  const precision = (met / saying.worth) * (0.85 + 0.15 * order);
  const recall = Math.min(1, said / askedWorth);
  return precision * (0.45 + 0.55 * recall);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
