import type { Log, RateGate } from "../../core/ports.ts";
import { callHttp, type HttpBody, type HttpOutcome } from "../../platform/http-client.ts";
import { appSecretProof } from "../shared/app-secret-proof.ts";
import { clip, integerOf, recordOf, textOf } from "../shared/json-fields.ts";
import type { ZaloSettings } from "./config.ts";
import { errorRow } from "./error-table.ts";
import type { AccessToken, ZaloTokens } from "./tokens.ts";

export interface ApiCall {
  /** Sends come first when the allowance of calls runs short. */
  readonly importance: "send" | "background";
  readonly method: "GET" | "POST";
  /** Path with version, such as `/v3.0/oa/message/cs`. */
  readonly path: string;
  /** For GET: goes as JSON into the one query parameter `data`. */
  readonly data?: Readonly<Record<string, unknown>>;
  readonly body?: HttpBody;
}

/**
 * How a call to the OA API ended.
 * - `done`: `error` was 0.
 * - `error`: the platform said no, with a code.
 * - `bare_status`: refused by the HTTP status (3xx, 4xx) without a code of the platform.
 * - `rate`: our own allowance is used up; nothing was called.
 * - `no_token`, `not_ready`: nothing was called.
 * - `not_sent`: the request surely did not arrive.
 * - `unknown`: what was asked for may have happened.
 */
export type ApiOutcome =
  | { readonly kind: "done"; readonly data: unknown }
  | { readonly kind: "error"; readonly code: number; readonly detail: string }
  | { readonly kind: "bare_status"; readonly status: number }
  | { readonly kind: "rate"; readonly later: Date }
  | { readonly kind: "no_token"; readonly token: Exclude<AccessToken, { kind: "token" }> }
  | { readonly kind: "not_ready"; readonly detail: string }
  | { readonly kind: "not_sent" | "unknown"; readonly detail: string };

export type CallApi = (call: ApiCall) => Promise<ApiOutcome>;

/**
 * Calls the OA API: rate gate, token, headers, and one repetition with a fresh token when the token was refused
 * (a refused token means that nothing was done). Never throws.
 */
export function createCallApi(
  settings: ZaloSettings,
  tokens: ZaloTokens,
  { rateGate, log }: { readonly rateGate: RateGate; readonly log: Log },
): CallApi {
  async function attempt(call: ApiCall, token: string): Promise<HttpOutcome> {
    const query = call.data === undefined ? "" : `?data=${encodeURIComponent(JSON.stringify(call.data))}`;
    return callHttp({
      method: call.method,
      url: `${settings.apiUrl}${call.path}${query}`,
      headers: { access_token: token, appsecret_proof: appSecretProof(token, settings.appSecret) },
      ...(call.body === undefined ? {} : { body: call.body }),
      timeLimitMs: settings.timeLimitMs,
    });
  }

  /**
   * What must be had before a call may leave. The gate is asked last, so that a call without a token takes nothing
   * from the allowance.
   */
  async function admitted(
    importance: ApiCall["importance"],
    getToken: () => Promise<AccessToken>,
  ): Promise<string | Extract<ApiOutcome, { kind: "rate" | "no_token" | "not_ready" }>> {
    try {
      const token = await getToken();
      if (token.kind !== "token") return { kind: "no_token", token };
      const gate = await rateGate.take(importance);
      return "later" in gate ? { kind: "rate", later: gate.later } : token.token;
    } catch (error) {
      // The vault or the gate failed, that is our own database. Nothing has left, and a caller may rely on that.
      const detail = clip(error instanceof Error ? error.message : String(error), 200);
      log.error({ channel: "zalo", error: detail }, "token store or rate gate failed, Zalo was not called");
      return { kind: "not_ready", detail: "token store or rate gate failed" };
    }
  }

  return async (call) => {
    const token = await admitted(call.importance, () => tokens.accessToken());
    if (typeof token !== "string") return token;
    const first = await attempt(call, token);
    if (!tokenRefused(first)) return read(first);

    const fresh = await admitted(call.importance, () => tokens.afterRefusal(token));
    return typeof fresh === "string" ? read(await attempt(call, fresh)) : fresh;
  };
}

function tokenRefused(outcome: HttpOutcome): boolean {
  if (outcome.kind !== "answered") return false;
  const code = integerOf(recordOf(outcome.json)["error"]);
  if (code === 0) return false;
  return outcome.status === 401 || (code !== undefined && errorRow(code)?.remedy === "refresh");
}

/** Errors come with HTTP 200, so the body decides; the status only does when the body has no code. */
function read(outcome: HttpOutcome): ApiOutcome {
  if (outcome.kind !== "answered") return { kind: outcome.kind, detail: outcome.why };
  const answer = recordOf(outcome.json);
  const code = integerOf(answer["error"]);
  if (code === 0) return { kind: "done", data: answer["data"] };
  if (code !== undefined) return { kind: "error", code, detail: clip(textOf(answer["message"]) ?? "", 200) };
  // A server that fails, or gives up waiting (408), may have done the work before; and a success without `error`
  // says nothing at all. Any other status refuses.
  const refuses = outcome.status >= 300 && outcome.status < 500 && outcome.status !== 408;
  return refuses
    ? { kind: "bare_status", status: outcome.status }
    : { kind: "unknown", detail: `http_${outcome.status}` };
}
