import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bookOf } from "../../src/catalogue/book-of.ts";
import { digestOf } from "../../src/catalogue/digest.ts";
import { loadStarter } from "../../src/catalogue/load-starter.ts";
import { readRecords } from "../../src/catalogue/read-records.ts";
import { timelineOn } from "../../src/catalogue/timeline.ts";
import type { Procedure } from "../../src/core/procedure.ts";
import type { Store } from "../../src/store/open-store.ts";
import { onBothEngines } from "../support/engines.ts";
import { openSuiteStore } from "../support/suite-store.ts";

const FOLDER = join("knowledge", "procedures");

describe("starter records", () => {
  it("are at least 30, all readable, and named by their code", async () => {
    const records = await readRecords(FOLDER);
    expect(records.length).toBeGreaterThanOrEqual(30);
    expect(new Set(records.map((one) => one.code)).size).toBe(records.length);
  });

  it("name no body of the abolished district level as receiving or deciding", async () => {
    for (const record of await readRecords(FOLDER)) {
      const live = JSON.stringify([record.agencies, record.steps, record.methods]);
      expect({
        code: record.code,
        district: /\b(UBND|Công an|Phòng Tư pháp)( cấp)? (huyện|quận)\b/i.exec(live)?.[0],
      }).toEqual({
        code: record.code,
        district: undefined,
      });
    }
  });

  it("have distinct aliases, so that none leads to two procedures", async () => {
    const owners = new Map<string, string[]>();
    for (const { code, aliases } of await readRecords(FOLDER)) {
      for (const alias of aliases)
        owners.set(alias.toLowerCase(), [...(owners.get(alias.toLowerCase()) ?? []), code]);
    }
    expect([...owners].filter(([, codes]) => codes.length > 1)).toEqual([]);
  });

  it("that are wrong are all named, with file and field", async () => {
    const folder = await mkdtemp(join(tmpdir(), "motcua-records-"));
    await writeFile(join(folder, "a.yaml"), "code: 1.2\nname: ''\n");
    await writeFile(join(folder, "b.yaml"), "code: [\n");
    await expect(readRecords(folder)).rejects.toMatchObject({
      code: "knowledge_invalid",
      message: expect.stringMatching(
        /a\.yaml: code[^]*a\.yaml: name[^]*b\.yaml: no readable YAML/,
      ) as unknown,
    });
    await rm(folder, { recursive: true });
  });
});

onBothEngines("starter catalogue", (engine) => {
  let store: Store;
  let records: readonly Procedure[];
  openSuiteStore(engine, (opened) => {
    store = opened;
  });
  beforeAll(async () => {
    records = await readRecords(FOLDER);
  });

  const openBook = async (on: Store, day: string) => bookOf(await timelineOn(on, day));

  it("is loaded once, and a changed record becomes a version in force from its day", async () => {
    const now = new Date("2026-11-24T00:00:00Z");
    const all = records.length;
    expect(await loadStarter(store, records, "2026-11-24", now)).toEqual({
      added: all,
      changed: 0,
      unchanged: 0,
    });
    expect(await loadStarter(store, records, "2026-11-25", now)).toEqual({
      added: 0,
      changed: 0,
      unchanged: all,
    });
    const [first] = records;
    if (first === undefined) throw new Error("no records");
    const changed = { ...first, shortName: "Tên mới" };
    expect(await loadStarter(store, [changed, ...records.slice(1)], "2026-12-01", now)).toMatchObject({
      changed: 1,
    });
    expect((await openBook(store, "2026-11-30")).inForce(first.code)?.shortName).toBe(first.shortName);
    expect((await openBook(store, "2026-12-01")).inForce(first.code)?.shortName).toBe("Tên mới");
    expect((await openBook(store, "2026-12-01")).allInForce()).toHaveLength(all);
  });

  it("gives back records exactly as they were written", async () => {
    const book = await openBook(store, "2026-11-30");
    for (const record of records) expect(book.inForce(record.code)).toEqual(record);
  });
});

describe("digest of a record", () => {
  it("does not depend on the order of keys, and changes with any content", async () => {
    const [record] = await readRecords(FOLDER);
    if (record === undefined) throw new Error("no records");
    const turned = Object.fromEntries(Object.entries(record).reverse()) as unknown as Procedure;
    expect(digestOf(turned)).toBe(digestOf(record));
    expect(digestOf({ ...record, field: `${record.field}!` })).not.toBe(digestOf(record));
  });
});
