import fc from "fast-check";
import { Figures } from "../../src/contract/records.ts";
import type { Outcome } from "../../src/core/answering.ts";
import { quantile, readFigures } from "../../src/desk/figures.ts";
import type { Store } from "../../src/store/open-store.ts";
import { onBothEngines } from "../support/engines.ts";
import { openSuiteStore } from "../support/suite-store.ts";
import { CALENDAR } from "../support/workbench.ts";
import {
  addAnswer,
  addCase,
  addConversation,
  addOperator,
  addTurn,
  CHUYEN_NHUONG,
  clear,
  holderOf,
  KHAI_SINH,
  minutes,
  NOW,
  VIEW,
} from "./desk-fixtures.ts";

const at = (local: string): Date => new Date(`${local}:00+07:00`);
const answered = (procedure: string): Outcome => ({
  kind: "answered",
  procedure,
  facet: "fee",
  sources: ["https://nguon.example"],
});

onBothEngines("figures of a month", (engine) => {
  let store: Store;
  openSuiteStore(engine, (opened) => (store = opened));
  beforeEach(() => clear(store));
  const read = async (month = "2026-11") =>
    Figures.parse(await readFigures(store, month, { book: VIEW.book, calendar: CALENDAR, now: NOW }));

  it("count questions by how they ended, day, channel and field; greetings and drafts are none", async () => {
    const zalo = await addConversation(store);
    const web = await addConversation(store, { channel: "web" });
    const ask = (conversation: string, local: string, outcome: Outcome) =>
      addAnswer(store, conversation, { at: at(local), outcome });
    await ask(zalo, "2026-11-02T08:00", answered(KHAI_SINH));
    await ask(zalo, "2026-11-02T23:59", answered(CHUYEN_NHUONG));
    await ask(web, "2026-11-03T00:00", answered(KHAI_SINH));
    await ask(web, "2026-11-03T09:00", { kind: "asks_back", choices: [KHAI_SINH, CHUYEN_NHUONG] });
    await ask(web, "2026-11-03T09:01", { kind: "no_procedure_found" });
    await ask(web, "2026-11-03T09:02", { kind: "to_operator", reason: "failed_twice" });
    await ask(web, "2026-11-03T09:03", { kind: "crisis_signpost", line: "113" });
    await ask(web, "2026-11-03T09:04", { kind: "status_of_dossier", dossier: "H1" });
    await ask(web, "2026-11-03T09:05", { kind: "small_talk", about: "greeting" });
    await ask(web, "2026-11-03T09:06", { kind: "ignored", why: "sticker" });
    await addTurn(store, web, { at: at("2026-11-03T09:07"), outcome: answered(KHAI_SINH) });
    await ask(zalo, "2026-10-31T23:59", answered(KHAI_SINH));
    await ask(zalo, "2026-12-01T00:00", answered(KHAI_SINH));

    const figures = await read();
    expect(figures.total).toMatchObject({
      questions: 8,
      answeredByBot: 5,
      askedBack: 1,
      notFound: 1,
      handedOver: 1,
      cases: 0,
      waitingMedianMs: null,
    });
    const questions = (rows: Figures["byDay"]) =>
      Object.fromEntries(rows.map((row) => [row.key, row.questions]));
    // One row a day up to today, also for days without a question.
    expect(figures.byDay.map(({ label }) => label)).toEqual(
      Array.from({ length: 24 }, (_, day) => `${String(day + 1).padStart(2, "0")}/11`),
    );
    expect(questions(figures.byDay)).toMatchObject({ "2026-11-01": 0, "2026-11-02": 2, "2026-11-03": 6 });
    expect(questions(figures.byChannel)).toEqual({ zalo: 2, messenger: 0, web: 6 });
    expect(figures.byField.map(({ label, questions: count }) => [label, count])).toEqual([
      ["Hộ tịch", 2],
      ["Đất đai", 1],
      ["Chưa rõ", 5],
    ]);
    expect((await read("2026-12")).total.questions).toBe(1);
    expect((await read("2026-10")).byDay).toHaveLength(31);
  });

  it("measure waiting and handling in office hours, by reason, officer and field", async () => {
    const conversation = await addConversation(store);
    const an = await addOperator(store, "An Thử");
    const binh = await addOperator(store, "Bình Thử");
    // Monday 2 November: 10 minutes; over lunch: 30; over the night: 60.
    const waits: readonly [string, string][] = [
      ["2026-11-02T08:00", "2026-11-02T08:10"],
      ["2026-11-02T11:20", "2026-11-02T13:50"],
      ["2026-11-02T16:30", "2026-11-03T08:00"],
    ];
    for (const [opened, replied] of waits)
      await addCase(store, conversation, {
        openedAt: at(opened),
        claimedAt: at(opened),
        firstReplyAt: at(replied),
        closedAt: at(replied),
        officer: holderOf(an),
        outcome: "settled",
        procedure: KHAI_SINH,
        dueDate: "2026-11-04",
      });
    // Nobody was called: it was waited for nobody. Closed late.
    await addCase(store, conversation, {
      openedAt: at("2026-11-04T08:00"),
      claimedAt: at("2026-11-04T08:00"),
      firstReplyAt: at("2026-11-04T08:00"),
      closedAt: at("2026-11-09T08:00"),
      officer: holderOf(binh),
      reason: "operator_stepped_in",
      outcome: "no_answer_needed",
      dueDate: "2026-11-06",
    });
    for (const person of ["platform:zalo:1", "platform:zalo:2"])
      await addCase(store, conversation, {
        openedAt: at("2026-11-05T08:00"),
        reason: "answered_in_platform",
        officer: person,
        dueDate: "2026-11-30",
      });
    await addCase(store, conversation, { openedAt: at("2026-10-30T08:00"), dueDate: "2026-11-30" });

    const figures = await read();
    const day = 7.5 * 60;
    expect(figures.total).toMatchObject({
      questions: 0,
      cases: 6,
      settled: 3,
      waitingMedianMs: minutes(30),
      waitingP90Ms: minutes(60),
      handlingMedianMs: minutes(30),
      handlingP90Ms: minutes(3 * day),
    });
    expect(figures.byReason).toEqual([
      { reason: "person_wanted", cases: 3 },
      { reason: "answered_in_platform", cases: 2 },
      { reason: "operator_stepped_in", cases: 1 },
    ]);
    expect(figures.byOfficer).toEqual([
      { name: "An Thử", cases: 3, settled: 3, waitingMedianMs: minutes(30), handlingMedianMs: minutes(30) },
      {
        name: "Người trả lời trong Zalo",
        cases: 2,
        settled: 0,
        waitingMedianMs: null,
        handlingMedianMs: null,
      },
      { name: "Bình Thử", cases: 1, settled: 0, waitingMedianMs: null, handlingMedianMs: minutes(3 * day) },
    ]);
    expect(figures.byField.map(({ label, cases }) => [label, cases])).toEqual([
      ["Hộ tịch", 3],
      ["Chưa rõ", 3],
    ]);
    expect(figures.byDay.filter(({ cases }) => cases > 0).map(({ key, cases }) => [key, cases])).toEqual([
      ["2026-11-02", 3],
      ["2026-11-04", 1],
      ["2026-11-05", 2],
    ]);
    expect(figures.overdue).toBe(1);
  });

  it("of a month that is still to come are empty", async () => {
    expect(await read("2027-01")).toMatchObject({
      total: { questions: 0, cases: 0 },
      byDay: [],
      byField: [],
      byOfficer: [],
      overdue: 0,
    });
  });
});

describe("a quantile by nearest rank", () => {
  it("is the value at that rank, and null of nothing", () => {
    const five = [15, 20, 35, 40, 50];
    expect([0.05, 0.3, 0.4, 0.5, 1].map((p) => quantile(five, p))).toEqual([15, 20, 20, 35, 50]);
    expect(quantile([3, undefined, 1], 0.5)).toBe(1);
    expect(quantile([undefined], 0.5)).toBeNull();
  });

  it("is one of the values; at least the part p is not above it, less than p is below", () => {
    const values = fc.array(fc.nat({ max: 50 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 100 }), (all, percent) => {
        const p = percent / 100;
        const value = quantile(all, p) ?? Number.NaN;
        expect(all).toContain(value);
        expect(all.filter((one) => one <= value).length).toBeGreaterThanOrEqual(p * all.length - 1e-9);
        expect(all.filter((one) => one < value).length).toBeLessThan(p * all.length);
      }),
    );
  });
});
