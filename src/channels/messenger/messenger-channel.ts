import type { MessageOrigin, ReplyWindow, WebhookChannel } from "../../core/channel.ts";
import type { Clock, Log, RateGate } from "../../core/ports.ts";
import { createCallGraph } from "./call-graph.ts";
import { messengerLimits } from "./compose.ts";
import { settle, type MessengerConfig } from "./config.ts";
import { createLookUp, type MessengerLookUp } from "./look-up.ts";
import { createPageSetup, type PageSetup } from "./page-setup.ts";
import { isUnused, POLICY_EVENTS, readEvents } from "./read-events.ts";
import { createSend } from "./send.ts";
import { verifySignature } from "./signature.ts";
import { createStateCheck, type MessengerStateCheck } from "./state.ts";
import { createUsageWatch } from "./usage.ts";

export interface MessengerParts {
  readonly rateGate: RateGate;
  readonly clock: Clock;
  /** A number from 0 up to 1. */
  readonly random: () => number;
  readonly log: Log;
}

/** The Messenger channel, and what only Messenger needs: typing, names, the token's state, the Page's set-up. */
export interface MessengerChannel
  extends WebhookChannel, MessengerLookUp, Pick<MessengerStateCheck, "state" | "checkState"> {
  readonly name: "messenger";
  readonly settledByEcho: true;
  readonly setup: PageSetup;
}

/**
 * The channel for one Page.
 * @throws MotcuaError `config_invalid` when an id or a secret is blank
 */
export function createMessengerChannel(config: MessengerConfig, parts: MessengerParts): MessengerChannel {
  const { clock, log } = parts;
  const settings = settle(config);
  const usage = createUsageWatch(clock, log);
  const callGraph = createCallGraph(settings, {
    ...parts,
    usage,
    onTokenRefused: () => {
      check.forget();
    },
  });
  const check = createStateCheck(callGraph, settings, clock);
  return {
    name: "messenger",
    limits: messengerLimits,
    burst: settings.burst,
    settledByEcho: true,
    window: (lastInteraction, now, origin) =>
      messengerWindow(lastInteraction, now, origin, settings.humanAgent),
    verify: (delivery) => verifySignature(delivery, settings.appSecret),
    read(delivery) {
      const events = readEvents(delivery, settings, clock());
      for (const event of events) {
        if (event.kind !== "unknown" || isUnused(event.name)) continue;
        const { why, action, reason } = event.detail;
        const facts = { channel: "messenger", eventName: event.name, why };
        if (POLICY_EVENTS.has(event.name))
          log.error({ ...facts, action, reason }, "Meta enforces a policy against the Page");
        else log.warn(facts, "event kept, not understood");
      }
      return events;
    },
    send: createSend(callGraph, settings, { ...parts, usage }),
    ...createLookUp(callGraph, settings.pageId, log),
    state: () => check.state(),
    checkState: () => check.checkState(),
    setup: createPageSetup(callGraph, settings.pageId),
  };
}

const HOUR_MS = 60 * 60 * 1000;
const STANDARD_MS = 24 * HOUR_MS;
const HUMAN_AGENT_MS = 7 * 24 * HOUR_MS;

/**
 * Anything may be answered within 24 hours of the citizen's last interaction; what a person writes within 7 days, where
 * Meta has granted the feature HUMAN_AGENT. Nothing costs money.
 */
export function messengerWindow(
  lastInteraction: Date | undefined,
  now: Date,
  origin: MessageOrigin,
  humanAgent: boolean,
): ReplyWindow {
  if (lastInteraction === undefined) return { open: false, since: "never_opened" };
  const length = origin === "operator" && humanAgent ? HUMAN_AGENT_MS : STANDARD_MS;
  const until = new Date(lastInteraction.getTime() + length);
  return now < until ? { open: true, kind: "free", until } : { open: false, since: until };
}
