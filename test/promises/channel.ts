import type {
  Channel,
  ChannelEvent,
  OutgoingMessage,
  RawDelivery,
  WebhookChannel,
} from "../../src/core/channel.ts";
import { splitText } from "../../src/core/split-text.ts";
import { closedAfterEach } from "../support/cleanup.ts";

/** A channel with a platform behind it, and a citizen who has just written. */
export interface ChannelUnderTest {
  readonly channel: Channel;
  readonly citizenId: string;
  /** What the platform took for this citizen, in order; undefined where there is no platform. */
  readonly taken: (() => readonly string[]) | undefined;
  /** Makes the platform fail in one of the ways of `Traits.failures`, until the end of the test. */
  readonly fail: (failure: string) => void;
  /** Only of channels whose messages arrive by webhook. */
  readonly webhook?: {
    readonly channel: WebhookChannel;
    /** Has the platform deliver everything it can: messages, media, taps, echoes, receipts, and a kind nobody knows. */
    readonly everything: () => Promise<readonly RawDelivery[]>;
    /** The name of the kind nobody knows. */
    readonly unknownName: string;
  };
  close(): Promise<void>;
}

/** What differs from channel to channel and is no fault. */
export interface Traits {
  /** A text longer than the limit: `refused` by the channel itself, or `taken` where nothing limits it. */
  readonly longerText: "refused" | "taken";
  /** The ways in which its platform can fail during a send; none where nothing is sent anywhere. */
  readonly failures: readonly string[];
  /** Do its messages arrive by webhook? */
  readonly webhook: boolean;
}

const ORIGINS = ["bot", "operator", "system"] as const;
const YEAR_MS = 365 * 24 * 3_600_000;

