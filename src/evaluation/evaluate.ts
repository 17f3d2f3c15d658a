import type { Answerer, Memory, Thought } from "../core/answering.ts";
import type { ChannelLimits } from "../core/channel.ts";
import type { ProcedureCode } from "../core/procedure.ts";
import type { EvaluationQuestion } from "./question-set.ts";

/** How deep a ranking is looked at. */
export const DEPTH = 10;

/**
 * What a question with a right procedure came to: it was answered, or offered among the choices; another one was
 * answered, or only others were offered; or the turn ended in something else.
 */
export type Verdict = "answered" | "offered" | "answered_wrong" | "offered_wrong" | "not_found";

/** What one question came to. */
export interface Result {
  readonly question: EvaluationQuestion;
  readonly thought: Thought;
  /** The procedures found, best first. */
  readonly ranking: readonly ProcedureCode[];
  /** Place of the first right procedure from 1; undefined when it is not among the first `DEPTH` or none is right. */
  readonly rank: number | undefined;
  /** Undefined when no procedure is meant. */
  readonly verdict: Verdict | undefined;
  readonly outcomeRight: boolean;
}

/** Puts one question, after what the citizen wrote before it, to the answerer that citizens have. */
export async function evaluate(
  question: EvaluationQuestion,
  answerer: Answerer,
  limits: ChannelLimits,
): Promise<Result> {
  let memory: Memory = {};
  const say = async (text: string): Promise<Thought> => {
    const thought = await answerer.think({ messages: [{ text, attachments: [] }], memory, limits });
    memory = thought.memory;
    return thought;
  };
  for (const earlier of question.history) await say(earlier);
  return judge(question, await say(question.question));
}

function judge(question: EvaluationQuestion, thought: Thought): Result {
  const { accept, expect } = question;
  const { outcome, evidence } = thought;
  const found = evidence.retrieved?.kept.map((one) => one.code) ?? [];
  // What was answered or offered without a search (a follow-up, a choice) was found first all the same.
  const first = outcome.kind === "answered" ? [outcome.procedure] : [];
  const ranking = [...new Set(evidence.followUp || found.length === 0 ? [...first, ...found] : found)];
  const place = ranking.slice(0, DEPTH).findIndex((code) => accept.includes(code));
  const verdict = accept.length === 0 ? undefined : verdictOf(thought, accept);
  const procedureRight = verdict === "answered" || verdict === "offered";
  return {
    question,
    thought,
    ranking,
    rank: place < 0 ? undefined : place + 1,
    verdict,
    outcomeRight:
      expect === undefined
        ? procedureRight
        : expect.includes(outcome.kind) &&
          // An answer must be of the right procedure, and choices must hold it; other outcomes name none.
          (verdict === undefined || procedureRight || !["answered", "asks_back"].includes(outcome.kind)),
  };
}

function verdictOf({ outcome }: Thought, accept: readonly ProcedureCode[]): Verdict {
  if (outcome.kind === "answered") return accept.includes(outcome.procedure) ? "answered" : "answered_wrong";
  if (outcome.kind !== "asks_back") return "not_found";
  return outcome.choices.some((code) => accept.includes(code)) ? "offered" : "offered_wrong";
}
