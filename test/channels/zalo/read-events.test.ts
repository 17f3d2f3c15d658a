import { createHash } from "node:crypto";
import fc from "fast-check";
import type { ChannelEvent } from "../../../src/core/channel.ts";
import { writePayload } from "../../../src/core/payload.ts";
import { readEvents } from "../../../src/channels/zalo/read-events.ts";

const OA = "3777000111222333444";
const CITIZEN = "8123456789012345678";
const RECEIVED = new Date("2026-11-23T05:00:00Z");

function read(body: unknown): ChannelEvent {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const events = readEvents({ bytes: new TextEncoder().encode(text), headers: {} }, OA, RECEIVED);
  expect(events).toHaveLength(1);
  return events[0] as ChannelEvent;
}

const digest = (body: unknown): string =>
  `sha256:${createHash("sha256").update(JSON.stringify(body)).digest("hex")}`;

const fromCitizen = (event_name: string, message: object, more: object = {}) => ({
  app_id: "4111222333444555666",
  user_id_by_app: "5550001112223334445",
  sender: { id: CITIZEN },
  recipient: { id: OA },
  event_name,
  message,
  timestamp: "1795402800000",
  ...more,
});

const fromOa = (event_name: string, message: object, sender: object = {}) =>
  fromCitizen(event_name, message, { sender: { id: OA, ...sender }, recipient: { id: CITIZEN } });

const aboutCitizen = (event_name: string, more: object) => ({
  app_id: "4111222333444555666",
  oa_id: OA,
  user_id_by_app: "5550001112223334445",
  event_name,
  timestamp: "1795402805000",
  ...more,
});

describe("a citizen's message", () => {
  it("is read with its text, ids as strings and the platform's time", () => {
    expect(read(fromCitizen("user_send_text", { msg_id: "m-0001", text: "hello" }))).toEqual({
      kind: "citizen_message",
      dedupeKey: "user_send_text:m-0001",
      name: "user_send_text",
      citizenId: CITIZEN,
      at: new Date("2026-11-23T03:00:00Z"),
      interaction: true,
      messageId: "m-0001",
      text: "hello",
      attachments: [],
    });
  });

  it("keeps ids exact that came as numbers", () => {
    const body = JSON.stringify(fromCitizen("user_send_text", { msg_id: "m-1", text: "a" }))
      .replace(`"${CITIZEN}"`, CITIZEN)
      .replace(`"${OA}"`, OA)
      .replace('"1795402800000"', "1795402800000");
    expect(read(body)).toMatchObject({
      kind: "citizen_message",
      citizenId: CITIZEN,
      at: new Date("2026-11-23T03:00:00Z"),
    });
  });

  it.each([
    [
      "image",
      { thumbnail: "https://cdn.example.zdn.vn/t", url: "https://cdn.example.zdn.vn/o" },
      { url: "https://cdn.example.zdn.vn/o" },
    ],
    ["gif", { url: "https://cdn.example.zdn.vn/g" }, { url: "https://cdn.example.zdn.vn/g" }],
    [
      "link",
      { thumbnail: "", description: "Cổng", url: "https://a.example" },
      { description: "Cổng", url: "https://a.example" },
    ],
    ["audio", { url: "https://cdn.example.zdn.vn/a" }, { url: "https://cdn.example.zdn.vn/a" }],
    [
      "video",
      { url: "https://cdn.example.zdn.vn/v", description: "" },
      { url: "https://cdn.example.zdn.vn/v", description: "" },
    ],
    ["sticker", { id: "46f0", url: "https://cdn.example.zdn.vn/s" }, { url: "https://cdn.example.zdn.vn/s" }],
    [
      "location",
      { coordinates: { latitude: "10.762622", longitude: 106.660172 } },
      { latitude: "10.762622", longitude: "106.660172" },
    ],
    [
      "file",
      { url: "https://cdn.example.zdn.vn/f", name: "to-khai.pdf", size: "84211", type: "pdf" },
      { url: "https://cdn.example.zdn.vn/f", name: "to-khai.pdf" },
    ],
  ])("may hold: %s", (type, payload, fields) => {
    const message = { msg_id: "m-2", text: "ảnh giấy hẹn", attachments: [{ type, payload }] };
    expect(read(fromCitizen(`user_send_${type}`, message))).toMatchObject({
      kind: "citizen_message",
      interaction: true,
      text: "ảnh giấy hẹn",
      attachments: [{ kind: type, ...fields }],
    });
  });

  it("may hold a business card, which looks like a link", () => {
    const payload = { description: '{"phone":"84900000000"}', url: "https://cdn.example.zdn.vn/c" };
    const message = { msg_id: "m-3", attachments: [{ type: "link", payload }] };
    expect(read(fromCitizen("user_send_business_card", message))).toMatchObject({
      text: "",
      attachments: [{ kind: "contact", ...payload }],
    });
  });

  it("says that something was attached even when the list is missing or odd", () => {
    expect(read(fromCitizen("user_send_image", { msg_id: "m-4" }))).toMatchObject({
      attachments: [{ kind: "image" }],
    });
    expect(read(fromCitizen("user_send_business_card", { msg_id: "m-4" }))).toMatchObject({
      attachments: [{ kind: "contact" }],
    });
    expect(
      read(
        fromCitizen("user_send_file", {
          msg_id: "m-4",
          attachments: [null, { type: "hologram", payload: 3 }],
        }),
      ),
    ).toMatchObject({ attachments: [{ kind: "unknown" }, { kind: "unknown" }] });
  });

  it.each([
    [writePayload({ kind: "person" }), "#mc:person"],
    [" #mc:ask:1.004194:fee:0\n", "#mc:ask:1.004194:fee:0"],
    ["xin #mc:person", undefined],
    ["#menu:can-cuoc", undefined],
  ])("is a tap of our button when its text is %j", (text, payload) => {
    const event = read(fromCitizen("user_send_text", { msg_id: "m-5", text }));
    expect(event.kind === "citizen_message" && event.payload).toBe(payload);
    expect(event).toMatchObject({ text });
  });

  it("is kept when it has no id", () => {
    const body = fromCitizen("user_send_text", { text: "a" });
    expect(read(body)).toMatchObject({
      kind: "citizen_message",
      dedupeKey: digest(body),
      messageId: digest(body).slice("sha256:".length),
    });
  });

  it.each(["text", "image", "file", "sticker"])("comes from an anonymous visitor: %s", (type) => {
    const message = { conversation_id: "conv-77", msg_id: "a-1", text: "hello" };
    expect(read(fromCitizen(`anonymous_send_${type}`, message, { sender: { id: "anon-77" } }))).toMatchObject(
      {
        kind: "citizen_message",
        dedupeKey: `anonymous_send_${type}:a-1`,
        citizenId: "anon:conv-77:anon-77",
        interaction: true,
      },
    );
  });

  it("from an anonymous visitor without a conversation cannot be answered and is nobody's", () => {
    const message = { msg_id: "a-1", text: "hello" };
    expect(read(fromCitizen("anonymous_send_text", message, { sender: { id: "anon-77" } }))).toMatchObject({
      kind: "unknown",
      citizenId: undefined,
    });
  });
});

