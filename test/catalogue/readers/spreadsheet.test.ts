import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import type { ReadItem, SourceFile } from "../../../src/catalogue/reader.ts";
import { parseCsv } from "../../../src/catalogue/readers/spreadsheet/parse-csv.ts";
import { spreadsheetReader } from "../../../src/catalogue/readers/spreadsheet/read-list.ts";
import { all, csv, workbook } from "./workbook.ts";

const read = (file: SourceFile): Promise<readonly ReadItem[]> =>
  all(spreadsheetReader.read(file, "2026-11-24"));

/** What a test wants to see of an item, in one line. */
const brief = (item: ReadItem): string =>
  item.kind === "listed"
    ? `${item.action} ${item.code} ${item.name}`
    : item.kind === "refused"
      ? `refused ${item.place}: ${item.reason}`
      : item.kind;
const briefly = async (file: SourceFile): Promise<readonly string[]> => (await read(file)).map(brief);

const HEADER = ["STT", "Mã số TTHC", "Tên thủ tục hành chính", "Lĩnh vực", "Ghi chú"];

describe("annex of a decision", () => {
  it("gives each procedure the action of the heading it stands under", async () => {
    const file = await workbook({
      "Phụ lục I": {
        rows: [
          ["DANH MỤC THỦ TỤC HÀNH CHÍNH MỚI BAN HÀNH, SỬA ĐỔI, BỔ SUNG VÀ BÃI BỎ", null, null, null, null],
          ["(Kèm theo Quyết định số 1234/QĐ-UBND ngày 05 tháng 3 năm 2026)"],
          [],
          HEADER,
          ["(1)", "(2)", "(3)", "(4)", "(5)"],
          ["I", "Danh mục thủ tục hành chính mới ban hành (02 TTHC)"],
          ["A", "Lĩnh vực Hộ tịch"],
          [1, "1.000001", "Đăng ký việc thứ nhất", "Hộ tịch", null],
          [2, "1.000002.000.00.00.H44", "Đăng ký việc thứ hai", "Hộ tịch", null],
          ["II", "Danh mục thủ tục hành chính được sửa đổi, bổ sung"],
          [1, "1.000003", "Sửa đổi, bổ sung giấy phép", "Đất đai", null],
          ["III", "Danh mục thủ tục hành chính bị bãi bỏ"],
          [1, "1.000004", "Đăng ký việc cũ", "Đất đai", "Bị thay bằng thủ tục mới ban hành"],
          ["IV", "Danh mục thủ tục hành chính được thay thế"],
          [1, "1.000005", "Đăng ký việc thay", "Đất đai", null],
          [null, null, "Người lập bảng", null, null],
        ],
        merge: ["A1:E1", "A2:E2", "B6:E6", "B7:E7", "B10:E10", "B12:E12", "B14:E14"],
      },
    });
    expect(await briefly(file)).toEqual([
      "publish 1.000001 Đăng ký việc thứ nhất",
      "publish 1.000002 Đăng ký việc thứ hai",
      "amend 1.000003 Sửa đổi, bổ sung giấy phép",
      "abolish 1.000004 Đăng ký việc cũ",
      "unsaid 1.000005 Đăng ký việc thay",
    ]);
    expect((await read(file))[0]).toMatchObject({
      decision: "1234/QĐ-UBND",
      place: "trang tính Phụ lục I, dòng 8",
    });
  });

  it("reads every sheet, finds the action in title or sheet name, and columns anew where headings are repeated", async () => {
    const file = await workbook({
      "Bãi bỏ": {
        rows: [
          ["TT", "Tên TTHC", "Mã TTHC"],
          [1, "Việc một", "1.000001"],
        ],
      },
      "Phụ lục 2": {
        rows: [
          ["DANH MỤC THỦ TỤC HÀNH CHÍNH MỚI BAN HÀNH"],
          ["STT", "Số hồ sơ TTHC", "Tên thủ tục"],
          [1, "1.000002", "Việc hai"],
          ["TT", "Tên thủ tục", "Cơ quan", "Mã số thủ tục"],
          [2, "Việc ba", "Sở Mẫu", "1.000003"],
        ],
      },
      "Ghi nhớ": { rows: [["Gửi trước thứ Sáu"]] },
    });
    expect(await briefly(file)).toEqual([
      "abolish 1.000001 Việc một",
      "publish 1.000002 Việc hai",
      "publish 1.000003 Việc ba",
    ]);
  });

  it("takes the action from the row's own column, and refuses the row when that contradicts the heading", async () => {
    const file = csv(
      [
        "STT;Mã TTHC;Tên TTHC;Hình thức;Quyết định công bố",
        "1;1.000001;Việc một;Mới;77/QĐ-UBND",
        "2;1.000002;Việc hai;Bãi bỏ;",
        "I. THỦ TỤC HÀNH CHÍNH BỊ BÃI BỎ;;;;",
        "3;1.000003;Việc ba;Sửa đổi, bổ sung;",
        "4;1.000004;Việc bốn;;",
      ].join("\n"),
    );
    expect(await briefly(file)).toEqual([
      "publish 1.000001 Việc một",
      "abolish 1.000002 Việc hai",
      "refused dòng 5: Mục ghi bãi bỏ nhưng dòng ghi sửa đổi, bổ sung.",
      "abolish 1.000004 Việc bốn",
    ]);
    expect((await read(file))[0]).toMatchObject({ decision: "77/QĐ-UBND" });
  });

  it("knows which part a heading ends, whichever of letters and Roman numbers stands above", async () => {
    const rows = (
      outer: readonly [string, string],
      inner: string,
    ): readonly (readonly (string | number)[])[] => [
      ["STT", "Mã TTHC", "Tên TTHC"],
      [`${outer[0]}. Thủ tục hành chính mới ban hành`],
      [`${inner}. Lĩnh vực Hộ tịch`],
      [1, "1.000001", "Việc một"],
      [`${outer[1]}. Thủ tục hành chính nội bộ`],
      [1, "1.000002", "Việc hai"],
    ];
    for (const layout of [rows(["A", "B"], "I"), rows(["I", "II"], "A")]) {
      expect(await briefly(await workbook({ "Danh mục": { rows: layout } }))).toEqual([
        "publish 1.000001 Việc một",
        "unsaid 1.000002 Việc hai",
      ]);
    }
  });
});

