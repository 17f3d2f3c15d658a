import fc from "fast-check";
import {
  dossierCode,
  MASK,
  maskPersonalData,
  withoutMasks,
  type PersonalData,
} from "../../src/language/personal-data.ts";

describe("masking", () => {
  it.each<[string, PersonalData]>([
    ["cccd của em 001099012345", "id_card"],
    ["số căn cước 001 099 012345 ạ", "id_card"],
    ["cmnd 123456789", "id_card"],
    ["012345678 là số cũ", "id_card"],
    ["gọi em 0912345678 nhé", "phone"],
    ["sđt 0912.345.678", "phone"],
    ["+84 912 345 678", "phone"],
    ["máy bàn 0243 826 1234", "phone"],
    ["thẻ bhyt DN4010123456789", "insurance"],
    ["mã số bhxh 0123456789", "insurance"],
    ["stk 19031234567890 techcombank", "bank_account"],
    ["chuyển vào tài khoản: 0071 0001 2345 6", "bank_account"],
    ["thẻ 4111 1111 1111 1111", "bank_card"],
    ["gửi vào nguyen.van.a@example.com giúp em", "email"],
    ["xe 29A-123.45 của em", "plate"],
    ["biển số 51f12345", "plate"],
    ["hộ chiếu C1234567", "passport"],
  ])("%s has a number of kind %s", (text, kind) => {
    const masked = maskPersonalData(text);
    expect(masked.kinds).toEqual([kind]);
    expect(masked.text).toContain(MASK);
    expect(masked.text.replace(MASK, "")).not.toMatch(/\d{4}/);
  });

  it.each([
    "thủ tục 1.004194 cần gì",
    "mã 1.004194.000.00.00.H44",
    "Luật số 68/2020/QH14 và 123/2015/NĐ-CP, 281/2016/TT-BTC",
    "hồ sơ H44.12.34-240101-0001 tới đâu rồi",
    "hồ sơ 000.00.12.H44-231205-0003",
    "sinh ngày 01/02/1990 và 1-2-1990",
    "lệ phí 1.000.000 đồng, 150.000.000 đồng, 100000000 đồng",
    "đất 120 m2, giá 30k 5000 cái",
    "gọi 1900 1234 hoặc 113",
    "mẫu CT01, TK01a, hạng A1",
    "năm 2025 2026",
  ])("%s has none", (text) => {
    expect(maskPersonalData(text)).toEqual({ text, kinds: [] });
  });

  it("masks several numbers and keeps the rest", () => {
    expect(maskPersonalData("em A, cccd 001099012345, sđt 0912345678, hỏi thủ tục 1.004194")).toEqual({
      text: `em A, cccd ${MASK}, sđt ${MASK}, hỏi thủ tục 1.004194`,
      kinds: ["id_card", "phone"],
    });
  });

  it("never lets an identity card or a phone through, wherever it stands, and is done at once", () => {
    const word = fc.constantFrom(
      "cccd",
      "em",
      "số",
      "là",
      "0",
      "12",
      "đồng",
      ",",
      "tạm trú",
      "1.004194",
      "(",
      ")",
    );
    const id = fc
      .tuple(fc.integer({ min: 1, max: 96 }), fc.integer({ min: 0, max: 999_999_999 }))
      .map(([province, rest]) => String(province).padStart(3, "0") + String(rest).padStart(9, "0"));
    const phone = fc
      .tuple(fc.constantFrom("03", "05", "07", "08", "09"), fc.integer({ min: 0, max: 99_999_999 }))
      .map(([head, rest]) => head + String(rest).padStart(8, "0"));
    fc.assert(
      fc.property(fc.array(word), fc.oneof(id, phone), fc.array(word), (before, number, after) => {
        const { text } = maskPersonalData([...before, number, ...after].join(" "));
        expect(text).not.toContain(number);
        expect(maskPersonalData(text).text).toBe(text);
      }),
    );
  });

  it("never touches the code of a procedure or the number of a law", () => {
    const code = fc
      .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 999_999 }))
      .map(([first, rest]) => `${first}.${String(rest).padStart(6, "0")}`);
    const law = fc
      .tuple(
        fc.integer({ min: 1, max: 9999 }),
        fc.integer({ min: 1990, max: 2030 }),
        fc.constantFrom("QH15", "NĐ-CP", "TT-BCA", "QĐ-UBND"),
      )
      .map(([number, year, organ]) => `${number}/${year}/${organ}`);
    fc.assert(
      fc.property(fc.oneof(code, law), fc.constantFrom("cccd", "stk", "bhxh", "xe", "hỏi"), (name, word) => {
        const text = `${word} ${name} cần gì`;
        expect(maskPersonalData(text).text).toBe(text);
      }),
    );
  });
});

describe("what stands around a mask", () => {
  it("is no matter of a question", () => {
    expect(withoutMasks(`cccd của em: ${MASK}, đăng ký tạm trú cần gì`).trim()).toBe(
      ", đăng ký tạm trú cần gì",
    );
    expect(withoutMasks("mất cccd làm lại ở đâu")).toBe("mất cccd làm lại ở đâu");
  });
});

describe("dossier codes", () => {
  it("are found in what people send, and nothing else is", () => {
    expect(dossierCode("cho hỏi hs h44.12.34-240101-0001 xong chưa")).toBe("H44.12.34-240101-0001");
    expect(dossierCode("mã 000.00.12.H44-231205-0003")).toBe("000.00.12.H44-231205-0003");
    expect(dossierCode("thủ tục 1.004194.000.00.00.H44")).toBeUndefined();
    expect(dossierCode("điện thoại 0912-345-678")).toBeUndefined();
  });
});
