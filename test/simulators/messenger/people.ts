import type { JsonObject } from "../shared/json.ts";
import type { DeliveryOptions } from "../shared/ordered-delivery.ts";
import type { Settings } from "./options.ts";
import type { IceBreaker, MessengerProfile } from "./profile-api.ts";
import type { Publisher } from "./publisher.ts";
import type { ThreadOwners } from "./thread-owners.ts";
import {
  PAGE_INBOX,
  type ChatMessage,
  type MessengerAttachment,
  type MessengerButton,
  type QuickReply,
  type World,
} from "./world.ts";

/** How a person came into the conversation. */
export interface Referral {
  readonly ref: string;
  /** Default `SHORTLINK`, an m.me link. */
  readonly source?: string;
  readonly type?: string;
}

export interface WriteOptions extends DeliveryOptions {
  /** The message the citizen answers to. */
  readonly replyTo?: string;
  /** In a new thread that an ad began. */
  readonly referral?: Referral;
}

/** `old_sticker` is a sticker as it came before 30 August 2026: an image with `sticker_id`. */
export type CitizenMedia = "image" | "audio" | "video" | "file" | "sticker" | "old_sticker" | "fallback";

/** What a citizen sends along; whatever is left out is made up in the documented form. */
export interface MediaDetail extends WriteOptions {
  readonly text?: string;
  readonly url?: string;
  readonly title?: string;
  readonly stickerId?: string;
}

/** Whatever a citizen can tap. */
export type Choice = MessengerButton | QuickReply | IceBreaker;

export interface Reaction {
  readonly reaction?: string;
  readonly emoji?: string;
  readonly action?: "react" | "unreact";
}

type Author = "citizen" | "person" | "other_program";

interface Parts {
  readonly settings: Settings;
  readonly world: World;
  readonly publisher: Publisher;
  readonly owners: ThreadOwners;
  readonly profile: MessengerProfile;
}

/** What citizens do in Messenger, and what happens to their threads outside the program under test. */
export class People {
  readonly #settings: Settings;
  readonly #world: World;
  readonly #publisher: Publisher;
  readonly #owners: ThreadOwners;
  readonly #profile: MessengerProfile;

  constructor({ settings, world, publisher, owners, profile }: Parts) {
    this.#settings = settings;
    this.#world = world;
    this.#publisher = publisher;
    this.#owners = owners;
    this.#profile = profile;
  }

  writes(userId: string, text: string, options: WriteOptions = {}): string {
    return this.#message(userId, text, [], {}, options);
  }

