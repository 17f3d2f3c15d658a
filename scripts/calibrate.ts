// `npm run calibrate -- --catalogue FILE --questions FILE --outcomes FILE [--only-levels …]`: learns the ranking model
// from own questions (the develop half, never the report half), chooses the thresholds, and writes both into src/.
// With an embeddings server set (MODEL_EMBED) a second model is learned that weighs meaning too; else the last one is kept.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { endingOf } from "../src/answer/decide.ts";
import { nameWithoutLevel } from "../src/answer/twins.ts";
import { readRecords } from "../src/catalogue/read-records.ts";
import type { Level } from "../src/core/procedure.ts";
import { vietnamDate } from "../src/core/vietnam-date.ts";
import {
  chooseThresholds,
  crossJudge,
  learn,
  type Judged,
  type LearningCase,
} from "../src/evaluation/calibrate.ts";
import { readQuestions } from "../src/evaluation/question-set.ts";
import { configFromProcess } from "../src/platform/config.ts";
import { createDenseSearch } from "../src/retrieval/dense-search.ts";
import { createFinderBuilder, NEARBY, type CandidateFinder } from "../src/retrieval/embedded-retriever.ts";
import { atOnce } from "../src/retrieval/inverted-index.ts";
import { LEARNED_WITH_VECTORS } from "../src/retrieval/learned-ranking.ts";
import type { NearbySearch } from "../src/retrieval/nearby.ts";
import { createFileCache } from "../src/retrieval/vector-cache.ts";
import { catalogueOf } from "../src/server/catalogue-of.ts";
import { lexiconFrom } from "../src/server/lexicon-from.ts";
import { embedderOf } from "../src/server/open-nearby.ts";
import { TOLD_AT_LENGTH, TUNED_ON } from "../test/answer/questions.ts";

const { values } = parseArgs({
  options: {
    catalogue: { type: "string" },
    questions: { type: "string" },
    outcomes: { type: "string" },
    "only-levels": { type: "string" },
  },
});
const { catalogue, questions: questionsFile, outcomes: outcomesFile } = values;
if (catalogue === undefined || questionsFile === undefined || outcomesFile === undefined) {
  console.error(
    "npm run calibrate -- --catalogue FILE --questions FILE --outcomes FILE [--only-levels commune,province]",
  );
  process.exit(2);
}
const root = join(import.meta.dirname, "..");
const today = vietnamDate(new Date());

const levels = values["only-levels"]?.split(",") as Level[] | undefined;
const records = await catalogueOf([catalogue], levels);
// A small catalogue too, where most questions have no right procedure and words are worth less.
const starter = await readRecords(join(root, "knowledge/procedures"));

const builder = createFinderBuilder(await lexiconFrom(join(root, "knowledge/lexicon")), () => 0);
const finder = atOnce(builder.build(records));
const small = atOnce(builder.build(starter));
const read = (name: string) => readQuestions(readFileSync(name, "utf8"), basename(name));
const asked = read(questionsFile).filter((one) => one.history.length === 0 && one.accept.length > 0);
// The starter catalogue's own questions, but for those held out.
const [ofStarter, notOfStarter] = [false, true].map((isStrange) =>
  [...TUNED_ON, ...TOLD_AT_LENGTH]
    .filter((one) => (one.none === true) === isStrange)
    .map(({ question, code = [] }) => ({ question, accept: [code].flat() })),
) as [{ question: string; accept: string[] }[], { question: string; accept: string[] }[]];
const outOfScope = read(outcomesFile).filter(
  (one) => one.history.length === 0 && one.style === "out_of_scope",
);

const digest = (name: string): string =>
  createHash("sha256").update(readFileSync(name)).digest("hex").slice(0, 12);
const from =
  `${asked.length} questions of ${basename(questionsFile)} (${digest(questionsFile)}), ${outOfScope.length} of ` +
  `${basename(outcomesFile)} (${digest(outcomesFile)}), over ${records.length} records of ${basename(catalogue)} ` +
  `(${digest(catalogue)}) and ` +
  `${ofStarter.length + notOfStarter.length} more over the ${starter.length} of the starter catalogue`;

const inWords = await calibrate(undefined);
const { embeddings, dataDir } = configFromProcess();
const embedder = await embedderOf({ embeddings });
let withVectors: unknown = LEARNED_WITH_VECTORS;
if (embedder !== undefined) {
  const cache = createFileCache(join(dataDir, "embeddings"), embedder.model);
  const over = async (one: CandidateFinder) =>
    [one, await createDenseSearch(one.documents(), embedder, cache)] as const;
  const { model } = await calibrate(new Map([await over(finder), await over(small)]));
  withVectors = { madeOn: today, from: `${from}, vectors of ${embedder.model}`, ...model };
}

