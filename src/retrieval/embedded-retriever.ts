import type { Retrieved, Retriever, ScoredProcedure } from "../core/answering.ts";
import type { Procedure } from "../core/procedure.ts";
import type { Lexicon } from "../language/lexicon.ts";
import { createReader, type Phrasing, type Reader } from "../language/reader.ts";
import { buildAliasRanker } from "./alias-ranker.ts";
import { atOnce, createIndexBuilder, type InvertedIndex, type ReadDocument } from "./inverted-index.ts";
import { calledNames, createNameFinder } from "./official-names.ts";
import { queryWords } from "./query.ts";
import { fieldTexts, FIELDS, sayingsOf } from "./record-fields.ts";
import { createSiblingRule, type Qualified, type SiblingRule } from "./sibling-rule.ts";

/** Below this a procedure shares a word with the question by chance. */
const FLOOR = 0.12;
/** How many rejected procedures the evidence shows. */
const REJECTED_SHOWN = 5;
/** How many of the lexically best are compared with the question saying by saying. */
const COMPARED = 150;
/** Another procedure than the one called by its code or whole name keeps this much: its words are in that name. */
const NOT_NAMED = 0.8;
/** A procedure of other levels than the question names keeps this much: it may be all there is. */
const OTHER_LEVEL = 0.85;
/** What the alias ranker counts for in the fused score; the lexical one has the rest. */
const ALIAS_SHARE = 0.5;

/**
 * A retriever in this process, built once from the records in force. A question that holds a procedure's code, or
 * calls it by its whole name, official or short, and says nothing else, finds that procedure first, with score 1.
 * Equal scores come in the order of codes. `now` gives milliseconds and only measures.
 */
export function createEmbeddedRetriever(
  procedures: readonly Procedure[],
  lexicon: Lexicon,
  now: () => number,
): Retriever {
  return atOnce(createRetrieverBuilder(lexicon, now).build(procedures));
}

/** Builds a retriever anew when records change; only records it has not met before are read. */
export interface RetrieverBuilder {
  /** Pauses (yields) often; a record counts as met when it is the same object. */
  build(procedures: readonly Procedure[]): Generator<void, Retriever>;
}

/** Records read between two pauses of a build. */
const RECORDS_A_STEP = 10;

interface ReadRecord {
  readonly document: ReadDocument;
  readonly sayings: readonly Phrasing[];
  readonly qualified: Qualified;
  readonly names: readonly string[];
}

export function createRetrieverBuilder(lexicon: Lexicon, now: () => number): RetrieverBuilder {
  const reader = createReader(lexicon);
  const indexes = createIndexBuilder(FIELDS, reader.known);
  const siblings = createSiblingRule(lexicon.qualifiers);
  const met = new WeakMap<Procedure, ReadRecord>();
  const read = (procedure: Procedure): ReadRecord => {
    let known = met.get(procedure);
    if (known === undefined) {
      known = {
        document: indexes.read(fieldTexts(procedure, (alias) => reader.read(alias).text)),
        sayings: sayingsOf(procedure).flatMap((saying) => reader.read(saying).phrasings),
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
      return retrieverOver(procedures, records, index, { reader, siblings, now });
    },
  };
}

function retrieverOver(
  procedures: readonly Procedure[],
  records: readonly ReadRecord[],
  index: InvertedIndex,
  parts: { readonly reader: Reader; readonly siblings: SiblingRule; readonly now: () => number },
): Retriever {
  const { reader, siblings, now } = parts;
  const aliases = buildAliasRanker(
    records.map((record) => record.sayings),
    (word) => index.worth(word),
    index.little,
    index.much,
  );
  const calledByName = createNameFinder(records.map((record) => record.names));
  const byCode = new Map(procedures.map((procedure, number) => [procedure.code, number]));

  return {
    // eslint-disable-next-line @typescript-eslint/require-await -- the port is for retrievers over a network too
    async search(question, limit) {
      const start = now();
      const reading = reader.read(question);
      const queries = phrasingsKnown(reading.phrasings, index).map((phrasing) =>
        queryWords(phrasing, (first, second) => index.hasPair(first, second)),
      );
      const lexicalStart = now();
      const lexical = bestOf(queries.map((query) => index.search(query)));
      const coded = new Set(codesIn(question).flatMap((code) => byCode.get(code) ?? []));
      const candidates = new Set([...coded, ...nearest(lexical)]);
      const named = coded.size > 0 ? coded : calledByName(reading.phrasings[0], candidates);
      const aliasStart = now();
      const alias = bestOf(queries.map((query) => aliases.search(query, candidates)));
      const aliasEnd = now();

      const scored: { number: number; item: ScoredProcedure }[] = [];
      for (const number of candidates) {
        const procedure = procedures[number];
        const qualified = records[number]?.qualified;
        if (procedure === undefined || qualified === undefined) continue;
        const scores = { lexical: lexical.get(number) ?? 0, alias: alias.get(number) ?? 0 };
        const plain = ALIAS_SHARE * scores.alias + (1 - ALIAS_SHARE) * scores.lexical;
        const isElsewhere =
          reading.levels.size > 0 && !procedure.levels.some((level) => reading.levels.has(level));
        const adjusted =
          siblings.adjust(plain, qualified, reading.qualifiers) * (isElsewhere ? OTHER_LEVEL : 1);
        const fused = named.has(number) ? 1 : named.size > 0 ? adjusted * NOT_NAMED : adjusted;
        scored.push({
          number,
          item: { code: procedure.code, score: fused, scores: { ...scores, fused }, passages: [] },
        });
      }
      scored.sort((a, b) => b.item.score - a.item.score || (a.item.code < b.item.code ? -1 : 1));

      const kept: ScoredProcedure[] = [];
      const rejected: Retrieved["rejected"][number][] = [];
      for (const { number, item } of scored) {
        if (item.score >= FLOOR && kept.length < limit) {
          const fields = new Set(queries.flatMap((query) => index.bestFields(number, query)));
          kept.push({ ...item, passages: [...fields].flatMap((field) => FIELDS[field]?.name ?? []) });
        } else if (rejected.length < REJECTED_SHOWN)
          rejected.push({ item, because: item.score < FLOOR ? "below_floor" : "over_limit" });
        else break;
      }
      const end = now();
      return {
        kept,
        rejected,
        tookMs: { lexical: aliasStart - lexicalStart, alias: aliasEnd - aliasStart, total: end - start },
      };
    },
  };
}

/** The lexically best, by number; far behind the best no saying can bring a procedure to the front. */
function nearest(lexical: ReadonlyMap<number, number>): readonly number[] {
  const top = [...lexical.values()].reduce((best, score) => Math.max(best, score), 0);
  return [...lexical]
    .filter(([, score]) => score >= top * 0.2)
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

/** The best score of each document over the ways to put the question. */
function bestOf(
  rounds: readonly (readonly { readonly document: number; readonly score: number }[])[],
): ReadonlyMap<number, number> {
  const best = new Map<number, number>();
  for (const hits of rounds)
    for (const { document, score } of hits) if (score > (best.get(document) ?? 0)) best.set(document, score);
  return best;
}

/** The procedure codes a text holds; a province's suffix (`.000.00.00.H44`) is no part of them. */
function codesIn(text: string): readonly string[] {
  return [...text.matchAll(/(?<![\d.])\d\.\d{6}(?!\d)/g)].map((match) => match[0]);
}
