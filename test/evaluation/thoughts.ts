import type { Answerer, Outcome, Thought } from "../../src/core/answering.ts";
import { evaluate, type Result } from "../../src/evaluation/evaluate.ts";
import { readQuestions, type EvaluationQuestion } from "../../src/evaluation/question-set.ts";

export const limits = { textLength: 2000, buttons: 5, buttonTitleLength: 100 };

/** A question as a line of a file gives it. */
export function question(line: Readonly<Record<string, unknown>>): EvaluationQuestion {
  const [read] = readQuestions(JSON.stringify({ id: "q", question: "hỏi", ...line }), "one.jsonl");
  if (read === undefined) throw new Error("no question");
  return read;
}

/** A thought that ends so, after a search that found these procedures, best first. */
export function thoughtOf(outcome: Outcome, found: readonly string[] = [], followUp = false): Thought {
  const kept = found.map((code, at) => ({
    code,
    score: 0.9 - at / 10,
    scores: { lexical: 0.5 },
    passages: [],
  }));
  return {
    outcome,
    reply: undefined,
    memory: {},
    evidence: {
      question: "hỏi",
      masked: [],
      facet: undefined,
      recognised: undefined,
      followUp,
      retrieved: { kept, rejected: [], tookMs: {} },
      because: "vì thế",
      tookMs: {},
    },
  };
}

export const answered = (procedure: string): Outcome => ({
  kind: "answered",
  procedure,
  facet: "documents",
  sources: ["https://nguon.example"],
});
export const asksBack = (...choices: readonly string[]): Outcome => ({ kind: "asks_back", choices });

/** What a question comes to when the answerer thinks so of it. */
export function resultOf(
  line: Readonly<Record<string, unknown>>,
  outcome: Outcome,
  found: readonly string[] = [],
  followUp = false,
): Promise<Result> {
  const answerer: Answerer = {
    group: (messages) => Promise.resolve([messages]),
    isCourtesy: () => false,
    think: () => Promise.resolve(thoughtOf(outcome, found, followUp)),
  };
  return evaluate(question(line), answerer, limits);
}
