import { compareCandidates, type FeatureName, type Features } from "../retrieval/features.ts";
import { probabilities, type RankingModel } from "../retrieval/ranking-model.ts";
import { bestOf, trainPresence, trainRanking, type Bounds } from "./train-ranking.ts";

/** One question with its candidates, for learning what to make of them. */
export interface LearningCase {
  readonly candidates: readonly Features[];
  /** The field (lĩnh vực) of each candidate. */
  readonly fields: readonly string[];
  /** The same for candidates that answers take for one, as the levels of one procedure. */
  readonly groups: readonly string[];
  readonly right: readonly boolean[];
  /** Questions with the same key are about the same procedure and never stand in different folds. */
  readonly key: string;
}

/** From which probability on what is done; see `decide`. */
export interface Thresholds {
  readonly answer: number;
  readonly ask: number;
}

const FOR: Bounds = [0, Infinity];
/** What makes a variant special weighs at least this much: the plain one comes first unless the question names it. */
const AGAINST_SPECIAL: Bounds = [-Infinity, -1.2];
/** No feature may speak against what it is a sign of, whatever a few hundred questions suggest. */
const BOUNDS: Readonly<Record<FeatureName, Bounds>> = {
  lexical: FOR,
  lead: FOR,
  named: FOR,
  mentioned: FOR,
  saying: FOR,
  sayingPrecision: FOR,
  sayingRecall: FOR,
  official: FOR,
  officialPrecision: FOR,
  officialRecall: FOR,
  whole: FOR,
  meets: [1, Infinity],
  meetsSoft: FOR,
  unasked: AGAINST_SPECIAL,
  other: AGAINST_SPECIAL,
  missing: AGAINST_SPECIAL,
  levelNamed: FOR,
  levelOther: [-Infinity, 0],
  field: FOR,
  dense: FOR,
};
/** By these it is judged whether any candidate is right: they do not depend on how good the others are. */
const PRESENCE: readonly FeatureName[] = [
  "lexical",
  "named",
  "saying",
  "sayingRecall",
  "official",
  "officialRecall",
  "whole",
];
const RANKING_PULL = 0.003;
const PRESENCE_PULL = 0.001;
/** How much the questions without a right candidate count together, beside those with one. */
const ABSENT_SHARE = 0.15;
const FOLDS = 5;

/**
 * Learns the ranking, and whether the right procedure is there at all. The latter from the questions themselves
 * (with the whole field of their procedure taken away nothing right is left) and from `strange` ones, which no procedure answers.
 */
export function learn(cases: readonly LearningCase[], strange: readonly LearningCase[]): RankingModel {
  const ranking = trainRanking(cases, RANKING_PULL, BOUNDS);
  const present = cases.filter((one) => one.right.includes(true)).map((one) => one.candidates);
  const absent = [...cases.map(withoutField), ...strange].map((one) => one.candidates);
  const examples = [
    ...present.map((candidates) => ({ candidates, present: true, weight: 1 / present.length })),
    ...absent.map((candidates) => ({ candidates, present: false, weight: ABSENT_SHARE / absent.length })),
  ].flatMap(({ candidates, ...rest }) => {
    const best = bestOf(candidates, ranking);
    return best === undefined ? [] : [{ best, ...rest }];
  });
  return { ranking, presence: trainPresence(examples, PRESENCE, PRESENCE_PULL) };
}

/** The case in a catalogue that lacks the field of its procedure: nothing in it is right. */
function withoutField({ candidates, fields, groups, right, key }: LearningCase): LearningCase {
  const gone = new Set(fields.filter((_, at) => right[at] === true));
  const left = candidates.flatMap((one, at) => {
    const field = fields[at] ?? "";
    return right[at] === true || gone.has(field) ? [] : [{ one, field, group: groups[at] ?? "" }];
  });
  const compared = compareCandidates(
    left.map(({ one }) => one),
    left.map(({ field }) => field),
  );
  return {
    candidates: compared,
    fields: left.map(({ field }) => field),
    groups: left.map(({ group }) => group),
    right: left.map(() => false),
    key,
  };
}

/** A question as a model that has not seen it judges it: the probabilities, best first, each with whether it is right. */
export type Judged = readonly { readonly probability: number; readonly right: boolean }[];

/** Every case judged by a model learned from the other folds, so that thresholds are not chosen on what was learned. */
export function crossJudge(
  cases: readonly LearningCase[],
  strange: readonly LearningCase[],
  foldOf: (key: string) => number,
): { readonly known: readonly Judged[]; readonly absent: readonly Judged[] } {
  const known: Judged[] = [];
  const absent: Judged[] = [];
  for (let fold = 0; fold < FOLDS; fold++) {
    const isHere = (one: LearningCase): boolean => foldOf(one.key) % FOLDS === fold;
    const model = learn(
      cases.filter((one) => !isHere(one)),
      strange.filter((one) => !isHere(one)),
    );
    for (const one of cases.filter(isHere)) {
      known.push(judge(one, model));
      absent.push(judge(withoutField(one), model));
    }
    for (const one of strange.filter(isHere)) absent.push(judge(one, model));
  }
  return { known, absent };
}

function judge({ candidates, groups, right }: LearningCase, model: RankingModel): Judged {
  const together = new Map<string, { probability: number; right: boolean }>();
  probabilities(candidates, model).forEach((probability, at) => {
    const known = together.get(groups[at] ?? "");
    together.set(groups[at] ?? "", {
      probability: probability + (known?.probability ?? 0),
      right: right[at] === true || known?.right === true,
    });
  });
  return [...together.values()].sort((a, b) => b.probability - a.probability);
}

/**
 * What an ending is worth to a citizen: a wrong answer costs a day's journey, a needless question some seconds, a
 * person some of an official's time.
 */
const WORTH = { right: 1, offered: 0.75, wrong: -3, offeredWrong: -0.3, handedOver: 0 };

/** How often people ask for what the catalogue does not have, beside what it has. */
const ABSENT_WORTH = 0.25;

/** The thresholds under which these judgements end best for citizens. */
export function chooseThresholds(
  known: readonly Judged[],
  absent: readonly Judged[],
  decide: (found: Judged, thresholds: Thresholds) => "answer" | "none" | Judged,
): Thresholds {
  let best: { thresholds: Thresholds; worth: number } | undefined;
  for (let answer = 0.3; answer < 0.96; answer += 0.01)
    for (let ask = 0.05; ask <= answer; ask += 0.01) {
      const thresholds = { answer: Number(answer.toFixed(2)), ask: Number(ask.toFixed(2)) };
      const worthOf = (judged: readonly Judged[]): number =>
        judged.reduce((total, found) => {
          const ending = decide(found, thresholds);
          if (ending === "none") return total + WORTH.handedOver;
          if (ending === "answer") return total + (found[0]?.right === true ? WORTH.right : WORTH.wrong);
          return total + (ending.some((one) => one.right) ? WORTH.offered : WORTH.offeredWrong);
        }, 0) / Math.max(1, judged.length);
      const worth = worthOf(known) + ABSENT_WORTH * worthOf(absent);
      if (best === undefined || worth > best.worth) best = { thresholds, worth };
    }
  if (best === undefined) throw new RangeError("no thresholds to choose from");
  return best.thresholds;
}
