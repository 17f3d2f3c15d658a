import { webhookSignature } from "./signature.ts";
import {
  APP,
  Bench,
  CITIZEN,
  OTHER_CITIZEN,
  send,
  standingClock,
  type Received,
  type Receiver,
} from "./test-bench.ts";
import type { ZaloSimulator, ZaloSimulatorOptions } from "./simulator.ts";

const bench = new Bench();
afterEach(async () => bench.close());

async function connected(
  options: Partial<ZaloSimulatorOptions> = {},
): Promise<{ simulator: ZaloSimulator; receiver: Receiver }> {
  const receiver = await bench.receiver();
  const simulator = await bench.simulator({
    webhookUrls: [receiver.url],
    retryDelaysMs: [20, 40],
    ...options,
  });
  return { simulator, receiver };
}

const someText = expect.any(String) as string;

const namesOf = (received: readonly Received[]): readonly (string | undefined)[] =>
  received.map((one) => one.event.event_name);

describe("what arrives", () => {
  it("is the documented envelope, signed over the bytes sent", async () => {
    const clock = standingClock();
    const { simulator, receiver } = await connected({ now: clock.now });
    const msgId = simulator.citizenWrites(CITIZEN, "Thủ tục cấp đổi căn cước?", { quoteMsgId: "o-1" });
    await simulator.idle();
    const [delivery] = receiver.received;
    expect(delivery?.event).toEqual({
      app_id: APP.appId,
      user_id_by_app: expect.stringMatching(/^\d{19}$/) as string,
      sender: { id: CITIZEN },
      recipient: { id: APP.oaId },
      event_name: "user_send_text",
      message: { msg_id: msgId, text: "Thủ tục cấp đổi căn cước?", quote_msg_id: "o-1" },
      timestamp: "1795402800000",
    });
    const bytes = delivery?.bytes ?? Buffer.alloc(0);
    expect(delivery?.signature).toBe(webhookSignature(APP.appId, bytes, "1795402800000", APP.oaSecret));
    expect(delivery?.numRetry).toBeUndefined();
  });

  it.each([
    ["image", { thumbnail: someText, url: someText }],
    ["gif", { thumbnail: someText, url: someText }],
    ["link", { thumbnail: someText, description: someText, url: someText }],
    ["audio", { url: someText }],
    ["video", { thumbnail: someText, description: someText, url: someText }],
    ["sticker", { id: someText, url: someText }],
    ["location", { coordinates: { latitude: "10.762622", longitude: "106.660172" } }],
    ["file", expect.objectContaining({ name: "to-khai.pdf", size: "84211", type: "pdf" })],
  ] as const)("has the payload of a citizen's %s", async (kind, payload) => {
    const { simulator, receiver } = await connected();
    const msgId = simulator.citizenSends(CITIZEN, kind);
    await simulator.idle();
    expect(receiver.named(`user_send_${kind}`)[0]?.event.message).toEqual({
      msg_id: msgId,
      attachments: [{ type: kind, payload: payload as unknown }],
    });
  });

  it("is a tap as an ordinary text, hidden in the chat for oa.query.hide; links tell the OA nothing", async () => {
    const { simulator, receiver } = await connected();
    simulator.citizenTaps(CITIZEN, { title: "Xem", type: "oa.query.show", payload: "#mc:bot" });
    simulator.citizenTaps(CITIZEN, { title: "Gặp cán bộ", type: "oa.query.hide", payload: "#mc:person" });
    const opened = { title: "Mở", type: "oa.open.url", payload: { url: "https://example.gov.vn" } };
    expect(simulator.citizenTaps(CITIZEN, opened)).toBeUndefined();
    await simulator.idle();
    expect(namesOf(receiver.received)).toEqual(["user_send_text", "user_send_text"]);
    expect(receiver.textsReceived()).toEqual(["#mc:bot", "#mc:person"]);
    expect(simulator.chatOf(CITIZEN).map((one) => one.hidden)).toEqual([false, true]);
  });

  it("covers relation, data, reactions, visitors and names nobody knows", async () => {
    const { simulator, receiver } = await connected();
    simulator.citizenFollows(CITIZEN);
    simulator.citizenUnfollows(CITIZEN);
    simulator.citizenClicksChatnow(CITIZEN);
    simulator.citizenSubmitsInfo(CITIZEN, { name: "Nguyễn Văn A", phone: "84900000000" });
    simulator.citizenReacts(CITIZEN, "o-0001");
    simulator.publish("event_of_tomorrow", { user_id: CITIZEN }, CITIZEN);
    await simulator.idle();
    simulator.visitorWrites("anon-77", "conv-77", "hello");
    await simulator.idle();
    expect(receiver.received.map((one) => one.event)).toMatchObject([
      { event_name: "follow", oa_id: APP.oaId, follower: { id: CITIZEN } },
      { event_name: "unfollow", oa_id: APP.oaId, follower: { id: CITIZEN } },
      { event_name: "user_click_chatnow", oa_id: APP.oaId, user_id: CITIZEN },
      { event_name: "user_submit_info", sender: { id: CITIZEN }, info: { phone: "84900000000" } },
      { event_name: "user_reacted_message", sender: { id: APP.oaId }, message: { react_icon: "/-strong" } },
      { event_name: "event_of_tomorrow", app_id: APP.appId, user_id: CITIZEN },
      {
        event_name: "anonymous_send_text",
        sender: { id: "anon-77" },
        message: { conversation_id: "conv-77" },
      },
    ]);
  });

  it("is nothing before the OA consented, and nothing whose switch is off", async () => {
    const { simulator, receiver } = await connected({ consented: false });
    simulator.citizenWrites(CITIZEN, "quá sớm");
    await simulator.idle();
    expect(simulator.deliveries()).toMatchObject([{ outcome: "dropped" }]);
    simulator.grantConsent();
    simulator.switchedOff.add("follow");
    simulator.citizenFollows(CITIZEN);
    simulator.citizenWrites(CITIZEN, "đúng lúc");
    await simulator.idle();
    expect(receiver.textsReceived()).toEqual(["đúng lúc"]);
  });
});

