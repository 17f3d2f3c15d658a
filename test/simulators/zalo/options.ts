import { seededRandom } from "../shared/seeded-random.ts";

/** What a simulator is started with. The secrets are the ones the program under test is configured with. */
export interface ZaloSimulatorOptions {
  /** 0 (the default) takes any free port. */
  readonly port?: number;
  /** The address to listen on; only this machine unless told otherwise. */
  readonly host?: string;
  readonly appId: string;
  /** Header `secret_key` of the token endpoint and key of `appsecret_proof`. */
  readonly appSecret: string;
  readonly oaId: string;
  /** Signs webhooks, nothing else. */
  readonly oaSecret: string;
  /** The registered redirect URI, compared character by character. */
  readonly callbackUrl: string;
  /** Several stand for the instances behind one balancer: taken in turn, a refused connection goes to the next. */
  readonly webhookUrls?: readonly string[];
  /** Allowance of the OA's package; default 100, as the package "Tăng trưởng" has. */
  readonly rateLimitPerMinute?: number;
  /** Waits before each repeat of a webhook; default 30 s, 5 min, 15 min, 30 min, 1 h. Empty: the retry switch is off. */
  readonly retryDelaysMs?: readonly number[];
  /** Sources disagree on what triggers a repeat; `every_failure` (default) is every answer but 200, and no answer. */
  readonly retryOn?: "every_failure" | "connection_failure";
  /** Default 2000. */
  readonly webhookTimeoutMs?: number;
  /** Deliveries under way at the same time; default 50. */
  readonly webhookConcurrency?: number;
  /** The application's switch that makes `appsecret_proof` compulsory (-242). */
  readonly requireAppsecretProof?: boolean;
  /** Life of an access token; default 90 000 s. */
  readonly accessTokenSeconds?: number;
  /** The console's link may carry a challenge typed into the console; then the one in the request is ignored. */
  readonly fixedCodeChallenge?: string;
  /** True when the OA already granted its consent. Without consent the platform delivers no events. */
  readonly consented?: boolean;
  /** `user_received_message` and `user_seen_message` after each send; default true. Off for load tests. */
  readonly receipts?: boolean;
  /** Whether following alone counts as an interaction; sources disagree, so the stricter reading is the default. */
  readonly followOpensWindow?: boolean;
  /** Consultation messages between 48 h and 7 d that the package holds; default 500. Beyond it they are billed. */
  readonly monthlyAllowance?: number;
  /** Where media of messages claim to lie; default the platform's CDN form. */
  readonly mediaBaseUrl?: string;
  /** The platform's clock: windows, life of codes, tokens and uploads, the minute of the rate. Waits are real time. */
  readonly now?: () => Date;
  /** Source of chance in [0, 1) for the faults; default `seededRandom(1)`. */
  readonly random?: () => number;
  /** Prints every event, send and refusal. */
  readonly log?: boolean;
}

export type Settings = Required<Omit<ZaloSimulatorOptions, "fixedCodeChallenge" | "port">> & {
  readonly fixedCodeChallenge: string | undefined;
};

const MINUTE_MS = 60_000;

/** Section 2.2 of the contract. */
export const DOCUMENTED_RETRY_DELAYS_MS: readonly number[] = [
  30_000,
  5 * MINUTE_MS,
  15 * MINUTE_MS,
  30 * MINUTE_MS,
  60 * MINUTE_MS,
];

export function settingsOf(options: ZaloSimulatorOptions): Settings {
  return {
    host: "127.0.0.1",
    webhookUrls: [],
    rateLimitPerMinute: 100,
    retryDelaysMs: DOCUMENTED_RETRY_DELAYS_MS,
    retryOn: "every_failure",
    webhookTimeoutMs: 2000,
    webhookConcurrency: 50,
    requireAppsecretProof: false,
    accessTokenSeconds: 90_000,
    consented: false,
    receipts: true,
    followOpensWindow: false,
    monthlyAllowance: 500,
    mediaBaseUrl: "https://cdn.example.zdn.vn",
    now: () => new Date(),
    random: seededRandom(1),
    log: false,
    ...options,
    fixedCodeChallenge: options.fixedCodeChallenge,
  };
}
