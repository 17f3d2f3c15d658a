import { maySee } from "../../src/access/rights.ts";
import { QueueCounts, QueuePage, type QueueQuery } from "../../src/contract/desk.ts";
import type { Operator } from "../../src/core/people.ts";
import { countQueues, listConversations, readCard, readCards } from "../../src/desk/list-conversations.ts";
import type { Store } from "../../src/store/open-store.ts";
import { onBothEngines } from "../support/engines.ts";
import { openSuiteStore } from "../support/suite-store.ts";
import {
  addCallback,
  addCase,
  addConversation,
  addMessage,
  addOperator,
  addOutbox,
  ago,
  clear,
  holderOf,
  KHAI_SINH,
  VIEW,
} from "./desk-fixtures.ts";

onBothEngines("queues of the desk", (engine) => {
  let store: Store;
  let me: Operator;
  let other: Operator;
  openSuiteStore(engine, (opened) => (store = opened));
  beforeEach(async () => {
    await clear(store);
    me = await addOperator(store, "Nguyễn Thử");
    other = await addOperator(store, "Trần Mẫu");
  });

  const list = async (query: QueueQuery, who = me) =>
    QueuePage.parse(await listConversations(store, who, query, VIEW));
  const idsOf = async (query: QueueQuery, who = me) =>
    (await list(query, who)).conversations.map(({ id }) => id);
  const held = (who: Operator, more: object = {}) =>
    addConversation(store, { state: "held", holder: holderOf(who), ...more });

  it("give each conversation its place, in the order of the contract", async () => {
    const late = await addConversation(store, { state: "waiting", waitingSince: ago(5), changedAt: ago(1) });
    const early = await addConversation(store, {
      state: "waiting",
      waitingSince: ago(50),
      changedAt: ago(40),
    });
    const quiet = await held(me, { changedAt: ago(2) });
    const asked = await held(me, { state: "drafting", unansweredSince: ago(3), changedAt: ago(3) });
    const theirs = await held(other, { changedAt: ago(4) });
    const withBot = await addConversation(store, { changedAt: ago(6) });
    const closed = await addConversation(store, { state: "closed", changedAt: ago(7) });
    const handedBack = await addConversation(store, { changedAt: ago(8) });
    for (const id of [closed, handedBack]) await addCase(store, id, { closedAt: ago(7), outcome: "settled" });
    await addCase(store, quiet);

    expect(await idsOf({ queue: "waiting" })).toEqual([early, late]);
    expect(await idsOf({ queue: "mine" })).toEqual([asked, quiet]);
    expect(await idsOf({ queue: "all" })).toEqual([late, quiet, asked, theirs, withBot, handedBack, early]);
    expect(await idsOf({ queue: "closed" })).toEqual([closed, handedBack]);
  });

  it("show exactly what this person may see, in lists and counts alike", async () => {
    const units = [null, "tu-phap", "thu-mot"];
    const people = [
      me,
      await addOperator(store, "A", { unit: "tu-phap" }),
      await addOperator(store, "B", { role: "supervisor", unit: "tu-phap" }),
      await addOperator(store, "C", { role: "admin" }),
    ];
    const waiting = await Promise.all(
      units.map(async (unit) => ({
        id: await addConversation(store, { state: "waiting", unit, waitingSince: ago(5) }),
        handling: { state: "waiting" as const, holder: null, unit },
      })),
    );
    for (const { id } of waiting) await addCallback(store, id);
    for (const who of people) {
      const seen = waiting.filter(({ handling }) => maySee(who, handling)).map(({ id }) => id);
      expect((await idsOf({ queue: "waiting" }, who)).sort()).toEqual(seen.sort());
      expect(QueueCounts.parse(await countQueues(store, who))).toEqual({
        waiting: seen.length,
        mine: 0,
        mineUnanswered: 0,
        callbacks: seen.length,
      });
    }
    expect(await idsOf({ queue: "waiting" }, people[1])).toHaveLength(2);
  });

  it("count mine, those unanswered, and open call-backs", async () => {
    await held(me);
    const asked = await held(me, { unansweredSince: ago(2) });
    await held(other, { unansweredSince: ago(2) });
    await addConversation(store, { state: "waiting", waitingSince: ago(2) });
    await addCallback(store, asked);
    await addCallback(store, asked, { state: "done", phone: null });
    expect(await countQueues(store, me)).toEqual({ waiting: 1, mine: 2, mineUnanswered: 1, callbacks: 1 });
  });

  it("come in pages that lose nobody, also where many changed at one moment", async () => {
    const ids: string[] = [];
    for (let index = 0; index < 70; index++) {
      const at = index < 45 ? index : index < 60 ? 45 : index;
      ids.push(await addConversation(store, { changedAt: ago(at) }));
    }
    const first = await list({ queue: "all" });
    expect(first.conversations).toHaveLength(45);
    expect(first.more).toBe(true);
    const before = first.conversations.at(-1)?.changedAt;
    const second = await list({ queue: "all", ...(before === undefined ? {} : { before }) });
    expect(second).toMatchObject({ more: false });
    const seen = [...first.conversations, ...second.conversations].map(({ id }) => id);
    expect(new Set(seen)).toEqual(new Set(ids));
    expect(seen).toHaveLength(70);
  });

  it("give waiting whole", async () => {
    for (let index = 0; index < 60; index++)
      await addConversation(store, { state: "waiting", waitingSince: ago(index) });
    const page = await list({ queue: "waiting" });
    expect([page.conversations.length, page.more]).toEqual([60, false]);
  });

  it("are filtered by channel and label", async () => {
    const web = await addConversation(store, { channel: "web", labels: ["Khẩn", "Đất đai"] });
    const zalo = await addConversation(store, { labels: ["Đất đai"] });
    expect(await idsOf({ queue: "all", channel: "web" })).toEqual([web]);
    expect((await idsOf({ queue: "all", label: "Đất đai" })).sort()).toEqual([web, zalo].sort());
    expect(await idsOf({ queue: "all", label: "Khẩn" })).toEqual([web]);
    expect(await idsOf({ queue: "all", label: "Đất" })).toEqual([]);
  });

  it("are searched by name, case number and what was said, every word somewhere, capitals aside", async () => {
    const named = await addConversation(store, { citizenName: "Đặng Văn Ổi" });
    await addMessage(store, named, { text: "Xin HỎI về sổ đỏ" });
    const numbered = await addConversation(store);
    await addCase(store, numbered, { number: "2031-000077", closedAt: ago(3), outcome: "settled" });
    await addMessage(store, numbered, { text: "giảm 50% lệ phí" });
    const find = (q: string) => idsOf({ queue: "all", q });
    expect(await find("đặng ổi")).toEqual([named]);
    expect(await find("ĐẶNG hỏi")).toEqual([named]);
    expect(await find("đặng 50%")).toEqual([]);
    expect(await find("2031-000077")).toEqual([numbered]);
    expect(await find("50%")).toEqual([numbered]);
    // Signs of LIKE are ordinary characters; tones matter.
    expect(await find("%")).toEqual([numbered]);
    expect(await find("_")).toEqual([]);
    expect(await find("dang oi")).toEqual([]);
    expect((await find("  ")).sort()).toEqual([named, numbered].sort());
  });

  it("show a line with all that is known of it, and names instead of ids", async () => {
    const id = await addConversation(store, {
      citizenId: "8812345678904821",
      citizenName: "Chị Thử",
      state: "held",
      holder: holderOf(other),
      reason: "complaint",
      unit: "tu-phap",
      unansweredSince: ago(3),
      awayCount: 2,
      labels: ["Khẩn"],
      version: 7,
    });
    const caseId = await addCase(store, id, { procedure: KHAI_SINH, number: "2026-900001" });
    await store.run("update conversation set case_id = $2 where id = $1", [id, caseId]);
    await addMessage(store, id, { text: "Trước", at: ago(9) });
    await addMessage(store, id, { text: "x".repeat(500), at: ago(4) });
    const unsent = await addMessage(store, id, {
      seq: null,
      speaker: "operator",
      origin: holderOf(other),
      text: "Chưa tới",
    });
    await addOutbox(store, id, unsent, { state: "failed", errorCode: "window_closed", finishedAt: ago(1) });
    await addCallback(store, id);
    const [card] = (await list({ queue: "all" })).conversations;
    expect(card).toEqual({
      id,
      channel: "zalo",
      citizen: { name: "Chị Thử", short: "…4821" },
      state: "held",
      reason: "complaint",
      holder: { kind: "operator", id: other.id, name: "Trần Mẫu" },
      unit: { id: "tu-phap", name: "Quầy Tư pháp" },
      waitingSince: null,
      unansweredSince: ago(3).toISOString(),
      changedAt: ago(10).toISOString(),
      escalated: true,
      lastMessage: { speaker: "citizen", text: "x".repeat(200), at: ago(4).toISOString() },
      labels: ["Khẩn"],
      caseNumber: "2026-900001",
      dueDate: "2026-11-26",
      procedure: { code: KHAI_SINH, name: "Đăng ký khai sinh" },
      callbackOpen: true,
      failedSends: 1,
      version: 7,
    });
    expect(await readCard(store, id, VIEW)).toEqual(card);
  });

  it("say what a message without words is, who answers elsewhere, and keep what is no longer known", async () => {
    const platform = await addConversation(store, {
      state: "held",
      holder: "platform:zalo:123",
      changedAt: null,
    });
    await addMessage(store, platform, {
      text: "",
      attachments: [{ kind: "image", url: "https://anh.example/1" }],
    });
    const gone = await addConversation(store, {
      state: "held",
      holder: `operator:${crypto.randomUUID()}`,
      unit: "giai-the",
      caseId: await addCase(store, platform, { procedure: "9.999999" }),
    });
    const cards = await readCards(store, [gone, platform, crypto.randomUUID()], VIEW);
    expect(cards).toMatchObject([
      {
        id: gone,
        holder: { kind: "operator", name: "Cán bộ" },
        unit: { id: "giai-the", name: "giai-the" },
        procedure: { code: "9.999999", name: "9.999999" },
        lastMessage: null,
      },
      {
        id: platform,
        holder: { kind: "platform", name: "Người trả lời trong Zalo" },
        lastMessage: { text: "[Hình ảnh]" },
        changedAt: ago(1000).toISOString(),
      },
    ]);
  });
});
