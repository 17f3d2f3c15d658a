import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { readLexicon } from "/work/main/src/language/lexicon.ts";
import { READERS } from "/work/main/src/catalogue/readers/all-readers.ts";
import { readFiles } from "/work/main/src/catalogue/read-files.ts";
import { createFinderBuilder } from "/work/main/src/retrieval/embedded-retriever.ts";
import { atOnce } from "/work/main/src/retrieval/inverted-index.ts";
import { FEATURES, compareCandidates } from "/work/main/src/retrieval/features.ts";
import { linear } from "/work/main/src/retrieval/ranking-model.ts";
import { readQuestions } from "/work/main/src/evaluation/question-set.ts";
import { trainRanking, trainPresence, bestOf } from "/work/main/src/evaluation/train-ranking.ts";
import { createHash } from "node:crypto";
const folder = "/work/main/knowledge/lexicon";
const lexicon = readLexicon(readdirSync(folder, { recursive: true }).map(String).filter((n) => n.endsWith(".yaml")).sort().map((name) => ({ name, text: readFileSync(join(folder, name), "utf8") })));
if (process.env.NONAMES) (lexicon as any).names = new Map();
const bytes = readFileSync("/work/shared/catalogue/national.jsonl.gz");
const records: any[] = [];
for await (const item of readFiles([{ name: "national.jsonl.gz", bytes }], READERS, "2026-11-24")) if (item.kind === "record") records.push(item.record);
const some = records.filter((r) => r.levels.every((l: string) => ["commune", "province", "other"].includes(l)));
let t = performance.now();
const finder = atOnce(createFinderBuilder(lexicon, () => performance.now()).build(some));
console.log("build", Math.round(performance.now() - t));
const half = process.env.HALF ?? "develop";
const qs = readQuestions(readFileSync(`/work/main/test/questions/${half}.jsonl`, "utf8"), "d").filter(q => q.history.length === 0 && q.accept.length);
t = performance.now(); const times: number[] = [];
const ex = qs.map((q) => { const t0 = performance.now(); const { candidates } = finder.find(q.question); times.push(performance.now() - t0); return { q, candidates: candidates.map((c) => c.features), codes: candidates.map((c) => c.procedure.code), right: candidates.map((c) => q.accept.includes(c.procedure.code)), procs: candidates.map(c => c.procedure) }; });
times.sort((a, b) => a - b);
console.log("find ms p50", times[times.length >> 1]!.toFixed(1), "p95", times[Math.floor(times.length * .95)]!.toFixed(1), "in candidates", ex.filter((e) => e.right.includes(true)).length, "/", qs.length);
const signs = { lexical: 1, lead: 1, named: 1, mentioned: 1, saying: 1, sayingPrecision: 1, sayingRecall: 1, official: 1, officialPrecision: 1, officialRecall: 1, meets: 1, meetsSoft: 1, unasked: -1, other: -1, missing: -1, levelNamed: 1, levelOther: -1, field: 1 } as const;
function rankOf(e: any, w: any) { const s = e.candidates.map((c: any) => linear(c, w)); const r = Math.max(...s.filter((_: any, i: number) => e.right[i]), -1e9); return e.right.includes(true) ? s.filter((x: number) => x > r).length + 1 : 99; }
const pull = Number(process.env.PULL ?? 0.003);
// 5-fold by accepted code
const fold = (e: any) => createHash("sha256").update("f" + [...e.q.accept].sort()[0]).digest()[0]! % 5;
const ranks: number[] = []; const by: Record<string, number[]> = {};
for (let f = 0; f < 5; f++) {
  const w = trainRanking(ex.filter((e) => fold(e) !== f), pull, signs);
  for (const e of ex) if (fold(e) === f) { const r = rankOf(e, w); ranks.push(r); (by[e.q.style] ??= []).push(r); }
}
const show = (n: string, r: number[]) => console.log(n.padEnd(14), r.length, "R1", (100 * r.filter((x) => x === 1).length / r.length).toFixed(1), "R5", (100 * r.filter((x) => x <= 5).length / r.length).toFixed(1), "R10", (100 * r.filter((x) => x <= 10).length / r.length).toFixed(1));
for (const [k, v] of Object.entries(by)) show(k, v);
show("CV all", ranks);
const w = trainRanking(ex, pull, signs);
show("train", ex.map((e) => rankOf(e, w)));
console.log(Object.entries(w).map(([k, v]) => `${k} ${v}`).join(", "));
if (process.env.MISS) {
  let n = 0;
  for (const e of ex) { const r = rankOf(e, w); if (r === 1) continue; if (++n > Number(process.env.MISS)) break;
    const order = e.codes.map((c: string, i: number) => ({ c, i, s: linear(e.candidates[i] as any, w) })).sort((a: any, b: any) => b.s - a.s);
    console.log(`[${e.q.style}] ${e.q.question} -> ${r}`);
    for (const o of [...order.slice(0, 3), ...order.filter((x: any) => e.right[x.i]).slice(0, 1)]) console.log("   ", e.right[o.i] ? "*" : " ", o.c, o.s.toFixed(2), e.procs[o.i]!.name.slice(0, 100), "|", FEATURES.filter((k) => (e.candidates[o.i] as any)[k] !== 0).map((k) => `${k} ${(e.candidates[o.i] as any)[k].toFixed(2)}`).join(" "));
    if (!e.right.includes(true)) { const p = some.find((x: any) => e.q.accept.includes(x.code)); console.log("    MISSING", p?.code, p?.name.slice(0, 120)); }
  }
}
