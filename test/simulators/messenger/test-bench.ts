import type { JsonObject } from "../shared/json.ts";
import {
  answerOf,
  Opened,
  startReceiver,
  type Answer,
  type Arrived,
  type Receiver as SharedReceiver,
} from "../shared/test-bench.ts";
import {
  startMessengerSimulator,
  type MessengerSimulator,
  type MessengerSimulatorOptions,
} from "./simulator.ts";

export { DAY_MS, HOUR_MS, MINUTE_MS, standingClock, type Answer } from "../shared/test-bench.ts";

export const APP = {
  appId: "900800700600500",
  appSecret: "MetaAppSecret-made-up-0003",
  pageId: "100200300400500",
  pageToken: "page-access-token-made-up",
  verifyToken: "verify-made-up",
} as const;
export const APP_TOKEN = `${APP.appId}|${APP.appSecret}`;
export const CITIZEN = "6543210987654321";
export const OTHER_CITIZEN = "6543210987654322";

/** One event with the list it came in. */
export type ReceivedEvent = JsonObject & {
  readonly list: "messaging" | "standby";
  readonly message?: JsonObject & { readonly text?: string; readonly mid?: string };
};

interface Entry {
  readonly id: string;
  readonly time: number;
  readonly messaging?: readonly JsonObject[];
  readonly standby?: readonly JsonObject[];
}

/** One webhook delivery as it came. */
export interface Received extends Arrived {
  readonly signature: string | undefined;
  readonly legacySignature: string | undefined;
  readonly body: { readonly object?: string; readonly entry?: readonly Entry[] };
  readonly events: readonly ReceivedEvent[];
}

export interface Receiver extends SharedReceiver<Received> {
  events(): readonly ReceivedEvent[];
  /** Events that have this key beside sender and recipient. */
  having(key: string): readonly ReceivedEvent[];
  /** Texts of the citizens' messages, in order. */
  textsReceived(): readonly string[];
}

async function startMessengerReceiver(port: number): Promise<Receiver> {
  const receiver = await startReceiver<Received>((bytes, request) => {
    const body = bytes.length === 0 ? {} : (JSON.parse(bytes.toString("utf8")) as Received["body"]);
    const events = (body.entry ?? []).flatMap(({ messaging = [], standby = [] }) => [
      ...messaging.map((one) => ({ ...one, list: "messaging" as const })),
      ...standby.map((one) => ({ ...one, list: "standby" as const })),
    ]);
    return {
      bytes,
      signature: request.get("x-hub-signature-256"),
      legacySignature: request.get("x-hub-signature"),
      body,
      events,
    };
  }, port);
  const events = (): readonly ReceivedEvent[] => receiver.received.flatMap((one) => one.events);
  return Object.assign(receiver, {
    events,
    having: (key: string) => events().filter((one) => Object.hasOwn(one, key)),
    textsReceived: () =>
      events().flatMap(({ message }) =>
        message?.text === undefined || message["is_echo"] === true ? [] : [message.text],
      ),
  });
}

/** Receivers and simulators of one test file, closed after each test. */
export class Bench extends Opened {
  async receiver(port = 0): Promise<Receiver> {
    return this.keep(await startMessengerReceiver(port));
  }

  async simulator(options: Partial<MessengerSimulatorOptions> = {}): Promise<MessengerSimulator> {
    return this.keep(await startMessengerSimulator({ ...APP, ...options }));
  }

  /** A simulator that delivers to a receiver, quick to repeat. */
  async connected(
    options: Partial<MessengerSimulatorOptions> = {},
  ): Promise<{ readonly simulator: MessengerSimulator; readonly receiver: Receiver }> {
    const receiver = await this.receiver();
    const simulator = await this.simulator({ webhookUrl: receiver.url, retryDelaysMs: [20, 40], ...options });
    return { simulator, receiver };
  }
}

export interface Ask {
  readonly method?: "GET" | "POST" | "DELETE";
  readonly body?: unknown;
  readonly token?: string;
}

/** A call of `/v26.0/` and the path, with the Page token in the header unless another is given. */
export async function graph(
  simulator: MessengerSimulator,
  path: string,
  { method = "POST", body, token = APP.pageToken }: Ask = {},
): Promise<Answer> {
  return answerOf(
    await fetch(`${simulator.url}/v26.0/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  );
}

export async function send(
  simulator: MessengerSimulator,
  userId: string,
  message: unknown,
  more: JsonObject = { messaging_type: "RESPONSE" },
): Promise<Answer> {
  return graph(simulator, `${APP.pageId}/messages`, {
    body: { recipient: { id: userId }, ...more, message },
  });
}

/** How a call ended: "ok", or its code with the subcode behind a slash. */
export function outcome(answer: Answer): string {
  const error = answer.body["error"] as { code: number; error_subcode?: number } | undefined;
  if (error === undefined) return "ok";
  return error.error_subcode === undefined ? String(error.code) : `${error.code}/${error.error_subcode}`;
}
