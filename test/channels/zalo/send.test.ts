import { createHmac } from "node:crypto";
import type { Button, OutgoingFile, OutgoingMessage } from "../../../src/core/channel.ts";
import type { RateGate } from "../../../src/core/ports.ts";
import { appSecretProof } from "../../../src/channels/shared/app-secret-proof.ts";
import { zaloLimits } from "../../../src/channels/zalo/compose.ts";
import type { ZaloConfig } from "../../../src/channels/zalo/config.ts";
import { createZaloChannel } from "../../../src/channels/zalo/zalo-channel.ts";
import {
  closedUrl,
  configAt,
  memoryLog,
  MemoryVault,
  NOW,
  openGate,
  pairAtNow,
  settableClock,
  startSmallZalo,
  type Doing,
  type SmallZalo,
} from "./small-zalo.ts";

const CITIZEN = "8123456789012345678";
const CS = "/v3.0/oa/message/cs";
const OAUTH = "/v4/oa/access_token";

const sent = (id: string, more: object = {}): Doing => ({
  json: { error: 0, message: "Success", data: { message_id: id, user_id: CITIZEN, ...more } },
});
const says = (error: number, message = "said by the platform"): Doing => ({ json: { error, message } });
const granted = (name: string): Doing => ({
  json: { access_token: `AT-${name}`, refresh_token: `RT-${name}`, expires_in: "90000" },
});

const message = (more: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  citizenId: CITIZEN,
  text: "Anh/chị cần chuẩn bị tờ khai.",
  buttons: [],
  origin: "bot",
  reference: "outbox:1",
  ...more,
});

