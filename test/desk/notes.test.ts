import { randomUUID } from "node:crypto";
import pino from "pino";
import { CannedReplies } from "../../src/contract/desk.ts";
import type { Operator } from "../../src/core/people.ts";
import {
  addCannedReply,
  changeCannedReply,
  listCannedReplies,
  removeCannedReply,
} from "../../src/desk/canned-replies.ts";
import { labelsInUse, setLabels } from "../../src/desk/labels.ts";
import { readCard } from "../../src/desk/list-conversations.ts";
import { leaveNote } from "../../src/desk/notes.ts";
import { readItem } from "../../src/desk/read-thread.ts";
import { createHandovers } from "../../src/messaging/hand-over.ts";
import { createInConversation, type InConversation } from "../../src/messaging/in-conversation.ts";
import type { ThreadRef } from "../../src/messaging/live.ts";
import type { Store } from "../../src/store/open-store.ts";
import { startQueue, type Queue } from "../../src/store/queue.ts";
import { onBothEngines } from "../support/engines.ts";
import { scriptedChannel } from "../support/scripted-channel.ts";
import { openSuiteStore } from "../support/suite-store.ts";
import { CALENDAR, RULES } from "../support/workbench.ts";
import { addCase, addConversation, addOperator, clear, holderOf, NOW, VIEW } from "./desk-fixtures.ts";

