import fc from "fast-check";
import { clean, fold } from "../../src/language/clean.ts";

describe("clean", () => {
  it.each([
    ["Đăng\u200B ký\u00A0 tạm\ttrú\r\n", "Đăng ký tạm trú"],
    ["ho\u0300a", "hòa"],
    ["he\u0302\u200D\u0301t", "hết"],
    ["căn\u{E0041}\u{E007F} cước\uFE0F", "căn cước"],
    ["\uFEFF\u202Exin\u202C chào", "xin chào"],
    ["a\uD800b", "ab"],
    ["dòng một\u0000\ndòng hai", "dòng một dòng hai"],
  ])("%j becomes %j", (written, cleaned) => {
    expect(clean(written)).toBe(cleaned);
  });

  it("keeps what people read, emoji included", () => {
    expect(clean("Cảm ơn 👍 68/2020/QH14!")).toBe("Cảm ơn 👍 68/2020/QH14!");
  });

  it("changes nothing the second time, for any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const once = clean(text);
        expect(clean(once)).toBe(once);
        expect(once).toBe(once.normalize("NFC").trim());
        expect(once).not.toMatch(/\p{Cc}|\s\s/u);
      }),
    );
  });
});

describe("fold", () => {
  it("takes off every tone and mark and keeps case", () => {
    expect(fold("Đăng ký ĐẤT ở, ưỡn ẹo, quỹ")).toBe("Dang ky DAT o, uon eo, quy");
  });

  it("leaves only bare letters of any Vietnamese text", () => {
    const letters = "aăâeêioôơuưyàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵđĐ ";
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...Array.from(letters))), (chosen) => {
        expect(fold(chosen.join(""))).toMatch(/^[a-zD ]*$/);
      }),
    );
  });
});