const servers: SmallZalo[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

/** A channel whose Zalo does these things, one a request of the path. */
async function open(
  script: Readonly<Record<string, Doing[]>>,
  {
    config,
    rateGate,
    pair = pairAtNow("1"),
  }: { config?: Partial<ZaloConfig>; rateGate?: RateGate; pair?: string } = {},
) {
  const zalo = await startSmallZalo(
    (seen) => script[seen.path]?.shift() ?? { status: 599, text: "not in the script" },
  );
  servers.push(zalo);
  const vault = new MemoryVault();
  if (pair !== "") vault.values.set("zalo", pair);
  const clock = settableClock();
  const log = memoryLog();
  const gate = openGate();
  const channel = createZaloChannel(configAt(zalo.url, { sendTimeoutMs: 400, ...config }), {
    vault,
    rateGate: rateGate ?? gate,
    clock,
    random: () => 0.5,
    log,
  });
  return { zalo, vault, clock, log, gate, channel };
}

describe("a text", () => {
  it("goes out as a consultation message with all headers", async () => {
    const quota = { quota_type: "reply", remain: "8", total: 8, owner: null };
    const { channel, zalo, gate } = await open({ [CS]: [sent("o-0001", { quota })] });
    expect(await channel.send(message())).toEqual({
      kind: "sent",
      messageId: "o-0001",
      quota: { quota_type: "reply", remain: "8", total: "8" },
    });
    expect(zalo.seen).toMatchObject([
      {
        method: "POST",
        path: CS,
        headers: {
          access_token: "AT-1",
          "content-type": "application/json",
          appsecret_proof: createHmac("sha256", "AppSecret-made-up-0002").update("AT-1").digest("hex"),
        },
        body: { recipient: { user_id: CITIZEN }, message: { text: "Anh/chị cần chuẩn bị tờ khai." } },
      },
    ]);
    expect(gate.taken).toEqual(["send"]);
  });

  it("is sent in NFC and counted in NFC", async () => {
    const { channel, zalo } = await open({ [CS]: [sent("o-1"), sent("o-2")] });
    await channel.send(message({ text: "lệ phí".normalize("NFD") }));
    expect(zalo.seen[0]?.body).toMatchObject({ message: { text: "lệ phí".normalize("NFC") } });
    expect(await channel.send(message({ text: "ệ".normalize("NFD").repeat(2000) }))).toMatchObject({
      kind: "sent",
    });
  });

  it("computes the proof of the contract's vector (6.6)", () => {
    expect(appSecretProof("zalo-access-token-made-up", "AppSecret-made-up-0002")).toBe(
      "c035cbea67202a3af16ebd9cfb5500790e82b13db28516027bad33f8e0d228b4",
    );
  });
});

describe("buttons", () => {
  it("become query, url and phone buttons", async () => {
    const { channel, zalo } = await open({ [CS]: [sent("o-1")] });
    await channel.send(
      message({
        buttons: [
          { kind: "choice", title: "Gặp cán bộ", payload: "#mc:person" },
          { kind: "url", title: "Cổng dịch vụ công", url: "https://dichvucong.example.gov.vn/a?b=1" },
          { kind: "phone", title: "Gọi", phone: "0900 000 000" },
        ],
      }),
    );
    expect(zalo.seen[0]?.body).toMatchObject({
      message: {
        text: "Anh/chị cần chuẩn bị tờ khai.",
        attachment: {
          type: "template",
          payload: {
            template_type: "button",
            buttons: [
              { title: "Gặp cán bộ", type: "oa.query.hide", payload: "#mc:person" },
              {
                title: "Cổng dịch vụ công",
                type: "oa.open.url",
                payload: { url: "https://dichvucong.example.gov.vn/a?b=1" },
              },
              { title: "Gọi", type: "oa.open.phone", payload: { phone_code: "84900000000" } },
            ],
          },
        },
      },
    });
  });

  it.each([
    ["0900.000.000", "84900000000"],
    ["+84 900 000 000", "84900000000"],
    ["0084900000000", "84900000000"],
    ["+84 (0) 234 3000 000", "842343000000"],
    ["84900000000", "84900000000"],
    ["1900 0000", "19000000"],
    ["1022", "1022"],
    ["113", "113"],
  ])("dial %s as %s", async (phone, phone_code) => {
    const { channel, zalo } = await open({ [CS]: [sent("o-1")] });
    await channel.send(message({ buttons: [{ kind: "phone", title: "Gọi", phone }] }));
    expect(zalo.seen[0]?.body).toMatchObject({
      message: { attachment: { payload: { buttons: [{ payload: { phone_code } }] } } },
    });
  });
});

describe("what does not fit is refused for good and not sent", () => {
  const choice = (more: Partial<Extract<Button, { kind: "choice" }>> = {}): Button => ({
    kind: "choice",
    title: "Lệ phí",
    payload: "#mc:person",
    ...more,
  });
  const pdf: OutgoingFile = {
    kind: "file",
    bytes: new Uint8Array(10),
    name: "a.pdf",
    mime: "application/pdf",
  };
  const cases: [string, Partial<OutgoingMessage>, string][] = [
    ["a text of 2001", { text: "x".repeat(2001) }, "over_limit"],
    ["a blank text", { text: " \n" }, "over_limit"],
    ["six buttons", { buttons: Array(6).fill(choice()) as Button[] }, "over_limit"],
    ["a title of 101", { buttons: [choice({ title: "x".repeat(101) })] }, "over_limit"],
    ["a blank title", { buttons: [choice({ title: " " })] }, "over_limit"],
    ["a payload of 1001", { buttons: [choice({ payload: "x".repeat(1001) })] }, "over_limit"],
    ["an empty payload", { buttons: [choice({ payload: "" })] }, "over_limit"],
    [
      "an http address",
      { buttons: [{ kind: "url", title: "a", url: "http://a.example" }] },
      "invalid_button",
    ],
    ["no address", { buttons: [{ kind: "url", title: "a", url: "a.example" }] }, "invalid_button"],
    ["words as a number", { buttons: [{ kind: "phone", title: "a", phone: "gọi ngay" }] }, "invalid_button"],
    ["a document with a text", { file: pdf }, "over_limit"],
    ["a file with buttons", { text: "", file: pdf, buttons: [choice()] }, "over_limit"],
    ["an empty file", { text: "", file: { ...pdf, bytes: new Uint8Array() } }, "invalid_file"],
    [
      "a file over 5 MB",
      { text: "", file: { ...pdf, bytes: new Uint8Array(5 * 1024 * 1024 + 1) } },
      "over_limit",
    ],
    [
      "an image over 1 MB",
      { file: { kind: "image", bytes: new Uint8Array(1024 * 1024 + 1), name: "a.png", mime: "image/png" } },
      "over_limit",
    ],
    ["a file of another type", { text: "", file: { ...pdf, mime: "application/zip" } }, "invalid_file"],
    ["an image as a document", { text: "", file: { ...pdf, mime: "image/png" } }, "invalid_file"],
    [
      "bytes that are no GIF",
      { file: { kind: "image", bytes: new Uint8Array(10), name: "a.gif", mime: "image/gif" } },
      "invalid_file",
    ],
    ["a broken anonymous id", { citizenId: "anon:conv-77" }, "not_addressable"],
    ["an anonymous id with a broken escape", { citizenId: "anon:%:a" }, "not_addressable"],
    ["an id of another kind", { citizenId: "phone:84900000000" }, "not_addressable"],
    ["an empty id", { citizenId: "" }, "not_addressable"],
  ];
  it.each(cases)("%s", async (_what, more, code) => {
    const { channel, zalo } = await open({ [CS]: [sent("o-1")] });
    expect(await channel.send(message(more))).toMatchObject({ kind: "refused", next: "final", code });
    expect(zalo.seen).toHaveLength(0);
  });

  it("while the limits themselves are sent", async () => {
    const { channel } = await open({ [CS]: [sent("o-1")] });
    const full = choice({ title: "x".repeat(zaloLimits.buttonTitleLength), payload: "x".repeat(1000) });
    const buttons = Array<Button>(zaloLimits.buttons).fill(full);
    expect(await channel.send(message({ text: "x".repeat(zaloLimits.textLength), buttons }))).toMatchObject({
      kind: "sent",
    });
    expect(zaloLimits).toEqual({ textLength: 2000, buttons: 5, buttonTitleLength: 100 });
  });
});

describe("files", () => {
  const gifBytes = new Uint8Array([...new TextEncoder().encode("GIF89a"), 0x40, 0x01, 0xf0, 0x00, 0x3b]);
  const files: [OutgoingFile, string, object, object][] = [
    [
      { kind: "image", bytes: new Uint8Array([0xff, 0xd8]), name: "ảnh.jpg", mime: "image/jpeg" },
      "/v2.0/oa/upload/image",
      { attachment_id: "up-1" },
      {
        type: "template",
        payload: { template_type: "media", elements: [{ media_type: "image", attachment_id: "up-1" }] },
      },
    ],
    [
      { kind: "image", bytes: gifBytes, name: "a.gif", mime: "image/gif" },
      "/v2.0/oa/upload/gif",
      { attachment_id: "up-1" },
      {
        type: "template",
        payload: {
          template_type: "media",
          elements: [{ media_type: "gif", attachment_id: "up-1", width: 320, height: 240 }],
        },
      },
    ],
    [
      {
        kind: "file",
        bytes: new TextEncoder().encode("%PDF-"),
        name: "to-khai.pdf",
        mime: "application/pdf",
      },
      "/v2.0/oa/upload/file",
      { token: "up-1" },
      { type: "file", payload: { token: "up-1" } },
    ],
  ];
  it.each(files)("are uploaded and then named: %#", async (file, path, data, attachment) => {
    const { channel, zalo, gate } = await open({
      [path]: [{ json: { error: 0, data } }],
      [CS]: [sent("o-1")],
    });
    const text = file.kind === "image" ? "Mẫu tờ khai" : "";
    expect(await channel.send(message({ text, file }))).toMatchObject({ kind: "sent", messageId: "o-1" });

    const [upload, send] = zalo.seen;
    const form = await new Response(new Uint8Array(upload?.bytes ?? []), {
      headers: { "content-type": String(upload?.headers["content-type"]) },
    }).formData();
    const part = form.get("file") as File;
    expect([part.name, part.type]).toEqual([file.name, file.mime]);
    expect(new Uint8Array(await part.arrayBuffer())).toEqual(file.bytes);
    expect(upload?.headers["access_token"]).toBe("AT-1");
    expect(send?.body).toEqual({
      recipient: { user_id: CITIZEN },
      message: { ...(text === "" ? {} : { text }), attachment },
    });
    expect(gate.taken).toEqual(["send", "send"]);
  });

  const upload = "/v2.0/oa/upload/file";
  const file: OutgoingFile = {
    kind: "file",
    bytes: new Uint8Array([1]),
    name: "a.pdf",
    mime: "application/pdf",
  };
  const token = (name: string): Doing => ({ json: { error: 0, data: { token: name } } });

  it("are uploaded once for many citizens, and anew after six days", async () => {
    const { channel, zalo, clock, vault } = await open({
      [upload]: [token("up-1"), token("up-2")],
      [CS]: [sent("o-1"), sent("o-2"), sent("o-3")],
    });
    await channel.send(message({ text: "", file }));
    await channel.send(message({ text: "", file, citizenId: "8123456789012345679" }));
    expect(zalo.to(upload)).toHaveLength(1);
    clock.later(6 * 24 * 3_600_000);
    vault.values.set("zalo", pairAtNow("1", 1000));
    await channel.send(message({ text: "", file }));
    expect(zalo.to(upload)).toHaveLength(2);
    expect(zalo.to(CS).map((one) => JSON.stringify(one.body))).toEqual([
      expect.stringContaining("up-1"),
      expect.stringContaining("up-1"),
      expect.stringContaining("up-2"),
    ]);
  });

  it("are uploaded again once when Zalo says the upload has expired (-100)", async () => {
    const once = await open({
      [upload]: [token("up-1"), token("up-2")],
      [CS]: [says(-100), sent("o-1")],
    });
    expect(await once.channel.send(message({ text: "", file }))).toMatchObject({ kind: "sent" });
    expect(JSON.stringify(once.zalo.to(CS)[1]?.body)).toContain("up-2");

    const twice = await open({ [upload]: [token("up-1"), token("up-2")], [CS]: [says(-100), says(-100)] });
    expect(await twice.channel.send(message({ text: "", file }))).toMatchObject({
      next: "retry",
      code: "-100",
    });
    expect(twice.zalo.to(CS)).toHaveLength(2);
  });

  it("whose upload is uncertain may be tried again: no citizen has seen anything", async () => {
    for (const doing of [
      "cut",
      "stall",
      { status: 502, text: "" },
      { json: { error: 0, data: {} } },
    ] as const) {
      const { channel, zalo } = await open({ [upload]: [doing] });
      expect(await channel.send(message({ text: "", file }))).toMatchObject({
        kind: "refused",
        next: "retry",
      });
      expect(zalo.to(CS)).toHaveLength(0);
    }
  });

  it("whose upload is refused are refused", async () => {
    const { channel, zalo } = await open({ [upload]: [says(-224)] });
    expect(await channel.send(message({ text: "", file }))).toMatchObject({
      next: "needs_admin",
      code: "-224",
    });
    expect(zalo.to(CS)).toHaveLength(0);
  });
});

describe("an anonymous visitor", () => {
  const citizenId = "anon:conv-77:anon-77";
  const V2 = "/v2.0/oa/message";
  const buttons: Button[] = [{ kind: "choice", title: "Lệ phí", payload: "#mc:person" }];

  it("is answered in the conversation", async () => {
    const { channel, zalo } = await open({ [V2]: [sent("o-1")] });
    expect(await channel.send(message({ citizenId }))).toMatchObject({ kind: "sent" });
    expect(zalo.seen[0]?.body).toEqual({
      recipient: { anonymous_id: "anon-77", conversation_id: "conv-77" },
      message: { text: "Anh/chị cần chuẩn bị tờ khai." },
    });
  });

  it.each([-201, -233])("gets the text alone when buttons are refused (%i)", async (code) => {
    const { channel, zalo } = await open({ [V2]: [says(code), sent("o-1")] });
    expect(await channel.send(message({ citizenId, buttons }))).toMatchObject({ kind: "sent" });
    expect(zalo.seen[0]?.body).toHaveProperty("message.attachment");
    expect(zalo.seen[1]?.body).toMatchObject({ message: { text: "Anh/chị cần chuẩn bị tờ khai." } });
    expect(zalo.seen[1]?.body).not.toHaveProperty("message.attachment");
  });

  it("is not sent a text twice when it was refused for itself or may have arrived", async () => {
    for (const [doing, buttonsOrNone] of [
      [says(-201), []],
      [says(-244), buttons],
      ["cut", buttons],
    ] as const) {
      const { channel, zalo } = await open({ [V2]: [doing] });
      expect(await channel.send(message({ citizenId, buttons: buttonsOrNone }))).not.toMatchObject({
        kind: "sent",
      });
      expect(zalo.seen).toHaveLength(1);
    }
  });
});

describe("the platform's refusals", () => {
  it.each([-201, -210, -211, -213, -217, -218, -227, -230, -231, -232, -233, -240, -244, -248, -999, 7])(
    "%i is final",
    async (code) => {
      const { channel, zalo } = await open({ [CS]: [says(code)] });
      expect(await channel.send(message())).toMatchObject({
        kind: "refused",
        next: "final",
        code: String(code),
        detail: expect.stringContaining("said by the platform") as string,
      });
      expect(zalo.seen).toHaveLength(1);
    },
  );

  it.each([-105, -204, -209, -212, -219, -221, -223, -224, -235, -242, -320, -14002])(
    "%i waits for an administrator",
    async (code) => {
      const { channel, log } = await open({ [CS]: [says(code)] });
      expect(await channel.send(message())).toMatchObject({ next: "needs_admin", code: String(code) });
      expect(log.lines.join()).toContain("error");
    },
  );

  it("-200 may be tried again, by the caller's own pace", async () => {
    const { channel } = await open({ [CS]: [says(-200)] });
    expect(await channel.send(message())).toEqual({
      kind: "refused",
      next: "retry",
      code: "-200",
      attemptsAtMost: 3,
      detail: "said by the platform",
    });
  });

  it("-32 waits for the next minute and some jitter, and is no failed attempt", async () => {
    const { channel } = await open({ [CS]: [says(-32)] });
    expect(await channel.send(message())).toMatchObject({
      next: "retry",
      throttled: true,
      retryAt: new Date("2026-11-23T03:01:02.500Z"),
    });
  });

  it("-234 waits for six o'clock in Vietnam", async () => {
    const { channel, clock } = await open({ [CS]: [says(-234), says(-234)] }, { pair: pairAtNow("1", 1000) });
    expect(await channel.send(message())).toMatchObject({
      next: "retry",
      retryAt: new Date("2026-11-23T23:00:00Z"),
    });
    clock.at(new Date("2026-11-23T23:00:00Z"));
    expect(await channel.send(message())).toMatchObject({ retryAt: new Date("2026-11-24T23:00:00Z") });
  });

  it("-214 waits some minutes", async () => {
    const { channel } = await open({ [CS]: [says(-214)] });
    expect(await channel.send(message())).toMatchObject({ retryAt: new Date(NOW.getTime() + 300_000) });
  });

  it("a code that is text is read too", async () => {
    const { channel } = await open({ [CS]: [{ json: { error: "-230", message: "" } }] });
    expect(await channel.send(message())).toMatchObject({
      next: "final",
      code: "-230",
      detail: "no interaction of the user in the last 7 days",
    });
  });

  it("the body decides, not the status", async () => {
    const data = { message_id: "o-1" };
    const success = await open({ [CS]: [{ status: 401, json: { error: 0, data } }] });
    expect(await success.channel.send(message())).toEqual({ kind: "sent", messageId: "o-1" });
    const { channel } = await open({ [CS]: [{ status: 500, json: { error: -230, message: "no" } }] });
    expect(await channel.send(message())).toMatchObject({ next: "final", code: "-230" });
  });
});

describe("a refused token", () => {
  it.each<[string, Doing]>([
    ["-216", says(-216)],
    ["-220", says(-220)],
    ["-124", says(-124)],
    ["HTTP 401", { status: 401, text: "" }],
  ])("(%s) is refreshed once and the message repeated once", async (_what, refusal) => {
    const { channel, zalo, gate } = await open({ [CS]: [refusal, sent("o-1")], [OAUTH]: [granted("2")] });
    expect(await channel.send(message())).toMatchObject({ kind: "sent", messageId: "o-1" });
    expect(zalo.to(CS).map((one) => one.headers["access_token"])).toEqual(["AT-1", "AT-2"]);
    expect(zalo.to(CS)[1]?.headers["appsecret_proof"]).toBe(appSecretProof("AT-2", "AppSecret-made-up-0002"));
    expect(gate.taken).toEqual(["send", "send"]);
  });

  it("refused again after the refresh needs an administrator", async () => {
    for (const refusal of [says(-216), { status: 401, text: "" }]) {
      const { channel, zalo } = await open({ [CS]: [refusal, refusal], [OAUTH]: [granted("2")] });
      expect(await channel.send(message())).toMatchObject({ kind: "refused", next: "needs_admin" });
      expect(zalo.to(CS)).toHaveLength(2);
      expect(zalo.to(OAUTH)).toHaveLength(1);
    }
  });

  it("needs an administrator when the refresh token is used up", async () => {
    const { channel } = await open({ [CS]: [says(-216)], [OAUTH]: [says(-14020)] });
    expect(await channel.send(message())).toMatchObject({ next: "needs_admin", code: "consent_needed" });
    expect(await channel.tokens.state()).toMatchObject({ kind: "consent_needed" });
  });

  it("waits when the refresh came to nothing this time", async () => {
    const { channel } = await open({ [CS]: [says(-216)], [OAUTH]: ["cut", "cut"] });
    expect(await channel.send(message())).toMatchObject({
      next: "retry",
      throttled: true,
      code: "token_unavailable",
      retryAt: new Date(NOW.getTime() + 30_000),
    });
  });
});

describe("without a clear answer", () => {
  it.each<[string, Doing]>([
    ["the connection is cut", "cut"],
    ["nothing comes in time", "stall"],
    ["a proxy answers 502", { status: 502, text: "<html>Bad Gateway</html>" }],
    ["a server fails with JSON of its own", { status: 500, json: { fault: "internal" } }],
    ["the server gave up waiting", { status: 408, text: "" }],
    ["a 200 says nothing", { text: "" }],
    ["a success has no id", { json: { error: 0, message: "Success", data: {} } }],
  ])("when %s, the outcome is unknown and nothing is repeated", async (_what, doing) => {
    const { channel, zalo } = await open({ [CS]: [doing] });
    expect(await channel.send(message())).toMatchObject({ kind: "unknown" });
    expect(zalo.seen).toHaveLength(1);
  });

  it("a repetition after a refresh can be unknown too", async () => {
    const { channel } = await open({ [CS]: [says(-216), "cut"], [OAUTH]: [granted("2")] });
    expect(await channel.send(message())).toMatchObject({ kind: "unknown" });
  });

  it("a server that cannot be reached did not get it", async () => {
    const { channel } = await open({}, { config: { apiUrl: await closedUrl() } });
    expect(await channel.send(message())).toEqual({
      kind: "refused",
      next: "retry",
      code: "not_sent",
      detail: "ECONNREFUSED",
    });
  });

  it.each([301, 403, 404, 413])("a bare status %i refuses, and someone must look", async (status) => {
    const { channel } = await open({ [CS]: [{ status, text: "<html></html>" }] });
    expect(await channel.send(message())).toMatchObject({ next: "needs_admin", code: `http_${status}` });
  });

  it("a bare 429 is a rate limit", async () => {
    const { channel } = await open({ [CS]: [{ status: 429, text: "" }] });
    expect(await channel.send(message())).toMatchObject({
      next: "retry",
      throttled: true,
      retryAt: new Date("2026-11-23T03:01:02.500Z"),
    });
  });
});

describe("nothing is called", () => {
  it("when the rate gate says later", async () => {
    const later = new Date(NOW.getTime() + 30_000);
    const { channel, zalo } = await open({}, { rateGate: { take: () => Promise.resolve({ later }) } });
    expect(await channel.send(message())).toMatchObject({ next: "retry", throttled: true, retryAt: later });
    expect(zalo.seen).toHaveLength(0);
  });

  it("without a consent", async () => {
    const { channel, zalo, gate } = await open({}, { pair: "" });
    expect(await channel.send(message())).toMatchObject({ next: "needs_admin", code: "no_consent" });
    expect(zalo.seen).toHaveLength(0);
    expect(gate.taken).toEqual([]);
  });

  it("when our own database fails, and that is said, not thrown", async () => {
    const { channel, zalo, log } = await open(
      {},
      { rateGate: { take: () => Promise.reject(new Error("lost")) } },
    );
    expect(await channel.send(message())).toMatchObject({
      kind: "refused",
      next: "retry",
      code: "not_ready",
    });
    expect(zalo.seen).toHaveLength(0);
    expect(log.lines.join()).toContain("lost");
  });
});

it("writes neither text, citizen, token nor secret into the log, whatever happens", async () => {
  const script = {
    [CS]: [says(-216), says(-248), "cut" as const, says(-32), says(-999)],
    [OAUTH]: [granted("2")],
  };
  const { channel, log } = await open(script);
  for (let n = 0; n < 4; n += 1) await channel.send(message({ text: "bí mật của người dân" }));
  await channel.send(message({ text: "bí mật của người dân".repeat(200) }));
  expect(log.lines.length).toBeGreaterThanOrEqual(4);
  expect(log.lines.join()).not.toMatch(/bí mật|AT-|RT-|AppSecret|OaSecret|8123456789012345678/);
});
