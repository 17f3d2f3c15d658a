import { randomUUID } from "node:crypto";
import {
  agreeToCallback,
  askCallback,
  currentCallback,
  dropUnfinishedCallbacks,
  endCallback,
  forgetNumbers,
  leaveNumber,
} from "../../src/messaging/callbacks.ts";
import { newCitizen, openDeskBench, type DeskBench } from "../support/desk-bench.ts";
import { onBothEngines } from "../support/engines.ts";
import { asks, KEEP_DAYS } from "../support/workbench.ts";

const DAY = 86_400_000;

onBothEngines("numbers left for a call", (engine) => {
  let bench: DeskBench;
  beforeAll(async () => {
    bench = await openDeskBench(engine);
  }, 60_000);
  beforeEach(() => bench.reset());
  afterAll(() => bench.close());

  /** A citizen who wrote this and whose number was noted then. */
  const left = async (phone: string, text: string): Promise<string> => {
    const id = await bench.waiting();
    await bench.writes((await bench.row(id)).citizenId, text);
    await bench.inConversation(id, async ({ tx, conversation, now }) => {
      await askCallback(tx, conversation, randomUUID, now);
      const current = await currentCallback(tx, id);
      await agreeToCallback(tx, current?.id ?? "", now);
      await leaveNumber(tx, current?.id ?? "", phone, now);
    });
    return id;
  };
  const end = (id: string, how: "done" | "given_up") =>
    bench.inConversation(id, async ({ tx, now }) => {
      await endCallback(tx, (await currentCallback(tx, id))?.id ?? "", how, "operator:x", undefined, now);
    });
  const rowOf = async (id: string) => {
    const { rows } = await bench.store.run(
      "select state, phone, consent_at is not null as agreed from callback where conversation_id = $1",
      [id],
    );
    return rows;
  };
  /** Everything stored of what the citizen wrote. */
  const stored = async (): Promise<string> => {
    const { rows } = await bench.store.run<{ all: string }>(
      `select coalesce((select string_agg(text, '|') from message), '') ||
              coalesce((select string_agg(event::text, '|') from inbox), '') ||
              coalesce((select string_agg(phone, '|') from callback), '') as all`,
    );
    return rows[0]?.all ?? "";
  };
  const forget = () => forgetNumbers(bench.store, KEEP_DAYS, bench.now);

  it.each(["0912345678", "0912 345 678", "0912.345.678", "+84 912-345-678", "84912345678"])(
    "are erased when their time is over, from the message that held %s too",
    async (written) => {
      const id = await left("0912345678", `gọi em số ${written} nhé`);
      bench.pass(KEEP_DAYS * DAY);
      await forget();
      expect(await rowOf(id)).toEqual([{ state: "open", phone: "0912345678", agreed: true }]);
      expect(await stored()).toContain(written);
      bench.pass(1);
      await forget();
      expect(await rowOf(id)).toEqual([{ state: "given_up", phone: null, agreed: true }]);
      const all = await stored();
      expect(all.replace(/\D/g, "")).not.toContain("912345678");
      expect(all).not.toContain(written);
      const { rows } = await bench.store.run<{ text: string }>(
        "select text from message where text like 'gọi em%'",
      );
      expect(rows).toHaveLength(1);
      expect(rows[0]?.text).toMatch(/^gọi em số \+?\[số điện thoại đã xóa\] nhé$/);
    },
  );

  it("count from the end of a call that was made", async () => {
    const id = await left("0912345678", "0912345678");
    bench.pass(20 * DAY);
    await end(id, "done");
    bench.pass(20 * DAY);
    await forget();
    expect(await rowOf(id)).toMatchObject([{ state: "done", phone: "0912345678" }]);
    bench.pass(10 * DAY + 1);
    await forget();
    expect(await rowOf(id)).toMatchObject([{ state: "done", phone: null }]);
  });

  it("leave alone what others wrote then, what was written at another time, and what is no number", async () => {
    const early = newCitizen();
    await bench.writes(early, "từ lâu: 0987654321");
    bench.pass(60 * 60_000);
    const id = await left("0912345678", "số nhà 12, năm 2026, 0912345678");
    await bench.writes(newCitizen(), "người khác: 0977777777");
    bench.pass(60 * 60_000);
    await bench.receive(asks((await bench.row(id)).citizenId, "về sau: 0966666666", bench.now));
    bench.pass(KEEP_DAYS * DAY);
    await forget();
    await forget();
    const all = await stored();
    for (const kept of ["0987654321", "0977777777", "0966666666", "số nhà 12, năm 2026"])
      expect(all).toContain(kept);
    expect(all).not.toContain("0912345678");
  });

  it("one wish at a time is current, and none once it is over or dropped unfinished", async () => {
    const id = await bench.waiting();
    const current = () => currentCallback(bench.store, id);
    expect(await current()).toBeUndefined();
    const ask = () =>
      bench.inConversation(id, ({ tx, conversation, now }) => askCallback(tx, conversation, randomUUID, now));
    const drop = () =>
      bench.inConversation(id, ({ tx, now }) => dropUnfinishedCallbacks(tx, id, "clock", now));
    await ask();
    expect(await current()).toMatchObject({ state: "asked_consent", phone: null });
    await drop();
    expect(await current()).toBeUndefined();
    bench.pass(1000);
    const other = await left("0912345678", "0912345678");
    await bench.inConversation(other, ({ tx, now }) => dropUnfinishedCallbacks(tx, other, "clock", now));
    // A number that was left stays wanted.
    expect(await currentCallback(bench.store, other)).toMatchObject({ state: "open", phone: "0912345678" });
    await end(other, "given_up");
    expect(await currentCallback(bench.store, other)).toBeUndefined();
  });
});