describe("echoes", () => {
  it("follow each send without admin_id, and then the receipts with the OA as sender", async () => {
    const { simulator, receiver } = await connected();
    simulator.citizenWrites(CITIZEN, "Xin chào");
    await send(simulator, CITIZEN, { text: "Dạ, em nghe." });
    await simulator.idle();
    const messageId = simulator.sentTo(CITIZEN)[0]?.messageId;
    const [, echo, delivered, seen] = receiver.received.map((one) => one.event);
    const sides = { sender: { id: APP.oaId }, recipient: { id: CITIZEN } };
    expect(echo).toMatchObject({ ...sides, event_name: "oa_send_text" });
    expect(echo?.message).toEqual({ msg_id: messageId, text: "Dạ, em nghe." });
    expect(echo?.["sender"]).toEqual({ id: APP.oaId });
    expect(delivered).toMatchObject({
      ...sides,
      event_name: "user_received_message",
      message: { msg_id: messageId },
    });
    expect(seen).toMatchObject({
      ...sides,
      event_name: "user_seen_message",
      message: { msg_ids: [messageId] },
    });
  });

  it("carry admin_id when a person typed, and not when another application sent", async () => {
    const { simulator, receiver } = await connected({ receipts: false });
    simulator.humanReplies(CITIZEN, "Em hỗ trợ hồ sơ này.", "9990001112223334442");
    simulator.otherAppSends(CITIZEN, "Quảng bá");
    await simulator.idle();
    expect(receiver.received.map((one) => one.event["sender"])).toEqual([
      { id: APP.oaId, admin_id: "9990001112223334442" },
      { id: APP.oaId },
    ]);
    expect(namesOf(receiver.received)).toEqual(["oa_send_text", "oa_send_text"]);
    expect(simulator.allSent()).toEqual([]);
  });

  it("bear the name of what was sent", async () => {
    const { simulator, receiver } = await connected({ receipts: false });
    simulator.citizenWrites(CITIZEN, "Xin chào");
    const media = { template_type: "media", elements: [{ media_type: "sticker", attachment_id: "46f0" }] };
    await send(simulator, CITIZEN, { attachment: { type: "template", payload: media } });
    await simulator.idle();
    expect(receiver.named("oa_send_sticker")[0]?.event.message).toMatchObject({
      attachments: [{ type: "sticker", payload: { id: "46f0" } }],
    });
  });
});

