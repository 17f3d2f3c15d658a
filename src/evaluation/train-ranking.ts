import { FEATURES, type FeatureName, type Features } from "../retrieval/features.ts";
import { linear, type PresenceModel, type RankingWeights } from "../retrieval/ranking-model.ts";

/** One question for training: its candidates, and which of them are right. */
export interface RankingExample {
  readonly candidates: readonly Features[];
  readonly right: readonly boolean[];
}

/** The least and the most that a weight may be. */
export type Bounds = readonly [least: number, most: number];
const ANY: Bounds = [-Infinity, Infinity];

const ROUNDS = 600;
const STEP = 0.05;
/** Adam's usual decay rates (Kingma and Ba, 2015). */
const [DECAY_1, DECAY_2, TINY] = [0.9, 0.999, 1e-8];

/**
 * Weights under which the right candidates come first: a softmax over the candidates of each question, the
 * log-likelihood of the right ones together, drawn towards 0 by `pull` times the squares of the weights. Weights
 * stay within `bounds`. Examples without a right candidate say nothing. The same examples give the same weights.
 */
export function trainRanking(
  examples: readonly RankingExample[],
  pull: number,
  bounds: Readonly<Record<FeatureName, Bounds>>,
): RankingWeights {
  const usable = examples
    .filter((one) => one.right.includes(true))
    .map(({ candidates, right }) => ({ rows: candidates.map(toRow), right }));
  const weights = minimise(
    FEATURES.length,
    (at) => {
      const gradient = at.map((weight) => pull * weight);
      for (const { rows, right } of usable) {
        const scores = rows.map((row) => dot(row, at));
        const top = Math.max(...scores);
        const powers = scores.map((score) => Math.exp(score - top));
        const all = sum(powers);
        const good = sum(powers.filter((_, one) => right[one] === true));
        rows.forEach((row, one) => {
          const power = powers[one] ?? 0;
          const push = (power / all - (right[one] === true ? power / good : 0)) / usable.length;
          if (Math.abs(push) < 1e-7) return;
          for (let feature = 0; feature < row.length; feature++)
            gradient[feature] = (gradient[feature] ?? 0) + push * (row[feature] ?? 0);
        });
      }
      return gradient;
    },
    FEATURES.map((name) => bounds[name]),
  );
  return Object.fromEntries(FEATURES.map((name, at) => [name, round(weights[at] ?? 0)])) as RankingWeights;
}

/** A logistic model of whether the right one is among the candidates, from the best candidate of each question. */
export function trainPresence(
  examples: readonly { readonly best: Features; readonly present: boolean; readonly weight: number }[],
  features: readonly FeatureName[],
  pull: number,
): PresenceModel {
  const rows = examples.map(({ best, present, weight }) => ({
    row: [1, ...features.map((name) => best[name])],
    present,
    weight,
  }));
  const total = sum(rows.map((one) => one.weight));
  const weights = minimise(
    features.length + 1,
    (at) => {
      const gradient = at.map((weight, one) => (one === 0 ? 0 : pull * weight));
      for (const { row, present, weight } of rows) {
        const push = ((1 / (1 + Math.exp(-dot(row, at))) - (present ? 1 : 0)) * weight) / total;
        for (let one = 0; one < row.length; one++)
          gradient[one] = (gradient[one] ?? 0) + push * (row[one] ?? 0);
      }
      return gradient;
    },
    [ANY, ...features.map((): Bounds => [0, Infinity])],
  );
  return {
    bias: round(weights[0] ?? 0),
    weights: Object.fromEntries(features.map((name, at) => [name, round(weights[at + 1] ?? 0)])),
  };
}

/** The best candidate under these weights. */
export function bestOf(candidates: readonly Features[], weights: RankingWeights): Features | undefined {
  return candidates.reduce<Features | undefined>(
    (best, one) => (best === undefined || linear(one, weights) > linear(best, weights) ? one : best),
    undefined,
  );
}

/** Adam over a convex function, from its gradient; a sign keeps a weight on its side of 0. */
function minimise(
  size: number,
  gradientAt: (weights: readonly number[]) => number[],
  bounds: readonly Bounds[],
): readonly number[] {
  const weights = new Array<number>(size).fill(0);
  const mean = new Array<number>(size).fill(0);
  const spread = new Array<number>(size).fill(0);
  for (let round = 1; round <= ROUNDS; round++) {
    const gradient = gradientAt(weights);
    for (let at = 0; at < size; at++) {
      const slope = gradient[at] ?? 0;
      mean[at] = DECAY_1 * (mean[at] ?? 0) + (1 - DECAY_1) * slope;
      spread[at] = DECAY_2 * (spread[at] ?? 0) + (1 - DECAY_2) * slope * slope;
      const step = (mean[at] ?? 0) / (1 - DECAY_1 ** round);
      const scale = Math.sqrt((spread[at] ?? 0) / (1 - DECAY_2 ** round)) + TINY;
      const moved = (weights[at] ?? 0) - (STEP * step) / scale;
      const [low, high] = bounds[at] ?? ANY;
      weights[at] = Math.min(high, Math.max(low, moved));
    }
  }
  return weights;
}

const toRow = (features: Features): readonly number[] => FEATURES.map((name) => features[name]);
const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
const round = (number: number): number => Number(number.toFixed(3));
function dot(a: readonly number[], b: readonly number[]): number {
  let total = 0;
  for (let at = 0; at < a.length; at++) total += (a[at] ?? 0) * (b[at] ?? 0);
  return total;
}
