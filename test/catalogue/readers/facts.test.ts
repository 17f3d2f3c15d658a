import fc from "fast-check";
import type { Level } from "../../../src/core/procedure.ts";
import { Fee, ProcessingTime } from "../../../src/core/procedure.ts";
import { readAgencies, readLevels, splitAgencies } from "../../../src/catalogue/readers/facts/agencies.ts";
import { splitApplicants } from "../../../src/catalogue/readers/facts/applicants.ts";
import { cutAtWord, oneLine, said, textLines } from "../../../src/catalogue/readers/facts/clean-text.ts";
import { bareCode } from "../../../src/catalogue/readers/facts/code.ts";
import { readConditions } from "../../../src/catalogue/readers/facts/conditions.ts";
import { readDocuments, type Paper } from "../../../src/catalogue/readers/facts/documents.ts";
import { legalBasis, legalBasisLine } from "../../../src/catalogue/readers/facts/legal-basis.ts";
import {
  doubtFree,
  parseFees,
  readFees,
  UNIT_UNSAID,
} from "../../../src/catalogue/readers/facts/parse-fees.ts";
import { parseTime } from "../../../src/catalogue/readers/facts/parse-time.ts";
import { shortName } from "../../../src/catalogue/readers/facts/short-name.ts";
import { splitItems, splitSteps } from "../../../src/catalogue/readers/facts/split-items.ts";

describe("texts of a source", () => {
  it("lose tags, entities, control and invisible characters, and keep what only looks like a tag", () => {
    expect(textLines("<p>Đăng\u200B ký&nbsp;xe</p><br/>dưới <b>5</b> tấn\u0007, <5 chỗ, ghi <tên>")).toEqual([
      "Đăng ký xe",
      "dưới 5 tấn , <5 chỗ, ghi <tên>",
    ]);
    expect(oneLine("hồ sơ".normalize("NFD"))).toBe("hồ sơ");
  });

  it("say nothing where the portal fills an empty field", () => {
    for (const empty of ["", "  ", "Không có thông tin", "----", ").", null, undefined])
      expect(said(empty)).toBeUndefined();
    expect(said("Không có")).toBe("Không có");
  });

  it("are cut at the end of a word", () => {
    expect(cutAtWord("một hai ba", 8)).toBe("một hai…");
    expect(cutAtWord("một hai ba", 10)).toBe("một hai ba");
  });
});

describe("codes", () => {
  it("lose the suffix of a province", () => {
    expect(bareCode(" 1.004194.000.00.00.H44 ")).toBe("1.004194");
    expect(bareCode("2.000815")).toBe("2.000815");
  });

  it("of another form are none", () => {
    for (const other of ["CCCX_01", "1.00419", "1.0041940", "1.004194.01", ""])
      expect(bareCode(other)).toBeUndefined();
  });
});

describe("short names", () => {
  it("drop the words every name has", () => {
    expect(shortName("Thủ tục đăng ký kết hôn")).toBe("Đăng ký kết hôn");
    expect(shortName("Thủ tục")).toBe("Thủ tục");
  });

  it("end at a word that can end them, within 60 characters", () => {
    const name = "Thủ tục cấp bản sao có chứng thực từ bản chính hợp đồng, giao dịch đã được chứng thực";
    expect(shortName(name)).toBe("Cấp bản sao có chứng thực từ bản chính hợp đồng, giao dịch…");
  });

  it("are never empty nor longer than 60", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 300, unit: "grapheme" }), (name) => {
        fc.pre(said(name) !== undefined);
        const short = shortName(name);
        expect(short.length).toBeGreaterThan(0);
        expect(short.length).toBeLessThanOrEqual(60);
        expect(shortName(name)).toBe(short);
      }),
    );
  });
});

