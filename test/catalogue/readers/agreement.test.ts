import { readFileSync } from "node:fs";
import type { Procedure } from "../../../src/core/procedure.ts";
import { createCrawlReader } from "../../../src/catalogue/readers/crawl/crawl-reader.ts";
import { createPortalDocxReader } from "../../../src/catalogue/readers/portal-docx/portal-docx-reader.ts";
import { createPortalJsonReader } from "../../../src/catalogue/readers/portal-json/portal-json-reader.ts";
import { KNOWN_DIFFERENCES, type Form, type KnownDifference } from "./agreement-known-differences.ts";
import { apiFish, crawledFish, wordFish } from "./fixtures/made-up-sources.ts";
import { docxFile } from "./fixtures/docx-file.ts";
import { describeOverReal, readRecord, sharedFiles, sharedPath, TODAY } from "./fixtures/read-all.ts";

const json = createPortalJsonReader();
const docx = createPortalDocxReader();
const crawl = createCrawlReader();

/** What is compared of a record, each as one word or number. */
type Facts = Readonly<Record<KnownDifference["field"], string>>;

function factsOf({ name, documents, methods }: Procedure): Facts {
  const fees = "unknown" in methods ? [] : methods.flatMap((method) => method.fees);
  const words = fees.map((fee) =>
    "amount" in fee
      ? String(fee.amount)
      : "free" in fee
        ? fee.case === undefined
          ? "free"
          : "free for some"
        : "?",
  );
  return {
    name,
    documents: "unknown" in documents ? "?" : String(documents.length),
    fees: [...new Set(words)].sort().join(" "),
  };
}

describe("one procedure in three forms", () => {
  it("gives the same facts when the forms say the same", async () => {
    const items = await Promise.all([
      readRecord(json, "a.json", Buffer.from(JSON.stringify(apiFish))),
      readRecord(docx, "a.docx", docxFile(wordFish)),
      readRecord(crawl, "a.jsonl", Buffer.from(JSON.stringify(crawledFish))),
    ]);
    const [first, ...others] = items.map((item) => factsOf(item.record));
    for (const other of others) expect(other).toEqual(first);
  });

  it("each form is accepted by one reader", () => {
    const files = [
      { name: "a.json", bytes: Buffer.from(JSON.stringify(apiFish)) },
      { name: "a.docx", bytes: docxFile(wordFish) },
      { name: "a.jsonl", bytes: Buffer.from(JSON.stringify(crawledFish)) },
    ];
    expect(files.map((file) => [json, docx, crawl].map((reader) => reader.accepts(file)))).toEqual([
      [true, false, false],
      [false, true, false],
      [false, false, true],
    ]);
  });
});

async function readForms(): Promise<Map<string, Map<Form, Facts>>> {
  const forms = new Map<string, Map<Form, Facts>>();
  const put = (form: Form, record: Procedure): void => {
    const known = forms.get(record.code) ?? new Map<Form, Facts>();
    forms.set(record.code, known.set(form, factsOf(record)));
  };
  for (const file of sharedFiles("samples", "portal-json"))
    put("portal-json", (await readRecord(json, file.name, file.bytes)).record);
  for (const file of sharedFiles("samples", "portal-docx"))
    put("portal-docx", (await readRecord(docx, file.name, file.bytes)).record);
  const file = {
    name: "national.jsonl.gz",
    bytes: readFileSync(sharedPath("catalogue", "national.jsonl.gz")),
  };
  for await (const item of crawl.read(file, TODAY))
    if (item.kind === "record" && forms.has(item.record.code)) put("crawl", item.record);
  return forms;
}

describeOverReal("the same codes in two or three forms", ["catalogue", "national.jsonl.gz"], () => {
  it("agree on name, number of papers and fees, but for the known differences", async () => {
    const fields = ["name", "documents", "fees"] as const;
    const found: string[] = [];
    const rows: Record<string, string>[] = [];
    for (const [code, forms] of [...(await readForms())].sort()) {
      if (forms.size < 2) continue;
      const differs = fields.filter(
        (field) => new Set([...forms.values()].map((facts) => facts[field])).size > 1,
      );
      found.push(...differs.map((field) => `${code} ${field}`));
      rows.push({
        code,
        differs: differs.join(" "),
        ...Object.fromEntries(
          [...forms].map(([form, { documents, fees }]) => [form, `${documents} papers, ${fees}`]),
        ),
      });
    }
    console.table(rows);
    const agreeing = rows.filter((row) => row["differs"] === "").length;
    console.log(`${agreeing} of ${rows.length} codes agree in all their forms`);
    expect(rows.length).toBeGreaterThan(50);
    expect(found.sort()).toEqual(KNOWN_DIFFERENCES.map(({ code, field }) => `${code} ${field}`).sort());
  });
});
