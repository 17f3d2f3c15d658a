import { createEmbeddedRetriever } from "../../src/retrieval/embedded-retriever.ts";
import { shippedProcedures } from "../answer/shipped-answerer.ts";
import { shippedLexicon } from "../language/read-lexicon-files.ts";
it("x", async () => {
  const records = shippedProcedures();
  const s = createEmbeddedRetriever(records, shippedLexicon(), () => 0);
  const out: string[] = [];
  for (const { name, code } of records)
    for (const question of [name, `lệ phí ${name} bao nhiêu`, `${name.toLowerCase()} cần giấy tờ gì`]) {
      const [best, next] = (await s.search(question, 5)).kept;
      if (best?.code !== code || (next?.score ?? 0) > 0.8) out.push(`${code} ${question} -> ${best?.code} ${best?.score} ${next?.code} ${next?.score}`);
    }
  process.stdout.write(out.join("\n") + "\n");
});
