import type { Log, RateGate } from "../../core/ports.ts";
import { callHttp, type HttpBody, type HttpOutcome } from "../../platform/http-client.ts";
import { appSecretProof } from "../shared/app-secret-proof.ts";
import { clip, integerOf, isRecord, recordOf, textOf } from "../shared/json-fields.ts";
import type { MessengerSettings } from "./config.ts";
import type { UsageWatch } from "./usage.ts";

export interface GraphCall {
  /** Sends come first when the allowance of calls runs short. */
  readonly importance: "send" | "background";
  readonly method: "GET" | "POST";
  /** Path after the version, such as `/100200300400500/messages`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: HttpBody;
  /** In whose name: the Page's unless the call is about the application itself. */
  readonly as?: "page" | "app";
  /** Milliseconds, when less than the channel's own time limit. */
  readonly timeLimitMs?: number;
}

/**
 * How a call to the Graph API ended.
 * - `done`: answered with success.
 * - `error`: Meta said no, with a code.
 * - `bare_status`: refused by the HTTP status (3xx, 4xx) without a code of Meta.
 * - `later`: an allowance is used up, ours (`rate_gate`) or Meta's (`usage`); nothing was called.
 * - `not_ready`: our own database failed; nothing was called.
 * - `not_sent`: the request surely did not arrive.
 * - `unknown`: what was asked for may have happened.
 */
export type GraphOutcome =
  | { readonly kind: "done"; readonly data: Readonly<Record<string, unknown>> }
  | {
      readonly kind: "error";
      readonly code: number;
      readonly subcode: number | undefined;
      readonly detail: string;
      /** Meta's support asks for it. */
      readonly trace: string | undefined;
    }
  | { readonly kind: "bare_status"; readonly status: number }
  | { readonly kind: "later"; readonly by: "rate_gate" | "usage"; readonly until: Date }
  | { readonly kind: "not_ready" | "not_sent" | "unknown"; readonly detail: string };

export type CallGraph = (call: GraphCall) => Promise<GraphOutcome>;

/** Meta's code of a token that is not valid (any more). */
export const TOKEN_INVALID = 190;

/**
 * Calls the Graph API: allowances, token, proof. The token goes in a header, so that it lands in no access log. A call
 * is made once, whatever comes of it. Never throws.
 * @param onTokenRefused told when the Page's token is refused
 */
export function createCallGraph(
  settings: MessengerSettings,
  parts: {
    readonly rateGate: RateGate;
    readonly usage: UsageWatch;
    readonly log: Log;
    readonly onTokenRefused: () => void;
  },
): CallGraph {
  const { usage, rateGate, log } = parts;
  const appToken = `${settings.appId}|${settings.appSecret}`;

  async function held(importance: GraphCall["importance"]): Promise<GraphOutcome | undefined> {
    const until = usage.take(importance);
    if (until !== undefined) return { kind: "later", by: "usage", until };
    try {
      const gate = await rateGate.take(importance);
      return "later" in gate ? { kind: "later", by: "rate_gate", until: gate.later } : undefined;
    } catch (error) {
      // The gate lies in our own database. Nothing has left, and a caller may rely on that.
      const detail = clip(error instanceof Error ? error.message : String(error), 200);
      log.error({ channel: "messenger", error: detail }, "rate gate failed, Meta was not called");
      return { kind: "not_ready", detail: "rate gate failed" };
    }
  }

  return async (call) => {
    const waits = await held(call.importance);
    if (waits !== undefined) return waits;
    const token = call.as === "app" ? appToken : settings.pageToken;
    const query = new URLSearchParams({
      ...call.query,
      appsecret_proof: appSecretProof(token, settings.appSecret),
    });
    const outcome = await callHttp({
      method: call.method,
      url: `${settings.graphUrl}/${settings.graphVersion}${call.path}?${query.toString()}`,
      headers: { authorization: `Bearer ${token}` },
      ...(call.body === undefined ? {} : { body: call.body }),
      timeLimitMs: Math.min(call.timeLimitMs ?? Infinity, settings.timeLimitMs),
    });
    if (outcome.kind === "answered") usage.note(outcome.headers);
    const result = read(outcome);
    if (result.kind === "error" && result.code === TOKEN_INVALID && call.as !== "app") parts.onTokenRefused();
    return result;
  };
}

/** Meta's advice: the code in the body decides, not the status or the words. */
function read(outcome: HttpOutcome): GraphOutcome {
  if (outcome.kind !== "answered") return { kind: outcome.kind, detail: outcome.why };
  const { json, status } = outcome;
  const error = recordOf(recordOf(json)["error"]);
  const code = integerOf(error["code"]);
  if (code !== undefined) {
    return {
      kind: "error",
      code,
      subcode: integerOf(error["error_subcode"]),
      detail: clip(textOf(error["message"]) ?? "", 200),
      trace: textOf(error["fbtrace_id"]),
    };
  }
  const succeeded = status >= 200 && status < 300 && isRecord(json) && json["error"] === undefined;
  if (succeeded) return { kind: "done", data: json };
  // A gateway that fails, or gives up waiting (408), may have passed the call on before; and a success without
  // content says nothing at all. Any other status refuses.
  const refuses = status >= 300 && status < 500 && status !== 408;
  return refuses ? { kind: "bare_status", status } : { kind: "unknown", detail: `http_${status}` };
}
