import type { WordForms } from "../language/tokenise.ts";
import { tokenise } from "../language/tokenise.ts";
import type { QueryWord } from "./query.ts";

/** BM25's usual saturation. */
const K1 = 1.2;
/** What a pair of neighbours weighs beside its two words. */
const PAIR_WEIGHT = 0.5;
/** The worth of a question that says too little, as a part of the worth of the rarest word. */
const LITTLE = 0.25;
/** A word no record holds still counts as asked for, but less than one that some record holds. */
const UNKNOWN_WEIGHT = 0.45;

/** Stands between the lines of a field, twice, so that no pair reaches over it. */
const LINE_END = 2 ** 32 - 1;

export interface IndexedField {
  readonly weight: number;
  /** BM25's b: 0 takes no notice of a field's length, 1 the most. */
  readonly lengthPenalty: number;
  /** Are pairs of neighbouring words indexed too? */
  readonly pairs: boolean;
}

/** What the index says of one document. */
export interface Hit {
  readonly document: number;
  /** 0 to 1: the part of what a short and perfect name would score for these words. */
  readonly score: number;
}

export interface InvertedIndex {
  /** Every document that holds a word of the query, in no order. */
  search(words: readonly (QueryWord | undefined)[]): readonly Hit[];
  /** Which fields, by number, hold what was asked, the best first. */
  bestFields(document: number, words: readonly (QueryWord | undefined)[]): readonly number[];
  /** Do these two words stand side by side in a field with pairs? */
  hasPair(first: WordForms, second: WordForms): boolean;
  /** The worth of a question that says too little to find anything by. */
  readonly little: number;
  /** How much this word tells one document from another (without tones); more for rarer words, above 0. */
  worth(word: WordForms): number;
}

/** Postings of one term lie together in these columns, from `starts[term]` to `starts[term + 1]`. */
interface Postings {
  readonly starts: Uint32Array;
  readonly documents: Uint32Array;
  readonly impacts: Float32Array;
  /** Bit f is set when field f holds the term. */
  readonly fields: Uint8Array;
}

/**
 * A BM25F index: the fields of a document (each a text of one or more lines) are weighed into one frequency per term, with each field's own length
 * penalty. Terms are words with tones, words without, and pairs of each. Kept in flat columns of numbers, so that
 * thousands of long records take tens of megabytes, and a search touches only the columns of its own terms.
 * At most eight fields.
 */
