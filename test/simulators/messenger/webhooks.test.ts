import { PAGE_INBOX, type MessengerSimulator } from "./simulator.ts";
import { signatureHeaders } from "./signature.ts";
import {
  APP,
  Bench,
  CITIZEN,
  HOUR_MS,
  OTHER_CITIZEN,
  graph,
  send,
  standingClock,
  type Receiver,
} from "./test-bench.ts";

const bench = new Bench();
afterEach(async () => bench.close());

const someText = expect.any(String) as string;
const SIDES = { sender: { id: CITIZEN }, recipient: { id: APP.pageId } };

/** Whether every delivery that came bears the signature of its bytes. */
function allSigned(receiver: Receiver): boolean {
  return receiver.received.every(({ bytes, signature, legacySignature }) => {
    const right = signatureHeaders(bytes, APP.appSecret);
    return signature === right["x-hub-signature-256"] && legacySignature === right["x-hub-signature"];
  });
}

describe("what arrives", () => {
  it("is the documented frame, in ASCII, signed over the bytes sent", async () => {
    const clock = standingClock();
    const { simulator, receiver } = await bench.connected({ clock: clock.now });
    const mid = simulator.citizenWrites(CITIZEN, "Thủ tục cấp đổi căn cước?", { replyTo: "m_1" });
    await simulator.idle();
    const [delivery] = receiver.received;
    expect(delivery?.body).toEqual({
      object: "page",
      entry: [
        {
          id: APP.pageId,
          time: 1_795_402_800_000,
          messaging: [
            {
              ...SIDES,
              timestamp: 1_795_402_800_000,
              message: { mid, text: "Thủ tục cấp đổi căn cước?", reply_to: { mid: "m_1" } },
            },
          ],
        },
      ],
    });
    const bytes = delivery?.bytes.toString("latin1") ?? "";
    expect(bytes).toMatch(/^\p{ASCII}+$/u);
    expect(bytes).toContain("Th\\u1ee7 t\\u1ee5c");
    expect(allSigned(receiver)).toBe(true);
  });

  it.each([
    ["image", "image", { url: someText }],
    ["audio", "audio", { url: someText }],
    ["video", "video", { url: someText }],
    ["file", "file", { url: someText }],
    ["sticker", "sticker", { url: someText, sticker_id: "369239263222822" }],
    ["old_sticker", "image", { url: someText, sticker_id: "369239263222822" }],
    ["fallback", "fallback", { url: someText, title: someText }],
  ] as const)("has the payload of a citizen's %s", async (kind, type, payload) => {
    const { simulator, receiver } = await bench.connected();
    const mid = simulator.citizenSends(CITIZEN, kind);
    await simulator.idle();
    expect(receiver.events()[0]?.message).toEqual({ mid, attachments: [{ type, payload }] });
  });

  it("may be several attachments with a text", async () => {
    const { simulator, receiver } = await bench.connected();
    const url = "https://cdn.example.fbcdn.net/x.jpg";
    simulator.citizenSends(CITIZEN, ["image", "image"], { text: "Hồ sơ của tôi", url });
    await simulator.idle();
    expect(receiver.events()[0]?.message).toMatchObject({
      text: "Hồ sơ của tôi",
      attachments: [{ payload: { url } }, { payload: { url } }],
    });
  });

  it("is a tap: a quick reply as a message, everything else as a postback; links tell the Page nothing", async () => {
    const { simulator, receiver } = await bench.connected();
    await graph(simulator, "me/messenger_profile", { body: { get_started: { payload: "GET_STARTED" } } });
    const opened = { type: "web_url", title: "Mở", url: "https://example.gov.vn" } as const;
    const mids = [
      simulator.citizenGetsStarted(CITIZEN, { ref: "qr-quay-3" }),
      simulator.citizenTaps(CITIZEN, { content_type: "text", title: "Gặp cán bộ", payload: "HANDOFF" }),
      simulator.citizenTaps(CITIZEN, { content_type: "user_phone_number" }),
      simulator.citizenTaps(CITIZEN, { type: "postback", title: "Tra cứu hồ sơ", payload: "STATUS" }),
      simulator.citizenTaps(CITIZEN, { question: "Làm căn cước cần gì?", payload: "FAQ_CCCD" }),
    ];
    expect(simulator.citizenTaps(CITIZEN, opened)).toBeUndefined();
    await simulator.idle();
    const referral = { ref: "qr-quay-3", source: "SHORTLINK", type: "OPEN_THREAD" };
    expect(receiver.events()).toMatchObject([
      { postback: { mid: mids[0], title: "Bắt đầu", payload: "GET_STARTED", referral } },
      { message: { mid: mids[1], text: "Gặp cán bộ", quick_reply: { payload: "HANDOFF" } } },
      { message: { mid: mids[2], text: "+84900000000", quick_reply: { payload: "+84900000000" } } },
      { postback: { mid: mids[3], title: "Tra cứu hồ sơ", payload: "STATUS" } },
      { postback: { mid: mids[4], title: "Làm căn cước cần gì?", payload: "FAQ_CCCD" } },
    ]);
  });

  it("has no start button to tap where the Page has set none", async () => {
    const simulator = await bench.simulator();
    expect(() => simulator.citizenGetsStarted(CITIZEN)).toThrow("no get_started");
  });

  it("covers referrals, reads, reactions, edits, deletions, policy and whatever else", async () => {
    const clock = standingClock();
    const { simulator, receiver } = await bench.connected({ clock: clock.now, receipts: false });
    const mid = simulator.citizenWrites(CITIZEN, "một", { referral: { ref: "ad-1", source: "ADS" } });
    simulator.citizenOpensLink(CITIZEN, { ref: "qr-quay-3" });
    simulator.citizenReads(CITIZEN);
    simulator.citizenReacts(CITIZEN, mid);
    simulator.citizenReacts(CITIZEN, mid, { action: "unreact" });
    simulator.citizenEdits(CITIZEN, mid, "hai");
    simulator.citizenDeletes(CITIZEN, mid);
    simulator.publish("optin", { ...SIDES, optin: { type: "notification_messages" } }, { userId: CITIZEN });
    simulator.publish("message", { ...SIDES, message: { mid: "m_x" } }, { userId: CITIZEN, standby: true });
    await simulator.idle();
    simulator.policyEnforcement("warning", "spam");
    simulator.faults.policyKeyWithHyphen = true;
    simulator.policyEnforcement("block", "spam");
    await simulator.idle();
    const timestamp = clock.now().getTime();
    const [first, ...rest] = receiver.events();
    expect(first?.message).toMatchObject({ referral: { ref: "ad-1", source: "ADS", type: "OPEN_THREAD" } });
    expect(rest).toEqual([
      {
        ...SIDES,
        timestamp,
        list: "messaging",
        referral: { ref: "qr-quay-3", source: "SHORTLINK", type: "OPEN_THREAD" },
      },
      { ...SIDES, timestamp, list: "messaging", read: { watermark: timestamp } },
      {
        ...SIDES,
        timestamp,
        list: "messaging",
        reaction: { reaction: "love", emoji: "❤", action: "react", mid },
      },
      { ...SIDES, timestamp, list: "messaging", reaction: { action: "unreact", mid } },
      { ...SIDES, timestamp, list: "messaging", message_edit: { mid, text: "hai", num_edit: 1 } },
      { ...SIDES, timestamp, list: "messaging", message: { mid, is_deleted: true } },
      { ...SIDES, list: "messaging", optin: { type: "notification_messages" } },
      { ...SIDES, list: "standby", message: { mid: "m_x" } },
      {
        recipient: { id: APP.pageId },
        timestamp,
        list: "messaging",
        policy_enforcement: { action: "warning", reason: "spam" },
      },
      {
        recipient: { id: APP.pageId },
        timestamp,
        list: "messaging",
        "policy-enforcement": { action: "block", reason: "spam" },
      },
    ]);
    expect(simulator.chatOf(CITIZEN)).toMatchObject([{ text: "", edits: 1, deleted: true }]);
  });

  it("is an edit at most five times, and only of an own message", async () => {
    const simulator = await bench.simulator();
    const mid = simulator.citizenWrites(CITIZEN, "0");
    await send(simulator, CITIZEN, { text: "Dạ" });
    for (const text of ["1", "2", "3", "4", "5"]) simulator.citizenEdits(CITIZEN, mid, text);
    expect(() => {
      simulator.citizenEdits(CITIZEN, mid, "6");
    }).toThrow("5 times");
    expect(simulator.chatOf(CITIZEN)[0]).toMatchObject({ text: "5", edits: 5 });
    const ours = simulator.sentTo(CITIZEN)[0]?.messageId ?? "";
    expect(() => {
      simulator.citizenEdits(CITIZEN, ours, "x");
    }).toThrow("not the citizen's own");
    expect(() => {
      simulator.citizenDeletes(CITIZEN, "m_none");
    }).toThrow("no message");
  });
});

