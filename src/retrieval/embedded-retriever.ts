import type { Ranker, Retriever, ScoredProcedure } from "../core/answering.ts";
import type { Procedure } from "../core/procedure.ts";
import type { Lexicon } from "../language/lexicon.ts";
import { createReader, type Phrasing, type Reader } from "../language/reader.ts";
import type { WordForms } from "../language/tokenise.ts";
import { createAcronymReader } from "./acronyms.ts";
import { compareCandidates, FEATURES, featuresOf, type Features } from "./features.ts";
import {
  atOnce,
  createIndexBuilder,
  type Hit,
  type InvertedIndex,
  type ReadDocument,
} from "./inverted-index.ts";
import { calledNames, createNameFinder } from "./official-names.ts";
import { queryWords } from "./query.ts";
import { LEARNED, LEARNED_WITH_VECTORS } from "./learned-ranking.ts";
import type { Nearby, NearbyDocument, NearbyQuestion, NearbySearch } from "./nearby.ts";
import { probabilities } from "./ranking-model.ts";
import { callNames, fieldTexts, FIELDS, officialNames, sectionsOf } from "./record-fields.ts";
import { createSayingMatcher } from "./saying-matcher.ts";
import { createSiblingRule, type Qualified, type SiblingRule } from "./sibling-rule.ts";
import { createSpeller } from "./spelling.ts";

/** How many rejected procedures the evidence shows. */
const REJECTED_SHOWN = 5;
/** Less likely than this, a procedure shares a word with the question by chance. */
const FLOOR = 0.002;
/** Further behind the best than this nothing comes to the front. */
const FAR_BEHIND = 0.2;
/** How many of the lexically best are compared with the question saying by saying. */
const COMPARED = 120;
/** How many an engine beside is asked for. */
export const NEARBY = 60;
/** Of a question that calls a procedure by its code or whole name and says nothing else, the others keep this much. */
const NOT_NAMED = 0.5;

/**
 * A retriever in this process, built once from the records in force. A question that holds a procedure's code, or
 * calls it by its whole name, official or short, and says nothing else, finds that procedure first, with score 1.
 * Equal scores come in the order of codes. `now` gives milliseconds and only measures.
 */
export function createEmbeddedRetriever(
  procedures: readonly Procedure[],
  lexicon: Lexicon,
  now: () => number,
): EmbeddedRetriever {
  return atOnce(createRetrieverBuilder(lexicon, now).build(procedures));
}

/** Builds a retriever anew when records change; only records it has not met before are read. */
export interface RetrieverBuilder {
  /** Pauses (yields) often; a record counts as met when it is the same object. */
  build(procedures: readonly Procedure[]): Generator<void, EmbeddedRetriever>;
}

/** A retriever in this process, which an engine beside it may help. */
export interface EmbeddedRetriever extends Retriever {
  /** What an engine is given to search. */
  nearbyDocuments(): readonly NearbyDocument[];
  /**
   * The same, with what `nearby` finds among the candidates. When it fails or is late, the question is answered without;
   * `onFailure` is told.
   */
  beside(nearby: NearbySearch, onFailure: (error: unknown) => void): Retriever;
}

/** Records read between two pauses of a build. */
const RECORDS_A_STEP = 10;

interface ReadRecord {
  readonly document: ReadDocument;
  readonly official: readonly (readonly WordForms[])[];
  readonly sayings: readonly (readonly WordForms[])[];
  readonly qualified: Qualified;
  readonly names: readonly string[];
  /** What people call it, as it is written. */
  readonly called: readonly string[];
}

export function createRetrieverBuilder(lexicon: Lexicon, now: () => number): RetrieverBuilder {
  const builder = createFinderBuilder(lexicon, now);
  return {
    *build(procedures) {
      const finder = yield* builder.build(procedures);
      return {
        ...retrieverOver(finder, now, () => Promise.resolve([])),
        nearbyDocuments: () => finder.documents(),
        beside: (nearby, onFailure) =>
          retrieverOver(finder, now, async (question) => {
            try {
              return await nearby.search(finder.asNearby(question), NEARBY);
            } catch (error) {
              onFailure(error);
              return [];
            }
          }),
      };
    },
  };
}

/** A procedure that may be meant, with all that speaks for and against it. */
export interface Candidate {
  readonly procedure: Procedure;
  readonly features: Features;
  /** Is it called by its code or whole name, and nothing else said? */
  readonly named: boolean;
  /** The sections of the record that matched best. */
  readonly passages: () => readonly string[];
}

