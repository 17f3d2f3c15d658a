import express from "express";
import { listen } from "../listen.ts";
import { Changes } from "../shared/changes.ts";
import type { JsonObject } from "../shared/json.ts";
import type { DeliveryAttempt, DeliveryOptions } from "../shared/ordered-delivery.ts";
import type { PostOutcome } from "../shared/webhook-post.ts";
import { Attachments } from "./attachments.ts";
import { controlRoutes } from "./control.ts";
import { FaultBox, type Faults } from "./faults.ts";
import { GraphGate } from "./graph-gate.ts";
import {
  settingsOf,
  type MessengerSimulatorOptions,
  type Settings,
  type SubscriptionField,
} from "./options.ts";
import { pageRoutes as graphPageRoutes } from "./page-api.ts";
import { pageRoutes } from "./page.ts";
import {
  People,
  type Choice,
  type CitizenMedia,
  type MediaDetail,
  type Reaction,
  type Referral,
  type WriteOptions,
} from "./people.ts";
import { MessengerProfile, profileRoutes, type ShownProfile } from "./profile-api.ts";
import { Publisher } from "./publisher.ts";
import { GraphRefusal } from "./refusals.ts";
import { routingRoutes } from "./routing-api.ts";
import { sendRoutes } from "./send-api.ts";
import { signatureHeaders, signedRequest, type Tampering } from "./signature.ts";
import { Subscription, type Verification } from "./subscription.ts";
import { ThreadOwners } from "./thread-owners.ts";
import { Usage } from "./usage.ts";
import { WebhookDelivery } from "./webhook-delivery.ts";
import {
  PAGE_INBOX,
  World,
  type ChatMessage,
  type Citizen,
  type RefusedCall,
  type SenderAction,
  type SentMessage,
} from "./world.ts";

export { seededRandom } from "../shared/seeded-random.ts";
export { SUBSCRIPTION_FIELDS, type MessengerSimulatorOptions } from "./options.ts";
export { PAGE_INBOX } from "./world.ts";
export type { DeliveryAttempt, DeliveryOptions } from "../shared/ordered-delivery.ts";
export type { PostOutcome } from "../shared/webhook-post.ts";
export type { Fetched } from "./fetch-attachment.ts";
export type { Faults, FaultSettings } from "./faults.ts";
export type { Choice, CitizenMedia, MediaDetail, Reaction, Referral, WriteOptions } from "./people.ts";
export type { ShownProfile } from "./profile-api.ts";
export type { Tampering } from "./signature.ts";
export type { Verification } from "./subscription.ts";
export type {
  ChatMessage,
  Citizen,
  MessengerAttachment,
  MessengerButton,
  QuickReply,
  RefusedCall,
  SenderAction,
  SentMessage,
} from "./world.ts";

/** How an event of `publish` travels. */
export interface PublishOptions extends DeliveryOptions {
  /** The citizen in whose order it is delivered. */
  readonly userId?: string;
  /** Delivered only when the Page is subscribed to it; without it, always. */
  readonly field?: SubscriptionField;
  /** Under `standby` instead of `messaging`. */
  readonly standby?: boolean;
}

/**
 * The running platform. `userId` is a PSID everywhere: a string of 10 to 20 digits, unknown ones are met for the first
 * time. Actions of people return at once; deliveries run behind them (`idle`, `waitFor`).
 */
export interface MessengerSimulator {
  /** Graph API and page in one, without a slash at the end. */
  readonly url: string;
  /** Mutable switches. */
  readonly faults: Faults;

  // Citizens
  /** A citizen who exists but has done nothing yet. */
  addCitizen(citizen?: {
    readonly userId?: string;
    readonly name?: string;
    /** A role in the app. */
    readonly role?: boolean;
  }): Citizen;
  citizenWrites(userId: string, text: string, options?: WriteOptions): string;
  /** Several kinds travel as the attachments of one message. */
  citizenSends(userId: string, kind: CitizenMedia | readonly CitizenMedia[], detail?: MediaDetail): string;
  /**
   * Taps what `sentTo` or `profile` show: a quick reply, a button, an entry of the menu, an ice breaker. Undefined when
   * it tells the Page nothing (links, calls).
   */
  citizenTaps(userId: string, choice: Choice, options?: DeliveryOptions): string | undefined;
  /** Taps the start button; throws when the Page has none. `referral`: a new thread by an m.me link. */
  citizenGetsStarted(userId: string, referral?: Referral, options?: DeliveryOptions): string;
  /** Opens an existing thread by a link; `source: "ADS"` opens the window. */
  citizenOpensLink(userId: string, referral: Referral): void;
  /** Everything up to then; default now. */
  citizenReads(userId: string, upTo?: Date): void;
  citizenReacts(userId: string, messageId: string, how?: Reaction): void;
  /** An own message, at most five times. */
  citizenEdits(userId: string, messageId: string, text: string): void;
  citizenDeletes(userId: string, messageId: string): void;
  /** Sends are refused with 551 until the citizen unblocks or writes. */
  citizenBlocks(userId: string): void;
  citizenUnblocks(userId: string): void;

