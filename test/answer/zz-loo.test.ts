import { createAnswerer } from "../../src/answer/answerer.ts";
import { createRetrieverBuilder } from "../../src/retrieval/embedded-retriever.ts";
import { atOnce } from "../../src/retrieval/inverted-index.ts";
import { shippedLexicon } from "../language/read-lexicon-files.ts";
import { ask, bookOf, centre, shippedProcedures } from "./shipped-answerer.ts";
import { writeFileSync } from "node:fs";
const base = (n: string) => n.toLowerCase().replace(/\s*\([^()]*cấp (xã|tỉnh)\)/u, "");
it("loo", async () => {
  const records = shippedProcedures(); const lexicon = shippedLexicon();
  const b = createRetrieverBuilder(lexicon, () => 0);
  const count: Record<string, number> = {}; const lines: string[] = [];
  const asks = ["", " cần giấy tờ gì", " mất bao lâu", " ở đâu"];
  for (const [i, r] of records.entries()) {
    for (const [k, alias] of r.aliases.entries()) {
      const without = { ...r, aliases: r.aliases.filter((one) => one !== alias) };
      const list = records.with(i, without);
      const answerer = createAnswerer({ retriever: atOnce(b.build(list)), book: bookOf(list), centre, lexicon, now: () => 0 });
      const q = alias + asks[(i + k) % 4];
      const t = await ask(answerer, q);
      const o = t.outcome;
      const right = (c: string) => c === r.code || base(records.find((x) => x.code === c)!.name) === base(r.name);
      const v = o.kind === "answered" ? (right(o.procedure) ? "right" : "wrong") : o.kind === "asks_back" ? (o.choices.some(right) ? "asked" : "asked_wrong") : o.kind;
      count[v] = (count[v] ?? 0) + 1;
      if (v !== "right") lines.push(`${v}\t${q}\tWANT ${r.code}\tGOT ${t.evidence.retrieved?.kept.slice(0, 3).map((x) => x.code + " " + x.score.toFixed(2)).join("; ")}`);
    }
  }
  writeFileSync("/tmp/loo.txt", lines.sort().join("\n"));
  process.stdout.write(JSON.stringify(count) + "\n");
}, 300000);