describe("echoes and receipts", () => {
  it("follow each send: echo with app_id and metadata, delivery, then read, with the watermark", async () => {
    const clock = standingClock();
    const { simulator, receiver } = await bench.connected({ clock: clock.now });
    simulator.citizenWrites(CITIZEN, "Xin chào");
    clock.forward(5000);
    await send(simulator, CITIZEN, { text: "Dạ, em nghe.", metadata: "outbox:42" });
    await simulator.idle();
    const mid = simulator.sentTo(CITIZEN)[0]?.messageId;
    const at = clock.now().getTime();
    expect(receiver.events().slice(1)).toEqual([
      {
        list: "messaging",
        sender: { id: APP.pageId },
        recipient: { id: CITIZEN },
        timestamp: at,
        message: {
          is_echo: true,
          mid,
          app_id: Number(APP.appId),
          metadata: "outbox:42",
          text: "Dạ, em nghe.",
        },
      },
      { list: "messaging", ...SIDES, delivery: { mids: [mid], watermark: at } },
      { list: "messaging", ...SIDES, timestamp: at, read: { watermark: at } },
    ]);
  });

  it("show the template sent, whose text is inside it", async () => {
    const { simulator, receiver } = await bench.connected({ receipts: false });
    simulator.citizenWrites(CITIZEN, "Xin chào");
    const payload = {
      template_type: "button",
      text: "Xem chi tiết?",
      buttons: [{ type: "postback", title: "Hồ sơ cần có", payload: "DOCS" }],
    };
    await send(simulator, CITIZEN, { attachment: { type: "template", payload } });
    await simulator.idle();
    expect(receiver.events()[1]?.message).toEqual({
      is_echo: true,
      mid: simulator.sentTo(CITIZEN)[0]?.messageId,
      app_id: Number(APP.appId),
      attachments: [{ type: "template", payload }],
    });
  });

  it("come under standby as receipts do, while another application has the thread", async () => {
    const { simulator, receiver } = await bench.connected();
    simulator.citizenWrites(CITIZEN, "Xin chào");
    simulator.humanReplies(CITIZEN, "Em hỗ trợ ạ");
    await simulator.idle();
    expect(simulator.ownerOf(CITIZEN)).toBe(PAGE_INBOX);
    expect(receiver.having("delivery")).toMatchObject([{ list: "standby" }]);
    expect(receiver.having("read")).toMatchObject([{ list: "standby" }]);
  });

  it("may lack the mids, and may bear the app_id as a string", async () => {
    const { simulator, receiver } = await bench.connected();
    Object.assign(simulator.faults, { deliveryWithoutMids: true, echoAppIdAsString: true });
    simulator.citizenWrites(CITIZEN, "Xin chào");
    await send(simulator, CITIZEN, { text: "Dạ" });
    await simulator.idle();
    expect(receiver.having("delivery")[0]?.["delivery"]).not.toHaveProperty("mids");
    expect(receiver.events()[1]?.message).toMatchObject({ app_id: APP.appId });
  });
});

