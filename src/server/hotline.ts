import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { askWith, matchQuestionLog } from "../catalogue/readers/hotline/match-question-log.ts";
import { readQuestionLog } from "../catalogue/readers/hotline/read-question-log.ts";
import { WEB_LIMITS } from "../channels/web/web-channel.ts";
import { outcomeLabel, type Outcome } from "../core/answering.ts";
import { configFromProcess } from "../platform/config.ts";
import { answererOverFiles } from "./answerer-over-files.ts";

/**
 * `npm run hotline -- so-cau-hoi.xlsx`: reads the centre's question log, asks the assistant every question of it, and
 * says which share it would have answered and what is missing. Personal data is masked before anything is asked or printed.
 */
async function main(paths: readonly string[]): Promise<number> {
  const [path] = paths;
  if (path === undefined) {
    process.stderr.write("Cách dùng: npm run hotline -- so-cau-hoi.xlsx\n");
    return 2;
  }
  const { questions, refused } = await readQuestionLog({ name: basename(path), bytes: await readFile(path) });
  const { answerer } = await answererOverFiles(configFromProcess());
  const report = await matchQuestionLog(questions, askWith(answerer, WEB_LIMITS));
  const outcomes = Object.entries(report.outcomes).map(
    ([kind, { times, questions: different, share }]) =>
      `  ${outcomeLabel[kind as Outcome["kind"]]}: ${(share * 100).toFixed(1)} % (${times} lượt, ${different} câu)`,
  );
  process.stdout.write(
    [
      `${report.times} lượt hỏi, ${report.questions} câu khác nhau, ${refused.length} dòng không đọc được`,
      ...outcomes,
      ...(report.missing.length === 0 ? [] : ["Chưa có thủ tục:"]),
      ...report.missing.map(({ question, times }) => `  ${times} lượt  ${question}`),
      ...refused.map(({ place, reason }) => `! ${place}: ${reason}`),
      ...report.failed.map(({ place, why }) => `! ${place}: ${why}`),
      "",
    ].join("\n"),
  );
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