const json = (value: unknown): string => JSON.stringify(value, null, 2).replace(/"(\w+)":/g, "$1:");
const head = "Written by `npm run calibrate`; not to be edited by hand.";
writeFileSync(
  join(root, "src/retrieval/learned-ranking.ts"),
  `import type { RankingModel } from "./ranking-model.ts";\n\n` +
    `interface Learned extends RankingModel {\n  readonly madeOn: string;\n  readonly from: string;\n}\n\n` +
    `/** What the re-ranker learned. ${head} */\n` +
    `export const LEARNED: Learned = ${json({ madeOn: today, from, ...inWords.model })};\n\n` +
    `/** The same for questions that were also compared by meaning. ${head} */\n` +
    `export const LEARNED_WITH_VECTORS: Learned = ${json(withVectors)};\n`,
);
writeFileSync(
  join(root, "src/answer/thresholds.ts"),
  `/** From which probability on what is done. ${head} */\n` +
    `export const THRESHOLDS = ${json({ madeOn: today, from, ...inWords.thresholds })} as const;\n`,
);

async function calibrate(nearby: ReadonlyMap<CandidateFinder, NearbySearch> | undefined) {
  const caseOf = async (
    question: string,
    accept: readonly string[],
    over: CandidateFinder,
  ): Promise<LearningCase> => {
    const near = await nearby?.get(over)?.search(over.asNearby(question), NEARBY);
    const { candidates } = over.find(question, near);
    return {
      candidates: candidates.map((one) => one.features),
      fields: candidates.map((one) => one.procedure.field),
      groups: candidates.map((one) => nameWithoutLevel(one.procedure)),
      right: candidates.map((one) => accept.includes(one.procedure.code)),
      key: accept.toSorted()[0] ?? question,
    };
  };
  const casesOf = async (
    some: readonly Pick<(typeof asked)[number], "question" | "accept">[],
    over: CandidateFinder,
  ): Promise<readonly LearningCase[]> => {
    const cases: LearningCase[] = [];
    // One after the other: an embeddings server on this machine has no more hands.
    for (const one of some) cases.push(await caseOf(one.question, one.accept, over));
    return cases;
  };
  const starterCodes = new Set(starter.map((one) => one.code));
  const isInStarter = ({ accept }: (typeof asked)[number]): boolean =>
    accept.some((code) => starterCodes.has(code));
  const cases = [
    ...(await casesOf(asked, finder)),
    ...(await casesOf([...asked.filter((one) => isInStarter(one)), ...ofStarter], small)),
  ];
  const strange = [
    ...(await casesOf(outOfScope, finder)),
    ...(await casesOf([...asked.filter((one) => !isInStarter(one)), ...notOfStarter], small)),
  ];
  const model = learn(cases, strange);
  const foldOf = (key: string): number => createHash("sha256").update(key).digest()[0] ?? 0;
  const { known, absent } = crossJudge(cases, strange, foldOf);
  const thresholds = chooseThresholds(known, absent, endingOfJudged);
  console.log(nearby === undefined ? "\nBy words:" : "\nBy words and meaning:");
  console.log(`${cases.length} cases with a right procedure, ${absent.length} without; cross-validated:`);
  report(known, absent, thresholds);
  return { model, thresholds };
}

function endingOfJudged(found: Judged, thresholds: { readonly answer: number; readonly ask: number }) {
  const ending = endingOf(
    found.map((one) => one.probability),
    thresholds,
  );
  return typeof ending === "number" ? found.slice(0, ending) : ending;
}

function report(
  known: readonly Judged[],
  absent: readonly Judged[],
  thresholds: { readonly answer: number; readonly ask: number },
): void {
  const share = (count: number, of: number): string => `${((count / of) * 100).toFixed(1)} %`;
  const first = known.filter((found) => found[0]?.right === true).length;
  console.log(`recall@1 ${share(first, known.length)}; thresholds ${JSON.stringify(thresholds)}`);
  for (const [name, some] of [
    ["with", known],
    ["without", absent],
  ] as const) {
    const counts = new Map<string, number>();
    for (const found of some) {
      const ending = endingOfJudged(found, thresholds);
      const right =
        ending === "answer" ? found[0]?.right : ending !== "none" && ending.some((one) => one.right);
      const called = `${typeof ending === "string" ? ending : "ask"}${ending === "none" ? "" : right === true ? " right" : " wrong"}`;
      counts.set(called, (counts.get(called) ?? 0) + 1);
    }
    console.log(
      `${name}: ${[...counts].map(([one, count]) => `${one} ${share(count, some.length)}`).join(", ")}`,
    );
  }
  const bins = Array.from({ length: 10 }, () => ({ count: 0, right: 0, sum: 0 }));
  for (const [best] of known) {
    const bin = best && bins[Math.min(9, Math.floor(best.probability * 10))];
    if (bin === undefined || best === undefined) continue;
    bin.count++;
    bin.sum += best.probability;
    if (best.right) bin.right++;
  }
  const lines = bins.filter((one) => one.count > 0);
  console.log(
    `said → right: ${lines.map(({ count, right, sum }) => `${(sum / count).toFixed(2)} → ${(right / count).toFixed(2)} (${count})`).join(", ")}`,
  );
}
