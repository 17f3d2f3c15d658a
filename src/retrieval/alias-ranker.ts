import type { Phrasing } from "../language/reader.ts";
import type { WordForms } from "../language/tokenise.ts";
import type { QueryWord } from "./query.ts";

/** A word met with other tones than the saying has: it may be a slip or another word. */
const OTHER_TONES = 0.5;

/** What it counts that the question says little else than the saying. */
const RECALL_SHARE = 0.55;

/** How well a saying was met. */
export interface SayingHit {
  readonly document: number;
  /** 0 to 1. */
  readonly score: number;
}

export interface AliasRanker {
  /** The score, 0 to 1, of the best saying of each of these documents; those that share no word are left out. */
  search(words: readonly (QueryWord | undefined)[], documents: Iterable<number>): readonly SayingHit[];
}

interface Saying {
  readonly words: readonly WordForms[];
  readonly worths: readonly number[];
  readonly worth: number;
}

/**
 * Compares a question with what procedures are called, saying by saying. A saying scores high when most of its
 * words, by worth, stand in the question, in its order; when the question holds little else it scores higher.
 * So the plain "đăng ký kết hôn" is preferred to "đăng ký kết hôn có yếu tố nước ngoài" until the question says
 * "nước ngoài". `sayings` holds the sayings of each document as the reader reads them; chatter in them does not
 * count. `worth` tells how much a word says, `little` how much a question must say to be taken at
 * its word, `much` how much of it need be met at most.
 */
export function buildAliasRanker(
  sayings: readonly (readonly Phrasing[])[],
  worth: (word: WordForms) => number,
  little: number,
  much: number,
): AliasRanker {
  // Worked out when a document is first compared: few ever are, and the worth of words changes with every index.
  const read = new Map<number, readonly Saying[]>();
  const sayingsOf = (document: number): readonly Saying[] => {
    let known = read.get(document);
    if (known === undefined) {
      known = (sayings[document] ?? []).flatMap((saying): Saying[] => {
        const words = saying.words.tokens.filter((_, at) => saying.roles[at] !== "chatter");
        const worths = words.map(worth);
        return words.length === 0 ? [] : [{ words, worths, worth: sum(worths) }];
      });
      read.set(document, known);
    }
    return known;
  };
  return {
    search(words, documents) {
      const positions = new Map<string, number[]>();
      words.forEach((word, at) => {
        if (word === undefined) return;
        const places = positions.get(word.token.folded);
        if (places === undefined) positions.set(word.token.folded, [at]);
        else places.push(at);
      });
      const asked = words.filter((word) => word !== undefined);
      const said = little + sum(asked.map((word) => word.weight * worth(word.token)));
      const askedWorth = Math.min(said, much);
      const hits: SayingHit[] = [];
      for (const document of documents) {
        let score = 0;
        for (const saying of sayingsOf(document))
          score = Math.max(score, meet(saying, words, positions, askedWorth));
        if (score > 0) hits.push({ document, score });
      }
      return hits;
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
  return precision * (1 - RECALL_SHARE + RECALL_SHARE * recall);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
