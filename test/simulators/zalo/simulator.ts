import express, { Router, type NextFunction, type Request, type Response } from "express";
import { listen } from "../listen.ts";
import { Changes } from "../shared/changes.ts";
import type { JsonObject } from "../shared/json.ts";
import type { PostOutcome } from "../shared/webhook-post.ts";
import { ApiGate } from "./api-gate.ts";
import { controlRoutes } from "./control.ts";
import { FaultBox, type Faults } from "./faults.ts";
import { Grants, type TokenAnswer, type TokenState } from "./grants.ts";
import { messageRoutes } from "./messages-api.ts";
import { callbackWith, oauthRoutes } from "./oauth.ts";
import { settingsOf, type Settings, type ZaloSimulatorOptions } from "./options.ts";
import { pageRoutes } from "./page.ts";
import { People, type CitizenMedia, type MediaDetail, type WriteOptions } from "./people.ts";
import { Publisher } from "./publisher.ts";
import { readRoutes } from "./reads-api.ts";
import { ReplyWindows } from "./reply-window.ts";
import { uploadRoutes, Uploads } from "./uploads.ts";
import { WebhookDelivery, type DeliveryAttempt, type DeliveryOptions } from "./webhook-delivery.ts";
import {
  World,
  type ChatMessage,
  type Citizen,
  type RefusedCall,
  type SentMessage,
  type ZaloButton,
} from "./world.ts";

export { seededRandom } from "../shared/seeded-random.ts";
export type { ZaloSimulatorOptions } from "./options.ts";
export type { Faults, FaultSettings } from "./faults.ts";
export type { TokenAnswer, TokenState } from "./grants.ts";
export type { CitizenMedia, MediaDetail, WriteOptions } from "./people.ts";
export type { DeliveryAttempt, DeliveryOptions } from "./webhook-delivery.ts";
export type { PostOutcome } from "../shared/webhook-post.ts";
export type {
  ChatMessage,
  Citizen,
  MessageKind,
  RefusedCall,
  SentMessage,
  ZaloAttachment,
  ZaloButton,
} from "./world.ts";

/** What an OA administrator's consent gave: the code, and where the browser would return to with it. */
export interface Consent {
  readonly code: string;
  readonly oaId: string;
  readonly callbackUrl: string;
}

/** The running platform. Actions of people return at once; deliveries run behind them (`idle`, `waitFor`). */
export interface ZaloSimulator {
  /** OAuth host, API host and page in one, without a slash at the end. */
  readonly url: string;
  /** Mutable switches. */
  readonly faults: Faults;
  /** Event names whose switch in the console is off. */
  readonly switchedOff: Set<string>;

  // Consent and tokens
  /** Consents as if the request had carried this challenge and state. */
  grantConsent(request?: { readonly codeChallenge?: string; readonly state?: string }): Consent;
  /** Presses the button on the consent page of this address (a client's consent link); gives the callback address. */
  approveConsent(permissionUrl: string): Promise<string>;
  /** The console's API explorer hands out a pair; it replaces the one in force. */
  issueTokens(): TokenAnswer;
  readonly tokenState: TokenState | undefined;
  readonly refreshCount: number;

  // Citizens. A user id is a string of 16 to 20 digits; unknown ones are met for the first time.
  /** A citizen who exists but has done nothing yet. */
  addCitizen(citizen?: {
    readonly userId?: string;
    readonly name?: string;
    readonly follower?: boolean;
  }): Citizen;
  citizenWrites(userId: string, text: string, options?: WriteOptions): string;
  citizenSends(userId: string, kind: CitizenMedia, detail?: MediaDetail): string;
  /** Undefined when the button tells the OA nothing (links, calls). */
  citizenTaps(userId: string, button: ZaloButton, options?: DeliveryOptions): string | undefined;
  citizenFollows(userId: string): void;
  citizenUnfollows(userId: string): void;
  citizenClicksChatnow(userId: string): void;
  citizenSubmitsInfo(userId: string, info: JsonObject): void;
  citizenReacts(userId: string, messageId: string, icon?: string): void;
  /** A visitor of the chat widget without Zalo login. */
  visitorWrites(anonymousId: string, conversationId: string, text: string): string;

