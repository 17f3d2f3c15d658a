import {
  APP,
  Bench,
  CITIZEN,
  DAY_MS,
  HOUR_MS,
  OTHER_CITIZEN,
  get,
  post,
  send,
  standingClock,
  tokenHeader,
  upload,
} from "./test-bench.ts";
import type { ZaloSimulator, ZaloSimulatorOptions } from "./simulator.ts";

const bench = new Bench();
afterEach(async () => bench.close());

const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const GIF = new Uint8Array(Buffer.from("GIF89a"));
const PDF = new Uint8Array(Buffer.from("%PDF-1.7"));

/** A simulator in which the citizen has just written. */
async function conversing(options: Partial<ZaloSimulatorOptions> = {}): Promise<ZaloSimulator> {
  const simulator = await bench.simulator(options);
  simulator.citizenWrites(CITIZEN, "Xin chào");
  return simulator;
}

const withButtons = (...buttons: readonly unknown[]): object => ({
  text: "Anh/chị chọn giúp",
  attachment: { type: "template", payload: { template_type: "button", buttons } },
});
const choice = (payload: unknown, title = "Thủ tục khác"): object => ({
  title,
  type: "oa.query.show",
  payload,
});
const link = (url: string): object => ({ title: "Mở trang", type: "oa.open.url", payload: { url } });
const media = (element: object): object => ({
  attachment: { type: "template", payload: { template_type: "media", elements: [element] } },
});