/** Finds the candidates for a question, in no order, with their features: what the ranking model is learned from. */
export interface CandidateFinder {
  /** The question as engines beside take it, and the records. */
  asNearby(question: string): NearbyQuestion;
  documents(): readonly NearbyDocument[];
  /** @param nearby what engines beside found: candidates too. */
  find(
    question: string,
    nearby?: readonly Nearby[],
  ): {
    readonly candidates: readonly Candidate[];
    readonly tookMs: Readonly<Partial<Record<Ranker, number>>>;
  };
}

/** Builds a finder; see `createRetrieverBuilder`. */
export function createFinderBuilder(
  lexicon: Lexicon,
  now: () => number,
): { build(procedures: readonly Procedure[]): Generator<void, CandidateFinder> } {
  const reader = createReader(lexicon);
  const indexes = createIndexBuilder(FIELDS, reader.known);
  const siblings = createSiblingRule(lexicon.qualifiers);
  const met = new WeakMap<Procedure, ReadRecord>();
  const read = (procedure: Procedure): ReadRecord => {
    let known = met.get(procedure);
    if (known === undefined) {
      const everyday = lexicon.names.get(procedure.code) ?? [];
      const called = callNames(procedure, everyday);
      const asRead = (sayings: readonly string[]) => sayings.flatMap((saying) => reader.name(saying));
      known = {
        document: indexes.read(fieldTexts(procedure, everyday, (alias) => reader.written(alias))),
        official: asRead(officialNames(procedure)),
        called,
        sayings: asRead(called),
        qualified: siblings.of(procedure),
        names: calledNames(procedure, (text) => reader.words(text)),
      };
      met.set(procedure, known);
    }
    return known;
  };
  return {
    *build(procedures) {
      const records: ReadRecord[] = [];
      for (const procedure of procedures) {
        records.push(read(procedure));
        if (records.length % RECORDS_A_STEP === 0) yield;
      }
      const index = yield* indexes.build(records.map((record) => record.document));
      return finderOver(procedures, records, index, { reader, siblings, now });
    },
  };
}

function finderOver(
  procedures: readonly Procedure[],
  records: readonly ReadRecord[],
  index: InvertedIndex,
  parts: { readonly reader: Reader; readonly siblings: SiblingRule; readonly now: () => number },
): CandidateFinder {
  const { reader, siblings, now } = parts;
  const matcher = (sayings: readonly (readonly (readonly WordForms[])[])[]) =>
    createSayingMatcher(sayings, (word) => index.worth(word), index.little);
  const official = matcher(records.map((record) => record.official));
  const everyday = matcher(records.map((record) => record.sayings));
  const calledByName = createNameFinder(records.map((record) => record.names));
  const byCode = new Map(procedures.map((procedure, number) => [procedure.code, number]));
  const speller = createSpeller(index);
  const acronyms = createAcronymReader(procedures.flatMap(officialNames));

  return {
    asNearby(question) {
      const reading = reader.read(question);
      const words = queryWords(reading.phrasings[0], (first, second) => index.hasPair(first, second));
      return { text: reading.text, words: index.queryVector(words) };
    },
    documents: () =>
      procedures.map((procedure, number) => ({
        procedure,
        sections: sectionsOf(procedure, records[number]?.called ?? []),
        words: index.documentVector(number),
      })),
    find(question, nearby = []) {
      const reading = reader.read(question);
      const [asked] = reading.phrasings;
      const readings = [reading];
      const writtenOut = acronyms.writeOut(reading.text, asked.words);
      const latest = writtenOut === undefined ? reading : reader.read(writtenOut);
      if (latest !== reading) readings.push(latest);
      const { words, roles } = latest.phrasings[0];
      const mended = speller.mend(latest.text, words, roles);
      if (mended !== undefined) readings.push(reader.read(mended));
      const queries = readings
        .flatMap((one) => phrasingsKnown(one.phrasings, index))
        .map((phrasing) => queryWords(phrasing, (first, second) => index.hasPair(first, second)));
      const lexicalStart = now();
      const hits = queries.map(
        (query) => new Map(index.search(query).map((hit) => [hit.document, hit] as const)),
      );
      const coded = new Set(codesIn(question).flatMap((code) => byCode.get(code) ?? []));
      const similar = new Map(
        nearby.flatMap(({ code, similarity }) => {
          const number = byCode.get(code);
          return number === undefined ? [] : [[number, similarity] as const];
        }),
      );
      const numbers = [...new Set([...coded, ...nearest(hits), ...similar.keys()])];
      const named = coded.size > 0 ? coded : calledByName(asked, numbers);
      const aliasStart = now();
      // Both matchers weigh the words by this index: what one makes of a question serves the other.
      const askedWords = queries.map((query) => everyday.question(query));
      const qualifiers = new Set(readings.flatMap((one) => [...one.qualifiers]));
      const levels = reading.levels;
      const features = numbers.map((number) => {
        const meetings = askedWords.map((one, at) => ({
          hit: hits[at]?.get(number),
          saying: everyday.match(one, number),
          official: official.match(one, number),
        }));
        const procedure = procedures[number];
        const qualified = records[number]?.qualified;
        if (procedure === undefined || qualified === undefined) throw new RangeError(`no record ${number}`);
        const isThere = procedure.levels.some((level) => levels.has(level));
        const level = levels.size === 0 ? "unsaid" : isThere ? "named" : "other";
        return featuresOf(meetings, siblings.compare(qualified, qualifiers), level);
      });
      const compared = compareCandidates(
        features,
        numbers.map((number) => procedures[number]?.field),
        numbers.map((number) => similar.get(number)),
      );
      const aliasEnd = now();
      return {
        candidates: numbers.flatMap((number, at) => {
          const [procedure, found] = [procedures[number], compared[at]];
          if (procedure === undefined || found === undefined) return [];
          const passages = () => {
            const fields = new Set(queries.flatMap((query) => index.bestFields(number, query)));
            return [...fields].flatMap((field) => FIELDS[field]?.name ?? []);
          };
          return [{ procedure, features: found, named: named.has(number), passages }];
        }),
        tookMs: { lexical: aliasStart - lexicalStart, alias: aliasEnd - aliasStart },
      };
    },
  };
}