describe("an echo", () => {
  it.each(["text", "image", "gif", "list", "file", "sticker"])("by a program: oa_send_%s", (type) => {
    expect(read(fromOa(`oa_send_${type}`, { msg_id: "o-1", text: "Chào" }))).toMatchObject({
      kind: "echo",
      dedupeKey: `oa_send_${type}:o-1`,
      citizenId: CITIZEN,
      messageId: "o-1",
      text: "Chào",
      by: "program",
      interaction: false,
    });
  });

  it("by a person says who", () => {
    const sender = { admin_id: "9990001112223334441" };
    expect(read(fromOa("oa_send_text", { msg_id: "o-1", text: "Em chào anh/chị" }, sender))).toMatchObject({
      kind: "echo",
      by: "person",
      personId: "9990001112223334441",
    });
  });

  it.each(["text", "image", "file", "sticker"])("to an anonymous visitor: %s", (type) => {
    const message = { conversation_id: "conv-77", msg_id: "o-1", text: "Chào" };
    const body = { ...fromOa(`oa_send_anonymous_${type}`, message), recipient: { id: "anon-77" } };
    expect(read(body)).toMatchObject({ kind: "echo", by: "program", citizenId: "anon:conv-77:anon-77" });
  });
});

describe("a receipt", () => {
  it("of delivery", () => {
    expect(read(fromOa("user_received_message", { msg_id: "o-1" }))).toMatchObject({
      kind: "delivered",
      dedupeKey: "user_received_message:o-1",
      citizenId: CITIZEN,
      messageIds: ["o-1"],
      interaction: false,
    });
  });

  it("of reading, for several messages", () => {
    const body = fromOa("user_seen_message", { msg_ids: ["o-1", "o-2"] });
    expect(read(body)).toMatchObject({
      kind: "seen",
      dedupeKey: digest(body),
      citizenId: CITIZEN,
      messageIds: ["o-1", "o-2"],
    });
  });

  it("is understood the other way round too", () => {
    expect(read(fromCitizen("user_seen_message", { msg_ids: ["o-1"] }))).toMatchObject({
      kind: "seen",
      citizenId: CITIZEN,
    });
  });

  it("of a template message concerns no citizen, and the phone number is not kept", () => {
    const message = { msg_id: "t-1", delivery_time: "1795402808000", tracking_id: "hs-77" };
    const event = read({ ...fromOa("user_received_message", message), recipient: { id: "84900000000" } });
    expect(event).toMatchObject({
      kind: "unknown",
      citizenId: undefined,
      detail: { messageIds: ["t-1"], trackingId: "hs-77" },
    });
    expect(JSON.stringify(event)).not.toContain("84900000000");
  });

  it("of no message is kept as unknown", () => {
    expect(read(fromOa("user_seen_message", { msg_ids: [] }))).toMatchObject({ kind: "unknown" });
  });
});

