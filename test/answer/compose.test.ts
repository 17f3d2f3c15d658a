import fc from "fast-check";
import type { Centre, Reply } from "../../src/core/answering.ts";
import type { ChannelLimits } from "../../src/core/channel.ts";
import { readPayload } from "../../src/core/payload.ts";
import { FACETS, Procedure, type Facet } from "../../src/core/procedure.ts";
import { composeAnswer } from "../../src/answer/compose.ts";
import { facetBlocks } from "../../src/answer/facet-blocks.ts";
import { amountText, documentText, feeText, timeText } from "../../src/answer/wording.ts";
import { centre, knownOf, shippedProcedures, zaloLimits } from "./shipped-answerer.ts";

const procedures = shippedProcedures();
const bare: Centre = { name: "Trung tâm", hotline: undefined, portalUrl: undefined };
const LIMITS: readonly ChannelLimits[] = [
  zaloLimits,
  { textLength: 640, buttons: 3, buttonTitleLength: 20 },
  { textLength: 400, buttons: 2, buttonTitleLength: 12 },
  { textLength: 1000, buttons: 0, buttonTitleLength: 20 },
];

/** All pages of an answer, by following "Xem thêm". */
function pagesOf(procedure: Procedure, facet: Facet, limits: ChannelLimits, of: Centre): readonly Reply[] {
  const pages: Reply[] = [];
  for (let page = 0; page < 1000; page++) {
    const reply = composeAnswer({ procedure, facets: [facet], page }, of, {
      ...limits,
      buttons: Math.max(1, limits.buttons),
    });
    pages.push(reply);
    const more = reply.buttons[0];
    if (
      more?.kind !== "choice" ||
      readPayload(more.payload)?.kind !== "ask" ||
      !more.title.startsWith("Xem thêm")
    )
      break;
  }
  return pages;
}

const numbersIn = (text: string): number[] => [...text.matchAll(/\d+/g)].map((match) => Number(match[0]));

/** What an answer may say in figures: what the record and the centre hold, and how many papers are listed. */
function figuresOf(procedure: Procedure, of: Centre): ReadonlySet<number> {
  const counts =
    "unknown" in procedure.documents
      ? []
      : [
          procedure.documents.length,
          procedure.documents.filter((one) => one.case === undefined).length,
          procedure.documents.filter((one) => one.case !== undefined).length,
        ];
  return new Set([...numbersIn(JSON.stringify(procedure)), ...numbersIn(JSON.stringify(of)), ...counts]);
}