  sends(userId: string, kinds: CitizenMedia | readonly CitizenMedia[], detail: MediaDetail = {}): string {
    const attachments = [kinds].flat().map((kind) => this.#attachmentOf(kind, detail));
    return this.#message(userId, detail.text ?? "", attachments, {}, detail);
  }

  /** The message id, or undefined when such a button tells the Page nothing (links, calls). */
  taps(userId: string, choice: Choice, options: DeliveryOptions = {}): string | undefined {
    if ("question" in choice) return this.#postback(userId, choice.question, choice.payload, options);
    if ("content_type" in choice) {
      const [text, payload] =
        choice.content_type === "text" ? [choice.title, choice.payload] : sharedData(choice.content_type);
      return this.#message(userId, text, [], { quick_reply: { payload } }, options);
    }
    if (choice.type !== "postback") return undefined;
    return this.#postback(userId, choice.title, choice.payload, options);
  }

  /** @throws Error when the Page has no start button: the phone would not show one. */
  getsStarted(userId: string, referral?: Referral, options: DeliveryOptions = {}): string {
    const payload = this.#profile.shown().getStarted;
    if (payload === undefined) throw new Error("the Page has no get_started: there is nothing to tap");
    return this.#postback(userId, "Bắt đầu", payload, options, referral);
  }

  /** Opens an existing thread by a link; only an ad opens the window. */
  opensLink(userId: string, referral: Referral): void {
    const full = fullReferral(referral);
    if (full.source === "ADS") this.#world.interacts(userId);
    else this.#world.meet(userId);
    this.#publisher.fromCitizen("messaging_referrals", "referral", userId, { referral: full });
  }

  reads(userId: string, upTo = this.#settings.now()): void {
    this.#publisher.read(this.#world.meet(userId).userId, upTo);
  }

  reacts(userId: string, messageId: string, how: Reaction): void {
    const { reaction = "love", emoji = "❤", action = "react" } = how;
    this.#world.messageOf(userId, messageId);
    if (this.#settings.reactionOpensWindow) this.#world.interacts(userId);
    const part = action === "react" ? { reaction, emoji, action } : { action };
    this.#publisher.fromCitizen(
      "message_reactions",
      "reaction",
      userId,
      { reaction: { ...part, mid: messageId } },
      messageId,
    );
  }

  edits(userId: string, messageId: string, text: string): void {
    const num_edit = this.#world.edit(userId, messageId, text);
    const message_edit = { mid: messageId, text, num_edit };
    this.#publisher.fromCitizen("message_edits", "message_edit", userId, { message_edit }, messageId);
  }

  deletes(userId: string, messageId: string): void {
    this.#world.delete(userId, messageId);
    const message = { mid: messageId, is_deleted: true };
    this.#publisher.fromCitizen("messages", "message_deleted", userId, { message }, messageId);
  }

  /** A person in the Page's inbox, which takes control by itself when there is routing; not bound to the window. */
  humanReplies(userId: string, text: string): string {
    this.takesControl(userId, PAGE_INBOX);
    return this.#pageWrites(userId, text, "person");
  }

  /** Another application, which writes without having the thread, as automations of the Page do. */
  otherAppSends(userId: string, text: string): string {
    return this.#pageWrites(userId, text, "other_program");
  }

  /** Another application, or the inbox, has the thread from now on. Nothing happens without routing. */
  takesControl(userId: string, appId: string): void {
    this.#world.meet(userId);
    const previous = this.#owners.ownerOf(userId);
    if (!this.#settings.routing || previous === appId) return;
    this.#owners.give(userId, appId);
    if (previous !== this.#settings.appId) return;
    this.#publisher.routing("take_thread_control", userId, {
      previous_owner_app_id: previous,
      new_owner_app_id: appId,
      metadata: "",
    });
  }

  /** Whoever has the thread gives it to the program. Nothing happens when it has it already. */
  passesControlBack(userId: string, metadata: string): void {
    const { appId, routing } = this.#settings;
    const previous = this.#owners.ownerOf(userId);
    if (!routing || previous === appId) return;
    this.#owners.give(userId, appId);
    this.#publisher.routing("pass_thread_control", userId, {
      previous_owner_app_id: previous,
      new_owner_app_id: appId,
      metadata,
    });
  }

  requestsControl(userId: string, metadata: string): void {
    this.#world.meet(userId);
    const requested = { requested_owner_app_id: this.#settings.otherAppId, metadata };
    this.#publisher.routing("request_thread_control", userId, requested);
  }

  #pageWrites(userId: string, text: string, by: "person" | "other_program"): string {
    this.#world.meet(userId);
    const message = this.#keep(userId, by, text, []);
    const author = by === "person" ? by : { appId: this.#settings.otherAppId };
    void this.#publisher.deliverEcho(this.#publisher.echo(message, author), message);
    return message.messageId;
  }

  #message(
    userId: string,
    text: string,
    attachments: readonly MessengerAttachment[],
    more: JsonObject,
    options: WriteOptions,
  ): string {
    this.#world.interacts(userId);
    const { messageId } = this.#keep(userId, "citizen", text, attachments);
    const message = {
      mid: messageId,
      ...(text === "" ? {} : { text }),
      ...(attachments.length === 0 ? {} : { attachments }),
      ...(options.replyTo === undefined ? {} : { reply_to: { mid: options.replyTo } }),
      ...(options.referral === undefined ? {} : { referral: fullReferral(options.referral) }),
      ...more,
    };
    this.#publisher.fromCitizen("messages", "message", userId, { message }, messageId, options);
    return messageId;
  }

  #postback(
    userId: string,
    title: string,
    payload: string,
    options: DeliveryOptions,
    referral?: Referral,
  ): string {
    this.#world.interacts(userId);
    const { messageId } = this.#keep(userId, "citizen", title, []);
    const came = referral === undefined ? {} : { referral: fullReferral(referral) };
    const postback = { mid: messageId, title, payload, ...came };
    this.#publisher.fromCitizen("messaging_postbacks", "postback", userId, { postback }, messageId, options);
    return messageId;
  }

  #keep(userId: string, by: Author, text: string, attachments: readonly MessengerAttachment[]): ChatMessage {
    const message: ChatMessage = {
      messageId: this.#world.newMid(),
      userId,
      by,
      text,
      attachments,
      buttons: [],
      quickReplies: [],
      at: this.#settings.now(),
      edits: 0,
      deleted: false,
    };
    this.#world.keep(message);
    this.#owners.active(userId);
    return message;
  }

  #attachmentOf(kind: CitizenMedia, detail: MediaDetail): MessengerAttachment {
    const url = (folder: string, ending: string): string =>
      detail.url ?? this.#world.mediaUrl(`${folder}/${this.#world.newId("f")}.${ending}`);
    const stickerId = detail.stickerId ?? "369239263222822";
    switch (kind) {
      case "image":
        return { type: kind, payload: { url: url("o", "jpg") } };
      case "audio":
        return { type: kind, payload: { url: url("au", "mp4") } };
      case "video":
        return { type: kind, payload: { url: url("v", "mp4") } };
      case "file":
        return { type: kind, payload: { url: url("f", "pdf") } };
      case "sticker":
        return { type: kind, payload: { url: url("s", "png"), sticker_id: stickerId } };
      case "old_sticker":
        return { type: "image", payload: { url: url("s", "png"), sticker_id: stickerId } };
      case "fallback":
        return {
          type: kind,
          payload: { url: url("l", "html"), title: detail.title ?? "Trang được chia sẻ" },
        };
    }
  }
}

function fullReferral(referral: Referral): Required<Referral> {
  return { source: "SHORTLINK", type: "OPEN_THREAD", ...referral };
}

/** What Messenger fills in from the person's profile; text and payload are the same. */
function sharedData(kind: "user_phone_number" | "user_email"): readonly [string, string] {
  const data = kind === "user_email" ? "cong-dan@example.vn" : "+84900000000";
  return [data, data];
}