  // Others who write in the Page's name, and who has the thread
  /** A person in the Page's inbox, which takes control first when there is routing. */
  humanReplies(userId: string, text: string): string;
  otherAppSends(userId: string, text: string): string;
  /** Without a word: default the Page's inbox ("moved to Main"); any other id is another application's. */
  takeControl(userId: string, appId?: string): void;
  passControlBack(userId: string, metadata?: string): void;
  otherAppRequestsControl(userId: string, metadata?: string): void;
  /** The id of the application in charge of the thread. */
  ownerOf(userId: string): string;
  policyEnforcement(action: "warning" | "block" | "unblock", reason: string): void;

  // Webhook
  /** Any other event, as it stands in `messaging`, escaped, signed and delivered like the rest. */
  publish(name: string, event: JsonObject, options?: PublishOptions): void;
  /** Everything that happens while `run` runs (it must not wait) travels in one POST, each event in its own entry. */
  together(run: () => void): void;
  /** Bytes and headers as they are, once, outside of all order. Unsigned unless the headers say otherwise. */
  deliverRaw(body: string | Uint8Array, headers?: Readonly<Record<string, string>>): Promise<PostOutcome>;
  /** The headers that sign these bytes, for `deliverRaw`. */
  sign(body: string | Uint8Array): Readonly<Record<string, string>>;
  /** Asks the callback as the platform does when its address is saved. */
  verifyWebhook(token?: string): Promise<Verification>;
  /** False when the Page never was subscribed, or was unsubscribed after failing too long. */
  readonly subscribed: boolean;
  /** By hand, to the fields of before. */
  subscribe(): void;
  /** A `signed_request`; default payload a rightful one of user 218471. */
  signedRequest(payload?: JsonObject, options?: { readonly tamper?: Tampering }): string;

  // What happened (live arrays, in order)
  sentTo(userId: string): readonly SentMessage[];
  allSent(): readonly SentMessage[];
  /** Typing indicators and the like. */
  senderActions(): readonly SenderAction[];
  refused(): readonly RefusedCall[];
  /** One for each event and attempt; `eventName` is the event's key, of echoes `message_echo`. */
  deliveries(): readonly DeliveryAttempt[];
  chatOf(userId: string): readonly ChatMessage[];
  /** What the Messenger profile shows to a person. */
  readonly profile: ShownProfile;

  /** Resolves when nothing is being delivered or waits for a repeat. @throws Error after `timeoutMs` (default 10 s). */
  idle(timeoutMs?: number): Promise<void>;
  /** Resolves to what the predicate gives once that is not undefined, null or false. @throws Error after `timeoutMs`. */
  waitFor<T>(predicate: () => T | undefined | null | false, timeoutMs?: number): Promise<T>;
  close(): Promise<void>;
}

/** All parts, as the routes take them. */
export interface SimulatorParts {
  readonly settings: Settings;
  readonly changes: Changes;
  readonly world: World;
  readonly faults: FaultBox;
  readonly subscription: Subscription;
  readonly delivery: WebhookDelivery;
  readonly owners: ThreadOwners;
  readonly publisher: Publisher;
  readonly profile: MessengerProfile;
  readonly people: People;
  readonly attachments: Attachments;
  readonly usage: Usage;
  readonly sleep: (ms: number) => Promise<void>;
}