  // Others who write in the OA's name
  humanReplies(userId: string, text: string, adminId?: string): string;
  otherAppSends(userId: string, text: string): string;

  // Webhook
  /** Any other event, signed and delivered like the rest; `app_id`, `event_name`, `timestamp` are put around `body`. */
  publish(eventName: string, body: JsonObject, userId?: string): void;
  /** Bytes and headers as they are, once, outside of all order. */
  deliverRaw(body: string | Uint8Array, headers?: Readonly<Record<string, string>>): Promise<PostOutcome>;
  /** The unsigned probe the platform sends when the webhook's address is saved. */
  probe(body?: "{}" | ""): Promise<PostOutcome>;
  readonly webhookDisabled: boolean;
  enableWebhook(): void;

  // What happened (live arrays, in order)
  sentTo(userId: string): readonly SentMessage[];
  allSent(): readonly SentMessage[];
  refused(): readonly RefusedCall[];
  deliveries(): readonly DeliveryAttempt[];
  chatOf(userId: string): readonly ChatMessage[];

  /** Resolves when nothing is being delivered or waits for a repeat. @throws Error after `timeoutMs` (default 10 s). */
  idle(timeoutMs?: number): Promise<void>;
  /** Resolves to what the predicate gives once that is not undefined, null or false. @throws Error after `timeoutMs`. */
  waitFor<T>(predicate: () => T | undefined | null | false, timeoutMs?: number): Promise<T>;
  close(): Promise<void>;
}

