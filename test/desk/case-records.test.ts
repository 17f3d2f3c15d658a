import { randomUUID } from "node:crypto";
import { CaseList } from "../../src/contract/desk.ts";
import { CasePage, CaseQuery } from "../../src/contract/records.ts";
import type { Operator } from "../../src/core/people.ts";
import { earlierCases, isOverdue, listCases, readCase } from "../../src/desk/case-records.ts";
import type { Store } from "../../src/store/open-store.ts";
import { onBothEngines } from "../support/engines.ts";
import { openSuiteStore } from "../support/suite-store.ts";
import {
  addCase,
  addConversation,
  addOperator,
  ago,
  CHUYEN_NHUONG,
  clear,
  holderOf,
  KHAI_SINH,
  NOW,
  VIEW,
} from "./desk-fixtures.ts";

onBothEngines("records of cases", (engine) => {
  let store: Store;
  let me: Operator;
  let conversation: string;
  openSuiteStore(engine, (opened) => (store = opened));
  beforeEach(async () => {
    await clear(store);
    me = await addOperator(store, "Nguyễn Thử");
    conversation = await addConversation(store);
  });

  const list = async (query: Partial<CaseQuery> = {}, who = me) =>
    CasePage.parse(await listCases(store, who, CaseQuery.parse(query), VIEW, NOW));
  const numbers = async (query: Partial<CaseQuery>, who = me) =>
    (await list(query, who)).cases.map(({ number }) => number);
  const add = (number: string, more: Parameters<typeof addCase>[2] = {}) =>
    addCase(store, conversation, { number, ...more });

  it("tell all that is known of a case", async () => {
    const id = await add("2026-700001", {
      procedure: KHAI_SINH,
      unit: "tu-phap",
      claimedAt: ago(20),
      officer: holderOf(me),
      firstReplyAt: ago(15),
      closedAt: ago(5),
      outcome: "settled",
      settled: "Đã nói rõ hồ sơ",
      reason: "complaint",
    });
    const { cases, total } = await list();
    expect(total).toBe(1);
    expect(cases).toEqual([
      {
        id,
        number: "2026-700001",
        conversationId: conversation,
        channel: "zalo",
        openedAt: ago(30).toISOString(),
        reason: "complaint",
        procedure: { code: KHAI_SINH, name: "Đăng ký khai sinh" },
        field: "Hộ tịch",
        unit: { id: "tu-phap", name: "Quầy Tư pháp" },
        claimedAt: ago(20).toISOString(),
        officer: "Nguyễn Thử",
        firstReplyAt: ago(15).toISOString(),
        dueDate: "2026-11-26",
        overdue: false,
        closedAt: ago(5).toISOString(),
        outcome: "settled",
        settled: "Đã nói rõ hồ sơ",
      },
    ]);
    expect(await readCase(store, id, VIEW, NOW)).toEqual(cases[0]);
    await expect(readCase(store, randomUUID(), VIEW, NOW)).resolves.toBeUndefined();
  });

  it("are asked for by Vietnamese days of opening, both included", async () => {
    await add("a", { openedAt: new Date("2026-11-09T16:59:59Z") });
    await add("b", { openedAt: new Date("2026-11-09T17:00:00Z") });
    await add("c", { openedAt: new Date("2026-11-11T16:59:59Z") });
    await add("d", { openedAt: new Date("2026-11-11T17:00:00Z") });
    expect(await numbers({ from: "2026-11-10", to: "2026-11-11" })).toEqual(["c", "b"]);
    expect(await numbers({ from: "2026-11-12" })).toEqual(["d"]);
    expect(await numbers({ to: "2026-11-09" })).toEqual(["a"]);
  });

  it("are late from the first moment of the day after their day, settled or not", async () => {
    await add("on its day", { dueDate: "2026-11-24" });
    await add("late", { dueDate: "2026-11-23" });
    await add("settled in time", {
      dueDate: "2026-11-20",
      closedAt: new Date("2026-11-20T16:59:59Z"),
      outcome: "settled",
    });
    await add("settled late", {
      dueDate: "2026-11-20",
      closedAt: new Date("2026-11-20T17:00:00Z"),
      outcome: "settled",
    });
    const sorted = async (query: Partial<CaseQuery>) => (await numbers(query)).sort();
    expect(await sorted({ state: "overdue" })).toEqual(["late", "settled late"]);
    expect(await sorted({ state: "open" })).toEqual(["late", "on its day"]);
    expect(await sorted({ state: "closed" })).toEqual(["settled in time", "settled late"]);
    const { cases } = await list();
    expect(
      cases
        .filter(({ overdue }) => overdue)
        .map(({ number }) => number)
        .sort(),
    ).toEqual(["late", "settled late"]);
    expect(isOverdue("2026-11-24", null, new Date("2026-11-24T16:59:59Z"))).toBe(false);
    expect(isOverdue("2026-11-24", null, new Date("2026-11-24T17:00:00Z"))).toBe(true);
  });

  it("are asked for by outcome, reason, channel, unit, officer and field", async () => {
    await add("a", {
      outcome: "referred",
      closedAt: ago(1),
      reason: "complaint",
      channel: "web",
      unit: "tu-phap",
    });
    await add("b", { officer: holderOf(me), procedure: KHAI_SINH });
    await add("c", { officer: "platform:zalo:5", procedure: CHUYEN_NHUONG });
    expect(await numbers({ outcome: "referred" })).toEqual(["a"]);
    expect(await numbers({ reason: "complaint" })).toEqual(["a"]);
    expect(await numbers({ channel: "web" })).toEqual(["a"]);
    expect(await numbers({ unit: "tu-phap" })).toEqual(["a"]);
    expect(await numbers({ officer: me.id })).toEqual(["b"]);
    expect(await numbers({ officer: "Nguyễn Thử" })).toEqual(["b"]);
    expect(await numbers({ field: "Đất đai" })).toEqual(["c"]);
    expect(await numbers({ field: "Thuế" })).toEqual([]);
  });

  it("are searched by number, what was settled and the procedure, every word somewhere", async () => {
    await add("2026-800001", { settled: "Đã hẹn GIỜ trả", procedure: KHAI_SINH });
    await add("2026-800002", { procedure: CHUYEN_NHUONG });
    expect(await numbers({ q: "800002" })).toEqual(["2026-800002"]);
    expect(await numbers({ q: "khai sinh" })).toEqual(["2026-800001"]);
    expect(await numbers({ q: "KHAI giờ" })).toEqual(["2026-800001"]);
    expect(await numbers({ q: CHUYEN_NHUONG })).toEqual(["2026-800002"]);
    expect(await numbers({ q: "chuyển giờ" })).toEqual([]);
    expect(await numbers({ q: "%" })).toEqual([]);
  });

  it("come 50 a page, newest first, and only those this person may see", async () => {
    for (let index = 0; index < 60; index++)
      await add(`n-${String(index).padStart(2, "0")}`, {
        openedAt: ago(index),
        unit: index % 2 ? "tu-phap" : "thu-mot",
      });
    const first = await list();
    expect([first.total, first.cases.length, first.cases[0]?.number]).toEqual([60, 50, "n-00"]);
    expect(await numbers({ page: 2 })).toEqual(Array.from({ length: 10 }, (_, index) => `n-${50 + index}`));
    expect(await numbers({ page: 3 })).toEqual([]);
    const ofUnit = await addOperator(store, "Trần Mẫu", { unit: "tu-phap" });
    expect((await list({}, ofUnit)).total).toBe(30);
    const supervisor = await addOperator(store, "Lê Mẫu", { unit: "tu-phap", role: "supervisor" });
    expect((await list({}, supervisor)).total).toBe(60);
  });

  it("of one citizen before the present case are given newest first", async () => {
    await add("old", { openedAt: ago(900), closedAt: ago(800), outcome: "quiet" });
    await add("newer", { openedAt: ago(700), closedAt: ago(600), outcome: "settled" });
    await add("now");
    await addCase(store, await addConversation(store), { closedAt: ago(1), outcome: "settled" });
    const { cases } = CaseList.parse(await earlierCases(store, conversation, VIEW, NOW));
    expect(cases.map(({ number }) => number)).toEqual(["newer", "old"]);
  });
});
