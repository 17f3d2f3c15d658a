import ExcelJS from "exceljs";
import { parseCsv } from "../../src/catalogue/readers/spreadsheet/parse-csv.ts";
import type { Operator } from "../../src/core/people.ts";
import { EXPORTED_AT_MOST, exportCases } from "../../src/desk/export-cases.ts";
import type { Store } from "../../src/store/open-store.ts";
import { onBothEngines } from "../support/engines.ts";
import { openSuiteStore } from "../support/suite-store.ts";
import {
  addCase,
  addConversation,
  addMessage,
  addOperator,
  clear,
  holderOf,
  KHAI_SINH,
  NOW,
  VIEW,
} from "./desk-fixtures.ts";

const TITLES = [
  "Số",
  "Ngày giờ tiếp nhận",
  "Kênh",
  "Lý do",
  "Mã thủ tục",
  "Tên thủ tục",
  "Lĩnh vực",
  "Đơn vị",
  "Cán bộ",
  "Nhận lúc",
  "Trả lời đầu tiên",
  "Hạn xử lý",
  "Kết thúc",
  "Đúng hạn/Quá hạn",
  "Kết quả",
  "Nội dung giải quyết",
];

onBothEngines("export of cases", (engine) => {
  let store: Store;
  let supervisor: Operator;
  let conversation: string;
  openSuiteStore(engine, (opened) => (store = opened));
  beforeEach(async () => {
    await clear(store);
    supervisor = await addOperator(store, "Phụ Trách", { role: "supervisor" });
    conversation = await addConversation(store, { citizenName: "Người Bí Mật", citizenId: "bi-mat-4821" });
    await addMessage(store, conversation, { text: "lời của người dân" });
  });

  const csv = async (query: Parameters<typeof exportCases>[2] = {}) => {
    const { bytes } = await exportCases(store, supervisor, query, "csv", VIEW, NOW);
    return bytes.toString("utf8");
  };
  const workbook = async (query: Parameters<typeof exportCases>[2] = {}) => {
    const { bytes } = await exportCases(store, supervisor, query, "xlsx", VIEW, NOW);
    const book = new ExcelJS.Workbook();
    await book.xlsx.load(bytes as unknown as ArrayBuffer);
    return { book, bytes };
  };
  const addFull = () =>
    addCase(store, conversation, {
      number: "2026-500001",
      openedAt: new Date("2026-11-23T02:05:00Z"),
      procedure: KHAI_SINH,
      unit: "tu-phap",
      officer: holderOf(supervisor),
      claimedAt: new Date("2026-11-23T02:10:00Z"),
      firstReplyAt: new Date("2026-11-23T02:12:00Z"),
      closedAt: new Date("2026-11-23T18:30:00Z"),
      dueDate: "2026-11-24",
      outcome: "settled",
      settled: 'Đã nói "rõ", hẹn\nngày 25',
    });

  it("to CSV opens in Excel with tones, Vietnamese times and every field whole", async () => {
    await addFull();
    await addCase(store, conversation, {
      number: "2026-500002",
      openedAt: new Date("2026-11-20T02:00:00Z"),
      dueDate: "2026-11-23",
    });
    const text = await csv();
    expect(text.startsWith("\ufeff")).toBe(true);
    const rows = parseCsv(text.slice(1)).map(({ fields }) => fields);
    expect(rows[0]).toEqual(TITLES);
    expect(rows[1]).toEqual([
      "2026-500001",
      "23/11/2026 09:05",
      "Zalo",
      "Xin gặp cán bộ",
      KHAI_SINH,
      "Đăng ký khai sinh",
      "Hộ tịch",
      "Quầy Tư pháp",
      "Phụ Trách",
      "23/11/2026 09:10",
      "23/11/2026 09:12",
      "24/11/2026",
      "24/11/2026 01:30",
      "Đúng hạn",
      "Đã giải đáp",
      'Đã nói "rõ", hẹn\nngày 25',
    ]);
    expect(rows[2]?.slice(7)).toEqual(["", "", "", "", "23/11/2026", "", "Quá hạn", "", ""]);
    expect(text.replaceAll("\r\n", "").match(/\r/)).toBeNull();
    expect(text).not.toMatch(/Bí Mật|4821|lời của người dân/);
  });

  it("to CSV makes no formula of what people wrote", async () => {
    const written = ["=1+1", "+84", "-2", "@SUM(A1)", "\t=1", "bình thường = như cũ"];
    for (const settled of written) await addCase(store, conversation, { settled });
    const cells = parseCsv((await csv()).slice(1))
      .slice(1)
      .map(({ fields }) => fields.at(-1));
    expect(new Set(cells)).toEqual(
      new Set(["'=1+1", "'+84", "'-2", "'@SUM(A1)", "'\t=1", "bình thường = như cũ"]),
    );
  });

  it("to Excel has real dates by the clock in Vietnam, texts that stay texts, and widths", async () => {
    await addFull();
    await addCase(store, conversation, {
      number: "2026-500003",
      openedAt: new Date("2026-11-20T02:00:00Z"),
      settled: "=1+1 \u0001",
    });
    const { book, bytes } = await workbook();
    const sheet = book.getWorksheet("Vụ việc");
    expect(sheet?.getRow(1).values).toEqual([undefined, ...TITLES]);
    const row = sheet?.getRow(2);
    expect(row?.getCell(2).value).toEqual(new Date("2026-11-23T09:05:00Z"));
    expect(row?.getCell(2).numFmt).toBe("dd/mm/yyyy hh:mm");
    expect(row?.getCell(12).value).toEqual(new Date("2026-11-24T00:00:00Z"));
    expect(row?.getCell(12).numFmt).toBe("dd/mm/yyyy");
    expect(row?.getCell(13).value).toEqual(new Date("2026-11-24T01:30:00Z"));
    expect(row?.getCell(16).value).toBe('Đã nói "rõ", hẹn\nngày 25');
    expect(sheet?.getRow(3).getCell(16).type).toBe(ExcelJS.ValueType.String);
    expect(sheet?.getRow(3).getCell(16).value).toBe("=1+1 ");
    expect(sheet?.getColumn(16).width).toBe(60);
    expect(sheet?.views).toMatchObject([{ state: "frozen", ySplit: 1 }]);
    expect(bytes.subarray(0, 2).toString()).toBe("PK");
  });

  it("to Excel names the filters that were used", async () => {
    await addFull();
    await addCase(store, conversation, { number: "2026-500004", channel: "web" });
    const { book } = await workbook({
      from: "2026-11-01",
      state: "closed",
      officer: supervisor.id,
      field: "Hộ tịch",
      q: "khai",
    });
    expect(book.getWorksheet("Vụ việc")?.rowCount).toBe(2);
    const filters = new Map<unknown, unknown>();
    book.getWorksheet("Bộ lọc")?.eachRow((row) => filters.set(row.getCell(1).value, row.getCell(2).value));
    expect(Object.fromEntries(filters as Map<string, unknown>)).toEqual({
      "Từ ngày": new Date("2026-11-01T00:00:00Z"),
      "Đến ngày": "Tất cả",
      "Tình trạng": "Đã kết thúc",
      "Kết quả": "Tất cả",
      "Lý do": "Tất cả",
      Kênh: "Tất cả",
      "Cán bộ": "Phụ Trách",
      "Lĩnh vực": "Hộ tịch",
      "Đơn vị": "Tất cả",
      "Từ cần tìm": "khai",
      "Số vụ việc": "1",
      "Xuất lúc": new Date("2026-11-24T10:00:00Z"),
    });
  });

  it("of nothing is a file with titles alone", async () => {
    expect(parseCsv((await csv()).slice(1)).map(({ fields }) => fields)).toEqual([TITLES]);
    expect((await workbook()).book.getWorksheet("Vụ việc")?.rowCount).toBe(1);
  });

  it("is for supervisors, and refused when a part of the record would be cut off", async () => {
    const me = await addOperator(store, "Nguyễn Thử");
    await expect(exportCases(store, me, {}, "csv", VIEW, NOW)).rejects.toMatchObject({ code: "not_allowed" });
    await store.run(
      `insert into handled_case (id, number, conversation_id, channel, opened_at, opened_seq, reason, due_date)
       select gen_random_uuid(), 'm-' || n, $1, 'zalo', timestamptz '2026-11-01 00:00:00Z' + n * interval '1 second', 0,
              'complaint', '2026-11-30'
       from generate_series(1, ${EXPORTED_AT_MOST + 1}) n`,
      [conversation],
    );
    await expect(csv()).rejects.toMatchObject({
      code: "input_invalid",
      message: expect.stringContaining("20001") as string,
    });
    await store.run("delete from handled_case where number = 'm-1'");
    expect(parseCsv(await csv())).toHaveLength(EXPORTED_AT_MOST + 1);
  });
});
