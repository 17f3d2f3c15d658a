// `npm run calibrate -- --catalogue FILE --questions FILE --outcomes FILE [--only-levels …]`: learns the ranking model from
// own questions (the develop half, never the report half) and chooses the thresholds, then writes both into src/.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { endingOf } from "../src/answer/decide.ts";
import { nameWithoutLevel } from "../src/answer/twins.ts";
import { readFiles } from "../src/catalogue/read-files.ts";
import { readRecords } from "../src/catalogue/read-records.ts";
import { READERS } from "../src/catalogue/readers/all-readers.ts";
import type { Level, Procedure } from "../src/core/procedure.ts";
import { vietnamDate } from "../src/core/vietnam-date.ts";
import { chooseThresholds, crossJudge, learn, type LearningCase } from "../src/evaluation/calibrate.ts";
import { readQuestions } from "../src/evaluation/question-set.ts";
import { createFinderBuilder } from "../src/retrieval/embedded-retriever.ts";
import { atOnce } from "../src/retrieval/inverted-index.ts";
import { lexiconFrom } from "../src/server/lexicon-from.ts";

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
const records: Procedure[] = [];
for await (const item of readFiles(
  [{ name: basename(catalogue), bytes: readFileSync(catalogue) }],
  READERS,
  today,
))
  if (item.kind === "record" && item.record.levels.every((level) => levels?.includes(level) ?? true))
    records.push(item.record);
const lexicon = await lexiconFrom(join(root, "knowledge/lexicon"));
const builder = createFinderBuilder(lexicon, () => 0);
const finder = atOnce(builder.build(records));
// A small catalogue too, where most questions have no right procedure and words are worth less.
const starter = await readRecords(join(root, "knowledge/procedures"));
const small = atOnce(builder.build(starter));

const read = (file: string) => readQuestions(readFileSync(file, "utf8"), basename(file));
const caseOf = (question: string, accept: readonly string[], over = finder): LearningCase => {
  const { candidates } = over.find(question);
  return {
    candidates: candidates.map((one) => one.features),
    fields: candidates.map((one) => one.procedure.field),
    groups: candidates.map((one) => nameWithoutLevel(one.procedure)),
    right: candidates.map((one) => accept.includes(one.procedure.code)),
    key: accept.toSorted()[0] ?? question,
  };
};
const asked = read(questionsFile).filter((one) => one.history.length === 0 && one.accept.length > 0);
const inStarter = new Set(starter.map((one) => one.code));
const [known132, strange132] = [true, false].map((isKnown) =>
  asked
    .filter((one) => one.accept.some((code) => inStarter.has(code)) === isKnown)
    .map((one) => caseOf(one.question, one.accept, small)),
) as [LearningCase[], LearningCase[]];
const cases = [...asked.map((one) => caseOf(one.question, one.accept)), ...known132];
const outOfScope = read(outcomesFile)
  .filter(
    (one) =>
      one.history.length === 0 &&
      one.expect?.includes("no_procedure_found") === true &&
      one.style === "out_of_scope",
  )
  .map((one) => caseOf(one.question, []));
const strange = [...outOfScope, ...strange132];

const model = learn(cases, strange);
const foldOf = (key: string): number => createHash("sha256").update(key).digest()[0] ?? 0;
const { known, absent } = crossJudge(cases, strange, foldOf);
const thresholds = chooseThresholds(known, absent, (found, at) => {
  const ending = endingOf(
    found.map((one) => one.probability),
    at,
  );
  return typeof ending === "number" ? found.slice(0, ending) : ending;
});

const share = (count: number, of: number): string => `${((count / of) * 100).toFixed(1)} %`;
const firstRight = known.filter((found) => found[0]?.right === true).length;
console.log(
  `${records.length} records, ${cases.length} questions, ${strange.length} of nothing in the catalogue`,
);
console.log(`cross-validated recall@1 ${share(firstRight, known.length)}`);
for (const [name, some] of [
  ["with a right procedure", known],
  ["without", absent],
] as const) {
  const endings = some.map((found) => {
    const ending = endingOf(
      found.map((one) => one.probability),
      thresholds,
    );
    if (ending === "none") return "none";
    if (ending === "answer") return found[0]?.right === true ? "answered right" : "answered WRONG";
    return found.slice(0, ending).some((one) => one.right) ? "offered right" : "offered wrong";
  });
  const counts = new Map<string, number>();
  for (const ending of endings) counts.set(ending, (counts.get(ending) ?? 0) + 1);
  console.log(
    name,
    [...counts].map(([ending, count]) => `${ending} ${share(count, some.length)}`).join(", "),
  );
}
const bins = Array.from({ length: 10 }, () => ({ count: 0, right: 0, sum: 0 }));
for (const [best] of [...known, ...absent].filter((found) => found.length > 0)) {
  if (best === undefined) continue;
  const bin = bins[Math.min(9, Math.floor(best.probability * 10))];
  if (bin === undefined) continue;
  bin.count++;
  bin.sum += best.probability;
  if (best.right) bin.right++;
}
console.log("said → found right, by tenths:");
for (const { count, right, sum } of bins)
  if (count > 0) console.log(`  ${(sum / count).toFixed(2)} → ${(right / count).toFixed(2)} (${count})`);

const digest = (file: string): string =>
  createHash("sha256").update(readFileSync(file)).digest("hex").slice(0, 12);
const from =
  `${asked.length} questions of ${basename(questionsFile)} (${digest(questionsFile)}), ${outOfScope.length} of ` +
  `${basename(outcomesFile)} (${digest(outcomesFile)}), over ${records.length} records of ${basename(catalogue)} (${digest(catalogue)})`;
const json = (value: unknown): string => JSON.stringify(value, null, 2).replace(/"(\w+)":/g, "$1:");
const write = (file: string, text: string): void => writeFileSync(join(root, file), text);
write(
  "src/retrieval/learned-ranking.ts",
  `import type { RankingModel } from "./ranking-model.ts";\n\n` +
    `/** What the re-ranker learned. Written by \`npm run calibrate\`; not to be edited by hand. */\n` +
    `export const LEARNED: RankingModel & { readonly madeOn: string; readonly from: string } = ${json({ madeOn: today, from, ...model })};\n`,
);
write(
  "src/answer/thresholds.ts",
  `/** From which probability on what is done. Written by \`npm run calibrate\`; not to be edited by hand. */\n` +
    `export const THRESHOLDS = ${json({ madeOn: today, from, ...thresholds })} as const;\n`,
);
console.log(thresholds);
