import type { FaultBox } from "./faults.ts";
import type { Settings } from "./options.ts";
import type { DeliveryOptions, PlatformEvent, WebhookDelivery } from "./webhook-delivery.ts";
import type { Citizen } from "./world.ts";

type Message = Readonly<Record<string, unknown>>;

/** Writes the events of section 2 and hands them to the delivery. */
export class Publisher {
  /** Event names whose switch in the console is off: they are not delivered at all. */
  readonly switchedOff = new Set<string>();
  readonly #settings: Settings;
  readonly #delivery: WebhookDelivery;
  readonly #faults: FaultBox;

  constructor(settings: Settings, delivery: WebhookDelivery, faults: FaultBox) {
    this.#settings = settings;
    this.#delivery = delivery;
    this.#faults = faults;
    if (!settings.receipts) this.switchedOff.add("user_received_message").add("user_seen_message");
  }

  /** Citizen to OA: `sender` is the citizen (2.4). */
  fromCitizen(name: string, citizen: Citizen, message: Message, options?: DeliveryOptions): void {
    const body = {
      ...this.#head(citizen),
      sender: { id: citizen.userId },
      recipient: { id: this.#settings.oaId },
      event_name: name,
      message,
    };
    this.#publish(name, citizen.userId, body, message, options);
  }

  /** A visitor of the chat widget without Zalo login (2.7): no `user_id_by_app`. */
  fromVisitor(name: string, anonymousId: string, message: Message): void {
    const body = {
      app_id: this.#settings.appId,
      sender: { id: anonymousId },
      recipient: { id: this.#settings.oaId },
      event_name: name,
      message,
    };
    this.#publish(name, anonymousId, body, message);
  }

  /** What the OA sent (2.8); `adminId` only when a person typed it in OA Manager. */
  echo(
    name: string,
    recipientId: string,
    citizen: Citizen | undefined,
    message: Message,
    adminId?: string,
  ): PlatformEvent {
    const { oaId, appId } = this.#settings;
    const body = {
      ...(citizen === undefined ? { app_id: appId } : this.#head(citizen)),
      sender: adminId === undefined ? { id: oaId } : { id: oaId, admin_id: adminId },
      recipient: { id: recipientId },
      event_name: name,
      message,
    };
    return this.#event(name, recipientId, body, message);
  }

  /**
   * Delivers the echo of a send and then the receipts. Resolves when the echo was acknowledged, given up or lost;
   * the receipts follow on their own.
   */
  async deliverEcho(event: PlatformEvent, citizen: Citizen | undefined): Promise<void> {
    const { switches } = this.#faults;
    await this.#delivery.hold(async () => {
      if (switches.delayedEchoMs > 0) await this.#delivery.sleep(switches.delayedEchoMs);
      if (this.#faults.strikes(switches.dropEcho)) this.#delivery.drop(event, 0, "echo lost by a fault");
      else if (!this.switchedOff.has(event.name)) await this.#delivery.publish(event);
      if (citizen !== undefined && event.msgId !== undefined) this.#receipts(citizen, event.msgId);
    });
  }

  /** Follow and unfollow (2.6). */
  relation(name: "follow" | "unfollow", citizen: Citizen): void {
    const body = {
      app_id: this.#settings.appId,
      oa_id: this.#settings.oaId,
      user_id_by_app: citizen.userIdByApp,
      follower: { id: citizen.userId },
      event_name: name,
      source: "oa_profile",
    };
    this.#publish(name, citizen.userId, body);
  }

  clickedChatnow(citizen: Citizen): void {
    const { appId, oaId } = this.#settings;
    const body = { app_id: appId, oa_id: oaId, user_id: citizen.userId, user_id_by_app: citizen.userIdByApp };
    this.#publish("user_click_chatnow", citizen.userId, { ...body, event_name: "user_click_chatnow" });
  }

  submittedInfo(citizen: Citizen, info: Message): void {
    const body = {
      app_id: this.#settings.appId,
      sender: { id: citizen.userId },
      recipient: { id: this.#settings.oaId },
      event_name: "user_submit_info",
      info,
    };
    this.#publish("user_submit_info", citizen.userId, body);
  }

  /** Reactions; as with receipts, the OA is the sender even when the citizen reacted. */
  reacted(name: "user_reacted_message" | "oa_reacted_message", citizen: Citizen, message: Message): void {
    const body = {
      app_id: this.#settings.appId,
      sender: { id: this.#settings.oaId },
      recipient: { id: citizen.userId },
      event_name: name,
      message,
    };
    this.#publish(name, citizen.userId, body, message);
  }

  tagged(
    name: "add_user_to_tag" | "remove_user_from_tag" | "remove_tag",
    tag: string,
    userIds: readonly string[],
  ): void {
    const { appId, oaId } = this.#settings;
    this.#publish(name, undefined, {
      app_id: appId,
      oa_id: oaId,
      event_name: name,
      tag: { name: tag, user_ids: userIds },
    });
  }

  /** Any other event, signed; `body` is delivered with `app_id` before and `timestamp` behind it. */
  other(name: string, userId: string | undefined, body: Message): void {
    this.#publish(name, userId, { app_id: this.#settings.appId, event_name: name, ...body });
  }

  #receipts(citizen: Citizen, msgId: string): void {
    const frame = {
      ...this.#head(citizen),
      sender: { id: this.#settings.oaId },
      recipient: { id: citizen.userId },
    };
    for (const [name, message] of [
      ["user_received_message", { msg_id: msgId }],
      ["user_seen_message", { msg_ids: [msgId] }],
    ] as const) {
      this.#publish(name, citizen.userId, { ...frame, event_name: name, message }, { msg_id: msgId });
    }
  }

  #head(citizen: Citizen): { app_id: string; user_id_by_app: string } {
    return { app_id: this.#settings.appId, user_id_by_app: citizen.userIdByApp };
  }

  #publish(
    name: string,
    userId: string | undefined,
    body: object,
    message?: Message,
    options?: DeliveryOptions,
  ): void {
    if (this.switchedOff.has(name)) return;
    void this.#delivery.publish(this.#event(name, userId, body, message), options);
  }

  #event(name: string, userId: string | undefined, body: object, message?: Message): PlatformEvent {
    const msgId = message?.["msg_id"];
    const known = typeof msgId === "string" ? msgId : undefined;
    return this.#delivery.eventOf(name, userId, known, body, this.#settings.now());
  }
}
