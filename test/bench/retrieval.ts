import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import MiniSearch from "minisearch";
import { readQuestions } from "../../src/evaluation/question-set.ts";
import { fold } from "../../src/language/clean.ts";
import { createRetrieverBuilder } from "../../src/retrieval/embedded-retriever.ts";
import { atOnce } from "../../src/retrieval/inverted-index.ts";
import { fieldTexts, FIELDS } from "../../src/retrieval/record-fields.ts";
import { catalogueOf } from "../../src/server/catalogue-of.ts";
import { shippedLexicon } from "../language/read-lexicon-files.ts";

const CATALOGUE = join(import.meta.dirname, "../../../shared/catalogue/national.jsonl.gz");
const QUESTIONS = join(import.meta.dirname, "../questions/develop.jsonl");
const ROUNDS = 3;

/**
 * `npm run bench -- retrieval`: milliseconds a question and to build the index, and memory, over the national catalogue,
 * beside MiniSearch with folded words and pairs of words over the same fields in the same run. What each finds
 * first is printed too: a ranking costs what it finds.
 */
export async function benchRetrieval(): Promise<void> {
  if (!existsSync(CATALOGUE)) {
    console.log(`skipped: ${CATALOGUE} is not here`);
    return;
  }
  const records = await catalogueOf([CATALOGUE], undefined);
  const questions = readQuestions(readFileSync(QUESTIONS, "utf8"), "develop.jsonl");
  const lexicon = shippedLexicon();

  const before = memory();
  const ours = timed(() => atOnce(createRetrieverBuilder(lexicon, () => performance.now()).build(records)));
  const oursMb = memory() - before;
  const search = ours.result;

  const afterOurs = memory();
  const theirs = timed(() => {
    const index = new MiniSearch<Record<string, string>>({
      fields: FIELDS.map((field) => field.name),
      idField: "code",
      tokenize: wordsAndPairs,
      processTerm: (term) => term,
      searchOptions: {
        boost: Object.fromEntries(FIELDS.map((field) => [field.name, field.weight])),
      },
    });
    index.addAll(
      records.map((record) => ({
        code: record.code,
        ...Object.fromEntries(
          fieldTexts(record, lexicon.names.get(record.code) ?? [], (alias) => alias).map((text, at) => [
            FIELDS[at]?.name ?? "",
            text,
          ]),
        ),
      })),
    );
    return index;
  });
  const theirsMb = memory() - afterOurs;
  const mini = theirs.result;

  const run = async (find: (question: string) => Promise<string | undefined>) => {
    const times: number[] = [];
    let right = 0;
    for (let round = 0; round <= ROUNDS; round++)
      for (const { question, accept } of questions) {
        const start = performance.now();
        const first = await find(question);
        // The first round warms up, and counts what is found.
        if (round > 0) times.push(performance.now() - start);
        else if (first !== undefined && accept.includes(first)) right++;
      }
    times.sort((a, b) => a - b);
    const at = (share: number): number => times[Math.floor(times.length * share)] ?? 0;
    return { p50: at(0.5), p95: at(0.95), first: right / questions.length };
  };
  const figures = {
    motcua: await run(async (question) => (await search.search(question, 10)).kept[0]?.code),
    minisearch: await run((question) => Promise.resolve(mini.search(question)[0]?.id as string | undefined)),
  };
  console.log(`${records.length} records, ${questions.length} questions, ${ROUNDS} rounds`);
  console.log(`            p50 ms   p95 ms  build ms   heap MB  right first`);
  for (const [name, { p50, p95, first }] of Object.entries(figures)) {
    const [ms, mb] = name === "motcua" ? [ours.ms, oursMb] : [theirs.ms, theirsMb];
    console.log(
      `${name.padEnd(10)}  ${p50.toFixed(2).padStart(6)}   ${p95.toFixed(2).padStart(6)}  ${ms.toFixed(0).padStart(8)}   ${mb.toFixed(0).padStart(7)}  ${(first * 100).toFixed(1)} %`,
    );
  }
  const ratio = (a: number, b: number): string => (a / b).toFixed(2);
  console.log(
    `ratio ours/theirs: p50 ${ratio(figures.motcua.p50, figures.minisearch.p50)}, ` +
      `p95 ${ratio(figures.motcua.p95, figures.minisearch.p95)}, build ${ratio(ours.ms, theirs.ms)}, ` +
      `memory ${ratio(oursMb, theirsMb)}`,
  );
}

function timed<Result>(work: () => Result): { readonly result: Result; readonly ms: number } {
  const start = performance.now();
  const result = work();
  return { result, ms: performance.now() - start };
}

/** Megabytes in use after a collection, typed arrays included. */
function memory(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 2 ** 20;
}

function wordsAndPairs(text: string): string[] {
  const words = fold(text.toLowerCase()).match(/[a-z0-9]+/g) ?? [];
  return [...words, ...words.slice(1).map((word, at) => `${words[at] ?? ""} ${word}`)];
}
