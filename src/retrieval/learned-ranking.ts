import type { RankingModel } from "./ranking-model.ts";

/** What the re-ranker learned. Written by `npm run calibrate`; not to be edited by hand. */
export const LEARNED: RankingModel & { readonly madeOn: string; readonly from: string } = {
  madeOn: "2026-11-24",
  from: "a first guess by hand",
  ranking: {
    lexical: 3,
    lead: 1,
    named: 2,
    mentioned: 1,
    saying: 6,
    sayingPrecision: 1,
    sayingRecall: 2,
    official: 4,
    officialPrecision: 1,
    officialRecall: 2,
    meets: 1,
    meetsSoft: 0.5,
    unasked: -1,
    other: -1.5,
    missing: -1,
    levelNamed: 0.5,
    levelOther: -0.5,
    field: 1,
  },
  presence: { bias: -3, weights: { lexical: 3, named: 3, saying: 3 } },
};
