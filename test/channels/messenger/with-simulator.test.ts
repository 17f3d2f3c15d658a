import { createMessengerChannel } from "../../../src/channels/messenger/messenger-channel.ts";
import { readSignedRequest } from "../../../src/channels/messenger/signed-request.ts";
import type { ChannelEvent, CitizenMessage, OutgoingMessage } from "../../../src/core/channel.ts";
import {
  startMessengerSimulator,
  type MessengerSimulatorOptions,
} from "../../simulators/messenger/simulator.ts";
import { closedAfterEach } from "../../support/cleanup.ts";
import { memoryLog, openGate } from "../zalo/small-zalo.ts";
import { APP_SECRET, CITIZEN, configAt, message, startSmallGraph } from "./small-graph.ts";

// The simulator was written from the same contract by other hands: what the two misunderstand differently, fails.

const HOUR = 3_600_000;
const START = new Date("2026-11-23T03:00:00Z");
const onClose = closedAfterEach();

/** The channel of the simulator's Page, receiving its webhooks. */
async function open(more: Partial<MessengerSimulatorOptions> = {}, humanAgent = false) {
  const events: ChannelEvent[] = [];
  const verdicts: string[] = [];
  const log = memoryLog();
  let now = START;
  const receiver = await startSmallGraph(({ bytes, headers }) => {
    const delivery = { bytes, headers: headers as Record<string, string | undefined> };
    const { verdict } = channel.verify(delivery);
    verdicts.push(verdict);
    if (verdict === "accept") events.push(...channel.read(delivery));
    return { status: verdict === "accept" ? 200 : 401, json: {} };
  });
  onClose(() => receiver.close());
  const { appId, appSecret, pageId, pageToken, verifyToken } = configAt("");
  const meta = await startMessengerSimulator({
    ...{ appId, appSecret, pageId, pageToken, verifyToken },
    webhookUrl: receiver.url,
    requireAppsecretProof: true,
    retryDelaysMs: [20],
    clock: () => now,
    ...more,
  });
  onClose(() => meta.close());
  const channel = createMessengerChannel(configAt(meta.url, { sendTimeoutMs: 500, humanAgent }), {
    rateGate: openGate(),
    clock: () => now,
    random: () => 0,
    log,
  });
  return {
    meta,
    channel,
    events,
    verdicts,
    log,
    later: (ms: number) => {
      now = new Date(now.getTime() + ms);
    },
    /** A citizen has just written, so that the window is open. */
    written: async () => {
      meta.citizenWrites(CITIZEN, "Chào trung tâm");
      await meta.idle();
      events.length = 0;
    },
  };
}

const ofKind = <Kind extends ChannelEvent["kind"]>(events: readonly ChannelEvent[], kind: Kind) =>
  events.filter((event): event is ChannelEvent & { kind: Kind } => event.kind === kind);

it("talks with a citizen: question, answer with choices, tap, echo and receipts", async () => {
  const { meta, channel, events } = await open();
  meta.citizenWrites(CITIZEN, "Thủ tục cấp đổi căn cước?");
  await meta.idle();
  expect(events).toMatchObject([
    { kind: "citizen_message", citizenId: CITIZEN, text: "Thủ tục cấp đổi căn cước?", at: START },
  ]);
  const sent = await channel.send(
    message({ buttons: [{ kind: "choice", title: "Gặp cán bộ", payload: "#mc:person" }] }),
  );
  await meta.idle();
  const [outgoing] = meta.sentTo(CITIZEN);
  expect(sent).toEqual({ kind: "sent", messageId: outgoing?.messageId });
  expect(ofKind(events, "echo")).toMatchObject([
    { by: "program", reference: "outbox:42", messageId: outgoing?.messageId, text: outgoing?.text },
  ]);
  expect(ofKind(events, "delivered")).toMatchObject([{ messageIds: [outgoing?.messageId], upTo: START }]);
  expect(ofKind(events, "seen")).toMatchObject([{ upTo: START }]);

  const [reply] = outgoing?.quickReplies ?? [];
  if (reply === undefined) throw new Error("the answer has no choice to tap");
  meta.citizenTaps(CITIZEN, reply);
  await meta.idle();
  expect(ofKind(events, "citizen_message").at(-1)).toMatchObject({
    text: "Gặp cán bộ",
    payload: "#mc:person",
  });
  expect(ofKind(events, "unknown")).toEqual([]);
  expect(meta.refused()).toEqual([]);
});

