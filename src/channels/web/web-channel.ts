import type { Channel, ChannelLimits, CitizenMessage } from "../../core/channel.ts";
import { readPayload } from "../../core/payload.ts";
import type { NewId } from "../../core/ports.ts";
import { storableText } from "../../core/storable-text.ts";

export const WEB_LIMITS: ChannelLimits = { textLength: 2000, buttons: 6, buttonTitleLength: 100 };

/**
 * The centre's own chat page. "Sending" is making the message visible in the record, which the outbox does when it
 * marks the row as sent; so a send here can neither fail nor be in doubt.
 */
export function createWebChannel(parts: { newId: NewId; burst: Channel["burst"] }): Channel {
  return {
    name: "web",
    limits: WEB_LIMITS,
    burst: parts.burst,
    window: () => ({ open: true, kind: "unlimited", until: "never" }),
    send: () => Promise.resolve({ kind: "sent", messageId: parts.newId() }),
  };
}

/** What a citizen wrote on the page, as an event. The same `clientId` twice is the same message. */
export function webMessage(
  citizenId: string,
  sent: { readonly clientId: string; readonly text: string; readonly payload?: string | undefined },
  at: Date,
): CitizenMessage {
  const text = storableText(sent.text);
  const payload = readPayload(sent.payload ?? "") === undefined ? undefined : sent.payload;
  return {
    kind: "citizen_message",
    name: "web_message",
    dedupeKey: `${citizenId}:${sent.clientId}`,
    citizenId,
    messageId: sent.clientId,
    at,
    interaction: true,
    text,
    ...(payload === undefined ? {} : { payload }),
    attachments: [],
  };
}