describe("repeats", () => {
  it("come with num_retry and the same bytes until the answer is 200", async () => {
    const { simulator, receiver } = await connected();
    receiver.answer = ({ numRetry }) => (numRetry === "2" ? 200 : 503);
    simulator.citizenWrites(CITIZEN, "Xin chào");
    await simulator.idle();
    expect(receiver.received.map((one) => one.numRetry)).toEqual([undefined, "1", "2"]);
    expect(
      new Set(receiver.received.map((one) => `${one.signature ?? ""} ${one.bytes.toString()}`)).size,
    ).toBe(1);
    expect(
      simulator.deliveries().map(({ outcome, status, numRetry }) => ({ outcome, status, numRetry })),
    ).toEqual([
      { outcome: "refused", status: 503, numRetry: 0 },
      { outcome: "refused", status: 503, numRetry: 1 },
      { outcome: "acknowledged", status: 200, numRetry: 2 },
    ]);
    expect(simulator.webhookDisabled).toBe(false);
  });

  it("come when the answer takes longer than the limit, and when it is another success than 200", async () => {
    const { simulator, receiver } = await connected({ webhookTimeoutMs: 50, retryDelaysMs: [10, 10, 10] });
    const answers = ["never", 204, 200] as const;
    receiver.answer = () => answers[receiver.received.length - 1] ?? 200;
    simulator.citizenWrites(CITIZEN, "Xin chào");
    await simulator.idle();
    expect(simulator.deliveries().map((one) => one.outcome)).toEqual(["timeout", "refused", "acknowledged"]);
  });

  it("come only after failed connections when so configured", async () => {
    const { simulator, receiver } = await connected({ retryOn: "connection_failure" });
    receiver.answer = () => 500;
    simulator.citizenWrites(CITIZEN, "mất");
    await simulator.idle();
    expect(simulator.deliveries().map((one) => one.outcome)).toEqual(["refused"]);
    expect(simulator.webhookDisabled).toBe(false);
  });

  it("disable the webhook when the last one fails; it then drops events until it is enabled by hand", async () => {
    const { simulator, receiver } = await connected();
    receiver.answer = () => 500;
    simulator.citizenWrites(CITIZEN, "một");
    await simulator.waitFor(() => simulator.webhookDisabled);
    simulator.citizenWrites(OTHER_CITIZEN, "hai");
    await simulator.idle();
    expect(receiver.received).toHaveLength(3);
    expect(simulator.deliveries().at(-1)).toMatchObject({
      outcome: "dropped",
      why: "the webhook is disabled",
    });
    receiver.answer = () => 200;
    simulator.enableWebhook();
    simulator.citizenWrites(OTHER_CITIZEN, "ba");
    await simulator.idle();
    expect(receiver.textsReceived().at(-1)).toBe("ba");
  });

  it("reach a receiver that was down meanwhile", async () => {
    const { simulator, receiver } = await connected({ retryDelaysMs: [50, 50, 50, 50, 50, 50] });
    await receiver.close();
    simulator.citizenWrites(CITIZEN, "có ai không");
    await simulator.waitFor(() => simulator.deliveries().some((one) => one.outcome === "unreachable"));
    const again = await bench.receiver(Number(new URL(receiver.url).port));
    await simulator.idle();
    expect(again.textsReceived()).toEqual(["có ai không"]);
    expect(Number(again.received[0]?.numRetry)).toBeGreaterThanOrEqual(1);
  });
});

