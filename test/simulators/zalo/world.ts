import { createHash, randomBytes } from "node:crypto";
import type { Changes } from "./changes.ts";
import type { Settings } from "./options.ts";

/** A button as it stands in a message; the payload of `oa.query.*` is a string, of the others an object. */
export interface ZaloButton {
  readonly title: string;
  readonly type: string;
  readonly payload: string | Readonly<Record<string, unknown>>;
}

export interface ZaloAttachment {
  readonly type: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

export type MessageKind =
  | "text"
  | "image"
  | "gif"
  | "link"
  | "audio"
  | "video"
  | "sticker"
  | "location"
  | "file"
  | "business_card"
  | "request_user_info";

/** One message of a chat, as both sides' phones would keep it. */
export interface ChatMessage {
  readonly messageId: string;
  readonly userId: string;
  readonly by: "citizen" | "program" | "other_program" | "person";
  readonly kind: MessageKind;
  readonly text: string;
  readonly attachments: readonly ZaloAttachment[];
  readonly buttons: readonly ZaloButton[];
  readonly at: Date;
  /** A tap on `oa.query.hide`: the OA gets the text, the chat does not show it. */
  readonly hidden: boolean;
}

/** A send the platform accepted. */
export interface SentMessage {
  readonly messageId: string;
  readonly userId: string;
  readonly kind: MessageKind;
  readonly text: string;
  readonly buttons: readonly ZaloButton[];
  /** `message` of the request, unchanged. */
  readonly body: Readonly<Record<string, unknown>>;
  /** What paid for it; undefined when it was billed. */
  readonly quotaType: "reply" | "sub_quota" | undefined;
  readonly at: Date;
  /** `performance.now()` at acceptance, for measuring. */
  readonly atMs: number;
}

/** A call the platform did not accept. `code` is the body's `error`, or the HTTP status of a 5xx or 404. */
export interface RefusedCall {
  readonly path: string;
  readonly code: number;
  readonly message: string;
  readonly userId: string | undefined;
  readonly at: Date;
}

export interface Citizen {
  readonly userId: string;
  readonly userIdByApp: string;
  readonly name: string;
  follower: boolean;
  lastInteraction: Date | undefined;
  readonly tags: Set<string>;
  sharedInfo: Readonly<Record<string, unknown>>;
}

/** The people, their chats, and what went through the API. */
export class World {
  readonly citizens = new Map<string, Citizen>();
  readonly chats = new Map<string, ChatMessage[]>();
  readonly sent: SentMessage[] = [];
  readonly #sentTo = new Map<string, SentMessage[]>();
  readonly refused: RefusedCall[] = [];
  readonly tags = new Set<string>();
  readonly changes: Changes;
  readonly #settings: Settings;
  // New for each start, so that a program that kept its database does not take new messages for old ones.
  readonly #run = randomBytes(3).toString("hex");
  #ids = 0;

  constructor(settings: Settings, changes: Changes) {
    this.#settings = settings;
    this.changes = changes;
  }

  /** A fresh id such as `m-3fa9c1-000012`. */
  newId(prefix: string): string {
    this.#ids += 1;
    return `${prefix}-${this.#run}-${String(this.#ids).padStart(6, "0")}`;
  }

  /** The citizen with this id, met for the first time if need be: no follower, no interaction yet. */
  meet(userId: string, name?: string): Citizen {
    const known = this.citizens.get(userId);
    if (known !== undefined) return known;
    if (!/^\d{16,20}$/.test(userId))
      throw new Error(`a Zalo user id is a string of 16 to 20 digits, not ${userId}`);
    const citizen: Citizen = {
      userId,
      userIdByApp: digitsOf(`${this.#settings.appId}/${userId}`),
      name: name ?? `Công dân ${userId.slice(-4)}`,
      follower: false,
      lastInteraction: undefined,
      tags: new Set(),
      sharedInfo: { name: "", phone: "", address: "", city: "", district: "" },
    };
    this.citizens.set(userId, citizen);
    this.changes.changed();
    return citizen;
  }

  /** A made-up user id nobody has yet. */
  newUserId(): string {
    return digitsOf(this.newId("citizen"));
  }

  interacts(userId: string): Citizen {
    const citizen = this.meet(userId);
    citizen.lastInteraction = this.#settings.now();
    return citizen;
  }

  chatOf(userId: string): readonly ChatMessage[] {
    return this.chats.get(userId) ?? [];
  }

  keep(message: ChatMessage): void {
    const chat = this.chats.get(message.userId);
    if (chat === undefined) this.chats.set(message.userId, [message]);
    else chat.push(message);
    this.changes.changed();
  }

  accept(message: SentMessage): void {
    this.sent.push(message);
    const before = this.#sentTo.get(message.userId);
    if (before === undefined) this.#sentTo.set(message.userId, [message]);
    else before.push(message);
    this.log(`sent to ${message.userId}: ${message.messageId} ${JSON.stringify(message.text.slice(0, 60))}`);
    this.changes.changed();
  }

  sentTo(userId: string): readonly SentMessage[] {
    return this.#sentTo.get(userId) ?? [];
  }

  refuse(path: string, code: number, message: string, userId?: string): void {
    this.refused.push({ path, code, message, userId, at: this.#settings.now() });
    this.log(`refused ${path}: ${code} ${message}`);
    this.changes.changed();
  }

  log(line: string): void {
    if (this.#settings.log) console.log(`[zalo] ${line}`);
  }

  mediaUrl(path: string): string {
    return `${this.#settings.mediaBaseUrl}/${path}`;
  }
}

/** 19 decimal digits beyond 2^53, always the same for the same text. */
function digitsOf(text: string): string {
  const number = createHash("sha256").update(text).digest().readBigUInt64BE() % 10n ** 18n;
  return `5${number.toString().padStart(18, "0")}`;
}
