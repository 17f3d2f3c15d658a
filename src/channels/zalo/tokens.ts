import type { Clock, Log, Vault } from "../../core/ports.ts";
import { errorRow, grantIsLost, isOauthCode } from "./error-table.ts";
import type { TokenAnswer, TokenEndpoint } from "./token-endpoint.ts";
import { readPair, VAULT_NAME, writePair, type TokenPair } from "./token-pair.ts";

/** An access token with less than this left is refreshed although it still works. */
const REFRESH_WITH_LEFT_MS = 2 * 60 * 60 * 1000;

/** How long no further refresh is tried after one that came to nothing, so that a row of sends does not queue up. */
const PAUSE_MS = 30_000;

/** A token to call with, or why there is none. */
export type AccessToken =
  | { readonly kind: "token"; readonly token: string }
  /** The OA never gave its consent, or Zalo no longer honours it: an administrator of the OA must act. */
  | { readonly kind: "consent"; readonly code: "no_consent" | "consent_needed"; readonly detail: string }
  /** A refresh came to nothing this time. */
  | { readonly kind: "later"; readonly retryAt: Date; readonly detail: string };

/** The state of the grant without any secret, for the health page. Ages are in whole seconds. */
export type TokenState =
  | { readonly kind: "none" }
  | { readonly kind: "valid" | "expired"; readonly ageSeconds: number; readonly secondsLeft: number }
  | {
      readonly kind: "consent_needed";
      readonly ageSeconds: number;
      readonly secondsLeft: number;
      readonly since: Date;
      readonly reason: string;
    };

export interface ZaloTokens {
  /**
   * A token believed to work, refreshed first when it has less than 2 hours left. One that still has time left is
   * given even when its refresh fails.
   * Rejects only when the vault does.
   */
  accessToken(): Promise<AccessToken>;
  /**
   * After Zalo refused `failed` as a token: the one that has replaced it in the meantime, or the fruit of a
   * refresh when it is still the stored one.
   * Rejects only when the vault does.
   */
  afterRefusal(failed: string): Promise<AccessToken>;
  /** Refreshes when it is time to. To be called every few minutes, on any number of instances. */
  keepFresh(): Promise<TokenState>;
  state(): Promise<TokenState>;
}

/**
 * Keeps the OA's token pair alive. A refresh token works once, so one instance refreshes at a time and the new
 * pair is stored before anybody uses it (`Vault.rotate` promises both). The vault stays locked during a refresh,
 * that is for at most two calls of the token endpoint (40 seconds).
 */
