import type { AddressInfo } from "node:net";
import { createServer } from "node:http";
import express from "express";
import type { MessengerConfig } from "../../../src/channels/messenger/config.ts";
import { createMessengerChannel } from "../../../src/channels/messenger/messenger-channel.ts";
import type { OutgoingMessage } from "../../../src/core/channel.ts";
import type { RateGate } from "../../../src/core/ports.ts";
import { closedAfterEach } from "../../support/cleanup.ts";
import { memoryLog, openGate, settableClock } from "../zalo/small-zalo.ts";

export const PAGE = "100200300400500";
export const APP = "900800700600500";
export const CITIZEN = "6543210987654321";
export const APP_SECRET = "MetaAppSecret-made-up-0003";
export const PAGE_TOKEN = "page-access-token-made-up";
export const MESSAGES = `/v26.0/${PAGE}/messages`;
export const UPLOADS = `/v26.0/${PAGE}/message_attachments`;

/** One request as the server got it. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
  readonly bytes: Buffer;
}

/** What the server does with a request: answer, cut the connection after reading it, or never answer. */
export type Doing =
  | {
      readonly status?: number;
      readonly json?: unknown;
      readonly text?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | "cut"
  | "stall";

export interface SmallGraph {
  readonly url: string;
  readonly seen: Seen[];
  to(path: string): Seen[];
  close(): Promise<void>;
}

/** Starts a server on a free port that answers as `doing` says. */
export async function startSmallGraph(doing: (seen: Seen) => Doing): Promise<SmallGraph> {
  const all: Seen[] = [];
  const app = express();
  app.use(express.raw({ type: () => true, limit: "40mb" }));
  app.use((request, response) => {
    const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const isJson = request.headers["content-type"]?.includes("json") === true && bytes.length > 0;
    const { method, path, query, headers } = request;
    const seen = {
      method,
      path,
      query,
      headers,
      bytes,
      body: isJson ? (JSON.parse(String(bytes)) as unknown) : undefined,
    };
    all.push(seen);
    const what = doing(seen);
    if (what === "stall") return;
    if (what === "cut") {
      request.socket.destroy();
      return;
    }
    response.status(what.status ?? 200).set(what.headers ?? {});
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

/** A made-up application and Page at this address. */
export function configAt(url: string, more: Partial<MessengerConfig> = {}): MessengerConfig {
  return {
    appId: APP,
    appSecret: APP_SECRET,
    pageId: PAGE,
    pageToken: PAGE_TOKEN,
    verifyToken: "verify-made-up",
    graphUrl: url,
    graphVersion: "v26.0",
    humanAgent: false,
    ...more,
  };
}

export type Script = Readonly<Record<string, Doing[]>>;

/** For a `describe`: opens channels whose Meta does these things, one a request of the path. */
export function channelsWithScript() {
  const onClose = closedAfterEach();
  return async (
    script: Script,
    { config, rateGate }: { config?: Partial<MessengerConfig>; rateGate?: RateGate } = {},
  ) => {
    const graph = await startSmallGraph(
      (seen) => script[seen.path]?.shift() ?? { status: 599, text: "not in the script" },
    );
    onClose(() => graph.close());
    const clock = settableClock();
    const log = memoryLog();
    const gate = openGate();
    const channel = createMessengerChannel(configAt(graph.url, { sendTimeoutMs: 400, ...config }), {
      rateGate: rateGate ?? gate,
      clock,
      random: () => 0.5,
      log,
    });
    return { graph, clock, log, gate, channel };
  };
}

export const sent = (id: string): Doing => ({ json: { recipient_id: CITIZEN, message_id: id } });

export const says = (
  code: number,
  subcode?: number,
  headers: Readonly<Record<string, string>> = {},
): Doing => ({
  status: 400,
  json: {
    error: {
      message: "said by the platform",
      type: "OAuthException",
      code,
      ...(subcode === undefined ? {} : { error_subcode: subcode }),
      fbtrace_id: "AbCdEf",
    },
  },
  headers,
});

export const message = (more: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  citizenId: CITIZEN,
  text: "Anh/chị cần chuẩn bị tờ khai.",
  buttons: [],
  origin: "bot",
  reference: "outbox:42",
  ...more,
});
