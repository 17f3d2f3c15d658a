import type { WordForms } from "../language/tokenise.ts";
import { rawWords, wordForms } from "../language/tokenise.ts";
import type { SparseVector } from "./nearby.ts";
import type { QueryWord } from "./query.ts";

/** BM25's usual saturation. */
const K1 = 1.2;
/** What a pair of neighbours weighs beside its two words. */
const PAIR_WEIGHT = 0.5;
/** The worth of a question that says too little, as a part of the worth of the rarest word. */
const LITTLE = 0.25;
/** What a document counts for a word's frequency that holds it only in a long text. */
const MENTION = 0.2;
/** A word no record holds still counts as asked for, but less than one that some record holds. */
const UNKNOWN_WEIGHT = 0.45;
/** Documents weighed between two pauses of a build: a few milliseconds' work. */
const DOCUMENTS_A_STEP = 50;

export interface IndexedField {
  readonly weight: number;
  /** BM25's b: 0 takes no notice of a field's length, 1 the most. */
  readonly lengthPenalty: number;
  /** Is it a text that names the document? Then pairs of neighbouring words are indexed too. */
  readonly pairs: boolean;
}

/** What the index says of one document. */
export interface Hit {
  readonly document: number;
  /** The part of what a short and perfect name would score for these words; above 0, about 1 for such a name. */
  readonly score: number;
  /** The part of the asked words, by worth, that the fields with pairs hold, tones aside. 0 to 1. */
  readonly named: number;
  /** The same of all fields. */
  readonly mentioned: number;
}

export interface InvertedIndex {
  /** Every document that holds a word of the query, in no order. */
  search(words: readonly (QueryWord | undefined)[]): readonly Hit[];
  /** Which fields, by number, hold what was asked, the best first. */
  bestFields(document: number, words: readonly (QueryWord | undefined)[]): readonly number[];
  /** The words of a document as numbers, weighed as they are searched; pairs are left out. */
  documentVector(document: number): SparseVector;
  /** The words of a query as numbers; its product with a document's vector is what they score together. */
  queryVector(words: readonly (QueryWord | undefined)[]): SparseVector;
  /** Do these two words stand side by side in a field with pairs, with their tones (`toned`) or whatever tones? */
  hasPair(first: WordForms, second: WordForms, toned?: boolean): boolean;
  /** The words of the fields with pairs, with their tones. */
  namingWords(): readonly string[];
  /** The worth of a question that says too little to find anything by. */
  readonly little: number;
  /** Does any document hold this word, tones aside? */
  knows(word: WordForms): boolean;
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
  const builder = createIndexBuilder(fields, known);
  return atOnce(builder.build(texts.map((document) => builder.read(document))));
}

/** One document with its words numbered, by field. Belongs to the builder that read it. */
export type ReadDocument = readonly ReadField[];

/**
 * Builds one index after another over documents that mostly stay the same: what was read once need not be read again.
 * `build` pauses (yields) every few milliseconds' work, so that whoever answers meanwhile is not held up.
 */
export interface IndexBuilder {
  read(texts: readonly string[]): ReadDocument;
  build(documents: readonly ReadDocument[]): Generator<void, InvertedIndex>;
}

export function createIndexBuilder(
  fields: readonly IndexedField[],
  known?: ReadonlySet<string>,
): IndexBuilder {
  if (fields.length > 8) throw new RangeError("an index has at most eight fields");
  const terms = new Terms(known);
  return {
    read: (texts) => fields.map((field, number) => terms.read(texts[number] ?? "", field.pairs)),
    *build(documents) {
      return indexOver(fields, terms, yield* collect(fields, documents, terms.count), documents.length);
    },
  };
}

