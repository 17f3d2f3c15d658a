import fc from "fast-check";
import type { Procedure } from "../../src/core/procedure.ts";
import { FEATURES } from "../../src/retrieval/features.ts";
import { createEmbeddedRetriever } from "../../src/retrieval/embedded-retriever.ts";
import { shippedProcedures } from "../answer/shipped-answerer.ts";
import { shippedLexicon } from "../language/read-lexicon-files.ts";
import { record } from "./records.ts";

const lexicon = shippedLexicon();
const over = (procedures: readonly Procedure[]) => createEmbeddedRetriever(procedures, lexicon, () => 0);

const family = [
  record("1.000001", "Thủ tục đăng ký kết hôn"),
  record("1.000002", "Thủ tục đăng ký kết hôn có yếu tố nước ngoài"),
  record("1.000003", "Thủ tục đăng ký lại kết hôn"),
  record("1.000004", "Thủ tục đăng ký kết hôn lưu động"),
  record("1.000005", "Thủ tục đăng ký kết hôn có yếu tố nước ngoài tại khu vực biên giới"),
  record("1.000006", "Thủ tục đăng ký khai sinh"),
  record("1.000007", "Cấp thẻ căn cước cho người dưới 14 tuổi"),
  record("1.000008", "Cấp thẻ căn cước cho người từ đủ 14 tuổi trở lên"),
  record("1.000009", "Cấp đổi thẻ căn cước"),
  record("1.000010", "Cấp lại thẻ căn cước"),
  record("1.000011", "Gia hạn tạm trú"),
  record("1.000012", "Đăng ký tạm trú"),
  record("1.000013", "Chứng thực bản sao từ bản chính", {
    aliases: ["sao y"],
    documents: [{ name: "Bản chính giấy tờ và lệ phí biên lai" }],
  }),
];
const retriever = over(family);
/** Nothing is asked back that is less likely. */
const UNLIKELY = 0.05;
const best = async (question: string): Promise<string | undefined> =>
  (await retriever.search(question, 5)).kept[0]?.code;

describe("the sibling rule", () => {
  it.each([
    ["đăng ký kết hôn", "1.000001"],
    ["dang ky ket hon can giay to gi", "1.000001"],
    ["đăng ký kết hôn với người nước ngoài", "1.000002"],
    ["kết hôn có yếu tố nước ngoài ở biên giới", "1.000005"],
    ["đăng ký lại kết hôn do mất giấy", "1.000003"],
    ["đăng ký kết hôn lưu động tại nhà", "1.000004"],
    ["đổi thẻ căn cước hết hạn", "1.000009"],
    ["làm lại thẻ căn cước bị mất", "1.000010"],
    ["làm căn cước cho bé 5 tuổi", "1.000007"],
    ["đủ 14 tuổi làm căn cước", "1.000008"],
    ["gia hạn tạm trú", "1.000011"],
    ["tạm trú", "1.000012"],
  ])("%s: %s", async (question, code) => {
    expect(await best(question)).toBe(code);
  });

  it("takes no procedure for special that lists the plain act first", async () => {
    const listing = over([
      record("1.000021", "Thực hiện, điều chỉnh, thôi hưởng trợ cấp hưu trí xã hội"),
      record("1.000022", "Điều chỉnh trợ cấp hưu trí xã hội"),
      record("1.000023", "Đổi, cấp lại giấy xác nhận khuyết tật"),
      record("1.000024", "Cấp giấy xác nhận khuyết tật"),
    ]);
    const first = async (question: string): Promise<string | undefined> =>
      (await listing.search(question, 1)).kept[0]?.code;
    expect(await first("trợ cấp hưu trí xã hội")).toBe("1.000021");
    expect(await first("làm giấy xác nhận khuyết tật")).toBe("1.000024");
    expect(await first("làm lại giấy xác nhận khuyết tật bị mất")).toBe("1.000023");
  });

  it("holds the plain variant back when the special one was asked for and is not there", async () => {
    const plain = over([
      record("1.000001", "Thủ tục đăng ký kết hôn"),
      record("1.000006", "Thủ tục đăng ký khai sinh"),
    ]);
    const asked = await plain.search("đăng ký kết hôn với người nước ngoài", 1);
    const general = await plain.search("đăng ký kết hôn", 1);
    expect(asked.kept[0]?.score).toBeLessThan((general.kept[0]?.score ?? 0) - 0.15);
  });
});

