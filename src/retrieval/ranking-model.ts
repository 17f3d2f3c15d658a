import { FEATURES, type FeatureName, type Features } from "./features.ts";

/** A linear model over the features: what each counts for. */
export type RankingWeights = Readonly<Record<FeatureName, number>>;

/** Is there a right candidate at all? A logistic model of how the best one meets the question. */
export interface PresenceModel {
  readonly bias: number;
  readonly weights: Readonly<Partial<Record<FeatureName, number>>>;
}

export interface RankingModel {
  readonly ranking: RankingWeights;
  readonly presence: PresenceModel;
}

export function linear(features: Features, weights: Readonly<Partial<Record<FeatureName, number>>>): number {
  let sum = 0;
  for (const name of FEATURES) sum += (weights[name] ?? 0) * features[name];
  return sum;
}

/**
 * For each candidate the probability that it is the one meant: the softmax of their linear scores, times the
 * probability that any of them is. They sum to less than 1; what is missing is that none is meant.
 */
export function probabilities(candidates: readonly Features[], model: RankingModel): readonly number[] {
  const scores = candidates.map((one) => linear(one, model.ranking));
  const top = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - top));
  const total = powers.reduce((sum, one) => sum + one, 0);
  const best = candidates[scores.indexOf(top)];
  const present = best === undefined ? 0 : presenceOf(best, model.presence);
  return powers.map((power) => (present * power) / total);
}

/** The probability that the right one is among the candidates, by how the best of them meets the question. */
export function presenceOf(best: Features, { bias, weights }: PresenceModel): number {
  return 1 / (1 + Math.exp(-(bias + linear(best, weights))));
}