/** Runs a build without pausing. */
export function atOnce<Result>(steps: Generator<void, Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

function indexOver(
  fields: readonly IndexedField[],
  numbered: Terms,
  postings: Postings,
  count: number,
): InvertedIndex {
  // A number outlives the documents it was given for; a term without postings is not known to this index.
  const held = (term: number | undefined): number | undefined =>
    term !== undefined && (postings.starts[term + 1] ?? 0) > (postings.starts[term] ?? 0) ? term : undefined;
  const terms = {
    find: (word: string) => held(numbered.find(word)),
    pair: (first: number | undefined, second: number | undefined) => held(numbered.pair(first, second)),
  };

  const worths = worthOf(fields, postings, count);
  const idf = (term: number): number => worths[term] ?? 0;
  const unknownIdf = Math.log(1 + (count + 0.5) / 0.5) * UNKNOWN_WEIGHT;
  // Added to what is asked for, so that a question of hardly any worth ("đăng ký", "cần giấy tờ gì") finds nothing.
  const little = LITTLE * Math.log(1 + count);
  // What a term of a name of ordinary length, also in the short name, gets.
  const ideal = saturate((fields[0]?.weight ?? 1) + (fields[1]?.weight ?? 0));

  interface Asked {
    readonly term: number;
    readonly worth: number;
    /** What the word is worth of the question, tones aside; 0 for the other terms. */
    readonly share: number;
  }
  interface Plan {
    readonly asked: readonly Asked[];
    /** What a perfect document would score. */
    readonly perfect: number;
    /** The worth of all words. */
    readonly said: number;
  }
  const naming = namingFields(fields);
  let byDocument: readonly (readonly number[])[] | undefined;
  /** The terms a query asks for. */
  const plan = (words: readonly (QueryWord | undefined)[]): Plan => {
    const asked = new Map<number, Asked>();
    let perfect = 0;
    let said = 0;
    const ask = (term: number, weight: number, share = 0): void => {
      // A word said twice is not asked for twice; a weight of 0 asks for nothing.
      if (asked.has(term) || (weight === 0 && share === 0)) return;
      asked.set(term, { term, worth: weight * idf(term), share });
      perfect += weight * idf(term);
      said += share;
    };
    words.forEach((word, at) => {
      if (word === undefined) return;
      const toned = terms.find(`t${word.token.toned}`);
      const folded = terms.find(`f${word.token.folded}`);
      if (toned !== undefined) ask(toned, word.weight * word.tonedShare);
      if (folded !== undefined) ask(folded, word.weight * (1 - word.tonedShare), word.weight * idf(folded));
      else said += word.weight * unknownIdf;
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
    return { asked: [...asked.values()], perfect: (perfect + little) * ideal, said: said + little };
  };

  return {
    search(words) {
      const { asked, perfect, said } = plan(words);
      const scores = new Float64Array(count);
      const named = new Float64Array(count);
      const mentioned = new Float64Array(count);
      const found: number[] = [];
      for (const { term, worth, share } of asked) {
        const end = postings.starts[term + 1] ?? 0;
        for (let at = postings.starts[term] ?? 0; at < end; at++) {
          const document = postings.documents[at] ?? 0;
          const before = scores[document] ?? 0;
          if (before === 0 && mentioned[document] === 0) found.push(document);
          scores[document] = before + worth * (postings.impacts[at] ?? 0);
          if (share === 0) continue;
          mentioned[document] = (mentioned[document] ?? 0) + share;
          if (((postings.fields[at] ?? 0) & naming) !== 0) named[document] = (named[document] ?? 0) + share;
        }
      }
      return found.map((document) => ({
        document,
        score: (scores[document] ?? 0) / perfect,
        named: (named[document] ?? 0) / said,
        mentioned: (mentioned[document] ?? 0) / said,
      }));
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
    documentVector(document) {
      byDocument ??= termsByDocument(postings, count);
      return sparse(
        (byDocument[document] ?? []).flatMap((term): [number, number][] => {
          const [number, at] = [numbered.wordNumber(term), find(postings, term, document)];
          return number === undefined || at === undefined ? [] : [[number, postings.impacts[at] ?? 0]];
        }),
      );
    },
    queryVector: (words) =>
      sparse(
        plan(words).asked.flatMap(({ term, worth }): [number, number][] => {
          const number = numbered.wordNumber(term);
          return number === undefined || worth <= 0 ? [] : [[number, worth]];
        }),
      ),
    hasPair(first, second, toned = false) {
      const term = (word: WordForms) => terms.find(toned ? `t${word.toned}` : `f${word.folded}`);
      return terms.pair(term(first), term(second)) !== undefined;
    },
    namingWords() {
      const stands = (term: number): boolean => {
        for (let at = postings.starts[term] ?? 0; at < (postings.starts[term + 1] ?? 0); at++)
          if (((postings.fields[at] ?? 0) & naming) !== 0) return true;
        return false;
      };
      return numbered.tonedWords().flatMap(([word, term]) => (stands(term) ? [word] : []));
    },
    little,
    knows: (word) => terms.find(`f${word.folded}`) !== undefined,
    worth(word) {
      const term = terms.find(`f${word.folded}`);
      return term === undefined ? unknownIdf : idf(term);
    },
  };
}

const saturate = (frequency: number): number => ((K1 + 1) * frequency) / (K1 + frequency);

/** One field of one document: every term as often as it stands there, and the number of words. */
interface ReadField {
  readonly terms: Uint32Array;
  readonly length: number;
}

/** The numbers of terms. A pair is named by the numbers of its two words. */
class Terms {
  readonly #words = new Map<string, number>();
  readonly #pairs = new Map<number, number>();
  /** What each spelling met so far is: the term with tones and the one without. */
  readonly #spellings = new Map<string, readonly [toned: number, folded: number]>();
  readonly #known: ReadonlySet<string> | undefined;
  readonly #hashes = new Map<number, number>();
  #count = 0;

  constructor(known: ReadonlySet<string> | undefined) {
    this.#known = known;
  }

  get count(): number {
    return this.#count;
  }

  /** Numbers all terms of a text; pairs are made within its lines. */
  read(text: string, pairs: boolean): ReadField {
    const numbers: number[] = [];
    let length = 0;
    for (const line of text.split("\n")) {
      let before: readonly [number, number] | undefined;
      for (const raw of rawWords(line)) {
        const word = this.#spelling(raw);
        numbers.push(word[0], word[1]);
        if (pairs && before !== undefined)
          numbers.push(this.#addPair(before[0], word[0]), this.#addPair(before[1], word[1]));
        before = word;
        length++;
      }
    }
    return { terms: Uint32Array.from(numbers), length };
  }

  find(word: string): number | undefined {
    return this.#words.get(word);
  }

  /** The number of a word that is the same in every process: its FNV-1a hash. Undefined for a pair. */
  wordNumber(term: number): number | undefined {
    if (this.#hashes.size < this.#words.size)
      for (const [word, one] of this.#words) if (!this.#hashes.has(one)) this.#hashes.set(one, fnv1a(word));
    return this.#hashes.get(term);
  }

  tonedWords(): readonly (readonly [word: string, term: number])[] {
    return [...this.#words].flatMap(([key, term]) => (key.startsWith("t") ? [[key.slice(1), term]] : []));
  }

  pair(first: number | undefined, second: number | undefined): number | undefined {
    if (first === undefined || second === undefined) return undefined;
    return this.#pairs.get(first * 2 ** 26 + second);
  }

  #spelling(raw: string): readonly [number, number] {
    let terms = this.#spellings.get(raw);
    if (terms === undefined) {
      const { toned, folded } = wordForms(raw, this.#known);
      terms = [this.#add(`t${toned}`), this.#add(`f${folded}`)];
      this.#spellings.set(raw, terms);
    }
    return terms;
  }

  #add(word: string): number {
    let term = this.#words.get(word);
    if (term === undefined) this.#words.set(word, (term = this.#count++));
    return term;
  }

  #addPair(first: number, second: number): number {
    const key = first * 2 ** 26 + second;
    let term = this.#pairs.get(key);
    if (term === undefined) this.#pairs.set(key, (term = this.#count++));
    return term;
  }
}

/** http://www.isthe.com/chongo/tech/comp/fnv, 32 bits, over UTF-16 units. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return hash;
}

/** Words that share a number count together. */
function sparse(entries: readonly (readonly [number, number])[]): SparseVector {
  const values = new Map<number, number>();
  for (const [number, value] of entries) values.set(number, (values.get(number) ?? 0) + value);
  const indices = [...values.keys()].sort((a, b) => a - b);
  return { indices, values: indices.map((number) => values.get(number) ?? 0) };
}

function termsByDocument({ starts, documents }: Postings, count: number): readonly (readonly number[])[] {
  const terms: number[][] = Array.from({ length: count }, () => []);
  for (let term = 0; term + 1 < starts.length; term++)
    for (let at = starts[term] ?? 0; at < (starts[term + 1] ?? 0); at++)
      terms[documents[at] ?? 0]?.push(term);
  return terms;
}

/** Turns documents with their terms into terms with their documents. */
function* collect(
  fields: readonly IndexedField[],
  documents: readonly ReadDocument[],
  termCount: number,
): Generator<void, Postings> {
  const averages = fields.map((_, number) => {
    const words = documents.reduce((sum, document) => sum + (document[number]?.length ?? 0), 0);
    return Math.max(1, words / Math.max(1, documents.length));
  });
  // One document at a time is weighed in these columns, by term; `met` lists the terms to clear afterwards.
  const frequencies = new Float64Array(termCount);
  const masks = new Uint8Array(termCount);
  const weigh = (document: ReadDocument) => {
    const met: number[] = [];
    document.forEach(({ terms, length }, number) => {
      const { weight, lengthPenalty } = fields[number] ?? { weight: 0, lengthPenalty: 0 };
      const each = weight / (1 - lengthPenalty + lengthPenalty * (length / (averages[number] ?? 1)));
      for (const term of terms) {
        if (masks[term] === 0) met.push(term);
        frequencies[term] = (frequencies[term] ?? 0) + each;
        masks[term] = (masks[term] ?? 0) | (1 << number);
      }
    });
    const result = {
      terms: Uint32Array.from(met),
      impacts: Float32Array.from(met, (term) => saturate(frequencies[term] ?? 0)),
      fields: Uint8Array.from(met, (term) => masks[term] ?? 0),
    };
    for (const term of met) frequencies[term] = masks[term] = 0;
    return result;
  };
  const weighed: ReturnType<typeof weigh>[] = [];
  for (const document of documents) {
    weighed.push(weigh(document));
    if (weighed.length % DOCUMENTS_A_STEP === 0) yield;
  }

  const starts = new Uint32Array(termCount + 1);
  for (const { terms } of weighed) for (const term of terms) starts[term + 1] = (starts[term + 1] ?? 0) + 1;
  yield;
  for (let term = 0; term < termCount; term++)
    starts[term + 1] = (starts[term + 1] ?? 0) + (starts[term] ?? 0);
  const total = starts[termCount] ?? 0;
  const next = starts.slice();
  const postings = {
    starts,
    documents: new Uint32Array(total),
    impacts: new Float32Array(total),
    fields: new Uint8Array(total),
  };
  for (const [number, document] of weighed.entries()) {
    document.terms.forEach((term, at) => {
      const place = next[term] ?? 0;
      next[term] = place + 1;
      postings.documents[place] = number;
      postings.impacts[place] = document.impacts[at] ?? 0;
      postings.fields[place] = document.fields[at] ?? 0;
    });
    if (number % DOCUMENTS_A_STEP === 0) yield;
  }
  return postings;
}

/** The bits of the fields that name a document. */
const namingFields = (fields: readonly IndexedField[]): number =>
  fields.reduce((mask, field, number) => (field.pairs ? mask | (1 << number) : mask), 0);

/**
 * The inverse document frequency of each term. A document that names a word only in a long text counts for a
 * part: "khai tử" tells procedures apart although every form of every procedure is a "tờ khai điện tử".
 */
function worthOf(fields: readonly IndexedField[], postings: Postings, count: number): Float64Array {
  const naming = namingFields(fields);
  const worths = new Float64Array(Math.max(0, postings.starts.length - 1));
  for (let term = 0; term < worths.length; term++) {
    let holding = 0;
    for (let at = postings.starts[term] ?? 0; at < (postings.starts[term + 1] ?? 0); at++)
      holding += ((postings.fields[at] ?? 0) & naming) !== 0 ? 1 : MENTION;
    worths[term] = Math.log(1 + (count - holding + 0.5) / (holding + 0.5));
  }
  return worths;
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