describe("codes", () => {
  it("written as numbers get back the zeros the spreadsheet dropped; a whole number is none", async () => {
    const file = await workbook({
      "Danh mục": {
        rows: [
          ["Mã", "Tên"],
          [1.00419, "Việc một"],
          [2.000815, "Việc hai"],
          [1004194, "Việc ba"],
        ],
      },
    });
    expect(await briefly(file)).toEqual([
      "unsaid 1.004190 Việc một",
      "unsaid 2.000815 Việc hai",
      'refused trang tính Danh mục, dòng 4: "1004194" không phải mã dạng 1.004194.',
    ]);
  });

  it("are found within the name when there is no column of codes", async () => {
    const file = csv(
      "STT,Tên thủ tục hành chính,Lĩnh vực\n1,Việc một (1.000001),Hộ tịch\n2,Việc hai,Hộ tịch\n",
    );
    expect(await briefly(file)).toEqual([
      "unsaid 1.000001 Việc một",
      "refused dòng 3: Dòng không có mã thủ tục.",
    ]);
  });

  it("that cannot be read are refused with sheet and row, beside those that can", async () => {
    const file = await workbook({
      "Danh mục": {
        rows: [
          HEADER,
          [1, "1.000001", "Việc một", "Hộ tịch", null],
          [2, "TEST_01", "Việc thử", "Hộ tịch", null],
          [3, null, "Việc chưa có mã", "Hộ tịch", null],
          [4, "1.00419", "Việc thiếu số", "Hộ tịch", null],
          [5, "1.000005\n1.000006", "Hai việc", "Hộ tịch", null],
          [6, "1.000007", null, "Hộ tịch", null],
          [7, "1.000008", "Việc tám", "Hộ tịch", null],
        ],
      },
    });
    const at = "refused trang tính Danh mục, dòng";
    expect(await briefly(file)).toEqual([
      "unsaid 1.000001 Việc một",
      `${at} 3: "TEST_01" không phải mã dạng 1.004194.`,
      `${at} 4: Dòng không có mã thủ tục.`,
      `${at} 5: "1.00419" không phải mã dạng 1.004194.`,
      `${at} 6: Ô mã có 2 mã: 1.000005, 1.000006.`,
      `${at} 7: Dòng có mã nhưng không có tên thủ tục.`,
      "unsaid 1.000008 Việc tám",
    ]);
    expect((await read(file))[5]).toMatchObject({ kind: "refused", code: "1.000007", file: "danh-muc.xlsx" });
  });

  it("merged over several rows are one procedure", async () => {
    const file = await workbook({
      "Danh mục": {
        rows: [
          ["Mã TTHC", "Tên TTHC", "Cách thức"],
          ["1.000001", "Việc một", "Trực tiếp"],
          [null, null, "Trực tuyến"],
          ["1.000002", "Việc hai", "Trực tiếp"],
        ],
        merge: ["A2:A3", "B2:B3"],
      },
    });
    expect(await briefly(file)).toEqual(["unsaid 1.000001 Việc một", "unsaid 1.000002 Việc hai"]);
  });

  it("said twice are taken once when the lines agree, and not at all when they differ", async () => {
    const file = csv(
      [
        "Mã TTHC,Tên TTHC,Trạng thái",
        "1.000001,Đăng ký việc một,",
        "1.000001,Thủ tục ĐĂNG KÝ VIỆC MỘT (cấp xã),",
        "1.000002,Đăng ký việc hai,",
        "1.000002,Thủ tục test,",
        "1.000003,Việc ba,Mới",
        "1.000003,Việc ba,Bãi bỏ",
      ].join("\r\n"),
    );
    expect(await briefly(file)).toEqual([
      "unsaid 1.000001 Đăng ký việc một",
      "refused dòng 3: Lặp lại dòng 2.",
      "refused dòng 4: Cùng mã nhưng tên khác ở dòng 5.",
      "refused dòng 5: Cùng mã nhưng tên khác ở dòng 4.",
      "refused dòng 6: Cùng mã nhưng việc cần làm khác ở dòng 7.",
      "refused dòng 7: Cùng mã nhưng việc cần làm khác ở dòng 6.",
    ]);
  });
});

