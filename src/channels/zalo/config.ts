import { MotcuaError } from "../../core/errors.ts";
import type { ZaloAccount } from "../../platform/config.ts";

/** What the channel is told. How unsigned deliveries are answered is not decided here but by the server. */
export interface ZaloConfig {
  /** The application's id: part of the webhook signature, and not the OA's id. */
  readonly appId: string;
  /** "App Secret Key": for the token endpoint and `appsecret_proof`. */
  readonly appSecret: string;
  readonly oaId: string;
  /** "OA Secret Key" of the webhook page: for the webhook signature only. Another value than `appSecret`. */
  readonly oaSecret: string;
  /** Host of consent and tokens; `https://oauth.zaloapp.com` unless given. */
  readonly oauthUrl?: string | undefined;
  /** Host of the OA API; `https://openapi.zalo.me` unless given. */
  readonly apiUrl?: string | undefined;
  /** Where Zalo sends the administrator back to; compared by Zalo character by character. */
  readonly callbackUrl: string;
  /** Only for an application whose console carries a fixed PKCE challenge: its verifier, 43 letters and digits. */
  readonly fixedPkceVerifier?: string | undefined;
  /** Time limit of every call to Zalo; 10 000 unless given. */
  readonly sendTimeoutMs?: number | undefined;
  readonly burst?: { readonly quietMs: number; readonly longestMs: number } | undefined;
}

/** The configuration with every default filled in. */
export interface ZaloSettings extends Pick<
  ZaloAccount,
  "appId" | "appSecret" | "oaId" | "oaSecret" | "oauthUrl" | "apiUrl" | "callbackUrl" | "fixedPkceVerifier"
> {
  readonly timeLimitMs: number;
  readonly burst: { readonly quietMs: number; readonly longestMs: number };
}

/**
 * Fills in the defaults.
 * @throws MotcuaError `config_invalid` when an id or a secret is blank: with a blank OA Secret Key, whoever knows
 * the application's id could sign webhooks.
 */
export function settle(config: ZaloConfig): ZaloSettings {
  const blank = (["appId", "appSecret", "oaId", "oaSecret"] as const).filter(
    (key) => config[key].trim() === "",
  );
  if (blank.length > 0)
    throw new MotcuaError("config_invalid", `Zalo: ${blank.join(", ")} must not be blank`);
  return {
    appId: config.appId,
    appSecret: config.appSecret,
    oaId: config.oaId,
    oaSecret: config.oaSecret,
    oauthUrl: (config.oauthUrl ?? "https://oauth.zaloapp.com").replace(/\/+$/, ""),
    apiUrl: (config.apiUrl ?? "https://openapi.zalo.me").replace(/\/+$/, ""),
    callbackUrl: config.callbackUrl,
    fixedPkceVerifier: config.fixedPkceVerifier,
    timeLimitMs: config.sendTimeoutMs ?? 10_000,
    burst: config.burst ?? { quietMs: 1200, longestMs: 8000 },
  };
}
