import { randomUUID } from "node:crypto";
import type { Operator } from "../../src/core/people.ts";
import { forward } from "../../src/desk/end-part.ts";
import { setDrafting } from "../../src/desk/reply.ts";
import { assign } from "../../src/desk/take-over.ts";
import { CLOSED, newCitizen, openDeskBench, type DeskBench } from "../support/desk-bench.ts";
import { onBothEngines } from "../support/engines.ts";
import { CENTRE, echo } from "../support/workbench.ts";
import { holderOf, VIEW } from "./desk-fixtures.ts";

onBothEngines("taking a conversation", (engine) => {
  let bench: DeskBench;
  let an: Operator;
  let binh: Operator;
  let supervisor: Operator;
  let ofUnit: Operator;
  beforeAll(async () => {
    bench = await openDeskBench(engine);
  }, 60_000);
  beforeEach(async () => {
    await bench.reset();
    an = await bench.operator("Nguyễn Thử An");
    binh = await bench.operator("Trần Thử Bình");
    supervisor = await bench.operator("Lê Thử", { role: "supervisor" });
    ofUnit = await bench.operator("Phạm Thử", { unit: "thu-mot" });
  });
  afterAll(() => bench.close());

  const give = (who: Operator, id: string, to: string) => assign(bench.inConversation, who, id, to, CENTRE);
  const taken = async () => {
    const { rows } = await bench.store.run<{ text: string; origin: string; automatic: boolean }>(
      `select m.text, m.origin, o.automatic from message m join outbox o on o.message_id = m.id
       where m.text like '%đã nhận câu hỏi%' order by m.id`,
    );
    return rows;
  };

  describe("claiming", () => {
    it("makes it the operator's, in the record, and tells the citizen and everybody who looks on", async () => {
      const id = await bench.waiting("complaint");
      bench.told.length = 0;
      await bench.claim(an, id);
      expect(await bench.row(id)).toMatchObject({
        state: "held",
        holder: holderOf(an),
        heldSince: bench.now,
        reason: "complaint",
        waitingSince: null,
      });
      expect(await bench.caseOf(id)).toMatchObject({
        officer: holderOf(an),
        claimedAt: bench.now,
        closedAt: null,
      });
      expect((await bench.lines(id)).at(-1)).toEqual({
        event: "claimed",
        actor: holderOf(an),
        from: "waiting",
        to: "held",
        detail: { operator: an.id },
      });
      expect(bench.told).toEqual(expect.arrayContaining(["state:held", "changed"]));
      expect(await taken()).toEqual([
        {
          text: `Nguyễn Thử An (${CENTRE}) đã nhận câu hỏi và trả lời anh/chị tại đây.`,
          origin: holderOf(an),
          automatic: false,
        },
      ]);
      await bench.work(id);
      expect(bench.zalo.sent.at(-1)).toMatchObject({ origin: "system" });
    });

    it("twice by the same person is once", async () => {
      const id = await bench.waiting();
      await bench.claim(an, id);
      await bench.claim(an, id);
      expect((await bench.lines(id)).map((line) => line.event)).toEqual(["person_called", "claimed"]);
      expect(await taken()).toHaveLength(1);
    });

    it("what a colleague holds or drafts for is refused by that one's name, even to a supervisor", async () => {
      const id = await bench.held(an);
      const refusal = { code: "held_by_other", message: "Nguyễn Thử An đã nhận hội thoại này." };
      await expect(bench.claim(binh, id)).rejects.toMatchObject(refusal);
      await expect(bench.claim(supervisor, id)).rejects.toMatchObject(refusal);
      await setDrafting(bench.inConversation, an, id, true);
      await expect(bench.claim(binh, id)).rejects.toMatchObject(refusal);
      expect(await bench.row(id)).toMatchObject({ state: "drafting", holder: holderOf(an) });
      expect(await taken()).toHaveLength(1);
    });

    it("opens a case of its own when the bot has the conversation, and again after one has ended", async () => {
      const id = await bench.writes(newCitizen(), "lệ phí khai sinh?");
      await bench.work(id);
      await bench.claim(an, id);
      expect(await bench.caseOf(id)).toMatchObject({
        number: "2026-000001",
        reason: "operator_stepped_in",
        procedure: "1.000001",
        claimedAt: bench.now,
        // Two working days from Wednesday.
        dueDate: "2026-11-27",
        openedSeq: 2,
      });
      // The bot had answered: the person owes nothing, and no clock runs.
      expect(await bench.row(id)).toMatchObject({ unansweredSince: null, dueAt: null });
    });

    it("is possible while the bot thinks; the thought is dropped and the question is the person's", async () => {
      const { answer } = bench;
      const id = await bench.writes(newCitizen(), "một");
      bench.answer = {
        ...answer,
        async think(question) {
          await bench.claim(an, id);
          return answer.think(question);
        },
      };
      const { citizenId } = await bench.row(id);
      await bench.work(id);
      await bench.writes(citizenId, "hai");
      await bench.work(id);
      expect(bench.zalo.sent.map((one) => one.text)).not.toContain("about: hai");
      expect(await bench.row(id)).toMatchObject({ state: "held", unansweredSince: bench.now });
      expect(await bench.count("inbox where handled_at is null")).toBe(0);
    });

    it("takes it from a person in the platform's tool", async () => {
      const id = await bench.writes(newCitizen(), "hỏi");
      await bench.receive(
        echo((await bench.row(id)).citizenId, "Chào", bench.now, { by: "person", personId: "7" }),
      );
      await bench.work(id);
      expect(await bench.row(id)).toMatchObject({ holder: "platform:zalo:7" });
      await bench.claim(an, id);
      expect(await bench.row(id)).toMatchObject({ holder: holderOf(an) });
      expect(await bench.count("handled_case")).toBe(1);
    });

    it("says nothing where the reply window is closed", async () => {
      const id = await bench.waiting();
      bench.zalo.replyWindow = () => CLOSED;
      await bench.claim(an, id);
      expect(await bench.row(id)).toMatchObject({ state: "held" });
      expect(await taken()).toEqual([]);
    });

    it("is not for people of another unit, who do not even see it; nor of a conversation that is none", async () => {
      const id = await bench.waiting();
      await forward(bench.inConversation, supervisor, id, { unit: "tu-phap", note: "" }, VIEW.units);
      await expect(bench.claim(ofUnit, id)).rejects.toMatchObject({ code: "not_found" });
      await expect(bench.claim(an, randomUUID())).rejects.toMatchObject({ code: "not_found" });
      expect(await bench.row(id)).toMatchObject({ state: "waiting" });
      await bench.claim(an, id);
      const own = await bench.waiting();
      await bench.claim(ofUnit, own);
      expect(await bench.row(own)).toMatchObject({ holder: holderOf(ofUnit) });
    });
  });

  describe("assigning", () => {
    it("gives it to a colleague whoever has it, and the citizen hears the name", async () => {
      const id = await bench.held(an);
      await give(supervisor, id, binh.id);
      expect(await bench.row(id)).toMatchObject({ state: "held", holder: holderOf(binh) });
      expect((await bench.lines(id)).at(-1)).toMatchObject({
        event: "assigned",
        actor: holderOf(supervisor),
        detail: { operator: binh.id },
      });
      expect((await taken()).map((one) => one.text.slice(0, 14))).toEqual([
        "Nguyễn Thử An ",
        "Trần Thử Bình ",
      ]);
      // To the same again changes nothing, and nobody is told twice.
      await give(supervisor, id, binh.id);
      expect(await taken()).toHaveLength(2);
      expect(await bench.caseOf(id)).toMatchObject({ officer: holderOf(binh) });
    });

    it("is for supervisors, and to people who may see the case and sign in", async () => {
      const id = await bench.waiting();
      await expect(give(an, id, binh.id)).rejects.toMatchObject({ code: "not_allowed" });
      await expect(give(supervisor, id, randomUUID())).rejects.toMatchObject({ code: "not_found" });
      await forward(bench.inConversation, supervisor, id, { unit: "tu-phap", note: "" }, VIEW.units);
      await expect(give(supervisor, id, ofUnit.id)).rejects.toMatchObject({
        code: "not_allowed",
        message: "Không phân công được hội thoại này cho Phạm Thử.",
      });
      await bench.store.run("update account set active = false where id = $1", [binh.id]);
      await expect(give(supervisor, id, binh.id)).rejects.toMatchObject({ code: "not_found" });
      expect(await bench.row(id)).toMatchObject({ state: "waiting" });
      await give(supervisor, id, an.id);
      expect(await bench.row(id)).toMatchObject({ holder: holderOf(an) });
    });
  });
});
