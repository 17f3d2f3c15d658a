import type { Kinship } from "./sibling-rule.ts";
import type { Hit } from "./inverted-index.ts";
import type { SayingMatch } from "./saying-matcher.ts";

/** What a candidate is judged by; the order is that of the weights. */
export const FEATURES = [
  /** BM25F over the fields, as a part of a perfect name's score. */
  "lexical",
  /** The same, as a part of the best candidate's. */
  "lead",
  /** How much of the question the names hold, and how much the whole record. */
  "named",
  "mentioned",
  /** The best of what it is called, and how far it is met; official names apart from everyday ones. */
  "saying",
  "sayingPrecision",
  "sayingRecall",
  "official",
  "officialPrecision",
  "officialRecall",
  /** The question is one of its names, official or everyday, and hardly anything else. */
  "whole",
  /** The qualifiers that tell siblings apart (see `Kinship`). */
  "meets",
  "meetsSoft",
  "unasked",
  "other",
  "missing",
  /** The level of an office that the question names is this one's, or another. */
  "levelNamed",
  "levelOther",
  /** How far its field is that of the other good candidates. */
  "field",
  /** How near its meaning is to the question's, between the farthest and the nearest that were found nearby. */
  "dense",
] as const;
export type FeatureName = (typeof FEATURES)[number];
export type Features = Readonly<Record<FeatureName, number>>;

/** One way to put the question, as one candidate meets it. */
export interface Meeting {
  readonly hit: Pick<Hit, "score" | "named" | "mentioned"> | undefined;
  readonly saying: SayingMatch;
  readonly official: SayingMatch;
}

/**
 * The features of one candidate: of the ways to put the question the best counts, feature by feature. `lead` and
 * `field` depend on the others, and are set by `compareCandidates`.
 */
export function featuresOf(
  meetings: readonly Meeting[],
  kinship: Kinship,
  level: "named" | "other" | "unsaid",
): Features {
  const most = (value: (meeting: Meeting) => number | undefined): number =>
    meetings.reduce((best, meeting) => Math.max(best, value(meeting) ?? 0), 0);
  return {
    lexical: most(({ hit }) => hit?.score),
    lead: 0,
    named: most(({ hit }) => hit?.named),
    mentioned: most(({ hit }) => hit?.mentioned),
    saying: most(({ saying }) => saying.best),
    sayingPrecision: most(({ saying }) => saying.precision),
    sayingRecall: most(({ saying }) => saying.recall),
    official: most(({ official }) => official.best),
    officialPrecision: most(({ official }) => official.precision),
    officialRecall: most(({ official }) => official.recall),
    whole: Math.max(
      0,
      (most(({ saying, official }) => Math.max(saying.best, official.best)) - WHOLE) / (1 - WHOLE),
    ),
    ...kinship,
    levelNamed: level === "named" ? 1 : 0,
    levelOther: level === "other" ? 1 : 0,
    field: 0,
    dense: 0,
  };
}

/** From this match on a name is nearly the whole question. */
const WHOLE = 0.75;

/** How many of the best tell which field a question is about. */
const FIELD_VOTERS = 12;

/**
 * Sets what a candidate's features owe to the others. `fields` holds the field (lĩnh vực) of each, `similarities` how near
 * each is in meaning (any scale), undefined where it was not found nearby.
 */
export function compareCandidates(
  candidates: readonly Features[],
  fields: readonly (string | undefined)[],
  similarities: readonly (number | undefined)[] = [],
): readonly Features[] {
  const top = candidates.reduce((best, one) => Math.max(best, one.lexical), 0);
  const strength = (one: Features): number => one.lexical + Math.max(one.saying, one.official);
  const voters = candidates
    .map((one, at) => ({ field: fields[at], strength: strength(one), at }))
    .sort((a, b) => b.strength - a.strength)
    .slice(0, FIELD_VOTERS);
  const total = voters.reduce((sum, one) => sum + one.strength, 0);
  const near = similarities.filter((one) => one !== undefined);
  const [nearest, farthest] = [Math.max(...near), Math.min(...near)];
  const closeness = (similarity: number | undefined): number | undefined =>
    similarity === undefined || nearest === farthest
      ? undefined
      : (similarity - farthest) / (nearest - farthest);
  return candidates.map((one, at) => ({
    ...one,
    dense: closeness(similarities[at]) ?? one.dense,
    lead: top === 0 ? 0 : one.lexical / top,
    field:
      total === 0
        ? 0
        : voters.reduce((sum, voter) => sum + (voter.field === fields[at] ? voter.strength : 0), 0) / total,
  }));
}