it("sends a template with link and number, and dials emergency numbers in plain words", async () => {
  const { meta, channel, events, written } = await open();
  await written();
  const choice = { kind: "choice", title: "Gặp cán bộ", payload: "#mc:person" } as const;
  const link = { kind: "url", title: "Tra cứu hồ sơ", url: "https://dichvucong.example.gov.vn" } as const;
  const phone = { kind: "phone", title: "Gọi tổng đài", phone: "0234 3000 000" } as const;
  expect(await channel.send(message({ buttons: [link, phone, choice] }))).toMatchObject({ kind: "sent" });
  const urgent = message({
    text: "Anh/chị tới nơi an toàn và gọi ngay.",
    buttons: [{ kind: "phone", title: "Gọi 113", phone: "113" }, choice],
  });
  expect(await channel.send(urgent)).toMatchObject({ kind: "sent" });
  await meta.idle();
  const [first, second] = meta.sentTo(CITIZEN);
  expect(first?.buttons.map((button) => button.type)).toEqual(["web_url", "phone_number", "postback"]);
  expect(second).toMatchObject({
    text: "Anh/chị tới nơi an toàn và gọi ngay.\nGọi 113: 113",
    quickReplies: [{ title: "Gặp cán bộ", payload: "#mc:person" }],
  });
  const postback = first?.buttons.at(-1);
  if (postback === undefined) throw new Error("the template has no button to tap");
  meta.citizenTaps(CITIZEN, postback);
  await meta.idle();
  expect(ofKind(events, "citizen_message")).toMatchObject([{ text: "Gặp cán bộ", payload: "#mc:person" }]);
  expect(ofKind(events, "echo").map((event) => event.text)).toEqual([message().text, second?.text]);
});

it("reads everything else a citizen does", async () => {
  const { meta, events, channel } = await open();
  expect(
    await channel.setup.setProfile({ greeting: "Xin chào", iceBreakers: ["Lệ phí?"], menu: [] }),
  ).toEqual({
    done: false,
    why: expect.stringMatching(/^100/) as string,
  });
  const menu = [{ title: "Gặp cán bộ", payload: "#mc:person" }];
  expect(await channel.setup.setProfile({ greeting: "Xin chào", iceBreakers: ["Lệ phí?"], menu })).toEqual({
    done: true,
  });
  meta.citizenGetsStarted(CITIZEN, { ref: "qr-quay-3" });
  for (const choice of [...meta.profile.iceBreakers, ...meta.profile.menu]) meta.citizenTaps(CITIZEN, choice);
  const first = meta.citizenWrites(CITIZEN, "căn cướt");
  meta.citizenEdits(CITIZEN, first, "căn cước");
  meta.citizenReacts(CITIZEN, first);
  meta.citizenDeletes(CITIZEN, first);
  meta.citizenOpensLink(CITIZEN, { ref: "qr-quay-4" });
  meta.citizenSends(CITIZEN, ["image", "audio", "video", "file", "sticker", "old_sticker", "fallback"]);
  await meta.idle();
  expect(events.map((event) => [event.kind, "text" in event ? event.text : ""])).toEqual([
    ["chat_opened", ""],
    ["citizen_message", "Bắt đầu"],
    ["citizen_message", "Lệ phí?"],
    ["citizen_message", "Gặp cán bộ"],
    ["citizen_message", "căn cướt"],
    ["edited", "căn cước"],
    ["reaction", ""],
    ["deleted", ""],
    ["chat_opened", ""],
    ["citizen_message", ""],
  ]);
  expect((events.at(-1) as CitizenMessage).attachments.map((one) => one.kind)).toEqual([
    ...["image", "audio", "video", "file", "sticker", "sticker", "link"],
  ]);
  expect(ofKind(events, "chat_opened").map((event) => event.detail["ref"])).toEqual([
    "qr-quay-3",
    "qr-quay-4",
  ]);
  expect(new Set(events.map((event) => event.citizenId))).toEqual(new Set([CITIZEN]));
});