export function buildIndex(
  fields: readonly IndexedField[],
  texts: readonly (readonly string[])[],
  known?: ReadonlySet<string>,
): InvertedIndex {
  if (fields.length > 8) throw new RangeError("an index has at most eight fields");
  const terms = new Terms();
  const memo = new Map<string, WordForms>();
  const sequences = texts.map((document) =>
    document.map((text) => {
      const numbers: number[] = [];
      for (const line of text.split("\n")) {
        if (numbers.length > 0) numbers.push(LINE_END, LINE_END);
        for (const token of tokenise(line, known, memo).tokens)
          numbers.push(terms.add(`t${token.toned}`), terms.add(`f${token.folded}`));
      }
      return Uint32Array.from(numbers);
    }),
  );
  const averages = fields.map((_, field) => {
    const words = sequences.reduce((sum, document) => sum + (document[field]?.length ?? 0), 0);
    return Math.max(1, words / Math.max(1, sequences.length));
  });
  const postings = collect(fields, sequences, averages, terms);
  const count = sequences.length;

  const idf = (term: number): number => {
    const holding = (postings.starts[term + 1] ?? 0) - (postings.starts[term] ?? 0);
    return Math.log(1 + (count - holding + 0.5) / (holding + 0.5));
  };
  const unknownIdf = Math.log(1 + (count + 0.5) / 0.5) * UNKNOWN_WEIGHT;
  // Added to what is asked for, so that a question of hardly any worth ("đăng ký", "cần giấy tờ gì") finds nothing.
  const little = LITTLE * Math.log(1 + count);
  // What a term of a name of ordinary length, also in the short name, gets.
  const ideal = saturate((fields[0]?.weight ?? 1) + (fields[1]?.weight ?? 0));

  interface Asked {
    readonly term: number;
    readonly worth: number;
  }
  /** The terms a query asks for, each with its worth, and the worth of a perfect document. */
  const plan = (words: readonly (QueryWord | undefined)[]): { asked: readonly Asked[]; perfect: number } => {
    const asked = new Map<number, number>();
    let perfect = 0;
    const ask = (term: number, weight: number): void => {
      // A word said twice is not asked for twice; a weight of 0 asks for nothing.
      if (asked.has(term) || weight === 0) return;
      asked.set(term, weight * idf(term));
      perfect += weight * idf(term);
    };
    words.forEach((word, at) => {
      if (word === undefined) return;
      const toned = terms.find(`t${word.token.toned}`);
      const folded = terms.find(`f${word.token.folded}`);
      if (toned !== undefined) ask(toned, word.weight * word.tonedShare);
      if (folded !== undefined) ask(folded, word.weight * (1 - word.tonedShare));
      // With other tones it may be a slip or another word: half of what the tones are worth is missed.
      if (folded === undefined) perfect += word.weight * unknownIdf;
      else if (toned === undefined) perfect += word.weight * word.tonedShare * 0.5 * idf(folded);
      const next = words[at + 1];
      if (next === undefined) return;
      // Only pairs that some record holds are asked for: word order is free in a question.
      const weight = PAIR_WEIGHT * Math.min(word.weight, next.weight);
      const share = Math.min(word.tonedShare, next.tonedShare);
      const tonedPair = terms.pair(toned, terms.find(`t${next.token.toned}`));
      const foldedPair = terms.pair(folded, terms.find(`f${next.token.folded}`));
      if (tonedPair !== undefined) ask(tonedPair, weight * share);
      if (foldedPair !== undefined) ask(foldedPair, weight * (1 - share));
    });
    return {
      asked: [...asked].map(([term, worth]) => ({ term, worth })),
      perfect: (perfect + little) * ideal,
    };
  };

  return {
    search(words) {
      const { asked, perfect } = plan(words);
      const scores = new Map<number, number>();
      for (const { term, worth } of asked)
        for (let at = postings.starts[term] ?? 0; at < (postings.starts[term + 1] ?? 0); at++) {
          const document = postings.documents[at] ?? 0;
          scores.set(document, (scores.get(document) ?? 0) + worth * (postings.impacts[at] ?? 0));
        }
      return [...scores].map(([document, score]) => ({ document, score: Math.min(1, score / perfect) }));
    },
    bestFields(document, words) {
      const sums = fields.map(() => 0);
      for (const { term, worth } of plan(words).asked) {
        const at = find(postings, term, document);
        if (at === undefined) continue;
        const mask = postings.fields[at] ?? 0;
        sums.forEach((sum, field) => {
          if ((mask & (1 << field)) !== 0) sums[field] = sum + worth;
        });
      }
      return sums
        .map((sum, field) => ({ sum, field }))
        .filter((one) => one.sum > 0)
        .sort((a, b) => b.sum - a.sum || a.field - b.field)
        .map((one) => one.field);
    },
    hasPair(first, second) {
      const pair = terms.pair(terms.find(`f${first.folded}`), terms.find(`f${second.folded}`));
      return pair !== undefined;
    },
    little,
    worth(word) {
      const term = terms.find(`f${word.folded}`);
      return term === undefined ? unknownIdf : idf(term);
    },
  };
}

const saturate = (frequency: number): number => ((K1 + 1) * frequency) / (K1 + frequency);