describe("consultation message", () => {
  it("answers with message id, time and quota, and keeps what was sent", async () => {
    const clock = standingClock();
    const simulator = await conversing({ now: clock.now });
    const message = { text: "Anh/chị cần chuẩn bị: căn cước." };
    const { status, body } = await send(simulator, CITIZEN, message);
    expect(status).toBe(200);
    const [sent] = simulator.sentTo(CITIZEN);
    expect(sent).toMatchObject({ text: message.text, body: message, quotaType: "reply" });
    expect(body).toEqual({
      error: 0,
      message: "Success",
      data: {
        message_id: sent?.messageId,
        user_id: CITIZEN,
        sent_time: "1795402800000",
        quota: {
          quota_type: "reply",
          remain: "8",
          total: "8",
          expired_date: "25/11/2026",
          owner_type: "OA",
          owner_id: APP.oaId,
        },
      },
    });
    expect(simulator.allSent()).toEqual(simulator.sentTo(CITIZEN));
    expect(simulator.sentTo(OTHER_CITIZEN)).toEqual([]);
  });

  it.each([
    ["2000 characters", { text: "ẩ".repeat(2000) }, 0],
    ["2001 characters", { text: "ẩ".repeat(2001) }, -210],
    ["2000 characters that are not composed", { text: "ẩ".normalize("NFD").repeat(2000) }, -210],
    ["an empty text", { text: "" }, -201],
    ["no text at all", {}, -201],
    ["five buttons", withButtons(...Array.from({ length: 5 }, () => choice("#a"))), 0],
    ["six buttons", withButtons(...Array.from({ length: 6 }, () => choice("#a"))), -210],
    ["no button", withButtons(), -201],
    ["a title of 100", withButtons(choice("#a", "t".repeat(100))), 0],
    ["a title of 101", withButtons(choice("#a", "t".repeat(101))), -210],
    ["a payload of 1000", withButtons(choice("p".repeat(1000))), 0],
    ["a payload of 1001", withButtons(choice("p".repeat(1001))), -210],
    ["a payload wrapped in an object", withButtons(choice({ content: "#a" })), -201],
    ["an https link", withButtons(link("https://dichvucong.example.gov.vn")), 0],
    ["an http link", withButtons(link("http://dichvucong.example.gov.vn")), -201],
    [
      "a phone",
      withButtons({ title: "Gọi", type: "oa.open.phone", payload: { phone_code: "84900000000" } }),
      0,
    ],
    [
      "a phone as a string",
      withButtons({ title: "Gọi", type: "oa.open.phone", payload: "84900000000" }),
      -201,
    ],
    [
      "an SMS of 160",
      withButtons({
        title: "SMS",
        type: "oa.open.sms",
        payload: { phone_code: "8490", content: "s".repeat(160) },
      }),
      0,
    ],
    [
      "an SMS of 161",
      withButtons({
        title: "SMS",
        type: "oa.open.sms",
        payload: { phone_code: "8490", content: "s".repeat(161) },
      }),
      -210,
    ],
    ["an unknown type of button", withButtons({ title: "?", type: "oa.quick.reply", payload: "#a" }), -201],
    ["buttons without text", { ...withButtons(choice("#a")), text: undefined }, -201],
    ["a picture by address", media({ media_type: "image", url: "https://example.gov.vn/a.png" }), 0],
    ["a picture by nothing", media({ media_type: "image" }), -201],
    ["a sticker", media({ media_type: "sticker", attachment_id: "46f0" }), 0],
    ["an unknown attachment_id", media({ media_type: "image", attachment_id: "nothing" }), -201],
    ["a list", { attachment: { type: "template", payload: { template_type: "list", elements: [] } } }, -233],
    [
      "a request for contact data",
      {
        attachment: {
          type: "template",
          payload: {
            template_type: "request_user_info",
            elements: [
              { title: "Để lại số", subtitle: "Cán bộ gọi lại", image_url: "https://example.gov.vn/a.png" },
            ],
          },
        },
      },
      0,
    ],
  ])("takes or refuses %s", async (_what, message, code) => {
    const simulator = await conversing();
    const { status, body } = await send(simulator, CITIZEN, message);
    expect({ status, error: body["error"] }).toEqual({ status: 200, error: code });
    expect(simulator.sentTo(CITIZEN)).toHaveLength(code === 0 ? 1 : 0);
    expect(simulator.refused().map((one) => one.code)).toEqual(code === 0 ? [] : [code]);
  });

  it("takes a user id only as a string, and JSON only as JSON", async () => {
    const simulator = await conversing();
    const asNumber = { recipient: { user_id: Number(CITIZEN) }, message: { text: "Dạ" } };
    expect((await post(simulator, "/v3.0/oa/message/cs", asNumber)).body["error"]).toBe(-201);
    const headers = { ...tokenHeader(simulator), "content-type": "text/plain" };
    const asString = { recipient: { user_id: CITIZEN }, message: { text: "Dạ" } };
    expect((await post(simulator, "/v3.0/oa/message/cs", asString, headers)).body["error"]).toBe(-201);
    expect((await post(simulator, "/v3.0/oa/message/cs", asString)).body["error"]).toBe(0);
  });

  it("quotes only a message of that chat", async () => {
    const simulator = await conversing();
    const quoted = simulator.citizenWrites(CITIZEN, "Còn lệ phí?");
    const elsewhere = simulator.citizenWrites(OTHER_CITIZEN, "Xin chào");
    expect((await send(simulator, CITIZEN, { text: "Dạ", quote_message_id: elsewhere })).body["error"]).toBe(
      -201,
    );
    expect((await send(simulator, CITIZEN, { text: "Dạ", quote_message_id: quoted })).body["error"]).toBe(0);
  });
});