it.each(["missing", "inbox"] as const)(
  "sees a person take over in the Page's inbox (application in the echo: %s), and give back",
  async (humanEchoAppId) => {
    const { meta, channel, events, written, log } = await open();
    await written();
    meta.faults.humanEchoAppId = humanEchoAppId;
    meta.humanReplies(CITIZEN, "Em chào anh/chị.");
    meta.citizenWrites(CITIZEN, "Em cần hỏi tiếp");
    await meta.idle();
    expect(ofKind(events, "control_taken")).toMatchObject([{ holder: "page_inbox" }]);
    expect(ofKind(events, "echo")).toMatchObject([{ by: "person", personId: "page_inbox" }]);
    expect(ofKind(events, "citizen_message")).toMatchObject([{ text: "Em cần hỏi tiếp", standby: true }]);
    expect(await channel.send(message())).toMatchObject({
      kind: "refused",
      next: "final",
      code: "other_app_has_thread",
    });
    expect(log.lines.filter((line) => line.startsWith("error"))).toEqual([]);

    meta.passControlBack(CITIZEN);
    await meta.idle();
    expect(ofKind(events, "control_returned")).toHaveLength(1);
    expect(await channel.send(message())).toMatchObject({ kind: "sent" });
  },
);

it("sees another application write, ask for control and Meta enforce a policy", async () => {
  const { meta, events, written, log } = await open();
  await written();
  meta.otherAppSends(CITIZEN, "Tin tự động");
  meta.otherAppRequestsControl(CITIZEN);
  meta.faults.policyKeyWithHyphen = true;
  meta.policyEnforcement("warning", "spam");
  await meta.idle();
  expect(ofKind(events, "echo")).toMatchObject([{ by: "program", personId: "700600500400300" }]);
  expect(
    ofKind(events, "unknown")
      .map((event) => event.name)
      .sort(),
  ).toEqual(["policy-enforcement", "request_thread_control"]);
  expect(log.lines).toEqual([expect.stringMatching(/^error .*policy.*"action":"warning"/)]);
});

it("accepts what the platform signs and refuses the rest", async () => {
  const { meta, verdicts, events } = await open();
  meta.faults.wrongSignature = 1;
  meta.citizenWrites(CITIZEN, "một");
  await meta.waitFor(() => verdicts.includes("refuse"));
  meta.faults.wrongSignature = 0;
  await meta.waitFor(() => events.length === 1);
  const body = JSON.stringify({ object: "page", entry: [] });
  await meta.deliverRaw(body);
  await meta.deliverRaw(body, meta.sign(body));
  await meta.deliverRaw(body, meta.sign(`${body} `));
  expect(verdicts.slice(-3)).toEqual(["refuse", "accept", "refuse"]);
  expect(readSignedRequest(meta.signedRequest(), APP_SECRET)).toEqual({ kind: "genuine", userId: "218471" });
  for (const tamper of ["signature", "payload", "algorithm", "no_dot"] as const) {
    expect(readSignedRequest(meta.signedRequest(undefined, { tamper }), APP_SECRET).kind).toBe("refused");
  }
});

it("reads many events of one delivery, and a second delivery of the same alike", async () => {
  const { meta, events } = await open();
  meta.faults.duplicateDelivery = 1;
  meta.together(() => {
    meta.citizenWrites(CITIZEN, "một");
    meta.citizenWrites("6543210987654322", "hai");
  });
  await meta.idle();
  await meta.waitFor(() => events.length >= 4);
  expect(new Set(events.map((event) => event.dedupeKey)).size).toBe(2);
});

it("agrees with the platform on when the window is open", async () => {
  const cases: [OutgoingMessage["origin"], boolean, number][] = [
    ["bot", true, 24],
    ["operator", false, 24],
    ["operator", true, 168],
  ];
  for (const [origin, granted, hours] of cases) {
    const { meta, channel, later, written } = await open({ humanAgentGranted: granted }, granted);
    await written();
    later(hours * HOUR - 1000);
    const window = (at: number) => channel.window(START, new Date(START.getTime() + at), origin);
    expect(window(hours * HOUR - 1000)).toMatchObject({ open: true });
    expect(await channel.send(message({ origin }))).toMatchObject({ kind: "sent" });
    later(2000);
    expect(window(hours * HOUR + 1000)).toMatchObject({ open: false });
    expect(await channel.send(message({ origin }))).toMatchObject({ next: "final", code: "10/2018278" });
    const tagged = meta.sentTo(CITIZEN).map((one) => [one.messagingType, one.tag]);
    expect(tagged).toEqual([hours === 168 ? ["MESSAGE_TAG", "HUMAN_AGENT"] : ["RESPONSE", undefined]]);
  }
});

