import { createHash } from "node:crypto";
import type { Changes } from "../shared/changes.ts";
import type { JsonObject } from "../shared/json.ts";
import { Ledger } from "../shared/ledger.ts";
import { madeUpDigits } from "../shared/made-up-digits.ts";
import type { Settings } from "./options.ts";

export type { RefusedCall } from "../shared/ledger.ts";

/** The application id of the Page's inbox (3.3). */
export const PAGE_INBOX = "263902037430900";

/** A button of a template or of the persistent menu. */
export type MessengerButton =
  | { readonly type: "postback"; readonly title: string; readonly payload: string }
  | { readonly type: "web_url"; readonly title: string; readonly url: string }
  | { readonly type: "phone_number"; readonly title: string; readonly payload: string };

export type QuickReply =
  | { readonly content_type: "text"; readonly title: string; readonly payload: string }
  | { readonly content_type: "user_phone_number" | "user_email"; readonly payload?: string };

export interface MessengerAttachment {
  readonly type: string;
  readonly payload: JsonObject;
}

export type SentKind = "text" | "image" | "audio" | "video" | "file" | "images" | "button" | "generic";

/** One message of a chat, as both sides' phones would keep it. `userId` is the PSID everywhere. */
export interface ChatMessage {
  readonly messageId: string;
  readonly userId: string;
  readonly by: "citizen" | "program" | "other_program" | "person";
  readonly text: string;
  readonly attachments: readonly MessengerAttachment[];
  /** Of all elements of a template, in order. */
  readonly buttons: readonly MessengerButton[];
  readonly quickReplies: readonly QuickReply[];
  readonly at: Date;
  /** How often the citizen changed it; a deleted one has lost its content. */
  readonly edits: number;
  readonly deleted: boolean;
}

/** A send the platform accepted. */
export interface SentMessage {
  readonly messageId: string;
  readonly userId: string;
  readonly kind: SentKind;
  /** Of a template, its text or the titles of its elements. */
  readonly text: string;
  readonly buttons: readonly MessengerButton[];
  readonly quickReplies: readonly QuickReply[];
  readonly metadata: string | undefined;
  readonly messagingType: string;
  readonly tag: string | undefined;
  /** `message` of the request, unchanged. */
  readonly body: JsonObject;
  readonly at: Date;
  /** `performance.now()` at acceptance, for measuring. */
  readonly atMs: number;
}

/** A sender action the platform accepted. */
export interface SenderAction {
  readonly userId: string;
  readonly action: "typing_on" | "typing_off" | "mark_seen" | "react" | "unreact";
  readonly at: Date;
}

export interface Citizen {
  /** The PSID. */
  readonly userId: string;
  readonly name: string;
  /** Administrator, developer or tester of the app. */
  readonly role: boolean;
  lastInteraction: Date | undefined;
  blocked: boolean;
}

const USER_ID_LENGTH = 16;
const EDITS_AT_MOST = 5;

/** The people, their chats, and what went through the API. */
export class World extends Ledger<ChatMessage, SentMessage> {
  readonly citizens = new Map<string, Citizen>();
  readonly actions: SenderAction[] = [];
  readonly #settings: Settings;

  constructor(settings: Settings, changes: Changes) {
    super("messenger", settings, changes);
    this.#settings = settings;
  }

  /** A message id: `m_`, a readable part, and as long as the platform's are. */
  newMid(): string {
    const id = this.newId("m").replace("m-", "m_");
    return `${id}-${createHash("sha256").update(id).digest("base64url")}`;
  }

  /** The citizen with this PSID, met for the first time if need be: no interaction yet. */
  meet(userId: string, name?: string, role = false): Citizen {
    const known = this.citizens.get(userId);
    if (known !== undefined) return known;
    if (!/^\d{10,20}$/.test(userId)) throw new Error(`a PSID is a string of 10 to 20 digits, not ${userId}`);
    const citizen: Citizen = {
      userId,
      name: name ?? `Công dân ${userId.slice(-4)}`,
      role,
      lastInteraction: undefined,
      blocked: false,
    };
    this.citizens.set(userId, citizen);
    this.changes.changed();
    return citizen;
  }

  /** A made-up PSID nobody has yet. */
  newUserId(): string {
    return madeUpDigits(this.newId("citizen"), USER_ID_LENGTH);
  }

  /** The citizen does something that opens the window (section 4). Who writes has taken a block back before. */
  interacts(userId: string): Citizen {
    const citizen = this.meet(userId);
    citizen.lastInteraction = this.#settings.now();
    citizen.blocked = false;
    return citizen;
  }

  /** A message in the chat with this citizen. @throws Error when there is none. */
  messageOf(userId: string, messageId: string): ChatMessage {
    const message = this.chatOf(userId).find((one) => one.messageId === messageId);
    if (message === undefined) throw new Error(`no message ${messageId} in the chat with ${userId}`);
    return message;
  }

  /** Changes a citizen's own message; gives how often it has been changed. @throws Error beyond five times. */
  edit(userId: string, messageId: string, text: string): number {
    const message = this.#own(userId, messageId);
    if (message.edits >= EDITS_AT_MOST) throw new Error(`a message can be edited ${EDITS_AT_MOST} times`);
    const edits = message.edits + 1;
    this.#replace({ ...message, text, edits });
    return edits;
  }

  /** Takes a citizen's own message back. */
  delete(userId: string, messageId: string): void {
    this.#replace({ ...this.#own(userId, messageId), text: "", attachments: [], deleted: true });
  }

  act(action: SenderAction): void {
    this.actions.push(action);
    this.log(`${action.action} to ${action.userId}`);
    this.changes.changed();
  }

  /** People whose window is open: those the quota of calls is reckoned with. */
  engaged(): number {
    const since = this.#settings.now().getTime() - 24 * 3_600_000;
    let count = 0;
    for (const { lastInteraction } of this.citizens.values()) {
      if (lastInteraction !== undefined && lastInteraction.getTime() > since) count += 1;
    }
    return count;
  }

  mediaUrl(path: string): string {
    return `${this.#settings.mediaBaseUrl}/${path}`;
  }

  #own(userId: string, messageId: string): ChatMessage {
    const message = this.messageOf(userId, messageId);
    if (message.by !== "citizen" || message.deleted) throw new Error(`${messageId} is not the citizen's own`);
    return message;
  }

  #replace(message: ChatMessage): void {
    const chat = this.chats.get(message.userId) ?? [];
    chat.splice(
      chat.findIndex((one) => one.messageId === message.messageId),
      1,
      message,
    );
    this.changes.changed();
  }
}
