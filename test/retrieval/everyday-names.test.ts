import { createEmbeddedRetriever } from "../../src/retrieval/embedded-retriever.ts";
import { shippedProcedures } from "../answer/shipped-answerer.ts";
import { shippedLexicon } from "../language/read-lexicon-files.ts";

const lexicon = shippedLexicon();
const records = shippedProcedures();
const retriever = createEmbeddedRetriever(records, lexicon, () => 0);

describe("everyday names", () => {
  it("are there for every shipped procedure but those of ministries alone", () => {
    const without = records.filter(
      ({ code, levels }) => !lexicon.names.has(code) && levels.join() !== "ministry",
    );
    expect(without.map((one) => one.code)).toEqual([]);
  });

  it("find their procedure among the first three, nearly all of them first", async () => {
    const ranks: number[] = [];
    for (const { code } of records)
      for (const name of lexicon.names.get(code) ?? []) {
        const { kept } = await retriever.search(name, 3);
        ranks.push(kept.findIndex((one) => one.code === code) + 1);
      }
    const share = (holds: (rank: number) => boolean): number => ranks.filter(holds).length / ranks.length;
    expect(share((rank) => rank > 0)).toBeGreaterThan(0.98);
    // The levels of one procedure share their names, and the first of them is one of two.
    expect(share((rank) => rank === 1)).toBeGreaterThan(0.85);
  });
});
