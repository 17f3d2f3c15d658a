import type { RankingModel } from "./ranking-model.ts";

interface Learned extends RankingModel {
  readonly madeOn: string;
  readonly from: string;
}

/** What the re-ranker learned. Written by `npm run calibrate`; not to be edited by hand. */
export const LEARNED: Learned = {
  madeOn: "2026-11-24",
  from: "492 questions of develop.jsonl (d08ca8ae7c6b), 12 of outcomes-develop.jsonl (22d88b9e981b), over 2172 records of national.jsonl.gz (f1367f6f5692) and 110 more over the 132 of the starter catalogue",
  ranking: {
    lexical: 3.675,
    lead: 5.185,
    named: 2.776,
    mentioned: 1.79,
    saying: 2.27,
    sayingPrecision: 2.497,
    sayingRecall: 1.931,
    official: 1.215,
    officialPrecision: 0.781,
    officialRecall: 1.818,
    meets: 1,
    meetsSoft: 0.751,
    unasked: -1.2,
    other: -1.2,
    missing: -1.2,
    levelNamed: 0.99,
    levelOther: -0.972,
    field: 2.028,
    dense: 0,
  },
  presence: {
    bias: -4.055,
    weights: {
      lexical: 3.332,
      named: 2.955,
      saying: 3.014,
      sayingRecall: 0,
      official: 1.83,
      officialRecall: 0.547,
    },
  },
};

/** The same for questions that were also compared by meaning. Written by `npm run calibrate`; not to be edited by hand. */
export const LEARNED_WITH_VECTORS: Learned = {
  madeOn: "2026-11-24",
  from: "492 questions of develop.jsonl (d08ca8ae7c6b), 12 of outcomes-develop.jsonl (22d88b9e981b), over 2172 records of national.jsonl.gz (f1367f6f5692)",
  ranking: {
    lexical: 3.725,
    lead: 5.303,
    named: 2.926,
    mentioned: 1.601,
    saying: 2.255,
    sayingPrecision: 2.352,
    sayingRecall: 2.315,
    official: 1.166,
    officialPrecision: 0.743,
    officialRecall: 1.796,
    meets: 0.723,
    meetsSoft: 0.634,
    unasked: -1,
    other: -1,
    missing: -1.218,
    levelNamed: 1.016,
    levelOther: -0.999,
    dense: 0,
    field: 1.831,
  },
  presence: {
    bias: -4.047,
    weights: {
      lexical: 3.56,
      named: 3.298,
      saying: 2.741,
      sayingRecall: 0.695,
      official: 1.431,
      officialRecall: 0.084,
    },
  },
};
