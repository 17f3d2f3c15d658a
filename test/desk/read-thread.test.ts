import { Thread, ThreadItem } from "../../src/contract/desk.ts";
import type { Operator } from "../../src/core/people.ts";
import { readItem, readThread } from "../../src/desk/read-thread.ts";
import type { Store } from "../../src/store/open-store.ts";
import { onBothEngines } from "../support/engines.ts";
import { openSuiteStore } from "../support/suite-store.ts";
import {
  addConversation,
  addEvent,
  addMessage,
  addNoteRow,
  addOperator,
  addOutbox,
  addTurn,
  ago,
  clear,
  holderOf,
  VIEW,
} from "./desk-fixtures.ts";

onBothEngines("the course of a conversation", (engine) => {
  let store: Store;
  let me: Operator;
  let id: string;
  openSuiteStore(engine, (opened) => (store = opened));
  beforeEach(async () => {
    await clear(store);
    me = await addOperator(store, "Nguyễn Thử");
    id = await addConversation(store);
  });

  const read = async (before?: number) => Thread.parse(await readThread(store, id, before, VIEW.units));
  const messagesOf = (items: readonly ThreadItem[]) => items.filter((item) => item.kind === "message");

  it("is told by time, what was done before what was said at one moment", async () => {
    const message = await addMessage(store, id, { at: ago(9) });
    const event = await addEvent(store, id, { at: ago(9) });
    const note = await addNoteRow(store, id, me, { at: ago(4) });
    const answer = await addMessage(store, id, { speaker: "operator", origin: holderOf(me), at: ago(3) });
    const strange = await addConversation(store);
    await addMessage(store, strange);
    await addEvent(store, strange);
    await addNoteRow(store, strange, me);
    const thread = await read();
    expect(thread.items.map(({ key }) => key)).toEqual([
      `event:${event}`,
      `message:${message}`,
      `note:${note}`,
      `message:${answer}`,
    ]);
    expect(thread).toMatchObject({ more: false, oldest: message });
  });

  it("comes in pages of 50 messages; every message, note and event stands in one of them", async () => {
    const keys: string[] = [];
    keys.push(`event:${await addEvent(store, id, { at: ago(500) })}`);
    for (let index = 0; index < 120; index++) {
      keys.push(`message:${await addMessage(store, id, { at: ago(400 - index) })}`);
      if (index % 7 === 0)
        keys.push(`note:${await addNoteRow(store, id, me, { at: ago(400 - index - 0.5) })}`);
      if (index % 11 === 0) keys.push(`event:${await addEvent(store, id, { at: ago(400 - index - 0.6) })}`);
    }
    const pages: Thread[] = [];
    let before: number | undefined;
    do {
      const page = await read(before);
      pages.unshift(page);
      before = page.oldest ?? undefined;
    } while (pages[0]?.more === true);
    expect(pages.map(({ items }) => messagesOf(items).length)).toEqual([20, 50, 50]);
    expect(pages.flatMap(({ items }) => items.map(({ key }) => key))).toEqual(keys);
  });

  it("of a conversation without a word has only what was done", async () => {
    await addEvent(store, id, { event: "claimed", actor: holderOf(me), toState: "held" });
    const thread = await read();
    expect(thread).toMatchObject({ more: false, oldest: null, items: [{ kind: "event" }] });
  });

  it("names who wrote: colleagues, people in the platform's tool, and nobody for citizen and bot", async () => {
    const say = (speaker: "citizen" | "bot" | "operator" | "system", origin: string) =>
      addMessage(store, id, { speaker, origin });
    await say("citizen", "zalo");
    await say("bot", "bot");
    await say("operator", holderOf(me));
    await say("operator", "platform:messenger:page_inbox");
    await say("operator", "platform:zalo:other_app");
    await say("operator", `operator:${crypto.randomUUID()}`);
    // As versions before the desk wrote it.
    await say("operator", "zalo_tool:5");
    await say("system", holderOf(me));
    expect(messagesOf((await read()).items).map(({ author }) => author)).toEqual([
      null,
      null,
      "Nguyễn Thử",
      "Người trả lời trong Messenger",
      "Ứng dụng khác trên Zalo",
      "Cán bộ",
      "Người trả lời ngoài Motcua",
      null,
    ]);
  });

  it("tells of each message how its sending stands, and why not in words", async () => {
    const sends = [
      { state: "sent", errorCode: null },
      { state: "failed", errorCode: "window_closed" },
      { state: "failed", errorCode: "-999" },
      { state: "cancelled", errorCode: "person_took_over" },
      { state: "queued", errorCode: null },
      { state: "in_doubt", errorCode: "unknown" },
    ] as const;
    const turnId = await addTurn(store, id);
    for (const send of sends) {
      const message = await addMessage(store, id, {
        ...(send.state === "sent" ? { deliveredAt: ago(2), seenAt: ago(1) } : { seq: null }),
        speaker: "bot",
        origin: "bot",
        turnId,
      });
      await addOutbox(store, id, message, send);
    }
    await addMessage(store, id);
    const items = messagesOf((await read()).items);
    expect(items.map(({ sending }) => sending?.state ?? null)).toEqual([
      ...sends.map(({ state }) => state),
      null,
    ]);
    expect(items.map(({ sending }) => sending?.why ?? null)).toEqual([
      null,
      expect.stringContaining("quá thời hạn"),
      "Nền tảng không nhận tin này (mã -999).",
      "Cán bộ đã tiếp nhận, tin tự động không gửi nữa.",
      null,
      expect.stringContaining("chưa xác nhận"),
      null,
    ]);
    expect(items[0]).toMatchObject({
      turnId,
      deliveredAt: ago(2).toISOString(),
      seenAt: ago(1).toISOString(),
    });
  });

  it("shows links of attachments only to web pages", async () => {
    await addMessage(store, id, {
      buttons: [{ kind: "choice", title: "Lệ phí", payload: "#mc:person" }],
      attachments: [
        { kind: "image", url: "https://anh.example/1.jpg", name: "giấy tờ.jpg" },
        { kind: "link", url: "javascript:alert(1)" },
        { kind: "link", url: "data:text/html,x" },
        { kind: "file", url: "khong phai dia chi" },
        { kind: "location", latitude: "1", longitude: "2" },
      ],
    });
    expect((await read()).items).toMatchObject([
      {
        buttons: [{ kind: "choice", title: "Lệ phí", payload: "#mc:person" }],
        attachments: [
          { kind: "image", url: "https://anh.example/1.jpg", name: "giấy tờ.jpg" },
          { kind: "link" },
          { kind: "link" },
          { kind: "file" },
          { kind: "location" },
        ],
      },
    ]);
    const [item] = messagesOf((await read()).items);
    expect(item?.attachments.map((one) => "url" in one)).toEqual([true, false, false, false, false]);
  });

  it("tells what was done, by whom, and what else there is to know", async () => {
    const colleague = await addOperator(store, "Trần Mẫu");
    const add = (event: Parameters<typeof addEvent>[2]) => addEvent(store, id, event);
    await add({ event: "person_called", actor: "bot", reason: "complaint", detail: { reason: "complaint" } });
    for (let alert = 0; alert < 3; alert++) await add({ event: "alerted", actor: "clock", version: 1 });
    await add({ event: "assigned", actor: holderOf(me), version: 2, detail: { operator: colleague.id } });
    await add({ event: "away", actor: "clock", version: 3, detail: { why: "presence_lost" } });
    await add({ event: "alerted", actor: "clock", version: 3 });
    await add({ event: "away", actor: "clock", version: 4, detail: { why: "no_reply" } });
    await add({ event: "forwarded", actor: holderOf(me), version: 5, detail: { unit: "thu-mot" } });
    await add({ event: "drafting_set", actor: holderOf(me), version: 6, detail: { on: true } });
    await add({ event: "drafting_set", actor: holderOf(me), version: 7, detail: { on: false } });
    await add({
      event: "answered_in_platform",
      actor: "platform:zalo:123",
      version: 8,
      detail: { name: "zalo:123", wrote: true },
    });
    await add({
      event: "closed",
      actor: holderOf(me),
      version: 9,
      fromState: "held",
      toState: "closed",
      detail: { outcome: "referred", settled: "nộp tại phường" },
    });
    await add({
      event: "handed_back",
      actor: holderOf(me),
      version: 10,
      detail: { settled: "đã nói rõ lệ phí" },
    });
    await add({ event: "citizen_resumed_bot", actor: "citizen", version: 11 });
    const events = (await read()).items.flatMap((item) =>
      item.kind === "event" ? [[item.actor, item.event, item.detail]] : [],
    );
    expect(events).toEqual([
      ["Trợ lý", "person_called", null],
      ["Hệ thống", "alerted", "Lần 1"],
      ["Hệ thống", "alerted", "Lần 2"],
      ["Hệ thống", "alerted", "Lần 3"],
      ["Nguyễn Thử", "assigned", "Giao cho Trần Mẫu"],
      ["Hệ thống", "away", "Cán bộ đã rời bàn làm việc"],
      ["Hệ thống", "alerted", "Lần 1"],
      ["Hệ thống", "away", "Quá thời gian mà chưa có trả lời"],
      ["Nguyễn Thử", "forwarded", "Chuyển tới Phường Thử Một"],
      ["Nguyễn Thử", "drafting_set", "Trợ lý soạn, cán bộ duyệt"],
      ["Nguyễn Thử", "drafting_set", "Cán bộ tự soạn"],
      ["Người trả lời trong Zalo", "answered_in_platform", null],
      ["Nguyễn Thử", "closed", "Đã hướng dẫn sang nơi khác: nộp tại phường"],
      ["Nguyễn Thử", "handed_back", "đã nói rõ lệ phí"],
      ["Người dân", "citizen_resumed_bot", null],
    ]);
  });

  it("gives one thing of it as a live event tells it, the same as on its page", async () => {
    const refs = [
      { kind: "message" as const, id: await addMessage(store, id) },
      { kind: "note" as const, id: await addNoteRow(store, id, me) },
      { kind: "event" as const, id: await addEvent(store, id) },
    ];
    const { items } = await read();
    for (const ref of refs) {
      const item = ThreadItem.parse(await readItem(store, ref, VIEW.units));
      expect(item).toEqual(items.find(({ key }) => key === `${ref.kind}:${ref.id}`));
      await expect(readItem(store, { ...ref, id: ref.id + 1000 }, VIEW.units)).resolves.toBeUndefined();
    }
  });
});