describe("the words of a question", () => {
  it("that ask for a facet hardly change the ranking", async () => {
    for (const asking of ["lệ phí bao nhiêu", "cần giấy tờ gì", "mất bao lâu", "het bao nhieu tien"])
      expect(await best(`tạm trú ${asking}`)).toBe("1.000012");
    const [found] = (await retriever.search("lệ phí bao nhiêu tiền vậy ạ", 5)).kept;
    expect(found?.score ?? 0).toBeLessThan(UNLIKELY);
  });

  it("are understood through the lexicon", async () => {
    expect(await best("sao y giấy tờ")).toBe("1.000013");
    expect(await best("đkkh")).toBe("1.000001");
    expect(await best("mất cccd làm lại")).toBe("1.000010");
  });

  it("written with other tones are another word, but a slip is forgiven", async () => {
    const [right, slip] = await Promise.all([retriever.search("kết hôn", 1), retriever.search("kêt hôn", 1)]);
    expect(slip.kept[0]?.code).toBe("1.000001");
    expect(slip.kept[0]?.score).toBeLessThan(right.kept[0]?.score ?? 0);
  });

  it("may be a code, with a province's suffix or without", async () => {
    for (const question of ["thủ tục 1.000006 cần gì", "1.000006.000.00.00.H44"])
      expect((await retriever.search(question, 2)).kept[0]).toMatchObject({ code: "1.000006", score: 1 });
    const [found] = (await retriever.search("thủ tục 9.999999", 2)).kept;
    expect(found?.score ?? 0).toBeLessThan(UNLIKELY);
  });
});

describe("the level that a question names", () => {
  const levels = over([
    { ...record("1.000031", "Cấp bản sao văn bằng"), levels: ["province"] },
    { ...record("1.000032", "Cấp bản sao văn bằng"), levels: ["commune"] },
    { ...record("1.000033", "Cấp hộ chiếu phổ thông"), levels: ["province"] },
  ]);
  it.each([
    ["bản sao văn bằng ở phường", "1.000032"],
    ["bản sao văn bằng ở cấp tỉnh", "1.000031"],
    ["xin hộ chiếu ở phường được không", "1.000033"],
  ])("%s: %s", async (question, code) => {
    expect((await levels.search(question, 3)).kept[0]?.code).toBe(code);
  });
});

describe("what comes back", () => {
  it("is explained: scores of each ranker, passages, what was rejected and why", async () => {
    const { kept, rejected, tookMs } = await retriever.search("đăng ký kết hôn", 2);
    expect(kept).toHaveLength(2);
    expect(kept[0]?.passages.slice(0, 2).sort()).toEqual(["name", "shortName"]);
    expect(kept[0]?.scores).toMatchObject({ lead: 1, officialPrecision: 1 });
    expect(Object.keys(kept[0]?.scores ?? {}).every((name) => FEATURES.some((one) => one === name))).toBe(
      true,
    );
    expect(rejected.some((one) => one.because === "over_limit")).toBe(true);
    expect(tookMs).toEqual({ lexical: 0, alias: 0, total: 0 });
    const nothing = await retriever.search("bóng đá", 2);
    expect(nothing.kept).toEqual([]);
  });

  it("comes in the order of codes when scores are equal, whatever the order of the records", async () => {
    const twins = ["1.000021", "1.000022", "1.000023"].map((code) => record(code, "Cấp giấy phép lao động"));
    for (const order of [twins, twins.toReversed()])
      expect((await over(order).search("giấy phép lao động", 5)).kept.map((one) => one.code)).toEqual([
        "1.000021",
        "1.000022",
        "1.000023",
      ]);
  });

  it("is empty over no records, and for a question without words", async () => {
    expect((await over([]).search("đăng ký kết hôn", 5)).kept).toEqual([]);
    expect((await retriever.search("", 5)).kept).toEqual([]);
    expect((await retriever.search("👍 ???", 5)).kept).toEqual([]);
  });

  it("is in order, between 0 and 1, within the limit, and the same each time, for any question", async () => {
    const words = shippedProcedures().flatMap((procedure) => procedure.shortName.split(" "));
    const shipped = over(shippedProcedures());
    const question = fc
      .array(
        fc.oneof(fc.constantFrom(...words), fc.constantFrom("cần", "gì", "ko", "bn", "không"), fc.string()),
      )
      .map((parts) => parts.join(" "));
    await fc.assert(
      fc.asyncProperty(question, fc.integer({ min: 1, max: 6 }), async (text, limit) => {
        const found = await shipped.search(text, limit);
        expect(found.kept.length).toBeLessThanOrEqual(limit);
        const scores = found.kept.map((one) => one.score);
        expect(scores).toEqual(scores.toSorted((a, b) => b - a));
        for (const score of scores) expect(score >= 0 && score <= 1).toBe(true);
        expect(await shipped.search(text, limit)).toEqual(found);
      }),
      { numRuns: 60 },
    );
  });
});