onBothEngines("what operators write for each other", (engine) => {
  let store: Store;
  let queue: Queue;
  let inConversation: InConversation;
  let me: Operator;
  let stranger: Operator;
  const told: ThreadRef[][] = [];
  openSuiteStore(engine, (opened) => (store = opened));
  beforeAll(async () => {
    const clock = () => NOW;
    queue = await startQueue(store, clock, pino({ level: "silent" }));
    inConversation = createInConversation({
      store,
      queue,
      clock,
      channels: new Map([["zalo", scriptedChannel()]]),
      handovers: createHandovers({ newId: randomUUID, calendar: CALENDAR, rules: RULES, caseWorkingDays: 2 }),
      live: {
        messageShown: () => undefined,
        typing: () => undefined,
        stateChanged: () => undefined,
        alert: () => undefined,
        changed: (_, items) => told.push([...items]),
      },
    });
  });
  afterAll(() => queue.stop(1000));
  beforeEach(async () => {
    await clear(store);
    told.length = 0;
    me = await addOperator(store, "Nguyễn Thử");
    stranger = await addOperator(store, "Trần Mẫu", { unit: "thu-mot" });
  });

  describe("a note", () => {
    it("stands in its conversation and case, and is told to those who look on", async () => {
      const id = await addConversation(store);
      const caseId = await addCase(store, id);
      await store.run("update conversation set case_id = $2 where id = $1", [id, caseId]);
      await leaveNote(inConversation, me, id, "  Đã gọi hỏi phường\u0000 ");
      const [[ref] = []] = told;
      expect(ref?.kind).toBe("note");
      expect(ref && (await readItem(store, ref, VIEW.units))).toMatchObject({
        author: "Nguyễn Thử",
        text: "Đã gọi hỏi phường",
        at: NOW.toISOString(),
      });
      const { rows } = await store.run("select case_id from note");
      expect(rows).toEqual([{ case_id: caseId }]);
      expect(await readCard(store, id, VIEW)).toMatchObject({ changedAt: NOW.toISOString() });
    });

    it("of 2,000 characters is kept; a longer or empty one, or one about another unit's case, is not", async () => {
      const id = await addConversation(store, { unit: "tu-phap" });
      await leaveNote(inConversation, me, id, "x".repeat(2000));
      for (const text of ["x".repeat(2001), "  "])
        await expect(leaveNote(inConversation, me, id, text)).rejects.toMatchObject({
          code: "input_invalid",
        });
      await expect(leaveNote(inConversation, stranger, id, "a")).rejects.toMatchObject({ code: "not_found" });
      await expect(leaveNote(inConversation, me, randomUUID(), "a")).rejects.toMatchObject({
        code: "not_found",
      });
      expect((await store.run("select 1 from note")).rows).toHaveLength(1);
    });
  });

  describe("labels", () => {
    it("are set as a whole, each once", async () => {
      const id = await addConversation(store, { labels: ["Cũ"] });
      await setLabels(inConversation, me, id, ["Khẩn", " Đất đai ", "khẩn"]);
      expect(await readCard(store, id, VIEW)).toMatchObject({
        labels: ["Khẩn", "Đất đai"],
        changedAt: NOW.toISOString(),
      });
      expect(told).toEqual([[]]);
      await setLabels(inConversation, me, id, []);
      expect(await readCard(store, id, VIEW)).toMatchObject({ labels: [] });
    });

    it("are refused when too many, too long or empty, and to another unit", async () => {
      const id = await addConversation(store, { unit: "tu-phap", labels: ["Cũ"] });
      const wrong = [["x".repeat(41)], [" "], Array.from({ length: 11 }, (_, index) => `n${index}`)];
      for (const labels of wrong)
        await expect(setLabels(inConversation, me, id, labels)).rejects.toMatchObject({
          code: "input_invalid",
        });
      await expect(setLabels(inConversation, stranger, id, ["a"])).rejects.toMatchObject({
        code: "not_found",
      });
      expect(await readCard(store, id, VIEW)).toMatchObject({ labels: ["Cũ"] });
    });

    it("in use are listed, the most used first", async () => {
      await addConversation(store, { labels: ["b", "c"] });
      await addConversation(store, { labels: ["c", "a"] });
      await addConversation(store);
      expect(await labelsInUse(store)).toEqual(["c", "a", "b"]);
    });
  });

  describe("canned replies", () => {
    let supervisor: Operator;
    beforeEach(async () => {
      await store.run("truncate canned_reply, audit");
      supervisor = await addOperator(store, "Phụ Trách", { role: "supervisor" });
    });
    const list = async () => CannedReplies.parse(await listCannedReplies(store)).replies;
    const add = (title: string, who = supervisor) =>
      addCannedReply(store, who, { title, text: `Nội dung ${title}` }, NOW);

    it("are added, changed and removed by supervisors, each with its line in the audit", async () => {
      const second = await add("Giờ làm việc");
      const first = await add("Chào");
      expect(await list()).toEqual([
        { id: first, title: "Chào", text: "Nội dung Chào" },
        { id: second, title: "Giờ làm việc", text: "Nội dung Giờ làm việc" },
      ]);
      await changeCannedReply(
        store,
        supervisor,
        first,
        { title: "Lời chào", text: "Kính chào anh/chị" },
        NOW,
      );
      await removeCannedReply(store, supervisor, second, NOW);
      expect(await list()).toEqual([{ id: first, title: "Lời chào", text: "Kính chào anh/chị" }]);
      const { rows } = await store.run("select actor, action, subject, detail from audit order by id");
      const line = (action: string, id: number, title: string, text: string) => ({
        actor: holderOf(supervisor),
        action,
        subject: `canned_reply:${id}`,
        detail: { title, text },
      });
      expect(rows).toEqual([
        line("canned_reply_added", second, "Giờ làm việc", "Nội dung Giờ làm việc"),
        line("canned_reply_added", first, "Chào", "Nội dung Chào"),
        line("canned_reply_changed", first, "Lời chào", "Kính chào anh/chị"),
        line("canned_reply_removed", second, "Giờ làm việc", "Nội dung Giờ làm việc"),
      ]);
    });

    it("are refused to operators, when they are wrong, and when there is none", async () => {
      const id = await add("Chào");
      const reply = { title: "a", text: "b" };
      const change = (who: Operator, what: number, to = reply) =>
        changeCannedReply(store, who, what, to, NOW);
      const remove = (who: Operator, what: number) => removeCannedReply(store, who, what, NOW);
      await expect(add("b", me)).rejects.toMatchObject({ code: "not_allowed" });
      await expect(change(me, id)).rejects.toMatchObject({ code: "not_allowed" });
      await expect(remove(me, id)).rejects.toMatchObject({ code: "not_allowed" });
      await expect(add("x".repeat(81))).rejects.toMatchObject({ code: "input_invalid" });
      await expect(change(supervisor, id, { title: "a", text: " " })).rejects.toMatchObject({
        code: "input_invalid",
      });
      await expect(change(supervisor, id + 1)).rejects.toMatchObject({ code: "not_found" });
      await expect(remove(supervisor, id + 1)).rejects.toMatchObject({ code: "not_found" });
      expect(await list()).toMatchObject([{ id, title: "Chào" }]);
      expect((await store.run("select 1 from audit")).rows).toHaveLength(1);
    });

    it("are as many as can be listed", async () => {
      await store.run(
        `insert into canned_reply (title, text, changed_by, changed_at)
         select 'm' || n, 'x', $1, $2 from generate_series(1, 299) n`,
        [supervisor.id, NOW],
      );
      await add("Chào");
      await expect(add("Nữa")).rejects.toMatchObject({ code: "input_invalid" });
      expect(await list()).toHaveLength(300);
    });
  });
});