/** What inbox, turn and outbox rely on, whatever the platform. */
export function promisesOfChannel(
  name: Channel["name"],
  { longerText, failures, webhook }: Traits,
  open: () => Promise<ChannelUnderTest>,
): void {
  describe(`channel: ${name}`, () => {
    const onClose = closedAfterEach();
    const opened = async () => {
      const one = await open();
      onClose(() => one.close());
      const message = (more: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
        citizenId: one.citizenId,
        text: "Anh/chị cần tờ khai.",
        buttons: [],
        origin: "bot",
        reference: "outbox:1",
        ...more,
      });
      return { ...one, message };
    };

    it("has its name, a pace, and limits a reply can be made for", async () => {
      const { channel } = await opened();
      expect(channel.name).toBe(name);
      const { textLength, buttons, buttonTitleLength } = channel.limits;
      expect(() => splitText("a", textLength)).not.toThrow();
      expect(textLength).toBeGreaterThanOrEqual(500);
      // Two choices and a person; titles of ours are cut to 20 letters at the least.
      expect(buttons).toBeGreaterThanOrEqual(3);
      expect(buttonTitleLength).toBeGreaterThanOrEqual(20);
      expect(channel.burst.quietMs).toBeLessThanOrEqual(channel.burst.longestMs);
    });

    it("sends a text of exactly the limit", async () => {
      const { channel, message, taken } = await opened();
      const text = "ă".repeat(channel.limits.textLength);
      expect(await channel.send(message({ text }))).toMatchObject({
        kind: "sent",
        messageId: expect.any(String) as string,
      });
      if (taken !== undefined) expect(taken()).toEqual([text]);
    });

    it(`has a longer text ${longerText}, and the parts core makes of it sent`, async () => {
      const { channel, message, taken } = await opened();
      const text = `${"ă".repeat(channel.limits.textLength)}b`;
      const whole = await channel.send(message({ text }));
      if (longerText === "taken") expect(whole.kind).toBe("sent");
      else expect(whole).toMatchObject({ kind: "refused", next: "final", code: "over_limit" });
      const parts = splitText(text, channel.limits.textLength);
      for (const [at, part] of parts.entries()) {
        expect(await channel.send(message({ text: part, reference: `outbox:${at + 2}` }))).toMatchObject({
          kind: "sent",
        });
      }
      if (taken !== undefined) expect(taken()).toEqual(parts);
    });

    it("sends as many buttons as it says, with titles as long as it says, in one message", async () => {
      const { channel, message, taken } = await opened();
      const { buttons, buttonTitleLength } = channel.limits;
      const sent = await channel.send(
        message({
          buttons: Array.from({ length: buttons }, (_, at) => ({
            kind: "choice" as const,
            title: `${at}`.padEnd(buttonTitleLength, "ữ"),
            payload: "#mc:person",
          })),
        }),
      );
      expect(sent).toMatchObject({ kind: "sent" });
      if (taken !== undefined) expect(taken()).toEqual(["Anh/chị cần tờ khai."]);
    });

    it("sends a link and a number beside a choice in one message", async () => {
      const { channel, message, taken } = await opened();
      const buttons = [
        { kind: "url", title: "Tra cứu hồ sơ", url: "https://dichvucong.example.gov.vn" },
        { kind: "phone", title: "Gọi tổng đài", phone: "1900 0000" },
        { kind: "choice", title: "Gặp cán bộ", payload: "#mc:person" },
      ] as const;
      expect(await channel.send(message({ buttons }))).toMatchObject({ kind: "sent" });
      if (taken !== undefined) expect(taken()).toHaveLength(1);
    });

    it.each(ORIGINS)(
      "has a window for words of %s that opens with an interaction and ends when it says",
      async (origin) => {
        const { channel } = await opened();
        const asked = new Date("2026-11-23T03:00:00Z");
        const window = channel.window(asked, asked, origin);
        if (!window.open) throw new Error("the window is closed at the moment of the interaction");
        if (window.until === "never") {
          const late = new Date(asked.getTime() + YEAR_MS);
          expect(channel.window(undefined, late, origin)).toMatchObject({ open: true, until: "never" });
          return;
        }
        expect(channel.window(undefined, asked, origin)).toEqual({ open: false, since: "never_opened" });
        expect(window.until.getTime()).toBeGreaterThan(asked.getTime());
        const before = channel.window(asked, new Date(window.until.getTime() - 1), origin);
        expect(before).toEqual(window);
        const later = channel.window(asked, new Date(asked.getTime() + YEAR_MS), origin);
        if (later.open || later.since === "never_opened") throw new Error("the window never closes");
        expect(later.since.getTime()).toBeGreaterThanOrEqual(window.until.getTime());
      },
    );

    it("lets a person's words out at least as long as a program's", async () => {
      const { channel } = await opened();
      const asked = new Date("2026-11-23T03:00:00Z");
      for (let hours = 0; hours < 24 * 9; hours += 6) {
        const now = new Date(asked.getTime() + hours * 3_600_000);
        if (channel.window(asked, now, "bot").open)
          expect(channel.window(asked, now, "operator")).toMatchObject({ open: true });
      }
    });

    it("says how a send in doubt is settled, if one can be", async () => {
      const { channel } = await opened();
      const settled = [channel.sentSince !== undefined, channel.settledByEcho === true].filter(Boolean);
      expect(settled).toHaveLength(failures.length === 0 ? 0 : 1);
    });

    for (const failure of failures) {
      it(`neither throws nor sends twice when its platform ${failure}`, async () => {
        const { channel, message, taken, fail } = await opened();
        fail(failure);
        const result = await channel.send(message());
        expect(["refused", "unknown"]).toContain(result.kind);
        expect(taken?.().length).toBeLessThanOrEqual(result.kind === "refused" ? 0 : 1);
      });
    }

    it("sends a button with a secure address", async () => {
      const { channel, message } = await opened();
      const buttons = (url: string) => [{ kind: "url" as const, title: "Cổng", url }];
      const right = await channel.send(message({ buttons: buttons("https://dichvucong.example.gov.vn") }));
      expect(right).toMatchObject({ kind: "sent" });
      if (longerText === "taken") return;
      const wrong = await channel.send(message({ buttons: buttons("http://dichvucong.example.gov.vn") }));
      expect(wrong).toMatchObject({ kind: "refused", next: "final", code: "invalid_button" });
    });

    if (!webhook) return;
    describe("its webhook", () => {
      const openedWebhook = async () => {
        const one = await opened();
        if (one.webhook === undefined) throw new Error("this channel was said to have a webhook");
        return { ...one, webhook: one.webhook, deliveries: await one.webhook.everything() };
      };
      const readAll = (
        channel: WebhookChannel,
        deliveries: readonly RawDelivery[],
      ): readonly ChannelEvent[] => deliveries.flatMap((delivery) => channel.read(delivery));

      it("accepts what the platform signed, and refuses it changed or unsigned", async () => {
        const one = await openedWebhook();
        const { channel } = one.webhook;
        expect(one.deliveries.length).toBeGreaterThan(5);
        for (const delivery of one.deliveries) {
          expect(channel.verify(delivery)).toEqual({ verdict: "accept" });
          const changed = Uint8Array.from(delivery.bytes);
          changed[changed.length >> 1] = (changed[changed.length >> 1] ?? 0) ^ 1;
          expect(channel.verify({ ...delivery, bytes: changed })).toMatchObject({ verdict: "refuse" });
          const signature = Object.keys(delivery.headers).find((header) => /signature/.test(header));
          expect(signature).toBeDefined();
          expect(channel.verify({ ...delivery, headers: {} })).toMatchObject({ verdict: "refuse" });
        }
      });

      it("reads the same delivery twice alike, and different events apart", async () => {
        const one = await openedWebhook();
        const { channel } = one.webhook;
        const first = readAll(channel, one.deliveries);
        expect(readAll(channel, one.deliveries)).toEqual(first);
        expect(new Set(first.map((event) => event.dedupeKey)).size).toBe(first.length);
      });

      it("gives every id as a string and every time as one", async () => {
        const one = await openedWebhook();
        const events = readAll(one.webhook.channel, one.deliveries);
        for (const event of events) {
          expect(typeof event.dedupeKey).toBe("string");
          expect(Number.isFinite(event.at.getTime())).toBe(true);
          if (event.kind !== "unknown") expect(event.citizenId).toBe(one.citizenId);
          if ("messageId" in event) expect(event.messageId).toMatch(/./);
        }
        const kinds = new Set(events.map((event) => event.kind));
        for (const kind of ["citizen_message", "echo", "delivered", "seen"] as const)
          expect(kinds).toContain(kind);
      });

      it("knows the echo of an own send, and a person's from it", async () => {
        const one = await openedWebhook();
        const echoes = readAll(one.webhook.channel, one.deliveries).filter((event) => event.kind === "echo");
        expect(echoes.map((event) => event.by).sort()).toEqual(["person", "program"]);
        const own = echoes.find((event) => event.by === "program");
        if (one.channel.settledByEcho) expect(own?.reference).toBe("outbox:everything");
        else expect(own?.text).toBe(one.taken?.()[0]);
      });

      it("keeps an event nobody knows, and takes nothing that is no event", async () => {
        const one = await openedWebhook();
        const { channel, unknownName } = one.webhook;
        const unknown = readAll(channel, one.deliveries).filter((event) => event.kind === "unknown");
        expect(unknown).toMatchObject([{ name: unknownName, detail: { why: expect.any(String) as string } }]);
        for (const body of ["", "[]", "not JSON"]) {
          const bytes = new TextEncoder().encode(body);
          expect(() => channel.read({ bytes, headers: {} })).toThrow(/body is no JSON/);
        }
      });
    });
  });
}
