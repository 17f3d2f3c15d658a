import { createPortalJsonReader } from "../../../src/catalogue/readers/portal-json/portal-json-reader.ts";
import { apiFish } from "./fixtures/made-up-sources.ts";
import { describeOverReal, readAll, readRecord, sharedFiles, neverThrows } from "./fixtures/read-all.ts";

const reader = createPortalJsonReader();
const json = (data: unknown): Buffer => Buffer.from(JSON.stringify(data));
const method = (over: object): object => ({
  ...apiFish,
  executionMethods: [{ ...apiFish.executionMethods[0], ...over }],
});

describe("the portal's API reader", () => {
  it("reads a procedure", async () => {
    const { record, traps } = await readRecord(reader, "a.json", json(apiFish));
    expect(traps).toEqual([]);
    expect(record).toMatchObject({
      code: "1.999001",
      shortName: "Đăng ký nuôi cá cảnh",
      levels: ["commune"],
      agencies: [{ level: "commune", name: "Ủy ban nhân dân cấp xã" }],
      methods: [
        {
          channel: "in_person",
          times: [{ value: 5, unit: "working_day" }],
          fees: [{ kind: "le_phi", amount: 20000, unit: "bể", note: "Lệ phí: 20.000 đồng/bể" }],
        },
      ],
      documents: [{ name: "Tờ khai theo Mẫu số 01", original: 1, copies: 0, form: "Mẫu số 01" }],
      steps: ["Bước 1: Nộp hồ sơ.", "Bước 2: Nhận kết quả."],
      conditions: { none: true },
      forms: [{ name: "mau 01.docx" }],
      legalBasis: [{ number: "1/2030/NĐ-CP", title: "Nghị định về cá cảnh" }],
      // 20:00 UTC is the next day in Việt Nam.
      source: {
        url: "https://dichvucong.gov.vn/thu-tuc-hanh-chinh/ca-canh",
        decision: "1/QĐ-CC",
        date: "2026-04-02",
      },
    });
  });

  it("takes the agencies from the groups when the departments are empty", async () => {
    const groups = {
      ...apiFish,
      departmentsExecuting: [],
      unitGroupsExecuting: [{ name: "Ủy ban nhân dân cấp xã." }],
    };
    const { record } = await readRecord(reader, "a.json", json(groups));
    expect(record.agencies).toEqual([{ level: "commune", name: "Ủy ban nhân dân cấp xã" }]);
  });

  it("unit OTHER is no unit, and a 0 is no “free”", async () => {
    const other = await readRecord(
      reader,
      "a.json",
      json(method({ processingTime: 1, processingTimeUnit: "OTHER" })),
    );
    expect(other.traps.map((trap) => trap.kind)).toEqual(["time_without_unit"]);
    const zero = await readRecord(reader, "a.json", json(method({ fees: [{ type: "FEE", value: 0 }] })));
    expect(zero.record.methods).toMatchObject([
      { fees: [{ unknown: "Nguồn để mức 0, không ghi rõ là miễn phí" }] },
    ]);
    const noted = await readRecord(
      reader,
      "a.json",
      json(method({ fees: [{ type: "FEE", value: 0, description: "Theo quy định của Bộ Tài chính" }] })),
    );
    expect(noted.traps.map((trap) => trap.kind)).toEqual(["free_against_note"]);
    const dollars = await readRecord(
      reader,
      "a.json",
      json(method({ fees: [{ type: "FEE", value: 10, currencyName: "USD", description: "/bản" }] })),
    );
    expect(dollars.record.methods).toMatchObject([{ fees: [{ unknown: "Nguồn ghi “10 USD (/bản)”" }] }]);
  });

  it("two ways of filing by one channel stay two", async () => {
    const twice = {
      ...apiFish,
      executionMethods: [...apiFish.executionMethods, ...apiFish.executionMethods],
    };
    const { record } = await readRecord(reader, "a.json", json(twice));
    expect(record.methods).toHaveLength(2);
  });

  it("refuses one of a list by its place, and reads the others", async () => {
    const items = await readAll(
      reader,
      "a.json",
      json([
        apiFish,
        { ...apiFish, executionMethods: "DIRECT" },
        { ...apiFish, code: "" },
        { ...apiFish, isInternal: true },
        { ...apiFish, state: "REVOKED" },
        { ...apiFish, isWard: false },
        null,
      ]),
    );
    expect(
      items.map((item) => (item.kind === "refused" ? `${item.place}: ${item.reason}` : item.kind)),
    ).toEqual([
      "record",
      expect.stringMatching(/^bản ghi 2: Trường executionMethods không đúng kiểu/),
      "bản ghi 3: Không có mã thủ tục",
      "bản ghi 4: Thủ tục nội bộ, không dành cho người dân",
      "bản ghi 5: Trạng thái “REVOKED”: không rõ thủ tục còn hiệu lực không",
      "bản ghi 6: Không ghi cấp thực hiện",
      expect.stringMatching(/^bản ghi 7: /),
    ]);
  });

  it("accepts its own format only", () => {
    expect(reader.accepts({ name: "a.json", bytes: json(apiFish) })).toBe(true);
    expect(reader.accepts({ name: "a.json", bytes: json({ code: "1.999001", shortName: "x" }) })).toBe(false);
    expect(reader.accepts({ name: "a.jsonl", bytes: json(apiFish) })).toBe(false);
  });

  it("never throws for what stands in the file", async () => {
    await neverThrows(reader, "a.json", json([apiFish, apiFish]), 200);
  });
});

describeOverReal("the portal's API", ["samples", "portal-json"], () => {
  it.each(sharedFiles("samples", "portal-json").map((file) => [file.name, file] as const))(
    "%s is read under its own code",
    async (name, file) => {
      expect(reader.accepts(file)).toBe(true);
      const { record } = await readRecord(reader, name, file.bytes);
      expect(`${record.code}.json`).toBe(name);
    },
  );
});
