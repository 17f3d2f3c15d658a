import type { Button, OutgoingFile } from "../../../src/core/channel.ts";
import type { RateGate } from "../../../src/core/ports.ts";
import { closedUrl, NOW } from "../zalo/small-zalo.ts";
import {
  channelsWithScript,
  CITIZEN,
  message,
  MESSAGES,
  PAGE_TOKEN,
  says,
  sent,
  UPLOADS,
  type Doing,
} from "./small-graph.ts";

const open = channelsWithScript();
const JITTER = 2500;
const inMinutes = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000 + JITTER);

describe("a text", () => {
  it("goes out as an answer with token, proof and reference", async () => {
    const { channel, graph, gate } = await open({ [MESSAGES]: [sent("m_test_0006")] });
    expect(await channel.send(message())).toEqual({ kind: "sent", messageId: "m_test_0006" });
    expect(graph.seen).toMatchObject([
      {
        method: "POST",
        path: MESSAGES,
        query: { appsecret_proof: "0b630f9b8bc58e9c1eb30a2fb9d5e06a112c26d1702db372eaac576eefd5c288" },
        headers: { authorization: `Bearer ${PAGE_TOKEN}`, "content-type": "application/json" },
        body: {
          recipient: { id: CITIZEN },
          messaging_type: "RESPONSE",
          message: { text: "Anh/chị cần chuẩn bị tờ khai.", metadata: "outbox:42" },
        },
      },
    ]);
    expect(graph.seen[0]?.query).not.toHaveProperty("access_token");
    expect(gate.taken).toEqual(["send"]);
  });

  it("keeps an id that is a number", async () => {
    const { channel } = await open({ [MESSAGES]: [{ text: '{"message_id":90071992547409931}' }] });
    expect(await channel.send(message())).toEqual({ kind: "sent", messageId: "90071992547409931" });
  });

  it.each(["", "anon:1:2", "84900000000a", "../me"])("is not sent to %j", async (citizenId) => {
    const { channel, graph } = await open({});
    expect(await channel.send(message({ citizenId }))).toMatchObject({
      kind: "refused",
      next: "final",
      code: "not_addressable",
    });
    expect(graph.seen).toEqual([]);
  });

  it("that does not fit is not sent, and one that just fits is", async () => {
    const { channel, graph, log } = await open({ [MESSAGES]: [sent("m-1")] });
    expect(await channel.send(message({ text: "x".repeat(1901) }))).toMatchObject({
      kind: "refused",
      next: "final",
      code: "over_limit",
    });
    expect(graph.seen).toEqual([]);
    expect(log.lines).toEqual([expect.stringMatching(/^error .*over_limit/)]);
    expect(await channel.send(message({ text: "x".repeat(1900) }))).toMatchObject({ kind: "sent" });
  });
});

describe("a template Meta refuses for its form", () => {
  const call: Button = { kind: "phone", title: "Gọi 113", phone: "113" };
  const urgent = message({ text: "Anh/chị gọi ngay.", buttons: [call] });

  it("goes out in plain words", async () => {
    const { channel, graph } = await open({ [MESSAGES]: [says(100), sent("m-2")] });
    expect(await channel.send(urgent)).toMatchObject({ kind: "sent", messageId: "m-2" });
    expect(graph.seen.map((one) => one.body)).toMatchObject([
      { message: { attachment: { type: "template" } } },
      { message: { text: "Anh/chị gọi ngay.\nGọi 113: 113", metadata: "outbox:42" } },
    ]);
  });

  it("but not after another refusal, nor twice", async () => {
    const other = await open({ [MESSAGES]: [says(100, 2018001), sent("m-2")] });
    expect(await other.channel.send(urgent)).toMatchObject({ code: "100/2018001" });
    expect(other.graph.seen).toHaveLength(1);
    const twice = await open({ [MESSAGES]: [says(100), says(100), sent("m-3")] });
    expect(await twice.channel.send(urgent)).toMatchObject({ kind: "refused", next: "final", code: "100" });
    const text = await open({ [MESSAGES]: [says(100), sent("m-3")] });
    expect(await text.channel.send(message())).toMatchObject({ kind: "refused", code: "100" });
    expect(text.graph.seen).toHaveLength(1);
  });
});