describe("reply window", () => {
  const quotaOf = (body: Readonly<Record<string, unknown>>): unknown =>
    (body["data"] as { quota?: { quota_type: string } } | undefined)?.quota?.quota_type;

  it("is free for 48 hours, paid to 7 days, then closed, and opens again when the citizen taps", async () => {
    const clock = standingClock();
    const simulator = await conversing({ now: clock.now, accessTokenSeconds: 90 * 86_400 });
    clock.forward(48 * HOUR_MS);
    expect(quotaOf((await send(simulator, CITIZEN, { text: "Dạ" })).body)).toBe("reply");
    clock.forward(1);
    expect(quotaOf((await send(simulator, CITIZEN, { text: "Dạ" })).body)).toBe("sub_quota");
    clock.forward(5 * DAY_MS - 1);
    expect((await send(simulator, CITIZEN, { text: "Dạ" })).body["error"]).toBe(0);
    clock.forward(1);
    expect((await send(simulator, CITIZEN, { text: "Dạ" })).body["error"]).toBe(-230);
    simulator.citizenTaps(CITIZEN, { title: "Gặp cán bộ", type: "oa.query.hide", payload: "#mc:person" });
    expect(quotaOf((await send(simulator, CITIZEN, { text: "Dạ" })).body)).toBe("reply");
  });

  it("bills what goes beyond the package's allowance: the answer then has no quota", async () => {
    const clock = standingClock();
    const simulator = await conversing({
      now: clock.now,
      accessTokenSeconds: 90 * 86_400,
      monthlyAllowance: 1,
    });
    clock.forward(3 * DAY_MS);
    const first = await send(simulator, CITIZEN, { text: "Dạ" });
    expect(first.body["data"]).toMatchObject({ quota: { quota_type: "sub_quota", remain: "0", total: "1" } });
    const second = await send(simulator, CITIZEN, { text: "Dạ" });
    expect(second.body["error"]).toBe(0);
    expect(second.body["data"]).not.toHaveProperty("quota");
  });

  it("knows nobody with an unknown id and lets no one be written to who only followed", async () => {
    const simulator = await conversing();
    expect((await send(simulator, OTHER_CITIZEN, { text: "Dạ" })).body["error"]).toBe(-201);
    simulator.citizenFollows(OTHER_CITIZEN);
    expect((await send(simulator, OTHER_CITIZEN, { text: "Dạ" })).body["error"]).toBe(-232);
    simulator.citizenClicksChatnow(OTHER_CITIZEN);
    expect((await send(simulator, OTHER_CITIZEN, { text: "Dạ" })).body["error"]).toBe(0);
    const lenient = await bench.simulator({ followOpensWindow: true });
    lenient.citizenFollows(CITIZEN);
    expect((await send(lenient, CITIZEN, { text: "Dạ" })).body["error"]).toBe(0);
  });
});

describe("uploads", () => {
  const idOf = (body: Readonly<Record<string, unknown>>): string => {
    const data = body["data"] as { attachment_id?: string; token?: string };
    return data.attachment_id ?? data.token ?? "";
  };
  const padded = (start: Uint8Array<ArrayBuffer>, length: number): Uint8Array<ArrayBuffer> => {
    const bytes = new Uint8Array(length);
    bytes.set(start);
    return bytes;
  };

  it.each([
    ["a picture", "image", PNG, "a.png", 0],
    ["a picture of 1 MB", "image", padded(PNG, 1024 * 1024), "a.png", 0],
    ["a picture of 1 MB and a byte", "image", padded(PNG, 1024 * 1024 + 1), "a.png", -210],
    ["a gif as a picture", "image", GIF, "a.png", -201],
    ["nothing", "image", new Uint8Array(0), "a.png", -201],
    ["a gif", "gif", GIF, "a.gif", 0],
    ["a picture as a gif", "gif", PNG, "a.gif", -201],
    ["a document", "file", PDF, "to-khai.pdf", 0],
    ["a program", "file", PDF, "to-khai.exe", -201],
    ["a document of 5 MB and a byte", "file", padded(PDF, 5 * 1024 * 1024 + 1), "to-khai.pdf", -210],
  ] as const)("take or refuse %s", async (_what, kind, bytes, name, code) => {
    const simulator = await bench.simulator();
    expect((await upload(simulator, kind, bytes, name)).body["error"]).toBe(code);
  });

  it("wants multipart with the field file", async () => {
    const simulator = await bench.simulator();
    expect((await post(simulator, "/v2.0/oa/upload/image", { file: "x" })).body["error"]).toBe(-201);
    const form = new FormData();
    form.set("picture", new File([PNG], "a.png"));
    const url = `${simulator.url}/v2.0/oa/upload/image`;
    const wrongField = await fetch(url, { method: "POST", headers: tokenHeader(simulator), body: form });
    expect(await wrongField.json()).toMatchObject({ error: -201 });
  });

  it("serves any number of sends of its own kind for 7 days", async () => {
    const clock = standingClock();
    const simulator = await conversing({ now: clock.now, accessTokenSeconds: 90 * 86_400 });
    const picture = idOf((await upload(simulator, "image", PNG, "a.png")).body);
    const token = idOf((await upload(simulator, "file", PDF, "to-khai.pdf")).body);
    const image = media({ media_type: "image", attachment_id: picture });
    const file = { attachment: { type: "file", payload: { token } } };
    const both = media({ media_type: "image", attachment_id: picture, url: "https://example.gov.vn/a.png" });
    const asGif = media({ media_type: "gif", attachment_id: picture, width: 8, height: 8 });
    const errorOf = async (message: object): Promise<unknown> =>
      (await send(simulator, CITIZEN, message)).body["error"];
    expect(await errorOf({ ...image, text: "Mẫu đơn" })).toBe(0);
    expect(await errorOf(image)).toBe(0);
    expect(await errorOf(file)).toBe(0);
    expect(await errorOf(both)).toBe(-201);
    expect(await errorOf(asGif)).toBe(-201);
    expect(await errorOf({ ...file, text: "Kèm chữ" })).toBe(-201);
    clock.forward(7 * DAY_MS);
    expect(await errorOf(image)).toBe(0);
    clock.forward(1);
    simulator.citizenWrites(CITIZEN, "Còn đó không");
    expect(await errorOf(image)).toBe(-100);
    expect(await errorOf(file)).toBe(-100);
  });

  it("wants width and height for a gif", async () => {
    const simulator = await conversing();
    const id = idOf((await upload(simulator, "gif", GIF, "a.gif")).body);
    const gif = { media_type: "gif", attachment_id: id };
    expect((await send(simulator, CITIZEN, media(gif))).body["error"]).toBe(-201);
    expect((await send(simulator, CITIZEN, media({ ...gif, width: 8, height: 8 }))).body["error"]).toBe(0);
  });
});