describe("files", () => {
  it("of other formats are left to other readers", () => {
    const named = (name: string): boolean => spreadsheetReader.accepts({ name, bytes: new Uint8Array() });
    expect(["a.xlsx", "A.XLSX", "a.csv", "a.xls"].map(named)).toEqual([true, true, true, true]);
    expect(["a.docx", "a.json", "a.yaml", "xlsx"].map(named)).toEqual([false, false, false, false]);
  });

  it("without a table, hidden, or without headings are refused in words, not passed over", async () => {
    expect(await briefly(csv("Kính gửi,Sở Mẫu\n"))).toEqual([
      "refused cả tệp: Không tìm thấy bảng nào có cột mã và cột tên thủ tục.",
    ]);
    expect(await briefly(csv("1,1.000001,Việc một\n"))).toEqual([
      "refused cả tệp: Có mã thủ tục nhưng không có dòng tiêu đề nêu cột mã và cột tên.",
    ]);
    const hidden = await workbook({
      Hiện: { rows: [HEADER, [1, "1.000001", "Việc một", "", ""]] },
      Ẩn: { rows: [HEADER, [1, "1.000002", "Việc hai", "", ""]], hidden: true },
    });
    expect(await briefly(hidden)).toEqual([
      "unsaid 1.000001 Việc một",
      "refused trang tính Ẩn: Trang tính ẩn, không đọc.",
    ]);
  });

  it("that are broken, old or in another encoding are refused in words", async () => {
    const reason = async (name: string, bytes: Uint8Array): Promise<string> => {
      const [item] = await read({ name, bytes });
      return item?.kind === "refused" ? item.reason : "";
    };
    const good = await workbook({ A: { rows: [HEADER] } });
    expect(await reason("a.xlsx", good.bytes.slice(0, 900))).toMatch(/hỏng/);
    expect(await reason("a.xlsx", new Uint8Array())).toMatch(/hỏng/);
    expect(await reason("a.xls", new Uint8Array([0xd0, 0xcf]))).toMatch(/\.xls của Excel đời cũ/);
    expect(await reason("a.csv", new Uint8Array([0x4d, 0xe3, 0x20]))).toMatch(/UTF-8/);
  });

  it("saved as Excel's Unicode text are read", async () => {
    const text = "\uFEFFMã TTHC\tTên TTHC\r\n1.000001\tViệc một\r\n";
    const bytes = new Uint8Array(Buffer.from(text, "utf16le"));
    expect((await read({ name: "a.csv", bytes })).map(brief)).toEqual(["unsaid 1.000001 Việc một"]);
  });

  it("of any bytes and any text never make it throw", async () => {
    const anyText = fc.array(
      fc.array(
        fc.oneof(fc.string(), fc.constantFrom("Mã TTHC", "Tên TTHC", "1.000001", "I. Bãi bỏ", "STT")),
        {
          maxLength: 5,
        },
      ),
      { maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(anyText, async (rows) => {
        const items = await read(csv(rows.map((row) => row.join(",")).join("\n")));
        expect(items.length).toBeGreaterThan(0);
      }),
      { numRuns: 200 },
    );
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        expect((await read({ name: "a.xlsx", bytes })).map(({ kind }) => kind)).toEqual(["refused"]);
      }),
      { numRuns: 50 },
    );
  });
});

