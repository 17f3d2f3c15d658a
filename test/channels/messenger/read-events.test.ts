import fc from "fast-check";
import { readEvents } from "../../../src/channels/messenger/read-events.ts";
import type { ChannelEvent } from "../../../src/core/channel.ts";
import { writePayload } from "../../../src/core/payload.ts";
import { APP, CITIZEN, PAGE } from "./small-graph.ts";

const RECEIVED = new Date("2026-11-23T05:00:00Z");
const AT = 1795402800000;
const OWN = { pageId: PAGE, appId: APP };

const bytes = (body: unknown) =>
  new TextEncoder().encode(typeof body === "string" ? body : JSON.stringify(body));
const readBody = (body: unknown) => readEvents({ bytes: bytes(body), headers: {} }, OWN, RECEIVED);
const framed = (events: readonly unknown[], list = "messaging") => ({
  object: "page",
  entry: [{ id: PAGE, time: AT + 500, [list]: events }],
});
const readAll = (event: object, list?: string) => readBody(framed([event], list));
function read(event: object, list?: string): ChannelEvent {
  const events = readAll(event, list);
  expect(events).toHaveLength(1);
  return events[0] as ChannelEvent;
}

const fromCitizen = (more: object) => ({
  sender: { id: CITIZEN },
  recipient: { id: PAGE },
  timestamp: AT,
  ...more,
});
const fromPage = (more: object) => ({
  sender: { id: PAGE },
  recipient: { id: CITIZEN },
  timestamp: AT,
  ...more,
});

describe("the frame", () => {
  it("holds several entries and several events, all read in order", () => {
    const message = (mid: string) => fromCitizen({ message: { mid, text: mid } });
    const events = readBody({
      object: "page",
      entry: [
        { id: PAGE, time: AT, messaging: [message("a"), message("b")] },
        { id: PAGE, time: AT, messaging: [message("c")], standby: [message("d")] },
      ],
    });
    expect(events.map((event) => "messageId" in event && event.messageId)).toEqual(["a", "b", "c", "d"]);
    expect(events.map((event) => "standby" in event)).toEqual([false, false, false, true]);
  });

  it.each([
    ["another object", { object: "instagram", entry: [{ id: "1" }] }],
    ["no object", { entry: [] }],
    ["no entry", { object: "page" }],
    ["an empty entry", { object: "page", entry: [] }],
  ])("keeps %s as one unknown event", (_what, body) => {
    expect(readBody(body)).toMatchObject([
      { kind: "unknown", citizenId: undefined, interaction: false, at: RECEIVED, detail: { body } },
    ]);
  });

  it("leaves out changes of the feed", () => {
    expect(readBody({ object: "page", entry: [{ id: PAGE, changes: [{ field: "feed" }] }] })).toEqual([]);
  });

  it.each(["", "no JSON", "[]", "null", '"page"'])("refuses what is no JSON object: %j", (body) => {
    expect(() => readBody(body)).toThrow(/^Messenger webhook: the body is no JSON/);
  });

  it("keeps an event that is no object", () => {
    expect(readBody(framed(["?", null]))).toMatchObject([{ kind: "unknown" }, { kind: "unknown" }]);
  });

  it("keeps another Page's events unread", () => {
    const foreign = { sender: { id: CITIZEN }, recipient: { id: "777" }, message: { mid: "m", text: "a" } };
    for (const events of [
      readBody({ object: "page", entry: [{ id: "777", messaging: [foreign] }] }),
      readBody({ object: "page", entry: [{ messaging: [foreign] }] }),
      readBody(framed([foreign])),
    ]) {
      expect(events).toMatchObject([
        { kind: "unknown", citizenId: undefined, detail: { why: "it belongs to another Page" } },
      ]);
    }
  });

  it("reads ids that are numbers, exactly", () => {
    const text = JSON.stringify(framed([fromCitizen({ message: { mid: "m", text: "a" } })]))
      .replaceAll(`"${PAGE}"`, PAGE)
      .replaceAll(`"${CITIZEN}"`, "98765432109876543210");
    expect(readBody(text)).toMatchObject([{ kind: "citizen_message", citizenId: "98765432109876543210" }]);
  });
});