describe("message API v2", () => {
  it("is off, but for anonymous visitors and reactions", async () => {
    const simulator = await conversing();
    const text = { message: { text: "Dạ" } };
    expect(
      (await post(simulator, "/v2.0/oa/message", { recipient: { user_id: CITIZEN }, ...text })).body["error"],
    ).toBe(-240);
    const visitor = { recipient: { anonymous_id: "anon-77", conversation_id: "conv-77" }, ...text };
    expect((await post(simulator, "/v2.0/oa/message", visitor)).body["error"]).toBe(-201);
    simulator.visitorWrites("anon-77", "conv-77", "hello");
    expect((await post(simulator, "/v2.0/oa/message", visitor)).body["error"]).toBe(0);
    const [asked] = simulator.chatOf(CITIZEN);
    const reaction = {
      recipient: { user_id: CITIZEN },
      sender_action: { react_icon: "/-strong", react_message_id: asked?.messageId },
    };
    expect((await post(simulator, "/v2.0/oa/message", reaction)).body["error"]).toBe(0);
  });

  it("has no transaction and promotion messages any more", async () => {
    const simulator = await conversing();
    const body = { recipient: { user_id: CITIZEN }, message: { text: "Dạ" } };
    expect((await post(simulator, "/v3.0/oa/message/transaction", body)).body["error"]).toBe(-233);
    expect((await post(simulator, "/v3.0/oa/message/promotion", body)).body["error"]).toBe(-233);
  });
});