it("sends a document and a picture, the same again without another upload", async () => {
  const { meta, channel, written } = await open();
  await written();
  const pdf = {
    kind: "file",
    name: "mau.pdf",
    mime: "application/pdf",
    bytes: new TextEncoder().encode("%PDF-1.7"),
  } as const;
  const png = {
    kind: "image",
    name: "so-do.png",
    mime: "image/png",
    bytes: new Uint8Array([0x89, 0x50]),
  } as const;
  for (const file of [pdf, png, pdf]) {
    expect(await channel.send(message({ text: "", file, origin: "operator" }))).toMatchObject({
      kind: "sent",
    });
  }
  expect(meta.refused()).toEqual([]);
  expect(meta.sentTo(CITIZEN).map((one) => one.kind)).toEqual(["file", "image", "file"]);
});

it("reports a send in doubt, and the echo with its reference settles it", async () => {
  const { meta, channel, events, written } = await open();
  await written();
  for (const fault of ["sendHttp5xxAfterAccept", "sendCutAfterAccept", "sendStallAfterAccept"] as const) {
    meta.faults[fault] = 1;
    expect(await channel.send(message({ reference: fault }))).toMatchObject({ kind: "unknown" });
    meta.faults.reset();
    const echo = await meta.waitFor(() => ofKind(events, "echo").find((event) => event.reference === fault));
    expect(echo).toMatchObject({ by: "program", citizenId: CITIZEN });
  }
  meta.faults.sendHttp5xx = 1;
  expect(await channel.send(message({ reference: "not taken" }))).toMatchObject({ kind: "unknown" });
  await meta.idle();
  expect(ofKind(events, "echo").map((event) => event.reference)).not.toContain("not taken");
});

it("has a passing fault, a limit and a dead token told apart", async () => {
  const { meta, channel, written, later } = await open();
  await written();
  meta.faults.sendError2 = 1;
  expect(await channel.send(message())).toMatchObject({ next: "retry", code: "2", attemptsAtMost: 3 });
  meta.faults.reset();
  meta.faults.rateLimited = true;
  expect(await channel.send(message())).toMatchObject({ next: "retry", code: "613", throttled: true });
  meta.faults.reset();
  later(60_000);
  meta.citizenBlocks(CITIZEN);
  expect(await channel.send(message())).toMatchObject({ next: "final", code: "551/1545041" });
  meta.citizenUnblocks(CITIZEN);
  expect(await channel.state()).toMatchObject({ token: "valid", missingPermissions: [], isConfigured: true });
  meta.faults.tokenTrouble = "password_changed";
  expect(await channel.send(message())).toMatchObject({ next: "needs_admin", code: "190/460" });
  expect(await channel.state()).toMatchObject({ token: "invalid" });
  meta.faults.reset();
  expect(await channel.send(message())).toMatchObject({ kind: "sent" });
});

it("slows down when Meta's usage headers say so", async () => {
  const { meta, channel, written, later } = await open();
  await written();
  meta.faults.usagePercent = 90;
  expect(await channel.send(message())).toMatchObject({ kind: "sent" });
  expect(await channel.send(message())).toMatchObject({ kind: "sent" });
  expect(await channel.send(message())).toMatchObject({ code: "usage", throttled: true });
  later(1000);
  expect(await channel.send(message())).toMatchObject({ kind: "sent" });
});

it("shows typing, reads names, and subscribes the Page", async () => {
  const { meta, channel, events } = await open({ subscribedFields: [] });
  const { userId } = meta.addCitizen({ name: "Trần Thị B" });
  expect(await channel.citizenName(userId)).toBe("Trần Thị B");
  meta.faults.profileRefused = true;
  expect(await channel.citizenName(userId)).toBeUndefined();
  meta.citizenWrites(userId, "a");
  await meta.idle();
  expect(events).toEqual([]);
  expect(await channel.setup.subscribe()).toEqual({ done: true });
  meta.citizenWrites(userId, "b");
  await meta.idle();
  expect(events).toMatchObject([{ kind: "citizen_message", text: "b" }]);
  await channel.showTyping(userId);
  expect(meta.senderActions().map((one) => one.action)).toEqual(["mark_seen", "typing_on"]);
});