/** Starts a Zalo platform of one application and one OA. Rejects when the port is taken. */
export async function startZaloSimulator(options: ZaloSimulatorOptions): Promise<ZaloSimulator> {
  const settings = settingsOf(options);
  const changes = new Changes();
  const world = new World(settings, changes);
  const grants = new Grants(settings);
  const faults = new FaultBox(settings.random, () => {
    grants.expireNow();
    changes.changed();
  });
  const log = (line: string): void => {
    world.log(line);
  };
  const delivery = new WebhookDelivery(settings, faults, changes, () => grants.consented, log);
  const publisher = new Publisher(settings, delivery, faults);
  const people = new People(settings, world, publisher);
  const sleep = async (ms: number): Promise<void> => delivery.sleep(ms);
  const parts = {
    settings,
    changes,
    world,
    grants,
    faults,
    delivery,
    publisher,
    people,
    uploads: new Uploads(settings),
    windows: new ReplyWindows(settings),
    sleep,
  };

  const stopPage = new AbortController();
  const app = express();
  app.disable("x-powered-by");
  app.use(express.raw({ type: () => true, limit: "16mb" }));
  app.use(oauthRoutes(settings, grants, faults, world));
  app.use(apiRoutes(parts));
  app.use(controlRoutes(parts));
  app.use(pageRoutes(parts, stopPage.signal));
  app.use((request: Request, response: Response) => {
    world.refuse(request.path, 404, "no such endpoint");
    response.status(404).json({ error: 404, message: "no such endpoint" });
  });
  app.use((cause: Error & { status?: number }, request: Request, response: Response, next: NextFunction) => {
    world.refuse(request.path, cause.status ?? 500, cause.message);
    if (response.headersSent) next(cause);
    else response.status(cause.status ?? 500).json({ error: cause.status ?? 500, message: cause.message });
  });

  const server = await listen(app, { port: options.port ?? 0, host: settings.host });

  const describe = (): string =>
    `${delivery.pending} events pending, ${world.sent.length} sent, consent ${grants.consented ? "granted" : "missing"}, ` +
    `webhook ${delivery.disabled ? "disabled" : "enabled"}, last attempt ${JSON.stringify(delivery.attempts.at(-1))}, ` +
    `last refusal ${JSON.stringify(world.refused.at(-1))}`;

  return {
    url: server.url,
    faults: faults.switches,
    switchedOff: publisher.switchedOff,
    grantConsent: (request = {}) => {
      const code = grants.consent(request.codeChallenge);
      return { code, oaId: settings.oaId, callbackUrl: callbackWith(settings, code, request.state) };
    },
    approveConsent,
    issueTokens: () => grants.issue(),
    get tokenState() {
      return grants.tokens;
    },
    get refreshCount() {
      return grants.refreshCount;
    },
    addCitizen: (citizen = {}) => {
      const met = world.meet(citizen.userId ?? world.newUserId(), citizen.name);
      met.follower = citizen.follower ?? met.follower;
      return met;
    },
    citizenWrites: (userId, text, how) => people.writes(userId, text, how),
    citizenSends: (userId, kind, detail) => people.sends(userId, kind, detail),
    citizenTaps: (userId, button, how) => people.taps(userId, button, how),
    citizenFollows: (userId) => {
      people.follows(userId);
    },
    citizenUnfollows: (userId) => {
      people.unfollows(userId);
    },
    citizenClicksChatnow: (userId) => {
      people.clicksChatnow(userId);
    },
    citizenSubmitsInfo: (userId, info) => {
      people.submitsInfo(userId, info);
    },
    citizenReacts: (userId, messageId, icon = "/-strong") => {
      people.reacts(userId, messageId, icon);
    },
    visitorWrites: (anonymousId, conversationId, text) =>
      people.visitorWrites(anonymousId, conversationId, text),
    humanReplies: (userId, text, adminId) => people.humanReplies(userId, text, adminId),
    otherAppSends: (userId, text) => people.otherAppSends(userId, text),
    publish: (eventName, body, userId) => {
      publisher.other(eventName, userId, body);
    },
    deliverRaw: async (body, headers = {}) => delivery.postRaw(Buffer.from(body), headers),
    probe: async (body = "{}") => delivery.postRaw(Buffer.from(body), { "content-type": "application/json" }),
    get webhookDisabled() {
      return delivery.disabled;
    },
    enableWebhook: () => {
      delivery.enable();
    },
    sentTo: (userId) => world.sentTo(userId),
    allSent: () => world.sent,
    refused: () => world.refused,
    deliveries: () => delivery.attempts,
    chatOf: (userId) => world.chatOf(userId),
    idle: async (timeoutMs = 10_000) => {
      await changes.waitFor(() => delivery.pending === 0, timeoutMs, describe);
    },
    waitFor: async (predicate, timeoutMs = 10_000) => changes.waitFor(predicate, timeoutMs, describe),
    close: async () => {
      delivery.close();
      stopPage.abort();
      await server.close();
    },
  };
}

/** All parts, as the routes take them. */
export interface SimulatorParts {
  readonly settings: Settings;
  readonly changes: Changes;
  readonly world: World;
  readonly grants: Grants;
  readonly faults: FaultBox;
  readonly delivery: WebhookDelivery;
  readonly publisher: Publisher;
  readonly people: People;
  readonly uploads: Uploads;
  readonly windows: ReplyWindows;
  readonly sleep: (ms: number) => Promise<void>;
}

function apiRoutes(parts: SimulatorParts): Router {
  const gate = new ApiGate(parts.settings, parts.grants, parts.faults, parts.world, parts.sleep);
  const router = Router();
  messageRoutes(router, gate, parts);
  uploadRoutes(router, gate, parts.uploads);
  readRoutes(router, gate, parts);
  return router;
}

/** @throws Error when the page refuses the link (its answer is then JSON, not a redirect). */
async function approveConsent(permissionUrl: string): Promise<string> {
  const answer = await fetch(permissionUrl, { method: "POST", redirect: "manual" });
  const location = answer.headers.get("location");
  if (location === null) throw new Error(`no consent: ${await answer.text()}`);
  return location;
}