describe("a citizen's message", () => {
  it("is read with its text, ids as strings and the platform's time", () => {
    expect(read(fromCitizen({ message: { mid: "m_test_0001", text: "hello" } }))).toEqual({
      kind: "citizen_message",
      dedupeKey: "message:m_test_0001",
      name: "message",
      citizenId: CITIZEN,
      at: new Date(AT),
      interaction: true,
      messageId: "m_test_0001",
      text: "hello",
      attachments: [],
    });
  });

  it("is read with its escaped text", () => {
    const body = String.raw`{"object":"page","entry":[{"id":"100200300400500","messaging":[{"sender":{"id":"6543210987654321"},"recipient":{"id":"100200300400500"},"timestamp":1795402799750,"message":{"mid":"m_test_0002","text":"Th\u1ee7 t\u1ee5c c\u1ea5p \u0111\u1ed5i c\u0103n c\u01b0\u1edbc?"}}]}]}`;
    expect(readBody(body)).toMatchObject([{ text: "Thủ tục cấp đổi căn cước?" }]);
  });

  it("loses what the database cannot store", () => {
    expect(read(fromCitizen({ message: { mid: "m", text: "a\u0000b\ud800" } }))).toMatchObject({
      text: "ab\ufffd",
    });
  });

  it.each([
    [
      "image",
      { url: "https://cdn.example.fbcdn.net/x.jpg" },
      "image",
      { url: "https://cdn.example.fbcdn.net/x.jpg" },
    ],
    [
      "audio",
      { url: "https://cdn.example.fbcdn.net/x.mp4" },
      "audio",
      { url: "https://cdn.example.fbcdn.net/x.mp4" },
    ],
    [
      "video",
      { url: "https://cdn.example.fbcdn.net/x.mp4" },
      "video",
      { url: "https://cdn.example.fbcdn.net/x.mp4" },
    ],
    [
      "file",
      { url: "https://cdn.example.fbcdn.net/x.pdf" },
      "file",
      { url: "https://cdn.example.fbcdn.net/x.pdf" },
    ],
    ["sticker", { url: "https://cdn.example.fbcdn.net/s", sticker_id: 369239263222822 }, "sticker", {}],
    ["image", { url: "https://cdn.example.fbcdn.net/s", sticker_id: 369239263222822 }, "sticker", {}],
    [
      "fallback",
      { url: "https://a.example/", title: "Cổng" },
      "link",
      { url: "https://a.example/", name: "Cổng" },
    ],
    ["post", { url: "https://a.example/" }, "link", { url: "https://a.example/" }],
    ["reel", { url: "https://a.example/" }, "link", {}],
    ["ig_reel", { url: "https://a.example/" }, "link", {}],
    ["ig_post", { url: "https://a.example/" }, "link", {}],
    [
      "location",
      { coordinates: { lat: 16.46, long: "107.59" } },
      "location",
      { latitude: "16.46", longitude: "107.59" },
    ],
    ["template", { template_type: "generic" }, "unknown", {}],
    ["appointment_booking", {}, "unknown", {}],
    ["hologram", undefined, "unknown", {}],
  ])("may hold: %s", (type, payload, kind, fields) => {
    const message = { mid: "m", attachments: [{ type, payload }] };
    expect(read(fromCitizen({ message }))).toMatchObject({ text: "", attachments: [{ kind, ...fields }] });
  });

  it("may hold a link in the older shape", () => {
    const attachments = [{ type: "fallback", title: "Cổng", url: "https://a.example/" }];
    expect(read(fromCitizen({ message: { mid: "m", text: "xem", attachments } }))).toMatchObject({
      attachments: [{ kind: "link", url: "https://a.example/", name: "Cổng" }],
    });
  });

  it.each([
    ["nothing at all", {}],
    ["attachments of an odd shape", { attachments: "x" }],
    ["something Meta does not show", { is_unsupported: true }],
  ])("says that something was sent when it holds %s", (_what, more) => {
    expect(read(fromCitizen({ message: { mid: "m", ...more } }))).toMatchObject({
      kind: "citizen_message",
      attachments: [{ kind: "unknown" }],
    });
  });

  it.each([
    [writePayload({ kind: "person" }), "#mc:person"],
    [" #mc:ask:1.004194:fee:0 ", "#mc:ask:1.004194:fee:0"],
    ["HANDOFF", undefined],
    [undefined, undefined],
  ])("with a quick reply that carries %j has the payload %j", (carried, payload) => {
    const message = { mid: "m_test_0004", text: "Gặp cán bộ", quick_reply: { payload: carried } };
    const event = read(fromCitizen({ message }));
    expect(event).toMatchObject({ text: "Gặp cán bộ", interaction: true });
    expect("payload" in event ? event.payload : undefined).toBe(payload);
  });

  it("has no payload when the citizen types one", () => {
    expect(read(fromCitizen({ message: { mid: "m", text: "#mc:person" } }))).not.toHaveProperty("payload");
  });

  it("may answer an earlier one", () => {
    const message = { mid: "m2", text: "cái này", reply_to: { mid: "m1" } };
    expect(read(fromCitizen({ message }))).toMatchObject({ messageId: "m2", text: "cái này" });
  });

  it("through an advertisement also says where the citizen came from", () => {
    const referral = { ref: "qr-1", source: "ADS", type: "OPEN_THREAD", ad_id: 42, ads_context_data: {} };
    expect(readAll(fromCitizen({ message: { mid: "m", text: "a", referral } }))).toMatchObject([
      {
        kind: "chat_opened",
        dedupeKey: "referral:m",
        interaction: true,
        detail: { ref: "qr-1", source: "ADS", type: "OPEN_THREAD", ad_id: "42" },
      },
      { kind: "citizen_message", dedupeKey: "message:m" },
    ]);
  });

  it("without an id is told by citizen, time and kind, and without a time by what stands in it", () => {
    expect(read(fromCitizen({ message: { text: "a" } }))).toMatchObject({
      dedupeKey: `message:${CITIZEN}:${AT}`,
      messageId: `message:${CITIZEN}:${AT}`,
    });
    const timeless = { sender: { id: CITIZEN }, recipient: { id: PAGE }, message: { text: "a" } };
    const event = read(timeless);
    expect(event.dedupeKey).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(event.at).toEqual(new Date(AT + 500));
    expect(read(timeless).dedupeKey).toBe(event.dedupeKey);
  });

  it("in standby is marked: another application has the thread", () => {
    expect(read(fromCitizen({ message: { mid: "m", text: "a" } }), "standby")).toMatchObject({
      kind: "citizen_message",
      standby: true,
      dedupeKey: "message:m",
    });
  });
});

