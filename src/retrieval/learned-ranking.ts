import type { RankingModel } from "./ranking-model.ts";

interface Learned extends RankingModel {
  readonly madeOn: string;
  readonly from: string;
}

/** What the re-ranker learned. Written by `npm run calibrate`; not to be edited by hand. */
export const LEARNED: Learned = {
  madeOn: "2026-11-24",
  from: "492 questions of develop.jsonl (d08ca8ae7c6b), 12 of outcomes-develop.jsonl (22d88b9e981b), over 2172 records of national.jsonl.gz (f1367f6f5692) and the 132 of the starter catalogue",
  ranking: {
    lexical: 3.756,
    lead: 5.35,
    named: 2.948,
    mentioned: 1.609,
    saying: 2.279,
    sayingPrecision: 2.37,
    sayingRecall: 2.312,
    official: 1.135,
    officialPrecision: 0.698,
    officialRecall: 1.845,
    meets: 1,
    meetsSoft: 0.589,
    unasked: -1.2,
    other: -1.2,
    missing: -1.2,
    levelNamed: 1.026,
    levelOther: -1.009,
    field: 1.875,
    dense: 0,
  },
  presence: {
    bias: -4.044,
    weights: {
      lexical: 3.533,
      named: 3.28,
      saying: 2.787,
      sayingRecall: 0.696,
      official: 1.414,
      officialRecall: 0.108,
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
