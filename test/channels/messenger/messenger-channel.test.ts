import { createHmac } from "node:crypto";
import type { MessengerConfig } from "../../../src/channels/messenger/config.ts";
import {
  createMessengerChannel,
  messengerWindow,
} from "../../../src/channels/messenger/messenger-channel.ts";
import type { MessageOrigin } from "../../../src/core/channel.ts";
import { memoryLog, NOW, openGate, settableClock } from "../zalo/small-zalo.ts";
import { APP_SECRET, CITIZEN, configAt, PAGE } from "./small-graph.ts";

function open(more: Partial<MessengerConfig> = {}) {
  const log = memoryLog();
  const channel = createMessengerChannel(configAt("https://graph.example", more), {
    rateGate: openGate(),
    clock: settableClock(),
    random: () => 0,
    log,
  });
  return { channel, log };
}

const HOUR = 3_600_000;
const ago = (ms: number) => new Date(NOW.getTime() - ms);

describe("the reply window", () => {
  const cases: [MessageOrigin, boolean, number][] = [
    ["bot", false, 24],
    ["bot", true, 24],
    ["system", true, 24],
    ["operator", false, 24],
    ["operator", true, 168],
  ];
  it.each(cases)("for words of %s, HUMAN_AGENT granted: %s, is %i hours", (origin, granted, hours) => {
    const at = (age: number) => messengerWindow(ago(age), NOW, origin, granted);
    for (const age of [0, -5000, hours * HOUR - 1]) {
      expect(at(age)).toEqual({
        open: true,
        kind: "free",
        until: new Date(ago(age).getTime() + hours * HOUR),
      });
    }
    expect(at(hours * HOUR)).toEqual({ open: false, since: NOW });
    expect(messengerWindow(undefined, NOW, origin, granted)).toEqual({ open: false, since: "never_opened" });
  });

  it("is the configured one in the channel", () => {
    const yesterday = ago(30 * HOUR);
    expect(open().channel.window(yesterday, NOW, "operator")).toMatchObject({ open: false });
    expect(open({ humanAgent: true }).channel.window(yesterday, NOW, "operator")).toMatchObject({
      open: true,
    });
    expect(open({ humanAgent: true }).channel.window(yesterday, NOW, "bot")).toMatchObject({ open: false });
  });
});

describe("createMessengerChannel", () => {
  it("has the limits and the pace of the contract, the pace as configured", () => {
    expect(open().channel).toMatchObject({
      name: "messenger",
      settledByEcho: true,
      limits: { textLength: 1900, buttons: 8, buttonTitleLength: 20 },
      burst: { quietMs: 1200, longestMs: 8000 },
    });
    expect(open({ burst: { quietMs: 1, longestMs: 2 } }).channel.burst).toEqual({ quietMs: 1, longestMs: 2 });
  });

  it.each(["appId", "appSecret", "pageId", "pageToken"])("does not start with a blank %s", (key) => {
    expect(() => open({ [key]: " " })).toThrow(`${key} must not be blank`);
  });

  const delivery = (event: object, headers = {}) => ({
    bytes: new TextEncoder().encode(
      JSON.stringify({
        object: "page",
        entry: [{ id: PAGE, messaging: [{ sender: { id: CITIZEN }, ...event }] }],
      }),
    ),
    headers,
  });

  it("accepts what is signed with its secret, and refuses the rest", () => {
    const { channel } = open();
    const body = delivery({ message: { mid: "m-1", text: "a" } });
    const hex = createHmac("sha256", APP_SECRET).update(body.bytes).digest("hex");
    expect(channel.verify({ ...body, headers: { "x-hub-signature-256": `sha256=${hex}` } })).toEqual({
      verdict: "accept",
    });
    expect(channel.verify(body)).toMatchObject({ verdict: "refuse" });
  });

  it("reads events with its own clock for those that have no time", () => {
    const { channel, log } = open();
    expect(channel.read(delivery({ message: { mid: "m-1", text: "a" } }))).toMatchObject([
      { kind: "citizen_message", at: NOW },
    ]);
    expect(log.lines).toEqual([]);
  });

  it("logs an event it does not understand by its name, not its content, and is silent about those of no use", () => {
    const { channel, log } = open();
    channel.read(delivery({ a_new_event: { text: "bí mật" } }));
    channel.read(delivery({ optin: { type: "notification_messages" } }));
    expect(log.lines).toHaveLength(1);
    expect(log.lines[0]).toMatch(/^warn .*a_new_event/);
    expect(log.lines.join()).not.toContain("bí mật");
  });

  it.each(["policy_enforcement", "policy-enforcement"])("raises an alarm on %s", (key) => {
    const { channel, log } = open();
    const [event] = channel.read(delivery({ [key]: { action: "block", reason: "spam" } }));
    expect(event).toMatchObject({ kind: "unknown", name: key, detail: { action: "block", reason: "spam" } });
    expect(log.lines).toEqual([expect.stringMatching(/^error .*"action":"block","reason":"spam"/)]);
  });
});
