import { createHash } from "node:crypto";
import fc from "fast-check";
import { anonymousCitizenId, personOf } from "../../../src/channels/zalo/citizen-id.ts";
import type { ZaloConfig } from "../../../src/channels/zalo/config.ts";
import { createZaloChannel, zaloWindow } from "../../../src/channels/zalo/zalo-channel.ts";
import { configAt, memoryLog, MemoryVault, NOW, openGate, settableClock } from "./small-zalo.ts";

function open(more: Partial<ZaloConfig> = {}) {
  const log = memoryLog();
  const channel = createZaloChannel(configAt("https://zalo.example", more), {
    vault: new MemoryVault(),
    rateGate: openGate(),
    clock: settableClock(),
    random: () => 0,
    log,
  });
  return { channel, log };
}

const delivery = (body: object, headers = {}) => ({
  bytes: new TextEncoder().encode(JSON.stringify(body)),
  headers,
});

const HOUR = 3_600_000;
const ago = (ms: number) => new Date(NOW.getTime() - ms);

describe("the reply window", () => {
  it.each([
    ["just now", 0, "free", 48 * HOUR],
    ["a moment in our future, as clocks differ", -5000, "free", 48 * HOUR],
    ["a little less than 48 hours ago", 48 * HOUR - 1, "free", 48 * HOUR],
    ["48 hours ago", 48 * HOUR, "paid", 168 * HOUR],
    ["a little less than 7 days ago", 168 * HOUR - 1, "paid", 168 * HOUR],
  ])("is open after an interaction %s", (_when, age, kind, length) => {
    expect(zaloWindow(ago(age), NOW)).toEqual({
      open: true,
      kind,
      until: new Date(ago(age).getTime() + length),
    });
  });

  it("is closed after 7 days, and before the first interaction", () => {
    expect(zaloWindow(ago(168 * HOUR), NOW)).toEqual({ open: false, since: NOW });
    expect(zaloWindow(undefined, NOW)).toEqual({ open: false, since: "never_opened" });
  });
});

describe("createZaloChannel", () => {
  it("has the limits and the pace of the contract, the pace as configured", () => {
    const { channel } = open();
    expect(channel).toMatchObject({
      name: "zalo",
      limits: { textLength: 2000, buttons: 5, buttonTitleLength: 100 },
      burst: { quietMs: 1200, longestMs: 8000 },
    });
    expect(open({ burst: { quietMs: 1, longestMs: 2 } }).channel.burst).toEqual({ quietMs: 1, longestMs: 2 });
  });

  it("uses the platform's hosts when none are given", () => {
    const { channel } = open({ oauthUrl: undefined, apiUrl: undefined });
    expect(channel.consent.begin().url).toMatch(/^https:\/\/oauth\.zaloapp\.com\/v4\/oa\/permission\?/);
  });

  it.each(["appId", "appSecret", "oaId", "oaSecret"])("does not start with a blank %s", (key) => {
    expect(() => open({ [key]: " " })).toThrow(`${key} must not be blank`);
  });

  it("accepts what is signed with its ids and the OA's secret, and refuses the rest", () => {
    const { channel } = open();
    const body = delivery({ event_name: "follow", timestamp: "1795402805000" });
    const signed = createHash("sha256")
      .update(`4111222333444555666${Buffer.from(body.bytes).toString()}1795402805000OaSecret-made-up-0001`)
      .digest("hex");
    const headers = { "x-zevent-signature": `mac=${signed}` };
    expect(channel.verify({ ...body, headers })).toEqual({ verdict: "accept" });
    expect(channel.verify(body)).toMatchObject({ verdict: "refuse" });
    expect(channel.verify({ bytes: new Uint8Array(), headers: {} })).toEqual({ verdict: "probe" });
  });

  it("reads events with its own clock for those that have no time", () => {
    const { channel, log } = open();
    const body = {
      event_name: "follow",
      oa_id: "3777000111222333444",
      follower: { id: "8123456789012345678" },
    };
    expect(channel.read(delivery(body))).toMatchObject([{ kind: "followed", at: NOW }]);
    expect(log.lines).toEqual([]);
  });

  it("logs an event it does not understand by its name, not its content, and is silent about those of no use", () => {
    const { channel, log } = open();
    channel.read(delivery({ event_name: "a_new_event", oa_id: "3777000111222333444", text: "bí mật" }));
    channel.read(
      delivery({ event_name: "user_send_text", recipient: { id: "3999" }, message: { text: "bí mật" } }),
    );
    channel.read(delivery({ event_name: "add_user_to_tag", oa_id: "3777000111222333444" }));
    expect(log.lines).toHaveLength(2);
    expect(log.lines[0]).toContain("a_new_event");
    expect(log.lines[1]).toContain("another OA");
    expect(log.lines.join()).not.toContain("bí mật");
  });
});

describe("the citizen id of an anonymous visitor", () => {
  it("holds both ids, whatever characters they have", () => {
    expect(anonymousCitizenId("conv-77", "anon-77")).toBe("anon:conv-77:anon-77");
    const ids = fc.string({ minLength: 1, unit: "grapheme" });
    fc.assert(
      fc.property(ids, ids, (conversationId, anonymousId) => {
        expect(personOf(anonymousCitizenId(conversationId, anonymousId))).toEqual({
          kind: "anonymous",
          conversationId,
          anonymousId,
        });
      }),
    );
  });
});
