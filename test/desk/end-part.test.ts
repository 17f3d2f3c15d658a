import type { Question } from "../../src/core/answering.ts";
import type { Operator } from "../../src/core/people.ts";
import { closeCase, forward, handBack } from "../../src/desk/end-part.ts";
import { reply } from "../../src/desk/reply.ts";
import { CLOSED, openDeskBench, type DeskBench } from "../support/desk-bench.ts";
import { onBothEngines } from "../support/engines.ts";
import { answered } from "../support/workbench.ts";
import { holderOf, KHAI_SINH, VIEW } from "./desk-fixtures.ts";

onBothEngines("the end of a person's part", (engine) => {
  let bench: DeskBench;
  let an: Operator;
  let binh: Operator;
  let supervisor: Operator;
  let ofCommune: Operator;
  let ofJustice: Operator;
  let asked: Question[];
  beforeAll(async () => {
    bench = await openDeskBench(engine);
  }, 60_000);
  beforeEach(async () => {
    await bench.reset();
    an = await bench.operator("Nguyễn Thử An");
    binh = await bench.operator("Trần Thử Bình");
    supervisor = await bench.operator("Lê Thử", { role: "supervisor" });
    ofCommune = await bench.operator("Phạm Thử", { unit: "thu-mot" });
    ofJustice = await bench.operator("Vũ Thử", { unit: "tu-phap" });
    asked = [];
    bench.answer = {
      ...bench.answer,
      think(question) {
        asked.push(question);
        return Promise.resolve(answered("Trả lời"));
      },
    };
  });
  afterAll(() => bench.close());

  const { units } = VIEW;
  const back = (who: Operator, id: string, more: { settled?: string; procedure?: string } = {}) =>
    handBack(bench.inConversation, who, id, { settled: "", ...more });
  const close = (
    who: Operator,
    id: string,
    outcome: Parameters<typeof closeCase>[3]["outcome"],
    settled = "",
  ) => closeCase(bench.inConversation, who, id, { outcome, settled });
  const send = (who: Operator, id: string, unit: string, note = "") =>
    forward(bench.inConversation, who, id, { unit, note }, units);
  const says = (who: Operator, id: string) =>
    reply(bench.inConversation, who, id, { text: "Chào", clientId: crypto.randomUUID(), fromDraft: false });
  const lastSaid = () => bench.zalo.sent.at(-1)?.text;
  const writesTo = async (id: string, text: string) => bench.writes((await bench.row(id)).citizenId, text);

  describe("handing back to the bot", () => {
    it("ends the case with what was settled, draws the boundary and tells the citizen", async () => {
      const id = await bench.held(an);
      await says(an, id);
      await bench.work(id);
      await back(an, id, { settled: "Đã nói rõ hồ sơ", procedure: KHAI_SINH });
      const { seq } = await bench.row(id);
      expect(await bench.row(id)).toMatchObject({
        state: "bot",
        holder: null,
        heldSince: null,
        reason: null,
        unit: null,
        caseId: null,
        dueAt: null,
        boundarySeq: seq,
        memory: { settled: "Đã nói rõ hồ sơ", procedure: KHAI_SINH },
      });
      expect(await bench.caseOf(id)).toMatchObject({
        closedAt: bench.now,
        outcome: "settled",
        settled: "Đã nói rõ hồ sơ",
        procedure: KHAI_SINH,
        officer: holderOf(an),
      });
      await bench.work(id);
      expect(lastSaid()).toContain("Từ đây trợ lý tự động trả lời");
      await writesTo(id, "thế lệ phí?");
      expect(asked.at(-1)).toMatchObject({ memory: { settled: "Đã nói rõ hồ sơ", procedure: KHAI_SINH } });
      await bench.work(id);
      expect(lastSaid()).toBe("Trả lời");
    });

    it("without a word on it leaves the bot no memory of what was before", async () => {
      const id = await bench.held(an);
      expect((await bench.row(id)).memory).toEqual({ procedure: "1.000001" });
      await back(an, id);
      expect(await bench.row(id)).toMatchObject({ memory: {}, boundarySeq: expect.any(Number) as number });
    });

    it("of what nobody had taken is for who may step in, and the bot goes on with what it knew", async () => {
      const id = await bench.waiting();
      await expect(back(an, id)).rejects.toMatchObject({ code: "not_allowed" });
      await back(supervisor, id, { settled: "Đã gọi điện" });
      expect(await bench.row(id)).toMatchObject({
        state: "bot",
        boundarySeq: 0,
        memory: { procedure: "1.000001", settled: "Đã gọi điện" },
      });
    });

    it("is for the holder and who may step in, and of what a person has", async () => {
      const id = await bench.held(an);
      await expect(back(binh, id)).rejects.toMatchObject({ code: "not_allowed" });
      await back(supervisor, id);
      await expect(back(supervisor, id)).rejects.toMatchObject({ code: "not_allowed" });
      expect((await bench.lines(id)).map((line) => line.event)).toEqual([
        "person_called",
        "claimed",
        "handed_back",
      ]);
    });

    it("says nothing where the reply window is closed", async () => {
      const id = await bench.held(an);
      bench.zalo.replyWindow = () => CLOSED;
      const before = await bench.count("message");
      await back(an, id);
      expect(await bench.count("message")).toBe(before);
      expect(await bench.row(id)).toMatchObject({ state: "bot" });
    });
  });

  describe("closing", () => {
    it.each(["settled", "called_back", "referred"] as const)(
      "with the outcome %s puts it in the record",
      async (outcome) => {
        const id = await bench.held(an);
        await close(an, id, outcome, "Đã hướng dẫn");
        expect(await bench.caseOf(id)).toMatchObject({
          outcome,
          closedAt: bench.now,
          settled: "Đã hướng dẫn",
        });
        expect((await bench.lines(id)).at(-1)).toMatchObject({
          event: "closed",
          from: "held",
          to: "closed",
          detail: { outcome, settled: "Đã hướng dẫn" },
        });
        await bench.work(id);
        expect(lastSaid()).toContain("Cán bộ đã kết thúc phần trả lời");
      },
    );

    it("what needed no answer says no farewell", async () => {
      const id = await bench.held(an);
      const before = bench.zalo.sent.length;
      await close(an, id, "no_answer_needed");
      await bench.work(id);
      expect(bench.zalo.sent).toHaveLength(before);
      expect(await bench.caseOf(id)).toMatchObject({ outcome: "no_answer_needed" });
    });

    it("lets the next message begin anew with the bot, and a later case have its own number", async () => {
      const id = await bench.held(an);
      await close(an, id, "settled", "Xong");
      await writesTo(id, "hỏi việc khác");
      expect(asked).toMatchObject([{ memory: { settled: "Xong" } }]);
      expect(await bench.row(id)).toMatchObject({ state: "bot", caseId: null });
      await bench.claim(binh, id);
      expect(await bench.caseOf(id)).toMatchObject({
        number: "2026-000002",
        officer: holderOf(binh),
        closedAt: null,
      });
    });

    it("is for the holder and who may step in", async () => {
      const id = await bench.held(an);
      await expect(close(binh, id, "settled")).rejects.toMatchObject({ code: "not_allowed" });
      await expect(close(ofCommune, id, "settled")).rejects.toMatchObject({ code: "not_allowed" });
      expect(await bench.row(id)).toMatchObject({ state: "held" });
      await close(supervisor, id, "settled");
      expect(await bench.row(id)).toMatchObject({ state: "closed" });
    });
  });

  describe("forwarding to another unit", () => {
    it("puts it into that unit's queue with all that was said, a note, and word to the citizen", async () => {
      const id = await bench.held(an);
      await bench.work(id);
      bench.told.length = 0;
      await send(an, id, "thu-mot", "Đã xem, việc của phường");
      expect(await bench.row(id)).toMatchObject({ state: "waiting", unit: "thu-mot", holder: null });
      expect(await bench.caseOf(id)).toMatchObject({
        unit: "thu-mot",
        officer: holderOf(an),
        closedAt: null,
      });
      expect(bench.told).toContain("alert:forwarded:operator");
      const { rows } = await bench.store.run("select text, author, case_id from note");
      expect(rows).toEqual([
        { text: "Đã xem, việc của phường", author: an.id, case_id: (await bench.row(id)).caseId },
      ]);
      await bench.work(id);
      expect(lastSaid()).toBe(
        "Câu hỏi của anh/chị đã được chuyển tới Phường Thử Một; nơi này sẽ trả lời anh/chị tại đây.",
      );
      await bench.claim(ofCommune, id);
      await close(ofCommune, id, "settled");
      // The case stays the unit's; the conversation is nobody's any more.
      expect(await bench.caseOf(id)).toMatchObject({ unit: "thu-mot", officer: holderOf(ofCommune) });
      expect(await bench.row(id)).toMatchObject({ unit: null });
    });

    it("hides it from people of any other unit, not from those of none and supervisors", async () => {
      const id = await bench.waiting();
      await send(an, id, "tu-phap");
      for (const act of [
        bench.claim(ofCommune, id),
        send(ofCommune, id, "thu-mot"),
        back(ofCommune, id),
        says(ofCommune, id),
      ])
        await expect(act).rejects.toMatchObject({ code: "not_found" });
      await bench.claim(ofJustice, id);
      await says(supervisor, id);
      expect(await bench.row(id)).toMatchObject({
        unit: "tu-phap",
        holder: holderOf(ofJustice),
        awayCount: 0,
      });
    });

    it("of what waits is anybody's who sees it, of what is held the holder's", async () => {
      const id = await bench.waiting();
      await send(binh, id, "tu-phap");
      await bench.claim(an, id);
      await expect(send(binh, id, "thu-mot")).rejects.toMatchObject({ code: "not_allowed" });
      await send(an, id, "thu-mot");
      expect((await bench.lines(id)).map(({ event, detail }) => [event, detail["unit"]])).toEqual([
        ["person_called", undefined],
        ["forwarded", "tu-phap"],
        ["claimed", undefined],
        ["forwarded", "thu-mot"],
      ]);
    });

    it("to a unit there is not, or of what the bot has, is refused, and its note with it", async () => {
      const id = await bench.held(an);
      await expect(send(an, id, "khong-co", "ghi chú")).rejects.toMatchObject({ code: "input_invalid" });
      await back(an, id);
      await expect(send(supervisor, id, "tu-phap", "ghi chú")).rejects.toMatchObject({ code: "not_allowed" });
      expect(await bench.count("note")).toBe(0);
    });

    it("keeps the time the citizen has waited", async () => {
      const id = await bench.waiting();
      const since = (await bench.row(id)).waitingSince;
      bench.pass(20 * 60_000);
      await bench.seen(an);
      await bench.claim(an, id);
      await send(an, id, "tu-phap");
      expect(await bench.row(id)).toMatchObject({ waitingSince: since, alertedAt: bench.now });
    });
  });
});