describe("times", () => {
  it.each([
    ["1 Ngày làm việc", { value: 1, unit: "working_day" }],
    ["05 ngày", { value: 5, unit: "day" }],
    ["1.5 Giờ", { value: 1.5, unit: "hour" }],
    ["2 Tháng", { value: 2, unit: "month" }],
    [
      "Trong thời hạn 03 (ba) ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ.",
      { value: 3, unit: "working_day", basis: "kể từ ngày nhận đủ hồ sơ hợp lệ" },
    ],
    ["Ngay trong ngày", { at_once: true }],
    ["Ngay sau khi nhận hồ sơ", { at_once: true, basis: "Ngay sau khi nhận hồ sơ" }],
  ])("%s", (text, time) => {
    expect(parseTime(text)).toEqual({ time, traps: [] });
  });

  it("a number without a unit is unknown and a trap, the same with its unit is not", () => {
    expect(parseTime("1").traps).toEqual([{ kind: "time_without_unit", detail: "1" }]);
    expect(parseTime("1").time).toEqual({ unknown: "Nguồn ghi “1” mà không có đơn vị thời gian" });
    expect(parseTime("1 ngày").traps).toEqual([]);
  });

  it.each([
    "10-25",
    "0 Giờ",
    "02 tháng và 15 ngày làm việc",
    "07 ngày làm việc hoặc 30 ngày làm việc",
    "03 (năm) ngày làm việc",
    "05 ngày làm việc kể từ ngày nhận hồ sơ, trường hợp phải xác minh thì 10 ngày",
    "Ngay trong ngày hoặc ngày làm việc tiếp theo",
    "Trước ngày 30 tháng 9 của năm xét chọn",
    "Không quy định",
  ])("%s: not one plain time, so the source is quoted", (text) => {
    expect(parseTime(text).time).toEqual({ unknown: `Nguồn ghi “${text}”` });
  });

  it("nothing said is unknown", () => {
    expect(parseTime(null).time).toEqual({ unknown: "Nguồn không ghi thời hạn giải quyết" });
  });

  it("of any text pass the schema", () => {
    fc.assert(fc.property(fc.string(), (text) => void ProcessingTime.parse(parseTime(text).time)));
  });
});

