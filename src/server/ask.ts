import { WEB_LIMITS } from "../channels/web/web-channel.ts";
import { outcomeLabel, type ProcedureBook, type Thought } from "../core/answering.ts";
import { configFromProcess } from "../platform/config.ts";
import { answererOverFiles } from "./answerer-over-files.ts";

/**
 * `npm run ask -- "câu hỏi" ["câu tiếp theo" …]`: the answer steps over the records in `knowledge/`, without a
 * database, so that it runs beside a server. Several questions are one conversation.
 */
async function main(questions: readonly string[]): Promise<number> {
  if (questions.length === 0) {
    process.stderr.write('Cách dùng: npm run ask -- "mất căn cước làm lại hết bao nhiêu tiền"\n');
    return 2;
  }
  const { answerer, book } = await answererOverFiles(configFromProcess());
  let memory: Thought["memory"] = {};
  for (const text of questions) {
    const thought = await answerer.think({
      messages: [{ text, attachments: [] }],
      memory,
      limits: WEB_LIMITS,
    });
    memory = thought.memory;
    process.stdout.write(shown(text, thought, book));
  }
  return 0;
}

function shown(question: string, { outcome, reply, evidence }: Thought, book: ProcedureBook): string {
  const scored = (list: readonly { code: string; score: number; scores: object }[]) =>
    list.map(
      ({ code, score, scores }) =>
        `    ${code}  ${score.toFixed(3)}  ${book.inForce(code)?.shortName ?? ""}  ${JSON.stringify(scores)}`,
    );
  const { retrieved } = evidence;
  return [
    `Hỏi: ${question}`,
    `Kết cục: ${outcomeLabel[outcome.kind]}  ${JSON.stringify(outcome)}`,
    "",
    reply?.text ?? "(không trả lời)",
    ...(reply?.buttons.map((button) => `  [${button.title}]`) ?? []),
    "",
    "Căn cứ:",
    `  hiểu là: ${evidence.question}`,
    `  khía cạnh: ${evidence.facet ?? "-"}; nhận ra: ${evidence.recognised ?? "-"}; hỏi tiếp: ${evidence.followUp ? "có" : "không"}`,
    `  vì: ${evidence.because}`,
    ...(retrieved === undefined ? [] : ["  giữ lại:", ...scored(retrieved.kept)]),
    ...(retrieved === undefined || retrieved.rejected.length === 0
      ? []
      : [
          "  loại:",
          ...retrieved.rejected.flatMap(({ item, because }) =>
            scored([item]).map((line) => `${line}  ${because}`),
          ),
        ]),
    `  mili giây: ${JSON.stringify(evidence.tookMs)}`,
    "",
    "",
  ].join("\n");
}

process.exitCode = await main(process.argv.slice(2));