describe("repeats", () => {
  it("come with the same bytes until the answer is 200", async () => {
    const { simulator, receiver } = await bench.connected();
    const answers = [503, 404, 201, 500, 200];
    receiver.answer = () => answers[receiver.received.length - 1] ?? 200;
    simulator.citizenWrites(CITIZEN, "Xin chào");
    await simulator.idle();
    expect(receiver.received).toHaveLength(5);
    expect(new Set(receiver.received.map((one) => one.bytes.toString())).size).toBe(1);
    expect(simulator.deliveries().map(({ eventName, outcome }) => [eventName, outcome])).toEqual([
      ...Array.from({ length: 4 }, () => ["message", "refused"]),
      ["message", "acknowledged"],
    ]);
    expect(simulator.subscribed).toBe(true);
  });

  it("come when the answer takes longer than the limit", async () => {
    const { simulator, receiver } = await bench.connected({ webhookTimeoutMs: 50 });
    receiver.answer = () => (receiver.received.length === 1 ? "never" : 200);
    simulator.citizenWrites(CITIZEN, "Xin chào");
    await simulator.idle();
    expect(simulator.deliveries().map((one) => one.outcome)).toEqual(["timeout", "acknowledged"]);
  });

  it("end after the configured time of failures: the Page is unsubscribed until it is subscribed again", async () => {
    const clock = standingClock();
    const { simulator, receiver } = await bench.connected({ clock: clock.now, retryDelaysMs: [5] });
    receiver.answer = () => 500;
    simulator.citizenWrites(CITIZEN, "một");
    simulator.citizenWrites(OTHER_CITIZEN, "hai");
    await simulator.waitFor(() => simulator.deliveries().length > 6);
    expect(simulator.subscribed).toBe(true);
    clock.forward(HOUR_MS);
    await simulator.waitFor(() => !simulator.subscribed);
    await simulator.idle();
    const came = receiver.received.length;
    receiver.answer = () => 200;
    simulator.citizenWrites(CITIZEN, "ba");
    await simulator.idle();
    expect(receiver.received).toHaveLength(came);
    simulator.subscribe();
    simulator.citizenWrites(CITIZEN, "bốn");
    await simulator.idle();
    expect(receiver.textsReceived().slice(came)).toEqual(["bốn"]);
  });

  it("start counting anew after a success", async () => {
    const clock = standingClock();
    const { simulator, receiver } = await bench.connected({ clock: clock.now, retryDelaysMs: [] });
    const write = async (status: number): Promise<void> => {
      receiver.answer = () => status;
      simulator.citizenWrites(CITIZEN, "Xin chào");
      await simulator.idle();
      clock.forward(HOUR_MS - 1);
    };
    for (const status of [500, 200, 500, 500]) await write(status);
    expect(simulator.subscribed).toBe(true);
    clock.forward(1);
    await write(500);
    expect(simulator.subscribed).toBe(false);
  });
});

