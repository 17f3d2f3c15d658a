import { DEPTH, type Result } from "./evaluate.ts";

/** What a set of results comes to. Shares are from 0 to 1; undefined when there is nothing to take a share of. */
export interface Figures {
  readonly questions: number;
  /** Questions with a right procedure: of these are recall, MRR and what was answered. */
  readonly withProcedure: number;
  readonly recallAt1: number | undefined;
  readonly recallAt5: number | undefined;
  readonly recallAt10: number | undefined;
  /** Mean reciprocal rank of the first right procedure, 0 when it is not among the first ten. */
  readonly mrrAt10: number | undefined;
  readonly answeredRight: number | undefined;
  readonly offeredRight: number | undefined;
  readonly answeredWrong: number | undefined;
  readonly offeredWrong: number | undefined;
  readonly notFound: number | undefined;
  readonly handedOver: number | undefined;
  /** Questions that ended as expected, of all. */
  readonly outcomeAccuracy: number | undefined;
}

export function figuresOf(results: readonly Result[]): Figures {
  const meant = results.filter((one) => one.verdict !== undefined);
  const share = (count: number, of: number): number | undefined => (of === 0 ? undefined : count / of);
  const within = (depth: number) =>
    share(meant.filter((one) => one.rank !== undefined && one.rank <= depth).length, meant.length);
  const verdicts = (verdict: Result["verdict"]) =>
    share(meant.filter((one) => one.verdict === verdict).length, meant.length);
  return {
    questions: results.length,
    withProcedure: meant.length,
    recallAt1: within(1),
    recallAt5: within(5),
    recallAt10: within(DEPTH),
    mrrAt10: share(
      meant.reduce((sum, { rank }) => sum + (rank === undefined ? 0 : 1 / rank), 0),
      meant.length,
    ),
    answeredRight: verdicts("answered"),
    offeredRight: verdicts("offered"),
    answeredWrong: verdicts("answered_wrong"),
    offeredWrong: verdicts("offered_wrong"),
    notFound: verdicts("not_found"),
    handedOver: share(
      results.filter((one) => one.thought.outcome.kind === "to_operator").length,
      results.length,
    ),
    outcomeAccuracy: share(results.filter((one) => one.outcomeRight).length, results.length),
  };
}

/** The results of each style, in the order in which the styles first occur. */
export function byStyle(results: readonly Result[]): ReadonlyMap<string, readonly Result[]> {
  const styles = new Map<string, Result[]>();
  for (const result of results) {
    const same = styles.get(result.question.style);
    if (same === undefined) styles.set(result.question.style, [result]);
    else same.push(result);
  }
  return styles;
}

/**
 * The results furthest from right: another procedure answered before nothing found, and among these the one whose
 * right procedure stood lowest, then the surest one.
 */
export function worstMisses(results: readonly Result[], count: number): readonly Result[] {
  const badness = ({ verdict, rank, outcomeRight }: Result): number => {
    if (verdict === undefined) return outcomeRight ? 0 : 50;
    if (rank === 1 && outcomeRight) return 0;
    const lost = (rank ?? DEPTH + 1) - 1;
    return (verdict === "answered_wrong" ? 100 : verdict === "offered_wrong" ? 40 : 20) + lost;
  };
  const surety = (one: Result): number => one.thought.evidence.retrieved?.kept[0]?.score ?? 0;
  return results
    .filter((one) => badness(one) > 0)
    .toSorted((a, b) => badness(b) - badness(a) || surety(b) - surety(a))
    .slice(0, count);
}
