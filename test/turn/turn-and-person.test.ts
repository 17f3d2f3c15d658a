import type { Question } from "../../src/core/answering.ts";
import type { ChannelEvent, ControlEvent } from "../../src/core/channel.ts";
import type { Operator } from "../../src/core/people.ts";
import { forward } from "../../src/desk/end-part.ts";
import { callsPerson, newCitizen, openDeskBench, type DeskBench } from "../support/desk-bench.ts";
import { onBothEngines } from "../support/engines.ts";
import { answered, asks, echo, RULES } from "../support/workbench.ts";
import { VIEW } from "../desk/desk-fixtures.ts";

onBothEngines("a turn and the person", (engine) => {
  let bench: DeskBench;
  let an: Operator;
  let asked: Question[];
  beforeAll(async () => {
    bench = await openDeskBench(engine);
  }, 60_000);
  beforeEach(async () => {
    await bench.reset();
    an = await bench.operator("Nguyễn Thử An");
    asked = [];
    bench.answer = {
      isCourtesy: () => false,
      // Every message a question of its own.
      group: (messages) => Promise.resolve(messages.map((one) => [one])),
      think(question) {
        asked.push(question);
        const text = question.messages[0]?.text ?? "";
        return Promise.resolve(text === "gặp cán bộ" ? callsPerson("complaint") : answered(`về ${text}`));
      },
    };
  });
  afterAll(() => bench.close());

  const questions = () => asked.map((one) => one.messages[0]?.text);
  const sent = () => bench.zalo.sent.map((one) => one.text);
  const burst = async (citizen: string, ...texts: readonly string[]): Promise<string> => {
    const events = texts.map((text, index) => asks(citizen, text, new Date(bench.now.getTime() + index)));
    const [first] = await bench.receive(...events);
    bench.pass(bench.zalo.burst.quietMs);
    const id = first?.conversationId ?? "";
    await bench.work(id);
    return id;
  };
  const tap = async (id: string, ...more: readonly string[]) => {
    const { citizenId } = await bench.row(id);
    await bench.receive(
      asks(citizenId, "#mc:bot", bench.now, { payload: "#mc:bot" }),
      ...more.map((text, index) => asks(citizenId, text, new Date(bench.now.getTime() + 1 + index))),
    );
    bench.pass(bench.zalo.burst.quietMs);
    await bench.work(id);
  };
  const control = (citizenId: string, kind: ControlEvent["kind"]): ControlEvent => ({
    kind,
    name: kind,
    dedupeKey: crypto.randomUUID(),
    citizenId,
    at: bench.now,
    interaction: false,
    holder: "page_inbox",
  });

  describe("calling one", () => {
    it("opens a case, tells the citizen, and alerts those at the desk, in one transaction", async () => {
      const id = await burst(newCitizen(), "lệ phí?");
      asked.length = 0;
      bench.told.length = 0;
      const { citizenId } = await bench.row(id);
      await burst(citizenId, "gặp cán bộ");
      expect(await bench.row(id)).toMatchObject({
        state: "waiting",
        reason: "complaint",
        waitingSince: bench.now,
        unansweredSince: bench.now,
        dueAt: new Date(bench.now.getTime() + RULES.alertEveryMs),
      });
      expect(await bench.caseOf(id)).toMatchObject({
        number: "2026-000001",
        reason: "complaint",
        procedure: "1.000001",
        openedAt: bench.now,
        claimedAt: null,
        outcome: null,
      });
      expect(await bench.lines(id)).toEqual([
        { event: "person_called", actor: "bot", from: "bot", to: "waiting", detail: { reason: "complaint" } },
      ]);
      expect(bench.told).toEqual(expect.arrayContaining(["state:waiting", "alert:new:operator"]));
      expect(bench.zalo.sent.at(-1)).toMatchObject({ origin: "system" });
      expect(sent().at(-1)).toContain("anh/chị là người tiếp theo được trả lời");
    });

    it("tells the place in the centre's own queue", async () => {
      const first = await burst(newCitizen(), "gặp cán bộ");
      await burst(newCitizen(), "gặp cán bộ");
      expect(sent().at(-1)).toContain("trước anh/chị còn 1 người đang chờ");
      const supervisor = await bench.operator("Lê Thử", { role: "supervisor" });
      await forward(bench.inConversation, supervisor, first, { unit: "tu-phap", note: "" }, VIEW.units);
      await burst(newCitizen(), "gặp cán bộ");
      expect(sent().at(-1)).toContain("trước anh/chị còn 1 người đang chờ");
    });

    it("still answers what was asked before, and leaves to the person what came after", async () => {
      const id = await burst(newCitizen(), "một", "gặp cán bộ", "hai");
      expect(questions()).toEqual(["một", "gặp cán bộ"]);
      expect(sent()).toEqual(["về một", expect.stringContaining("chuyển tới cán bộ")]);
      expect(await bench.count("inbox where conversation_id = $1 and handled_at is null", id)).toBe(0);
      expect(await bench.count("message where conversation_id = $1 and speaker = 'citizen'", id)).toBe(3);
      expect(await bench.count("turn where conversation_id = $1", id)).toBe(2);
    });

    it("keeps the memory of the talk for when nobody comes", async () => {
      const id = await burst(newCitizen(), "gặp cán bộ");
      expect((await bench.row(id)).memory).toEqual({ procedure: "1.000001" });
    });
  });

  describe("while one is waited for", () => {
    it("is silent, whatever is written; the record has it", async () => {
      const id = await burst(newCitizen(), "gặp cán bộ");
      const before = sent().length;
      asked.length = 0;
      const { citizenId, waitingSince } = await bench.row(id);
      await burst(citizenId, "alo", "gặp cán bộ", "có ai không?");
      expect([sent().length, asked.length]).toEqual([before, 0]);
      expect(await bench.row(id)).toMatchObject({ state: "waiting", waitingSince });
      expect(await bench.count("handled_case")).toBe(1);
      expect(await bench.count("message where conversation_id = $1 and speaker = 'citizen'", id)).toBe(4);
    });

    it("goes on when the citizen prefers so, and answers what is written with it", async () => {
      const id = await burst(newCitizen(), "gặp cán bộ");
      asked.length = 0;
      await tap(id, "lệ phí?");
      expect(questions()).toEqual(["lệ phí?"]);
      expect(sent().slice(-2)).toEqual([expect.stringContaining("Trợ lý tự động tiếp tục"), "về lệ phí?"]);
      expect(await bench.row(id)).toMatchObject({ state: "bot", caseId: null, dueAt: null });
      expect(await bench.caseOf(id)).toMatchObject({
        outcome: "citizen_resumed_bot",
        closedAt: expect.any(Date) as Date,
      });
    });

    it("not so once a person has come: the tap is one more message to them", async () => {
      const id = await bench.held(an);
      await bench.inConversation(id, (step) => step.apply({ kind: "replied" }, `operator:${an.id}`));
      const before = sent().length;
      await tap(id);
      expect(await bench.row(id)).toMatchObject({ state: "held", unansweredSince: bench.now });
      expect(sent()).toHaveLength(before);
    });
  });

  describe("a person in the platform's own tool", () => {
    const words = (
      citizen: string,
      text: string,
      more: Parameters<typeof echo>[3] = { by: "person", personId: "7" },
    ) => echo(citizen, text, bench.now, more);

    it("has the conversation by answering, and is shown as who answered", async () => {
      const id = await burst(newCitizen(), "một");
      const { citizenId, seq } = await bench.row(id);
      bench.told.length = 0;
      await bench.receive(words(citizenId, "Chào anh/chị"));
      await bench.work(id);
      expect(await bench.row(id)).toMatchObject({
        state: "held",
        holder: "platform:zalo:7",
        reason: "answered_in_platform",
        seq: seq + 1,
      });
      expect(await bench.caseOf(id)).toMatchObject({ officer: "platform:zalo:7", firstReplyAt: bench.now });
      expect(bench.told).toEqual(expect.arrayContaining(["shown:operator", "state:held"]));
      await burst(citizenId, "hai");
      expect(sent()).toEqual(["về một"]);
    });

    it("answers while the bot thinks: the thought is dropped", async () => {
      const citizen = newCitizen();
      const { answer } = bench;
      bench.answer = {
        ...answer,
        async think(question) {
          await bench.receive(words(citizen, "Chào anh/chị"));
          return answer.think(question);
        },
      };
      const id = await burst(citizen, "một");
      expect(sent()).toEqual([]);
      expect(await bench.row(id)).toMatchObject({ state: "held", holder: "platform:zalo:7" });
    });

    it("another application that writes is treated like a person", async () => {
      const id = await burst(newCitizen(), "một");
      const { citizenId } = await bench.row(id);
      await bench.receive(words(citizenId, "Tin quảng bá", { by: "program" }));
      await bench.work(id);
      expect(await bench.row(id)).toMatchObject({ state: "held", holder: "platform:zalo:other_app" });
    });

    it("who answers what an operator has takes it over, and the record says so", async () => {
      const id = await bench.held(an);
      const { citizenId } = await bench.row(id);
      await bench.receive(words(citizenId, "Để tôi"));
      await bench.work(id);
      expect(await bench.row(id)).toMatchObject({ holder: "platform:zalo:7", unansweredSince: null });
      expect((await bench.lines(id)).at(-1)).toMatchObject({
        event: "answered_in_platform",
        actor: "platform:zalo:7",
      });
      expect(await bench.count("handled_case")).toBe(1);
    });

    const onMessenger = async (...events: readonly ChannelEvent[]): Promise<string> => {
      const [first] = await bench.receiver.receive(bench.messenger, events);
      bench.pass(bench.messenger.burst.quietMs);
      await bench.work(first?.conversationId ?? "");
      return first?.conversationId ?? "";
    };

    it("has the thread where messages come on standby: nothing is answered, and the clock watches", async () => {
      const citizen = newCitizen();
      const id = await onMessenger(asks(citizen, "một", bench.now, { standby: true }));
      expect(asked).toEqual([]);
      expect(await bench.row(id)).toMatchObject({
        state: "held",
        holder: "platform:messenger:other_app",
        unansweredSince: bench.now,
        dueAt: new Date(bench.now.getTime() + RULES.replyMs),
      });
      expect(await bench.lines(id)).toHaveLength(1);
      await onMessenger(asks(citizen, "hai", bench.now, { standby: true }));
      expect(await bench.lines(id)).toHaveLength(1);
      bench.pass(RULES.replyMs);
      await bench.runTimers(id);
      expect(await bench.row(id)).toMatchObject({ state: "waiting" });
    });

    it("has the thread while the platform says so, and the bot again after it", async () => {
      const citizen = newCitizen();
      const id = await onMessenger(asks(citizen, "một", bench.now));
      await onMessenger(control(citizen, "control_taken"));
      expect(await bench.row(id)).toMatchObject({ state: "held", holder: "platform:messenger:page_inbox" });
      // Said twice it is one line; and what was answered before is owed by nobody.
      await onMessenger(control(citizen, "control_taken"));
      expect(await bench.lines(id)).toHaveLength(1);
      await onMessenger(asks(citizen, "hai", bench.now, { standby: true }));
      await onMessenger(words(citizen, "Chào anh/chị"));
      await onMessenger(control(citizen, "control_returned"));
      expect(await bench.row(id)).toMatchObject({ state: "bot", holder: null });
      expect(await bench.caseOf(id)).toMatchObject({ outcome: "control_returned" });
      await onMessenger(asks(citizen, "ba", bench.now));
      expect(questions()).toEqual(["một", "ba"]);
      expect(asked.at(-1)?.memory).toEqual({});
    });

    it("gives back nothing that an operator of ours has meanwhile", async () => {
      const citizen = newCitizen();
      const id = await onMessenger(control(citizen, "control_taken"));
      await bench.claim(an, id);
      await onMessenger(control(citizen, "control_returned"));
      expect(await bench.row(id)).toMatchObject({ state: "held", holder: `operator:${an.id}` });
    });
  });
});
