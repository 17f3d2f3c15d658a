import { randomUUID } from "node:crypto";
import type { Operator } from "../../src/core/people.ts";
import { closeCase, handBack } from "../../src/desk/end-part.ts";
import { discardDraft, reply, setDrafting } from "../../src/desk/reply.ts";
import { CLOSED, newCitizen, openDeskBench, type DeskBench } from "../support/desk-bench.ts";
import { onBothEngines } from "../support/engines.ts";
import { echo, RULES } from "../support/workbench.ts";
import { holderOf } from "./desk-fixtures.ts";

onBothEngines("a person's words", (engine) => {
  let bench: DeskBench;
  let an: Operator;
  let binh: Operator;
  let supervisor: Operator;
  beforeAll(async () => {
    bench = await openDeskBench(engine);
  }, 60_000);
  beforeEach(async () => {
    await bench.reset();
    an = await bench.operator("Nguyễn Thử An");
    binh = await bench.operator("Trần Thử Bình");
    supervisor = await bench.operator("Lê Thử", { role: "supervisor" });
  });
  afterAll(() => bench.close());

  const says = (
    who: Operator,
    id: string,
    text: string,
    clientId: string = randomUUID(),
    fromDraft = false,
  ) => reply(bench.inConversation, who, id, { text, clientId, fromDraft });
  const toCitizen = () => bench.zalo.sent.filter((one) => one.origin === "operator").map((one) => one.text);
  const writesTo = async (id: string, text: string) => bench.writes((await bench.row(id)).citizenId, text);

  it("reach the citizen, answer what was asked, and stand in the record as that person's", async () => {
    const id = await bench.held(an);
    bench.pass(60_000);
    await says(an, id, "Anh/chị cần tờ khai.");
    expect(await bench.row(id)).toMatchObject({
      unansweredSince: null,
      personLastAt: bench.now,
      dueAt: new Date(bench.now.getTime() + RULES.quietMs),
    });
    await bench.work(id);
    expect(toCitizen()).toEqual(["Anh/chị cần tờ khai."]);
    const { rows } = await bench.store.run(
      "select speaker, origin, seq is not null as numbered from message where text = 'Anh/chị cần tờ khai.'",
    );
    expect(rows).toEqual([{ speaker: "operator", origin: holderOf(an), numbered: true }]);
    expect(await bench.caseOf(id)).toMatchObject({ firstReplyAt: bench.now });
    // What is seen in the messages needs no line.
    expect((await bench.lines(id)).map((line) => line.event)).toEqual(["person_called", "claimed"]);
  });

  it("are sent once though the console sends them twice, also at the same time", async () => {
    const id = await bench.held(an);
    const clientId = randomUUID();
    await Promise.all([1, 2, 3].map(() => says(an, id, "Một lần", clientId)));
    await says(an, id, "Một lần", clientId);
    await bench.work(id);
    expect(toCitizen()).toEqual(["Một lần"]);
    // Another id is another message, even of the same words; and a retry after the part has ended is still none.
    await says(an, id, "Một lần");
    await closeCase(bench.inConversation, an, id, { outcome: "settled", settled: "" });
    await says(an, id, "Một lần", clientId);
    await bench.work(id);
    expect(toCitizen()).toEqual(["Một lần", "Một lần"]);
  });

  it("longer than the channel takes go out in parts, in order, once", async () => {
    const id = await bench.held(an);
    const clientId = randomUUID();
    const long = Array.from({ length: 600 }, (_, index) => `Mục ${index}.`).join(" ");
    await says(an, id, long, clientId);
    await says(an, id, long, clientId);
    await bench.work(id);
    expect(toCitizen().length).toBeGreaterThan(1);
    expect(toCitizen().join(" ")).toBe(long);
  });

  it("are for the holder and who may step in, in a conversation that a person holds", async () => {
    const waiting = await bench.waiting();
    await expect(says(an, waiting, "Chào")).rejects.toMatchObject({ code: "not_allowed" });
    const bots = await bench.writes(newCitizen(), "hỏi");
    await expect(says(supervisor, bots, "Chào")).rejects.toMatchObject({ code: "not_allowed" });
    const held = await bench.held(an);
    await expect(says(binh, held, "Chào")).rejects.toMatchObject({ code: "not_allowed" });
    const stranger = await bench.operator("Phạm Thử", { unit: "thu-mot" });
    await bench.store.run("update conversation set unit = 'tu-phap' where id = $1", [held]);
    await expect(says(stranger, held, "Chào")).rejects.toMatchObject({ code: "not_found" });
    const before = await bench.count("message where speaker = 'operator'");
    expect(before).toBe(0);
    await says(supervisor, held, "Để tôi giúp");
    expect(await bench.row(held)).toMatchObject({ holder: holderOf(an), unansweredSince: null });
  });

  it("beyond the reply window are refused, and nothing of them is stored or counted as an answer", async () => {
    const id = await bench.held(an);
    bench.zalo.replyWindow = (origin) =>
      origin === "operator" ? CLOSED : { open: true, kind: "free", until: "never" };
    const before = await bench.row(id);
    await expect(says(an, id, "Chào")).rejects.toMatchObject({ code: "window_closed" });
    expect(await bench.row(id)).toEqual(before);
    expect(await bench.count("message where speaker = 'operator'")).toBe(0);
    bench.zalo.replyWindow = (origin) =>
      origin === "operator" ? { open: true, kind: "free", until: "never" } : CLOSED;
    await says(an, id, "Chào");
    await bench.work(id);
    expect(toCitizen()).toEqual(["Chào"]);
  });

  it("cannot break the record with characters it cannot hold", async () => {
    const id = await bench.held(an);
    await says(an, id, "a\u0000b\ud800");
    await handBack(bench.inConversation, an, id, { settled: "x\u0000y" });
    await bench.work(id);
    expect(toCitizen()).toEqual(["ab\ufffd"]);
    expect(await bench.row(id)).toMatchObject({ memory: { settled: "xy" } });
  });

  describe("with the bot drafting", () => {
    const drafts = async () => {
      const { rows } = await bench.store.run<{ text: string; seq: number }>("select text, seq from draft");
      return rows;
    };
    const drafting = async (): Promise<string> => {
      const id = await bench.held(an);
      await setDrafting(bench.inConversation, an, id, true);
      await bench.work(id);
      bench.zalo.sent.length = 0;
      return id;
    };

    it("a thought becomes a draft, in the record of thoughts too, and nothing is sent", async () => {
      const id = await drafting();
      await writesTo(id, "lệ phí?");
      await bench.work(id);
      expect(bench.zalo.sent).toEqual([]);
      expect(await drafts()).toEqual([{ text: "about: lệ phí?", seq: (await bench.row(id)).seq }]);
      expect(await bench.row(id)).toMatchObject({ state: "drafting", holder: holderOf(an) });
      expect(await bench.count("turn where conversation_id = $1", id)).toBe(2);
      expect(await bench.count("message where speaker = 'bot'")).toBe(0);
    });

    it("a thought that would call a person is no hand-over: a person has it", async () => {
      const id = await drafting();
      bench.answer = {
        ...bench.answer,
        think: () => Promise.reject(new Error("the answer steps are broken")),
      };
      await writesTo(id, "gặp cán bộ");
      expect(await bench.row(id)).toMatchObject({ state: "drafting", holder: holderOf(an) });
      expect(await bench.count("handled_case")).toBe(1);
    });

    it("a newer one takes the place of an older", async () => {
      const id = await drafting();
      await writesTo(id, "một");
      await writesTo(id, "hai");
      expect((await drafts()).map((one) => one.text)).toEqual(["about: hai"]);
    });

    it("a reply from it goes out as the operator's own and clears it; the next question has its own", async () => {
      const id = await drafting();
      await writesTo(id, "một");
      await says(an, id, "about: một, sửa lại", randomUUID(), true);
      expect(await drafts()).toEqual([]);
      await bench.work(id);
      expect(bench.zalo.sent).toMatchObject([{ text: "about: một, sửa lại", origin: "operator" }]);
      expect(await bench.row(id)).toMatchObject({ state: "drafting", unansweredSince: null });
      await writesTo(id, "hai");
      expect((await drafts()).map((one) => one.text)).toEqual(["about: hai"]);
    });

    it("a reply while the bot still thinks leaves no draft of what is answered", async () => {
      const id = await drafting();
      const { answer } = bench;
      bench.answer = {
        ...answer,
        async think(question) {
          bench.pass(500);
          await says(an, id, "Nhanh hơn");
          return answer.think(question);
        },
      };
      await writesTo(id, "một");
      expect(await drafts()).toEqual([]);
      expect(await bench.row(id)).toMatchObject({ turnToken: null, unansweredSince: null });
    });

    it("drafts no longer wanted while the bot thinks: the thought is dropped, the question stays", async () => {
      const id = await drafting();
      const { answer } = bench;
      bench.answer = {
        ...answer,
        async think(question) {
          await setDrafting(bench.inConversation, an, id, false);
          return answer.think(question);
        },
      };
      await writesTo(id, "một");
      await bench.work(id);
      expect(await drafts()).toEqual([]);
      expect(await bench.row(id)).toMatchObject({ state: "held", unansweredSince: expect.any(Date) as Date });
    });

    it.each<[string, (id: string) => Promise<unknown>]>([
      ["throwing it away", (id) => discardDraft(bench.inConversation, an, id)],
      ["no longer drafting", (id) => setDrafting(bench.inConversation, an, id, false)],
      ["handing back", (id) => handBack(bench.inConversation, an, id, { settled: "" })],
      ["closing", (id) => closeCase(bench.inConversation, an, id, { outcome: "settled", settled: "" })],
      [
        "a person in the platform",
        async (id) => {
          await bench.receive(echo((await bench.row(id)).citizenId, "Tôi đây", bench.now, { by: "person" }));
          await bench.work(id);
        },
      ],
    ])("%s deletes the draft", async (_, end) => {
      const id = await drafting();
      await writesTo(id, "một");
      expect(await drafts()).toHaveLength(1);
      await end(id);
      expect(await drafts()).toEqual([]);
    });

    it("is the holder's to begin, and to throw a draft away", async () => {
      const id = await bench.held(an);
      await expect(setDrafting(bench.inConversation, binh, id, true)).rejects.toMatchObject({
        code: "not_allowed",
      });
      await setDrafting(bench.inConversation, supervisor, id, true);
      // Wanted twice is wanted once.
      await setDrafting(bench.inConversation, an, id, true);
      expect((await bench.lines(id)).map((line) => line.event)).toEqual([
        "person_called",
        "claimed",
        "drafting_set",
      ]);
      await writesTo(id, "một");
      await expect(discardDraft(bench.inConversation, binh, id)).rejects.toMatchObject({
        code: "not_allowed",
      });
      expect(await drafts()).toHaveLength(1);
    });
  });
});
