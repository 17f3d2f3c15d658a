import { Agent as HttpAgent, request as httpRequest } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import type { Socket } from "node:net";

/**
 * How one POST ended. `unreachable`: no connection came about, so surely nothing arrived. `cut`: the connection broke
 * before a full answer.
 */
export type PostOutcome =
  | { readonly kind: "answered"; readonly status: number; readonly body: string }
  | { readonly kind: "timeout" }
  | { readonly kind: "unreachable"; readonly why: string }
  | { readonly kind: "cut"; readonly why: string };

/** Posts raw bytes over kept-alive connections of its own, which `close` breaks. */
export class WebhookPoster {
  readonly #http = new HttpAgent({ keepAlive: true });
  readonly #https = new HttpsAgent({ keepAlive: true });
  readonly #timeoutMs: number;
  #closed = false;

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /** Never throws; the whole answer must be there within the time limit. */
  async post(url: string, body: Buffer, headers: Readonly<Record<string, string>>): Promise<PostOutcome> {
    for (;;) {
      const { outcome, staleConnection } = await this.#once(url, body, headers);
      // A kept connection the receiver had closed meanwhile says nothing about the receiver: try a fresh one.
      if (!staleConnection || this.#closed) return outcome;
    }
  }

  close(): void {
    this.#closed = true;
    this.#http.destroy();
    this.#https.destroy();
  }

  async #once(
    url: string,
    body: Buffer,
    headers: Readonly<Record<string, string>>,
  ): Promise<{ outcome: PostOutcome; staleConnection: boolean }> {
    return new Promise((resolve) => {
      const secure = url.startsWith("https:");
      const request = (secure ? httpsRequest : httpRequest)(url, {
        method: "POST",
        agent: secure ? this.#https : this.#http,
        headers: { ...headers, "content-length": String(body.length) },
      });
      let connected = false;
      let answered = false;
      const settle = (outcome: PostOutcome, staleConnection = false): void => {
        clearTimeout(limit);
        resolve({ outcome, staleConnection });
      };
      const limit = setTimeout(() => {
        settle({ kind: "timeout" });
        request.destroy();
      }, this.#timeoutMs);
      const broke = (cause: Error): void => {
        const why = (cause as NodeJS.ErrnoException).code ?? cause.message;
        settle(
          connected ? { kind: "cut", why } : { kind: "unreachable", why },
          request.reusedSocket && !answered,
        );
      };
      request.on("socket", (socket: Socket) => {
        connected = !socket.connecting;
        if (connected) return;
        socket.once("connect", () => {
          connected = true;
        });
      });
      request.on("error", broke);
      request.on("response", (response) => {
        answered = true;
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", broke);
        response.on("end", () => {
          const text = Buffer.concat(chunks).toString("utf8");
          settle({ kind: "answered", status: response.statusCode ?? 0, body: text });
        });
      });
      request.end(body);
    });
  }
}
