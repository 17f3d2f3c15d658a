import { seededRandom } from "../shared/seeded-random.ts";
import { fetchOverHttp, type AttachmentFetcher } from "./fetch-attachment.ts";

/** What a simulator is started with. The secrets are the ones the program under test is configured with. */
export interface MessengerSimulatorOptions {
  /** 0 (the default) takes any free port. */
  readonly port?: number;
  /** The address to listen on; only this machine unless told otherwise. */
  readonly host?: string;
  readonly appId: string;
  /** Signs webhooks and `signed_request`, and is the key of `appsecret_proof`. */
  readonly appSecret: string;
  readonly pageId: string;
  /** The Page token in force. */
  readonly pageToken: string;
  /** What the webhook's verification is asked with. */
  readonly verifyToken: string;
  /** Several stand for the instances behind one balancer: taken in turn, a refused connection goes to the next. */
  readonly webhookUrl?: string | readonly string[];
  /** The Page's subscription at start; default all fields of section 1.4. Empty: nothing arrives until subscribed. */
  readonly subscribedFields?: readonly string[];
  /** The app's switch that makes `appsecret_proof` compulsory. */
  readonly requireAppsecretProof?: boolean;
  /** Has the review granted HUMAN_AGENT? Default false. */
  readonly humanAgentGranted?: boolean;
  /** Without Advanced Access only people with a role in the app can be written to (200/2018028); default true. */
  readonly advancedAccess?: boolean;
  /** Has the review granted *Business Asset User Profile Access*? Default true. */
  readonly profileAccess?: boolean;
  /** Conversation Routing: has a default app been chosen for the Page? Default true. */
  readonly routing?: boolean;
  /** The default app; the program's own unless told otherwise. */
  readonly defaultAppId?: string;
  /** Another application connected to the Page. */
  readonly otherAppId?: string;
  /** Waits before each repeat of a webhook, the last one for ever; real time. Empty: no repeats. */
  readonly retryDelaysMs?: readonly number[];
  /** The Page is unsubscribed when no delivery succeeded for so long, by the platform's clock; default 1 h. */
  readonly unsubscribeAfterMs?: number;
  /** Default 5000. */
  readonly webhookTimeoutMs?: number;
  /** Deliveries under way at the same time; default 50. */
  readonly webhookConcurrency?: number;
  /** Delivery and read events after each send; default true. Off for load tests. */
  readonly receipts?: boolean;
  /** Whether a reaction alone opens the window; not among the interactions of section 4, so default false. */
  readonly reactionOpensWindow?: boolean;
  /** Sends a second (613); default 300, of audio and video 10. */
  readonly sendsPerSecond?: number;
  readonly mediaSendsPerSecond?: number;
  /** Calls in a rolling 24 h for each engaged person (80006); default 200. `Infinity` for load tests. */
  readonly callsPerPersonPerDay?: number;
  /** Where media of messages claim to lie; default the platform's CDN form. */
  readonly mediaBaseUrl?: string;
  /** How an attachment's address is fetched; default over HTTP, for real. */
  readonly fetchAttachment?: AttachmentFetcher;
  /** HTTP status of an error code; default 500 for the codes 1 and 2, otherwise 400. */
  readonly statusOfError?: (code: number) => number;
  /** The platform's clock: windows, control of threads, quotas, unsubscribing. Waits are real time. */
  readonly clock?: () => Date;
  /** Source of chance in [0, 1) for the faults; default `seededRandom(1)`. */
  readonly random?: () => number;
  /** Prints every event, send and refusal. */
  readonly log?: boolean;
}

export type Settings = Required<Omit<MessengerSimulatorOptions, "clock" | "port" | "webhookUrl">> & {
  readonly now: () => Date;
  readonly webhookUrls: readonly string[];
};

/** The fields a Page can be subscribed to (section 1.4). */
export const SUBSCRIPTION_FIELDS = [
  "messages",
  "messaging_postbacks",
  "message_echoes",
  "message_reads",
  "message_deliveries",
  "message_reactions",
  "message_edits",
  "messaging_referrals",
  "messaging_optins",
  "messaging_handovers",
  "standby",
  "messaging_policy_enforcement",
] as const;

export type SubscriptionField = (typeof SUBSCRIPTION_FIELDS)[number];

/** Soon at first and then more rarely (2.3); the pattern itself is not documented. */
const RETRY_DELAYS_MS: readonly number[] = [1000, 5000, 15_000, 60_000, 5 * 60_000, 15 * 60_000];

export function settingsOf(options: MessengerSimulatorOptions): Settings {
  const { webhookUrl = [], clock = () => new Date(), ...rest } = options;
  return {
    host: "127.0.0.1",
    subscribedFields: SUBSCRIPTION_FIELDS,
    requireAppsecretProof: false,
    humanAgentGranted: false,
    advancedAccess: true,
    profileAccess: true,
    routing: true,
    defaultAppId: options.appId,
    otherAppId: "700600500400300",
    retryDelaysMs: RETRY_DELAYS_MS,
    unsubscribeAfterMs: 3_600_000,
    webhookTimeoutMs: 5000,
    webhookConcurrency: 50,
    receipts: true,
    reactionOpensWindow: false,
    sendsPerSecond: 300,
    mediaSendsPerSecond: 10,
    callsPerPersonPerDay: 200,
    mediaBaseUrl: "https://cdn.example.fbcdn.net",
    fetchAttachment: fetchOverHttp,
    statusOfError: (code) => (code === 1 || code === 2 ? 500 : 400),
    random: seededRandom(1),
    log: false,
    ...rest,
    now: clock,
    webhookUrls: typeof webhookUrl === "string" ? [webhookUrl] : webhookUrl,
  };
}
