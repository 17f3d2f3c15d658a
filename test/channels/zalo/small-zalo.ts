import type { AddressInfo } from "node:net";
import { createServer } from "node:http";
import express from "express";
import type { Clock, Log, RateGate, Vault } from "../../../src/core/ports.ts";
import type { ZaloConfig } from "../../../src/channels/zalo/config.ts";
import type { TokenPair } from "../../../src/channels/zalo/token-pair.ts";

/** One request as the server got it. `body` is parsed JSON or form; `bytes` are always there. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The parsed `data` parameter of a GET. */
  readonly data: unknown;
  readonly body: unknown;
  readonly bytes: Buffer;
}

/** What the server does with a request: answer, cut the connection after reading it, or never answer. */
export type Doing =
  { readonly status?: number; readonly json?: unknown; readonly text?: string } | "cut" | "stall";

export interface SmallZalo {
  readonly url: string;
  readonly seen: Seen[];
  /** Requests of one path. */
  to(path: string): Seen[];
  close(): Promise<void>;
}

/** Starts a server on a free port that answers as `doing` says. */
export async function startSmallZalo(doing: (seen: Seen) => Doing | Promise<Doing>): Promise<SmallZalo> {
  const all: Seen[] = [];
  const app = express();
  app.use(express.raw({ type: () => true, limit: "20mb" }));
  app.use(async (request, response) => {
    const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const type = request.headers["content-type"] ?? "";
    const query = typeof request.query["data"] === "string" ? request.query["data"] : undefined;
    const seen: Seen = {
      method: request.method,
      path: request.path,
      headers: request.headers,
      data: query === undefined ? undefined : JSON.parse(query),
      body:
        type.includes("json") && bytes.length > 0
          ? JSON.parse(bytes.toString())
          : type === "application/x-www-form-urlencoded"
            ? Object.fromEntries(new URLSearchParams(bytes.toString()))
            : undefined,
      bytes,
    };
    all.push(seen);
    const what = await doing(seen);
    if (what === "stall") return;
    if (what === "cut") {
      request.socket.destroy();
      return;
    }
    response.status(what.status ?? 200);
    if (what.text !== undefined) response.type("text/plain").send(what.text);
    else response.json(what.json);
  });
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen: all,
    to: (path) => all.filter((one) => one.path === path),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** An address nobody listens on: the port was free a moment ago. */
export async function closedUrl(): Promise<string> {
  const zalo = await startSmallZalo(() => ({}));
  await zalo.close();
  return zalo.url;
}

/** The vault's promises kept in memory: one change at a time, the value read under the lock. */
export class MemoryVault implements Vault {
  readonly values = new Map<string, string>();
  /** When set, the next storing fails with it, as a lost database would. */
  failNextStore: Error | undefined;
  /** How many changes were asked for, and how many waited or ran at the same time at most. */
  rotations = 0;
  mostAtOnce = 0;
  #atOnce = 0;
  #queue: Promise<unknown> = Promise.resolve();

  read(name: string) {
    const value = this.values.get(name);
    return Promise.resolve(value === undefined ? undefined : { value, changedAt: new Date(0) });
  }

  write(name: string, value: string) {
    this.values.set(name, value);
    return Promise.resolve();
  }

  rotate(name: string, change: (current: string | undefined) => Promise<string | undefined>) {
    this.rotations += 1;
    this.#atOnce += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#atOnce);
    const turn = this.#queue.then(async () => {
      const next = await change(this.values.get(name));
      if (next !== undefined) {
        const failure = this.failNextStore;
        this.failNextStore = undefined;
        if (failure !== undefined) throw failure;
        this.values.set(name, next);
      }
      return this.values.get(name);
    });
    const done = () => (this.#atOnce -= 1);
    this.#queue = turn.then(done, done);
    return turn;
  }

  pair(): TokenPair {
    return JSON.parse(this.values.get("zalo") ?? "null") as TokenPair;
  }
}

export const NOW = new Date("2026-11-23T03:00:30.000Z");

/** A clock that stands still until it is set. */
export function settableClock(start = NOW): Clock & { at(time: Date): void; later(ms: number): void } {
  let now = start;
  return Object.assign(() => now, {
    at: (time: Date) => {
      now = time;
    },
    later: (ms: number) => {
      now = new Date(now.getTime() + ms);
    },
  });
}

export function memoryLog(): Log & { readonly lines: string[] } {
  const lines: string[] = [];
  const write = (level: string) => (facts: object, what: string) => {
    lines.push(`${level} ${what} ${JSON.stringify(facts)}`);
  };
  return { lines, debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
}

export function openGate(): RateGate & { readonly taken: string[] } {
  const taken: string[] = [];
  return {
    taken,
    take: (importance) => {
      taken.push(importance);
      return Promise.resolve({ granted: true });
    },
  };
}

/** A made-up application and OA at this address. */
export function configAt(url: string, more: Partial<ZaloConfig> = {}): ZaloConfig {
  return {
    appId: "4111222333444555666",
    appSecret: "AppSecret-made-up-0002",
    oaId: "3777000111222333444",
    oaSecret: "OaSecret-made-up-0001",
    oauthUrl: url,
    apiUrl: url,
    callbackUrl: "https://bot.example.gov.vn/oauth/zalo",
    ...more,
  };
}

/** A pair obtained at `NOW`, good for 25 hours unless said otherwise. */
export function pairAtNow(name: string, hours = 25): string {
  return JSON.stringify({
    accessToken: `AT-${name}`,
    refreshToken: `RT-${name}`,
    obtainedAt: NOW.toISOString(),
    expiresAt: new Date(NOW.getTime() + hours * 3_600_000).toISOString(),
  });
}
