import type { Changes } from "../shared/changes.ts";
import { Ledger } from "../shared/ledger.ts";
import { madeUpDigits } from "../shared/made-up-digits.ts";
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

export type { RefusedCall } from "../shared/ledger.ts";

export interface Citizen {
  readonly userId: string;
  readonly userIdByApp: string;
  readonly name: string;
  follower: boolean;
  lastInteraction: Date | undefined;
  readonly tags: Set<string>;
  sharedInfo: Readonly<Record<string, unknown>>;
}

/** Made-up ids are beyond 2^53, so that a program which reads them as numbers is found out. */
const USER_ID_LENGTH = 19;

/** The people, their chats, and what went through the API. */
export class World extends Ledger<ChatMessage, SentMessage> {
  readonly citizens = new Map<string, Citizen>();
  readonly tags = new Set<string>();
  readonly #settings: Settings;

  constructor(settings: Settings, changes: Changes) {
    super("zalo", settings, changes);
    this.#settings = settings;
  }

  /** The citizen with this id, met for the first time if need be: no follower, no interaction yet. */
  meet(userId: string, name?: string): Citizen {
    const known = this.citizens.get(userId);
    if (known !== undefined) return known;
    if (!/^\d{16,20}$/.test(userId))
      throw new Error(`a Zalo user id is a string of 16 to 20 digits, not ${userId}`);
    const citizen: Citizen = {
      userId,
      userIdByApp: madeUpDigits(`${this.#settings.appId}/${userId}`, USER_ID_LENGTH),
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
    return madeUpDigits(this.newId("citizen"), USER_ID_LENGTH);
  }

  interacts(userId: string): Citizen {
    const citizen = this.meet(userId);
    citizen.lastInteraction = this.#settings.now();
    return citizen;
  }

  mediaUrl(path: string): string {
    return `${this.#settings.mediaBaseUrl}/${path}`;
  }
}
