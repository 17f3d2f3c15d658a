import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { startZaloSimulator, type ZaloSimulator, type ZaloSimulatorOptions } from "./simulator.ts";

export const APP = {
  appId: "4111222333444555666",
  appSecret: "AppSecret-made-up-0002",
  oaId: "3777000111222333444",
  oaSecret: "OaSecretKey-made-up-0001",
  callbackUrl: "https://bot.example.gov.vn/oauth/zalo",
} as const;
export const CITIZEN = "8123456789012345678";
export const OTHER_CITIZEN = "8123456789012345679";

/** One webhook delivery as it came. */
export interface Received {
  readonly bytes: Buffer;
  readonly signature: string | undefined;
  readonly numRetry: string | undefined;
  readonly event: Readonly<Record<string, unknown>> & {
    readonly event_name?: string;
    readonly timestamp?: string;
    readonly message?: { readonly msg_id?: string; readonly text?: string };
  };
}

/** A webhook endpoint of the simplest kind. */
export interface Receiver {
  readonly url: string;
  readonly received: readonly Received[];
  /** The status to answer with; "never" leaves the request open. Default 200. */
  answer: (delivery: Received) => number | "never" | Promise<number | "never">;
  textsReceived(): readonly (string | undefined)[];
  named(eventName: string): readonly Received[];
  close(): Promise<void>;
}

export async function startReceiver(port = 0): Promise<Receiver> {
  const received: Received[] = [];
  const app = express();
  app.use(express.raw({ type: () => true }));
  app.post("/webhook", async (request, response) => {
    const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const delivery: Received = {
      bytes,
      signature: request.get("x-zevent-signature"),
      numRetry: request.get("num_retry"),
      event: bytes.length === 0 ? {} : (JSON.parse(bytes.toString("utf8")) as Received["event"]),
    };
    received.push(delivery);
    const status = await receiver.answer(delivery);
    if (status !== "never") response.status(status).end();
  });
  const server: Server = createServer(app);
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`,
    received,
    answer: () => 200,
    textsReceived: () => received.map((one) => one.event.message?.text),
    named: (eventName) => received.filter((one) => one.event.event_name === eventName),
    close: async () => {
      const closed = new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
      server.closeAllConnections();
      await closed;
    },
  };
  return receiver;
}

/** A clock that stands still until it is moved. */
export function standingClock(): { now: () => Date; forward(ms: number): void } {
  let at = new Date("2026-11-23T03:00:00Z").getTime();
  return {
    now: () => new Date(at),
    forward: (ms) => {
      at += ms;
    },
  };
}

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Receivers and simulators of one test file, closed after each test. */
export class Bench {
  readonly #open: { close(): Promise<void> }[] = [];

  async receiver(port = 0): Promise<Receiver> {
    const receiver = await startReceiver(port);
    this.#open.push(receiver);
    return receiver;
  }

  async simulator(options: Partial<ZaloSimulatorOptions> = {}): Promise<ZaloSimulator> {
    const simulator = await startZaloSimulator({ ...APP, consented: true, ...options });
    this.#open.push(simulator);
    return simulator;
  }

  async close(): Promise<void> {
    for (const one of this.#open.splice(0).reverse()) await one.close();
  }
}

async function answerOf(answer: Response): Promise<Answer> {
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Answer["body"] };
}

/** The header a client sends: the token in force, issued by the console when there is none yet. */
export function tokenHeader(simulator: ZaloSimulator): { access_token: string } {
  return { access_token: simulator.tokenState?.accessToken ?? simulator.issueTokens().access_token };
}

export async function post(
  simulator: ZaloSimulator,
  path: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = tokenHeader(simulator),
): Promise<Answer> {
  return answerOf(
    await fetch(simulator.url + path, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    }),
  );
}

export async function get(simulator: ZaloSimulator, path: string, data?: object): Promise<Answer> {
  const query = data === undefined ? "" : `?data=${encodeURIComponent(JSON.stringify(data))}`;
  return answerOf(await fetch(`${simulator.url}${path}${query}`, { headers: tokenHeader(simulator) }));
}

export async function send(simulator: ZaloSimulator, userId: string, message: unknown): Promise<Answer> {
  return post(simulator, "/v3.0/oa/message/cs", { recipient: { user_id: userId }, message });
}

export async function upload(
  simulator: ZaloSimulator,
  kind: "image" | "gif" | "file",
  bytes: Uint8Array<ArrayBuffer>,
  name: string,
): Promise<Answer> {
  const form = new FormData();
  form.set("file", new File([bytes], name));
  const url = `${simulator.url}/v2.0/oa/upload/${kind}`;
  return answerOf(await fetch(url, { method: "POST", headers: tokenHeader(simulator), body: form }));
}

export async function token(
  simulator: ZaloSimulator,
  form: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = { secret_key: APP.appSecret },
): Promise<Answer> {
  const body = new URLSearchParams({ app_id: APP.appId, ...form });
  return answerOf(await fetch(`${simulator.url}/v4/oa/access_token`, { method: "POST", headers, body }));
}