describe("reading", () => {
  it("lists a conversation newest first, ten at a time", async () => {
    const clock = standingClock();
    const simulator = await bench.simulator({ now: clock.now });
    for (let index = 1; index <= 11; index += 1) {
      clock.forward(1000);
      simulator.citizenWrites(CITIZEN, `câu ${index}`);
    }
    clock.forward(1000);
    const sent = (await send(simulator, CITIZEN, { text: "trả lời" })).body["data"] as { message_id: string };
    simulator.humanReplies(CITIZEN, "cán bộ đây");
    const conversation = async (page: object): Promise<readonly Record<string, unknown>[]> =>
      (await get(simulator, "/v2.0/oa/conversation", { user_id: CITIZEN, ...page })).body["data"] as [];
    const newest = await conversation({ offset: 0, count: 10 });
    expect(newest).toHaveLength(10);
    expect(newest[0]).toMatchObject({ src: 0, message: "cán bộ đây" });
    expect(newest[1]).toMatchObject({
      src: 0,
      message_id: sent.message_id,
      from_id: APP.oaId,
      to_id: CITIZEN,
      time: clock.now().getTime(),
    });
    expect(newest[2]).toMatchObject({
      src: 1,
      message: "câu 11",
      type: "text",
      from_id: CITIZEN,
      to_id: APP.oaId,
    });
    expect((await conversation({ offset: 10, count: 10 })).map((one) => one["message"])).toEqual([
      "câu 3",
      "câu 2",
      "câu 1",
    ]);
    const tooMany = await get(simulator, "/v2.0/oa/conversation", { user_id: CITIZEN, offset: 0, count: 11 });
    expect(tooMany.body["error"]).toBe(-210);
  });

  it("takes parameters only as JSON in data", async () => {
    const simulator = await conversing();
    const flat = await fetch(`${simulator.url}/v2.0/oa/listrecentchat?offset=0&count=10`, {
      headers: tokenHeader(simulator),
    });
    expect(await flat.json()).toMatchObject({ error: -201 });
    const { body } = await get(simulator, "/v2.0/oa/listrecentchat", { offset: 0, count: 10 });
    expect(body["data"]).toMatchObject([{ src: 1, message: "Xin chào" }]);
  });

  it("gives a profile with a date only, also of strangers unless the switch is on", async () => {
    const clock = standingClock();
    const simulator = await conversing({ now: clock.now });
    const detail = async (): Promise<Readonly<Record<string, unknown>>> =>
      (await get(simulator, "/v3.0/oa/user/detail", { user_id: CITIZEN })).body;
    expect((await detail())["data"]).toMatchObject({
      user_id: CITIZEN,
      user_is_follower: false,
      user_last_interaction_date: "23/11/2026",
    });
    simulator.faults.profileNeedsFollow = true;
    expect((await detail())["error"]).toBe(-213);
    simulator.citizenFollows(CITIZEN);
    expect((await detail())["error"]).toBe(0);
  });

  it("lists people within the limits of offset and count", async () => {
    const simulator = await conversing();
    simulator.citizenFollows(OTHER_CITIZEN);
    simulator.addCitizen();
    const list = async (data: object): Promise<Readonly<Record<string, unknown>>> =>
      (await get(simulator, "/v3.0/oa/user/getlist", data)).body;
    expect((await list({ offset: 0, count: 50 }))["data"]).toMatchObject({
      total: 2,
      users: [{ user_id: CITIZEN }, { user_id: OTHER_CITIZEN }],
    });
    expect((await list({ offset: 0, count: 50, is_follower: true }))["data"]).toMatchObject({ total: 1 });
    expect((await list({ offset: 0, count: 51 }))["error"]).toBe(-210);
    expect((await list({ offset: 9952, count: 1 }))["error"]).toBe(-210);
  });

  it("tells about the OA and its allowance", async () => {
    const clock = standingClock();
    const simulator = await conversing({ now: clock.now });
    expect((await get(simulator, "/v2.0/oa/getoa")).body["data"]).toMatchObject({
      oaid: APP.oaId,
      oa_type: 4,
    });
    const ofUser = await post(simulator, "/v3.0/oa/quota/message", { user_id: CITIZEN });
    expect(ofUser.body["data"]).toMatchObject({
      last_interaction: "1795402800000",
      cs_reply: { remain: 8, total: 8 },
    });
    const ofOa = { quota_owner: "OA", product_type: "cs", quota_type: "sub_quota" };
    const allowance = await post(simulator, "/v3.0/oa/quota/message", ofOa);
    expect(allowance.body["data"]).toMatchObject([{ remain: 500, total: 500, valid_through: "30/11/2026" }]);
  });

  it("tags and untags", async () => {
    const simulator = await conversing();
    const tag = { user_id: CITIZEN, tag_name: "ho-so-dat-dai" };
    const tags = async (): Promise<unknown> =>
      (await get(simulator, "/v2.0/oa/tag/gettagsofoa")).body["data"];
    expect((await post(simulator, "/v2.0/oa/tag/rmfollowerfromtag", tag)).body["error"]).toBe(-201);
    expect((await post(simulator, "/v2.0/oa/tag/tagfollower", tag)).body["error"]).toBe(0);
    expect(await tags()).toEqual(["ho-so-dat-dai"]);
    expect((await post(simulator, "/v2.0/oa/tag/rmfollowerfromtag", tag)).body["error"]).toBe(0);
    expect((await post(simulator, "/v2.0/oa/tag/rmtag", { tag_name: tag.tag_name })).body["error"]).toBe(0);
    expect(await tags()).toEqual([]);
  });
});
