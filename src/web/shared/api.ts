import type { z } from "zod";
import { ApiError } from "../../contract/chat.ts";

/**
 * The server's no, or no server at all. `message` is a Vietnamese sentence to show as it is.
 * `code` is one of the server's codes (`held_by_other`, `not_signed_in`, …), or, when there is none to tell,
 * `unreachable` (no answer; the same request may work in a moment) or `unreadable` (an answer this page does not
 * understand). `status` is the HTTP status, 0 when there was no answer.
 */
export class ApiFailure extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = "ApiFailure";
  }
}

/** Composing a draft or a month's figures takes the server seconds; after this long an answer is lost, not slow. */
const REQUEST_TIMEOUT_MS = 30_000;

const UNREACHABLE = "Không kết nối được với máy chủ. Anh/chị kiểm tra mạng rồi thử lại.";
const UNREADABLE = "Trang này không còn khớp với máy chủ. Anh/chị vui lòng tải lại trang.";
const REFUSED = "Máy chủ chưa thực hiện được yêu cầu này. Anh/chị vui lòng thử lại.";

/** A server that starts, stops or is overloaded, as told by the proxy before it. */
const PASSING_STATUS = [502, 503, 504];

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/**
 * The HTTP side of the pages for staff. Every call answers with what `schema` reads, and throws `ApiFailure` for
 * all else; a cancelled call (`signal`) throws the signal's reason. An answer without a body is read as undefined.
 */
export const api = {
  get: <T>(path: string, schema: z.ZodType<T>, signal?: AbortSignal): Promise<T> =>
    request("GET", path, undefined, schema, signal),
  post: <T>(path: string, body: unknown, schema: z.ZodType<T>): Promise<T> =>
    request("POST", path, body, schema),
  put: <T>(path: string, body: unknown, schema: z.ZodType<T>): Promise<T> =>
    request("PUT", path, body, schema),
  patch: <T>(path: string, body: unknown, schema: z.ZodType<T>): Promise<T> =>
    request("PATCH", path, body, schema),
  delete: <T>(path: string, body: unknown, schema: z.ZodType<T>): Promise<T> =>
    request("DELETE", path, body, schema),
};

/** `path` with the values that are set as its query; undefined and empty ones are left out. */
export function withQuery(path: string, values: Record<string, string | number | undefined>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values))
    if (value !== undefined && value !== "") query.set(name, String(value));
  const text = query.toString();
  return text === "" ? path : `${path}?${text}`;
}

/** What to show of an error: the sentence of an `ApiFailure`; of anything else that something went wrong. */
export function sentenceOf(error: unknown): string {
  return error instanceof ApiFailure ? error.message : REFUSED;
}

async function request<T>(
  method: Method,
  path: string,
  body: unknown,
  schema: z.ZodType<T>,
  cancel?: AbortSignal,
): Promise<T> {
  const { response, text } = await exchange(method, path, body, cancel);
  if (!response.ok) throw refusal(response.status, text);
  const read = schema.safeParse(text === "" ? undefined : readJson(text));
  if (!read.success) throw new ApiFailure("unreadable", UNREADABLE, response.status, { cause: read.error });
  return read.data;
}

async function exchange(
  method: Method,
  path: string,
  body: unknown,
  cancel: AbortSignal | undefined,
): Promise<{ response: Response; text: string }> {
  // Not AbortSignal.any: Safari before 17.4 does not have it.
  const stop = new AbortController();
  const onCancel = (): void => {
    stop.abort(cancel?.reason);
  };
  if (cancel?.aborted === true) onCancel();
  cancel?.addEventListener("abort", onCancel);
  const timer = setTimeout(() => {
    stop.abort();
  }, REQUEST_TIMEOUT_MS);
  try {
    const response = await fetch(path, {
      method,
      credentials: "same-origin",
      cache: "no-store",
      signal: stop.signal,
      // The server takes changes only as JSON, which no page of another origin can send unasked.
      ...(method !== "GET" && {
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body ?? {}),
      }),
    });
    return { response, text: await response.text() };
  } catch (error) {
    cancel?.throwIfAborted();
    throw new ApiFailure("unreachable", UNREACHABLE, 0, { cause: error });
  } finally {
    clearTimeout(timer);
    cancel?.removeEventListener("abort", onCancel);
  }
}

function refusal(status: number, text: string): ApiFailure {
  const told = ApiError.safeParse(readJson(text));
  if (told.success) return new ApiFailure(told.data.error.code, told.data.error.message, status);
  return PASSING_STATUS.includes(status)
    ? new ApiFailure("unreachable", UNREACHABLE, status)
    : new ApiFailure("unreadable", REFUSED, status);
}

/** Undefined when it is no JSON, such as a proxy's page. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
