import fc from "fast-check";
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { createCrawlReader } from "../../../src/catalogue/readers/crawl/crawl-reader.ts";
import { TRAPS, type ReadItem, type TrapKind } from "../../../src/catalogue/reader.ts";
import { crawledFish } from "./fixtures/made-up-sources.ts";
import { describeOverReal, readAll, readRecord, sharedPath, TODAY } from "./fixtures/read-all.ts";

const reader = createCrawlReader();
const lines = (...records: readonly unknown[]): Buffer =>
  Buffer.from(records.map((one) => (typeof one === "string" ? one : JSON.stringify(one))).join("\n"));
const trapsOf = async (over: object): Promise<TrapKind[]> =>
  (await readRecord(reader, "a.jsonl", lines({ ...crawledFish, ...over }))).traps.map((trap) => trap.kind);

describe("the crawl's reader", () => {
  it("reads a line into a record", async () => {
    const { record, traps, place } = await readRecord(reader, "a.jsonl", lines(crawledFish));
    expect(place).toBe("dòng 1");
    expect(traps).toEqual([]);
    expect(record).toEqual({
      code: "1.999001",
      name: "Thủ tục đăng ký nuôi cá cảnh",
      shortName: "Đăng ký nuôi cá cảnh",
      aliases: [],
      levels: ["commune"],
      field: "Cá cảnh",
      agencies: [{ level: "commune", name: "Ủy ban nhân dân cấp xã" }],
      applicants: ["Công dân Việt Nam"],
      methods: [
        {
          channel: "in_person",
          times: [{ value: 5, unit: "working_day" }],
          fees: [{ kind: "le_phi", amount: 20000, unit: "bể", note: "20.000 đồng/bể" }],
        },
      ],
      documents: [{ name: "Tờ khai theo Mẫu số 01", original: 1, copies: 0, form: "Mẫu số 01" }],
      steps: ["Bước 1: Nộp hồ sơ.", "Bước 2: Nhận kết quả."],
      conditions: { none: true },
      result: ["Giấy chứng nhận nuôi cá"],
      forms: [{ name: "mau 01.docx" }],
      legalBasis: [{ number: "1/2030/NĐ-CP", title: "Nghị định về cá cảnh" }],
      related: [],
      source: { url: "https://example.org/ca-canh", decision: "1/QĐ-CC", date: "2026-06-01" },
    });
  });

  it("reads the same gzipped, with a byte order mark, and with \\r\\n", async () => {
    const plain = await readAll(reader, "a.jsonl", lines(crawledFish));
    expect(await readAll(reader, "a.jsonl.gz", gzipSync(lines(crawledFish)))).toEqual(plain);
    expect(
      await readAll(reader, "a.jsonl", Buffer.from(`\uFEFF${JSON.stringify(crawledFish)}\r\n\r\n`)),
    ).toEqual(plain);
  });

  it("accepts its own format only", () => {
    const accepts = (name: string, bytes: Buffer): boolean => reader.accepts({ name, bytes });
    expect(accepts("a.jsonl", lines(crawledFish))).toBe(true);
    expect(accepts("a.JSONL.gz", gzipSync(lines(crawledFish)))).toBe(true);
    expect(accepts("a.json", lines(crawledFish))).toBe(false);
    expect(accepts("a.jsonl", Buffer.from("mã;tên"))).toBe(false);
  });

  it.each<[TrapKind, object]>([
    ["agency_missing", { agency: null }],
    ["abolished_district", { agency: "Công an huyện, Công an xã" }],
    ["abolished_district", { steps: "Nộp hồ sơ tại UBND cấp huyện." }],
    ["legal_basis_missing", { legal_basis: null }],
    ["documents_missing", { documents: null }],
    ["documents_missing", { documents: [{ name: "Không quy định" }] }],
    ["methods_missing", { methods: [] }],
    ["methods_missing", { methods: [{ channel: null, description: "Trực tuyến1 GiờMiễn phí" }] }],
    ["time_without_unit", { methods: [{ channel: "Trực tiếp", time: "1" }] }],
    ["free_against_note", { methods: [{ channel: "Trực tiếp", fee: "Miễn phí (Phí thẩm định)" }] }],
    ["fee_wrong_unit", { methods: [{ channel: "Trực tiếp", fee: "20 VNĐ" }] }],
    ["note_as_document", { documents: [{ name: "Tờ khai" }, { name: "Lưu ý: nộp sớm" }] }],
  ])("reports %s", async (kind, over) => {
    expect(await trapsOf(over)).toContain(kind);
  });

  it("leaves an abolished body out of the answer and keeps it for questions", async () => {
    const { record } = await readRecord(
      reader,
      "a.jsonl",
      lines({ ...crawledFish, agency: "Công an huyện", extra: { ...crawledFish.extra, authority: "Bộ Cá" } }),
    );
    expect(record.agencies).toEqual({
      unknown: "Nguồn chỉ ghi cơ quan cấp huyện, nay đã bãi bỏ; cơ quan có thẩm quyền: Bộ Cá",
    });
    expect(record.legacyNames).toEqual(["Thủ tục đăng ký nuôi cá cảnh (Công an huyện)"]);
  });

  it("reports a name met before, not the first bearer nor a sibling", async () => {
    const items = await readAll(
      reader,
      "a.jsonl",
      lines(
        crawledFish,
        { ...crawledFish, code: "1.999002", name: "Đăng ký nuôi cá cảnh." },
        { ...crawledFish, code: "1.999003", name: "Đăng ký lại nuôi cá cảnh" },
      ),
    );
    expect(items.map((item) => (item.kind === "record" ? item.traps : item))).toEqual([
      [],
      [{ kind: "name_shared", code: "1.999002", detail: "trùng tên với 1.999001" }],
      [],
    ]);
  });

  it("refuses what is no record, with its place, and goes on", async () => {
    const items = await readAll(
      reader,
      "a.jsonl",
      lines(
        '{"code": ',
        { ...crawledFish, code: "CCCX_01" },
        { ...crawledFish, code: undefined },
        { ...crawledFish, name: " " },
        { ...crawledFish, level: ["huyện"] },
        { ...crawledFish, level: ["vũ trụ"] },
        { ...crawledFish, field: "" },
        { ...crawledFish, documents: "Tờ khai" },
        crawledFish,
      ),
    );
    const told = items.map((item) => (item.kind === "refused" ? `${item.place}: ${item.reason}` : item.kind));
    expect(told.slice(0, 6)).toEqual([
      "dòng 1: Dòng không phải JSON hợp lệ",
      "dòng 2: Mã thủ tục “CCCX_01” không đúng dạng 1.004194",
      "dòng 3: Không có mã thủ tục",
      "dòng 4: Không có tên thủ tục",
      "dòng 5: Chỉ ghi cấp huyện, cấp đã bãi bỏ: không rõ nay cấp nào thực hiện",
      "dòng 6: Cấp thực hiện không đọc được: vũ trụ",
    ]);
    expect(told[6]).toMatch(/^dòng 7: Trường field không hợp lệ/);
    expect(told[7]).toMatch(/^dòng 8: Trường documents không đúng kiểu/);
    expect(told[8]).toBe("record");
  });

  it("a line longer than any record is refused without the lines around it", async () => {
    const items = await readAll(
      reader,
      "a.jsonl.gz",
      gzipSync(lines(crawledFish, "x".repeat(9_000_000), crawledFish)),
    );
    expect(items.map((item) => `${item.place} ${item.kind}`)).toEqual([
      "dòng 1 record",
      "dòng 2 refused",
      "dòng 3 record",
    ]);
  });

  it("a broken archive gives the lines before the break and a refusal", async () => {
    const many = lines(
      ...Array.from({ length: 50 }, (_, index) => ({
        ...crawledFish,
        steps: `${index} ${"cá ".repeat(index * 50)}`,
      })),
    );
    const whole = gzipSync(many);
    const items = await readAll(reader, "a.jsonl.gz", whole.subarray(0, whole.length - 40));
    expect(items.at(-1)).toMatchObject({ kind: "refused", file: "a.jsonl.gz" });
  });

  it("never throws for what stands in the file", async () => {
    const sources = [lines(crawledFish, crawledFish), gzipSync(lines(crawledFish, crawledFish))];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...sources),
        fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 20 }),
        fc.nat(),
        async (source, changes, cut) => {
          const bytes = Buffer.from(source);
          for (const [at, value] of changes) bytes[at % bytes.length] = value;
          const items = await readAll(reader, "a.jsonl", bytes.subarray(0, bytes.length - (cut % 200)));
          for (const item of items) expect(["record", "refused"]).toContain(item.kind);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describeOverReal("the national crawl", ["catalogue", "national.jsonl.gz"], () => {
  it("4,432 lines give 4,432 items; the traps are counted and printed", async () => {
    const bytes = readFileSync(sharedPath("catalogue", "national.jsonl.gz"));
    const started = performance.now();
    const kinds = new Map<ReadItem["kind"], number>();
    const traps = new Map<TrapKind, { rows: number; records: Set<string> }>();
    for await (const item of reader.read({ name: "national.jsonl.gz", bytes }, TODAY)) {
      kinds.set(item.kind, (kinds.get(item.kind) ?? 0) + 1);
      if (item.kind !== "record") continue;
      for (const trap of item.traps) {
        const seen = traps.get(trap.kind) ?? { rows: 0, records: new Set() };
        seen.rows += 1;
        seen.records.add(trap.code);
        traps.set(trap.kind, seen);
      }
    }
    const seconds = (performance.now() - started) / 1000;
    console.table(
      Object.fromEntries(
        TRAPS.map((kind) => [
          kind,
          { rows: traps.get(kind)?.rows ?? 0, records: traps.get(kind)?.records.size ?? 0 },
        ]),
      ),
    );
    console.log(`${JSON.stringify([...kinds])}, ${seconds.toFixed(1)} s`);
    expect((kinds.get("record") ?? 0) + (kinds.get("refused") ?? 0)).toBe(4432);
    expect(kinds.get("listed")).toBeUndefined();
    // As counted independently of the reader when the file was put together (../shared/README.md).
    expect(traps.get("time_without_unit")?.rows).toBeGreaterThanOrEqual(660);
    expect(traps.get("free_against_note")?.rows).toBeGreaterThanOrEqual(290);
    expect(traps.get("fee_wrong_unit")?.rows).toBeGreaterThanOrEqual(160);
  });
});
