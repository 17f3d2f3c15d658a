import fc from "fast-check";
import type { JsonObject } from "../shared/json.ts";
import type { MessengerSimulator, MessengerSimulatorOptions } from "./simulator.ts";
import {
  APP,
  Bench,
  CITIZEN,
  DAY_MS,
  HOUR_MS,
  OTHER_CITIZEN,
  graph,
  outcome,
  send,
  standingClock,
} from "./test-bench.ts";

const bench = new Bench();
afterEach(async () => bench.close());

/** A simulator in which the citizen has just written, without the day's quota in the way. */
async function conversing(options: Partial<MessengerSimulatorOptions> = {}): Promise<MessengerSimulator> {
  const simulator = await bench.simulator({ callsPerPersonPerDay: Infinity, ...options });
  simulator.citizenWrites(CITIZEN, "Xin chào");
  return simulator;
}

const letters = (count: number): string => "ầ".repeat(count);
const list = <T>(count: number, one: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => one(index));
const quick = (change: JsonObject = {}): JsonObject => ({
  content_type: "text",
  title: "Đất đai",
  payload: "TOPIC_LAND",
  ...change,
});
const replies = (...quick_replies: readonly unknown[]): JsonObject => ({
  text: "Chọn lĩnh vực:",
  quick_replies,
});
const postback = (change: JsonObject = {}): JsonObject => ({
  type: "postback",
  title: "Hồ sơ cần có",
  payload: "DOCS:cccd",
  ...change,
});
const link = (url: unknown): JsonObject => ({ type: "web_url", title: "Cổng dịch vụ công", url });
const phone = (payload: unknown): JsonObject => ({ type: "phone_number", title: "Gọi tổng đài", payload });
const template = (payload: JsonObject): JsonObject => ({ attachment: { type: "template", payload } });
const buttons = (text: string, ...all: readonly unknown[]): JsonObject =>
  template({ template_type: "button", text, buttons: all });
const generic = (...elements: readonly unknown[]): JsonObject =>
  template({ template_type: "generic", elements });
const element = (change: JsonObject = {}): JsonObject => ({ title: "Cấp căn cước", ...change });
const media = (type: string, payload: JsonObject): JsonObject => ({ attachment: { type, payload } });

