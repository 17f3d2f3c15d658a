import type { ChannelEvent, RelationEvent } from "../../src/core/channel.ts";
import { keepableMessage } from "../../src/server/keepable-message.ts";
import type { Store } from "../../src/store/open-store.ts";
import { newCitizen, openDeskBench, type DeskBench } from "../support/desk-bench.ts";
import { onBothEngines } from "../support/engines.ts";
import { asks, echo } from "../support/workbench.ts";

onBothEngines("what is received", (engine) => {
  let bench: DeskBench;
  let citizen: string;
  beforeAll(async () => {
    bench = await openDeskBench(engine);
  }, 60_000);
  beforeEach(async () => {
    await bench.reset();
    citizen = newCitizen();
  });
  afterAll(() => bench.close());

  /** The bench's store, counting its transactions. */
  const counting = (): { store: Store; transactions: () => number } => {
    let count = 0;
    const { store } = bench;
    const transaction: Store["transaction"] = (work) => {
      count++;
      return store.transaction(work);
    };
    return { store: { ...store, transaction }, transactions: () => count };
  };

  it("at the same time shares one commit; each delivery has its own results", async () => {
    const { store, transactions } = counting();
    const { receiver } = bench.another(store);
    const deliveries = Array.from({ length: 30 }, (_, index) =>
      receiver.receive(bench.zalo, [asks(`${citizen}-${index % 3}`, `câu ${index}`, bench.now)]),
    );
    const results = await Promise.all(deliveries);
    expect(transactions()).toBeLessThanOrEqual(3);
    expect(results.map((one) => one.length)).toEqual(results.map(() => 1));
    expect(results.flat().map((one) => one.seq)).toEqual(
      Array.from({ length: 30 }, (_, index) => Math.floor(index / 3) + 1),
    );
    expect(await bench.count("message")).toBe(30);
  });

  it("alone is stored at once", async () => {
    const { store, transactions } = counting();
    const { receiver } = bench.another(store);
    await receiver.receive(bench.zalo, [asks(citizen, "một", bench.now)]);
    await receiver.receive(bench.zalo, [asks(citizen, "hai", bench.now)]);
    expect(transactions()).toBe(2);
  });

  it("by two servers at once, the same events in another order, is stored once", async () => {
    const events = Array.from({ length: 12 }, (_, index) =>
      asks(`${citizen}-${index % 4}`, `câu ${index}`, new Date(bench.now.getTime() + index)),
    );
    const servers = [bench.another(), bench.another(), bench.another()];
    const received = await Promise.all([
      ...servers.map(({ receiver }, index) =>
        receiver.receive(bench.zalo, index === 1 ? events.toReversed() : events),
      ),
      ...servers.map(({ receiver }) => receiver.receive(bench.zalo, events.slice(3, 6))),
    ]);
    expect(received.flat().filter((one) => one.fresh)).toHaveLength(events.length);
    expect(await bench.count("message")).toBe(events.length);
    expect(await bench.count("conversation")).toBe(4);
  });

  it("from the same person on another channel is another conversation", async () => {
    await bench.receive(asks(citizen, "ở đây", bench.now));
    await bench.receiver.receive(bench.messenger, [asks(citizen, "ở kia", bench.now)]);
    const { rows } = await bench.store.run("select channel, seq from conversation order by channel");
    expect(rows).toEqual([
      { channel: "messenger", seq: 1 },
      { channel: "zalo", seq: 1 },
    ]);
  });

  describe("opens the reply window", () => {
    const lastInteraction = async () =>
      (
        await bench.store.run<{ at: Date | null }>(
          "select last_interaction_at as at from conversation where citizen_id = $1",
          [citizen],
        )
      ).rows[0]?.at;
    const relation = (kind: RelationEvent["kind"], interaction: boolean): ChannelEvent => ({
      kind,
      name: kind,
      dedupeKey: crypto.randomUUID(),
      citizenId: citizen,
      at: bench.now,
      interaction,
      detail: {},
    });

    it("by what the platform counts as the citizen's act, at its time, never backwards", async () => {
      const at = bench.now;
      await bench.receive(asks(citizen, "một", at));
      expect(await lastInteraction()).toEqual(at);
      bench.pass(5000);
      await bench.receive(relation("reaction", false), echo(citizen, "Chào", bench.now, { by: "person" }));
      expect(await lastInteraction()).toEqual(at);
      await bench.receive(relation("chat_opened", true));
      expect(await lastInteraction()).toEqual(bench.now);
      await bench.receive(asks(citizen, "chậm", new Date(at.getTime() - 60_000)));
      expect(await lastInteraction()).toEqual(bench.now);
    });

    it("not by an echo alone, which may be the first thing heard of a citizen", async () => {
      await bench.receive(echo(citizen, "Chào", bench.now, { by: "person" }));
      expect(await lastInteraction()).toBeNull();
    });
  });

  it("without need of an answer asks for no turn; with it, one", async () => {
    await bench.store.run("delete from pgboss.job");
    const turns = () => bench.count("pgboss.job where name = 'turn' and state = 'created'");
    const at = bench.now;
    const common = { name: "x", at, interaction: false } as const;
    await bench.receive(
      { ...common, kind: "followed", dedupeKey: "1", citizenId: citizen, detail: {} },
      { ...common, kind: "unknown", dedupeKey: "2", citizenId: undefined, detail: { any: "thing" } },
      { ...common, kind: "seen", dedupeKey: "3", citizenId: citizen, messageIds: [] },
    );
    expect(await turns()).toBe(0);
    expect(await bench.count("inbox where handled_at is not null")).toBe(3);
    await bench.receive(asks(citizen, "một", at), asks(citizen, "hai", at));
    expect(await turns()).toBe(1);
  });

  it("is in the record as it was written, whatever order it came in", async () => {
    const later = (ms: number) => new Date(bench.now.getTime() + ms);
    await bench.receive(
      asks(citizen, "ba", later(3)),
      asks(citizen, "một", later(1)),
      asks(citizen, "hai", later(2)),
    );
    const { rows } = await bench.store.run<{ text: string }>("select text from message order by seq");
    expect(rows.map((row) => row.text)).toEqual(["một", "hai", "ba"]);
  });

  describe("of identity papers", () => {
    const picture = { kind: "image" as const, url: "https://files.example/the-card", name: "cccd.jpg" };
    const everywhere = (what: string) =>
      bench.count(
        "(select attachments::text as t from message union all select event::text from inbox) x where t like $1",
        `%${what}%`,
      );

    it("a picture that the words call one is not kept, only that there was one", async () => {
      bench.keepable = keepableMessage;
      await bench.receive(asks(citizen, "ảnh cccd của em đây", bench.now, { attachments: [picture] }));
      expect(await everywhere("files.example")).toBe(0);
      expect(await everywhere("cccd.jpg")).toBe(0);
      const { rows } = await bench.store.run("select attachments from message");
      expect(rows).toEqual([{ attachments: [{ kind: "image" }] }]);
    });

    it("any other picture is, for an operator to see", async () => {
      bench.keepable = keepableMessage;
      await bench.receive(asks(citizen, "biên lai đóng phạt đây", bench.now, { attachments: [picture] }));
      expect(await everywhere("files.example")).toBe(2);
    });

    it("a picture is kept where the centre has said so", async () => {
      await bench.receive(asks(citizen, "ảnh cccd của em đây", bench.now, { attachments: [picture] }));
      expect(await everywhere("files.example")).toBe(2);
    });
  });
});