describe("fees", () => {
  it.each([
    [
      "Lệ phí : 20000 Đồng (20.000 đồng/hồ sơ)",
      { kind: "le_phi", amount: 20000, unit: "hồ sơ", note: "20.000 đồng/hồ sơ" },
    ],
    ["Phí : 135.000 Đồng", { kind: "phi", amount: 135000, unit: UNIT_UNSAID }],
    ["50,000 Việt Nam Đồng (/hồ sơ)", { amount: 50000, unit: "hồ sơ", note: "/hồ sơ" }],
    [
      "Lệ phí : 8.000 đồng/bản sao (Miễn cho hộ nghèo.)",
      { kind: "le_phi", amount: 8000, unit: "bản sao", note: "/bản sao (Miễn cho hộ nghèo.)" },
    ],
    [
      "Phí : 30.000 Đồng (Theo Thông tư số 172/2010/TT-BTC)",
      { kind: "phi", amount: 30000, unit: UNIT_UNSAID, note: "Theo Thông tư số 172/2010/TT-BTC" },
    ],
  ])("%s", (text, fee) => {
    expect(parseFees(text)).toEqual({ fees: [fee], traps: [] });
  });

  it("neither phí nor lệ phí is said when the label and the note disagree", () => {
    const [fee] = parseFees("Phí : 50.000 Đồng (Lệ phí cấp giấy)").fees;
    expect(fee).not.toHaveProperty("kind");
  });

  it.each([
    "Miễn phí",
    "Miễn phí (Không có)",
    "Miễn phí (- Không.)",
    "Lệ phí : Miễn lệ phí. ",
    "Phí : Không thu phí Đồng",
    "Lệ phí : 0 Đồng (Không có)",
  ])("free: %s", (text) => {
    expect(parseFees(text)).toEqual({ fees: [{ free: true }], traps: [] });
  });

  it.each([
    "Miễn phí (Lệ phí cấp giấy: 40.000 đồng/giấy)",
    "Miễn phí (Theo quy định của Hội đồng nhân dân cấp tỉnh)",
    "Miễn phí (Miễn lệ phí. Phí cấp bản sao thực hiện theo Thông tư số 281/2016/TT-BTC)",
    "Miễn phí (Đối với cảng hàng không khác)",
    "Miễn phí (Không quy định)",
  ])("not free, the note says otherwise: %s", (text) => {
    expect(parseFees(text)).toEqual({
      fees: [{ unknown: `Nguồn ghi “${text}”` }],
      traps: [{ kind: "free_against_note", detail: text }],
    });
  });

  it("free for some is free for these, and unknown for the others", () => {
    const { fees, traps } = parseFees("Miễn phí (Miễn lệ phí cho người thuộc hộ nghèo; người khuyết tật.)");
    expect(fees).toEqual([
      { case: "Miễn lệ phí cho người thuộc hộ nghèo; người khuyết tật", free: true },
      { case: "Trường hợp khác", unknown: "Nguồn không ghi mức phí, lệ phí" },
    ]);
    expect(traps).toHaveLength(1);
  });

  it("several fees are told apart by their notes", () => {
    const cell =
      "Phí : 15.000 Đồng (Cá nhân: 15.000 đồng/lần)\nPhí : 10.000 Đồng (Theo danh sách: 10.000 đồng/người)\nPhí : Miễn phí Đồng (- Trường hợp công dân thuộc diện được miễn phí theo Điều 4)\nFile đính kèm: a.pdf";
    expect(parseFees(cell)).toEqual({
      fees: [
        { kind: "phi", case: "Cá nhân: 15.000 đồng/lần", amount: 15000, unit: "lần" },
        { kind: "phi", case: "Theo danh sách: 10.000 đồng/người", amount: 10000, unit: "người" },
        { case: "Trường hợp công dân thuộc diện được miễn phí theo Điều 4", free: true },
      ],
      traps: [],
    });
  });

  it("an amount in the wrong unit is unknown and a trap, the same amount in full is not", () => {
    const wrong = "135 VNĐ (Lệ phí cấp giấy phép lái xe: 135.000 đồng/lần)";
    expect(parseFees(wrong)).toEqual({
      fees: [{ unknown: `Nguồn ghi “${wrong}”` }],
      traps: [{ kind: "fee_wrong_unit", detail: wrong }],
    });
    expect(parseFees("135,000 VNĐ (Lệ phí cấp giấy phép lái xe: 135.000 đồng/lần)")).toMatchObject({
      fees: [{ amount: 135000, unit: "lần" }],
      traps: [],
    });
    expect(parseFees("500 VNĐ (500 đồng/trang)")).toMatchObject({
      fees: [{ amount: 500, unit: "trang" }],
      traps: [],
    });
  });

  it("an amount its own note contradicts is quoted, not said", () => {
    const text = "40,000 Việt Nam Đồng (50.000đ/giấy thông hành)";
    expect(parseFees(text).fees).toEqual([{ unknown: `Nguồn ghi “${text}”` }]);
  });

  it.each([
    "Lệ phí : 10 USD (10 USD/bản)",
    "Phí : Đồng (Theo quy định của Bộ Tài chính)",
    "Phí : 12.34 Đồng",
  ])("quoted: %s", (text) => {
    expect(parseFees(text).fees).toEqual([{ unknown: `Nguồn ghi “${text}”` }]);
  });

  it("a data field at 0 with no note says nothing", () => {
    const row = { label: undefined, note: undefined, source: "0 Việt Nam Đồng" };
    expect(readFees([{ ...row, claim: { kind: "zero" } }]).fees).toEqual([
      { unknown: "Nguồn để mức 0, không ghi rõ là miễn phí" },
    ]);
    expect(readFees([]).fees).toEqual([{ unknown: "Nguồn không ghi mức phí, lệ phí" }]);
  });

  it("a bare “Miễn phí” is doubted when another way of filing or a step names a fee", () => {
    const free = parseFees("Miễn phí");
    const paid = parseFees("40,000 VNĐ (40.000 đồng/giấy)");
    expect(doubtFree([free, paid], [])[0]?.traps).toHaveLength(1);
    expect(doubtFree([free], ["Bước 3: Nộp lệ phí."])[0]?.fees[0]).toHaveProperty("unknown");
    expect(doubtFree([free], ["Người dân không phải nộp phí.", "Kê khai, nộp lệ phí trước bạ."])).toEqual([
      free,
    ]);
    expect(doubtFree([free, free], [])).toEqual([free, free]);
  });

  it("of any text pass the schema, and 0 or an empty word never stands for a fee", () => {
    const cell = fc.oneof(
      fc.string(),
      fc
        .tuple(
          fc.constantFrom("Phí : ", "Lệ phí : ", "", "Miễn phí "),
          fc.constantFrom("", "0", "135", "20.000", "1,5", "Miễn phí", "Không"),
          fc.constantFrom("", " Đồng", " VNĐ", " USD"),
          fc.constantFrom("", " ()", " (Không)", " (20.000 đồng/lần)", " (Theo quy định)"),
        )
        .map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 3 }), (rows) => {
        for (const fee of parseFees(rows.join("\n")).fees) Fee.parse(fee);
      }),
    );
  });
});

