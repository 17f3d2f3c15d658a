import type { Answerer, Outcome } from "../../../core/answering.ts";
import type { ChannelLimits } from "../../../core/channel.ts";
import type { LoggedQuestion } from "./read-question-log.ts";

/** What the bot would have made of one question, asked alone by someone it has not met. */
export type Ask = (question: string) => Promise<Outcome>;

/** Asks the whole answer pipeline, each question in a fresh conversation. */
export const askWith =
  (answerer: Answerer, limits: ChannelLimits): Ask =>
  async (question) => {
    const messages = [{ text: question, attachments: [] }];
    return (await answerer.think({ messages, memory: {}, limits })).outcome;
  };

/** `times` counts every time a question was asked, `questions` different ones, `share` is of `times`, 0 to 1. */
export interface OutcomeShare {
  readonly times: number;
  readonly questions: number;
  readonly share: number;
}

export interface LogReport {
  readonly times: number;
  readonly questions: number;
  readonly outcomes: Readonly<Partial<Record<Outcome["kind"], OutcomeShare>>>;
  /** Questions for which no procedure was found, the most frequent first; masked, with where they stand. */
  readonly missing: readonly {
    readonly question: string;
    readonly times: number;
    readonly places: readonly string[];
  }[];
  /** Questions the pipeline broke on; they count in none of the outcomes. */
  readonly failed: readonly { readonly place: string; readonly why: string }[];
}

/**
 * Asks every question of a log and says which share would have been answered, asked back, not found. One question at
 * a time, in the order of the log, so two runs over the same records give the same report. An `ask` that fails is
 * counted and the rest goes on.
 * @param missingAtMost how many of the missing questions the report names.
 */
export async function matchQuestionLog(
  log: readonly LoggedQuestion[],
  ask: Ask,
  missingAtMost = 50,
): Promise<LogReport> {
  const counts = new Map<Outcome["kind"], { times: number; questions: number }>();
  const missing: { question: string; times: number; places: readonly string[] }[] = [];
  const failed: { place: string; why: string }[] = [];
  for (const { question, places } of log) {
    let kind: Outcome["kind"];
    try {
      ({ kind } = await ask(question));
    } catch (cause) {
      failed.push({ place: places[0], why: cause instanceof Error ? cause.message : String(cause) });
      continue;
    }
    const before = counts.get(kind) ?? { times: 0, questions: 0 };
    counts.set(kind, { times: before.times + places.length, questions: before.questions + 1 });
    if (kind === "no_procedure_found") missing.push({ question, times: places.length, places });
  }
  const times = log.reduce((sum, { places }) => sum + places.length, 0);
  return {
    times,
    questions: log.length,
    outcomes: Object.fromEntries(
      [...counts].map(([kind, count]) => [kind, { ...count, share: count.times / times }]),
    ),
    // The sort is stable: equally frequent ones stay in the order of the log.
    missing: missing.sort((a, b) => b.times - a.times).slice(0, missingAtMost),
    failed,
  };
}