describe("CSV", () => {
  it("gives back what was written, with every field quoted", () => {
    const table = fc.array(fc.array(fc.string(), { minLength: 2, maxLength: 4 }), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(table, fc.constantFrom(",", ";", "\t"), (rows, separator) => {
        const quote = (field: string): string => `"${field.replaceAll('"', '""')}"`;
        const text = rows.map((row) => row.map(quote).join(separator)).join("\r\n");
        expect(parseCsv(text).map(({ fields }) => fields)).toEqual(rows);
      }),
    );
  });

  it("counts the lines within a quoted field", () => {
    expect(parseCsv('a,"b\nc"\nd,e').map(({ line }) => line)).toEqual([1, 3]);
  });
});

const SAMPLES = join("..", "shared", "samples", "other");
const withSamples = existsSync(SAMPLES) ? describe : describe.skip;
withSamples(`real lists (skipped where ${SAMPLES} is not at hand)`, () => {
  const counts = async (name: string): Promise<Readonly<Record<string, number>>> => {
    const found: Record<string, number> = {};
    for (const item of await read({ name, bytes: readFileSync(join(SAMPLES, name)) })) {
      const kind =
        item.kind === "refused"
          ? (/không phải mã|tên khác|Lặp lại/.exec(item.reason)?.[0] ?? "?")
          : item.kind;
      found[kind] = (found[kind] ?? 0) + 1;
    }
    return found;
  };

  it("of two ministries are read whole", async () => {
    expect(await counts("danh-sach-tthc-BoTuPhap.xlsx")).toEqual({ listed: 271 });
    expect(await counts("danh-sach-tthc-BoCongAn.xlsx")).toEqual({ listed: 339 });
  });

  it("of a province: all 1,842 rows are accounted for, test rows and doubled codes refused", async () => {
    const found = await counts("DVC_TTHC_LangSon_1842.xlsx");
    expect(found).toEqual({ listed: 1688, "không phải mã": 54, "tên khác": 36, "Lặp lại": 64 });
    expect(Object.values(found).reduce((a, b) => a + b)).toBe(1842);
  });
});
