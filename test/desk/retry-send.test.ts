import { randomUUID } from "node:crypto";
import type { SendResult } from "../../src/core/channel.ts";
import type { Operator } from "../../src/core/people.ts";
import { reply } from "../../src/desk/reply.ts";
import { retrySend } from "../../src/desk/retry-send.ts";
import { CLOSED, newCitizen, openDeskBench, takeIt, type DeskBench } from "../support/desk-bench.ts";
import { onBothEngines } from "../support/engines.ts";

const REFUSED: SendResult = { kind: "refused", next: "final", code: "-201", detail: "" };

onBothEngines("a message that could not be sent", (engine) => {
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

  const retry = (who: Operator, id: number) =>
    retrySend({ store: bench.store, queue: bench.queue, inConversation: bench.inConversation, who, id });
  const failedRow = async (): Promise<number> => {
    const { rows } = await bench.store.run<{ id: number }>("select id from outbox where state = 'failed'");
    expect(rows).toHaveLength(1);
    return rows[0]?.id ?? 0;
  };
  const states = async (): Promise<string[]> => {
    const { rows } = await bench.store.run<{ line: string }>(
      "select o.state || ': ' || m.text as line from outbox o join message m on m.id = o.message_id",
    );
    return rows.map((row) => row.line);
  };
  /** An operator's reply that the platform refused. */
  const refusedReply = async () => {
    const id = await bench.held(an);
    await reply(bench.inConversation, an, id, { text: "Chào", clientId: randomUUID(), fromDraft: false });
    bench.zalo.respond = () => REFUSED;
    await bench.work(id);
    bench.zalo.respond = takeIt;
    bench.zalo.sent.length = 0;
    return { id, row: await failedRow() };
  };

  it("goes out when its holder sends it again, once", async () => {
    const { id, row } = await refusedReply();
    await Promise.allSettled([retry(an, row), retry(an, row)]);
    await bench.work(id);
    expect(bench.zalo.sent.map((one) => one.text)).toEqual(["Chào"]);
    await expect(retry(an, row)).rejects.toMatchObject({ code: "not_found" });
  });

  it("is not another's to send again, nor anybody's beyond the reply window", async () => {
    const { id, row } = await refusedReply();
    await expect(retry(binh, row)).rejects.toMatchObject({ code: "not_allowed" });
    bench.zalo.replyWindow = (origin) =>
      origin === "operator" ? CLOSED : { open: true, kind: "free", until: "never" };
    await expect(retry(an, row)).rejects.toMatchObject({ code: "window_closed" });
    await bench.work(id);
    expect(bench.zalo.sent).toEqual([]);
    expect(await failedRow()).toBe(row);
  });

  it("is none where there is none", async () => {
    await refusedReply();
    await expect(retry(an, 999_999)).rejects.toMatchObject({ code: "not_found" });
  });

  describe("of the bot's", () => {
    const refusedAnswer = async () => {
      const id = await bench.writes(newCitizen(), "lệ phí?");
      bench.zalo.respond = () => REFUSED;
      await bench.work(id);
      bench.zalo.respond = takeIt;
      bench.zalo.sent.length = 0;
      const row = await failedRow();
      await bench.claim(an, id);
      await bench.work(id);
      bench.zalo.sent.length = 0;
      return { id, row };
    };

    it("goes out too: a person wants it to, and it is no machine's word any more", async () => {
      const { id, row } = await refusedAnswer();
      await retry(an, row);
      await bench.work(id);
      expect(bench.zalo.sent).toMatchObject([{ text: "about: lệ phí?", origin: "bot" }]);
      expect(await states()).toContain("sent: about: lệ phí?");
    });

    it("needs the reply window of a program's words, which may be the shorter", async () => {
      const { row } = await refusedAnswer();
      bench.zalo.replyWindow = (origin) =>
        origin === "operator" ? { open: true, kind: "free", until: "never" } : CLOSED;
      await expect(retry(an, row)).rejects.toMatchObject({ code: "window_closed" });
    });
  });
});
