import type { JsonObject } from "../shared/json.ts";
import type { DeliveryOptions } from "../shared/ordered-delivery.ts";
import type { FaultBox } from "./faults.ts";
import type { Settings, SubscriptionField } from "./options.ts";
import type { Subscription } from "./subscription.ts";
import type { ThreadOwners } from "./thread-owners.ts";
import type { PageEvent, WebhookDelivery } from "./webhook-delivery.ts";
import { PAGE_INBOX, type ChatMessage } from "./world.ts";

/** An event with the field whose subscription lets it out. */
export interface FieldEvent extends PageEvent {
  readonly field: SubscriptionField | undefined;
}

/** Who wrote what an echo shows: an application's id, or a person in the Page's inbox. */
export type EchoAuthor = { readonly appId: string } | "person";

interface Gathering {
  readonly events: PageEvent[];
  readonly delivered: Promise<void>;
}

/** Writes the events of section 2 and hands them to the delivery. */
export class Publisher {
  readonly #settings: Settings;
  readonly #delivery: WebhookDelivery;
  readonly #faults: FaultBox;
  readonly #subscription: Subscription;
  readonly #owners: ThreadOwners;
  #gathering: Gathering | undefined;

  constructor(
    settings: Settings,
    delivery: WebhookDelivery,
    faults: FaultBox,
    subscription: Subscription,
    owners: ThreadOwners,
  ) {
    this.#settings = settings;
    this.#delivery = delivery;
    this.#faults = faults;
    this.#subscription = subscription;
    this.#owners = owners;
  }

