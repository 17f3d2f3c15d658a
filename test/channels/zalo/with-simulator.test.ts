import type { ChannelEvent, CitizenMessage, OutgoingMessage } from "../../../src/core/channel.ts";
import { createZaloChannel, type ZaloChannel } from "../../../src/channels/zalo/zalo-channel.ts";
import { startZaloSimulator, type ZaloSimulator } from "../../simulators/zalo/simulator.ts";
import { configAt, memoryLog, MemoryVault, openGate, startSmallZalo, type SmallZalo } from "./small-zalo.ts";

// The simulator was written from the same contract by other hands: what the two misunderstand differently, fails.

const CITIZEN = "8123456789012345678";
const HOUR = 3_600_000;

interface Bench {
  readonly zalo: ZaloSimulator;
  readonly channel: ZaloChannel;
  readonly events: ChannelEvent[];
  readonly verdicts: string[];
  readonly later: (ms: number) => void;
}

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** The channel with the consent of the simulator's OA, receiving its webhooks. */
async function open(): Promise<Bench> {
  const events: ChannelEvent[] = [];
  const verdicts: string[] = [];
  let now = new Date("2026-11-23T03:00:00Z");
  const receiver: SmallZalo = await startSmallZalo(({ bytes, headers }) => {
    const delivery = { bytes, headers: headers as Record<string, string | undefined> };
    const { verdict } = channel.verify(delivery);
    verdicts.push(verdict);
    if (verdict === "accept") events.push(...channel.read(delivery));
    return { status: verdict === "refuse" ? 401 : 200, json: {} };
  });
  closers.push(() => receiver.close());
  const { appId, appSecret, oaId, oaSecret, callbackUrl } = configAt("");
  const zalo = await startZaloSimulator({
    ...{ appId, appSecret, oaId, oaSecret, callbackUrl },
    webhookUrls: [receiver.url],
    requireAppsecretProof: true,
    now: () => now,
  });
  closers.push(() => zalo.close());
  const channel = createZaloChannel(configAt(zalo.url, { sendTimeoutMs: 500 }), {
    vault: new MemoryVault(),
    rateGate: openGate(),
    clock: () => now,
    random: () => 0,
    log: memoryLog(),
  });
  const begun = channel.consent.begin();
  const back = new URL(await zalo.approveConsent(begun.url)).searchParams;
  await channel.consent.finish({
    code: back.get("code") ?? undefined,
    oaId: back.get("oa_id") ?? undefined,
    state: back.get("state") ?? undefined,
    expectedState: begun.state,
    verifier: begun.verifier,
  });
  return {
    zalo,
    channel,
    events,
    verdicts,
    later: (ms) => {
      now = new Date(now.getTime() + ms);
    },
  };
}

const message = (text: string, more: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  citizenId: CITIZEN,
  text,
  buttons: [],
  origin: "bot",
  reference: "outbox:1",
  ...more,
});

const kindsAndTexts = (events: readonly ChannelEvent[]) =>
  events.map((event) => [event.kind, "text" in event ? event.text : undefined]);

it("talks with a citizen: question, answer with a button, tap, echo, receipts and an official's word", async () => {
  const { zalo, channel, events } = await open();
  zalo.citizenWrites(CITIZEN, "Làm căn cước cần giấy tờ gì?");
  await zalo.idle();
  const sent = await channel.send(
    message("Anh/chị cần tờ khai.", {
      buttons: [{ kind: "choice", title: "Gặp cán bộ", payload: "#mc:person" }],
    }),
  );
  await zalo.idle();
  const [outgoing] = zalo.sentTo(CITIZEN);
  const [button] = outgoing?.buttons ?? [];
  if (button === undefined) throw new Error("the answer has no button");
  zalo.citizenTaps(CITIZEN, button);
  zalo.humanReplies(CITIZEN, "Em chào anh/chị.");
  await zalo.idle();

  expect(sent).toMatchObject({ kind: "sent", messageId: outgoing?.messageId });
  const [question, ...rest] = events;
  expect(question).toMatchObject({
    kind: "citizen_message",
    citizenId: CITIZEN,
    text: "Làm căn cước cần giấy tờ gì?",
  });
  const ours = rest.find((event) => event.kind === "echo" && event.by === "program");
  expect(ours).toMatchObject({ text: "Anh/chị cần tờ khai.", messageId: outgoing?.messageId });
  expect(rest.find((event) => event.kind === "delivered")).toMatchObject({
    messageIds: [outgoing?.messageId],
  });
  expect(rest.find((event) => event.kind === "seen")).toMatchObject({ citizenId: CITIZEN });
  expect(rest.find((event): event is CitizenMessage => event.kind === "citizen_message")).toMatchObject({
    payload: "#mc:person",
    interaction: true,
  });
  expect(rest.find((event) => event.kind === "echo" && event.by === "person")).toMatchObject({
    text: "Em chào anh/chị.",
  });
  expect(events.filter((event) => event.kind === "unknown")).toEqual([]);
});