describe("every shipped record", () => {
  it("is found first by each of its own names", async () => {
    const procedures = shippedProcedures();
    const shipped = over(procedures);
    const missed: string[] = [];
    for (const procedure of procedures)
      for (const name of [procedure.shortName, procedure.name]) {
        const [first] = (await shipped.search(name, 1)).kept;
        if (first?.code !== procedure.code)
          missed.push(`${procedure.code} by "${name}": ${first?.code ?? "nothing"}`);
      }
    expect(missed).toEqual([]);
  });
});

describe("a procedure called by its whole name", () => {
  it("is meant whether abbreviations of the name are written out or not", async () => {
    const insured = over([
      record("1.000041", "Cấp lại, đổi, điều chỉnh thông tin trên sổ BHXH, thẻ BHYT"),
      record("1.000042", "Đăng ký đóng BHXH, điều chỉnh sổ BHXH"),
    ]);
    for (const question of [
      "đăng ký đóng BHXH, điều chỉnh sổ BHXH",
      "Đăng ký đóng bảo hiểm xã hội, điều chỉnh sổ bảo hiểm xã hội",
    ])
      expect((await insured.search(question, 1)).kept[0]).toMatchObject({ code: "1.000042", score: 1 });
  });

  it("may be called by its short name too, but a word more is another matter", async () => {
    const shipped = over(shippedProcedures());
    expect(
      (await shipped.search("trợ cấp hưu trí xã hội cho người cao tuổi cần gì", 1)).kept[0],
    ).toMatchObject({
      code: "1.014027",
      score: 1,
    });
    expect((await shipped.search("chứng thực chữ ký người dịch", 1)).kept[0]?.code).toBe("2.001008");
  });

  it("comes first whatever its name shares with others, alone or inside a question", async () => {
    const records = shippedProcedures();
    const shipped = over(records);
    for (const { name, code } of records) {
      for (const question of [name, `lệ phí ${name} bao nhiêu`, `${name.toLowerCase()} cần giấy tờ gì`]) {
        const [best, next] = (await shipped.search(question, 5)).kept;
        expect({ question, best: best?.code }).toEqual({ question, best: code });
        expect(next?.score ?? 0).toBeLessThanOrEqual(0.8);
      }
    }
  });

  it("does not when the question says what makes it special", async () => {
    const { kept } = await over(shippedProcedures()).search("đăng ký kết hôn với người Hàn Quốc", 5);
    expect(kept[0]?.code).toBe("2.000806");
  });
});

describe("a former name", () => {
  it("is understood, with the abolished district perhaps", async () => {
    const former = {
      ...record("1.000021", "Cấp giấy phép chèo đò"),
      legacyNames: ["Cấp sổ bến nước (Phòng Kinh tế huyện)"],
    };
    const { kept } = await over([...family, former]).search("xin cấp sổ bến nước ở phòng kinh tế huyện", 5);
    expect(kept[0]?.code).toBe("1.000021");
  });
});
