import { randomUUID } from "node:crypto";
import { ConversationDetail } from "../../src/contract/desk.ts";
import type { Operator } from "../../src/core/people.ts";
import { readConversation } from "../../src/desk/read-conversation.ts";
import type { Store } from "../../src/store/open-store.ts";
import { onBothEngines } from "../support/engines.ts";
import { scriptedChannel } from "../support/scripted-channel.ts";
import { openSuiteStore } from "../support/suite-store.ts";
import {
  addCallback,
  addCase,
  addConversation,
  addDraft,
  addOperator,
  ago,
  clear,
  holderOf,
  NOW,
  VIEW,
} from "./desk-fixtures.ts";

onBothEngines("one conversation at the desk", (engine) => {
  let store: Store;
  let me: Operator;
  let supervisor: Operator;
  const channel = scriptedChannel();
  openSuiteStore(engine, (opened) => (store = opened));
  beforeEach(async () => {
    await clear(store);
    channel.replyWindow = { open: true, kind: "free", until: "never" };
    me = await addOperator(store, "Nguyễn Thử");
    supervisor = await addOperator(store, "Phụ Trách", { role: "supervisor" });
  });

  const read = async (id: string, who = me) =>
    ConversationDetail.parse(
      await readConversation(store, who, id, {
        view: VIEW,
        channels: new Map([["zalo", channel]]),
        now: NOW,
      }),
    );
  const held = (more: object = {}) =>
    addConversation(store, { state: "held", holder: holderOf(me), ...more });

  it("tells until when words may go out, and whether they cost", async () => {
    const id = await held({ lastInteractionAt: ago(60) });
    const asked: unknown[] = [];
    channel.window = (...given) => {
      asked.push(given);
      return channel.replyWindow;
    };
    expect((await read(id)).window).toEqual({ open: true, until: "never", paid: false });
    channel.replyWindow = { open: true, kind: "paid", until: ago(-60) };
    expect((await read(id)).window).toEqual({ open: true, until: ago(-60).toISOString(), paid: true });
    channel.replyWindow = { open: false, since: ago(3) };
    expect((await read(id)).window).toEqual({ open: false, until: null, paid: false });
    expect(asked[0]).toEqual([ago(60), NOW, "operator"]);
    expect((await read(id)).textLength).toBe(channel.limits.textLength);
  });

  it("of a channel that is switched off can be read and not answered", async () => {
    const id = await held({ channel: "messenger" });
    expect(await read(id)).toMatchObject({
      window: { open: false, until: null, paid: false },
      textLength: 640,
    });
  });

  it("tells what each person may do", async () => {
    const id = await held();
    const other = await addOperator(store, "Trần Mẫu");
    const nothing = {
      claim: false,
      reply: false,
      handBack: false,
      close: false,
      forward: false,
      assign: false,
      note: true,
    };
    const all = { ...nothing, reply: true, handBack: true, close: true, forward: true };
    expect((await read(id)).may).toEqual(all);
    expect((await read(id, supervisor)).may).toEqual({ ...all, assign: true });
    expect((await read(id, other)).may).toEqual(nothing);
    const waiting = await addConversation(store, { state: "waiting", waitingSince: ago(1) });
    expect((await read(waiting)).may).toEqual({ ...nothing, claim: true, forward: true });
  });

  it("brings its case and draft", async () => {
    const id = await held();
    expect(await read(id)).toMatchObject({ case: null, draft: null, callback: null });
    const caseId = await addCase(store, id, { officer: holderOf(me), claimedAt: ago(20) });
    await store.run("update conversation set case_id = $2 where id = $1", [id, caseId]);
    await addDraft(store, id, "Anh/chị cần Tờ khai.");
    expect(await read(id)).toMatchObject({
      case: { id: caseId, officer: "Nguyễn Thử", claimedAt: ago(20).toISOString() },
      draft: { text: "Anh/chị cần Tờ khai.", at: ago(1).toISOString() },
    });
  });

  it("shows the number to call to those who may answer, and only while the call is to be made", async () => {
    const id = await held();
    await addCallback(store, id, { state: "given_up", phone: "0911111111", askedAt: ago(900) });
    await addCallback(store, id, { phone: "0900000000", note: "sau 14 giờ" });
    const other = await addOperator(store, "Trần Mẫu");
    expect((await read(id)).callback).toMatchObject({
      state: "open",
      phone: "0900000000",
      consentAt: ago(7).toISOString(),
      leftAt: ago(6).toISOString(),
      note: "sau 14 giờ",
    });
    expect((await read(id, other)).callback).toMatchObject({ state: "open", phone: null });
    await store.run("update callback set state = 'done' where state = 'open'");
    expect((await read(id)).callback).toMatchObject({ state: "done", phone: null });
  });

  it("is refused to another unit and when there is none; a supervisor sees it", async () => {
    const id = await addConversation(store, { unit: "tu-phap" });
    const stranger = await addOperator(store, "Trần Mẫu", { unit: "thu-mot" });
    const colleague = await addOperator(store, "Lê Mẫu", { unit: "tu-phap" });
    await expect(read(id, stranger)).rejects.toMatchObject({ code: "not_allowed" });
    await expect(read(randomUUID())).rejects.toMatchObject({ code: "not_found" });
    for (const who of [colleague, me, supervisor])
      expect((await read(id, who)).unit).toEqual({ id: "tu-phap", name: "Quầy Tư pháp" });
  });
});
