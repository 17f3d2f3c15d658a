import type { ApiError, ChatHello, ChatHistory, ChatSend } from "../../contract/chat.ts";

/** How a request ended: with an answer, with the server's no (a sentence for the citizen), or without the server. */
export type Answer<T> =
  | { readonly kind: "ok"; readonly value: T }
  | { readonly kind: "refused"; readonly why: string }
  | { readonly kind: "unreachable" };

/** The HTTP side of the chat. No function throws. */
export interface ChatApi {
  /** Also lets the server set the cookie by which it knows this citizen, so it comes before all else. */
  hello(): Promise<Answer<ChatHello>>;
  /** One page of the messages whose id is above `after` (0: from the beginning). */
  history(after: number): Promise<Answer<ChatHistory>>;
  send(body: ChatSend): Promise<Answer<undefined>>;
}

/** On a slow mobile network an answer can take seconds; after this long it is lost rather than slow. */
const REQUEST_TIMEOUT_MS = 15_000;

/** A server that starts, stops or is overloaded, or the proxy before it: the same request may work in a moment. */
const PASSING_STATUS = [408, 502, 503, 504];

const WHY_UNKNOWN = "Hệ thống chưa nhận được tin này. Anh/chị vui lòng thử gửi lại.";

export function openChatApi(fetch: typeof globalThis.fetch): ChatApi {
  async function request<T>(
    path: string,
    read: (response: Response) => Promise<T>,
    body?: ChatSend,
  ): Promise<Answer<T>> {
    // Not AbortSignal.timeout: Safari before 16 does not have it.
    const stop = new AbortController();
    const timer = setTimeout(() => {
      stop.abort();
    }, REQUEST_TIMEOUT_MS);
    try {
      const response = await fetch(`/api/chat/${path}`, {
        credentials: "same-origin",
        cache: "no-store",
        signal: stop.signal,
        ...(body && {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(body),
        }),
      });
      if (response.ok) return { kind: "ok", value: await read(response) };
      if (PASSING_STATUS.includes(response.status)) return { kind: "unreachable" };
      return { kind: "refused", why: await sentenceOf(response) };
    } catch {
      return { kind: "unreachable" };
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    hello: () => request("hello", (response) => response.json() as Promise<ChatHello>),
    history: (after) =>
      request(`messages?after=${after}`, (response) => response.json() as Promise<ChatHistory>),
    send: (body) => request("messages", () => Promise.resolve(undefined), body),
  };
}

async function sentenceOf(response: Response): Promise<string> {
  try {
    return ((await response.json()) as ApiError).error.message;
  } catch {
    return WHY_UNKNOWN;
  }
}