describe("an event about the relation", () => {
  it.each([
    ["follow", "followed"],
    ["unfollow", "unfollowed"],
  ])("%s", (name, kind) => {
    const body = aboutCitizen(name, { follower: { id: CITIZEN }, source: "oa_profile" });
    expect(read(body)).toEqual({
      kind,
      dedupeKey: digest(body),
      name,
      citizenId: CITIZEN,
      at: new Date("2026-11-23T03:00:05Z"),
      interaction: false,
      detail: { source: "oa_profile" },
    });
  });

  it("opening the chat counts as an interaction", () => {
    expect(read(aboutCitizen("user_click_chatnow", { user_id: CITIZEN }))).toMatchObject({
      kind: "chat_opened",
      citizenId: CITIZEN,
      interaction: true,
    });
  });

  it("shared contact data come as flat texts, in the new and the old shape", () => {
    const info = {
      name: "Nguyễn Văn A",
      phone: 84900000000,
      full_address: { user_city: "Huế", user_ward: "Phú Hội" },
      empty: null,
    };
    expect(read(fromCitizen("user_submit_info", {}, { info }))).toMatchObject({
      kind: "contact_shared",
      citizenId: CITIZEN,
      interaction: true,
      detail: {
        name: "Nguyễn Văn A",
        phone: "84900000000",
        "full_address.user_city": "Huế",
        "full_address.user_ward": "Phú Hội",
      },
    });
    expect(read(fromCitizen("user_submit_info", {}, { info: { city: "Huế" } }))).toMatchObject({
      detail: { city: "Huế" },
    });
  });

  it("a reaction says to which message and by whom; a changed one is another event", () => {
    const strong = read(fromCitizen("user_reacted_message", { msg_id: "o-1", react_icon: "/-strong" }));
    const heart = read(fromCitizen("user_reacted_message", { msg_id: "o-1", react_icon: "/-heart" }));
    expect(strong).toMatchObject({
      kind: "reaction",
      citizenId: CITIZEN,
      interaction: false,
      detail: { by: "citizen", messageId: "o-1", icon: "/-strong" },
    });
    expect(heart.dedupeKey).not.toBe(strong.dedupeKey);
    expect(read(fromOa("oa_reacted_message", { msg_id: "m-1", react_icon: "/-heart" }))).toMatchObject({
      kind: "reaction",
      citizenId: CITIZEN,
      detail: { by: "centre" },
    });
  });

  it("a withdrawn consent names the citizen in whatever field it comes", () => {
    for (const body of [
      aboutCitizen("user_withdraw", { user_id: CITIZEN }),
      aboutCitizen("user_withdraw", { follower: { id: CITIZEN } }),
      fromCitizen("user_withdraw", {}),
    ]) {
      expect(read(body)).toMatchObject({ kind: "consent_withdrawn", citizenId: CITIZEN });
    }
    expect(read(aboutCitizen("user_withdraw", {}))).toMatchObject({ kind: "unknown" });
  });
});

describe("what is not understood is kept", () => {
  it.each([
    "a_new_event_of_2027",
    "add_user_to_tag",
    "user_send_group_text",
    "change_oa_daily_quota",
    "user_send_",
  ])("%s", (name) => {
    const body = aboutCitizen(name, { user_id: CITIZEN, tag: { name: "ho-so", user_ids: [CITIZEN] } });
    expect(read(body)).toMatchObject({
      kind: "unknown",
      dedupeKey: digest(body),
      name,
      citizenId: undefined,
      interaction: false,
      detail: { body },
    });
  });

  it("a call counts as an interaction of the citizen", () => {
    expect(read(aboutCitizen("user_call_oa", { user_id: CITIZEN }))).toMatchObject({
      kind: "unknown",
      citizenId: CITIZEN,
      interaction: true,
    });
  });

  it.each([
    ["another oa_id", aboutCitizen("follow", { oa_id: "3999", follower: { id: CITIZEN } })],
    ["another recipient", fromCitizen("user_send_text", { msg_id: "m" }, { recipient: { id: "3999" } })],
    ["another sender", fromOa("oa_send_text", { msg_id: "o" }, { id: "3999" })],
    ["no OA at all", fromCitizen("user_send_text", { msg_id: "m" }, { recipient: {} })],
  ])("events with %s, whose citizens are not ours", (_what, body) => {
    expect(read(body)).toMatchObject({ kind: "unknown", citizenId: undefined });
  });
});

