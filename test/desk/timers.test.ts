import type { Operator } from "../../src/core/people.ts";
import { reply } from "../../src/desk/reply.ts";
import { assign } from "../../src/desk/take-over.ts";
import { askDueTimers } from "../../src/messaging/sweep.ts";
import { CLOSED, newCitizen, openDeskBench, type DeskBench } from "../support/desk-bench.ts";
import { onBothEngines } from "../support/engines.ts";
import { CENTRE, echo, RULES } from "../support/workbench.ts";

const MINUTE = 60_000;

onBothEngines("timers of the hand-over", (engine) => {
  let bench: DeskBench;
  let an: Operator;
  let binh: Operator;
  beforeAll(async () => {
    bench = await openDeskBench(engine);
  }, 60_000);
  beforeEach(async () => {
    await bench.reset();
    an = await bench.operator("Nguyễn Thử An");
    binh = await bench.operator("Trần Thử Bình");
  });
  afterAll(() => bench.close());

  const due = async (): Promise<string[]> => {
    const { rows } = await bench.store.run<{ id: string }>(
      "select id from conversation where due_at <= $1 order by id",
      [bench.now],
    );
    return rows.map((row) => row.id);
  };
  /** Two servers that have just started find what is due, at the same time. Gives what they found. */
  const ring = async (): Promise<string[]> => {
    const ids = await due();
    const servers = [bench.another(), bench.another()];
    await Promise.all(servers.flatMap(({ runTimers }) => ids.map((id) => runTimers(id))));
    return ids;
  };
  const clockLines = async (id: string) =>
    (await bench.lines(id))
      .filter((line) => line.actor === "clock")
      .map(({ event, detail }) => [event, detail]);
  const writesTo = async (id: string, text: string) => bench.writes((await bench.row(id)).citizenId, text);
  const says = (who: Operator, id: string, text: string) =>
    reply(bench.inConversation, who, id, { text, clientId: crypto.randomUUID(), fromDraft: false });
  const apologies = () => bench.zalo.sent.filter((one) => one.text.startsWith("Xin lỗi anh/chị vì phải chờ"));

  it("fire after a kill, each once, though two servers look at the same time", async () => {
    const waiting = await bench.waiting();
    const answered = await bench.held(an);
    await says(an, answered, "Dạ được ạ");
    const gone = await bench.held(an);
    await says(an, gone, "Chào anh/chị");
    const silent = await bench.held(binh);
    await says(binh, silent, "Chào anh/chị");
    bench.pass(RULES.quietMs - RULES.replyMs);
    await bench.seen(an, binh);
    await writesTo(gone, "còn gì nữa?");
    await writesTo(silent, "còn gì nữa?");
    bench.pass(RULES.replyMs);
    // An has gone; Bình sits there and does not answer.
    await bench.seen(binh);
    bench.told.length = 0;

    await bench.restart();
    expect(new Set(await ring())).toEqual(new Set([waiting, answered, gone, silent]));
    expect(await ring()).toEqual([]);
    expect(await clockLines(waiting)).toEqual([["alerted", {}]]);
    expect(await clockLines(answered)).toEqual([["quiet", {}]]);
    expect(await clockLines(gone)).toEqual([["away", { why: "presence_lost" }]]);
    expect(await clockLines(silent)).toEqual([["away", { why: "no_reply" }]]);
    const alerts = bench.told.filter((one) => one.startsWith("alert:")).sort();
    expect(alerts).toEqual(["alert:away:operator", "alert:away:operator", "alert:repeated:operator"]);

    for (const id of [waiting, answered, gone, silent]) await bench.work(id);
    expect(
      apologies()
        .map((one) => one.citizenId)
        .sort(),
    ).toEqual([(await bench.row(gone)).citizenId, (await bench.row(silent)).citizenId].sort());
    expect(await bench.caseOf(answered)).toMatchObject({ outcome: "quiet", closedAt: bench.now });
    expect(await bench.row(answered)).toMatchObject({ state: "bot", dueAt: null, caseId: null });
  });

  it("are asked of the queue once each, however many servers ask", async () => {
    const ids = [await bench.waiting(), await bench.waiting()];
    await bench.store.run("delete from pgboss.job");
    bench.pass(RULES.alertEveryMs);
    await Promise.all([1, 2, 3].map(() => askDueTimers(bench.store, bench.queue, () => bench.now)));
    const { rows } = await bench.store.run<{ key: string }>(
      "select data->>'key' as key from pgboss.job where name = 'timer' and state = 'created'",
    );
    expect(rows.map((row) => row.key).sort()).toEqual(ids.sort());
  });

  it("alert again until somebody comes, from the third time on supervisors too", async () => {
    const id = await bench.waiting();
    bench.told.length = 0;
    for (let times = 0; times < 4; times++) {
      bench.pass(RULES.alertEveryMs - 1);
      expect(await ring()).toEqual([]);
      bench.pass(1);
      expect(await ring()).toEqual([id]);
    }
    expect(bench.told.filter((one) => one.startsWith("alert:"))).toEqual([
      "alert:repeated:operator",
      "alert:repeated:operator",
      "alert:repeated:supervisor",
      "alert:repeated:supervisor",
    ]);
    expect(await bench.row(id)).toMatchObject({ alerts: 4, alertedAt: bench.now });
    await bench.claim(an, id);
    bench.pass(RULES.alertEveryMs);
    await bench.seen(an);
    expect(await ring()).toEqual([id]);
    // Looked at, and nothing was due: An is at the desk.
    expect(await bench.row(id)).toMatchObject({ state: "held", alerts: 0 });
  });

  it("take a conversation from a second holder who goes away to the supervisor", async () => {
    const id = await bench.waiting();
    bench.told.length = 0;
    for (const who of [an, binh]) {
      await bench.claim(who, id);
      bench.pass(RULES.presenceMs);
      await ring();
    }
    expect(bench.told.filter((one) => one.startsWith("alert:"))).toEqual([
      "alert:away:operator",
      "alert:away:supervisor",
    ]);
    expect(await bench.row(id)).toMatchObject({ state: "waiting", awayCount: 2 });
    // Who answers makes it good.
    await bench.seen(an);
    await bench.claim(an, id);
    await says(an, id, "Chào anh/chị");
    expect(await bench.row(id)).toMatchObject({ state: "held", awayCount: 0 });
  });

  it("give who claims what has waited for an hour the whole time, not the time that is gone", async () => {
    const id = await bench.waiting();
    bench.pass(60 * MINUTE);
    await bench.seen(an);
    await bench.claim(an, id);
    expect((await bench.row(id)).dueAt).toEqual(new Date(bench.now.getTime() + RULES.presenceMs));
    for (let minutes = 0; minutes < 9; minutes++) {
      bench.pass(MINUTE);
      await bench.seen(an);
      await ring();
    }
    expect(await bench.row(id)).toMatchObject({ state: "held" });
    bench.pass(MINUTE);
    await bench.seen(an);
    await ring();
    expect(await clockLines(id)).toEqual([["away", { why: "no_reply" }]]);
    // And it waits since the question, not since now.
    expect((await bench.row(id)).waitingSince?.getTime()).toBe(bench.now.getTime() - 70 * MINUTE);
  });

  it("give who was assigned it while away two minutes to come, no more", async () => {
    const supervisor = await bench.operator("Lê Thử", { role: "supervisor" });
    const away = await bench.operator("Phạm Thử", { away: true });
    const id = await bench.waiting();
    await assign(bench.inConversation, supervisor, id, away.id, CENTRE);
    bench.pass(RULES.presenceMs - 1);
    expect(await ring()).toEqual([]);
    bench.pass(1);
    await ring();
    expect(await bench.row(id)).toMatchObject({ state: "waiting" });
  });

  it("put a citizen who writes to a holder gone two minutes ago back into the queue at once", async () => {
    const id = await bench.held(an);
    await says(an, id, "Chào anh/chị");
    bench.pass(30 * MINUTE);
    expect(await ring()).toEqual([]);
    await writesTo(id, "còn giấy tờ gì?");
    expect((await bench.row(id)).dueAt).toEqual(bench.now);
    await ring();
    expect(await bench.row(id)).toMatchObject({ state: "waiting", waitingSince: bench.now });
    await bench.work(id);
    expect(apologies()).toHaveLength(1);
  });

  it("leave it with a holder who is here, and see them again every time they look", async () => {
    const id = await bench.held(an);
    await says(an, id, "Chào anh/chị");
    await bench.seen(an);
    await writesTo(id, "còn giấy tờ gì?");
    for (let seconds = 0; seconds < 570; seconds += 30) {
      bench.pass(30_000);
      await bench.seen(an);
      await ring();
    }
    expect(await bench.row(id)).toMatchObject({ state: "held" });
    await says(an, id, "Chỉ tờ khai");
    expect((await bench.row(id)).dueAt).toEqual(new Date(bench.now.getTime() + RULES.quietMs));
  });

  it("do not count thanks as unanswered, nor take the conversation for them", async () => {
    bench.answer = {
      ...bench.answer,
      isCourtesy: (messages) => messages.every((one) => one.text.startsWith("cảm ơn")),
    };
    const id = await bench.held(an);
    await says(an, id, "Chỉ tờ khai");
    await writesTo(id, "cảm ơn ạ");
    expect(await bench.row(id)).toMatchObject({ unansweredSince: null });
    bench.pass(RULES.replyMs + RULES.presenceMs);
    expect(await ring()).toEqual([]);
    // Beside a question, thanks are none.
    await writesTo(id, "cảm ơn ạ");
    await writesTo(id, "thế lệ phí?");
    expect(await bench.row(id)).toMatchObject({ unansweredSince: bench.now });
    await ring();
    expect(await bench.row(id)).toMatchObject({ state: "waiting" });
  });

  it("do not count what a person in the platform has already answered", async () => {
    const citizen = newCitizen();
    // The server was down: question and answer come together, in the order in which they were written.
    const asked = bench.now;
    bench.pass(5 * MINUTE);
    await bench.receive(
      echo(citizen, "Lệ phí 5.000 đồng", new Date(asked.getTime() + MINUTE), { by: "person" }),
    );
    const id = await bench.writes(citizen, "lệ phí?", { at: asked });
    expect(await bench.row(id)).toMatchObject({ state: "held", unansweredSince: null });
    // What came after the answer is unanswered.
    await bench.writes(citizen, "thế còn ảnh?");
    expect(await bench.row(id)).toMatchObject({ unansweredSince: bench.now });
    bench.pass(RULES.replyMs);
    await ring();
    expect(await clockLines(id)).toEqual([["away", { why: "no_reply" }]]);
  });

  it("let the bot answer after a quiet time also when no clock came round to say so", async () => {
    const id = await bench.held(an);
    await says(an, id, "Xong rồi ạ");
    bench.pass(RULES.quietMs);
    await writesTo(id, "hỏi việc khác");
    expect(await clockLines(id)).toEqual([["quiet", {}]]);
    await bench.work(id);
    expect(bench.zalo.sent.at(-1)?.text).toBe("about: hỏi việc khác");
    expect(await ring()).toEqual([]);
  });

  it("alert nobody in the night: who asked in the evening is alerted again when the office opens", async () => {
    bench.now = new Date("2026-11-25T18:00:00+07:00");
    const id = await bench.waiting();
    bench.now = new Date("2026-11-26T07:29:59+07:00");
    expect(await ring()).toEqual([]);
    bench.now = new Date("2026-11-26T07:30:00+07:00");
    expect(await ring()).toEqual([id]);
  });

  it("say nothing to a citizen whose reply window is closed", async () => {
    const id = await bench.held(an);
    await writesTo(id, "alo?");
    bench.zalo.replyWindow = () => CLOSED;
    const before = await bench.count("message");
    bench.pass(RULES.replyMs);
    await ring();
    expect(await bench.row(id)).toMatchObject({ state: "waiting" });
    expect(await bench.count("message")).toBe(before);
  });
});