describe("order", () => {
  it("is strict for one citizen, also across a repeat, and does not hold up another", async () => {
    const { simulator, receiver } = await connected();
    let refused = 0;
    receiver.answer = ({ event }) => (event.message?.text === "một" && (refused += 1) <= 2 ? 500 : 200);
    for (const text of ["một", "hai", "ba"]) simulator.citizenWrites(CITIZEN, text);
    simulator.citizenWrites(OTHER_CITIZEN, "khác");
    await simulator.idle();
    const texts = receiver.textsReceived();
    expect(texts.filter((text) => text !== "khác")).toEqual(["một", "một", "một", "hai", "ba"]);
    expect(texts.indexOf("khác")).toBeLessThan(texts.lastIndexOf("một"));
  });

  it("holds over several instances, and a dead one passes its share to the next at once", async () => {
    const [one, two] = [await bench.receiver(), await bench.receiver()];
    const simulator = await bench.simulator({ webhookUrls: [one.url, two.url] });
    for (let index = 0; index < 6; index += 1) simulator.citizenWrites(CITIZEN, String(index));
    await simulator.idle();
    expect(one.textsReceived()).toEqual(["0", "2", "4"]);
    expect(two.textsReceived()).toEqual(["1", "3", "5"]);
    await one.close();
    for (let index = 6; index < 10; index += 1) simulator.citizenWrites(CITIZEN, String(index));
    await simulator.idle();
    expect(two.textsReceived().slice(3)).toEqual(["6", "7", "8", "9"]);
  });

  it("is lost when a test wants it lost", async () => {
    const { simulator, receiver } = await connected();
    const written = Array.from({ length: 20 }, (_, index) => String(index));
    for (const text of written) simulator.citizenWrites(CITIZEN, text, { shuffleMs: 60 });
    await simulator.idle();
    expect([...receiver.textsReceived()].sort()).toEqual([...written].sort());
    expect(receiver.textsReceived()).not.toEqual(written);
  });

  it("keeps at most so many deliveries under way", async () => {
    const { simulator, receiver } = await connected({ webhookConcurrency: 3 });
    let underWay = 0;
    let most = 0;
    receiver.answer = async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise((resolve) => setImmediate(resolve));
      underWay -= 1;
      return 200;
    };
    for (let index = 0; index < 40; index += 1)
      simulator.citizenWrites(simulator.addCitizen().userId, "Xin chào");
    await simulator.idle();
    expect(receiver.received).toHaveLength(40);
    expect(most).toBeLessThanOrEqual(3);
  });
});

describe("by hand", () => {
  it("delivers an event several times at the same moment", async () => {
    const { simulator, receiver } = await connected();
    simulator.citizenWrites(CITIZEN, "một", { duplicates: 2 });
    simulator.citizenWrites(CITIZEN, "hai");
    await simulator.idle();
    expect(receiver.textsReceived()).toEqual(["một", "một", "một", "hai"]);
    expect(new Set(receiver.received.slice(0, 3).map((one) => one.bytes.toString())).size).toBe(1);
  });

  it("probes without a signature and posts bytes as they are", async () => {
    const { simulator, receiver } = await connected();
    receiver.answer = ({ signature }) => (signature === "mac=forged" ? 401 : 200);
    expect(await simulator.probe()).toMatchObject({ kind: "answered", status: 200 });
    expect(await simulator.probe("")).toMatchObject({ kind: "answered", status: 200 });
    const forged = { "x-zevent-signature": "mac=forged" };
    expect(await simulator.deliverRaw('{ "a" : 1 }', forged)).toMatchObject({
      kind: "answered",
      status: 401,
    });
    expect(receiver.received.map((one) => one.bytes.toString())).toEqual(["{}", "", '{ "a" : 1 }']);
    expect(receiver.received.map((one) => one.signature)).toEqual([undefined, undefined, "mac=forged"]);
    expect(simulator.deliveries()).toEqual([]);
  });

  it("says what is missing when waiting was in vain", async () => {
    const { simulator, receiver } = await connected();
    receiver.answer = () => "never";
    simulator.citizenWrites(CITIZEN, "Xin chào");
    await expect(simulator.idle(30)).rejects.toThrow("1 events pending");
    await expect(simulator.waitFor(() => false, 10)).rejects.toThrow("not within 10 ms");
    await expect(
      simulator.waitFor(() => {
        throw new Error("predicate broke");
      }),
    ).rejects.toThrow("predicate broke");
    expect(await simulator.waitFor(() => receiver.received[0]?.event.message?.text)).toBe("Xin chào");
  });
});