function retrieverOver(
  finder: CandidateFinder,
  now: () => number,
  searchNearby: (question: string) => Promise<readonly Nearby[]>,
): Retriever {
  return {
    async search(question, limit) {
      const start = now();
      const nearby = await searchNearby(question);
      const nearbyMs = nearby.length === 0 ? {} : { dense: now() - start };
      const { candidates, tookMs } = finder.find(question, nearby);
      const likely = probabilities(
        candidates.map((one) => one.features),
        nearby.some((one) => one.similarity !== undefined) ? LEARNED_WITH_VECTORS : LEARNED,
      );
      const someNamed = candidates.some((one) => one.named);
      const scored = candidates
        .map((candidate, at) => ({ candidate, score: scoreOf(candidate, likely[at] ?? 0, someNamed) }))
        .sort(
          (a, b) => b.score - a.score || (a.candidate.procedure.code < b.candidate.procedure.code ? -1 : 1),
        );
      const item = ({ candidate, score }: (typeof scored)[number]): ScoredProcedure => ({
        code: candidate.procedure.code,
        score,
        scores: shown(candidate.features),
        passages: candidate.passages(),
      });
      const kept = scored.filter((one) => one.score >= FLOOR).slice(0, limit);
      const rejected = scored.slice(kept.length, kept.length + REJECTED_SHOWN);
      return {
        kept: kept.map(item),
        rejected: rejected.map((one) => ({
          item: item(one),
          because: one.score < FLOOR ? "below_floor" : "over_limit",
        })),
        tookMs: { ...nearbyMs, ...tookMs, total: now() - start },
      };
    },
  };
}

/** The features that say anything, as people and logs need them. */
function shown(features: Features): Readonly<Record<string, number>> {
  return Object.fromEntries(
    FEATURES.flatMap((name) => (features[name] === 0 ? [] : [[name, Number(features[name].toFixed(3))]])),
  );
}

function scoreOf({ named }: Candidate, likely: number, someNamed: boolean): number {
  if (!someNamed) return likely;
  return named ? 1 : likely * NOT_NAMED;
}

/** The lexically best, by number, over the ways to put the question. */
function nearest(rounds: readonly ReadonlyMap<number, Hit>[]): readonly number[] {
  const best = new Map<number, number>();
  for (const hits of rounds)
    for (const { document, score, named } of hits.values()) {
      const together = score + named;
      if (together > (best.get(document) ?? 0)) best.set(document, together);
    }
  const top = [...best.values()].reduce((most, one) => Math.max(most, one), 0);
  return [...best]
    .filter(([, together]) => together >= top * FAR_BEHIND)
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, COMPARED)
    .map(([number]) => number);
}

/**
 * An official name no record has is no help: "karaoke" would be looked for by the common words of its licence.
 * The question as it was said always stays.
 */
function phrasingsKnown(phrasings: readonly Phrasing[], index: InvertedIndex): readonly Phrasing[] {
  return phrasings.filter(({ words, official }) =>
    words.tokens.every((token, at) => official[at] !== true || index.knows(token)),
  );
}

/** The procedure codes a text holds; a province's suffix (`.000.00.00.H44`) is no part of them. */
function codesIn(text: string): readonly string[] {
  return [...text.matchAll(/(?<![\d.])\d\.\d{6}(?!\d)/g)].map((match) => match[0]);
}
