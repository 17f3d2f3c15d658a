import { randomUUID } from "node:crypto";
import type { SendResult } from "../../src/core/channel.ts";
import { recoverAfterStart, sweep } from "../../src/messaging/sweep.ts";
import { listUnsent, retryFailed, retryNeedingAdmin } from "../../src/messaging/unsent.ts";
import { onBothEngines } from "../support/engines.ts";
import {
  answered,
  asks,
  echo,
  openWorkbench,
  SEND_TIMEOUT_MS,
  type Workbench,
} from "../support/workbench.ts";

onBothEngines("inbox, turn, outbox", (engine) => {
  let bench: Workbench;
  let citizen: string;
  let ids = 0;
  beforeAll(async () => {
    bench = await openWorkbench(engine);
  });
  beforeEach(async () => {
    citizen = `c-${++ids}`;
    bench.channel.script = [];
    bench.channel.sent.length = 0;
    bench.channel.listed = [];
    bench.channel.replyWindow = { open: true, kind: "free", until: "never" };
    bench.answer.think = (question) =>
      Promise.resolve(answered(`about: ${question.messages.map((one) => one.text).join(" / ")}`));
    await bench.store.run("truncate outbox, message, inbox, turn, conversation cascade");
  });
  afterAll(() => bench.close());

  const receive = (...events: Parameters<typeof bench.receiver.receive>[1]) =>
    bench.receiver.receive(bench.channel, events);
  const sentOnce = (): SendResult => ({ kind: "sent", messageId: `p-${randomUUID()}` });
  /** Receives a question and lets its turn finish, so that its answer is on the outbox. */
  const askAndThink = async (text: string): Promise<string> => {
    await receive(asks(citizen, text, bench.now));
    bench.pass(1300);
    const id = await bench.conversationOf(citizen);
    expect(await bench.turns.run(id)).toEqual({ done: true });
    return id;
  };
  const states = async () => (await bench.outbox()).map((row) => row.state);

  describe("inbox", () => {
    it("keeps one row when the platform delivers twice, one after the other and at once", async () => {
      const event = asks(citizen, "hỏi", bench.now);
      const [first] = await receive(event);
      const repeats = await Promise.all([receive(event), receive(event, event), receive(event)]);
      expect(first).toMatchObject({ fresh: true, seq: 1 });
      expect(repeats.flat().map((one) => one.fresh)).toEqual([false, false, false, false]);
      const { rows } = await bench.store.run("select count(*)::int as n from message");
      expect(rows).toEqual([{ n: 1 }]);
    });

    it("numbers messages of one conversation without a gap when many arrive at once", async () => {
      const many = Array.from({ length: 40 }, (_, index) =>
        asks(`${citizen}-${index % 8}`, `câu ${index}`, new Date(bench.now.getTime() + index)),
      );
      await Promise.all(many.map((event) => receive(event)));
      const { rows } = await bench.store.run<{ texts: string[]; seqs: number[] }>(
        "select array_agg(text order by seq) as texts, array_agg(seq order by seq) as seqs from message group by conversation_id",
      );
      expect(rows).toHaveLength(8);
      for (const { texts, seqs } of rows) {
        expect(seqs).toEqual([1, 2, 3, 4, 5]);
        const numbers = texts.map((text) => Number(text.split(" ")[1]));
        expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
      }
    });

    it("does not lose the others when one delivery of a shared commit cannot be stored", async () => {
      const bad = asks(citizen, "x", new Date(Number.NaN));
      const results = await Promise.allSettled([
        receive(asks(citizen, "a", bench.now)),
        receive(bad),
        receive(asks(citizen, "b", bench.now)),
      ]);
      expect(results.map((one) => one.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    });
  });

  describe("turn", () => {
    it("waits for the end of a burst and answers it once", async () => {
      await receive(asks(citizen, "chào", bench.now));
      bench.pass(1000);
      await receive(asks(citizen, "cho hỏi", bench.now));
      const id = await bench.conversationOf(citizen);
      bench.pass(300);
      expect(await bench.turns.run(id)).toEqual({ again: new Date(bench.now.getTime() + 900) });
      bench.pass(900);
      expect(await bench.turns.run(id)).toEqual({ done: true });
      expect((await bench.outbox()).map((row) => row.text)).toEqual(["about: chào / cho hỏi"]);
      expect(await bench.turns.run(id)).toEqual({ done: true });
      expect(await bench.outbox()).toHaveLength(1);
    });

    it("waits at most the channel's longest burst", async () => {
      for (let index = 0; index < 9; index++) {
        await receive(asks(citizen, `mẩu ${index}`, bench.now));
        bench.pass(1000);
      }
      expect(await bench.turns.run(await bench.conversationOf(citizen))).toEqual({ done: true });
      expect(await bench.outbox()).toHaveLength(1);
    });

    it("answers a tapped button at once", async () => {
      await receive(asks(citizen, "#mc:person", bench.now, { payload: "#mc:person" }));
      expect(await bench.turns.run(await bench.conversationOf(citizen))).toEqual({ done: true });
      expect(await bench.outbox()).toHaveLength(1);
    });

    it("drops its thought when a person took over meanwhile", async () => {
      let release = (): void => undefined;
      const thinking = new Promise<void>((started) => {
        bench.answer.think = () =>
          new Promise((resolve) => {
            release = () => {
              resolve(answered("too late"));
            };
            started();
          });
      });
      await receive(asks(citizen, "hỏi", bench.now));
      bench.pass(1300);
      const id = await bench.conversationOf(citizen);
      const running = bench.turns.run(id);
      await thinking;
      await receive(echo(citizen, "Tôi trả lời anh", bench.now, { by: "person", personId: "7" }));
      // Another job of the same conversation takes the echo in while the first still thinks.
      await bench.turns.run(id);
      release();
      expect(await running).toHaveProperty("again");
      expect(await bench.turns.run(id)).toEqual({ done: true });
      expect(await bench.outbox()).toEqual([]);
      const { rows } = await bench.store.run("select state, holder from conversation where id = $1", [id]);
      expect(rows).toEqual([{ state: "held", holder: "platform:zalo:7" }]);
    });

    it("lets one of two turns at once think, and answers once", async () => {
      let thoughts = 0;
      bench.answer.think = () => Promise.resolve(answered(`thought ${++thoughts}`));
      await receive(asks(citizen, "hỏi", bench.now));
      bench.pass(1300);
      const id = await bench.conversationOf(citizen);
      await Promise.all([1, 2, 3, 4].map(() => bench.turns.run(id)));
      expect((await bench.outbox()).map((row) => row.text)).toEqual(["thought 1"]);
    });

    it("tells the citizen and calls a person when the answer steps fail", async () => {
      bench.answer.think = () => Promise.reject(new Error("broken"));
      const id = await askAndThink("hỏi");
      const { rows } = await bench.store.run("select state, reason from conversation where id = $1", [id]);
      expect(rows).toEqual([{ state: "waiting", reason: "pipeline_error" }]);
      expect((await bench.outbox())[0]?.text).toContain("cán bộ");
    });

    it("is silent while a person is waited for, until the citizen asks for the assistant again", async () => {
      bench.channel.script = [sentOnce(), sentOnce()];
      bench.answer.think = () =>
        Promise.resolve(answered("một cán bộ sẽ trả lời", { kind: "to_operator", reason: "person_wanted" }));
      const id = await askAndThink("gặp cán bộ");
      await bench.sender.sendDue(id);
      expect(await states()).toEqual(["sent"]);
      bench.answer.think = () => Promise.resolve(answered("not while waiting"));
      await askAndThink("alo?");
      expect(await states()).toEqual(["sent"]);
      await receive(asks(citizen, "#mc:bot", bench.now, { payload: "#mc:bot" }));
      await bench.turns.run(id);
      await bench.sender.sendDue(id);
      expect(bench.channel.sent.map((one) => one.text)).toEqual([
        expect.stringMatching(/^một cán bộ sẽ trả lời\nHiện ngoài giờ làm việc.*7 giờ 30 thứ Tư 25\/11/),
        expect.stringContaining("Trợ lý tự động tiếp tục"),
      ]);
      const { rows } = await bench.store.run(
        "select state, memory, boundary_seq > 0 as bounded from conversation where id = $1",
        [id],
      );
      // Nobody had come: there is no person's part for the memory to begin after.
      expect(rows).toEqual([{ state: "bot", memory: { procedure: "1.000001" }, bounded: false }]);
    });

    it("goes back to the bot only after a person's answer and a quiet period", async () => {
      await receive(echo(citizen, "Chào anh", bench.now, { by: "person", personId: "7" }));
      const id = await bench.conversationOf(citizen);
      await bench.turns.run(id);
      await askAndThink("còn lệ phí?");
      expect(await bench.outbox()).toEqual([]);
      bench.pass(61 * 60_000);
      await askAndThink("sao không ai trả lời?");
      // Unanswered: no clock gives it back, however long it was quiet.
      expect(await bench.outbox()).toEqual([]);
      await receive(echo(citizen, "Lệ phí 50.000 đồng", bench.now, { by: "person", personId: "7" }));
      await bench.turns.run(id);
      bench.pass(61 * 60_000);
      await askAndThink("hỏi việc khác");
      expect((await bench.outbox()).map((row) => row.text)).toEqual(["about: hỏi việc khác"]);
    });
  });

  describe("outbox", () => {
    it("sends in order and gives each message its number when it was sent", async () => {
      const id = await askAndThink("một");
      await askAndThink("hai");
      bench.channel.script = [sentOnce(), sentOnce()];
      expect(await bench.sender.sendDue(id)).toEqual({ done: true });
      expect(bench.channel.sent.map((one) => one.text)).toEqual(["about: một", "about: hai"]);
      const { rows } = await bench.store.run("select seq, speaker from message order by seq");
      expect(rows).toEqual([
        { seq: 1, speaker: "citizen" },
        { seq: 2, speaker: "citizen" },
        { seq: 3, speaker: "bot" },
        { seq: 4, speaker: "bot" },
      ]);
    });

    it("backs off after a refusal that may pass, holding later messages back", async () => {
      const id = await askAndThink("một");
      await askAndThink("hai");
      bench.channel.script = [
        { kind: "refused", next: "retry", code: "-200", detail: "" },
        sentOnce(),
        sentOnce(),
      ];
      expect(await bench.sender.sendDue(id)).toEqual({ again: new Date(bench.now.getTime() + 1000) });
      expect(await bench.sender.sendDue(id)).toHaveProperty("again");
      expect(bench.channel.sent).toHaveLength(1);
      bench.pass(1000);
      expect(await bench.sender.sendDue(id)).toEqual({ done: true });
      expect(bench.channel.sent.map((one) => one.text)).toEqual(["about: một", "about: một", "about: hai"]);
    });

    it("does not count a wait for the rate limit as an attempt", async () => {
      const id = await askAndThink("một");
      const later = new Date(bench.now.getTime() + 40_000);
      bench.channel.script = [
        { kind: "refused", next: "retry", code: "-32", detail: "", throttled: true, retryAt: later },
      ];
      expect(await bench.sender.sendDue(id)).toEqual({ again: later });
      expect(await bench.outbox()).toMatchObject([{ state: "queued", attempts: 0 }]);
    });

    it("keeps a final refusal, shows it, and goes on with the next", async () => {
      const id = await askAndThink("một");
      await askAndThink("hai");
      bench.channel.script = [
        { kind: "refused", next: "final", code: "-201", detail: "bad parameter" },
        sentOnce(),
      ];
      expect(await bench.sender.sendDue(id)).toEqual({ done: true });
      expect(await states()).toEqual(["failed", "sent"]);
      const [unsent] = await listUnsent(bench.store, false);
      expect(unsent).toMatchObject({
        citizenId: citizen,
        errorCode: "-201",
        errorDetail: "bad parameter",
        text: "about: một",
      });
      bench.channel.script = [sentOnce()];
      expect(await retryFailed(bench.store, bench.queue, () => bench.now, unsent?.id ?? 0)).toBe(true);
      expect(await retryFailed(bench.store, bench.queue, () => bench.now, unsent?.id ?? 0)).toBe(false);
      await bench.sender.sendDue(id);
      expect(await states()).toEqual(["sent", "sent"]);
    });

    it("gives up after the attempts that make sense, and after a day", async () => {
      const id = await askAndThink("một");
      const refusal: SendResult = {
        kind: "refused",
        next: "retry",
        code: "-200",
        detail: "",
        attemptsAtMost: 2,
      };
      bench.channel.script = [refusal, refusal];
      await bench.sender.sendDue(id);
      bench.pass(60_000);
      expect(await bench.sender.sendDue(id)).toEqual({ done: true });
      expect(await bench.outbox()).toMatchObject([{ state: "failed", attempts: 2, error_code: "-200" }]);
      await askAndThink("hai");
      bench.channel.script = [{ kind: "refused", next: "retry", code: "not_sent", detail: "" }];
      bench.pass(25 * 3600_000);
      await bench.sender.sendDue(id);
      expect(await states()).toEqual(["failed", "failed"]);
    });

    it("sends what needed an administrator once that is mended", async () => {
      const id = await askAndThink("một");
      bench.channel.script = [
        { kind: "refused", next: "needs_admin", code: "consent_needed", detail: "" },
        sentOnce(),
      ];
      await bench.sender.sendDue(id);
      expect(await states()).toEqual(["failed"]);
      expect(await retryNeedingAdmin(bench.store, bench.queue, () => bench.now, "zalo")).toBe(1);
      await bench.sender.sendDue(id);
      expect(await states()).toEqual(["sent"]);
    });

    it("does not call the platform when the reply window is closed", async () => {
      const id = await askAndThink("một");
      bench.channel.replyWindow = { open: false, since: bench.now };
      expect(await bench.sender.sendDue(id)).toEqual({ done: true });
      expect(bench.channel.sent).toEqual([]);
      expect(await bench.outbox()).toMatchObject([{ state: "failed", error_code: "window_closed" }]);
    });

    it("cancels automatic text when a person's answer has been received, even before it was taken in", async () => {
      const id = await askAndThink("một");
      await receive(echo(citizen, "Tôi đây", bench.now, { by: "person", personId: "7" }));
      expect(await bench.sender.sendDue(id)).toEqual({ done: true });
      expect(bench.channel.sent).toEqual([]);
      expect(await bench.outbox()).toMatchObject([{ state: "cancelled", error_code: "person_took_over" }]);
    });
  });

  describe("a send in doubt", () => {
    const cutOff: SendResult = { kind: "unknown", detail: "time limit" };

    it("is settled by its echo and not sent again", async () => {
      const id = await askAndThink("một");
      bench.channel.script = [cutOff];
      expect(await bench.sender.sendDue(id)).toHaveProperty("again");
      await receive(echo(citizen, "about:  một ", bench.now, { messageId: "p-echo" }));
      await bench.turns.run(id);
      expect(await bench.sender.sendDue(id)).toEqual({ done: true });
      expect(await states()).toEqual(["sent"]);
      expect(bench.channel.sent).toHaveLength(1);
    });

    it("is settled by an echo that overtakes the answer", async () => {
      const id = await askAndThink("một");
      bench.channel.script = [
        async () => {
          await receive(echo(citizen, "about: một", bench.now, { messageId: "p-1" }));
          await bench.turns.run(id);
          return { kind: "sent", messageId: "p-1" };
        },
      ];
      expect(await bench.sender.sendDue(id)).toEqual({ done: true });
      expect(await states()).toEqual(["sent"]);
      const { rows } = await bench.store.run(
        "select count(*)::int as n from message where speaker = 'bot' and seq is not null",
      );
      expect(rows).toEqual([{ n: 1 }]);
    });

    it("is found in the platform's list", async () => {
      const id = await askAndThink("một");
      bench.channel.script = [cutOff];
      await bench.sender.sendDue(id);
      bench.channel.listed = [{ messageId: "p-9", text: "about: một", at: bench.now }];
      bench.pass(SEND_TIMEOUT_MS / 2);
      expect(await bench.sender.sendDue(id)).toEqual({ done: true });
      expect(await states()).toEqual(["sent"]);
      expect(bench.channel.sent).toHaveLength(1);
    });

    it("is sent again only when the list has not shown it for twice the time limit", async () => {
      const id = await askAndThink("một");
      bench.channel.script = [cutOff];
      await bench.sender.sendDue(id);
      bench.pass(SEND_TIMEOUT_MS / 2);
      await bench.sender.sendDue(id);
      expect(await states()).toEqual(["in_doubt"]);
      bench.pass(2 * SEND_TIMEOUT_MS);
      bench.channel.script = [sentOnce()];
      expect(await bench.sender.sendDue(id)).toEqual({ done: true });
      expect(bench.channel.sent).toHaveLength(2);
      expect(await states()).toEqual(["sent"]);
    });

    it("does not take an equal answer of before for its own", async () => {
      const id = await askAndThink("một");
      bench.channel.script = [{ kind: "sent", messageId: "p-first" }];
      await bench.sender.sendDue(id);
      await askAndThink("một");
      bench.channel.script = [cutOff];
      await bench.sender.sendDue(id);
      bench.channel.listed = [{ messageId: "p-first", text: "about: một", at: bench.now }];
      bench.pass(3 * SEND_TIMEOUT_MS);
      bench.channel.script = [sentOnce()];
      await bench.sender.sendDue(id);
      expect(bench.channel.sent).toHaveLength(3);
    });

    it("stays in doubt, unsent, as long as the platform cannot be asked, and is shown after a day", async () => {
      const id = await askAndThink("một");
      bench.channel.script = [cutOff];
      bench.channel.listed = undefined;
      await bench.sender.sendDue(id);
      for (let hour = 0; hour < 3; hour++) {
        bench.pass(3600_000);
        await bench.sender.sendDue(id);
      }
      expect(await states()).toEqual(["in_doubt"]);
      bench.pass(24 * 3600_000);
      await bench.sender.sendDue(id);
      expect(await bench.outbox()).toMatchObject([{ state: "failed", error_code: "in_doubt" }]);
      expect(bench.channel.sent).toHaveLength(1);
    });

    it("begins when a process died while sending", async () => {
      const id = await askAndThink("một");
      bench.channel.script = [() => Promise.reject(new Error("the process is gone"))];
      await expect(bench.sender.sendDue(id)).rejects.toThrow("the process is gone");
      expect(await states()).toEqual(["sending"]);
      await bench.sender.sendDue(id);
      expect(await states()).toEqual(["sending"]);
      bench.channel.listed = [{ messageId: "p-7", text: "about: một", at: bench.now }];
      if (engine.name === "pglite") await recoverAfterStart(bench.store, () => bench.now);
      else bench.pass(6 * SEND_TIMEOUT_MS);
      await bench.sender.sendDue(id);
      expect(await states()).toEqual(["sent"]);
      expect(bench.channel.sent).toHaveLength(1);
    });
  });

  it("asks again for forgotten work", async () => {
    await receive(asks(citizen, "hỏi", bench.now));
    await bench.store.run("delete from pgboss.job");
    bench.pass(20_000);
    await sweep(bench.store, bench.queue, () => bench.now, 5_000);
    const { rows } = await bench.store.run(
      "select name, data->>'key' as key from pgboss.job where state = 'created'",
    );
    expect(rows).toEqual([{ name: "turn", key: await bench.conversationOf(citizen) }]);
  });
});
