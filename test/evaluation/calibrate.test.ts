import { endingOf } from "../../src/answer/decide.ts";
import {
  chooseThresholds,
  crossJudge,
  learn,
  type Judged,
  type LearningCase,
  type Thresholds,
} from "../../src/evaluation/calibrate.ts";
import { compareCandidates } from "../../src/retrieval/features.ts";
import { probabilities } from "../../src/retrieval/ranking-model.ts";
import { having, randomFrom } from "./chance.ts";

const random = randomFrom(11);

/** A question that one of its four candidates meets well; the others share words with it. */
function caseOf(at: number, there: boolean): LearningCase {
  const candidates = Array.from({ length: 4 }, (_, one) => {
    const met = there && one === 0 ? 0.6 + 0.3 * random() : 0.1 + 0.3 * random();
    return having({
      lexical: met,
      named: met,
      saying: met * (0.8 + 0.2 * random()),
      sayingRecall: met,
      official: met,
      unasked: random() < 0.2 ? 1 : 0,
    });
  });
  const fields = ["đất", "xe", "hộ tịch", "xe"];
  return {
    candidates: compareCandidates(candidates, fields),
    fields,
    groups: candidates.map((_, one) => `${at}-${one}`),
    right: candidates.map((_, one) => there && one === 0),
    key: `k${at}`,
  };
}
const cases = Array.from({ length: 60 }, (_, at) => caseOf(at, true));
const strange = Array.from({ length: 20 }, (_, at) => caseOf(at + 100, false));

describe("learning", () => {
  const model = learn(cases, strange);
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
  const mean = (some: readonly LearningCase[]): number =>
    sum(some.map((one) => sum(probabilities(one.candidates, model)))) / some.length;

  it("puts the right candidate first, and is surer where one is there", () => {
    const right = cases.filter((one) => {
      const likely = probabilities(one.candidates, model);
      return likely.indexOf(Math.max(...likely)) === 0;
    });
    expect(right.length).toBeGreaterThanOrEqual(57);
    expect(mean(cases)).toBeGreaterThan(mean(strange) + 0.3);
  });

  it("lets nothing speak against what it is a sign of, and a special variant stand behind the plain one", () => {
    const { unasked, other, missing, levelOther, ...rest } = model.ranking;
    for (const weight of [unasked, other, missing]) expect(weight).toBeLessThanOrEqual(-1);
    expect(levelOther).toBeLessThanOrEqual(0);
    expect(Math.min(...Object.values(rest))).toBeGreaterThanOrEqual(0);
    expect(Math.min(...Object.values(model.presence.weights))).toBeGreaterThanOrEqual(0);
  });

  it("judges every case once as one not seen, and once as one whose field the catalogue lacks", () => {
    const { known, absent } = crossJudge(cases, strange, (key) => Number(key.slice(1)));
    expect(known).toHaveLength(cases.length);
    expect(absent).toHaveLength(cases.length + strange.length);
    expect(absent.flat().some((one) => one.right)).toBe(false);
    for (const judged of [...known, ...absent]) {
      const order = judged.map((one) => one.probability);
      expect(order).toEqual(order.toSorted((a, b) => b - a));
    }
    expect(known.filter((one) => one[0]?.right === true).length).toBeGreaterThanOrEqual(55);
  });

  it("counts candidates together that answers take for one", () => {
    const together = cases.map((one) => ({ ...one, groups: one.groups.map(() => one.key) }));
    const { known } = crossJudge(together, strange, (key) => Number(key.slice(1)));
    for (const judged of known) {
      expect(judged).toHaveLength(1);
      expect(judged[0]?.right).toBe(true);
    }
  });
});

describe("choosing thresholds", () => {
  const decide = (found: Judged, thresholds: Thresholds): "answer" | "none" | Judged => {
    const ending = endingOf(
      found.map((one) => one.probability),
      thresholds,
    );
    return typeof ending === "number" ? found.slice(0, ending) : ending;
  };
  const judged = (...found: readonly (readonly [number, boolean])[]): Judged =>
    found.map(([probability, right]) => ({ probability, right }));
  const sure = judged([0.85, true], [0.05, false]);
  const torn = judged([0.5, false], [0.45, true]);
  const chance = judged([0.2, false], [0.1, false]);

  it("answers what is sure, asks what is torn, and leaves what is chance", () => {
    const thresholds = chooseThresholds([sure, sure, torn], [chance, chance], decide);
    expect(decide(sure, thresholds)).toBe("answer");
    expect(decide(torn, thresholds)).toEqual(torn);
    expect(decide(chance, thresholds)).toBe("none");
    expect(thresholds.ask).toBeLessThanOrEqual(thresholds.answer);
  });

  it("answers less where the sure are often wrong", () => {
    const wrong = judged([0.8, false], [0.1, true]);
    const thresholds = chooseThresholds([sure, wrong, wrong, wrong], [chance], decide);
    expect(decide(wrong, thresholds)).not.toBe("answer");
    expect(decide(wrong, chooseThresholds([sure, sure, sure, sure], [chance], decide))).toBe("answer");
  });

  it("needs no questions to choose some", () => {
    const { answer, ask } = chooseThresholds([], [], decide);
    expect(ask).toBeLessThanOrEqual(answer);
  });
});
