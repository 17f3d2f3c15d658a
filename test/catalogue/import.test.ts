import fc from "fast-check";
import {
  applyImport,
  approveImport,
  listImports,
  rejectImport,
  rollBackImport,
  storePlan,
} from "../../src/catalogue/apply-import.ts";
import { bookOf } from "../../src/catalogue/book-of.ts";
import { loadStarter } from "../../src/catalogue/load-starter.ts";
import { fieldChanges, planImport, type Plan } from "../../src/catalogue/plan-import.ts";
import type { ReadItem } from "../../src/catalogue/reader.ts";
import { timelineOn } from "../../src/catalogue/timeline.ts";
import type { Procedure } from "../../src/core/procedure.ts";
import { atOnce } from "../../src/retrieval/inverted-index.ts";
import { createRetrieverBuilder } from "../../src/retrieval/embedded-retriever.ts";
import type { Store } from "../../src/store/open-store.ts";
import { shippedLexicon } from "../language/read-lexicon-files.ts";
import { record } from "../retrieval/records.ts";
import { onBothEngines } from "../support/engines.ts";
import { openSuiteStore } from "../support/suite-store.ts";

const NOW = new Date("2026-11-24T03:00:00Z");
const DAY = "2026-11-24";

async function* items(
  records: readonly Procedure[],
  more: readonly ReadItem[] = [],
): AsyncGenerator<ReadItem & { file: string }> {
  for (const one of records)
    yield await Promise.resolve({
      kind: "record",
      record: one,
      place: one.code,
      traps: [],
      file: "tệp.jsonl",
    });
  for (const one of more) yield { ...one, file: "phụ lục.xlsx" };
}

