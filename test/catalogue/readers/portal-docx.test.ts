import { createPortalDocxReader } from "../../../src/catalogue/readers/portal-docx/portal-docx-reader.ts";
import { docxFile, type DocxBlock } from "./fixtures/docx-file.ts";
import { wordFish } from "./fixtures/made-up-sources.ts";
import {
  describeOverReal,
  readAll,
  readRecord,
  sharedFiles,
  TODAY,
  neverThrows,
} from "./fixtures/read-all.ts";

const reader = createPortalDocxReader();
const withLabel = (label: string, text: string): Buffer =>
  docxFile(wordFish.map((block) => ("label" in block && block.label === label ? { label, text } : block)));

describe("the Word export's reader", () => {
  it("reads a procedure by its labels", async () => {
    const { record, traps } = await readRecord(reader, "a.docx", docxFile(wordFish));
    expect(traps).toEqual([]);
    expect(record).toEqual({
      code: "1.999001",
      name: "Thủ tục đăng ký nuôi cá cảnh",
      shortName: "Đăng ký nuôi cá cảnh",
      aliases: [],
      levels: ["commune"],
      field: "Cá cảnh",
      agencies: [{ level: "commune", name: "Ủy ban nhân dân cấp xã" }],
      applicants: ["Công dân Việt Nam", "Cán bộ, công chức, viên chức"],
      methods: [
        {
          channel: "in_person",
          times: [{ value: 5, unit: "working_day" }],
          fees: [{ kind: "le_phi", amount: 20000, unit: "bể", note: "20.000 đồng/bể" }],
        },
      ],
      documents: [
        {
          case: "Trường hợp 1: nuôi trong nhà",
          name: "Tờ khai theo Mẫu số 01",
          original: 1,
          copies: 0,
          form: "Mẫu số 01",
        },
      ],
      // A plain line that begins with a label's words is part of the step above it.
      steps: ["Bước 1: Nộp hồ sơ.\nThành phần hồ sơ: xem ở dưới.", "Bước 2: Nhận kết quả."],
      conditions: { unknown: "Nguồn không ghi yêu cầu, điều kiện" },
      result: ["Giấy chứng nhận nuôi cá"],
      forms: [{ name: "mau 01.docx" }],
      legalBasis: [{ number: "1/2030/NĐ-CP", title: "Nghị định về cá cảnh" }],
      related: [],
      source: { url: "https://example.org/ca-canh?ma=1", decision: "1/QĐ-CC", date: TODAY },
    });
  });

  it("reads a document whose labels are not bold by their words alone", async () => {
    const plain = wordFish
      .filter((block) => !("plain" in block && block.plain.startsWith("Thành phần hồ sơ")))
      .map((block): DocxBlock =>
        "label" in block ? { plain: `${block.label}: ${block.text ?? ""}` } : block,
      );
    const { record } = await readRecord(reader, "a.docx", docxFile(plain));
    expect(record).toMatchObject({ code: "1.999001", documents: [{ name: "Tờ khai theo Mẫu số 01" }] });
  });

  it("a missing table of laws is unknown and counted", async () => {
    const without = wordFish.filter((block) => !("table" in block && block.table[0]?.[0] === "Số ký hiệu"));
    const { record, traps } = await readRecord(reader, "a.docx", docxFile(without));
    expect(record.legalBasis).toEqual({ unknown: "Nguồn không ghi căn cứ pháp lý" });
    expect(traps.map((trap) => trap.kind)).toEqual(["legal_basis_missing"]);
  });

  it.each([
    ["Mã thủ tục", "", "Không có mã thủ tục"],
    ["Mã thủ tục", "abc", "Mã thủ tục “abc” không đúng dạng 1.004194"],
    ["Tên thủ tục", "Không có thông tin", "Không có tên thủ tục"],
    ["Cấp thực hiện", "Cấp Huyện", "Chỉ ghi cấp huyện, cấp đã bãi bỏ: không rõ nay cấp nào thực hiện"],
    ["Cấp thực hiện", "Cấp vũ trụ", "Cấp thực hiện không đọc được: “Cấp vũ trụ”"],
  ])("refuses %s “%s”", async (label, text, reason) => {
    expect(await readAll(reader, "a.docx", withLabel(label, text))).toEqual([
      expect.objectContaining({ kind: "refused", file: "a.docx", place: "cả tệp", reason }),
    ]);
  });

  it("refuses another Word document and a broken one", async () => {
    expect(await readAll(reader, "a.docx", docxFile([{ plain: "Thư mời" }]))).toMatchObject([
      { kind: "refused", reason: "Không có mã thủ tục" },
    ]);
    const [item] = await readAll(reader, "a.docx", docxFile(wordFish).subarray(0, 600));
    expect(item).toMatchObject({
      kind: "refused",
      reason: expect.stringMatching(/^Không mở được tệp Word/) as string,
    });
  });

  it("accepts its own format only", () => {
    expect(reader.accepts({ name: "a.docx", bytes: docxFile(wordFish) })).toBe(true);
    expect(reader.accepts({ name: "a.xlsx", bytes: docxFile(wordFish) })).toBe(false);
    expect(reader.accepts({ name: "a.docx", bytes: Buffer.from("{}") })).toBe(false);
  });

  it("never throws for what stands in the file", async () => {
    await neverThrows(reader, "a.docx", docxFile(wordFish), 100);
  });
});

describeOverReal("the Word export", ["samples", "portal-docx"], () => {
  it.each(sharedFiles("samples", "portal-docx").map((file) => [file.name, file] as const))(
    "%s is read under its own code",
    async (name, file) => {
      expect(reader.accepts(file)).toBe(true);
      const { record } = await readRecord(reader, name, file.bytes);
      expect(`${record.code}.docx`).toBe(name);
    },
  );
});