describe("a message", () => {
  it("is answered with recipient and id, and kept as it was sent", async () => {
    const clock = standingClock();
    const simulator = await conversing({ clock: clock.now });
    const message = { text: "Anh/chị cần chuẩn bị: …", metadata: "outbox:42" };
    const { status, body } = await send(simulator, CITIZEN, message);
    const [sent] = simulator.sentTo(CITIZEN);
    expect(status).toBe(200);
    expect(body).toEqual({ recipient_id: CITIZEN, message_id: sent?.messageId });
    expect(sent).toMatchObject({
      kind: "text",
      text: message.text,
      metadata: "outbox:42",
      messagingType: "RESPONSE",
      body: message,
      at: clock.now(),
    });
    expect(sent?.messageId).toMatch(/^m_[\w-]{50,}$/);
  });

  it.each<[what: string, within: JsonObject, beyond: JsonObject]>([
    ["text of 2000", { text: letters(2000) }, { text: letters(2001) }],
    ["text that is one", { text: "Dạ" }, { text: "  " }],
    ["metadata of 1000", { text: "Dạ", metadata: letters(1000) }, { text: "Dạ", metadata: letters(1001) }],
    ["13 quick replies", replies(...list(13, () => quick())), replies(...list(14, () => quick()))],
    ["one quick reply", replies(quick()), replies()],
    [
      "a quick reply's title of 20",
      replies(quick({ title: letters(20) })),
      replies(quick({ title: letters(21) })),
    ],
    [
      "a quick reply's payload of 1000",
      replies(quick({ payload: letters(1000) })),
      replies(quick({ payload: letters(1001) })),
    ],
    ["a quick reply's title", replies(quick()), replies({ content_type: "text", payload: "P" })],
    ["a quick reply's payload", replies(quick()), replies({ content_type: "text", title: "T" })],
    [
      "kinds of quick replies",
      replies({ content_type: "user_phone_number" }, { content_type: "user_email" }),
      replies({ content_type: "location" }),
    ],
    ["button template text of 640", buttons(letters(640), postback()), buttons(letters(641), postback())],
    [
      "3 buttons",
      buttons("Xem?", ...list(3, () => postback())),
      buttons("Xem?", ...list(4, () => postback())),
    ],
    ["one button", buttons("Xem?", postback()), buttons("Xem?")],
    [
      "a button's title of 20",
      buttons("Xem?", postback({ title: letters(20) })),
      buttons("Xem?", postback({ title: letters(21) })),
    ],
    [
      "a postback's payload of 1000",
      buttons("Xem?", postback({ payload: letters(1000) })),
      buttons("Xem?", postback({ payload: letters(1001) })),
    ],
    [
      "a link's address",
      buttons("Xem?", link("https://dichvucong.example.gov.vn")),
      buttons("Xem?", link("dichvucong.example.gov.vn")),
    ],
    ["a phone's country code", buttons("Xem?", phone("+84900000000")), buttons("Xem?", phone("0900000000"))],
    ["types of buttons", buttons("Xem?", postback()), buttons("Xem?", postback({ type: "oa.query.show" }))],
    ["10 elements", generic(...list(10, () => element())), generic(...list(11, () => element()))],
    ["one element", generic(element()), generic()],
    [
      "an element's title of 80",
      generic(element({ title: letters(80) })),
      generic(element({ title: letters(81) })),
    ],
    [
      "an element's subtitle of 80",
      generic(element({ subtitle: letters(80) })),
      generic(element({ subtitle: letters(81) })),
    ],
    [
      "an element's 3 buttons",
      generic(element({ buttons: list(3, () => postback()) })),
      generic(element({ buttons: list(4, () => postback()) })),
    ],
    [
      "an element's picture",
      generic(element({ image_url: "https://example.gov.vn/a.png" })),
      generic(element({ image_url: "a.png" })),
    ],
    [
      "an element's action",
      generic(element({ default_action: { type: "web_url", url: "https://example.gov.vn" } })),
      generic(element({ default_action: { type: "postback", payload: "P" } })),
    ],
    ["known templates", generic(element()), template({ template_type: "list", elements: [element()] })],
    ["text or attachment", { text: "Dạ" }, { text: "Dạ", ...generic(element()) }],
    ["something", { text: "Dạ" }, {}],
  ])("may hold %s, and is refused with 100 beyond that", async (_what, within, beyond) => {
    const simulator = await conversing();
    expect(outcome(await send(simulator, CITIZEN, beyond))).toBe("100");
    expect(simulator.allSent()).toEqual([]);
    expect(outcome(await send(simulator, CITIZEN, within))).toBe("ok");
    expect(simulator.sentTo(CITIZEN)).toHaveLength(1);
  });

  it("counts its text in UTF-16 units, whatever the characters", async () => {
    const simulator = await conversing({ receipts: false, sendsPerSecond: Infinity });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("a", "ệ", "e\u0323\u0302", "😀"),
        fc.integer({ min: 1, max: 2200 }),
        async (unit, count) => {
          const text = unit.repeat(count).slice(0, 2200);
          const expected = text.length <= 2000 ? "ok" : "100";
          expect(outcome(await send(simulator, CITIZEN, { text }))).toBe(expected);
        },
      ),
      { numRuns: 40 },
    );
  });

  it("shows its buttons and quick replies to whoever taps them", async () => {
    const simulator = await conversing();
    await send(simulator, CITIZEN, generic(element({ buttons: [postback()] }), element({ title: "Khác" })));
    await send(simulator, CITIZEN, replies(quick(), { content_type: "user_email" }));
    expect(simulator.sentTo(CITIZEN)).toMatchObject([
      { kind: "generic", text: "Cấp căn cước\nKhác", buttons: [postback()] },
      { kind: "text", quickReplies: [quick(), { content_type: "user_email" }] },
    ]);
  });
});

