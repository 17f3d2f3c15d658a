import { join } from "node:path";
import { readRecords } from "../../src/catalogue/read-records.ts";
import { tokenise } from "../../src/language/tokenise.ts";
import { createAcronymReader } from "../../src/retrieval/acronyms.ts";
import { officialNames } from "../../src/retrieval/record-fields.ts";

function writerOver(names: readonly string[]): (text: string) => string | undefined {
  const acronyms = createAcronymReader(names);
  return (text) => acronyms.writeOut(text, tokenise(text));
}

const written = writerOver([
  "Phê duyệt phương án bảo vệ rừng",
  "Chứng chỉ quản lý rừng bền vững",
  "Sở Tài nguyên và Môi trường cấp giấy phép",
  "Đăng ký hoạt động tôn giáo",
  "Điều kiện hoạt động điện lực",
  "Dạy kèm hè dài",
  "Thay đổi nội dung",
]);

describe("acronyms of official names", () => {
  it.each([
    ["xin QLRBV cần gì", "xin quản lý rừng bền vững cần gì"],
    ["xin qlrbv cần gì", "xin quản lý rừng bền vững cần gì"],
    ["PDPA bvr", "phê duyệt phương án bảo vệ rừng"],
    ["gp", "giấy phép"],
    ["TĐND, nộp ở đâu", "thay đổi nội dung, nộp ở đâu"],
  ])("%s is written out: %s", (text, out) => {
    expect(written(text)).toBe(out);
  });

  it.each(["đăng ký kết hôn", "giấy phép", "GIẤY PHÉP AN TOÀN", "xin XYZ", "vneid", "a4", "", "g"])(
    "%s holds none",
    (text) => {
      expect(written(text)).toBeUndefined();
    },
  );

  it("may pass over “và”, and be joined by an ampersand", () => {
    for (const acronym of ["TN&MT", "tn&mt", "TNMT"])
      expect(written(`sở ${acronym} cấp phép`)).toBe("sở tài nguyên môi trường cấp phép");
    expect(written("sở TNVMT cấp phép")).toBe("sở tài nguyên và môi trường cấp phép");
  });

  it("of several wordings the rest of the question chooses", () => {
    expect(written("ĐKHĐ tôn giáo")).toBe("đăng ký hoạt động tôn giáo");
    expect(written("ĐKHĐ điện lực")).toBe("điều kiện hoạt động điện lực");
  });

  it("a written đ is no d; a written d may be a đ", () => {
    const summer = writerOver(["Dạy kèm hè dài"]);
    expect(summer("DKHD")).toBe("dạy kèm hè dài");
    expect(summer("ĐKHĐ")).toBeUndefined();
    expect(writerOver(["Đăng ký hoạt động"])("dkhd")).toBe("đăng ký hoạt động");
  });

  it("capitals that are a syllable count among words that are not written in capitals", () => {
    const some = writerOver(["Mua an toàn"]);
    expect(some("xin MAT gấp")).toBe("xin mua an toàn gấp");
    expect(some("xin mat gấp")).toBeUndefined();
    expect(some("XIN MAT")).toBeUndefined();
  });

  it("are read from the shipped records", async () => {
    const shipped = writerOver(
      (await readRecords(join(import.meta.dirname, "../../knowledge/procedures"))).flatMap(officialNames),
    );
    expect(shipped("LLTP số 2")).toBe("lý lịch tư pháp số 2");
    expect(shipped("lý lịch tư pháp số 2")).toBeUndefined();
  });
});