/** The numbers of terms. A pair is named by the numbers of its two words. */
class Terms {
  readonly #words = new Map<string, number>();
  readonly #pairs = new Map<number, number>();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(word: string): number {
    let term = this.#words.get(word);
    if (term === undefined) this.#words.set(word, (term = this.#count++));
    return term;
  }

  find(word: string): number | undefined {
    return this.#words.get(word);
  }

  addPair(first: number, second: number): number {
    const key = first * 2 ** 26 + second;
    let term = this.#pairs.get(key);
    if (term === undefined) this.#pairs.set(key, (term = this.#count++));
    return term;
  }

  pair(first: number | undefined, second: number | undefined): number | undefined {
    if (first === undefined || second === undefined) return undefined;
    return this.#pairs.get(first * 2 ** 26 + second);
  }
}

/** One document's terms, their impact (saturated frequency), and the fields that hold them. */
interface Gathered {
  readonly terms: Uint32Array;
  readonly impacts: Float32Array;
  readonly fields: Uint8Array;
}

function collect(
  fields: readonly IndexedField[],
  sequences: readonly (readonly Uint32Array[])[],
  averages: readonly number[],
  terms: Terms,
): Postings {
  const gathered = sequences.map((document) => gather(fields, document, averages, terms));
  const starts = new Uint32Array(terms.count + 1);
  for (const document of gathered)
    for (const term of document.terms) starts[term + 1] = (starts[term + 1] ?? 0) + 1;
  for (let term = 0; term < terms.count; term++)
    starts[term + 1] = (starts[term + 1] ?? 0) + (starts[term] ?? 0);
  const total = starts[terms.count] ?? 0;
  const next = starts.slice();
  const documents = new Uint32Array(total);
  const impacts = new Float32Array(total);
  const masks = new Uint8Array(total);
  gathered.forEach((document, number) => {
    document.terms.forEach((term, at) => {
      const place = next[term] ?? 0;
      next[term] = place + 1;
      documents[place] = number;
      impacts[place] = document.impacts[at] ?? 0;
      masks[place] = document.fields[at] ?? 0;
    });
  });
  return { starts, documents, impacts, fields: masks };
}

function gather(
  fields: readonly IndexedField[],
  document: readonly Uint32Array[],
  averages: readonly number[],
  terms: Terms,
): Gathered {
  const frequencies = new Map<number, { frequency: number; fields: number }>();
  fields.forEach((field, number) => {
    const sequence = document[number];
    if (sequence === undefined || sequence.length === 0) return;
    const length = sequence.length / (averages[number] ?? 1);
    const weight = field.weight / (1 - field.lengthPenalty + field.lengthPenalty * length);
    const count = (term: number): void => {
      const known = frequencies.get(term);
      if (known === undefined) frequencies.set(term, { frequency: weight, fields: 1 << number });
      else {
        known.frequency += weight;
        known.fields |= 1 << number;
      }
    };
    sequence.forEach((term, at) => {
      if (term === LINE_END) return;
      count(term);
      // Words lie as toned, folded, toned, folded: the neighbour of the same kind is two further.
      const neighbour = sequence[at + 2];
      if (field.pairs && neighbour !== undefined && neighbour !== LINE_END)
        count(terms.addPair(term, neighbour));
    });
  });
  const gathered = {
    terms: new Uint32Array(frequencies.size),
    impacts: new Float32Array(frequencies.size),
    fields: new Uint8Array(frequencies.size),
  };
  let at = 0;
  for (const [term, { frequency, fields: mask }] of frequencies) {
    gathered.terms[at] = term;
    gathered.impacts[at] = saturate(frequency);
    gathered.fields[at] = mask;
    at++;
  }
  return gathered;
}

/** Where a document stands in a term's postings, which are in the order of documents. */
function find(postings: Postings, term: number, document: number): number | undefined {
  let low = postings.starts[term] ?? 0;
  let high = postings.starts[term + 1] ?? 0;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((postings.documents[middle] ?? 0) < document) low = middle + 1;
    else high = middle;
  }
  return low < (postings.starts[term + 1] ?? 0) && postings.documents[low] === document ? low : undefined;
}