it("reads everything else a citizen does", async () => {
  const { zalo, events } = await open();
  zalo.citizenFollows(CITIZEN);
  zalo.citizenClicksChatnow(CITIZEN);
  for (const kind of ["image", "gif", "link", "audio", "video", "sticker", "location", "file"] as const) {
    zalo.citizenSends(CITIZEN, kind);
  }
  zalo.citizenSubmitsInfo(CITIZEN, { name: "Nguyễn Văn A" });
  zalo.citizenUnfollows(CITIZEN);
  await zalo.idle();
  expect(events.map((event) => event.kind)).toEqual([
    "followed",
    "chat_opened",
    ...Array<string>(8).fill("citizen_message"),
    "contact_shared",
    "unfollowed",
  ]);
  expect(
    events.flatMap((event) => ("attachments" in event ? event.attachments.map((one) => one.kind) : [])),
  ).toEqual(["image", "gif", "link", "audio", "video", "sticker", "location", "file"]);
  expect(new Set(events.map((event) => event.citizenId))).toEqual(new Set([CITIZEN]));
});

it("answers a visitor without Zalo, whose buttons the platform refuses, by the text alone", async () => {
  const { zalo, channel, events } = await open();
  zalo.visitorWrites("anon-77", "conv-77", "Cho hỏi lệ phí");
  await zalo.idle();
  const [question] = events;
  if (question?.kind !== "citizen_message") throw new Error("no message was read");
  const sent = await channel.send(
    message("Lệ phí là 50.000 đồng.", {
      citizenId: question.citizenId,
      buttons: [{ kind: "choice", title: "Gặp cán bộ", payload: "#mc:person" }],
    }),
  );
  await zalo.idle();
  expect(sent).toMatchObject({ kind: "sent" });
  expect(kindsAndTexts(events.filter((event) => event.kind === "echo"))).toEqual([
    ["echo", "Lệ phí là 50.000 đồng."],
  ]);
  expect(events.find((event) => event.kind === "echo")).toMatchObject({ citizenId: question.citizenId });
});

it("sends a document and a picture", async () => {
  const { zalo, channel } = await open();
  zalo.citizenWrites(CITIZEN, "xin mẫu đơn");
  await zalo.idle();
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
    bytes: new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  } as const;
  expect(await channel.send(message("", { file: pdf }))).toMatchObject({ kind: "sent" });
  expect(await channel.send(message("Sơ đồ", { file: png }))).toMatchObject({ kind: "sent" });
  expect(zalo.refused()).toEqual([]);
  expect(zalo.sentTo(CITIZEN)).toHaveLength(2);
});

it("recovers from a dead token and from a refresh whose answer was lost", async () => {
  const { zalo, channel, later } = await open();
  zalo.citizenWrites(CITIZEN, "a");
  await zalo.idle();
  zalo.faults.expireTokenNow();
  expect(await channel.send(message("một"))).toMatchObject({ kind: "sent" });
  expect(zalo.refreshCount).toBe(1);

  zalo.faults.refreshCutConnection = true;
  later(24 * HOUR);
  expect(await channel.tokens.keepFresh()).toMatchObject({
    kind: "consent_needed",
    reason: expect.stringMatching(/^-14020/) as string,
  });
});

it("reports a send in doubt, and what the platform then says of it", async () => {
  const { zalo, channel } = await open();
  zalo.citizenWrites(CITIZEN, "a");
  await zalo.idle();
  const since = new Date("2026-11-23T03:00:00Z");
  for (const fault of ["sendHttp5xxAfterAccept", "sendStallAfterAccept"] as const) {
    zalo.faults[fault] = 1;
    expect(await channel.send(message(fault))).toMatchObject({ kind: "unknown" });
    zalo.faults.reset();
    expect((await channel.sentSince(CITIZEN, since))?.map((one) => one.text)).toContain(fault);
  }
  zalo.faults.sendHttp5xx = 1;
  expect(await channel.send(message("not taken"))).toMatchObject({ kind: "unknown" });
  expect((await channel.sentSince(CITIZEN, since))?.map((one) => one.text)).not.toContain("not taken");
});

it("agrees with the platform on when the window is open", async () => {
  const { zalo, channel, later } = await open();
  zalo.citizenWrites(CITIZEN, "a");
  await zalo.idle();
  const asked = new Date("2026-11-23T03:00:00Z");
  const window = (at: number) => channel.window(asked, new Date(asked.getTime() + at), "bot");

  later(48 * HOUR - 1000);
  expect(window(48 * HOUR - 1000)).toMatchObject({ kind: "free" });
  expect(await channel.send(message("trong 48 giờ"))).toMatchObject({
    kind: "sent",
    quota: { quota_type: "reply" },
  });
  later(2000);
  expect(window(48 * HOUR + 1000)).toMatchObject({ kind: "paid" });
  expect(await channel.send(message("sau 48 giờ"))).toMatchObject({ quota: { quota_type: "sub_quota" } });
  later(120 * HOUR);
  expect(window(168 * HOUR + 1000)).toMatchObject({ open: false });
  expect(await channel.send(message("sau 7 ngày"))).toMatchObject({
    kind: "refused",
    next: "final",
    code: "-230",
  });
});

it("answers the registration probe and refuses what is not signed by the platform", async () => {
  const { zalo, verdicts } = await open();
  await zalo.probe("{}");
  await zalo.probe("");
  await zalo.deliverRaw('{"event_name":"follow"}');
  expect(verdicts).toEqual(["probe", "probe", "refuse"]);
});

it("reads names and the OA's own data", async () => {
  const { zalo, channel } = await open();
  const { userId } = zalo.addCitizen({ name: "Trần Thị B", follower: true });
  expect(await channel.citizenName(userId)).toBe("Trần Thị B");
  expect(await channel.oaInfo()).toMatchObject({ isConfigured: true });
});
