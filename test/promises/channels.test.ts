import { randomUUID } from "node:crypto";
import { createMessengerChannel } from "../../src/channels/messenger/messenger-channel.ts";
import { createWebChannel } from "../../src/channels/web/web-channel.ts";
import { createZaloChannel } from "../../src/channels/zalo/zalo-channel.ts";
import type { RawDelivery } from "../../src/core/channel.ts";
import {
  CITIZEN as PSID,
  configAt as messengerConfigAt,
  message,
  startSmallGraph,
} from "../channels/messenger/small-graph.ts";
import { configAt as zaloConfigAt, memoryLog, MemoryVault, openGate } from "../channels/zalo/small-zalo.ts";
import { startMessengerSimulator } from "../simulators/messenger/simulator.ts";
import { startZaloSimulator } from "../simulators/zalo/simulator.ts";
import { promisesOfChannel, type ChannelUnderTest } from "./channel.ts";

const ZALO_CITIZEN = "8123456789012345678";
const UNKNOWN = "a_new_event";
const sendTimeoutMs = 400;

/** Ways to fail, and the simulators' switches for them. */
const ZALO_FAILURES = {
  "fails before taking it": "sendHttp5xx",
  "fails after taking it": "sendHttp5xxAfterAccept",
  "stalls after taking it": "sendStallAfterAccept",
} as const;
const MESSENGER_FAILURES = {
  "says that it failed": "sendError2",
  "fails before taking it": "sendHttp5xx",
  "fails after taking it": "sendHttp5xxAfterAccept",
  "cuts the connection after taking it": "sendCutAfterAccept",
  "stalls after taking it": "sendStallAfterAccept",
} as const;

/** Keeps every delivery as it came, and acknowledges it. */
async function startCollector() {
  const deliveries: RawDelivery[] = [];
  const server = await startSmallGraph(({ bytes, headers }) => {
    deliveries.push({ bytes, headers: headers as Record<string, string | undefined> });
    return { json: {} };
  });
  return { url: server.url, deliveries, close: () => server.close() };
}

const parts = () => ({ rateGate: openGate(), clock: () => new Date(), random: () => 0, log: memoryLog() });

async function openZalo(): Promise<ChannelUnderTest> {
  const collector = await startCollector();
  const { appId, appSecret, oaId, oaSecret, callbackUrl } = zaloConfigAt("");
  const zalo = await startZaloSimulator({
    ...{ appId, appSecret, oaId, oaSecret, callbackUrl },
    webhookUrls: [collector.url],
    requireAppsecretProof: true,
  });
  const channel = createZaloChannel(zaloConfigAt(zalo.url, { sendTimeoutMs }), {
    ...parts(),
    vault: new MemoryVault(),
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
  zalo.citizenWrites(ZALO_CITIZEN, "Chào trung tâm");
  await zalo.idle();
  return {
    channel,
    citizenId: ZALO_CITIZEN,
    taken: () => zalo.sentTo(ZALO_CITIZEN).map((one) => one.text),
    fail: (failure) => {
      zalo.faults[ZALO_FAILURES[failure as keyof typeof ZALO_FAILURES]] = 1;
    },
    webhook: {
      channel,
      unknownName: UNKNOWN,
      everything: async () => {
        zalo.citizenSends(ZALO_CITIZEN, "image");
        await channel.send(
          message({
            citizenId: ZALO_CITIZEN,
            buttons: [{ kind: "choice", title: "Gặp cán bộ", payload: "#mc:person" }],
            reference: "outbox:everything",
          }),
        );
        const [button] = zalo.sentTo(ZALO_CITIZEN)[0]?.buttons ?? [];
        if (button !== undefined) zalo.citizenTaps(ZALO_CITIZEN, button);
        zalo.humanReplies(ZALO_CITIZEN, "Em chào anh/chị.");
        zalo.publish(UNKNOWN, { oa_id: oaId, anything: "else" });
        await zalo.idle();
        return collector.deliveries;
      },
    },
    close: async () => {
      await zalo.close();
      await collector.close();
    },
  };
}

async function openMessenger(): Promise<ChannelUnderTest> {
  const collector = await startCollector();
  const { appId, appSecret, pageId, pageToken, verifyToken } = messengerConfigAt("");
  const meta = await startMessengerSimulator({
    ...{ appId, appSecret, pageId, pageToken, verifyToken },
    webhookUrl: collector.url,
    requireAppsecretProof: true,
  });
  const channel = createMessengerChannel(messengerConfigAt(meta.url, { sendTimeoutMs }), parts());
  meta.citizenWrites(PSID, "Chào trung tâm");
  await meta.idle();
  return {
    channel,
    citizenId: PSID,
    taken: () => meta.sentTo(PSID).map((one) => one.text),
    fail: (failure) => {
      meta.faults[MESSENGER_FAILURES[failure as keyof typeof MESSENGER_FAILURES]] = 1;
    },
    webhook: {
      channel,
      unknownName: UNKNOWN,
      everything: async () => {
        meta.citizenSends(PSID, "image");
        await channel.send(
          message({
            buttons: [{ kind: "choice", title: "Gặp cán bộ", payload: "#mc:person" }],
            reference: "outbox:everything",
          }),
        );
        const [reply] = meta.sentTo(PSID)[0]?.quickReplies ?? [];
        if (reply !== undefined) meta.citizenTaps(PSID, reply);
        meta.humanReplies(PSID, "Em chào anh/chị.");
        meta.publish(UNKNOWN, {
          sender: { id: PSID },
          recipient: { id: pageId },
          [UNKNOWN]: { anything: "else" },
        });
        await meta.idle();
        return collector.deliveries;
      },
    },
    close: async () => {
      await meta.close();
      await collector.close();
    },
  };
}

function openWeb(): Promise<ChannelUnderTest> {
  return Promise.resolve({
    channel: createWebChannel({ newId: randomUUID, burst: { quietMs: 1200, longestMs: 8000 } }),
    citizenId: "6f1c2a30-0000-4000-8000-000000000001",
    taken: undefined,
    fail: () => undefined,
    close: () => Promise.resolve(),
  });
}

promisesOfChannel(
  "zalo",
  { longerText: "refused", failures: Object.keys(ZALO_FAILURES), webhook: true },
  openZalo,
);
promisesOfChannel(
  "messenger",
  { longerText: "refused", failures: Object.keys(MESSENGER_FAILURES), webhook: true },
  openMessenger,
);
// The page shows whatever is in the record; only its composer and core limit a text.
promisesOfChannel("web", { longerText: "taken", failures: [], webhook: false }, openWeb);
