import {
  answerOf,
  Opened,
  startReceiver as startSharedReceiver,
  type Answer,
  type Arrived,
  type Receiver as SharedReceiver,
} from "../shared/test-bench.ts";
import { startZaloSimulator, type ZaloSimulator, type ZaloSimulatorOptions } from "./simulator.ts";

export { DAY_MS, HOUR_MS, MINUTE_MS, standingClock, type Answer } from "../shared/test-bench.ts";

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
export interface Received extends Arrived {
  readonly signature: string | undefined;
  readonly numRetry: string | undefined;
  readonly event: Readonly<Record<string, unknown>> & {
    readonly event_name?: string;
    readonly timestamp?: string;
    readonly message?: { readonly msg_id?: string; readonly text?: string };
  };
}

export interface Receiver extends SharedReceiver<Received> {
  textsReceived(): readonly (string | undefined)[];
  named(eventName: string): readonly Received[];
}

async function startReceiver(port: number): Promise<Receiver> {
  const receiver = await startSharedReceiver<Received>(
    (bytes, request) => ({
      bytes,
      signature: request.get("x-zevent-signature"),
      numRetry: request.get("num_retry"),
      event: bytes.length === 0 ? {} : (JSON.parse(bytes.toString("utf8")) as Received["event"]),
    }),
    port,
  );
  const { received } = receiver;
  return Object.assign(receiver, {
    textsReceived: () => received.map((one) => one.event.message?.text),
    named: (eventName: string) => received.filter((one) => one.event.event_name === eventName),
  });
}

/** Receivers and simulators of one test file, closed after each test. */
export class Bench extends Opened {
  async receiver(port = 0): Promise<Receiver> {
    return this.keep(await startReceiver(port));
  }

  async simulator(options: Partial<ZaloSimulatorOptions> = {}): Promise<ZaloSimulator> {
    return this.keep(await startZaloSimulator({ ...APP, consented: true, ...options }));
  }
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
