import { readFile, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { parseArgs } from "node:util";
import { WEB_LIMITS } from "../channels/web/web-channel.ts";
import { MotcuaError } from "../core/errors.ts";
import { Level } from "../core/procedure.ts";
import { evaluate, type Result } from "../evaluation/evaluate.ts";
import { byStyle, figuresOf } from "../evaluation/figures.ts";
import { belowFloor, readFloor } from "../evaluation/floor.ts";
import { readQuestions, type EvaluationQuestion } from "../evaluation/question-set.ts";
import { figuresTable, missesText, styleTable } from "../evaluation/report-text.ts";
import { fold } from "../language/clean.ts";
import { configFromProcess } from "../platform/config.ts";
import { answererOver } from "./answerer-over-files.ts";
import { catalogueOf } from "./catalogue-of.ts";

const USAGE = `Cách dùng: npm run evaluate -- --catalogue TỆP --questions TỆP [--questions TỆP …]
    [--report ra.json]          mọi kết quả, từng câu một
    [--floor TỆP]               kết thúc bằng 1 khi một con số dưới mức đã đặt
    [--only-levels commune,province]  chỉ lấy thủ tục mà mọi cấp đều nằm trong số này
    [--misses 10]               số câu sai được in ra
`;

/** Written with tones and well: the same questions are put again without tones. */
const TONED_STYLES = ["formal", "colloquial", "situational"];

/**
 * `npm run evaluate`: questions through the same code that answers citizens, over a catalogue in any format an
 * import reads. Prints the figures by style, then the worst misses with their evidence.
 */
async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      catalogue: { type: "string", multiple: true },
      questions: { type: "string", multiple: true },
      report: { type: "string" },
      floor: { type: "string" },
      "only-levels": { type: "string" },
      misses: { type: "string", default: "10" },
    },
  });
  if (values.catalogue === undefined || values.questions === undefined) {
    process.stderr.write(USAGE);
    return 2;
  }
  const levels = values["only-levels"]?.split(",").map((one) => Level.parse(one));
  const records = await catalogueOf(values.catalogue, levels);
  const questions: EvaluationQuestion[] = [];
  for (const file of values.questions) {
    const text = await readFile(file, "utf8").catch((cause: unknown) => {
      throw new MotcuaError("questions_invalid", `Không đọc được tệp ${file}.`, { cause });
    });
    questions.push(...readQuestions(text, basename(file)));
  }
  const { answerer, book } = await answererOver(records, configFromProcess());

  const run = async (asked: readonly EvaluationQuestion[]): Promise<readonly Result[]> => {
    const results: Result[] = [];
    for (const one of asked) results.push(await evaluate(one, answerer, WEB_LIMITS));
    return results;
  };
  const results = await run(questions);
  const toned = results.filter((one) => TONED_STYLES.includes(one.question.style));
  const toneless = await run(
    toned.map(({ question }) => ({ ...question, question: fold(question.question) })),
  );

  const print = (text: string): void => void process.stdout.write(`${text}\n`);
  print(`${records.length} thủ tục, ${questions.length} câu hỏi`);
  print(styleTable(results));
  if (toned.length > 0) {
    print(`\nCùng ${toned.length} câu (${TONED_STYLES.join(", ")}), có dấu và bỏ dấu:`);
    print(
      figuresTable([
        ["có dấu", toned],
        ["bỏ dấu", toneless],
      ]),
    );
  }
  print(`\nSai nặng nhất:\n${missesText(results, book, Number(values.misses))}`);
  if (values.report !== undefined)
    await writeFile(values.report, `${JSON.stringify(reportOf(results), null, 1)}\n`);
  if (values.floor === undefined) return 0;
  const faults = belowFloor(
    figuresOf(results),
    readFloor(await readFile(values.floor, "utf8"), values.floor),
  );
  print(faults.length === 0 ? "\nĐạt mọi mức đã đặt." : `\nDưới mức đã đặt:\n  ${faults.join("\n  ")}`);
  return faults.length === 0 ? 0 : 1;
}

function reportOf(results: readonly Result[]): unknown {
  return {
    figures: figuresOf(results),
    byStyle: Object.fromEntries([...byStyle(results)].map(([style, some]) => [style, figuresOf(some)])),
    results: results.map(({ question, thought, ranking, rank, verdict, outcomeRight }) => ({
      ...question,
      outcome: thought.outcome,
      ranking,
      rank,
      verdict,
      outcomeRight,
      evidence: thought.evidence,
    })),
  };
}

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  if (!(error instanceof MotcuaError)) throw error;
  process.stderr.write(`${error.message}\n`);
  return 2;
});