onBothEngines("an import", (engine) => {
  let store: Store;
  openSuiteStore(engine, (opened) => {
    store = opened;
  });
  beforeEach(() => store.run("truncate procedure_version, import_item, import_plan, audit cascade"));

  const plan = async (
    records: readonly Procedure[],
    complete = false,
    day = DAY,
    more: readonly ReadItem[] = [],
  ): Promise<Plan> => planImport(items(records, more), await timelineOn(store, day), complete);
  const keep = (planned: Plan, day = DAY, withdrawAtMost = 1) =>
    storePlan(store, planned, { inForceFrom: day, files: [], plannedBy: "lan" }, withdrawAtMost, NOW);
  const take = async (records: readonly Procedure[], complete = false, day = DAY): Promise<number> => {
    const id = await keep(await plan(records, complete, day), day);
    await approveImport(store, id, "minh", true, NOW);
    await applyImport(store, id, "minh", NOW);
    return id;
  };
  const codesOn = async (day: string) =>
    bookOf(await timelineOn(store, day))
      .allInForce()
      .map((one) => one.code);

  const a = record("1.000001", "Đăng ký kết hôn");
  const b = record("1.000002", "Đăng ký khai sinh");
  const c = record("1.000003", "Đăng ký khai tử");

  it("creates, changes field by field, leaves alone and withdraws", async () => {
    await take([a, b, c]);
    const changed = { ...b, field: "Lĩnh vực khác", shortName: "Khai sinh" };
    const planned = await plan([a, changed], true);
    expect(planned.unchanged).toEqual(["1.000001"]);
    expect(planned.items).toMatchObject([
      {
        action: "change",
        code: "1.000002",
        changes: [
          { field: "shortName", before: '"Đăng ký khai sinh"', after: '"Khai sinh"' },
          { field: "field", before: '"Hộ tịch"', after: '"Lĩnh vực khác"' },
        ],
      },
      { action: "withdraw", code: "1.000003" },
    ]);
    expect((await plan([a, b, c])).items).toEqual([]);
  });

  it("writes nothing while it is only planned", async () => {
    await take([a]);
    await keep(await plan([b]));
    expect(await codesOn(DAY)).toEqual(["1.000001"]);
  });

  it("takes effect on its day: the old version answers until then, and a future one waits", async () => {
    await take([a, b]);
    await take([{ ...a, shortName: "Tên năm sau" }], true, "2027-01-01");
    const before = bookOf(await timelineOn(store, "2026-12-31"));
    expect(before.inForce("1.000001")?.shortName).toBe("Đăng ký kết hôn");
    expect(before.inForce("1.000002")).toBeDefined();
    const after = bookOf(await timelineOn(store, "2027-01-01"));
    expect(after.inForce("1.000001")?.shortName).toBe("Tên năm sau");
    expect(after.inForce("1.000002")).toBeUndefined();
    expect(after.withdrawn("1.000002")).toMatchObject({
      since: "2027-01-01",
      record: { name: "Đăng ký khai sinh" },
    });
  });

  it("stops when it would withdraw more than allowed", async () => {
    await take([a, b, c]);
    const cutOff = await plan([a], true);
    await expect(keep(cutOff, DAY, 0.1)).rejects.toMatchObject({ code: "import_withdraws_too_much" });
    expect(await codesOn(DAY)).toHaveLength(3);
    expect(await keep(cutOff, DAY, 0.7)).toBeGreaterThan(0);
  });

  it("needs two people, unless one-person centres say otherwise", async () => {
    const id = await keep(await plan([a]));
    await expect(applyImport(store, id, "minh", NOW)).rejects.toMatchObject({ code: "import_state" });
    await expect(approveImport(store, id, "lan", true, NOW)).rejects.toMatchObject({
      code: "import_four_eyes",
    });
    await approveImport(store, id, "lan", false, NOW);
    await applyImport(store, id, "lan", NOW);
    expect(await codesOn(DAY)).toEqual(["1.000001"]);
    await expect(approveImport(store, 999_999, "minh", true, NOW)).rejects.toMatchObject({
      code: "not_found",
    });
  });

  it("that was rejected cannot be applied", async () => {
    const id = await keep(await plan([a]));
    await rejectImport(store, id, "minh", NOW);
    await expect(approveImport(store, id, "minh", true, NOW)).rejects.toMatchObject({ code: "import_state" });
    expect((await listImports(store))[0]).toMatchObject({ id, state: "rejected" });
  });

  it("is refused when the catalogue changed since its plan, and changes nothing", async () => {
    await take([a, b]);
    const late = await keep(await plan([{ ...a, field: "X" }, c]));
    await approveImport(store, late, "minh", true, NOW);
    await take([{ ...a, field: "Y" }]);
    await expect(applyImport(store, late, "minh", NOW)).rejects.toMatchObject({ code: "import_stale" });
    expect(await codesOn(DAY)).toEqual(["1.000001", "1.000002"]);
  });

  it("of two at once one is taken and the other refused", async () => {
    const ids = [await keep(await plan([a])), await keep(await plan([{ ...a, field: "Khác" }]))];
    for (const id of ids) await approveImport(store, id, "minh", true, NOW);
    const results = await Promise.allSettled(ids.map((id) => applyImport(store, id, "minh", NOW)));
    expect(results.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await codesOn(DAY)).toEqual(["1.000001"]);
  });

  it("leaves an audit line for each procedure: who, when, what, from which source", async () => {
    const id = await take([a]);
    await rollBackImport(store, id, "minh", NOW);
    const { rows } = await store.run(
      "select actor, action, subject, detail->'source'->>'url' as url from audit where subject like 'procedure:%' order by id",
    );
    expect(rows).toEqual([
      { actor: "minh", action: "procedure_create", subject: "procedure:1.000001", url: a.source.url },
      {
        actor: "minh",
        action: "procedure_create_rolled_back",
        subject: "procedure:1.000001",
        url: a.source.url,
      },
    ]);
    await expect(rollBackImport(store, id, "minh", NOW)).rejects.toMatchObject({ code: "import_state" });
  });

  it("withdraws what a decision's annex lists as abolished, and names what it lists without a record", async () => {
    await take([a, b]);
    const listed = (code: string, action: "abolish" | "publish"): ReadItem => ({
      kind: "listed",
      action,
      code,
      name: "x",
      decision: "1/QĐ",
      place: "dòng 3",
    });
    const planned = await plan([], false, DAY, [
      listed("1.000002", "abolish"),
      listed("1.000009", "publish"),
    ]);
    expect(planned.items).toMatchObject([{ action: "withdraw", code: "1.000002" }]);
    expect(planned.withoutRecord).toMatchObject([{ code: "1.000009" }]);
  });

  it("refuses the second of two different records of one code, with both places", async () => {
    const planned = await plan([a, a, { ...a, field: "Khác" }]);
    expect(planned.items).toHaveLength(1);
    expect(planned.refused).toMatchObject([
      { code: "1.000001", reason: expect.stringContaining("tệp.jsonl, 1.000001") as unknown },
    ]);
  });

  it("is not undone by the starter records at the next start", async () => {
    await loadStarter(store, [a, b], DAY, NOW);
    await take([{ ...a, shortName: "Của trung tâm" }]);
    expect(await loadStarter(store, [{ ...a, field: "Bản mới" }, b], DAY, NOW)).toEqual({
      added: 0,
      changed: 0,
      unchanged: 2,
    });
    expect(bookOf(await timelineOn(store, DAY)).inForce("1.000001")?.shortName).toBe("Của trung tâm");
  });

  it("applied and rolled back gives the same catalogue and the same search results (property)", async () => {
    const some = fc.uniqueArray(
      fc.record({
        n: fc.integer({ min: 1, max: 8 }),
        name: fc.constantFrom("Đăng ký kết hôn", "Cấp lại thẻ căn cước", "Chứng thực chữ ký"),
      }),
      { selector: (one) => one.n, maxLength: 8 },
    );
    const toRecords = (list: readonly { n: number; name: string }[]) =>
      list.map(({ n, name }) => record(`1.00000${n}`, `${name} ${n}`));
    const builder = createRetrieverBuilder(shippedLexicon(), () => 0);
    const searched = async () => {
      const timeline = await timelineOn(store, DAY);
      const retriever = atOnce(builder.build(bookOf(timeline).allInForce()));
      const results = [];
      for (const question of ["kết hôn", "mất căn cước", "chứng thực chữ ký 3"])
        results.push((await retriever.search(question, 5)).kept);
      return { timeline: [...timeline], results };
    };
    await fc.assert(
      fc.asyncProperty(some, some, fc.boolean(), async (first, second, complete) => {
        await store.run("truncate procedure_version, import_item, import_plan, audit cascade");
        await take(toRecords(first));
        const before = await searched();
        const id = await take(toRecords(second), complete);
        await rollBackImport(store, id, "minh", NOW);
        expect(await searched()).toEqual(before);
      }),
      { numRuns: engine.name === "pglite" ? 25 : 40 },
    );
  }, 120_000);
});

describe("the difference of two records", () => {
  it("is empty exactly for equal records, whatever the order of keys", () => {
    const one = record("1.000001", "Đăng ký kết hôn");
    const turned = Object.fromEntries(Object.entries(one).reverse()) as unknown as Procedure;
    expect(fieldChanges(one, turned)).toEqual([]);
    expect(fieldChanges(one, { ...one, aliases: ["cưới"] })).toEqual([
      { field: "aliases", before: "[]", after: '["cưới"]' },
    ]);
    expect(fieldChanges(undefined, one).length).toBeGreaterThan(10);
  });
});
