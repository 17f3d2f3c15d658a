import type { Clock } from "../../core/ports.ts";
import { callHttp } from "../../platform/http-client.ts";
import type { ZaloSettings } from "./config.ts";
import { clip, integerOf, recordOf, textOf } from "../shared/json-fields.ts";
import type { TokenPair } from "./token-pair.ts";

/** Lifetime of an access token in seconds, for an answer that does not say it. */
const USUAL_LIFETIME = 90_000;

/** Milliseconds a call may take at most: a refresh holds the vault's lock, which other instances wait for. */
const LONGEST_MS = 20_000;

/**
 * What the token endpoint said. After `unknown` the code or refresh token may have been used up: Zalo may have
 * answered with a new pair that never arrived.
 */
export type TokenAnswer =
  | { readonly kind: "granted"; readonly pair: TokenPair }
  | { readonly kind: "refused"; readonly code: number; readonly name: string }
  | { readonly kind: "not_sent" | "unknown"; readonly why: string };

export interface TokenEndpoint {
  /** Turns the code of a consent (single use, 10 minutes) into a pair. */
  exchange(code: string, verifier: string): Promise<TokenAnswer>;
  /** Turns a refresh token (single use) into a new pair; the access token of the old pair dies with it. */
  refresh(refreshToken: string): Promise<TokenAnswer>;
}

/**
 * `POST /v4/oa/access_token`. Its calls do not pass the rate gate: they go to the OAuth host, which is no part of
 * the OA's allowance, and every send depends on them.
 */
export function createTokenEndpoint(settings: ZaloSettings, clock: Clock): TokenEndpoint {
  async function ask(fields: Readonly<Record<string, string>>): Promise<TokenAnswer> {
    const outcome = await callHttp({
      method: "POST",
      url: `${settings.oauthUrl}/v4/oa/access_token`,
      headers: { secret_key: settings.appSecret },
      body: { kind: "form", fields: { ...fields, app_id: settings.appId } },
      timeLimitMs: Math.min(settings.timeLimitMs, LONGEST_MS),
    });
    if (outcome.kind !== "answered") return outcome;

    const answer = recordOf(outcome.json);
    const accessToken = headerSafe(answer["access_token"]);
    const refreshToken = headerSafe(answer["refresh_token"]);
    if (accessToken !== undefined && refreshToken !== undefined) {
      const now = clock();
      const lifetime = integerOf(answer["expires_in"]) ?? USUAL_LIFETIME;
      return {
        kind: "granted",
        pair: {
          accessToken,
          refreshToken,
          obtainedAt: now.toISOString(),
          expiresAt: new Date(now.getTime() + lifetime * 1000).toISOString(),
        },
      };
    }
    // Refusals usually come with HTTP 200, so the body decides and the status does not.
    const code = integerOf(answer["error"]);
    if (code !== undefined && code !== 0) {
      return { kind: "refused", code, name: clip(textOf(answer["error_name"]) ?? "", 120) };
    }
    return { kind: "unknown", why: `http_${outcome.status}` };
  }

  return {
    exchange: (code, verifier) => ask({ code, grant_type: "authorization_code", code_verifier: verifier }),
    refresh: (refreshToken) => ask({ refresh_token: refreshToken, grant_type: "refresh_token" }),
  };
}

/** A token that can stand in a header: visible ASCII. Anything else would make every later call throw. */
function headerSafe(token: unknown): string | undefined {
  return typeof token === "string" && /^[\x21-\x7e]+$/.test(token) ? token : undefined;
}
