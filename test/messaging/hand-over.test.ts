import type { HandoverEvent } from "../../src/core/handover.ts";
import type { Operator } from "../../src/core/people.ts";
import { handlingOf } from "../../src/messaging/hand-over.ts";
import { newCitizen, openDeskBench, type DeskBench } from "../support/desk-bench.ts";
import { onBothEngines } from "../support/engines.ts";
import { addConversation } from "../desk/desk-fixtures.ts";

const CALLED: HandoverEvent = { kind: "person_called", reason: "person_wanted" };

onBothEngines("an event of the hand-over", (engine) => {
  let bench: DeskBench;
  let an: Operator;
  let id: string;
  beforeAll(async () => {
    bench = await openDeskBench(engine);
  }, 60_000);
  beforeEach(async () => {
    await bench.reset();
    an = await bench.operator("Nguyễn Thử An");
    id = await addConversation(bench.store);
  });
  afterAll(() => bench.close());

  const apply = (event: HandoverEvent, of = id) =>
    bench.inConversation(of, (step) => step.apply(event, `operator:${an.id}`));

  it("raises the version when state or holder change, and only then", async () => {
    const versions: number[] = [];
    for (const event of [
      CALLED,
      { kind: "alerted" },
      { kind: "forwarded", unit: "tu-phap" },
      { kind: "claimed", operator: an.id },
      { kind: "replied" },
      { kind: "citizen_wrote" },
      { kind: "drafting_set", on: true },
      { kind: "drafting_set", on: false },
      { kind: "handed_back" },
    ] satisfies HandoverEvent[]) {
      await apply(event);
      versions.push((await bench.row(id)).version);
    }
    expect(versions).toEqual([1, 1, 1, 2, 2, 2, 3, 4, 5]);
    // What is seen in the messages has no line; every other event has one, with the version it left.
    const { rows } = await bench.store.run<{ event: string; version: number }>(
      "select event, version from handover_event order by id",
    );
    expect(rows.map((row) => `${row.event} ${row.version}`)).toEqual([
      "person_called 1",
      "alerted 1",
      "forwarded 1",
      "claimed 2",
      "drafting_set 3",
      "drafting_set 4",
      "handed_back 5",
    ]);
  });

  it("that is refused changes nothing and is told to nobody", async () => {
    await apply(CALLED);
    const before = await bench.row(id);
    bench.told.length = 0;
    expect(await apply(CALLED)).toEqual({ refused: "already_with_person" });
    expect(await apply({ kind: "replied" })).toEqual({ refused: "not_held" });
    expect(await bench.row(id)).toEqual(before);
    expect(await bench.lines(id)).toHaveLength(1);
    expect(bench.told).toEqual([]);
  });

  it("is told to those who look on only when its transaction has committed", async () => {
    const failing = bench.inConversation(id, async (step) => {
      await step.apply(CALLED, "bot");
      expect(bench.told).toEqual([]);
      throw new Error("after the event");
    });
    await expect(failing).rejects.toThrow("after the event");
    expect(bench.told).toEqual([]);
    expect(await bench.row(id)).toMatchObject({ state: "bot", caseId: null, version: 0 });
    await apply(CALLED);
    expect(bench.told).toEqual(["state:waiting", "changed", "alert:new:operator"]);
  });

  it("of no conversation is none", async () => {
    expect(await apply(CALLED, crypto.randomUUID())).toBeUndefined();
  });

  it("leaves the stored row and the row in hand the same", async () => {
    for (const event of [
      CALLED,
      { kind: "claimed", operator: an.id },
      { kind: "closed" },
    ] satisfies HandoverEvent[]) {
      const inHand = await bench.inConversation(id, async (step) => {
        await step.apply(event, "bot");
        return step.conversation;
      });
      expect(inHand).toEqual(await bench.row(id));
      expect(inHand && handlingOf(inHand).state).toBe((await bench.row(id)).state);
    }
  });

  describe("the number and day of a case", () => {
    const openAt = async (local: string) => {
      bench.now = new Date(`${local}:00+07:00`);
      const of = await addConversation(bench.store);
      await apply(CALLED, of);
      const { number, dueDate } = await bench.caseOf(of);
      return { number, dueDate };
    };

    it("are by the year in Vietnam, each year from one", async () => {
      expect((await openAt("2026-12-31T23:59")).number).toBe("2026-000001");
      expect((await openAt("2027-01-01T00:00")).number).toBe("2027-000001");
      expect((await openAt("2026-12-31T23:59")).number).toBe("2026-000002");
    });

    it("leave no gap where an opening was undone", async () => {
      await openAt("2026-11-25T09:00");
      const undone = bench.inConversation(id, async (step) => {
        await step.apply(CALLED, "bot");
        throw new Error("undone");
      });
      await expect(undone).rejects.toThrow("undone");
      expect((await openAt("2026-11-25T09:00")).number).toBe("2026-000002");
    });

    it.each([
      ["on a Wednesday: on Friday", "2026-11-25T09:00", "2026-11-27"],
      ["on a Thursday evening: on Monday", "2026-11-26T22:00", "2026-11-30"],
      ["before Tết: in the week after it", "2026-02-13T09:00", "2026-02-24"],
      ["before a Saturday worked instead: that counts", "2026-01-08T09:00", "2026-01-10"],
    ])("opened %s", async (_, at, day) => {
      expect((await openAt(at)).dueDate).toBe(day);
    });
  });

  describe("that puts a person in charge", () => {
    it("holds back what is automatic and has not left, and nothing else", async () => {
      const of = await bench.writes(newCitizen(), "một");
      await bench.inConversation(of, (step) =>
        step.say([
          { text: "của người", buttons: [], speaker: "operator", origin: "operator:x" },
          { text: "báo tin", buttons: [], speaker: "system", origin: "operator:x", byPerson: true },
        ]),
      );
      await apply({ kind: "claimed", operator: an.id }, of);
      const { rows } = await bench.store.run(
        "select m.text, o.state, o.error_code from outbox o join message m on m.id = o.message_id order by o.id",
      );
      expect(rows).toEqual([
        { text: "about: một", state: "cancelled", error_code: "person_took_over" },
        { text: "của người", state: "queued", error_code: null },
        { text: "báo tin", state: "queued", error_code: null },
      ]);
    });

    it("makes them owe the answer that was held back, unless they have just answered themselves", async () => {
      const owed = await bench.writes(newCitizen(), "một");
      await apply({ kind: "answered_in_platform", name: "zalo:7", wrote: false }, owed);
      expect(await bench.row(owed)).toMatchObject({ unansweredSince: bench.now });
      expect((await bench.row(owed)).dueAt).not.toBeNull();
      const answeredOne = await bench.writes(newCitizen(), "một");
      await apply({ kind: "answered_in_platform", name: "zalo:7", wrote: true }, answeredOne);
      expect(await bench.row(answeredOne)).toMatchObject({ unansweredSince: null });
      const sentOne = await bench.writes(newCitizen(), "một");
      await bench.work(sentOne);
      await apply({ kind: "claimed", operator: an.id }, sentOne);
      expect(await bench.row(sentOne)).toMatchObject({ unansweredSince: null, dueAt: null });
    });
  });
});
