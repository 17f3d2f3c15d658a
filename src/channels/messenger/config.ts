import { MotcuaError } from "../../core/errors.ts";
import type { MessengerAccount } from "../../platform/config.ts";

/** What the channel is told: the account as configured, and the pace of this installation. */
export interface MessengerConfig extends Omit<MessengerAccount, "ratePerMinute"> {
  /** Time limit of every call to Meta; 10 000 unless given. */
  readonly sendTimeoutMs?: number | undefined;
  readonly burst?: { readonly quietMs: number; readonly longestMs: number } | undefined;
}

/** The configuration with every default filled in. */
export interface MessengerSettings extends Omit<MessengerAccount, "ratePerMinute" | "verifyToken"> {
  readonly timeLimitMs: number;
  readonly burst: { readonly quietMs: number; readonly longestMs: number };
}

/**
 * Fills in the defaults.
 * @throws MotcuaError `config_invalid` when an id or a secret is blank: with a blank App Secret anybody could sign
 * webhooks.
 */
export function settle(config: MessengerConfig): MessengerSettings {
  const blank = (["appId", "appSecret", "pageId", "pageToken"] as const).filter(
    (key) => config[key].trim() === "",
  );
  if (blank.length > 0)
    throw new MotcuaError("config_invalid", `Messenger: ${blank.join(", ")} must not be blank`);
  return {
    appId: config.appId,
    appSecret: config.appSecret,
    pageId: config.pageId,
    pageToken: config.pageToken,
    graphUrl: config.graphUrl.replace(/\/+$/, ""),
    graphVersion: config.graphVersion,
    humanAgent: config.humanAgent,
    timeLimitMs: config.sendTimeoutMs ?? 10_000,
    burst: config.burst ?? { quietMs: 1200, longestMs: 8000 },
  };
}