describe("beyond the 24 hours", () => {
  const granted = { config: { humanAgent: true } };

  it("a person's words go out with the tag, where Meta has granted it", async () => {
    const { channel, graph } = await open({ [MESSAGES]: [says(10, 2018278), sent("m-2")] }, granted);
    expect(await channel.send(message({ origin: "operator" }))).toMatchObject({
      kind: "sent",
      messageId: "m-2",
    });
    expect(graph.seen.map((one) => one.body)).toMatchObject([
      { messaging_type: "RESPONSE" },
      { messaging_type: "MESSAGE_TAG", tag: "HUMAN_AGENT", message: { metadata: "outbox:42" } },
    ]);
  });

  it.each(["bot", "system"] as const)("the words of %s never do", async (origin) => {
    const { channel, graph } = await open({ [MESSAGES]: [says(10, 2018278), sent("m-2")] }, granted);
    expect(await channel.send(message({ origin }))).toMatchObject({
      kind: "refused",
      next: "final",
      code: "10/2018278",
    });
    expect(graph.seen).toHaveLength(1);
  });

  it("nor do a person's without the grant, or after 7 days", async () => {
    const without = await open({ [MESSAGES]: [says(10, 2018278), sent("m-2")] });
    expect(await without.channel.send(message({ origin: "operator" }))).toMatchObject({ code: "10/2018278" });
    expect(without.graph.seen).toHaveLength(1);
    const late = await open({ [MESSAGES]: [says(10, 2018278), says(10, 2018278), sent("m-3")] }, granted);
    expect(await late.channel.send(message({ origin: "operator" }))).toMatchObject({
      kind: "refused",
      next: "final",
      code: "10/2018278",
    });
    expect(late.graph.seen).toHaveLength(2);
  });
});

describe("files", () => {
  const pdf: OutgoingFile = {
    kind: "file",
    bytes: new TextEncoder().encode("%PDF-"),
    name: "tờ khai.pdf",
    mime: "application/pdf",
  };
  const png: OutgoingFile = {
    kind: "image",
    bytes: new Uint8Array([0x89, 0x50]),
    name: "a.png",
    mime: "image/png",
  };
  const uploaded = (id: string): Doing => ({ json: { attachment_id: id } });

  it.each([
    ["a document", pdf, "file"],
    ["a picture", png, "image"],
  ])("%s is uploaded and then named", async (_what, file, type) => {
    const { channel, graph, gate } = await open({ [UPLOADS]: [uploaded("up-1")], [MESSAGES]: [sent("m-1")] });
    expect(await channel.send(message({ text: "", file }))).toEqual({ kind: "sent", messageId: "m-1" });
    const [upload, send] = graph.seen;
    expect(JSON.parse(String(upload?.query["message"]))).toEqual({
      attachment: { type, payload: { is_reusable: true } },
    });
    const form = await new Response(new Uint8Array(upload?.bytes ?? []), {
      headers: { "content-type": String(upload?.headers["content-type"]) },
    }).formData();
    const part = form.get("filedata") as File;
    expect([part.name, part.type]).toEqual([file.name, file.mime]);
    expect(new Uint8Array(await part.arrayBuffer())).toEqual(file.bytes);
    expect(send?.body).toEqual({
      recipient: { id: CITIZEN },
      messaging_type: "RESPONSE",
      message: { attachment: { type, payload: { attachment_id: "up-1" } }, metadata: "outbox:42" },
    });
    expect(gate.taken).toEqual(["send", "send"]);
  });

  it("are uploaded once for many citizens, and anew after 80 days", async () => {
    const { channel, graph, clock } = await open({
      [UPLOADS]: [uploaded("up-1"), uploaded("up-2")],
      [MESSAGES]: [sent("m-1"), sent("m-2"), sent("m-3")],
    });
    await channel.send(message({ text: "", file: pdf }));
    await channel.send(message({ text: "", file: pdf, citizenId: "6543210987654322" }));
    expect(graph.to(UPLOADS)).toHaveLength(1);
    clock.later(80 * 24 * 3_600_000);
    await channel.send(message({ text: "", file: pdf }));
    expect(graph.to(UPLOADS)).toHaveLength(2);
    expect(graph.to(MESSAGES).map((one) => JSON.stringify(one.body))).toEqual([
      expect.stringContaining("up-1"),
      expect.stringContaining("up-1"),
      expect.stringContaining("up-2"),
    ]);
  });

  it("are uploaded again once when Meta does not know the upload (100/2018074)", async () => {
    const once = await open({
      [UPLOADS]: [uploaded("up-1"), uploaded("up-2")],
      [MESSAGES]: [says(100, 2018074), sent("m-1")],
    });
    expect(await once.channel.send(message({ text: "", file: pdf }))).toMatchObject({ kind: "sent" });
    expect(JSON.stringify(once.graph.to(MESSAGES)[1]?.body)).toContain("up-2");

    const twice = await open({
      [UPLOADS]: [uploaded("up-1"), uploaded("up-2")],
      [MESSAGES]: [says(100, 2018074), says(100, 2018074)],
    });
    expect(await twice.channel.send(message({ text: "", file: pdf }))).toMatchObject({
      kind: "refused",
      next: "retry",
      code: "100/2018074",
      attemptsAtMost: 2,
    });
  });

  it("whose upload is in doubt may be tried again: no citizen sees it", async () => {
    const { channel, graph } = await open({ [UPLOADS]: ["cut"] });
    expect(await channel.send(message({ text: "", file: pdf }))).toMatchObject({
      kind: "refused",
      next: "retry",
      code: "upload_unknown",
    });
    expect(graph.to(MESSAGES)).toEqual([]);
    const refused = await open({ [UPLOADS]: [says(100, 2018109)] });
    expect(await refused.channel.send(message({ text: "", file: pdf }))).toMatchObject({
      next: "final",
      code: "100/2018109",
    });
  });

  it("that do not fit are not uploaded", async () => {
    const { channel, graph } = await open({});
    expect(await channel.send(message({ text: "Mẫu đơn", file: pdf }))).toMatchObject({
      kind: "refused",
      next: "final",
      code: "over_limit",
    });
    expect(graph.seen).toEqual([]);
  });
});

