import type { ReplyWindow, WebhookChannel } from "../../core/channel.ts";
import type { Clock, Log, RateGate, Vault } from "../../core/ports.ts";
import { createCallApi } from "./call-api.ts";
import { zaloLimits } from "./compose.ts";
import { settle, type ZaloConfig } from "./config.ts";
import { createConsent, type ZaloConsent } from "./consent.ts";
import { createLookUp, type ZaloLookUp } from "./look-up.ts";
import { isUnused, readEvents } from "./read-events.ts";
import { createSend } from "./send.ts";
import { verifySignature } from "./signature.ts";
import { createTokenEndpoint } from "./token-endpoint.ts";
import { createTokens, type ZaloTokens } from "./tokens.ts";

export interface ZaloParts {
  readonly vault: Vault;
  readonly rateGate: RateGate;
  readonly clock: Clock;
  /** A number from 0 up to 1. */
  readonly random: () => number;
  readonly log: Log;
}

/** The Zalo OA channel, and what only Zalo needs: the OA's consent, its tokens, and look-ups. */
export interface ZaloChannel extends WebhookChannel, ZaloLookUp {
  readonly name: "zalo";
  sentSince: ZaloLookUp["sentSince"];
  readonly consent: ZaloConsent;
  readonly tokens: Pick<ZaloTokens, "keepFresh" | "state">;
}

/**
 * The channel for one Official Account.
 * @throws MotcuaError `config_invalid` when an id or a secret is blank
 */
export function createZaloChannel(config: ZaloConfig, parts: ZaloParts): ZaloChannel {
  const { clock, log } = parts;
  const settings = settle(config);
  const endpoint = createTokenEndpoint(settings, clock);
  const tokens = createTokens(endpoint, parts);
  const callApi = createCallApi(settings, tokens, parts);
  return {
    name: "zalo",
    limits: zaloLimits,
    burst: settings.burst,
    window: zaloWindow,
    verify: (delivery) => verifySignature(delivery, settings.appId, settings.oaSecret),
    read(delivery) {
      const events = readEvents(delivery, settings.oaId, clock());
      for (const event of events) {
        if (event.kind !== "unknown" || isUnused(event.name)) continue;
        log.warn(
          { channel: "zalo", eventName: event.name, why: event.detail["why"] },
          "event kept, not understood",
        );
      }
      return events;
    },
    send: createSend(callApi, parts),
    ...createLookUp(callApi, settings.oaId),
    consent: createConsent(settings, endpoint, parts),
    tokens,
  };
}

const HOUR_MS = 60 * 60 * 1000;
const FREE_MS = 48 * HOUR_MS;
const OPEN_MS = 7 * 24 * HOUR_MS;

/**
 * Consultation messages are free within 48 hours of the citizen's last interaction and paid up to 7 days; later
 * Zalo refuses them (-230). `until` of the free window is its own end, not that of the paid one after it.
 */
export function zaloWindow(lastInteraction: Date | undefined, now: Date): ReplyWindow {
  if (lastInteraction === undefined) return { open: false, since: "never_opened" };
  const start = lastInteraction.getTime();
  const age = now.getTime() - start;
  if (age < FREE_MS) return { open: true, kind: "free", until: new Date(start + FREE_MS) };
  if (age < OPEN_MS) return { open: true, kind: "paid", until: new Date(start + OPEN_MS) };
  return { open: false, since: new Date(start + OPEN_MS) };
}