describe("a postback", () => {
  const postback = (more: object) => fromCitizen({ postback: { mid: "m_test_0005", ...more } });

  it("of a button of ours carries its payload, its title as text", () => {
    expect(read(postback({ title: "Gặp cán bộ", payload: "#mc:person" }))).toEqual({
      kind: "citizen_message",
      dedupeKey: "postback:m_test_0005",
      name: "postback",
      citizenId: CITIZEN,
      at: new Date(AT),
      interaction: true,
      messageId: "m_test_0005",
      text: "Gặp cán bộ",
      payload: "#mc:person",
      attachments: [],
    });
  });

  it.each(["Bắt đầu", "Get Started", undefined])(
    "of Get Started greets, whatever its title (%s), and says where the citizen came from",
    (title) => {
      const referral = { ref: "qr-quay-3", source: "SHORTLINK", type: "OPEN_THREAD" };
      const [opened, started, ...rest] = readAll(postback({ title, payload: "GET_STARTED", referral }));
      expect(opened).toMatchObject({ kind: "chat_opened", detail: referral });
      expect(started).toMatchObject({ kind: "citizen_message", text: "Bắt đầu" });
      expect(started).not.toHaveProperty("payload");
      expect(rest).toEqual([]);
    },
  );

  it("of an ice breaker is its question", () => {
    const event = read(postback({ title: "Đăng ký khai sinh cần giấy tờ gì?", payload: "ICE_BREAKER_1" }));
    expect(event).toMatchObject({ text: "Đăng ký khai sinh cần giấy tờ gì?" });
    expect(event).not.toHaveProperty("payload");
  });

  it("in standby has no payload and is its title", () => {
    const event = read(fromCitizen({ postback: { title: "Gặp cán bộ" } }), "standby");
    expect(event).toMatchObject({
      kind: "citizen_message",
      text: "Gặp cán bộ",
      standby: true,
      dedupeKey: `postback:${CITIZEN}:${AT}`,
    });
  });

  it("without a title or a payload of ours is kept, and opens the window", () => {
    expect(read(postback({ payload: "X" }))).toMatchObject({
      kind: "unknown",
      citizenId: CITIZEN,
      interaction: true,
    });
  });
});