describe("a refusal by Meta", () => {
  const rows: [string, [number, number?], object, string | undefined][] = [
    ["a passing fault", [2], { next: "retry", code: "2", attemptsAtMost: 3 }, undefined],
    ["a fault of sending", [1200], { next: "retry", code: "1200", attemptsAtMost: 3 }, undefined],
    [
      "a fetch that failed",
      [100, 2018008],
      { next: "retry", code: "100/2018008", attemptsAtMost: 2 },
      undefined,
    ],
    [
      "a person who cannot receive now",
      [10, 2018108],
      { next: "retry", code: "10/2018108", attemptsAtMost: 2, retryAt: inMinutes(10) },
      undefined,
    ],
    ["too many calls", [613], { next: "retry", throttled: true, retryAt: inMinutes(1) }, undefined],
    ["the application's limit", [4], { next: "retry", throttled: true, retryAt: inMinutes(5) }, undefined],
    ["the Page's limit", [80006], { next: "retry", throttled: true, retryAt: inMinutes(5) }, undefined],
    ["misused tags", [613, 2018338], { next: "retry", throttled: true, retryAt: inMinutes(60) }, "error"],
    ["a closed window", [10, 2018278], { next: "final", code: "10/2018278" }, "warn"],
    ["an unknown person", [100, 2018001], { next: "final", code: "100/2018001" }, "warn"],
    ["a wrong parameter", [100], { next: "final", code: "100" }, "error"],
    ["a dead token", [190, 463], { next: "needs_admin", code: "190/463" }, "error"],
    ["a missing permission", [200], { next: "needs_admin", code: "200" }, "error"],
    ["a restricted Page", [10, 1893063], { next: "needs_admin", code: "10/1893063" }, "error"],
    ["a blocked Page", [368], { next: "needs_admin", code: "368" }, "error"],
    ["another application (code)", [2018300], { next: "final", code: "other_app_has_thread" }, "info"],
    ["another application (subcode)", [10, 2018300], { next: "final", code: "other_app_has_thread" }, "info"],
    ["another owner", [100, 2534037], { next: "final", code: "other_app_has_thread" }, "info"],
    ["an error nobody documented", [777, 5], { next: "final", code: "777/5" }, "error"],
  ];
  it.each(rows)("for %s", async (_what, [code, subcode], expected, level) => {
    const { channel, graph, log } = await open({ [MESSAGES]: [says(code, subcode), sent("m-2")] });
    expect(await channel.send(message())).toMatchObject({ kind: "refused", ...expected });
    expect(graph.seen).toHaveLength(1);
    expect(log.lines.map((line) => line.split(" ")[0])).toEqual(level === undefined ? [] : [level]);
    if (level !== undefined) expect(log.lines[0]).toContain("AbCdEf");
  });

  it("goes by its code, whatever the status, and tells Meta's words", async () => {
    for (const status of [200, 403, 500]) {
      const { channel } = await open({ [MESSAGES]: [{ ...(says(100, 2018001) as object), status }] });
      expect(await channel.send(message())).toMatchObject({
        kind: "refused",
        code: "100/2018001",
        detail: "said by the platform",
      });
    }
  });

  it("by the status alone needs an administrator, or a wait", async () => {
    const { channel } = await open({
      [MESSAGES]: [
        { status: 403, text: "" },
        { status: 302, text: "" },
        { status: 429, text: "" },
      ],
    });
    expect(await channel.send(message())).toMatchObject({ next: "needs_admin", code: "http_403" });
    expect(await channel.send(message())).toMatchObject({ next: "needs_admin", code: "http_302" });
    expect(await channel.send(message())).toMatchObject({
      next: "retry",
      code: "http_429",
      throttled: true,
      retryAt: inMinutes(1),
    });
  });
});

