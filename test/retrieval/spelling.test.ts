import { join } from "node:path";
import fc from "fast-check";
import { readRecords } from "../../src/catalogue/read-records.ts";
import type { Procedure } from "../../src/core/procedure.ts";
import { createReader } from "../../src/language/reader.ts";
import { createEmbeddedRetriever } from "../../src/retrieval/embedded-retriever.ts";
import { buildIndex } from "../../src/retrieval/inverted-index.ts";
import { FIELDS, fieldTexts } from "../../src/retrieval/record-fields.ts";
import { createSpeller } from "../../src/retrieval/spelling.ts";
import { shippedLexicon } from "../language/read-lexicon-files.ts";
import { record } from "./records.ts";

const lexicon = shippedLexicon();
const reader = createReader(lexicon);
const shipped = await readRecords(join(import.meta.dirname, "../../knowledge/procedures"));

/** What a question reads once its slips are mended by the names of these records. */
function menderOver(procedures: readonly Procedure[]): (question: string) => string | undefined {
  const index = buildIndex(
    FIELDS,
    procedures.map((one) =>
      fieldTexts(one, lexicon.names.get(one.code) ?? [], (alias) => reader.read(alias).text),
    ),
    reader.known,
  );
  const speller = createSpeller(index);
  return (question) => {
    const { text, phrasings } = reader.read(question);
    return speller.mend(text, phrasings[0].words, phrasings[0].roles);
  };
}

const names = [
  record("9.000001", "Đăng ký khai sinh"),
  record("9.000002", "Đăng ký kết hôn"),
  record("9.000003", "Đăng ký tạm trú"),
  record("9.000004", "Cấp giấy phép xây dựng"),
  record("9.000005", "Cấp lại giấy chứng nhận quyền sử dụng đất"),
  record("9.000006", "Trợ cấp xã hội hàng tháng"),
  record("9.000007", "Cấp giấy phép lái xe"),
  record("9.000008", "Bản sao giấy khai sinh"),
  record("9.000009", "Tàu cá đánh bắt xa bờ"),
];
const few = menderOver(names);
const many = menderOver(shipped);

describe("slips are mended by the names of a few records", () => {
  it.each([
    ["letters swapped", "đăng ký khai sihn", "đăng ký khai sinh"],
    ["a letter left out", "đăng kí khai sin", "đăng kí khai sinh"],
    ["another letter", "giấy phéo xây dựng", "giấy phép xây dựng"],
    ["a letter too many", "dang ky kett hon", "dang ky ket hon"],
    ["s for x", "giấy phép sây dựng", "giấy phép xây dựng"],
    ["x for s", "quyền xử dụng đất", "quyền sử dụng đất"],
    ["x for s, at the end", "giấy phép lái se", "giấy phép lái xe"],
    ["r for d", "giấy phép xây rựng", "giấy phép xây dựng"],
    ["gi for d", "quyền sử giụng đất", "quyền sử dụng đất"],
    ["n for l", "giấy phép nái xe", "giấy phép lái xe"],
    ["ch for tr", "đăng ký tạm chú", undefined],
    ["ch for tr, where it is no form of address", "chợ cấp xã hội", "trợ cấp xã hội"],
    ["words run together", "giaykhaisinh", "giay khai sinh"],
    ["words run together, with y", "lam dangkykethon", "lam dang ky ket hon"],
    ["a syllable torn apart", "đăng ký kh ai sinh", "đăng ký khai sinh"],
    ["a syllable torn apart, without tones", "dang ky ta m tru", "dang ky tam tru"],
  ])("%s: %s", (_, question, mended) => {
    expect(few(question)).toBe(mended);
  });

  it.each([
    "đăng ký khai sinh",
    "dang ky khai sinh",
    "đăng ký kết hôn cần giấy tờ gì",
    "giấy phép xây dựng nhà ở",
    "giá vàng hôm nay",
    "thời tiết đà nẵng",
    "mẫu ct01, bằng b2",
    "",
  ])("%s is left alone", (question) => {
    expect(few(question)).toBeUndefined();
  });

  it("a wrong tone is left alone, and found all the same", async () => {
    expect(few("tàu cà đánh bắt")).toBeUndefined();
    const { kept } = await createEmbeddedRetriever(names, lexicon, () => 0).search("tàu cà đánh bắt", 1);
    expect(kept[0]?.code).toBe("9.000009");
  });

  it("mends only words of the matter, and keeps the rest as it is written", () => {
    expect(few("Cho em hỏi: giấy phép SÂY dựng, lệ phí bao nhiêu ạ?")).toBe(
      "Cho em hỏi: giấy phép xây dựng, lệ phí bao nhiêu ạ?",
    );
  });
});

describe("over the shipped records", () => {
  it.each([
    ["giấy phép sây dựng", "giấy phép xây dựng"],
    ["tríc lục khai tử", "trích lục khai tử"],
    ["chứng thực bản xao", "chứng thực bản sao"],
    ["chứng thựt bản sao", "chứng thực bản sao"],
    ["trợ cấp sã hội", "trợ cấp xã hội"],
    ["giấy phép nái xe", "giấy phép lái xe"],
    ["giaykhaisinh", "giay khai sinh"],
    ["dangkykhaisinh can gi", "dang ky khai sinh can gi"],
  ])("%s is mended to %s", (question, mended) => {
    expect(many(question)).toBe(mended);
  });

  it.each([
    "lý lịch tư pháp số 2",
    "em muốn hỏi làm sổ đỏ mất bao lâu",
    "bán vé máy bay đi đà nẵng",
    "xin giấy chứng nhận quyền sử dụng đất lần đầu",
  ])("%s is left alone", (question) => {
    expect(many(question)).toBeUndefined();
  });

  it("leaves the names themselves alone", () => {
    const changed = shipped
      .flatMap((one) => [one.name, one.shortName])
      .filter((name) => many(name) !== undefined);
    expect(changed).toEqual([]);
  });

  it("takes any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const mended = many(text);
        expect(mended === undefined || mended.length > 0).toBe(true);
      }),
    );
  });
});
