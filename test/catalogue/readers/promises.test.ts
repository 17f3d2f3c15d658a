import fc from "fast-check";
import { stringify } from "yaml";
import type { ReadItem, SourceFile } from "../../../src/catalogue/reader.ts";
import { READERS } from "../../../src/catalogue/readers/all-readers.ts";
import { Procedure } from "../../../src/core/procedure.ts";
import { record } from "../../retrieval/records.ts";
import { docxFile } from "./fixtures/docx-file.ts";
import { apiFish, crawledFish, wordFish } from "./fixtures/made-up-sources.ts";
import { TODAY } from "./fixtures/read-all.ts";
import { workbook } from "./workbook.ts";

/** One suite of promises over every reader: what `CatalogueReader` says holds for each of them. */
const own = record("1.000001", "Cấp phép nuôi ong");
const samples: readonly { readonly reader: string; readonly file: () => Promise<SourceFile> | SourceFile }[] =
  [
    { reader: "own YAML", file: () => ({ name: "a.yaml", bytes: Buffer.from(stringify(own)) }) },
    { reader: "own JSON Lines", file: () => ({ name: "a.jsonl", bytes: Buffer.from(JSON.stringify(own)) }) },
    { reader: "crawl", file: () => ({ name: "b.jsonl", bytes: Buffer.from(JSON.stringify(crawledFish)) }) },
    { reader: "portal JSON", file: () => ({ name: "c.json", bytes: Buffer.from(JSON.stringify(apiFish)) }) },
    { reader: "portal Word", file: () => ({ name: "d.docx", bytes: docxFile(wordFish) }) },
    {
      reader: "spreadsheet",
      file: () =>
        workbook({
          "Danh mục": {
            rows: [
              ["STT", "Mã TTHC", "Tên thủ tục hành chính"],
              [1, "1.000001", "Cấp phép nuôi ong"],
            ],
          },
        }),
    },
  ];

async function read(file: SourceFile): Promise<ReadItem[]> {
  const reader = READERS.find((one) => one.accepts(file));
  const items: ReadItem[] = [];
  if (reader !== undefined) for await (const item of reader.read(file, TODAY)) items.push(item);
  return items;
}

describe.each(samples)("the reader of $reader", ({ file }) => {
  it("is the only one to accept its file, and gives what stands in it", async () => {
    const source = await file();
    expect(READERS.filter((one) => one.accepts(source))).toHaveLength(1);
    const items = await read(source);
    expect(items.map((one) => one.kind)).not.toContain("refused");
    expect(items.length).toBeGreaterThan(0);
    for (const item of items) {
      if (item.kind !== "record") continue;
      expect(Procedure.safeParse(item.record).error).toBeUndefined();
      expect(item.place).not.toBe("");
    }
  });

  it("reads the same file twice alike", async () => {
    const source = await file();
    expect(await read(source)).toEqual(await read(source));
  });

  it("never throws for what stands in a file: broken bytes give records that hold, or refusals with place and reason", async () => {
    const source = await file();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ at: fc.nat(), to: fc.nat(255) }), { maxLength: 12 }),
        fc.option(fc.nat(), { nil: undefined }),
        async (changes, cutAt) => {
          const bytes = Uint8Array.from(source.bytes);
          for (const { at, to } of changes) bytes[at % bytes.length] = to;
          const broken = {
            name: source.name,
            bytes: cutAt === undefined ? bytes : bytes.subarray(0, cutAt % bytes.length),
          };
          for (const item of await read(broken)) {
            if (item.kind === "record") expect(Procedure.safeParse(item.record).error).toBeUndefined();
            if (item.kind === "refused") {
              expect(item.reason.trim()).not.toBe("");
              expect(item.place.trim()).not.toBe("");
            }
          }
        },
      ),
      { numRuns: 40 },
    );
  }, 60_000);
});

it("no reader accepts a file of no known format", () => {
  for (const name of ["a.exe", "a.pdf", "a.png", "jsonl", ""]) {
    expect(READERS.filter((one) => one.accepts({ name, bytes: Buffer.from("nothing") }))).toEqual([]);
  }
});