describe("it is not known whether it arrived", () => {
  const doubtful: [string, Doing][] = [
    ["the connection is cut", "cut"],
    ["no answer comes", "stall"],
    ["a gateway fails", { status: 502, text: "" }],
    ["a server fails without a code", { status: 500, json: {} }],
    ["a gateway gives up waiting", { status: 408, text: "" }],
    ["the answer is no JSON", { text: "ok" }],
    ["the answer has no id", { json: { recipient_id: CITIZEN } }],
    ["the answer is empty", { status: 200, text: "" }],
  ];
  it.each(doubtful)("when %s, and it is not repeated", async (_what, doing) => {
    const { channel, graph } = await open({ [MESSAGES]: [doing, sent("m-2")] });
    expect(await channel.send(message())).toMatchObject({ kind: "unknown" });
    expect(graph.seen).toHaveLength(1);
  });

  it("but surely not when no connection came about", async () => {
    const { channel } = await open({}, { config: { graphUrl: await closedUrl() } });
    expect(await channel.send(message())).toMatchObject({ kind: "refused", next: "retry", code: "not_sent" });
  });
});

describe("allowances", () => {
  const usage = (percent: number, minutes = 0) => ({
    "x-app-usage": JSON.stringify({ call_count: percent }),
    "x-business-use-case-usage": JSON.stringify({
      "218471": [{ type: "messenger", call_count: 1, estimated_time_to_regain_access: minutes }],
    }),
  });
  const sentUsing = (id: string, percent: number): Doing => ({
    json: { message_id: id },
    headers: usage(percent),
  });

  it("of our own are asked before each call", async () => {
    const later = new Date(NOW.getTime() + 30_000);
    const rateGate: RateGate = { take: () => Promise.resolve({ later }) };
    const { channel, graph } = await open({}, { rateGate });
    expect(await channel.send(message())).toMatchObject({
      next: "retry",
      code: "rate_gate",
      throttled: true,
      retryAt: later,
    });
    expect(graph.seen).toEqual([]);
  });

  it("that cannot be asked hold the call back", async () => {
    const rateGate: RateGate = { take: () => Promise.reject(new Error("database gone")) };
    const { channel, graph } = await open({}, { rateGate });
    expect(await channel.send(message())).toMatchObject({
      kind: "refused",
      next: "retry",
      code: "not_ready",
    });
    expect(graph.seen).toEqual([]);
  });

  it("of Meta slow sends down from 80 %", async () => {
    const { channel, graph, clock } = await open({
      [MESSAGES]: [sentUsing("m-1", 85), sentUsing("m-2", 85), sentUsing("m-3", 85)],
    });
    expect(await channel.send(message())).toMatchObject({ kind: "sent" });
    expect(await channel.send(message())).toMatchObject({ kind: "sent" });
    expect(await channel.send(message())).toMatchObject({
      code: "usage",
      throttled: true,
      retryAt: new Date(NOW.getTime() + 1000),
    });
    expect(graph.seen).toHaveLength(2);
    clock.later(1000);
    expect(await channel.send(message())).toMatchObject({ kind: "sent", messageId: "m-3" });
  });

  it("of Meta that are used up hold everything back as long as the headers say", async () => {
    const { channel, graph, clock } = await open({
      [MESSAGES]: [says(80006, undefined, usage(100, 12)), sent("m-2")],
    });
    const later = new Date(NOW.getTime() + 12 * 60_000);
    expect(await channel.send(message())).toMatchObject({ code: "80006", throttled: true, retryAt: later });
    expect(await channel.send(message())).toMatchObject({ code: "usage", throttled: true, retryAt: later });
    expect(graph.seen).toHaveLength(1);
    clock.later(12 * 60_000);
    expect(await channel.send(message())).toMatchObject({ kind: "sent" });
  });
});