function checkAnswer(procedure: Procedure, facet: Facet, limits: ChannelLimits, of: Centre): void {
  const figures = figuresOf(procedure, of);
  const pages = pagesOf(procedure, facet, limits, of);
  expect(pages.length).toBeLessThan(1000);
  const shown = pages.map((page) => page.text).join("\n");
  for (const { text, buttons } of pages) {
    expect(text.length).toBeLessThanOrEqual(Math.max(limits.textLength - 100, limits.textLength / 2));
    expect(buttons.length).toBeLessThanOrEqual(Math.max(1, limits.buttons));
    for (const button of buttons) {
      expect(button.title.length).toBeLessThanOrEqual(limits.buttonTitleLength);
      if (button.kind === "choice") expect(readPayload(button.payload)).toBeDefined();
    }
    expect(text).toContain(procedure.code);
    expect(text).toContain(procedure.source.date.split("-").reverse().join("/"));
    expect(text).not.toMatch(/undefined|null|NaN|\[object|\*\*|: \.|\.\./);
  }
  // Amounts as the record has them; dots of thousands are ours.
  const withoutNumbering = shown.replace(/^\d+\. /gm, "").replace(/(?<=\d)\.(?=\d{3}(?:\.\d{3})* đồng)/g, "");
  const literal = JSON.stringify(procedure).replace(/(?<=\d)\.(?=\d{3}(?:\.\d{3})* đồng)/g, "");
  const allowed = new Set([...figures, ...numbersIn(literal)]);
  expect(numbersIn(withoutNumbering).filter((number) => !allowed.has(number))).toEqual([]);
  // Every word of every item, in order, over all pages.
  const words = shown.split(/\s+/);
  let at = 0;
  const lost: string[] = [];
  for (const item of facetBlocks(procedure, facet, of).flatMap((block) => block.items))
    for (const word of item.split(/\s+/).filter((one) => one.length < 30)) {
      const found = words.indexOf(word, at);
      if (found < 0) lost.push(word);
      else at = found + 1;
    }
  expect(lost).toEqual([]);
  // Who receives it and where it comes from is said on the way, whatever the limit.
  const squeezed = shown.replace(/\s+/g, "");
  if (limits.textLength >= 1000)
    for (const fact of [procedure.source.url ?? "", ...receptionsOf(procedure)])
      expect(squeezed.toLowerCase()).toContain(fact.replace(/\s+/g, "").toLowerCase());
}

const receptionsOf = ({ agencies }: Procedure): readonly string[] =>
  knownOf(agencies).map(({ name, reception }) => reception ?? name);

describe("answers over all records", () => {
  it.each(FACETS)("%s: nothing lost, nothing invented, everything fits", (facet) => {
    expect(procedures.length).toBeGreaterThan(0);
    for (const procedure of procedures)
      for (const limits of LIMITS)
        for (const whose of [centre, bare]) checkAnswer(procedure, facet, limits, whose);
  });

  it("a page beyond the last is the last", () => {
    const [procedure] = procedures;
    if (procedure === undefined) throw new Error("no records");
    const last = pagesOf(procedure, "documents", zaloLimits, centre).at(-1);
    expect(composeAnswer({ procedure, facets: ["documents"], page: 99 }, centre, zaloLimits)).toEqual(last);
  });

  it("says free only of what the record calls free", () => {
    for (const procedure of procedures) {
      const free = knownOf(procedure.methods).some((method) => method.fees.some((fee) => "free" in fee));
      const said = pagesOf(procedure, "fee", zaloLimits, centre)
        .map((page) => page.text)
        .join("\n");
      const inRecord = /miễn phí/i.test(JSON.stringify(procedure));
      if (!free && !inRecord) expect(said).not.toMatch(/miễn phí/i);
      if (free) expect(said).toContain("Miễn phí");
    }
  });
});

describe("answers over records of any shape", () => {
  const word = fc.constantFrom(
    "giấy",
    "tờ",
    "khai",
    "sinh",
    "bản",
    "chính",
    "2024",
    "15",
    "đồng",
    "NĐ-CP",
    "hồ",
    "sơ",
  );
  const text = fc.array(word, { minLength: 1, maxLength: 40 }).map((words) => words.join(" "));
  const phrase = fc.array(word, { minLength: 1, maxLength: 6 }).map((words) => words.join(" "));
  const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
  const time = fc.oneof(
    fc.record(
      {
        case: phrase,
        value: fc.integer({ min: 1, max: 99 }),
        unit: fc.constantFrom("hour" as const, "day" as const, "working_day" as const, "month" as const),
        basis: text,
      },
      { requiredKeys: ["value", "unit"] },
    ),
    fc.record(
      { case: phrase, at_once: fc.constant(true as const), basis: text },
      { requiredKeys: ["at_once"] },
    ),
    fc.record({ case: phrase, unknown: text }, { requiredKeys: ["unknown"] }),
  );
  const fee = fc.oneof(
    fc.record(
      {
        kind: fc.constantFrom("phi" as const, "le_phi" as const),
        case: phrase,
        amount: fc.integer({ min: 1, max: 2_000_000_000 }),
        unit: phrase,
        note: text,
      },
      { requiredKeys: ["kind", "amount", "unit"] },
    ),
    fc.record({ case: phrase, free: fc.constant(true as const), note: text }, { requiredKeys: ["free"] }),
    fc.record({ case: phrase, unknown: text }, { requiredKeys: ["unknown"] }),
  );
  const document = fc.record(
    { case: text, name: text, original: fc.nat(9), copies: fc.nat(9), form: phrase, present: fc.boolean() },
    { requiredKeys: ["name"] },
  );
  const orUnknown = <T>(arbitrary: fc.Arbitrary<T>) =>
    fc.oneof(fc.array(arbitrary, { minLength: 1, maxLength: 6 }), fc.record({ unknown: text }));
  const level = fc.constantFrom(
    "commune" as const,
    "province" as const,
    "ministry" as const,
    "other" as const,
  );
  const procedure = fc
    .record({
      code: fc.constant("1.000001"),
      name: fc.oneof(
        phrase,
        fc.array(text, { minLength: 4, maxLength: 8 }).map((parts) => parts.join(" ")),
      ),
      shortName: phrase.map((name) => name.slice(0, 60).trim()),
      aliases: fc.constant([]),
      levels: fc.array(level, { minLength: 1, maxLength: 2 }),
      field: phrase,
      agencies: fc.array(fc.record({ level, name: phrase, reception: text }), { minLength: 1, maxLength: 3 }),
      applicants: orUnknown(phrase),
      methods: fc.array(
        fc.record(
          {
            channel: fc.constantFrom("in_person" as const, "online" as const, "post" as const),
            times: fc.array(time, { minLength: 1, maxLength: 3 }),
            fees: fc.array(fee, { minLength: 1, maxLength: 4 }),
            note: text,
          },
          { requiredKeys: ["channel", "times", "fees"] },
        ),
        { minLength: 1, maxLength: 3 },
      ),
      documents: orUnknown(document),
      steps: orUnknown(text),
      conditions: fc.oneof(fc.record({ none: fc.constant(true as const) }), orUnknown(text)),
      result: orUnknown(phrase),
      forms: fc.array(fc.record({ name: phrase, url: maybe(fc.constant("https://mau.example/1")) }), {
        maxLength: 3,
      }),
      legalBasis: fc.array(fc.record({ number: phrase, title: text }), { minLength: 1, maxLength: 4 }),
      related: fc.constant([]),
      source: fc.record(
        {
          url: fc.constant("https://nguon.example/thu-tuc/1"),
          decision: phrase,
          date: fc.constant("2026-07-01"),
        },
        { requiredKeys: ["url", "date"] },
      ),
    })
    // Absent keys, not keys of undefined: as YAML gives them.
    .map((raw) => Procedure.parse(JSON.parse(JSON.stringify(raw))));

  it("hold the same promises", () => {
    fc.assert(
      fc.property(procedure, fc.constantFrom(...FACETS), fc.constantFrom(...LIMITS), (one, facet, limits) => {
        checkAnswer(one, facet, limits, bare);
      }),
      { numRuns: 300 },
    );
  });
});

describe("single facts in words", () => {
  it("amounts, times and fees", () => {
    expect(amountText(1_000_000)).toBe("1.000.000 đồng");
    expect(amountText(500)).toBe("500 đồng");
    expect(timeText({ value: 5, unit: "working_day", basis: "kể từ ngày nhận đủ hồ sơ" })).toBe(
      "05 ngày làm việc, kể từ ngày nhận đủ hồ sơ.",
    );
    expect(timeText({ value: 0.5, unit: "day", case: "Gấp" })).toBe("Gấp: 0,5 ngày.");
    expect(timeText({ at_once: true })).toBe("Giải quyết ngay trong ngày.");
    expect(timeText({ unknown: "cổng không ghi đơn vị" })).toBe(
      "Chưa có trong hồ sơ thủ tục. Cổng không ghi đơn vị.",
    );
    expect(feeText({ kind: "le_phi", amount: 50000, unit: "thẻ", case: "Cấp đổi" })).toBe(
      "Cấp đổi: lệ phí 50.000 đồng/thẻ.",
    );
    expect(feeText({ kind: "phi", amount: 2000, unit: "trang", note: "từ trang thứ ba" })).toBe(
      "Phí 2.000 đồng/trang. Từ trang thứ ba.",
    );
    expect(feeText({ free: true, case: "Người nghèo" })).toBe("Người nghèo: Miễn phí.");
    expect(feeText({ unknown: "do tỉnh quy định" })).toBe("Chưa có trong hồ sơ thủ tục. Do tỉnh quy định.");
  });

  it("papers with what is handed in", () => {
    expect(documentText({ name: "Tờ khai", original: 1, copies: 0, form: "Mẫu CT01" })).toBe(
      "Tờ khai (01 bản chính; Mẫu CT01).",
    );
    expect(documentText({ name: "Hộ chiếu.", original: 1, present: true })).toBe(
      "Hộ chiếu (xuất trình 01 bản chính).",
    );
    expect(documentText({ name: "Ảnh", copies: 2 })).toBe("Ảnh (02 bản sao).");
    expect(documentText({ name: "Giấy tờ khác" })).toBe("Giấy tờ khác.");
  });
});
