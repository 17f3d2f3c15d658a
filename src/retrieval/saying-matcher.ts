import type { WordForms } from "../language/tokenise.ts";
import type { QueryWord } from "./query.ts";

/** A word met with other tones than the saying has: it may be a slip or another word. */
const OTHER_TONES = 0.5;
/** What it counts that the question says little else than the saying. */
const RECALL_SHARE = 0.55;
/** What it counts that the words stand in the order of the saying. */
const ORDER_SHARE = 0.15;
/** A question need not be met beyond this many times what a question of little worth says: people tell what happened. */
const STORY = 14;

/** How well a question meets what a procedure is called. All from 0 to 1. */
export interface SayingMatch {
  /** How well the best of its sayings is met, in both directions. */
  readonly best: number;
  /** The part of that saying that the question says. */
  readonly precision: number;
  /** The most of the question that one of its sayings says. */
  readonly recall: number;
}

const NO_MATCH: SayingMatch = { best: 0, precision: 0, recall: 0 };

export interface SayingMatcher {
  /** Prepares a question for comparing. */
  question(words: readonly (QueryWord | undefined)[]): AskedWords;
  match(question: AskedWords, document: number): SayingMatch;
}

interface AskedWords {
  readonly words: readonly (QueryWord | undefined)[];
  readonly positions: ReadonlyMap<string, readonly number[]>;
  readonly worth: number;
}

interface Saying {
  readonly words: readonly WordForms[];
  readonly worths: readonly number[];
  readonly worth: number;
}

/**
 * Compares a question with what procedures are called, saying by saying. A saying is met when most of its words, by
 * worth, stand in the question, in its order; when the question holds little else it is met better. So the plain
 * "đăng ký kết hôn" is preferred to "đăng ký kết hôn có yếu tố nước ngoài" until the question says "nước ngoài".
 * `sayings` holds the sayings of each document, as the words that count (see `Reader.name`). `worth` tells how much a word says, `little` how much a question must say to be taken at its word.
 */
export function createSayingMatcher(
  sayings: readonly (readonly (readonly WordForms[])[])[],
  worth: (word: WordForms) => number,
  little: number,
): SayingMatcher {
  // Worked out when a document is first compared: few ever are, and the worth of words changes with every index.
  const read = new Map<number, readonly Saying[]>();
  const sayingsOf = (document: number): readonly Saying[] => {
    let known = read.get(document);
    if (known === undefined) {
      known = (sayings[document] ?? []).flatMap((words): Saying[] => {
        const worths = words.map(worth);
        return words.length === 0 ? [] : [{ words, worths, worth: sum(worths) }];
      });
      read.set(document, known);
    }
    return known;
  };
  return {
    question(words) {
      const positions = new Map<string, number[]>();
      words.forEach((word, at) => {
        if (word === undefined) return;
        const places = positions.get(word.token.folded);
        if (places === undefined) positions.set(word.token.folded, [at]);
        else places.push(at);
      });
      const asked = words.filter((word) => word !== undefined);
      const said = sum(asked.map((word) => word.weight * worth(word.token)));
      return { words, positions, worth: Math.max(little, Math.min(said, little * STORY)) };
    },
    match(question, document) {
      let { best, precision, recall } = NO_MATCH;
      for (const saying of sayingsOf(document)) {
        const met = meet(saying, question);
        if (met === undefined) continue;
        recall = Math.max(recall, met.recall);
        if (met.best > best) ({ best, precision } = met);
      }
      return { best, precision, recall };
    },
  };
}

function meet(saying: Saying, { words, positions, worth: askedWorth }: AskedWords): SayingMatch | undefined {
  let met = 0;
  let inOrder = 0;
  let said = 0;
  let before: readonly number[] | undefined;
  const counted = new Set<number>();
  for (let at = 0; at < saying.words.length; at++) {
    const word = saying.words[at];
    const places = word && positions.get(word.folded);
    if (word === undefined || places === undefined) {
      before = undefined;
      continue;
    }
    const worth = saying.worths[at] ?? 0;
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
  }
  if (met === 0) return undefined;
  const order = saying.words.length > 1 ? inOrder / (saying.words.length - 1) : 1;
  const precision = (met / saying.worth) * (1 - ORDER_SHARE + ORDER_SHARE * order);
  const recall = Math.min(1, said / askedWorth);
  return { best: precision * (1 - RECALL_SHARE + RECALL_SHARE * recall), precision, recall };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
