import { randomBytes } from "node:crypto";
import type { Settings } from "./options.ts";
import { ApiRefusal, OAUTH, OAuthRefusal } from "./refusals.ts";
import { codeChallengeOf } from "./signature.ts";

const CODE_LIFE_MS = 10 * 60_000;
const REFRESH_LIFE_MS = 90 * 24 * 3_600_000;

/** The pair in force. */
export interface TokenState {
  readonly accessToken: string;
  readonly accessExpiresAt: Date;
  readonly refreshToken: string;
  readonly refreshExpiresAt: Date;
}

/** A pair as the token endpoint and the console give it; `expires_in` is a string of seconds. */
export interface TokenAnswer {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly expires_in: string;
}

interface Code {
  readonly challenge: string | undefined;
  readonly expiresAtMs: number;
}

/**
 * Codes and tokens (section 1). One grant for application and OA: a refresh or a new consent replaces the pair, and
 * the tokens before it are dead. (That a new consent does so too is our inference, and the stricter reading.)
 */
export class Grants {
  readonly #settings: Settings;
  readonly #codes = new Map<string, Code>();
  #pair: TokenState | undefined;
  #consented: boolean;
  #refreshCount = 0;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#consented = settings.consented;
  }

  /** True once an OA administrator consented: only then events flow. */
  get consented(): boolean {
    return this.#consented;
  }

  get tokens(): TokenState | undefined {
    return this.#pair;
  }

  /** Successful refreshes, those included whose answer was cut off. */
  get refreshCount(): number {
    return this.#refreshCount;
  }

  /** An OA administrator consents: a code for one use within 10 minutes. */
  consent(challenge: string | undefined): string {
    this.#consented = true;
    const code = secret("code");
    this.#codes.set(code, {
      challenge: this.#settings.fixedCodeChallenge ?? challenge,
      expiresAtMs: this.#nowMs() + CODE_LIFE_MS,
    });
    return code;
  }

  /** Takes the code, even when the verifier then turns out wrong. @throws OAuthRefusal */
  exchange(code: string, verifier: string | undefined): TokenAnswer {
    const kept = this.#codes.get(code);
    this.#codes.delete(code);
    if (kept === undefined)
      throw new OAuthRefusal(OAUTH.codeUsedOrExpired, "the code is unknown or was used before");
    if (this.#nowMs() >= kept.expiresAtMs)
      throw new OAuthRefusal(OAUTH.codeUsedOrExpired, "the code is expired");
    if (kept.challenge !== undefined) {
      if (verifier === undefined || !/^[A-Za-z0-9]{43}$/.test(verifier)) {
        throw new OAuthRefusal(OAUTH.redirectOrPkce, "code_verifier must be 43 letters and digits");
      }
      if (codeChallengeOf(verifier) !== kept.challenge) {
        throw new OAuthRefusal(OAUTH.redirectOrPkce, "code_verifier does not match code_challenge");
      }
    }
    return this.issue();
  }

  /** @throws OAuthRefusal -14020 for any refresh token but the unexpired one in force. */
  refresh(refreshToken: string): TokenAnswer {
    if (this.#pair?.refreshToken !== refreshToken) {
      throw new OAuthRefusal(OAUTH.refreshTokenDead, "the refresh token is unknown or was used before");
    }
    if (this.#nowMs() >= this.#pair.refreshExpiresAt.getTime()) {
      throw new OAuthRefusal(OAUTH.refreshTokenDead, "the refresh token is expired");
    }
    this.#refreshCount += 1;
    return this.issue();
  }

  /** Replaces the pair in force. */
  issue(): TokenAnswer {
    this.#consented = true;
    const now = this.#nowMs();
    this.#pair = {
      accessToken: secret("AT"),
      accessExpiresAt: new Date(now + this.#settings.accessTokenSeconds * 1000),
      refreshToken: secret("RT"),
      refreshExpiresAt: new Date(now + REFRESH_LIFE_MS),
    };
    return {
      access_token: this.#pair.accessToken,
      refresh_token: this.#pair.refreshToken,
      expires_in: String(this.#settings.accessTokenSeconds),
    };
  }

  expireNow(): void {
    if (this.#pair !== undefined) this.#pair = { ...this.#pair, accessExpiresAt: new Date(this.#nowMs()) };
  }

  /** @throws ApiRefusal -216 for any token but the one in force, -220 when that one is expired. */
  admit(accessToken: string | undefined): void {
    if (accessToken === undefined) throw new ApiRefusal(-216, "header access_token is missing");
    if (this.#pair?.accessToken !== accessToken) throw new ApiRefusal(-216);
    if (this.#nowMs() >= this.#pair.accessExpiresAt.getTime()) throw new ApiRefusal(-220);
  }

  #nowMs(): number {
    return this.#settings.now().getTime();
  }
}

function secret(prefix: string): string {
  return `${prefix}-${randomBytes(24).toString("base64url")}`;
}
