import { z } from "zod";
import { MotcuaError } from "../core/errors.ts";
import { ProcedureCode } from "../core/procedure.ts";

/** The outcomes a question may be expected to end in. */
const OUTCOMES = [
  "answered",
  "asks_back",
  "no_procedure_found",
  "to_operator",
  "small_talk",
  "crisis_signpost",
  "status_of_dossier",
  "ignored",
] as const;
const OutcomeKind = z.enum(OUTCOMES);

/** What the citizen wrote before: a text, or a turn with its speaker, of which only the citizen's are put again. */
const Earlier = z.union([
  z.string(),
  z
    .looseObject({
      text: z.string(),
      speaker: z.string().optional(),
      role: z.string().optional(),
    })
    .transform(({ text, speaker, role }) =>
      ["citizen", "user", undefined].includes(speaker ?? role) ? text : undefined,
    ),
]);

const Line = z.object({
  id: z.union([z.string().min(1), z.number()]).transform(String),
  question: z.string(),
  /** The codes any of which is right; empty when no procedure is meant. */
  accept: z.array(ProcedureCode).default([]),
  style: z.string().min(1).default("other"),
  history: z
    .array(Earlier)
    .default([])
    .transform((turns) => turns.filter((turn) => turn !== undefined)),
  /** What it must end in; one of several. Without it, the right procedure must be answered or offered. */
  expect: z.union([OutcomeKind.transform((one) => [one]), z.array(OutcomeKind).min(1)]).optional(),
});

/** One question of an evaluation set. */
export type EvaluationQuestion = z.infer<typeof Line>;

/**
 * Reads questions, one JSON object a line: `{id, question, accept: [codes], style, history?, expect?}`.
 * @throws MotcuaError `questions_invalid` naming every line that is wrong or repeats an id, all of them together.
 */
export function readQuestions(text: string, file: string): readonly EvaluationQuestion[] {
  const faults: string[] = [];
  const seen = new Map<string, number>();
  const questions: EvaluationQuestion[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "") continue;
    const place = `${file}, line ${index + 1}`;
    let data: unknown;
    try {
      data = JSON.parse(line);
    } catch {
      faults.push(`${place}: no JSON`);
      continue;
    }
    const read = Line.safeParse(data);
    if (!read.success) {
      faults.push(...read.error.issues.map((one) => `${place}: ${one.path.join(".")}: ${one.message}`));
      continue;
    }
    const before = seen.get(read.data.id);
    if (before !== undefined) faults.push(`${place}: id ${read.data.id} stands in line ${before} already`);
    seen.set(read.data.id, index + 1);
    questions.push(read.data);
  }
  if (faults.length > 0)
    throw new MotcuaError("questions_invalid", `Questions are wrong:\n  ${faults.join("\n  ")}`);
  return questions;
}
