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
    ["CCCD:001099012345", "id_card"],
    ["cccd001099012345 của em", "id_card"],
    ["căn cước công dân số 001.099.012.345", "id_card"],
    ["số định danh cá nhân 079-199-012-345", "id_card"],
    ["CMND số: 123 456 789", "id_card"],
    ["cmt 123.456.789", "id_card"],
    ["gọi (0912) 345 678", "phone"],
    ["gọi (+84) 912345678", "phone"],
    ["84912345678", "phone"],
    ["+84-912-345-678", "phone"],
    ["0912-345-678", "phone"],
    ["0912–345–678", "phone"],
    ["09 12 34 56 78", "phone"],
    ["091 234 5678", "phone"],
    ["số em 0 9 1 2 3 4 5 6 7 8", "phone"],
    ["sđt:0912345678.", "phone"],
    ["sđt0912345678", "phone"],
    ["zalo 0987654321", "phone"],
    ["(024) 3826 1234", "phone"],
    ["02438261234", "phone"],
    ["0251.3822.999", "phone"],
    ["02543 826 123", "phone"],
    ["mã thẻ GD 4 79 7921234567", "insurance"],
    ["mã số bảo hiểm xã hội của em là 0123 456 789", "insurance"],
    ["số sổ bhxh: 7912345678", "insurance"],
    ["tk 19031234567890 ngân hàng techcombank", "bank_account"],
    ["vietcombank 0071000123456", "bank_account"],
    ["A.B+c@mail.vn", "email"],
    ["biển kiểm soát 29LD-123.45", "plate"],
    ["xe máy 29 B1-123.45", "plate"],
    ["51F-1234 hết hạn đăng kiểm", "plate"],
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
    "vay ngân hàng 500.000.000, tài khoản 100.000.000",
    "vay ngân hàng 150000000 đồng, 12 000 000 đ",
    "thửa 12 tờ bản đồ 345, rừng 12.500.000 m2, 123456789 m2",
    "cmnd cấp ngày 01/02/1990, cccd cấp 01.02.2021",
    "xe 29 chỗ, 16 chỗ",
    "gọi 1900 1234 hoặc 113",
    "mẫu CT01, TK01a, hạng A1",
    "năm 2025 2026",
  ])("%s has none", (text) => {
    expect(maskPersonalData(text)).toEqual({ text, kinds: [] });
  });

  it("masks two numbers with a stroke between them", () => {
    expect(maskPersonalData("0912345678/0987654321").text).toBe(`${MASK}/${MASK}`);
    expect(maskPersonalData("001099012345/0912345678").text).toBe(`${MASK}/${MASK}`);
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

  describe("never touches, whatever word of a personal number stands before it", () => {
    const digits = (count: number) =>
      fc.integer({ min: 0, max: 10 ** count - 1 }).map((one) => String(one).padStart(count, "0"));
    const code = fc
      .tuple(fc.integer({ min: 1, max: 9 }), digits(6))
      .map(([first, rest]) => `${first}.${rest}`);
    const day = fc
      .tuple(
        fc.integer({ min: 1, max: 31 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1940, max: 2030 }),
      )
      .chain(([date, month, year]) =>
        fc
          .tuple(fc.constantFrom("/", ".", "-"), fc.constantFrom(1, 2))
          .map(([between, width]) =>
            [String(date).padStart(width, "0"), String(month).padStart(width, "0"), year].join(between),
          ),
      );
    const amount = fc
      .tuple(
        fc.integer({ min: 1, max: 999_999_999 }),
        fc.constantFrom(".", ","),
        fc.constantFrom(" đồng", "đ", " vnđ"),
      )
      .map(
        ([thousands, point, unit]) => `${`${thousands}000`.replace(/(?<=\d)(?=(?:\d{3})+$)/g, point)}${unit}`,
      );
    const round = fc.integer({ min: 1, max: 999_999 }).map((thousands) => `${thousands}000 đồng`);
    const law = fc
      .tuple(
        fc.integer({ min: 1, max: 9999 }),
        fc.integer({ min: 1990, max: 2030 }),
        fc.constantFrom("QH15", "NĐ-CP", "nđ-cp", "TT-BCA", "TTLT-BCA-BTP", "QĐ-UBND", "NQ-HĐND"),
      )
      .map(([number, year, organ]) => `${number}/${year}/${organ}`);
    const word = fc.constantFrom(
      ...[
        "cccd",
        "cmnd số",
        "căn cước",
        "stk",
        "tài khoản",
        "ngân hàng",
        "bhxh",
        "bảo hiểm",
        "sđt",
        "zalo",
        "biển số",
      ],
      ...["xe", "hộ chiếu", "hỏi", ""],
    );

    it.each([
      [
        "the code of a procedure",
        fc.oneof(
          code,
          code.map((one) => `${one}.000.00.00.H44`),
        ),
      ],
      ["the number of a law", law],
      [
        "the code of a dossier",
        fc.tuple(digits(2), digits(2), digits(6), digits(4)).map(([a, b, on, n]) => `H${a}.${b}-${on}-${n}`),
      ],
      ["an amount of money", fc.oneof(amount, round)],
      ["a date", day],
      ["an area", fc.integer({ min: 1, max: 9_999_999 }).map((area) => `${area.toLocaleString("vi-VN")} m2`)],
    ])("%s", (_, number) => {
      fc.assert(
        fc.property(number, word, (some, before) => {
          const text = `${before} ${some} cần gì`.trim();
          expect(maskPersonalData(text)).toEqual({ text, kinds: [] });
        }),
        { numRuns: 300 },
      );
    });
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
