/** From which probability on what is done. Written by `npm run calibrate`; not to be edited by hand. */
export const THRESHOLDS = {
  madeOn: "2026-11-24",
  from: "492 questions of develop.jsonl (d08ca8ae7c6b), 12 of outcomes-develop.jsonl (22d88b9e981b), over 2172 records of national.jsonl.gz (f1367f6f5692) and 110 more over the 132 of the starter catalogue",
  answer: 0.74,
  ask: 0.31,
} as const;
