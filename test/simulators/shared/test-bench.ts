import express, { type Request } from "express";
import { listen } from "../listen.ts";

/** One webhook delivery as it came. */
export interface Arrived {
  readonly bytes: Buffer;
}

/** A webhook endpoint of the simplest kind. */
export interface Receiver<Delivery extends Arrived> {
  readonly url: string;
  readonly received: readonly Delivery[];
  /** The status to answer with; "never" leaves the request open. Default 200. */
  answer: (delivery: Delivery) => number | "never" | Promise<number | "never">;
  /** The answer to a GET, by its query; default 404. */
  verification: (query: URLSearchParams) => { readonly status: number; readonly body: string };
  close(): Promise<void>;
}

/** Starts one whose deliveries `read` takes apart. */
export async function startReceiver<Delivery extends Arrived>(
  read: (bytes: Buffer, request: Request) => Delivery,
  port = 0,
): Promise<Receiver<Delivery>> {
  const received: Delivery[] = [];
  const app = express();
  app.use(express.raw({ type: () => true }));
  app.post("/webhook", async (request, response) => {
    const delivery = read(Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0), request);
    received.push(delivery);
    const status = await receiver.answer(delivery);
    if (status !== "never") response.status(status).end();
  });
  app.get("/webhook", (request, response) => {
    const { status, body } = receiver.verification(
      new URL(request.originalUrl, "http://receiver").searchParams,
    );
    response.status(status).type("text/plain").send(body);
  });
  const { url, close } = await listen(app, { port });
  const receiver: Receiver<Delivery> = {
    url: `${url}/webhook`,
    received,
    answer: () => 200,
    verification: () => ({ status: 404, body: "" }),
    close,
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

/** What one test file has opened, closed after each test in the opposite order. */
export class Opened {
  readonly #open: { close(): Promise<void> }[] = [];

  keep<T extends { close(): Promise<void> }>(one: T): T {
    this.#open.push(one);
    return one;
  }

  async close(): Promise<void> {
    for (const one of this.#open.splice(0).reverse()) await one.close();
  }
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

export async function answerOf(answer: Response): Promise<Answer> {
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Answer["body"] };
}