describe("recipient and kind of message", () => {
  it("wants an id that is a string of digits", async () => {
    const simulator = await conversing();
    const to = async (recipient: unknown): Promise<string> => {
      const body = { recipient, messaging_type: "RESPONSE", message: { text: "Dạ" } };
      return outcome(await graph(simulator, "me/messages", { body }));
    };
    expect(await to({ id: CITIZEN })).toBe("ok");
    for (const recipient of [{ id: Number(CITIZEN) }, { id: "abc" }, {}, CITIZEN, undefined])
      expect(await to(recipient)).toBe("100");
  });

  it.each([
    [{ messaging_type: "RESPONSE" }, "ok"],
    [{ messaging_type: "UPDATE" }, "ok"],
    [{}, "100"],
    [{ messaging_type: "ANSWER" }, "100"],
    [{ messaging_type: "RESPONSE", tag: "HUMAN_AGENT" }, "100"],
    [{ messaging_type: "MESSAGE_TAG" }, "100"],
    [{ messaging_type: "MESSAGE_TAG", tag: "CONFIRMED_EVENT_UPDATE" }, "100"],
    [{ messaging_type: "MESSAGE_TAG", tag: "ACCOUNT_UPDATE" }, "100"],
    [{ messaging_type: "MESSAGE_TAG", tag: "POST_PURCHASE_UPDATE" }, "100"],
    [{ messaging_type: "MESSAGE_TAG", tag: "HUMAN_AGENT" }, "ok"],
  ])("%j ends in %s", async (kind, expected) => {
    const simulator = await conversing({ humanAgentGranted: true });
    expect(outcome(await send(simulator, CITIZEN, { text: "Dạ" }, kind))).toBe(expected);
  });

  it("reaches those the Page knows, who have not blocked it, and without Advanced Access only its own people", async () => {
    const simulator = await conversing();
    const sending = async (userId: string): Promise<string> =>
      outcome(await send(simulator, userId, { text: "Dạ" }));
    expect(await sending(OTHER_CITIZEN)).toBe("100/2018001");
    simulator.citizenBlocks(CITIZEN);
    expect(await sending(CITIZEN)).toBe("551/1545041");
    simulator.citizenUnblocks(CITIZEN);
    expect(await sending(CITIZEN)).toBe("ok");
    simulator.citizenBlocks(CITIZEN);
    simulator.citizenWrites(CITIZEN, "Tôi quay lại");
    expect(await sending(CITIZEN)).toBe("ok");

    const unreviewed = await bench.simulator({ advancedAccess: false });
    unreviewed.addCitizen({ userId: OTHER_CITIZEN, role: true });
    for (const userId of [CITIZEN, OTHER_CITIZEN]) unreviewed.citizenWrites(userId, "Xin chào");
    expect(outcome(await send(unreviewed, CITIZEN, { text: "Dạ" }))).toBe("200/2018028");
    expect(outcome(await send(unreviewed, OTHER_CITIZEN, { text: "Dạ" }))).toBe("ok");
  });
});

describe("the window", () => {
  const agent = { messaging_type: "MESSAGE_TAG", tag: "HUMAN_AGENT" };

  it("is 24 h from the last interaction, 7 days for a person's words where granted", async () => {
    const clock = standingClock();
    const simulator = await bench.simulator({ clock: clock.now, humanAgentGranted: true });
    const sending = async (kind?: JsonObject): Promise<string> =>
      outcome(await send(simulator, CITIZEN, { text: "Dạ" }, kind));
    simulator.addCitizen({ userId: CITIZEN });
    expect(await sending()).toBe("10/2018278");
    simulator.citizenWrites(CITIZEN, "Xin chào");
    clock.forward(DAY_MS - 1);
    expect(await sending()).toBe("ok");
    clock.forward(1);
    expect(await sending()).toBe("10/2018278");
    expect(await sending({ messaging_type: "UPDATE" })).toBe("10/2018278");
    expect(await sending(agent)).toBe("ok");
    clock.forward(6 * DAY_MS - 1);
    expect(await sending(agent)).toBe("ok");
    clock.forward(1);
    expect(await sending(agent)).toBe("10/2018278");
    simulator.citizenWrites(CITIZEN, "Tôi quay lại");
    expect(await sending()).toBe("ok");
  });

  it("is no longer for a person's words without the feature", async () => {
    const simulator = await conversing();
    expect(outcome(await send(simulator, CITIZEN, { text: "Dạ" }, agent))).toBe("10/2018065");
    expect(outcome(await send(simulator, CITIZEN, { text: "Dạ" }))).toBe("ok");
  });

  it.each<[string, string, (simulator: MessengerSimulator, own: string, ours: string) => void]>([
    [
      "a tap on a quick reply",
      "ok",
      (one) => one.citizenTaps(CITIZEN, { content_type: "text", title: "T", payload: "P" }),
    ],
    ["a postback", "ok", (one) => one.citizenTaps(CITIZEN, { type: "postback", title: "T", payload: "P" })],
    ["an ice breaker", "ok", (one) => one.citizenTaps(CITIZEN, { question: "Q?", payload: "P" })],
    ["a sticker", "ok", (one) => one.citizenSends(CITIZEN, "sticker")],
    [
      "an ad",
      "ok",
      (one) => {
        one.citizenOpensLink(CITIZEN, { ref: "ad", source: "ADS" });
      },
    ],
    [
      "a link to the thread",
      "10/2018278",
      (one) => {
        one.citizenOpensLink(CITIZEN, { ref: "qr" });
      },
    ],
    [
      "a link's button",
      "10/2018278",
      (one) => one.citizenTaps(CITIZEN, { type: "web_url", title: "T", url: "https://a.vn" }),
    ],
    [
      "reading",
      "10/2018278",
      (one) => {
        one.citizenReads(CITIZEN);
      },
    ],
    [
      "a reaction",
      "10/2018278",
      (one, _own, ours) => {
        one.citizenReacts(CITIZEN, ours);
      },
    ],
    [
      "an edit",
      "10/2018278",
      (one, own) => {
        one.citizenEdits(CITIZEN, own, "Xin chào lại");
      },
    ],
    [
      "taking back",
      "10/2018278",
      (one, own) => {
        one.citizenDeletes(CITIZEN, own);
      },
    ],
  ])("after %s: %s", async (_what, expected, happens) => {
    const clock = standingClock();
    const simulator = await bench.simulator({ clock: clock.now });
    const own = simulator.citizenWrites(CITIZEN, "Xin chào");
    await send(simulator, CITIZEN, { text: "Dạ" });
    clock.forward(2 * DAY_MS);
    happens(simulator, own, simulator.sentTo(CITIZEN)[0]?.messageId ?? "");
    expect(outcome(await send(simulator, CITIZEN, { text: "Dạ" }))).toBe(expected);
  });

  it("opens by a reaction when a test reads the rule so", async () => {
    const clock = standingClock();
    const simulator = await conversing({ clock: clock.now, reactionOpensWindow: true });
    await send(simulator, CITIZEN, { text: "Dạ" });
    clock.forward(2 * DAY_MS);
    simulator.citizenReacts(CITIZEN, simulator.sentTo(CITIZEN)[0]?.messageId ?? "");
    expect(outcome(await send(simulator, CITIZEN, { text: "Dạ" }))).toBe("ok");
  });
});