describe("order and bundles", () => {
  it("is strict for one citizen, also across a repeat, and does not hold up another", async () => {
    const { simulator, receiver } = await bench.connected();
    let refused = 0;
    receiver.answer = ({ events }) => (events[0]?.message?.text === "một" && (refused += 1) <= 2 ? 500 : 200);
    for (const text of ["một", "hai", "ba"]) simulator.citizenWrites(CITIZEN, text);
    simulator.citizenWrites(OTHER_CITIZEN, "khác");
    await simulator.idle();
    const texts = receiver.textsReceived();
    expect(texts.filter((text) => text !== "khác")).toEqual(["một", "một", "một", "hai", "ba"]);
    expect(texts.indexOf("khác")).toBeLessThan(texts.lastIndexOf("một"));
  });

  it("several entries travel in one POST, and keep their citizens' order", async () => {
    const { simulator, receiver } = await bench.connected();
    simulator.citizenWrites(CITIZEN, "trước");
    simulator.together(() => {
      simulator.citizenWrites(CITIZEN, "một");
      simulator.citizenWrites(OTHER_CITIZEN, "hai");
      simulator.citizenReads(CITIZEN);
    });
    simulator.citizenWrites(OTHER_CITIZEN, "sau");
    await simulator.idle();
    expect(receiver.received.map((one) => one.events.length)).toEqual([1, 3, 1]);
    expect(receiver.received[1]?.body.entry?.map((one) => one.messaging?.length)).toEqual([1, 1, 1]);
    expect(receiver.textsReceived()).toEqual(["trước", "một", "hai", "sau"]);
    expect(simulator.deliveries().map((one) => one.eventName)).toEqual([
      ...["message", "message", "message", "read", "message"],
    ]);
    expect(allSigned(receiver)).toBe(true);
    expect(() => {
      simulator.together(() => {
        throw new Error("broke");
      });
    }).toThrow("broke");
  });

  it("events of a moment are gathered when a test wants it so", async () => {
    const { simulator, receiver } = await bench.connected();
    simulator.faults.bundleMs = 30;
    for (const text of ["một", "hai", "ba"]) simulator.citizenWrites(CITIZEN, text);
    await simulator.idle();
    simulator.citizenWrites(CITIZEN, "bốn");
    await simulator.idle();
    expect(receiver.received.map((one) => one.events.length)).toEqual([3, 1]);
    expect(receiver.textsReceived()).toEqual(["một", "hai", "ba", "bốn"]);
  });

  it("is lost when a test wants it lost; late and doubled events come so", async () => {
    const { simulator, receiver } = await bench.connected();
    simulator.citizenWrites(CITIZEN, "muộn", { lateMs: 40 });
    simulator.citizenWrites(CITIZEN, "đôi", { duplicates: 1 });
    await simulator.idle();
    expect(receiver.textsReceived()).toEqual(["đôi", "đôi", "muộn"]);
    const written = Array.from({ length: 20 }, (_, index) => String(index));
    for (const text of written) simulator.citizenWrites(CITIZEN, text, { shuffleMs: 60 });
    await simulator.idle();
    const shuffled = receiver.textsReceived().slice(3);
    expect([...shuffled].sort()).toEqual([...written].sort());
    expect(shuffled).not.toEqual(written);
  });

  it("holds over several instances, and a dead one passes its share to the next at once", async () => {
    const [one, two] = [await bench.receiver(), await bench.receiver()];
    const simulator: MessengerSimulator = await bench.simulator({ webhookUrl: [one.url, two.url] });
    for (const text of ["0", "1", "2", "3"]) simulator.citizenWrites(CITIZEN, text);
    await simulator.idle();
    expect([one.textsReceived(), two.textsReceived()]).toEqual([
      ["0", "2"],
      ["1", "3"],
    ]);
    await one.close();
    for (const text of ["4", "5"]) simulator.citizenWrites(CITIZEN, text);
    await simulator.idle();
    expect(two.textsReceived().slice(2)).toEqual(["4", "5"]);
  });
});

describe("by hand", () => {
  it("posts bytes as they are, signed only when told so", async () => {
    const { simulator, receiver } = await bench.connected();
    receiver.answer = ({ signature }) => (signature === undefined ? 401 : 200);
    const body = '{ "object" : "page", "entry" : [] }';
    expect(await simulator.deliverRaw(body)).toMatchObject({ kind: "answered", status: 401 });
    expect(await simulator.deliverRaw(body, simulator.sign(body))).toMatchObject({ status: 200 });
    expect(receiver.received.map((one) => one.bytes.toString())).toEqual([body, body]);
    expect(receiver.received[1]?.signature).toBe(
      signatureHeaders(Buffer.from(body), APP.appSecret)["x-hub-signature-256"],
    );
    expect(simulator.deliveries()).toEqual([]);
  });
});
