import type { ProcedureBook } from "../../src/core/answering.ts";
import { FACETS, type Level, type Procedure } from "../../src/core/procedure.ts";
import { createTwins } from "../../src/answer/twins.ts";
import { record } from "../retrieval/records.ts";
import { answererOver, ask, bookOf, shippedProcedures, talk, zaloLimits } from "./shipped-answerer.ts";

const at = (code: string, name: string, level: Level, more: Partial<Procedure> = {}): Procedure => ({
  ...record(code, name),
  levels: [level],
  ...more,
});
const commune = at("1.000001", "Thủ tục cấp lại thẻ căn cước", "commune");
const province = at("1.000002", "Cấp lại thẻ căn cước (thực hiện tại cấp tỉnh)", "province");
const other = at("1.000003", "Cấp đổi thẻ căn cước (thực hiện tại cấp tỉnh)", "province");
const sameLevel = at("1.000004", "Cấp lại thẻ căn cước", "commune");
const leaving = at("1.000005", "Chuyển nơi hưởng trợ cấp (chuyển đi)", "commune");
const coming = at("1.000006", "Chuyển nơi hưởng trợ cấp (chuyển đến)", "province");

const none = { text: "", levels: new Set<Level>(), facet: undefined };
const twins = createTwins(bookOf([province, commune, other, leaving, coming]));

describe("twins", () => {
  it("are procedures of one name at different levels", () => {
    expect(twins.of(commune)).toEqual([province]);
    expect(twins.of(province)).toEqual([commune]);
    expect(twins.of(other)).toEqual([]);
    expect(twins.of(leaving)).toEqual([]);
    expect(createTwins(bookOf([commune, sameLevel])).of(commune)).toEqual([]);
  });

  it("are answered by the nearest, unless a level or a code is named", () => {
    expect(twins.wanted(province.code, none)).toBe(commune.code);
    expect(twins.wanted(commune.code, none)).toBe(commune.code);
    expect(twins.wanted(commune.code, { ...none, levels: new Set(["province"]) })).toBe(province.code);
    expect(twins.wanted(commune.code, { ...none, levels: new Set(["commune", "province"]) })).toBe(
      commune.code,
    );
    expect(twins.wanted(commune.code, { ...none, levels: new Set(["ministry"]) })).toBe(commune.code);
    expect(twins.wanted(province.code, { ...none, text: `thủ tục ${province.code}` })).toBe(province.code);
    expect(twins.wanted(other.code, none)).toBe(other.code);
    expect(twins.wanted("9.999999", none)).toBe("9.999999");
  });

  it("are answered by the one that knows, when the nearest does not", () => {
    const silent = { ...commune, conditions: { unknown: "nguồn để trống" } };
    const some = createTwins(bookOf([silent, province]));
    expect(some.wanted(silent.code, { ...none, facet: "conditions" })).toBe(province.code);
    expect(some.wanted(silent.code, { ...none, facet: "fee" })).toBe(silent.code);
    expect(some.wanted(silent.code, { ...none, facet: "conditions", levels: new Set(["commune"]) })).toBe(
      silent.code,
    );
  });

  it("in force answer for one withdrawn, unless that one is named", () => {
    const book: ProcedureBook = {
      ...bookOf([province]),
      withdrawn: (code) =>
        code === commune.code ? { record: commune, since: "2026-01-01", successor: undefined } : undefined,
    };
    const some = createTwins(book);
    expect(some.wanted(commune.code, none)).toBe(province.code);
    expect(some.wanted(commune.code, { ...none, text: commune.code })).toBe(commune.code);
  });

  it("count once, as likely as any of them together", () => {
    const item = (code: string, score: number) => ({ code, score, scores: {}, passages: [] });
    const retrieved = {
      kept: [item(other.code, 0.4), item(province.code, 0.3), item(commune.code, 0.2)],
      rejected: [],
      tookMs: {},
    };
    expect(twins.merge(retrieved, none).kept).toEqual([item(commune.code, 0.5), item(other.code, 0.4)]);
  });
});

describe("the shipped records", () => {
  const answerer = answererOver(shippedProcedures());

  it.each([
    ["mất căn cước làm lại hết bao nhiêu tiền", "1.014064", "fee"],
    ["mat can cuoc lam lai het bao nhieu tien", "1.014064", "fee"],
    ["mất căn cước làm lại ở công an tỉnh hết bao nhiêu tiền", "2.001194", "fee"],
    ["mất căn cước ra phường làm lại mất bao lâu", "1.014064", "time"],
    ["căn cước hết hạn lên công an tỉnh đổi cần gì", "2.001195", "documents"],
    ["thủ tục 2.001194 mất bao lâu", "2.001194", "time"],
    ["cấp lại thẻ căn cước (thực hiện tại cấp tỉnh) mất bao lâu", "2.001194", "time"],
  ])("%s: %s %s", async (question, procedure, facet) => {
    const { outcome, reply } = await ask(answerer, question);
    expect(outcome).toMatchObject({ kind: "answered", procedure, facet });
    if (facet === "fee") expect(reply?.text).toContain("70.000 đồng/thẻ");
  });

  it("offer the other level as a button with the same question, never instead of a person", async () => {
    const { reply } = await ask(answerer, "mất căn cước làm lại hết bao nhiêu tiền");
    expect(reply?.buttons).toContainEqual({
      kind: "choice",
      title: "Nộp ở cấp tỉnh",
      payload: "#mc:ask:2.001194:fee:0",
    });
    expect(reply?.buttons).toHaveLength(zaloLimits.buttons);
    expect(reply?.buttons.at(-1)?.title).toBe("Gặp cán bộ");
    const back = await ask(answerer, "#mc:ask:2.001194:fee:0");
    expect(back.reply?.buttons.map((button) => button.title)).toContain("Nộp ở cấp xã");
    const alone = await ask(answerer, "đăng ký kết hôn lệ phí bao nhiêu");
    expect(alone.reply?.buttons.map((button) => button.title)).not.toContain("Nộp ở cấp tỉnh");
  });

  it("go to the other level when the talk does", async () => {
    const thoughts = await talk(
      answerer,
      "làm lại căn cước bị mất bao lâu có",
      "thế ở công an tỉnh thì sao",
      "lệ phí bao nhiêu",
      "ra phường nộp lệ phí bao nhiêu",
    );
    expect(thoughts.map(({ outcome }) => outcome)).toMatchObject([
      { procedure: "1.014064", facet: "time" },
      { procedure: "2.001194", facet: "time" },
      { procedure: "2.001194", facet: "fee" },
      { procedure: "1.014064", facet: "fee" },
    ]);
  });

  it("never ask back between levels of one procedure", async () => {
    const records = shippedProcedures();
    const shipped = createTwins(bookOf(records));
    const paired = records.filter((one) => shipped.of(one).length > 0);
    expect(paired.length).toBeGreaterThanOrEqual(8);
    for (const one of paired)
      for (const facet of FACETS) {
        const wanted = shipped.wanted(one.code, { ...none, facet });
        for (const twin of shipped.of(one))
          expect(shipped.wanted(twin.code, { ...none, facet })).toBe(wanted);
      }
    for (const question of paired.flatMap((one) => one.aliases)) {
      const { outcome } = await ask(answerer, question);
      if (outcome.kind !== "asks_back") continue;
      const offered = outcome.choices.flatMap((code) => records.find((one) => one.code === code) ?? []);
      for (const one of offered)
        for (const twin of shipped.of(one)) expect(outcome.choices).not.toContain(twin.code);
    }
  });
});