describe("quotas", () => {
  it("let so many messages out a second, fewer of audio", async () => {
    const clock = standingClock();
    const simulator = await conversing({
      clock: clock.now,
      sendsPerSecond: 3,
      mediaSendsPerSecond: 1,
      fetchAttachment: async () => Promise.resolve({ kind: "found", size: 10, mime: "audio/mp4" }),
    });
    const audio = media("audio", { url: "https://example.gov.vn/a.mp4" });
    const row = [audio, audio, { text: "một" }, { text: "hai" }, { text: "ba" }];
    const outcomes: string[] = [];
    for (const message of row) outcomes.push(outcome(await send(simulator, CITIZEN, message)));
    expect(outcomes).toEqual(["ok", "613", "ok", "ok", "613"]);
    clock.forward(1000);
    expect(outcome(await send(simulator, CITIZEN, audio))).toBe("ok");
  });

  it("let so many calls through in a rolling day for each engaged person, and say how much is used", async () => {
    const clock = standingClock();
    const simulator = await conversing({ clock: clock.now, callsPerPersonPerDay: 2 });
    const usage = (answer: { headers: Headers }): JsonObject =>
      (JSON.parse(answer.headers.get("x-business-use-case-usage") ?? "{}") as Record<string, JsonObject[]>)[
        APP.pageId
      ]?.[0] ?? {};
    const first = await send(simulator, CITIZEN, { text: "một" });
    expect(usage(first)).toMatchObject({
      type: "messenger",
      call_count: 50,
      estimated_time_to_regain_access: 0,
    });
    expect(JSON.parse(first.headers.get("x-app-usage") ?? "{}")).toMatchObject({ call_count: 50 });
    clock.forward(HOUR_MS);
    await graph(simulator, "me", { method: "GET" });
    const third = await send(simulator, CITIZEN, { text: "hai" });
    expect(outcome(third)).toBe("80006");
    expect(usage(third)).toMatchObject({ call_count: 100, estimated_time_to_regain_access: 23 * 60 });
    simulator.citizenWrites(OTHER_CITIZEN, "Xin chào");
    expect(outcome(await send(simulator, OTHER_CITIZEN, { text: "ba" }))).toBe("ok");
    clock.forward(23 * HOUR_MS);
    simulator.citizenWrites(CITIZEN, "Tôi quay lại");
    expect(outcome(await send(simulator, CITIZEN, { text: "bốn" }))).toBe("ok");
  });
});

describe("sender actions", () => {
  it("travel alone, to whom a message could go, and are noted apart from messages", async () => {
    const simulator = await conversing();
    const acting = async (more: JsonObject): Promise<string> =>
      outcome(await graph(simulator, "me/messages", { body: { recipient: { id: CITIZEN }, ...more } }));
    expect(await acting({ sender_action: "typing_on" })).toBe("ok");
    expect(await acting({ sender_action: "mark_seen" })).toBe("ok");
    expect(await acting({ sender_action: "typing_on", message: { text: "Dạ" } })).toBe("100/2018014");
    expect(await acting({ sender_action: "dance" })).toBe("100");
    const own = simulator.chatOf(CITIZEN)[0]?.messageId;
    expect(await acting({ sender_action: "react", payload: { message_id: own, reaction: "love" } })).toBe(
      "ok",
    );
    expect(
      await acting({ sender_action: "react", payload: { message_id: "m_none", reaction: "love" } }),
    ).toBe("100");
    expect(simulator.senderActions().map((one) => one.action)).toEqual(["typing_on", "mark_seen", "react"]);
    expect(simulator.allSent()).toEqual([]);
  });
});