export function createTokens(
  endpoint: TokenEndpoint,
  { vault, clock, log }: { readonly vault: Vault; readonly clock: Clock; readonly log: Log },
): ZaloTokens {
  /** The refresh now under way in this process. */
  let running: Promise<unknown> | undefined;
  /** No refresh before this time, and why the last one came to nothing. */
  let pause: { readonly until: Date; readonly why: string } | undefined;
  /** A pair Zalo gave for the refresh token `replaces`, which the vault failed to store. Losing it loses the grant. */
  let unsaved: { readonly replaces: string; readonly pair: TokenPair } | undefined;
  /** What `brokenSince` says, kept here too in case that could not be stored. Holds for this refresh token only. */
  let broken: { readonly refreshToken: string; readonly since: string; readonly by: number } | undefined;

  const left = (pair: TokenPair): number => Date.parse(pair.expiresAt) - clock().getTime();
  const isOld = (pair: TokenPair): boolean => left(pair) <= REFRESH_WITH_LEFT_MS;

  /** The pair with what this process knows of its refusal. */
  function withRefusal(pair: TokenPair): TokenPair {
    if (pair.brokenSince !== undefined || broken?.refreshToken !== pair.refreshToken) return pair;
    return { ...pair, brokenSince: broken.since, brokenBy: broken.by };
  }

  function mayRefresh(pair: TokenPair): boolean {
    const { brokenBy } = withRefusal(pair);
    return (
      !(brokenBy !== undefined && grantIsLost(brokenBy)) && !(pause !== undefined && clock() < pause.until)
    );
  }

  async function stored(): Promise<TokenPair | undefined> {
    const secret = await vault.read(VAULT_NAME);
    const pair = readPair(secret?.value);
    if (secret !== undefined && pair === undefined)
      log.error({ channel: "zalo" }, "stored token pair is unreadable");
    return pair && withRefusal(pair);
  }

  /** Refreshes if `needed` still holds for the pair under the lock. Resolves to the pair then stored. */
  async function refreshIf(needed: (pair: TokenPair) => boolean): Promise<TokenPair | undefined> {
    // Within one process the others wait here, not each on the vault's lock.
    while (running !== undefined) await running;
    const rotation = vault.rotate(VAULT_NAME, async (current) => {
      const pair = readPair(current);
      if (pair === undefined) return undefined;
      if (pair.refreshToken === unsaved?.replaces) return writePair(unsaved.pair);
      if (!needed(pair) || !mayRefresh(pair)) return undefined;
      return afterRefresh(pair, await refreshOnce(pair.refreshToken));
    });
    const done = () => (running = undefined);
    running = rotation.then(done, done);
    const pair = readPair(await rotation);
    // What the vault now holds is either the pair that was to be saved or the fruit of a newer consent.
    unsaved = undefined;
    return pair && withRefusal(pair);
  }

  /**
   * An answer that was lost on the way may have used up the refresh token, or not. Asking once more with the same
   * one tells: either Zalo gives a pair, or it says that the token is used.
   */
  async function refreshOnce(refreshToken: string): Promise<TokenAnswer> {
    const answer = await endpoint.refresh(refreshToken);
    if (answer.kind !== "unknown") return answer;
    log.warn({ channel: "zalo", why: answer.why }, "outcome of a token refresh is unknown, asking once more");
    return endpoint.refresh(refreshToken);
  }

  /** What is to be stored in place of `pair`. */
  function afterRefresh(pair: TokenPair, answer: TokenAnswer): string | undefined {
    if (answer.kind === "granted") {
      log.info({ channel: "zalo", expiresAt: answer.pair.expiresAt }, "token pair refreshed");
      pause = undefined;
      unsaved = { replaces: pair.refreshToken, pair: answer.pair };
      return writePair(answer.pair);
    }
    const why = answer.kind === "refused" ? String(answer.code) : answer.why;
    pause = { until: new Date(clock().getTime() + PAUSE_MS), why };
    if (answer.kind !== "refused" || !isOauthCode(answer.code)) {
      log.warn({ channel: "zalo", why }, "token refresh came to nothing, to be tried again");
      return undefined;
    }
    const since = withRefusal(pair).brokenSince ?? clock().toISOString();
    broken = { refreshToken: pair.refreshToken, since, by: answer.code };
    log.error(
      { channel: "zalo", code: answer.code, meaning: errorRow(answer.code)?.meaning },
      "Zalo refuses to refresh the token: the OA's consent is needed again, or the application must be mended",
    );
    return writePair({ ...pair, brokenSince: since, brokenBy: answer.code });
  }

  function unavailable(pair: TokenPair | undefined): AccessToken {
    if (pair === undefined) {
      return { kind: "consent", code: "no_consent", detail: "the OA has not given its consent yet" };
    }
    if (pair.brokenBy !== undefined) {
      return { kind: "consent", code: "consent_needed", detail: reasonOf(pair.brokenBy) };
    }
    return {
      kind: "later",
      retryAt: pause?.until ?? clock(),
      detail: `token refresh failed: ${pause?.why ?? "?"}`,
    };
  }

  async function accessToken(): Promise<AccessToken> {
    let pair = await stored();
    if (pair !== undefined && (unsaved !== undefined || (isOld(pair) && mayRefresh(pair)))) {
      pair = await refreshIf(isOld);
    }
    return pair !== undefined && left(pair) > 0
      ? { kind: "token", token: pair.accessToken }
      : unavailable(pair);
  }

  async function afterRefusal(failed: string): Promise<AccessToken> {
    const pair = await refreshIf((current) => current.accessToken === failed);
    return pair !== undefined && pair.accessToken !== failed
      ? { kind: "token", token: pair.accessToken }
      : unavailable(pair);
  }

  async function state(): Promise<TokenState> {
    const pair = await stored();
    if (pair === undefined) return { kind: "none" };
    const ages = {
      ageSeconds: Math.floor((clock().getTime() - Date.parse(pair.obtainedAt)) / 1000),
      secondsLeft: Math.max(0, Math.floor(left(pair) / 1000)),
    };
    if (pair.brokenSince !== undefined) {
      const since = new Date(pair.brokenSince);
      return { kind: "consent_needed", ...ages, since, reason: reasonOf(pair.brokenBy ?? 0) };
    }
    return { kind: left(pair) > 0 ? "valid" : "expired", ...ages };
  }

  return {
    accessToken,
    afterRefusal,
    state,
    async keepFresh() {
      await accessToken();
      return state();
    },
  };
}

function reasonOf(code: number): string {
  return `${code}: ${errorRow(code)?.meaning ?? "not documented"}`;
}
