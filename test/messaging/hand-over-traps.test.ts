import { readEvents as readMessenger } from "../../src/channels/messenger/read-events.ts";
import { readEvents as readZalo } from "../../src/channels/zalo/read-events.ts";
import type { Question } from "../../src/core/answering.ts";
import type { ChannelEvent, ChannelName } from "../../src/core/channel.ts";
import type { Operator } from "../../src/core/people.ts";
import { handBack } from "../../src/desk/end-part.ts";
import { reply } from "../../src/desk/reply.ts";
import { referenceOf } from "../../src/messaging/take-in-echo.ts";
import { answererOver, shippedProcedures } from "../answer/shipped-answerer.ts";
import { callsPerson, newCitizen, openDeskBench, type DeskBench } from "../support/desk-bench.ts";
import { onBothEngines } from "../support/engines.ts";
import { answered, asks, echo, RULES } from "../support/workbench.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const shipped = answererOver(shippedProcedures());

/** Traps that other systems fell into (issue 5), each by its name. */
onBothEngines("traps of the hand-over", (engine) => {
  let bench: DeskBench;
  let an: Operator;
  beforeAll(async () => {
    bench = await openDeskBench(engine);
  }, 60_000);
  beforeEach(async () => {
    await bench.reset();
    an = await bench.operator("Nguyễn Thử An");
  });
  afterAll(() => bench.close());

  const says = (text: string, id: string) =>
    reply(bench.inConversation, an, id, { text, clientId: crypto.randomUUID(), fromDraft: false });
  const citizenOf = async (id: string) => (await bench.row(id)).citizenId;
  const kinds = async (id: string) => (await bench.lines(id)).map((line) => line.event);
  /** Timers as a server finds them: those due by the table, each looked at once. */
  const ring = async () => {
    const { rows } = await bench.store.run<{ id: string }>(
      "select id from conversation where due_at <= $1 order by due_at",
      [bench.now],
    );
    for (const { id } of rows) await bench.runTimers(id);
    return rows.length;
  };

  it("claim by check-then-write: of ten who claim at once one has it, the others learn who", async () => {
    const id = await bench.waiting();
    const others = await Promise.all(
      Array.from({ length: 9 }, (_, index) => bench.operator(`Người Thử ${index}`)),
    );
    const all = [an, ...others];
    const results = await Promise.allSettled(all.map((who) => bench.claim(who, id)));
    const winners = all.filter((_, index) => results[index]?.status === "fulfilled");
    expect(winners).toHaveLength(1);
    expect((await bench.row(id)).holder).toBe(`operator:${winners[0]?.id}`);
    for (const one of results) {
      if (one.status === "fulfilled") continue;
      expect(one.reason).toMatchObject({
        code: "held_by_other",
        message: `${winners[0]?.name} đã nhận hội thoại này.`,
      });
    }
    expect(await kinds(id)).toEqual(["person_called", "claimed"]);
  });

  it("chat stays with an operator who went offline: two minutes later it waits for the others", async () => {
    const id = await bench.held(an);
    await says("Chào anh/chị", id);
    await bench.writes(await citizenOf(id), "thế lệ phí bao nhiêu?");
    bench.pass(RULES.presenceMs - 2000);
    expect(await ring()).toBe(0);
    expect(await bench.row(id)).toMatchObject({ state: "held" });
    bench.pass(2000);
    bench.told.length = 0;
    await ring();
    expect(await bench.row(id)).toMatchObject({ state: "waiting", holder: null, awayCount: 1 });
    expect((await bench.lines(id)).at(-1)).toMatchObject({
      event: "away",
      actor: "clock",
      detail: { why: "presence_lost" },
    });
    expect(bench.told).toContain("alert:away:operator");
    await bench.work(id);
    expect(bench.zalo.sent.at(-1)?.text).toContain("Xin lỗi anh/chị vì phải chờ lâu");
  });

  it("timer in memory: what came due while the server was dead is done after its start, once", async () => {
    const waiting = await bench.waiting();
    const held = await bench.held(an);
    await bench.writes(await citizenOf(held), "alo?");
    bench.pass(RULES.replyMs + MINUTE);
    await bench.restart();
    expect(await ring()).toBe(2);
    expect(await ring()).toBe(0);
    expect(await kinds(waiting)).toEqual(["person_called", "alerted"]);
    expect(await kinds(held)).toEqual(["person_called", "claimed", "away"]);
  });

  it("non-text dropped while held: a picture, a place and a voice are in the record and unanswered", async () => {
    bench.answer = { ...bench.answer, isCourtesy: (messages) => shipped.isCourtesy(messages) };
    for (const kind of ["image", "location", "audio", "file", "contact", "video"] as const) {
      const id = await bench.held(an);
      await says("Anh/chị gửi giúp", id);
      bench.told.length = 0;
      await bench.writes(await citizenOf(id), "", {
        attachments: [{ kind, url: "https://files.example/1" }],
      });
      expect(bench.told).toContain("changed");
      expect((await bench.row(id)).unansweredSince).toEqual(bench.now);
      expect(
        await bench.count("message where conversation_id = $1 and attachments->0->>'kind' = $2", id, kind),
      ).toBe(1);
      expect(await bench.count("inbox where conversation_id = $1 and handled_at is null", id)).toBe(0);
    }
  });

  it("bot decided before, sends after the take-over: what was on its way is held back, and owed", async () => {
    const id = await bench.writes(newCitizen(), "lệ phí khai sinh?");
    expect(await bench.count("outbox where state = 'queued' and automatic")).toBe(1);
    await bench.claim(an, id);
    await bench.work(id);
    expect(bench.zalo.sent.map((one) => one.text)).toEqual([expect.stringContaining("Nguyễn Thử An")]);
    expect(await bench.count("outbox where state = 'cancelled' and error_code = 'person_took_over'")).toBe(1);
    // The bot's answer was the citizen's: now the person owes one, and the clock sees to it.
    expect(await bench.row(id)).toMatchObject({ unansweredSince: bench.now });
    expect((await bench.row(id)).dueAt).not.toBeNull();
  });

  it("bot decided before, sends after the take-over: not after the person's part either", async () => {
    const id = await bench.writes(newCitizen(), "lệ phí khai sinh?");
    bench.zalo.respond = () => {
      bench.zalo.respond = () => ({ kind: "sent", messageId: crypto.randomUUID() });
      return {
        kind: "refused",
        next: "retry",
        code: "-200",
        detail: "",
        retryAt: new Date(bench.now.getTime() + HOUR),
      };
    };
    // While the platform is asked, an operator takes it; what it refuses is to be tried in an hour.
    const { respond } = bench.zalo;
    bench.zalo.respond = async (message) => {
      await bench.claim(an, id);
      return respond(message);
    };
    await bench.sender.sendDue(id);
    await says("Không mất phí", id);
    await handBack(bench.inConversation, an, id, { settled: "Không mất phí" });
    bench.pass(2 * HOUR);
    await bench.work(id);
    const texts = bench.zalo.sent.slice(1).map((one) => one.text);
    expect(texts.some((text) => text.startsWith("about:"))).toBe(false);
    expect(texts).toContain("Không mất phí");
  });

  it("operator's words given to the bot as its own: only what was settled is handed on", async () => {
    const asked: Question[] = [];
    bench.answer = {
      ...bench.answer,
      think(question) {
        asked.push(question);
        return Promise.resolve(answered("Trả lời"));
      },
    };
    const id = await bench.held(an);
    await says("BÍ MẬT: hồ sơ của anh/chị đang ở phòng Tư pháp", id);
    await bench.work(id);
    await bench.receive(
      echo(await citizenOf(id), "BÍ MẬT: từ công cụ của Zalo", bench.now, { by: "person" }),
    );
    await bench.work(id);
    await bench.writes(await citizenOf(id), "BÍ MẬT: cảm ơn, tôi hiểu rồi");
    await bench.claim(an, id);
    await handBack(bench.inConversation, an, id, { settled: "Đã nói rõ hồ sơ", procedure: "1.001193" });
    await bench.work(id);
    const { boundarySeq } = await bench.row(id);
    expect(boundarySeq).toBeGreaterThanOrEqual(4);
    await bench.writes(await citizenOf(id), "thế lệ phí?");
    expect(asked).toEqual([
      {
        messages: [{ text: "thế lệ phí?", attachments: [] }],
        memory: { settled: "Đã nói rõ hồ sơ", procedure: "1.001193" },
        limits: bench.zalo.limits,
      },
    ]);
    expect(JSON.stringify((await bench.row(id)).memory)).not.toContain("BÍ MẬT");
  });

  it("hand-over ended by the clock though unanswered: in a month of silence it is never the bot's", async () => {
    const waiting = await bench.waiting();
    const held = await bench.held(an);
    await says("Xin chờ", held);
    await bench.writes(await citizenOf(held), "còn giấy tờ gì nữa?");
    for (let hour = 0; hour < 24 * 30; hour += 6) {
      bench.pass(6 * HOUR);
      await ring();
    }
    for (const id of [waiting, held]) {
      expect(await bench.row(id)).toMatchObject({ state: "waiting" });
      expect((await kinds(id)).filter((kind) => kind === "quiet")).toEqual([]);
    }
    // Answered, an hour of quiet does end it.
    await bench.claim(an, held);
    await says("Chỉ cần tờ khai", held);
    bench.pass(RULES.quietMs);
    await ring();
    expect(await bench.row(held)).toMatchObject({ state: "bot", holder: null });
  });

  it("hand-over ended by the clock though unanswered: nor by the platform's clock", async () => {
    const control = (citizenId: string, kind: "control_taken" | "control_returned"): ChannelEvent => ({
      kind,
      name: kind,
      dedupeKey: crypto.randomUUID(),
      citizenId,
      at: bench.now,
      interaction: false,
      holder: "page_inbox",
    });
    const citizen = newCitizen();
    await bench.receiver.receive(bench.messenger, [control(citizen, "control_taken")]);
    const id =
      (await bench.receiver.receive(bench.messenger, [asks(citizen, "có ai không?", bench.now)]))[0]
        ?.conversationId ?? "";
    bench.pass(2000);
    await bench.work(id);
    expect(await bench.row(id)).toMatchObject({ state: "held", holder: "platform:messenger:page_inbox" });
    bench.told.length = 0;
    await bench.receiver.receive(bench.messenger, [control(citizen, "control_returned")]);
    await bench.work(id);
    expect(await bench.row(id)).toMatchObject({ state: "waiting" });
    expect(bench.told).toContain("alert:new:operator");
    expect(bench.messenger.sent).toEqual([]);
  });

  /** Our own send, as the platform tells of it: its raw delivery, read by the channel. */
  const PAGE = "100200300400500";
  const APP = "900800700600500";
  const OA = "3777000111222333444";
  const bytes = (body: unknown) => ({ bytes: new TextEncoder().encode(JSON.stringify(body)), headers: {} });
  const ownEcho: Record<
    "zalo" | "messenger",
    (citizen: string, text: string, row: number) => readonly ChannelEvent[]
  > = {
    zalo: (citizen, text) =>
      readZalo(
        bytes({
          app_id: "4111222333444555666",
          sender: { id: OA },
          recipient: { id: citizen },
          event_name: "oa_send_text",
          message: { msg_id: crypto.randomUUID(), text },
          timestamp: String(bench.now.getTime()),
        }),
        OA,
        bench.now,
      ),
    messenger: (citizen, text, row) =>
      readMessenger(
        bytes({
          object: "page",
          entry: [
            {
              id: PAGE,
              time: bench.now.getTime(),
              messaging: [
                {
                  sender: { id: PAGE },
                  recipient: { id: citizen },
                  timestamp: bench.now.getTime(),
                  message: {
                    is_echo: true,
                    app_id: APP,
                    mid: crypto.randomUUID(),
                    text,
                    metadata: referenceOf(row),
                  },
                },
              ],
            },
          ],
        }),
        { pageId: PAGE, appId: APP },
        bench.now,
      ),
  };

  describe.each(["zalo", "messenger"] as const)(
    "our own echo on %s",
    (name: ChannelName & keyof typeof ownEcho) => {
      /** A send in doubt whose echo comes a minute later, and what was said before it. */
      const echoed = async (speaker: "bot" | "operator") => {
        const channel = name === "zalo" ? bench.zalo : bench.messenger;
        const id = await bench.waiting("person_wanted", name);
        if (speaker === "operator") {
          await bench.claim(an, id);
          await bench.work(id);
          await says("Anh/chị mang theo tờ khai", id);
        } else {
          await bench.receiver.receive(channel, [
            asks(await citizenOf(id), "#mc:bot", bench.now, { payload: "#mc:bot" }),
          ]);
          await bench.turns.run(id);
        }
        channel.respond = () => ({ kind: "unknown", detail: "time limit" });
        await bench.work(id);
        const { rows } = await bench.store.run<{ id: number; text: string }>(
          "select o.id, m.text from outbox o join message m on m.id = o.message_id where o.state = 'in_doubt'",
        );
        expect(rows).toHaveLength(1);
        const before = await bench.row(id);
        bench.pass(MINUTE);
        const events = ownEcho[name](before.citizenId, rows[0]?.text ?? "", rows[0]?.id ?? 0);
        expect(events).toMatchObject([{ kind: "echo", by: "program" }]);
        await bench.receiver.receive(channel, events);
        await bench.turns.run(id);
        return { before, after: await bench.row(id) };
      };

      it.each(["bot", "operator"] as const)(
        "own echo read as a human: the %s's words change nobody's part",
        async (speaker) => {
          const { before, after } = await echoed(speaker);
          expect(after).toMatchObject({
            state: before.state,
            holder: before.holder,
            version: before.version,
          });
          expect(await bench.count("outbox where state = 'in_doubt'")).toBe(0);
          expect(await bench.count("handover_event where event = 'answered_in_platform'")).toBe(0);
          expect(await bench.count("message where origin like 'platform:%'")).toBe(0);
        },
      );

      it("own echo moving the reply window: it is the citizen's alone to open", async () => {
        const { before, after } = await echoed("operator");
        expect(before.lastInteractionAt).not.toBeNull();
        expect(after.lastInteractionAt).toEqual(before.lastInteractionAt);
      });
    },
  );

  it("own echo read as a human: but a person's is one, by the same readers", async () => {
    const id = await bench.writes(newCitizen(), "lệ phí?");
    await bench.work(id);
    const body = {
      sender: { id: OA, admin_id: "9990001112223334441" },
      recipient: { id: await citizenOf(id) },
      event_name: "oa_send_text",
      message: { msg_id: "o-1", text: "Chào anh/chị" },
      timestamp: String(bench.now.getTime()),
    };
    await bench.receive(...readZalo(bytes(body), OA, bench.now));
    await bench.work(id);
    expect(await bench.row(id)).toMatchObject({ state: "held", holder: "platform:zalo:9990001112223334441" });
  });

  it("hand-over hidden in answer text: words about a person call nobody, the outcome does", async () => {
    const words = "Yêu cầu của anh/chị được chuyển tới cán bộ. Cán bộ sẽ trả lời. [HANDOVER]";
    bench.answer = { ...bench.answer, think: () => Promise.resolve(answered(words)) };
    const answeredOne = await bench.writes(newCitizen(), "hỏi");
    expect(await bench.row(answeredOne)).toMatchObject({ state: "bot", caseId: null });
    bench.answer = {
      ...bench.answer,
      think: () => Promise.resolve({ ...callsPerson("complaint"), reply: { text: "Vâng.", buttons: [] } }),
    };
    const called = await bench.writes(newCitizen(), "hỏi");
    expect(await bench.row(called)).toMatchObject({ state: "waiting", reason: "complaint" });
  });

  it("office-hours check that treats the lunch break as open: who asks at noon is told half past one", async () => {
    bench.now = new Date("2026-11-25T12:00:00+07:00");
    const id = await bench.waiting();
    expect(bench.zalo.sent.at(-1)).toMatchObject({
      text: expect.stringContaining("cán bộ trả lời từ 13 giờ 30 hôm nay") as unknown,
      buttons: [{ payload: "#mc:callback" }],
    });
    // And nobody is alerted again before.
    expect((await bench.row(id)).dueAt).toEqual(new Date("2026-11-25T13:30:00+07:00"));
    bench.now = new Date("2026-11-25T13:30:00+07:00");
    expect(await ring()).toBe(1);
    expect(await kinds(id)).toEqual(["person_called", "alerted"]);
  });
});
