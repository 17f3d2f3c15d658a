import { createHash, randomBytes, randomInt, timingSafeEqual } from "node:crypto";
import { MotcuaError } from "../../core/errors.ts";
import type { Log, Vault } from "../../core/ports.ts";
import type { ZaloSettings } from "./config.ts";
import { errorRow } from "./error-table.ts";
import type { TokenEndpoint } from "./token-endpoint.ts";
import { VAULT_NAME, writePair } from "./token-pair.ts";

/** What the caller keeps for the administrator's browser (in a signed cookie) until Zalo sends it back. */
export interface ConsentBegun {
  /** Where the administrator's browser goes. */
  readonly url: string;
  readonly state: string;
  readonly verifier: string;
}

/** The query Zalo came back with, and what `begin` gave for this browser; undefined where something is missing. */
export interface ConsentReturn {
  readonly code: string | undefined;
  readonly oaId: string | undefined;
  readonly state: string | undefined;
  readonly expectedState: string | undefined;
  readonly verifier: string | undefined;
}

export interface ZaloConsent {
  begin(): ConsentBegun;
  /**
   * Checks the return, exchanges the code and stores the token pair.
   * @throws MotcuaError `consent_refused` with a Vietnamese sentence for the page; nothing is then stored.
   */
  finish(back: ConsentReturn): Promise<void>;
}

const LETTERS_AND_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const VERIFIER_LENGTH = 43;

/** What an administrator can do about a refusal that has a documented cause. */
const ADVICE: ReadonlyMap<number, string> = new Map([
  [-14002, "Mã ứng dụng không đúng, hoặc ứng dụng chưa được bật cho tài khoản này."],
  [-14003, "Địa chỉ callback chưa được đăng ký hoặc tên miền chưa được xác thực, hoặc mã PKCE không khớp."],
  [-14029, "Ứng dụng chưa được Zalo duyệt."],
]);

/**
 * The consent of the OA by OAuth with PKCE. Zalo knows SHA-256 only and has no `code_challenge_method`. It does
 * not insist on `state`, so state and OA are checked here, before the code is used.
 */
export function createConsent(
  settings: ZaloSettings,
  endpoint: TokenEndpoint,
  { vault, log }: { readonly vault: Vault; readonly log: Log },
): ZaloConsent {
  return {
    begin() {
      const state = randomBytes(32).toString("base64url");
      const verifier = settings.fixedPkceVerifier ?? newVerifier();
      const query = new URLSearchParams({
        app_id: settings.appId,
        redirect_uri: settings.callbackUrl,
        code_challenge: challengeOf(verifier),
        state,
      });
      return { url: `${settings.oauthUrl}/v4/oa/permission?${query.toString()}`, state, verifier };
    },

    async finish({ code, oaId, state, expectedState, verifier }) {
      if (!state || !expectedState || !verifier || !same(state, expectedState)) {
        throw refused("Phiên cấp quyền không khớp hoặc đã hết hạn. Vui lòng bắt đầu lại từ trang quản trị.");
      }
      if (!code) {
        throw refused("Zalo không gửi mã cấp quyền; có thể quản trị viên OA đã từ chối. Vui lòng thử lại.");
      }
      if (oaId !== settings.oaId) {
        throw refused(
          "OA vừa cấp quyền không phải là OA đã cấu hình cho hệ thống. Vui lòng chọn đúng OA khi cấp quyền.",
        );
      }
      const answer = await endpoint.exchange(code, verifier);
      if (answer.kind === "refused") {
        log.error(
          { channel: "zalo", code: answer.code, meaning: errorRow(answer.code)?.meaning },
          "Zalo refused the exchange of a consent code",
        );
        const advice =
          ADVICE.get(answer.code) ?? "Vui lòng cấp quyền lại; mã cấp quyền chỉ dùng được một lần.";
        throw refused(
          `Zalo từ chối cấp mã truy cập (mã lỗi ${answer.code}${after(" – ", answer.name)}). ${advice}`,
        );
      }
      if (answer.kind !== "granted") {
        log.warn({ channel: "zalo", why: answer.why }, "no answer to the exchange of a consent code");
        throw refused(`Không nhận được trả lời của Zalo (${answer.why}). Vui lòng cấp quyền lại từ đầu.`);
      }
      await vault.write(VAULT_NAME, writePair(answer.pair));
      log.info({ channel: "zalo", expiresAt: answer.pair.expiresAt }, "the OA gave its consent");
    },
  };
}

/** base64url without padding of the SHA-256 of the verifier (RFC 7636, S256). */
export function challengeOf(verifier: string): string {
  return createHash("sha256").update(verifier).digest("base64url");
}

/** 43 letters and digits, the form Zalo documents; about 256 bits of chance. */
function newVerifier(): string {
  return Array.from(
    { length: VERIFIER_LENGTH },
    () => LETTERS_AND_DIGITS[randomInt(LETTERS_AND_DIGITS.length)],
  ).join("");
}

/** Compares in constant time; by digests, since lengths may differ. */
function same(one: string, other: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

function refused(message: string): MotcuaError {
  return new MotcuaError("consent_refused", message);
}

function after(separator: string, text: string): string {
  return text === "" ? "" : separator + text;
}