/** Starts a Graph API with one application and one Page. Rejects when the port is taken. */
export async function startMessengerSimulator(
  options: MessengerSimulatorOptions,
): Promise<MessengerSimulator> {
  const parts = partsOf(settingsOf(options));
  const { settings, changes, world, faults, subscription, delivery, owners, publisher, profile, people } =
    parts;
  const stopPage = new AbortController();
  const server = await listen(appOf(parts, stopPage.signal), {
    port: options.port ?? 0,
    host: settings.host,
  });

  const describe = (): string =>
    `${delivery.pending} events pending, ${world.sent.length} sent, ` +
    `the Page is ${subscription.subscribed ? "" : "not "}subscribed, ` +
    `last attempt ${JSON.stringify(delivery.attempts.at(-1))}, last refusal ${JSON.stringify(world.refused.at(-1))}`;

  return {
    url: server.url,
    faults: faults.switches,
    addCitizen: (citizen = {}) => world.meet(citizen.userId ?? world.newUserId(), citizen.name, citizen.role),
    citizenWrites: (userId, text, how) => people.writes(userId, text, how),
    citizenSends: (userId, kind, detail) => people.sends(userId, kind, detail),
    citizenTaps: (userId, choice, how) => people.taps(userId, choice, how),
    citizenGetsStarted: (userId, referral, how) => people.getsStarted(userId, referral, how),
    citizenOpensLink: (userId, referral) => {
      people.opensLink(userId, referral);
    },
    citizenReads: (userId, upTo) => {
      people.reads(userId, upTo);
    },
    citizenReacts: (userId, messageId, how = {}) => {
      people.reacts(userId, messageId, how);
    },
    citizenEdits: (userId, messageId, text) => {
      people.edits(userId, messageId, text);
    },
    citizenDeletes: (userId, messageId) => {
      people.deletes(userId, messageId);
    },
    citizenBlocks: (userId) => {
      world.meet(userId).blocked = true;
    },
    citizenUnblocks: (userId) => {
      world.meet(userId).blocked = false;
    },
    humanReplies: (userId, text) => people.humanReplies(userId, text),
    otherAppSends: (userId, text) => people.otherAppSends(userId, text),
    takeControl: (userId, appId = PAGE_INBOX) => {
      people.takesControl(userId, appId);
    },
    passControlBack: (userId, metadata = "") => {
      people.passesControlBack(userId, metadata);
    },
    otherAppRequestsControl: (userId, metadata = "") => {
      people.requestsControl(userId, metadata);
    },
    ownerOf: (userId) => owners.ownerOf(userId),
    policyEnforcement: (action, reason) => {
      publisher.policy(action, reason);
    },
    publish: (name, event, { userId, field, standby = false, ...how } = {}) => {
      const about = { name, userId, msgId: undefined };
      publisher.other({ field, about, list: standby ? "standby" : "messaging", event }, how);
    },
    together: (run) => {
      publisher.together(run);
    },
    deliverRaw: async (body, headers = {}) => delivery.postRaw(Buffer.from(body), headers),
    sign: (body) => signatureHeaders(Buffer.from(body), settings.appSecret),
    verifyWebhook: async (token) => subscription.verify(undefined, token),
    get subscribed() {
      return subscription.subscribed;
    },
    subscribe: () => {
      subscription.resubscribe();
    },
    signedRequest: (payload, { tamper } = {}) => {
      const issued_at = Math.floor(settings.now().getTime() / 1000);
      const rightful = { algorithm: "HMAC-SHA256", issued_at, user_id: "218471" };
      return signedRequest(payload ?? rightful, settings.appSecret, tamper);
    },
    sentTo: (userId) => world.sentTo(userId),
    allSent: () => world.sent,
    senderActions: () => world.actions,
    refused: () => world.refused,
    deliveries: () => delivery.attempts,
    chatOf: (userId) => world.chatOf(userId),
    get profile() {
      return profile.shown();
    },
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

function partsOf(settings: Settings): SimulatorParts {
  const changes = new Changes();
  const world = new World(settings, changes);
  const faults = new FaultBox(settings.random);
  const subscription = new Subscription(settings, changes);
  const delivery = new WebhookDelivery(settings, faults, changes, subscription, (line) => {
    world.log(line);
  });
  const owners = new ThreadOwners(settings);
  const publisher = new Publisher(settings, delivery, faults, subscription, owners);
  const profile = new MessengerProfile();
  return {
    ...{ settings, changes, world, faults, subscription, delivery, owners, publisher, profile },
    people: new People({ settings, world, publisher, owners, profile }),
    attachments: new Attachments(settings.fetchAttachment, world),
    usage: new Usage(settings, world, faults),
    sleep: async (ms) => delivery.sleep(ms),
  };
}

function appOf(parts: SimulatorParts, stop: AbortSignal): express.Express {
  const { settings, world, faults, usage, sleep } = parts;
  const gate = new GraphGate(settings, faults, world, usage, sleep);
  sendRoutes(gate, parts);
  routingRoutes(gate, parts);
  profileRoutes(gate, parts.profile);
  graphPageRoutes(gate, parts);

  const app = express();
  app.disable("x-powered-by");
  app.use(express.raw({ type: () => true, limit: "40mb" }));
  app.use(gate.handler());
  app.use(controlRoutes(parts));
  app.use(pageRoutes(parts, stop));
  app.use((request: express.Request, response: express.Response) => {
    const refusal = new GraphRefusal("2500", request.path);
    world.refuse(request.path, 404, refusal.message);
    response.status(404).json(refusal.frame());
  });
  app.use(
    (
      cause: Error & { status?: number },
      request: express.Request,
      response: express.Response,
      next: express.NextFunction,
    ) => {
      const status = cause.status ?? 500;
      world.refuse(request.path, status, cause.message);
      if (response.headersSent) next(cause);
      else response.status(status).json({ error: cause.message });
    },
  );
  return app;
}
