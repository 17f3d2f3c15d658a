/** What a call carries. Ids inside a JSON value must already be strings. */
export type HttpBody =
  | { readonly kind: "json"; readonly value: unknown }
  | { readonly kind: "form"; readonly fields: Readonly<Record<string, string>> }
  | {
      readonly kind: "multipart";
      readonly field: string;
      readonly bytes: Uint8Array;
      readonly fileName: string;
      readonly mime: string;
    };

export interface HttpCall {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: HttpBody;
  /** Milliseconds for the whole call, the reading of the answer included. */
  readonly timeLimitMs: number;
  /** The longest answer that is read, in bytes; 1 MiB unless given. */
  readonly answerLimit?: number;
}

/**
 * How a call ended.
 * - `answered`: the whole answer arrived, whatever its status. `json` is undefined when the text is no JSON.
 * - `not_sent`: no connection came about, so the other side surely did not get the request.
 * - `unknown`: the request may have arrived, but no whole answer came back (time limit, cut, or too long).
 *   What it asked for may have happened.
 */
export type HttpOutcome =
  | {
      readonly kind: "answered";
      readonly status: number;
      /** Names are lower case. */
      readonly headers: Readonly<Record<string, string | undefined>>;
      readonly text: string;
      readonly json: unknown;
    }
  | { readonly kind: "not_sent"; readonly why: string }
  | { readonly kind: "unknown"; readonly why: string };

const ANSWER_LIMIT = 1024 * 1024;

/**
 * Calls over HTTP once: nothing is repeated, and a redirect is given back as the answer it is (our headers hold
 * secrets, which must not travel on to another host). Never throws for what the network or the other side does;
 * `why` names the cause without the address, whose query may hold personal data.
 * @throws TypeError when the address or a header is malformed, which is a fault of the program.
 */
export async function callHttp(call: HttpCall): Promise<HttpOutcome> {
  const url = new URL(call.url);
  const headers = new Headers(call.headers);
  const body = encodeBody(call.body, headers);
  try {
    const response = await fetch(url, {
      method: call.method,
      headers,
      redirect: "manual",
      signal: AbortSignal.timeout(call.timeLimitMs),
      ...(body === undefined ? {} : { body }),
    });
    const text = await readUpTo(response, call.answerLimit ?? ANSWER_LIMIT);
    if (text === undefined) return { kind: "unknown", why: "answer_too_long" };
    return {
      kind: "answered",
      status: response.status,
      headers: Object.fromEntries(response.headers),
      text,
      json: jsonOrUndefined(text),
    };
  } catch (error) {
    return surelyNotSent(error)
      ? { kind: "not_sent", why: causeOf(error) }
      : { kind: "unknown", why: causeOf(error) };
  }
}

function encodeBody(body: HttpBody | undefined, headers: Headers): string | FormData | undefined {
  switch (body?.kind) {
    case undefined:
      return undefined;
    case "json":
      headers.set("content-type", "application/json");
      return JSON.stringify(body.value);
    case "form":
      headers.set("content-type", "application/x-www-form-urlencoded");
      return new URLSearchParams(body.fields).toString();
    case "multipart": {
      const form = new FormData();
      form.set(body.field, new Blob([new Uint8Array(body.bytes)], { type: body.mime }), body.fileName);
      return form;
    }
  }
}

/** The body as text, or undefined when it is longer than `limit` bytes (the rest is then not fetched). */
async function readUpTo(response: Response, limit: number): Promise<string | undefined> {
  if (response.body === null) return "";
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let length = 0;
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    length += chunk.value.byteLength;
    if (length > limit) {
      // The stream may be broken already; what counts is that no more is read.
      await reader.cancel().catch(() => undefined);
      return undefined;
    }
    text += decoder.decode(chunk.value, { stream: true });
  }
  return text + decoder.decode();
}

function jsonOrUndefined(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

/** Faults of the certificate end the call before a byte of the request leaves (names from OpenSSL and node:tls). */
const CERTIFICATE_FAULTS = new Set([
  "CERT_HAS_EXPIRED",
  "CERT_NOT_YET_VALID",
  "CERT_REVOKED",
  "CERT_UNTRUSTED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
]);

/**
 * True only when the failure belongs to looking up, connecting or trusting the other side. Everything doubtful
 * counts as sent: repeating a message that did arrive is worse than asking first whether it did.
 * Errors are read by shape, since those of `fetch` may come from another realm than ours.
 */
function surelyNotSent(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return false;
  const { cause, code, syscall } = error as { cause?: unknown; code?: unknown; syscall?: unknown };
  if (syscall === "connect" || syscall === "getaddrinfo" || code === "UND_ERR_CONNECT_TIMEOUT") return true;
  if (typeof code === "string" && CERTIFICATE_FAULTS.has(code)) return true;
  // Several addresses of one name were tried, and none answered.
  if ("errors" in error && Array.isArray(error.errors) && error.errors.length > 0) {
    return error.errors.every((one) => surelyNotSent(one));
  }
  return surelyNotSent(cause);
}

function causeOf(error: unknown): string {
  if (typeof error !== "object" || error === null) return "failed";
  const { cause, code, name } = error as { cause?: unknown; code?: unknown; name?: unknown };
  if (typeof cause === "object" && cause !== null) return causeOf(cause);
  if (typeof code === "string") return code;
  return typeof name === "string" ? name : "failed";
}

/**
 * `JSON.parse`, but an integer too large to be exact (2^53 and beyond) comes back as a string of its digits.
 * Platforms' ids are such integers, and some senders forget the quotes; rounding would give another person's id.
 * @throws SyntaxError exactly when `JSON.parse` does.
 */
export function parseJson(text: string): unknown {
  const parsed: unknown = JSON.parse(text);
  if (!/\d{16}/.test(text)) return parsed;
  // The text is valid JSON by now, so these two alternatives find exactly its strings and its numbers.
  const quoted = text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) =>
    /^-?\d+$/.test(token) && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token,
  );
  return JSON.parse(quoted);
}