  /**
   * A citizen's event: `part` is what stands beside sender, recipient and timestamp. Under `standby`, and postbacks
   * without payload, while another application has the thread (2.6).
   */
  fromCitizen(
    field: SubscriptionField,
    name: string,
    userId: string,
    part: JsonObject,
    msgId?: string,
    options?: DeliveryOptions,
  ): void {
    const list = this.#owners.isOurs(userId) ? "messaging" : "standby";
    const { postback } = part;
    const shown =
      list === "standby" && typeof postback === "object" && postback !== null
        ? { ...part, postback: { ...postback, payload: undefined } }
        : part;
    const event = { ...this.#head(userId), timestamp: this.#nowMs(), ...shown };
    this.#publish({ field, about: { name, userId, msgId }, list, event }, options);
  }

  /** A routing event: always under `messaging`, since it is about who has the thread. */
  routing(
    name: "take_thread_control" | "pass_thread_control" | "request_thread_control",
    userId: string,
    part: JsonObject,
  ): void {
    const event = { ...this.#head(userId), timestamp: this.#nowMs(), [name]: part };
    const about = { name, userId, msgId: undefined };
    this.#publish({ field: "messaging_handovers", about, list: "messaging", event });
  }

  policy(action: string, reason: string): void {
    const key = this.#faults.switches.policyKeyWithHyphen ? "policy-enforcement" : "policy_enforcement";
    const event = {
      recipient: { id: this.#settings.pageId },
      timestamp: this.#nowMs(),
      [key]: { action, reason },
    };
    const about = { name: "policy_enforcement", userId: undefined, msgId: undefined };
    this.#publish({ field: "messaging_policy_enforcement", about, list: "messaging", event });
  }

  /** Any other event; without `field` it is delivered whatever the Page is subscribed to. */
  other(event: FieldEvent, options?: DeliveryOptions): void {
    this.#publish(event, options);
  }

  /** What the Page sent, whoever sent it (2.5): sender and recipient are swapped. */
  echo(message: ChatMessage, author: EchoAuthor, metadata?: string): FieldEvent {
    const { userId, messageId, text, attachments } = message;
    const { switches } = this.#faults;
    const inbox = switches.humanEchoAppId === "inbox" ? PAGE_INBOX : undefined;
    const appId = author === "person" ? inbox : author.appId;
    const event = {
      sender: { id: this.#settings.pageId },
      recipient: { id: userId },
      timestamp: message.at.getTime(),
      message: {
        is_echo: true,
        mid: messageId,
        ...(appId === undefined ? {} : { app_id: switches.echoAppIdAsString ? appId : numberIfSafe(appId) }),
        ...(metadata === undefined ? {} : { metadata }),
        // The text of a template is inside its attachment.
        ...(text === "" || attachments.some((one) => one.type === "template") ? {} : { text }),
        ...(attachments.length === 0 ? {} : { attachments }),
      },
    };
    const list = switches.echoUnderStandby && !this.#owners.isOurs(userId) ? "standby" : "messaging";
    return {
      field: "message_echoes",
      about: { name: "message_echo", userId, msgId: messageId },
      list,
      event,
    };
  }

  /**
   * Delivers the echo of a send and then the receipts. Resolves when the echo was acknowledged, given up or lost;
   * the receipts follow on their own.
   */
  async deliverEcho(echo: FieldEvent, message: ChatMessage): Promise<void> {
    const { switches } = this.#faults;
    await this.#delivery.hold(async () => {
      if (switches.delayedEchoMs > 0) await this.#delivery.sleep(switches.delayedEchoMs);
      if (this.#faults.strikes(switches.dropEcho))
        this.#delivery.drop(this.#delivery.parcelOf([echo]), 0, "echo lost by a fault");
      else await this.#send(echo);
      if (this.#settings.receipts) {
        this.delivered(message.userId, [message.messageId], message.at);
        this.read(message.userId, message.at);
      }
    });
  }

  /** The messages are on the citizen's device. Bears no timestamp of its own, only the watermark. */
  delivered(userId: string, mids: readonly string[], watermark: Date): void {
    const { deliveryWithoutMids } = this.#faults.switches;
    const delivery = { ...(deliveryWithoutMids ? {} : { mids }), watermark: watermark.getTime() };
    const list = this.#owners.isOurs(userId) ? "messaging" : "standby";
    const about = { name: "delivery", userId, msgId: mids[0] };
    this.#publish({ field: "message_deliveries", about, list, event: { ...this.#head(userId), delivery } });
  }

  /** The citizen has read everything up to then. */
  read(userId: string, watermark: Date): void {
    this.fromCitizen("message_reads", "read", userId, { read: { watermark: watermark.getTime() } });
  }

  /** Everything published while `run` runs (it must not wait) travels in one POST, each event in its own entry. */
  together(run: () => void): void {
    const before = this.#gathering;
    const events: PageEvent[] = [];
    let deliver = (): void => undefined;
    const delivered = new Promise<void>((resolve) => {
      deliver = () => {
        resolve(events.length === 0 ? undefined : this.#delivery.publish(this.#delivery.parcelOf(events)));
      };
    });
    this.#gathering = { events, delivered };
    try {
      run();
    } finally {
      this.#gathering = before;
      deliver();
    }
  }

  #publish(event: FieldEvent, options?: DeliveryOptions): void {
    void this.#send(event, options);
  }

  async #send(event: FieldEvent, options?: DeliveryOptions): Promise<void> {
    const field = event.list === "standby" ? "standby" : event.field;
    // A field that is not subscribed is silent; a Page that is not subscribed at all is noted as dropped.
    if (this.#subscription.subscribed && field !== undefined && !this.#subscription.fields.has(field)) return;
    const { bundleMs } = this.#faults.switches;
    const alone = (options?.duplicates ?? options?.shuffleMs ?? options?.lateMs) !== undefined;
    if (!alone && this.#gathering === undefined && bundleMs > 0) this.#gather(bundleMs);
    if (!alone && this.#gathering !== undefined) {
      this.#gathering.events.push(event);
      return this.#gathering.delivered;
    }
    return this.#delivery.publish(this.#delivery.parcelOf([event]), options);
  }

  #gather(ms: number): void {
    const events: PageEvent[] = [];
    const delivered = this.#delivery.hold(async () => {
      await this.#delivery.sleep(ms);
      this.#gathering = undefined;
      await this.#delivery.publish(this.#delivery.parcelOf(events));
    });
    this.#gathering = { events, delivered };
  }

  #head(userId: string): { sender: { id: string }; recipient: { id: string } } {
    return { sender: { id: userId }, recipient: { id: this.#settings.pageId } };
  }

  #nowMs(): number {
    return this.#settings.now().getTime();
  }
}

/** As the samples show application ids; those a number cannot hold stay strings. */
function numberIfSafe(id: string): number | string {
  const number = Number(id);
  return Number.isSafeInteger(number) ? number : id;
}
