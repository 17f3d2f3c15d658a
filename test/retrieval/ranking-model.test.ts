import fc from "fast-check";
import { FEATURES, type FeatureName, type Features } from "../../src/retrieval/features.ts";
import { LEARNED, LEARNED_WITH_VECTORS } from "../../src/retrieval/learned-ranking.ts";
import { linear, presenceOf, probabilities, type RankingModel } from "../../src/retrieval/ranking-model.ts";

const nothing = Object.fromEntries(FEATURES.map((name) => [name, 0])) as Record<FeatureName, number>;
const having = (some: Partial<Features>): Features => ({ ...nothing, ...some });
const model: RankingModel = {
  ranking: { ...nothing, lexical: 2, named: 1, unasked: -3 },
  presence: { bias: 0, weights: { lexical: 1 } },
};
const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

describe("the ranking model", () => {
  it("weighs features one by one", () => {
    expect(linear(having({ lexical: 0.5, named: 1, unasked: 1 }), model.ranking)).toBe(1 + 1 - 3);
    expect(linear(having({ lexical: 0.5 }), {})).toBe(0);
    expect(presenceOf(nothing, { bias: 0, weights: {} })).toBe(0.5);
    expect(presenceOf(having({ lexical: 1 }), model.presence)).toBeCloseTo(1 / (1 + Math.exp(-1)), 12);
  });

  it("shares the probability that one is right by their scores", () => {
    const [first = 0, second = 0] = probabilities([having({ lexical: 1 }), having({ lexical: 0.5 })], model);
    expect(first / second).toBeCloseTo(Math.E, 9);
    expect(first + second).toBeCloseTo(1 / (1 + Math.exp(-1)), 9);
  });

  it("of no candidates makes none", () => {
    expect(probabilities([], model)).toEqual([]);
  });

  it("does not break down at large scores", () => {
    const large = { ...model, ranking: { ...model.ranking, lexical: 5000 } };
    const [first = 0, second = 0] = probabilities([having({ lexical: 1 }), nothing], large);
    expect(first).toBeCloseTo(1 / (1 + Math.exp(-1)), 9);
    expect(second).toBe(0);
  });

  it.each([
    ["by words", LEARNED],
    ["by words and meaning", LEARNED_WITH_VECTORS],
  ])("as learned %s: probabilities, in the order of the scores, of 1 together at most", (_, learned) => {
    const some = fc
      .array(fc.double({ min: 0, max: 1, noNaN: true }), {
        minLength: FEATURES.length,
        maxLength: FEATURES.length,
      })
      .map((values) => Object.fromEntries(FEATURES.map((name, at) => [name, values[at] ?? 0])) as Features);
    fc.assert(
      fc.property(fc.array(some, { minLength: 1, maxLength: 6 }), (candidates) => {
        const likely = probabilities(candidates, learned);
        expect(Math.min(...likely)).toBeGreaterThanOrEqual(0);
        expect(sum(likely)).toBeLessThanOrEqual(1 + 1e-9);
        candidates.forEach((one, a) => {
          candidates.forEach((other, b) => {
            if (linear(one, learned.ranking) > linear(other, learned.ranking))
              expect(likely[a]).toBeGreaterThanOrEqual(likely[b] ?? 0);
          });
        });
      }),
    );
  });

  it.each([
    ["by words", LEARNED],
    ["by words and meaning", LEARNED_WITH_VECTORS],
  ])(
    "as learned %s: the plain procedure comes before a special one that meets as well, unless it is asked for",
    (_, learned) => {
      const met = { lexical: 0.8, lead: 1, named: 0.8, mentioned: 0.8, saying: 0.8, official: 0.8 };
      const [plain = 0, special = 0] = probabilities([having(met), having({ ...met, unasked: 1 })], learned);
      expect(plain).toBeGreaterThan(special);
      const [lacking = 0, asked = 0] = probabilities(
        [having({ ...met, missing: 1 }), having({ ...met, meets: 1 })],
        learned,
      );
      expect(asked).toBeGreaterThan(lacking);
    },
  );
});