describe("time", () => {
  it.each([undefined, null, "", "soon", "1795402800", 0, -1, 1e300, {}])(
    "%j is replaced by the time received",
    (timestamp) => {
      expect(read(fromCitizen("user_send_text", { msg_id: "m" }, { timestamp })).at).toEqual(RECEIVED);
    },
  );
});

describe("what PostgreSQL cannot store", () => {
  it("is taken out of texts, ids, keys and unknown bodies", () => {
    const text = "a\u0000b\ud83d c😀";
    const events = [
      read(fromCitizen("user_send_text", { msg_id: "m\u0000-1", text })),
      read(aboutCitizen("new_event", { ["k\u0000ey"]: [{ text }] })),
      read(fromCitizen("user_submit_info", {}, { info: { name: text, full_address: { user_city: text } } })),
    ];
    for (const event of events) {
      const written = JSON.stringify(event);
      expect(written).not.toMatch(/\\u0000|\\ud83d/i);
      expect(written).toContain("ab\ufffd c😀");
    }
    expect(events[0]).toMatchObject({ messageId: "m-1" });
  });

  it("invalid UTF-8 is read with replacement characters", () => {
    const body = JSON.stringify(fromCitizen("user_send_text", { msg_id: "m-1", text: "?" }));
    const bytes = new TextEncoder().encode(body).map((byte) => (byte === 0x3f ? 0xff : byte));
    expect(readEvents({ bytes, headers: {} }, OA, RECEIVED)[0]).toMatchObject({ text: "\ufffd" });
  });

  it("a body nested beyond all sense is cut, not refused", () => {
    const nested = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;
    const body = JSON.stringify(aboutCitizen("new_event", { x: 1 })).replace('"x":1', `"x":${nested}`);
    expect(read(body)).toMatchObject({ kind: "unknown", name: "new_event" });
    const info = `${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`;
    const shared = JSON.stringify(fromCitizen("user_submit_info", {}, { info: 1 })).replace(
      '"info":1',
      `"info":${info}`,
    );
    expect(read(shared)).toMatchObject({ kind: "contact_shared", detail: {} });
  });
});

describe("a body that is no event", () => {
  it.each(["", "{}", "[]", "null", "3", '"text"', '{"event_name":""}', '{"event_name":{}}', "{", "not json"])(
    "%j is refused as unreadable",
    (text) => {
      let thrown: unknown;
      try {
        read(text);
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toMatchObject({ name: "MotcuaError", code: "webhook_unreadable" });
    },
  );

  const names = fc.oneof(
    fc.constantFrom(
      "user_send_text",
      "user_send_business_card",
      "anonymous_send_text",
      "oa_send_text",
      "oa_send_anonymous_text",
      "user_received_message",
      "user_seen_message",
      "follow",
      "user_click_chatnow",
      "user_submit_info",
      "user_withdraw",
      "user_reacted_message",
    ),
    fc.string(),
  );
  const anything = fc.jsonValue({ stringUnit: "binary" });
  const party = fc.oneof(anything, fc.record({ id: fc.oneof(fc.constantFrom(OA, CITIZEN), anything) }));
  const attachment = fc.oneof(anything, fc.record({ type: anything, payload: anything }));
  const message = fc.oneof(
    anything,
    fc.record(
      {
        msg_id: anything,
        msg_ids: anything,
        conversation_id: anything,
        text: anything,
        attachments: fc.oneof(anything, fc.array(attachment)),
      },
      { requiredKeys: [] },
    ),
  );
  const odd = fc
    .record(
      {
        event_name: names,
        sender: party,
        recipient: party,
        oa_id: fc.oneof(fc.constant(OA), anything),
        user_id: anything,
        follower: party,
        message,
        info: anything,
        timestamp: anything,
      },
      { requiredKeys: [] },
    )
    .map((body) => JSON.stringify(body));
  const cut = fc
    .tuple(odd, fc.nat(), fc.string())
    .map(([text, at, more]) => text.slice(0, at % text.length) + more);

  it("ends in events or in that refusal, whatever the body", () => {
    let events = 0;
    fc.assert(
      fc.property(fc.oneof(odd, cut, fc.json(), fc.string()), (text) => {
        try {
          const event = read(text);
          events += 1;
          expect(event.at.getTime()).not.toBeNaN();
          expect(event.dedupeKey).not.toBe("");
          expect(JSON.stringify(event)).not.toMatch(/\\u0000|\\ud[89a-f]/i);
          if (event.kind !== "unknown") expect(event.citizenId).not.toBe(OA);
        } catch (error) {
          expect(error).toMatchObject({ name: "MotcuaError", code: "webhook_unreadable" });
        }
      }),
      { numRuns: 2000 },
    );
    expect(events).toBeGreaterThan(100);
  });
});