it("a referral in a thread opens the chat", () => {
  const referral = { ref: "qr-quay-3", source: "SHORTLINK", type: "OPEN_THREAD" };
  expect(read(fromCitizen({ referral }))).toEqual({
    kind: "chat_opened",
    dedupeKey: `referral:${CITIZEN}:${AT}`,
    name: "referral",
    citizenId: CITIZEN,
    at: new Date(AT),
    interaction: true,
    detail: referral,
  });
});

describe("an echo", () => {
  const echo = (more: object, list?: string) =>
    read(fromPage({ message: { is_echo: true, mid: "m_test_0006", text: "Anh/chị cần…", ...more } }), list);

  it.each([APP, Number(APP)])("of our application (%j) gives the reference back", (app_id) => {
    expect(echo({ app_id, metadata: "outbox:42" })).toEqual({
      kind: "echo",
      dedupeKey: "message_echo:m_test_0006",
      name: "message_echo",
      citizenId: CITIZEN,
      at: new Date(AT),
      interaction: false,
      messageId: "m_test_0006",
      text: "Anh/chị cần…",
      attachments: [],
      by: "program",
      reference: "outbox:42",
    });
    expect(echo({ app_id })).not.toHaveProperty("reference");
  });

  it.each([undefined, null, "263902037430900", 263902037430900])(
    "with the application %j was written by a person in Meta's tools",
    (app_id) => {
      const event = echo({ app_id, metadata: "outbox:42" });
      expect(event).toMatchObject({ kind: "echo", by: "person", personId: "page_inbox" });
      expect(event).not.toHaveProperty("reference");
    },
  );

  it("of another application names it and has no reference of ours", () => {
    const event = echo({ app_id: 1234567890, metadata: "outbox:42" });
    expect(event).toMatchObject({ by: "program", personId: "1234567890" });
    expect(event).not.toHaveProperty("reference");
  });

  it("in standby is read alike", () => {
    expect(echo({ app_id: "263902037430900" }, "standby")).toMatchObject({ kind: "echo", by: "person" });
  });

  it("without its mark is known by its sender", () => {
    expect(read(fromPage({ message: { mid: "m", text: "a" } }))).toMatchObject({
      kind: "echo",
      by: "person",
    });
  });

  it("of a message with buttons has its text inside", () => {
    const attachments = [{ type: "template", payload: { template_type: "button", text: "Mời chọn" } }];
    expect(echo({ text: undefined, attachments, app_id: APP })).toMatchObject({
      text: "Mời chọn",
      attachments: [{ kind: "unknown" }],
    });
  });

  it("that was taken back is kept unread", () => {
    expect(echo({ is_deleted: true })).toMatchObject({ kind: "unknown" });
  });
});