describe("agencies and levels", () => {
  it("levels are read by their words, the district tier apart", () => {
    expect(readLevels(["xã", "tỉnh", "bộ", "khác"]).levels).toEqual([
      "commune",
      "province",
      "ministry",
      "other",
    ]);
    expect(readLevels(["Cấp Tỉnh, Cấp Xã, Cơ quan khác"]).levels).toEqual(["province", "commune", "other"]);
    expect(readLevels(["Cấp Huyện, Cấp Xã"])).toEqual({
      levels: ["commune"],
      district: ["Cấp Huyện"],
      unread: [],
    });
    expect(readLevels(["Cấp vũ trụ"]).unread).toEqual(["Cấp vũ trụ"]);
  });

  it("commas inside a name stay", () => {
    expect(
      splitAgencies("Sở Văn hóa, Thể thao và Du lịch, Ủy ban Nhân dân xã, phường, thị trấn., Công an tỉnh"),
    ).toEqual(["Sở Văn hóa, Thể thao và Du lịch", "Ủy ban Nhân dân xã, phường, thị trấn", "Công an tỉnh"]);
  });

  it("bodies of the abolished district are left out, their twins stay", () => {
    const levels: Level[] = ["commune"];
    const names = [
      "Công an huyện",
      "Phòng Tư pháp",
      "UBND cấp huyện",
      "Công an xã",
      "Phòng cảnh sát giao thông",
    ];
    const { agencies, district } = readAgencies(names, levels, undefined);
    expect(district).toEqual(["Công an huyện", "Phòng Tư pháp", "UBND cấp huyện"]);
    expect(agencies).toEqual([
      { level: "commune", name: "Công an xã" },
      { level: "commune", name: "Phòng cảnh sát giao thông" },
    ]);
  });

  it("the level of an agency is its name's before the record's", () => {
    const { agencies } = readAgencies(
      ["Sở Y tế", "Bộ Y tế", "Bộ phận Một cửa", "Trung tâm"],
      ["commune"],
      undefined,
    );
    expect(agencies.map((agency) => agency.level)).toEqual(["province", "ministry", "commune", "commune"]);
    expect(readAgencies(["Trung tâm"], ["commune", "province"], undefined).agencies[0]?.level).toBe("other");
  });

  it("applicants whose names hold commas stay whole", () => {
    expect(
      splitApplicants(
        "Công dân Việt Nam, Cán bộ, công chức, viên chức, Tổ chức (không bao gồm doanh nghiệp, HTX)",
      ),
    ).toEqual([
      "Công dân Việt Nam",
      "Cán bộ, công chức, viên chức",
      "Tổ chức (không bao gồm doanh nghiệp, HTX)",
    ]);
  });
});

describe("legal bases", () => {
  it("take the number from either side of the crawl's dash", () => {
    expect(legalBasisLine("60/2014/QH13 – Luật Hộ tịch (20-11-2014, Quốc Hội)")).toEqual({
      number: "60/2014/QH13",
      title: "Luật Hộ tịch",
    });
    expect(legalBasisLine("Luật Căn cước – 26/2023/QH15")).toEqual({
      number: "26/2023/QH15",
      title: "Luật Căn cước",
    });
    expect(legalBasisLine("37/2025/TT-BNNMT")).toEqual({
      number: "37/2025/TT-BNNMT",
      title: "37/2025/TT-BNNMT",
    });
    expect(legalBasisLine("Luật Đất đai – nhà ở")).toEqual({ title: "Luật Đất đai – nhà ở" });
  });

  it("leave out a number that is none, and one the title contradicts", () => {
    expect(legalBasis("Luật số 58", "Luật Hải quan")).toEqual({ title: "Luật Hải quan" });
    const title = "Nghị quyết số 66.7/2025/NQ-CP của Chính phủ";
    expect(legalBasis("7/2025/NQ-CP", title)).toEqual({ title });
    expect(legalBasis("66.7/2025/NQ-CP", title)).toEqual({ number: "66.7/2025/NQ-CP", title });
  });
});

