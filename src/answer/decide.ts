import type { Retrieved, ScoredProcedure } from "../core/answering.ts";
import type { ProcedureCode } from "../core/procedure.ts";

/** From this score on, the best procedure is answered; measured on questions written for it (test/answer). */
const ANSWER_AT = 0.55;
/** From this score on, it is worth asking whether one of these is meant. */
const ASK_AT = 0.42;
/** The best must lead the next by this much; closer, and a wrong answer is likelier than a needless question. */
const LEAD = 0.1;
/** Near a perfect score no such lead is left to have: there, half of what the next one lacks is enough. */
const LEAD_OF_LACK = 0.5;
/** But never less than this. */
const LEAST_LEAD = 0.05;
/** A choice is offered while it has this part of the best score. */
const CHOICE_SHARE = 0.7;
/** One fewer than the five that may be offered: a person is always among the buttons of a channel with five. */
const MOST_CHOICES = 4;

export type Decision =
  | { readonly kind: "answer"; readonly procedure: ProcedureCode; readonly because: string }
  | { readonly kind: "ask"; readonly choices: readonly ProcedureCode[]; readonly because: string }
  | { readonly kind: "none"; readonly because: string };

/** Answer, ask back with 2 to 4 choices, or say that nothing was found, from the scores alone. */
export function decide({ kept }: Retrieved): Decision {
  const [best, next] = kept;
  if (best === undefined) return { kind: "none", because: "Không có thủ tục nào chứa từ của câu hỏi" };
  if (best.score < ASK_AT)
    return { kind: "none", because: `Điểm cao nhất ${points(best.score)} dưới ngưỡng ${points(ASK_AT)}` };
  const nextScore = next?.score ?? 0;
  const lead = best.score - nextScore;
  const enough = Math.max(LEAST_LEAD, Math.min(LEAD, (1 - nextScore) * LEAD_OF_LACK));
  if (best.score >= ANSWER_AT && lead >= enough)
    return {
      kind: "answer",
      procedure: best.code,
      because: `Điểm ${points(best.score)}, hơn thủ tục kế tiếp ${points(lead)}`,
    };
  const choices = kept
    .filter((one: ScoredProcedure) => one.score >= best.score * CHOICE_SHARE)
    .slice(0, MOST_CHOICES);
  if (choices.length < 2)
    return {
      kind: "none",
      because: `Chỉ một thủ tục gần giống, điểm ${points(best.score)} chưa đủ để trả lời`,
    };
  return {
    kind: "ask",
    choices: choices.map((one) => one.code),
    because: `Điểm ${points(best.score)}, chỉ hơn thủ tục kế tiếp ${points(lead)}`,
  };
}

const points = (score: number): string => score.toFixed(2).replace(".", ",");