describe("receipts", () => {
  it("of delivery name messages and a time", () => {
    const event = {
      sender: { id: CITIZEN },
      recipient: { id: PAGE },
      delivery: { mids: ["m_test_0006"], watermark: 1795402805000 },
    };
    expect(read(event)).toEqual({
      kind: "delivered",
      dedupeKey: `delivery:${CITIZEN}:1795402805000`,
      name: "delivery",
      citizenId: CITIZEN,
      at: new Date(AT + 500),
      interaction: false,
      messageIds: ["m_test_0006"],
      upTo: new Date(1795402805000),
    });
  });

  it("of delivery may name only a time, those of reading always do", () => {
    expect(read(fromCitizen({ delivery: { watermark: 1795402805000 } }))).toMatchObject({
      kind: "delivered",
      messageIds: [],
      upTo: new Date(1795402805000),
    });
    expect(read(fromCitizen({ read: { watermark: 1795402805000 } }))).toMatchObject({
      kind: "seen",
      messageIds: [],
      upTo: new Date(1795402805000),
    });
  });

  it("that name nothing are kept unread", () => {
    expect(read(fromCitizen({ read: {} }))).toMatchObject({ kind: "unknown" });
    expect(read(fromCitizen({ delivery: { mids: [] } }))).toMatchObject({ kind: "unknown" });
  });
});

it.each(["react", "unreact"])("a reaction (%s) is kept", (action) => {
  const reaction = { reaction: "love", emoji: "❤", action, mid: "m_test_0006" };
  expect(read(fromCitizen({ reaction }))).toMatchObject({
    kind: "reaction",
    citizenId: CITIZEN,
    interaction: false,
    detail: { by: "citizen", messageId: "m_test_0006", icon: "❤", action },
  });
  expect(read(fromPage({ reaction }))).toMatchObject({ citizenId: CITIZEN, detail: { by: "centre" } });
});

describe("a change of an own message", () => {
  const edit = (more: object) => ({ message_edit: { mid: "m_test_0001", text: "hello again", ...more } });

  it("gives the new text; each edit is another event", () => {
    expect(read(fromCitizen(edit({ num_edit: 1 })))).toMatchObject({
      kind: "edited",
      dedupeKey: "message_edit:m_test_0001:1",
      messageId: "m_test_0001",
      text: "hello again",
      interaction: false,
    });
    expect(read(fromCitizen(edit({ num_edit: 2 }))).dedupeKey).toBe("message_edit:m_test_0001:2");
    expect(read(fromCitizen(edit({}))).dedupeKey).toBe(`message_edit:m_test_0001:${AT}`);
  });

  it("that does not say what is changed, or is the Page's own, is kept unread", () => {
    expect(read(fromCitizen(edit({ mid: undefined })))).toMatchObject({ kind: "unknown" });
    expect(read(fromCitizen(edit({ text: undefined })))).toMatchObject({ kind: "unknown" });
    expect(read(fromPage(edit({ num_edit: 1 })))).toMatchObject({ kind: "unknown" });
  });

  it("may take the message back", () => {
    expect(read(fromCitizen({ message: { mid: "m_test_0001", is_deleted: true } }))).toMatchObject({
      kind: "deleted",
      dedupeKey: "message_deleted:m_test_0001",
      messageId: "m_test_0001",
      text: "",
      interaction: false,
    });
    expect(read(fromCitizen({ message: { is_deleted: true } }))).toMatchObject({ kind: "unknown" });
  });
});

