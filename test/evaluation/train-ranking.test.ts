import {
  bestOf,
  trainPresence,
  trainRanking,
  type Bounds,
  type RankingExample,
} from "../../src/evaluation/train-ranking.ts";
import { FEATURES, type FeatureName, type Features } from "../../src/retrieval/features.ts";
import { linear, presenceOf } from "../../src/retrieval/ranking-model.ts";
import { having, randomFrom } from "./chance.ts";

const bounds = (some: Partial<Record<FeatureName, Bounds>> = {}): Record<FeatureName, Bounds> =>
  ({ ...Object.fromEntries(FEATURES.map((name) => [name, [-Infinity, Infinity]])), ...some }) as Record<
    FeatureName,
    Bounds
  >;

/** What decides which candidate is right; all else is chance. */
const PLANTED = { lexical: 6, saying: 3, official: 1, unasked: -4 } as const;

function examples(count: number, seed: number): readonly RankingExample[] {
  const random = randomFrom(seed);
  return Array.from({ length: count }, () => {
    const candidates = Array.from({ length: 5 }, () =>
      having({ lexical: random(), saying: random(), official: random(), unasked: random(), named: random() }),
    );
    const best = Math.max(...candidates.map((one) => linear(one, PLANTED)));
    return { candidates, right: candidates.map((one) => linear(one, PLANTED) === best) };
  });
}
const learned = trainRanking(examples(200, 1), 0.003, bounds());
const firsts = (weights: typeof learned, some: readonly RankingExample[]): number =>
  some.filter(({ candidates, right }) => {
    const best = bestOf(candidates, weights);
    return best !== undefined && right[candidates.indexOf(best)] === true;
  }).length / some.length;

describe("training a ranking", () => {
  it("recovers the order of what decides", () => {
    expect(learned.lexical).toBeGreaterThan(learned.saying);
    expect(learned.saying).toBeGreaterThan(learned.official);
    expect(learned.official).toBeGreaterThan(Math.abs(learned.named));
    expect(learned.unasked).toBeLessThan(-learned.saying);
    expect(learned.dense).toBe(0);
  });

  it("puts the right ones first that it has not seen", () => {
    expect(firsts(learned, examples(200, 2))).toBeGreaterThanOrEqual(0.95);
  });

  it("gives the same weights for the same examples", () => {
    expect(trainRanking(examples(40, 3), 0.003, bounds())).toEqual(
      trainRanking(examples(40, 3), 0.003, bounds()),
    );
  });

  it("keeps its bounds, also where the examples speak against them", () => {
    const kept = trainRanking(
      examples(60, 4),
      0.003,
      bounds({ unasked: [0, Infinity], lexical: [-Infinity, 1], missing: [-Infinity, -1], saying: [2, 2] }),
    );
    expect(kept.unasked).toBe(0);
    expect(kept.lexical).toBe(1);
    expect(kept.missing).toBe(-1);
    expect(kept.saying).toBe(2);
  });

  it("learns nothing from examples without a right candidate", () => {
    const [one] = examples(1, 5);
    const wrong = { candidates: one?.candidates ?? [], right: [false, false, false, false, false] };
    expect(new Set(Object.values(trainRanking([wrong], 0.003, bounds())))).toEqual(new Set([0]));
    const some = examples(20, 6);
    expect(trainRanking([...some, wrong], 0.003, bounds())).toEqual(trainRanking(some, 0.003, bounds()));
  });

  it("a stronger pull gives smaller weights", () => {
    expect(trainRanking(examples(60, 7), 0.1, bounds()).lexical).toBeLessThan(
      trainRanking(examples(60, 7), 0.001, bounds()).lexical,
    );
  });
});

describe("training whether the right one is there", () => {
  const example = (
    lexical: number,
    present: boolean,
    weight = 1,
  ): { best: Features; present: boolean; weight: number } => ({
    best: having({ lexical, saying: 1 - lexical }),
    present,
    weight,
  });
  const some = [0.7, 0.8, 0.9]
    .map((one) => example(one, true))
    .concat([0.1, 0.2, 0.3].map((one) => example(one, false)));

  it("tells what is there from what is not, by features that only speak for it", () => {
    const model = trainPresence(some, ["lexical", "saying"], 0.001);
    expect(presenceOf(having({ lexical: 0.9 }), model)).toBeGreaterThan(0.8);
    expect(presenceOf(having({ lexical: 0.1 }), model)).toBeLessThan(0.2);
    // Where the best meets a saying it is mostly absent here; still it does not speak against it.
    expect(model.weights.saying).toBe(0);
  });

  it("takes heavier examples for more", () => {
    const same = (weight: number) => [example(0.5, true, weight), example(0.5, false, 1)];
    const at = (weight: number) =>
      presenceOf(having({ lexical: 0.5, saying: 0.5 }), trainPresence(same(weight), ["lexical"], 0.001));
    expect(at(1)).toBeCloseTo(0.5, 1);
    expect(at(3)).toBeCloseTo(0.75, 1);
  });
});

it("of no candidates none is best, and of equal ones the first", () => {
  const [one, other] = [having({ lexical: 1 }), having({ lexical: 1 })];
  expect(bestOf([], learned)).toBeUndefined();
  expect(bestOf([one, other], learned)).toBe(one);
});