describe("documents", () => {
  const paper = (over: Partial<Paper>): Paper => ({
    case: undefined,
    name: "Tờ khai",
    original: 1,
    copies: 0,
    forms: [],
    ...over,
  });
  const only = (over: Partial<Paper>): unknown => readDocuments([paper(over)]).documents[0];

  it("counts of 0 and 0 are left out, 1 and 1 of “bản chính hoặc bản sao” too", () => {
    expect(only({ original: 0, copies: 0 })).toEqual({ name: "Tờ khai" });
    expect(only({ original: 1, copies: 1 })).toEqual({ name: "Tờ khai", original: 1, copies: 1 });
    expect(only({ name: "Bản chính hoặc bản sao giấy tờ", original: 1, copies: 1 })).toEqual({
      name: "Bản chính hoặc bản sao giấy tờ",
    });
  });

  it("the form is the number the paper names, else the attached file's name", () => {
    expect(only({ name: "Tờ khai (Mẫu CT01)", forms: ["x.doc"] })).toMatchObject({ form: "Mẫu CT01" });
    expect(only({ forms: ["To khai nuoi ca.docx"] })).toMatchObject({ form: "To khai nuoi ca" });
    expect(only({ forms: ["2.TKngkkthn.doc"] })).not.toHaveProperty("form");
  });

  it("headings of the whole list are no case, papers to show are shown", () => {
    expect(only({ case: "Thành phần hồ sơ gồm:" })).not.toHaveProperty("case");
    expect(only({ case: "* Giấy tờ phải xuất trình:" })).toEqual({
      name: "Tờ khai",
      original: 1,
      copies: 0,
      present: true,
    });
    expect(only({ case: "Trường hợp ủy quyền:" })).toMatchObject({ case: "Trường hợp ủy quyền" });
  });

  it("a clear note is marked and counted, a paper under the same heading stays a paper", () => {
    const { documents, traps } = readDocuments([
      paper({ name: "* Lưu ý: người nộp mang theo bút", original: 0, copies: 0 }),
      paper({ case: "* Lưu ý :", name: "Giấy ủy quyền", original: 1 }),
      paper({ name: "Trường hợp nộp thay thì có giấy ủy quyền", original: 0, copies: 0 }),
    ]);
    expect(documents.map((one) => one.case)).toEqual(["Lưu ý", "Lưu ý", undefined]);
    expect(documents).toHaveLength(3);
    expect(traps).toEqual([{ kind: "note_as_document", detail: "Lưu ý: người nộp mang theo bút" }]);
  });

  it("punctuation and “không quy định” are no papers", () => {
    expect(readDocuments([paper({ name: "----" }), paper({ name: "Không quy định" })]).documents).toEqual([]);
  });
});

describe("steps, items, conditions", () => {
  it("steps are split where the text counts them, and by lines where it does not", () => {
    expect(splitSteps("- Bước 1: Nộp. - Bước 2: Chờ;\n+ tại nhà\nBước 3: Nhận.")).toEqual([
      "Bước 1: Nộp.",
      "Bước 2: Chờ\n+ tại nhà",
      "Bước 3: Nhận.",
    ]);
    expect(splitSteps("Nộp hồ sơ như ở bước 1.\nNhận kết quả.")).toEqual([
      "Nộp hồ sơ như ở bước 1.",
      "Nhận kết quả.",
    ]);
  });

  it("what stands below an item stays below it", () => {
    expect(
      splitItems("- Đủ 18 tuổi;\n- Không thuộc các trường hợp:\n+ Tảo hôn;\n+ Giả tạo;\n- Tự nguyện."),
    ).toEqual(["Đủ 18 tuổi", "Không thuộc các trường hợp:\n+ Tảo hôn\n+ Giả tạo", "Tự nguyện."]);
  });

  it("none is said only by words that say none", () => {
    for (const none of ["Không", "không có.", "Không quy định", "- Không có yêu cầu, điều kiện"])
      expect(readConditions(none)).toEqual({ none: true });
    expect(readConditions("Không bị cấm nuôi cá")).toEqual(["Không bị cấm nuôi cá"]);
    expect(readConditions("Không có thông tin")).toHaveProperty("unknown");
    expect(readConditions(null)).toHaveProperty("unknown");
  });
});
