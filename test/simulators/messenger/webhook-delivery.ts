import type { Changes } from "../shared/changes.ts";
import type { JsonObject } from "../shared/json.ts";
import {
  OrderedDelivery,
  type DeliveryAttempt,
  type EventAbout,
  type Parcel,
} from "../shared/ordered-delivery.ts";
import type { FaultBox } from "./faults.ts";
import type { Settings } from "./options.ts";
import { escapeToAscii, signatureHeaders } from "./signature.ts";
import type { Subscription } from "./subscription.ts";

/** One event, under `messaging` or `standby` of an entry of its own. */
export interface PageEvent {
  readonly about: EventAbout;
  readonly list: "messaging" | "standby";
  readonly event: JsonObject;
}

/**
 * Delivers entries: escaped and signed, in order for each citizen, repeated ever more rarely until the answer is 200
 * (2.3). When nothing succeeded for the configured time the Page is unsubscribed and what is waiting is dropped.
 */
export class WebhookDelivery extends OrderedDelivery<Parcel> {
  readonly #settings: Settings;
  readonly #faults: FaultBox;
  readonly #subscription: Subscription;
  readonly #log: (line: string) => void;
  #failingSince: number | undefined;

  constructor(
    settings: Settings,
    faults: FaultBox,
    changes: Changes,
    subscription: Subscription,
    log: (line: string) => void,
  ) {
    super({ settings, switches: faults.switches, chance: faults, changes, log });
    this.#settings = settings;
    this.#faults = faults;
    this.#subscription = subscription;
    this.#log = log;
  }

  /** All these events in the body of one POST. */
  parcelOf(events: readonly PageEvent[]): Parcel {
    const time = this.#settings.now().getTime();
    const entry = events.map(({ list, event }) => ({ id: this.#settings.pageId, time, [list]: [event] }));
    return {
      events: events.map((one) => one.about),
      body: Buffer.from(escapeToAscii(JSON.stringify({ object: "page", entry }))),
    };
  }

  protected override urls(): readonly string[] {
    return this.#subscription.urls;
  }

  protected override blocked(): string | undefined {
    return this.#subscription.subscribed ? undefined : "the Page is not subscribed";
  }

  protected override headersOf(parcel: Parcel): Readonly<Record<string, string>> {
    const wrong = this.#faults.strikes(this.#faults.switches.wrongSignature);
    const secret = wrong ? `${this.#settings.appSecret}-other` : this.#settings.appSecret;
    return { "content-type": "application/json", ...signatureHeaders(parcel.body, secret) };
  }

  protected override acknowledged(): void {
    this.#failingSince = undefined;
  }

  protected override delayAfterFailure(
    _outcome: DeliveryAttempt["outcome"],
    retry: number,
  ): number | undefined {
    const now = this.#settings.now().getTime();
    this.#failingSince ??= now;
    if (now - this.#failingSince >= this.#settings.unsubscribeAfterMs) {
      this.#failingSince = undefined;
      this.#log("alert: Webhooks disabled; the Page is unsubscribed until it is subscribed again");
      this.#subscription.unsubscribe();
      return undefined;
    }
    const delays = this.#settings.retryDelaysMs;
    return delays[retry] ?? delays.at(-1);
  }
}
