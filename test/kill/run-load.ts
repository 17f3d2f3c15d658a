import type { ZaloSimulator } from "../simulators/zalo/simulator.ts";
import type { PlannedQuestion } from "./questions.ts";

/** What became of the questions. */
export interface LoadResult {
  readonly questions: number;
  readonly answered: number;
  readonly unanswered: number;
  readonly twice: number;
  readonly outOfOrder: number;
  /** Messages to a citizen that belong to none of the questions. */
  readonly stray: number;
}

/** The id of the n-th citizen. */
export const citizenId = (index: number): string => String(8_000_000_000_000_000_000n + BigInt(index));

/** Codes of the answers a citizen received, in the order in which the platform took them. */
function answersTo(simulator: ZaloSimulator, citizen: string): string[] {
  return simulator.sentTo(citizen).map((sent) => /\b\d\.\d{6}\b/.exec(sent.text)?.[0] ?? "?");
}

/** Lets every citizen write the questions one after the other, with a pause of `pauseMs()` between two. */
export async function askAll(
  simulator: ZaloSimulator,
  plan: readonly (readonly PlannedQuestion[])[],
  pauseMs: () => number,
): Promise<void> {
  await Promise.all(
    plan.map(async (questions, index) => {
      for (const { text } of questions) {
        await new Promise((resolve) => setTimeout(resolve, pauseMs()));
        simulator.citizenWrites(citizenId(index), text);
      }
    }),
  );
}

/** Counts answers against the plan: every question once, in order. */
export function countAnswers(
  simulator: ZaloSimulator,
  plan: readonly (readonly PlannedQuestion[])[],
): LoadResult {
  const result = { questions: 0, answered: 0, unanswered: 0, twice: 0, outOfOrder: 0, stray: 0 };
  plan.forEach((questions, index) => {
    const answers = answersTo(simulator, citizenId(index));
    result.questions += questions.length;
    let last = -1;
    for (const { code } of questions) {
      const places = answers.flatMap((answer, place) => (answer === code ? [place] : []));
      const [place] = places;
      if (place === undefined) {
        result.unanswered++;
        continue;
      }
      result.answered++;
      if (places.length > 1) result.twice++;
      if (place < last) result.outOfOrder++;
      last = Math.max(last, place);
    }
    result.stray += answers.filter((answer) => !questions.some((one) => one.code === answer)).length;
  });
  return result;
}
