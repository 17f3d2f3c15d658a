import type {
  Channel,
  OutgoingMessage,
  PlatformMessage,
  ReplyWindow,
  SendResult,
} from "../../src/core/channel.ts";

/**
 * A channel that does what its script says and fails when the script ends: for the moments between a send and its
 * answer, which a real platform does not show. `sent` is what it was asked to send.
 */
export interface ScriptedChannel extends Channel {
  readonly sent: OutgoingMessage[];
  script: (SendResult | ((message: OutgoingMessage) => Promise<SendResult>))[];
  /** What the platform lists as sent; undefined: it cannot be asked. */
  listed: PlatformMessage[] | undefined;
  replyWindow: ReplyWindow;
}

export function scriptedChannel(): ScriptedChannel {
  const channel: ScriptedChannel = {
    name: "zalo",
    limits: { textLength: 2000, buttons: 5, buttonTitleLength: 100 },
    burst: { quietMs: 1200, longestMs: 8000 },
    sent: [],
    script: [],
    listed: [],
    replyWindow: { open: true, kind: "free", until: "never" },
    window: () => channel.replyWindow,
    async send(message) {
      channel.sent.push(message);
      const next = channel.script.shift();
      if (next === undefined) throw new Error(`send ${channel.sent.length} was not in the script`);
      return typeof next === "function" ? next(message) : next;
    },
    sentSince: (_citizenId, since) => Promise.resolve(channel.listed?.filter((one) => one.at >= since)),
  };
  return channel;
}
