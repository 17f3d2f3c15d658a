import type { Retrieved } from "../core/answering.ts";
import type { ProcedureCode } from "../core/procedure.ts";
import { THRESHOLDS } from "./thresholds.ts";

/** A choice is offered while it is this part as likely as the best. */
const CHOICE_SHARE = 0.04;
/** From this probability on a procedure is answered that is not of the special kind the question names. */
const OTHER_KIND = 0.88;
/** From this probability on a question of a few words is answered. */
const TERSE = 0.9;
/** One fewer than the five that may be offered: a person is always among the buttons of a channel with five. */
const MOST_CHOICES = 4;

export type Decision =
  | { readonly kind: "answer"; readonly procedure: ProcedureCode; readonly because: string }
  | { readonly kind: "ask"; readonly choices: readonly ProcedureCode[]; readonly because: string }
  | { readonly kind: "none"; readonly because: string };

/**
 * Answer, ask back with 2 to 4 choices, or say that nothing was found, from the probabilities alone. A terse question
 * ("giấy tờ xe") says less than the probability makes of it, and is answered only when it is hardly in doubt.
 */
export function decide({ kept }: Pick<Retrieved, "kept">, isTerse = false): Decision {
  const [best] = kept;
  if (best === undefined) return { kind: "none", because: "Không có thủ tục nào chứa từ của câu hỏi" };
  // What the question names as special and this procedure is not, makes it a guess until it is very likely.
  const isOtherKind = (best.scores["missing"] ?? 0) + (best.scores["other"] ?? 0) > 0;
  const answer = Math.max(THRESHOLDS.answer, isOtherKind ? OTHER_KIND : 0, isTerse ? TERSE : 0);
  const ending = endingOf(
    kept.map((one) => one.score),
    { answer, ask: THRESHOLDS.ask },
  );
  if (ending === "answer")
    return {
      kind: "answer",
      procedure: best.code,
      because: `Xác suất ${points(best.score)}, đủ để trả lời (${points(answer)})`,
    };
  if (ending === "none")
    return {
      kind: "none",
      because: `Xác suất ${points(best.score)}, chưa đủ để hỏi lại (${points(THRESHOLDS.ask)})`,
    };
  return {
    kind: "ask",
    choices: kept.slice(0, ending).map((one) => one.code),
    because: `Xác suất ${points(best.score)}, chưa đủ để trả lời (${points(answer)})`,
  };
}

/**
 * What probabilities, best first, lead to: an answer when the best is likely enough; as many choices as may be meant,
 * at least 2, when the right one is likely among them; else nothing.
 */
export function endingOf(
  probabilities: readonly number[],
  { answer, ask }: { readonly answer: number; readonly ask: number },
): "answer" | "none" | number {
  const [best = 0] = probabilities;
  if (best >= answer) return "answer";
  const choices = probabilities.slice(0, MOST_CHOICES).filter((one) => one >= best * CHOICE_SHARE);
  const together = choices.reduce((sum, one) => sum + one, 0);
  return together >= ask && choices.length >= 2 ? choices.length : "none";
}

const points = (score: number): string => score.toFixed(2).replace(".", ",");
