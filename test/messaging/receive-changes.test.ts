import type { EditEvent, ReceiptEvent } from "../../src/core/channel.ts";
import { newCitizen, openDeskBench, type DeskBench } from "../support/desk-bench.ts";
import { onBothEngines } from "../support/engines.ts";
import { asks } from "../support/workbench.ts";

const SECOND = 1000;

onBothEngines("what changes a message that is stored", (engine) => {
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

  const changes = (kind: EditEvent["kind"], messageId: string, text: string, of = citizen): EditEvent => ({
    kind,
    name: kind,
    dedupeKey: `${kind}:${messageId}:${text}`,
    citizenId: of,
    messageId,
    text,
    at: bench.now,
    interaction: false,
  });
  const receipt = (
    kind: ReceiptEvent["kind"],
    more: Partial<Pick<ReceiptEvent, "messageIds" | "upTo" | "citizenId">>,
  ): ReceiptEvent => ({
    kind,
    name: kind,
    dedupeKey: crypto.randomUUID(),
    citizenId: citizen,
    messageIds: [],
    at: bench.now,
    interaction: false,
    ...more,
  });
  const messages = async () => {
    const { rows } = await bench.store.run<{ text: string; attachments: unknown[] }>(
      "select text, attachments from message where speaker = 'citizen' order by seq",
    );
    return rows;
  };
  const inInbox = async (text: string) => bench.count("inbox where event->>'text' = $1", text);

  describe("an edit", () => {
    it("is followed by the record, not answered anew, and told to those who look on", async () => {
      const id = await bench.writes(citizen, "lệ phí khai sinh", { messageId: "m" });
      await bench.work(id);
      bench.told.length = 0;
      await bench.receive(changes("edited", "m", "lệ phí khai tử"));
      await bench.work(id);
      expect(await messages()).toEqual([{ text: "lệ phí khai tử", attachments: [] }]);
      expect(bench.told).toEqual(["changed"]);
      expect(bench.zalo.sent).toHaveLength(1);
      expect(await bench.count("inbox where handled_at is null")).toBe(0);
    });

    it("in time is what is thought about; the words before it are kept nowhere", async () => {
      const [received] = await bench.receive(
        asks(citizen, "số thẻ 001199000000", bench.now, { messageId: "m" }),
      );
      await bench.receive(changes("edited", "m", "lệ phí?"));
      bench.pass(bench.zalo.burst.quietMs);
      await bench.work(received?.conversationId ?? "");
      expect(bench.zalo.sent.map((one) => one.text)).toEqual(["about: lệ phí?"]);
      expect(await inInbox("số thẻ 001199000000")).toBe(0);
    });

    it("in the same delivery as its message is followed just as well", async () => {
      const message = asks(citizen, "trước", bench.now, { messageId: "m" });
      await bench.receive(
        { ...changes("edited", "m", "sau"), at: new Date(bench.now.getTime() + 1) },
        message,
      );
      expect(await messages()).toEqual([{ text: "sau", attachments: [] }]);
    });

    it("touches no message of another citizen, nor one of ours", async () => {
      const id = await bench.writes(citizen, "của tôi", { messageId: "m" });
      await bench.work(id);
      const ours = bench.zalo.sent[0]?.text;
      const { rows } = await bench.store.run<{ provider_id: string }>(
        "select provider_id from message where speaker = 'bot'",
      );
      await bench.receive(
        changes("edited", "m", "khác", newCitizen()),
        changes("edited", rows[0]?.provider_id ?? "", "khác"),
        changes("deleted", "never-seen", ""),
      );
      expect(await messages()).toEqual([{ text: "của tôi", attachments: [] }]);
      expect(await bench.count("message where text = $1", ours)).toBe(1);
    });
  });

  describe("a deletion", () => {
    it("takes words and attachments out of the record, and out of what was received", async () => {
      const attachments = [{ kind: "image" as const, url: "https://files.example/1" }];
      await bench.receive(asks(citizen, "đây ạ", bench.now, { messageId: "m", attachments }));
      expect(await messages()).toEqual([{ text: "đây ạ", attachments }]);
      await bench.receive(changes("deleted", "m", ""));
      expect(await messages()).toEqual([{ text: "", attachments: [] }]);
      expect(await inInbox("đây ạ")).toBe(0);
      expect(await bench.count("inbox where event::text like '%files.example%'")).toBe(0);
      // That something was said, and when, stays.
      expect(await bench.count("message where speaker = 'citizen'")).toBe(1);
    });
  });

  describe("a receipt", () => {
    /** What the bot and a person sent, a second apart, by their order. */
    const sendThree = async (): Promise<string[]> => {
      const id = await bench.writes(citizen, "hỏi");
      for (const text of ["hai", "ba"]) {
        await bench.work(id);
        bench.pass(SECOND);
        await bench.inConversation(id, (step) =>
          step.say([{ text, buttons: [], speaker: "operator", origin: "operator:x" }]),
        );
      }
      await bench.work(id);
      const { rows } = await bench.store.run<{ provider_id: string }>(
        "select provider_id from message where speaker <> 'citizen' order by seq",
      );
      return rows.map((row) => row.provider_id);
    };
    const marks = async () => {
      const { rows } = await bench.store.run<{ mark: string }>(
        `select case when seen_at is not null then 'seen' when delivered_at is not null then 'delivered' else '-' end as mark
         from message where speaker <> 'citizen' order by seq`,
      );
      return rows.map((row) => row.mark);
    };

    it("names its messages, and tells those who look on once", async () => {
      const [first = "", second = ""] = await sendThree();
      bench.told.length = 0;
      await bench.receive(receipt("delivered", { messageIds: [first, second] }));
      expect(await marks()).toEqual(["delivered", "delivered", "-"]);
      await bench.receive(receipt("seen", { messageIds: [first] }));
      expect(await marks()).toEqual(["seen", "delivered", "-"]);
      expect(bench.told).toEqual(["changed", "changed"]);
      // Said again, nothing changes.
      await bench.receive(
        receipt("delivered", { messageIds: [first] }),
        receipt("seen", { messageIds: [first] }),
      );
      expect(bench.told).toHaveLength(2);
    });

    it("by a watermark is about all that was sent up to then", async () => {
      await sendThree();
      const upTo = new Date(bench.now.getTime() - SECOND);
      await bench.receive(receipt("delivered", { upTo: new Date(upTo.getTime() - SECOND) }));
      expect(await marks()).toEqual(["delivered", "-", "-"]);
      await bench.receive(receipt("seen", { upTo }));
      expect(await marks()).toEqual(["seen", "seen", "-"]);
      await bench.receive(receipt("seen", { upTo: bench.now }));
      expect(await marks()).toEqual(["seen", "seen", "seen"]);
    });

    it("of what was seen says that it was delivered; the first time counts", async () => {
      const [first = ""] = await sendThree();
      const at = bench.now;
      await bench.receive(receipt("seen", { messageIds: [first] }));
      bench.pass(60 * SECOND);
      await bench.receive(
        receipt("delivered", { messageIds: [first] }),
        receipt("seen", { upTo: bench.now }),
      );
      const { rows } = await bench.store.run(
        "select delivered_at, seen_at from message where provider_id = $1",
        [first],
      );
      expect(rows).toEqual([{ delivered_at: at, seen_at: at }]);
    });

    it("is not about what has not left, what the citizen wrote, or another conversation", async () => {
      await sendThree();
      const id = await bench.writes(citizen, "nữa", { messageId: "of-the-citizen" });
      const other = newCitizen();
      await bench.work(await bench.writes(other, "khác"));
      await bench.receive(
        receipt("seen", { upTo: new Date(bench.now.getTime() + 60 * SECOND) }),
        receipt("seen", { messageIds: ["of-the-citizen"] }),
      );
      expect(await marks()).toEqual(expect.arrayContaining(["-"]));
      expect(await bench.count("message where seen_at is not null and speaker = 'citizen'")).toBe(0);
      expect(await bench.count("message where seen_at is not null and provider_id is null")).toBe(0);
      const { id: others } = await bench.row(
        (await bench.store.run<{ id: string }>("select id from conversation where citizen_id = $1", [other]))
          .rows[0]?.id ?? "",
      );
      expect(await bench.count("message where seen_at is not null and conversation_id = $1", others)).toBe(0);
      expect(await bench.count("message where seen_at is not null and conversation_id = $1", id)).toBe(3);
    });
  });
});
