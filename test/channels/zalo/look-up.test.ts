import { createZaloChannel } from "../../../src/channels/zalo/zalo-channel.ts";
import {
  configAt,
  memoryLog,
  MemoryVault,
  openGate,
  pairAtNow,
  settableClock,
  startSmallZalo,
  type Doing,
  type Seen,
  type SmallZalo,
} from "./small-zalo.ts";

const CITIZEN = "8123456789012345678";
const SINCE = new Date("2026-11-23T03:00:00.000Z");

const servers: SmallZalo[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function open(doing: (seen: Seen) => Doing, pair = pairAtNow("1")) {
  const zalo = await startSmallZalo(doing);
  servers.push(zalo);
  const vault = new MemoryVault();
  if (pair !== "") vault.values.set("zalo", pair);
  const gate = openGate();
  const channel = createZaloChannel(configAt(zalo.url, { sendTimeoutMs: 300 }), {
    vault,
    rateGate: gate,
    clock: settableClock(),
    random: () => 0,
    log: memoryLog(),
  });
  return { zalo, gate, channel };
}

const ok = (data: unknown): Doing => ({ json: { error: 0, message: "Success", data } });

/** The `n`th newest message of a conversation, a minute apart; every other one is the citizen's. */
const item = (n: number, more: object = {}) => ({
  src: n % 2,
  time: SINCE.getTime() + (100 - n) * 60_000,
  type: "text",
  message: `lời ${n}`,
  message_id: `o-${n}`,
  from_id: "3777000111222333444",
  to_id: CITIZEN,
  ...more,
});

/** Answers as the platform does: newest first, ten at most a page. */
const pages =
  (items: readonly unknown[]) =>
  ({ data }: Seen): Doing => {
    const { offset, count } = data as { offset: number; count: number };
    return ok(items.slice(offset, offset + count));
  };

describe("sentSince", () => {
  it("asks page by page until messages are older, and gives the OA's own, newest first", async () => {
    const items = Array.from({ length: 150 }, (_, n) => item(n));
    const { channel, zalo, gate } = await open(pages(items));
    const found = await channel.sentSince(CITIZEN, new Date(SINCE.getTime() + 76 * 60_000));
    expect(found?.map((one) => one.messageId)).toEqual(Array.from({ length: 13 }, (_, n) => `o-${2 * n}`));
    expect(found?.[0]).toEqual({
      messageId: "o-0",
      text: "lời 0",
      at: new Date(SINCE.getTime() + 100 * 60_000),
    });
    expect(zalo.seen).toMatchObject([
      {
        method: "GET",
        path: "/v2.0/oa/conversation",
        headers: { access_token: "AT-1" },
        data: { user_id: CITIZEN, offset: 0, count: 10 },
      },
      { data: { user_id: CITIZEN, offset: 10, count: 10 } },
      { data: { user_id: CITIZEN, offset: 20, count: 10 } },
    ]);
    expect(gate.taken).toEqual(["background", "background", "background"]);
  });

  it("ends with the last page, and takes numbers that came as text", async () => {
    const { channel, zalo } = await open(
      pages([item(0, { src: "0", time: String(SINCE.getTime()) }), item(1)]),
    );
    expect(await channel.sentSince(CITIZEN, SINCE)).toEqual([{ messageId: "o-0", text: "lời 0", at: SINCE }]);
    expect(zalo.seen).toHaveLength(1);
  });

  it("gives an empty list when nothing was sent: that is an answer", async () => {
    const { channel } = await open(pages([item(1)]));
    expect(await channel.sentSince(CITIZEN, SINCE)).toEqual([]);
    const { channel: another } = await open(pages([]));
    expect(await another.sentSince(CITIZEN, SINCE)).toEqual([]);
  });

  it("counts a message once that moved to the next page meanwhile, and takes one without text", async () => {
    const items = Array.from({ length: 12 }, (_, n) => item(2 * n, n === 3 ? { message: undefined } : {}));
    let asked = 0;
    const { channel } = await open((seen) => {
      asked += 1;
      return pages(asked === 1 ? items : [item(-2), ...items])(seen);
    });
    const found = await channel.sentSince(CITIZEN, SINCE);
    expect(found?.map((one) => one.messageId)).toEqual(items.map((one) => one.message_id));
    expect(found?.[3]?.text).toBe("");
  });

  it("does not say anything when 100 messages do not reach back far enough", async () => {
    const items = Array.from({ length: 150 }, (_, n) => item(0, { message_id: `o-${n}` }));
    const { channel, zalo } = await open(pages(items));
    expect(await channel.sentSince(CITIZEN, SINCE)).toBeUndefined();
    expect(zalo.seen).toHaveLength(10);
  });

  it.each<[string, Doing]>([
    ["the platform refuses", { json: { error: -213, message: "no" } }],
    ["nothing comes", "cut"],
    ["the answer is no list", ok({})],
    ["an item has no time", ok([item(0, { time: "soon" })])],
    ["an item has no id", ok([item(0, { message_id: null })])],
    ["an item does not say who sent it", ok([item(0, { src: 2 })])],
  ])("does not say anything when %s", async (_what, doing) => {
    const { channel } = await open(() => doing);
    expect(await channel.sentSince(CITIZEN, SINCE)).toBeUndefined();
  });

  it("does not say anything of an anonymous visitor, nor without a consent", async () => {
    const { channel, zalo } = await open(pages([]));
    expect(await channel.sentSince("anon:conv-77:anon-77", SINCE)).toBeUndefined();
    expect(zalo.seen).toHaveLength(0);
    const { channel: another } = await open(pages([]), "");
    expect(await another.sentSince(CITIZEN, SINCE)).toBeUndefined();
  });
});

describe("citizenName", () => {
  it("gives the display name", async () => {
    const { channel, zalo, gate } = await open(() =>
      ok({ user_id: CITIZEN, display_name: " Nguyễn Văn A " }),
    );
    expect(await channel.citizenName(CITIZEN)).toBe("Nguyễn Văn A");
    expect(zalo.seen).toMatchObject([{ path: "/v3.0/oa/user/detail", data: { user_id: CITIZEN } }]);
    expect(gate.taken).toEqual(["background"]);
  });

  it.each<[string, Doing]>([
    ["the citizen does not follow the OA (-213)", { json: { error: -213, message: "no" } }],
    ["the name is blank", ok({ display_name: " " })],
    ["there is no name", ok(null)],
    ["nothing comes", "cut"],
  ])("gives none when %s", async (_what, doing) => {
    const { channel } = await open(() => doing);
    expect(await channel.citizenName(CITIZEN)).toBeUndefined();
  });

  it("does not ask for an anonymous visitor", async () => {
    const { channel, zalo } = await open(() => ok({ display_name: "A" }));
    expect(await channel.citizenName("anon:conv-77:anon-77")).toBeUndefined();
    expect(zalo.seen).toHaveLength(0);
  });
});

describe("oaInfo", () => {
  const data = {
    oaid: "3777000111222333444",
    name: "Trung tâm",
    is_verified: true,
    oa_type: 4,
    package_name: "Tăng trưởng",
    package_valid_through_date: "31/12/2026",
  };

  it("says what the health page needs", async () => {
    const { channel } = await open(() => ok(data));
    expect(await channel.oaInfo()).toEqual({
      isConfigured: true,
      name: "Trung tâm",
      verified: true,
      oaType: "4",
      packageName: "Tăng trưởng",
      packageValidThrough: "31/12/2026",
    });
  });

  it("knows the id under its other name, exact also as a number, and tells another OA", async () => {
    const { channel } = await open(() => ({ text: '{"error":0,"data":{"oa_id":3777000111222333444}}' }));
    expect(await channel.oaInfo()).toEqual({ isConfigured: true });
    const { channel: another } = await open(() => ok({ ...data, oaid: "3999" }));
    expect(await another.oaInfo()).toMatchObject({ isConfigured: false });
  });

  it("says why there is no answer", async () => {
    const { channel } = await open(() => ({ json: { error: -224, message: "upgrade" } }));
    expect(await channel.oaInfo()).toEqual({ failed: "-224: upgrade" });
    const { channel: another } = await open(() => "cut");
    expect(await another.oaInfo()).toEqual({ failed: "unknown" });
  });
});
