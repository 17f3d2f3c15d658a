import type { JsonObject } from "../shared/json.ts";
import { echoNameOf, eventMessageOf } from "./message-shapes.ts";
import type { Settings } from "./options.ts";
import type { Publisher } from "./publisher.ts";
import type { DeliveryOptions } from "./webhook-delivery.ts";
import type { MessageKind, World, ZaloAttachment, ZaloButton } from "./world.ts";

export interface WriteOptions extends DeliveryOptions {
  /** The message the citizen quotes. */
  readonly quoteMsgId?: string;
}

export type CitizenMedia =
  "image" | "gif" | "link" | "audio" | "video" | "sticker" | "location" | "file" | "business_card";

/** What a citizen sends along; whatever is left out is made up in the documented form. */
export interface MediaDetail extends DeliveryOptions {
  readonly text?: string;
  readonly url?: string;
  readonly thumbnail?: string;
  readonly description?: string;
  readonly name?: string;
  readonly size?: number;
  readonly checksum?: string;
  readonly stickerId?: string;
  readonly latitude?: string;
  readonly longitude?: string;
}

const ADMIN_ID = "9990001112223334441";

/** What citizens do in Zalo, and what officials do outside the program under test. */
export class People {
  readonly #settings: Settings;
  readonly #world: World;
  readonly #publisher: Publisher;

  constructor(settings: Settings, world: World, publisher: Publisher) {
    this.#settings = settings;
    this.#world = world;
    this.#publisher = publisher;
  }

  writes(userId: string, text: string, options: WriteOptions = {}, hidden = false): string {
    return this.#citizenMessage(userId, "text", text, [], options, options.quoteMsgId, hidden);
  }

  sends(userId: string, kind: CitizenMedia, detail: MediaDetail = {}): string {
    const attachment = this.#attachmentOf(kind, detail);
    return this.#citizenMessage(userId, kind, detail.text ?? "", [attachment], detail);
  }

  /** The msg_id, or undefined when such a button tells the OA nothing. */
  taps(userId: string, button: ZaloButton, options: DeliveryOptions = {}): string | undefined {
    if (!button.type.startsWith("oa.query.") || typeof button.payload !== "string") return undefined;
    return this.writes(userId, button.payload, options, button.type === "oa.query.hide");
  }

  follows(userId: string): void {
    const citizen = this.#settings.followOpensWindow
      ? this.#world.interacts(userId)
      : this.#world.meet(userId);
    citizen.follower = true;
    this.#publisher.relation("follow", citizen);
  }

  unfollows(userId: string): void {
    const citizen = this.#world.meet(userId);
    citizen.follower = false;
    this.#publisher.relation("unfollow", citizen);
  }

  clicksChatnow(userId: string): void {
    this.#publisher.clickedChatnow(this.#world.interacts(userId));
  }

  submitsInfo(userId: string, info: JsonObject): void {
    const citizen = this.#world.meet(userId);
    citizen.sharedInfo = { ...citizen.sharedInfo, ...info };
    this.#publisher.submittedInfo(citizen, info);
  }

  reacts(userId: string, messageId: string, icon: string): void {
    this.#publisher.reacted("user_reacted_message", this.#world.meet(userId), {
      msg_id: messageId,
      react_icon: icon,
    });
  }

  visitorWrites(anonymousId: string, conversationId: string, text: string): string {
    const messageId = this.#world.newId("a");
    this.#keep(messageId, anonymousId, "citizen", "text", text, [], false);
    const message = { conversation_id: conversationId, msg_id: messageId, text };
    this.#publisher.fromVisitor("anonymous_send_text", anonymousId, message);
    return messageId;
  }

  /** A person in OA Manager; not bound to the 7 days. */
  humanReplies(userId: string, text: string, adminId = ADMIN_ID): string {
    return this.#oaWrites(userId, text, "person", adminId);
  }

  otherAppSends(userId: string, text: string): string {
    return this.#oaWrites(userId, text, "other_program");
  }

  #oaWrites(userId: string, text: string, by: "person" | "other_program", adminId?: string): string {
    const citizen = this.#world.meet(userId);
    const messageId = this.#world.newId("o");
    this.#keep(messageId, userId, by, "text", text, [], false);
    const event = this.#publisher.echo(
      echoNameOf("text"),
      userId,
      citizen,
      eventMessageOf(messageId, text, []),
      adminId,
    );
    void this.#publisher.deliverEcho(event, citizen);
    return messageId;
  }

  #citizenMessage(
    userId: string,
    kind: MessageKind,
    text: string,
    attachments: readonly ZaloAttachment[],
    options: DeliveryOptions,
    quoteMsgId?: string,
    hidden = false,
  ): string {
    const citizen = this.#world.interacts(userId);
    const messageId = this.#world.newId("m");
    this.#keep(messageId, userId, "citizen", kind, text, attachments, hidden);
    const message = eventMessageOf(messageId, text, attachments, quoteMsgId);
    this.#publisher.fromCitizen(`user_send_${kind}`, citizen, message, options);
    return messageId;
  }

  #keep(
    messageId: string,
    userId: string,
    by: "citizen" | "person" | "other_program",
    kind: MessageKind,
    text: string,
    attachments: readonly ZaloAttachment[],
    hidden: boolean,
  ): void {
    const at = this.#settings.now();
    this.#world.keep({ messageId, userId, by, kind, text, attachments, buttons: [], at, hidden });
  }

  #attachmentOf(kind: CitizenMedia, detail: MediaDetail): ZaloAttachment {
    const url = (path: string): string =>
      detail.url ?? this.#world.mediaUrl(`${path}${this.#world.newId("")}`);
    const thumbnail = (): string =>
      detail.thumbnail ?? this.#world.mediaUrl(`t/${this.#world.newId("")}.jpg`);
    switch (kind) {
      case "image":
      case "gif": {
        const address = url("o/");
        return { type: kind, payload: { thumbnail: detail.thumbnail ?? address, url: address } };
      }
      case "link": {
        const description = detail.description ?? "Trang được chia sẻ";
        return { type: "link", payload: { thumbnail: thumbnail(), description, url: url("l/") } };
      }
      case "audio":
        return { type: "audio", payload: { url: url("au/") } };
      case "video": {
        const description = detail.description ?? "";
        return { type: "video", payload: { thumbnail: thumbnail(), description, url: url("v/") } };
      }
      case "sticker": {
        const id = detail.stickerId ?? "46f0";
        return { type: "sticker", payload: { id, url: detail.url ?? this.#world.mediaUrl(`s/${id}.png`) } };
      }
      case "location": {
        const coordinates = {
          latitude: detail.latitude ?? "10.762622",
          longitude: detail.longitude ?? "106.660172",
        };
        return { type: "location", payload: { coordinates } };
      }
      case "file": {
        const name = detail.name ?? "to-khai.pdf";
        const size = String(detail.size ?? 84_211);
        const checksum = detail.checksum ?? "9e107d9d372bb6826bd81d3542a419d6";
        return {
          type: "file",
          payload: { url: url("f/"), name, size, checksum, type: name.split(".").at(-1) ?? "" },
        };
      }
      case "business_card": {
        const description =
          detail.description ?? JSON.stringify({ phone: "84900000000", caption: "Danh thiếp" });
        return { type: "link", payload: { thumbnail: thumbnail(), description, url: url("b/") } };
      }
    }
  }
}
