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
    lexical: 3.701,
    lead: 5.215,
    named: 2.838,
    mentioned: 1.826,
    saying: 2.236,
    sayingPrecision: 2.393,
    sayingRecall: 1.963,
    official: 1.172,
    officialPrecision: 0.753,
    officialRecall: 1.821,
    whole: 0.812,
    meets: 1,
    meetsSoft: 0.733,
    unasked: -1.2,
    other: -1.2,
    missing: -1.2,
    levelNamed: 0.986,
    levelOther: -0.968,
    field: 2.042,
    dense: 0,
  },
  presence: {
    bias: -4.051,
    weights: {
      lexical: 3.318,
      named: 2.943,
      saying: 3.013,
      sayingRecall: 0,
      official: 1.864,
      officialRecall: 0.525,
      whole: 0.279,
    },
  },
};

/** The same for questions that were also compared by meaning. Written by `npm run calibrate`; not to be edited by hand. */
export const LEARNED_WITH_VECTORS: Learned = {
  madeOn: "2026-11-24",
  from: "492 questions of develop.jsonl (d08ca8ae7c6b), 12 of outcomes-develop.jsonl (22d88b9e981b), over 2172 records of national.jsonl.gz (f1367f6f5692) and 110 more over the 132 of the starter catalogue, vectors of multilingual-e5-small",
  ranking: {
    lexical: 3.207,
    lead: 4.503,
    named: 2.571,
    mentioned: 1.711,
    saying: 2.155,
    sayingPrecision: 2.31,
    sayingRecall: 1.731,
    official: 0.993,
    officialPrecision: 0.548,
    officialRecall: 1.723,
    whole: 0,
    meets: 1,
    meetsSoft: 0.74,
    unasked: -1.2,
    other: -1.2,
    missing: -1.2,
    levelNamed: 0.818,
    levelOther: -0.798,
    field: 1.619,
    dense: 2.612,
  },
  presence: {
    bias: -4.039,
    weights: {
      lexical: 3.445,
      named: 3.062,
      saying: 2.799,
      sayingRecall: 0,
      official: 1.846,
      officialRecall: 0.471,
    },
  },
};