describe("control of the thread", () => {
  const given = (key: string, new_owner_app_id: unknown) =>
    read(fromCitizen({ [key]: { previous_owner_app_id: "1", new_owner_app_id, metadata: "" } }));

  it.each(["pass_thread_control", "take_thread_control"])("%s says who has it", (key) => {
    expect(given(key, APP)).toMatchObject({ kind: "control_returned", holder: APP, citizenId: CITIZEN });
    expect(given(key, Number(APP))).toMatchObject({ kind: "control_returned", holder: APP });
    expect(given(key, "263902037430900")).toMatchObject({ kind: "control_taken", holder: "page_inbox" });
    expect(given(key, 1234567890)).toMatchObject({ kind: "control_taken", holder: "1234567890" });
    expect(given(key, APP)).toMatchObject({ dedupeKey: `${key}:${CITIZEN}:${AT}`, interaction: false });
  });

  it("taken by nobody named was taken from us; passed to nobody named cannot be judged", () => {
    expect(given("take_thread_control", undefined)).toMatchObject({
      kind: "control_taken",
      holder: "unknown",
    });
    expect(given("pass_thread_control", null)).toMatchObject({ kind: "unknown" });
  });

  it("asked for by another application is kept, and nothing is done", () => {
    const request_thread_control = { requested_owner_app_id: "1", metadata: "" };
    expect(read(fromCitizen({ request_thread_control }))).toMatchObject({
      kind: "unknown",
      name: "request_thread_control",
    });
  });
});

describe("what is not understood is kept", () => {
  it.each(["optin", "app_roles", "account_linking", "a_new_event"])("%s", (key) => {
    const event = fromCitizen({ [key]: { type: "x" } });
    expect(read(event)).toMatchObject({
      kind: "unknown",
      name: key,
      citizenId: undefined,
      interaction: false,
      detail: { body: event },
    });
  });

  it("unknown keys beside known ones change nothing", () => {
    const event = fromCitizen({
      priority: 1,
      message: { mid: "m", text: "a", nlp: { entities: {} } },
      x: [],
    });
    expect(read(event)).toMatchObject({ kind: "citizen_message", text: "a" });
  });

  it.each([
    "message",
    "postback",
    "referral",
    "delivery",
    "read",
    "reaction",
    "message_edit",
    "take_thread_control",
  ])("%s of nobody", (key) => {
    expect(read({ recipient: { id: PAGE }, timestamp: AT, [key]: {} })).toMatchObject({
      kind: "unknown",
      citizenId: undefined,
    });
  });

  it("whatever stands in it: nothing throws, every id is a string, the same bytes give the same keys", () => {
    const key = fc.constantFrom(
      ...["message", "postback", "referral", "delivery", "read", "reaction", "message_edit", "x"],
      ...["pass_thread_control", "take_thread_control", "policy-enforcement", "optin"],
    );
    const inside = fc.dictionary(
      fc.constantFrom(
        ...[
          "mid",
          "text",
          "is_echo",
          "is_deleted",
          "app_id",
          "metadata",
          "attachments",
          "quick_reply",
          "payload",
        ],
        ...["title", "mids", "watermark", "new_owner_app_id", "referral", "num_edit", "action", "__proto__"],
      ),
      fc.jsonValue(),
    );
    const party = fc.record({ id: fc.oneof(fc.constant(CITIZEN), fc.constant(PAGE), fc.jsonValue()) });
    const event = fc
      .tuple(party, party, fc.oneof(fc.constant(AT), fc.jsonValue()), key, fc.oneof(inside, fc.jsonValue()))
      .map(([sender, recipient, timestamp, name, content]) => ({
        sender,
        recipient,
        timestamp,
        [name]: content,
      }));
    fc.assert(
      fc.property(fc.array(event, { minLength: 1, maxLength: 4 }), fc.boolean(), (events, standby) => {
        const body = framed(events, standby ? "standby" : "messaging");
        const first = readBody(body);
        expect(first.length).toBeGreaterThanOrEqual(events.length);
        for (const one of first) {
          expect(typeof one.dedupeKey).toBe("string");
          expect(["string", "undefined"]).toContain(typeof one.citizenId);
          if ("messageId" in one) expect(typeof one.messageId).toBe("string");
          expect(Number.isFinite(one.at.getTime())).toBe(true);
        }
        expect(readBody(body).map((one) => one.dedupeKey)).toEqual(first.map((one) => one.dedupeKey));
      }),
    );
  });
});
