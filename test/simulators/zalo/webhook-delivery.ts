import type { Changes } from "../shared/changes.ts";
import {
  OrderedDelivery,
  type DeliveryAttempt,
  type EventAbout,
  type Parcel,
} from "../shared/ordered-delivery.ts";
import type { FaultBox } from "./faults.ts";
import type { Settings } from "./options.ts";
import { webhookSignature } from "./signature.ts";

export type { DeliveryAttempt, DeliveryOptions } from "../shared/ordered-delivery.ts";

/** One event as it goes over the wire; repeats carry the same bytes. */
export interface PlatformEvent extends Parcel, EventAbout {
  readonly signature: string;
}

/**
 * Delivers events: signed, strictly in order for each citizen, repeated with `num_retry`. After the last repeat failed
 * the webhook is disabled and everything is dropped until it is enabled by hand, as the platform does.
 */
export class WebhookDelivery extends OrderedDelivery<PlatformEvent> {
  readonly #settings: Settings;
  readonly #changes: Changes;
  readonly #mayFlow: () => boolean;
  readonly #log: (line: string) => void;
  #disabled = false;

  constructor(
    settings: Settings,
    faults: FaultBox,
    changes: Changes,
    mayFlow: () => boolean,
    log: (line: string) => void,
  ) {
    super({ settings, switches: faults.switches, chance: faults, changes, log });
    this.#settings = settings;
    this.#changes = changes;
    this.#mayFlow = mayFlow;
    this.#log = log;
  }

  get disabled(): boolean {
    return this.#disabled;
  }

  enable(): void {
    this.#disabled = false;
    this.#changes.changed();
  }

  /** The event of a body whose top-level `timestamp` is the string given. */
  eventOf(
    name: string,
    userId: string | undefined,
    msgId: string | undefined,
    body: object,
    at: Date,
  ): PlatformEvent {
    const timestamp = String(at.getTime());
    const bytes = Buffer.from(JSON.stringify({ ...body, timestamp }));
    const { appId, oaSecret } = this.#settings;
    const about = { name, userId, msgId };
    return {
      ...about,
      events: [about],
      body: bytes,
      signature: webhookSignature(appId, bytes, timestamp, oaSecret),
    };
  }

  protected override urls(): readonly string[] {
    return this.#settings.webhookUrls;
  }

  protected override blocked(): string | undefined {
    if (!this.#mayFlow()) return "the OA has not granted its consent";
    return this.#disabled ? "the webhook is disabled" : undefined;
  }

  protected override headersOf(event: PlatformEvent, retry: number): Readonly<Record<string, string>> {
    const headers = { "content-type": "application/json", "x-zevent-signature": event.signature };
    return retry === 0 ? headers : { ...headers, num_retry: String(retry) };
  }

  protected override delayAfterFailure(
    outcome: DeliveryAttempt["outcome"],
    retry: number,
  ): number | undefined {
    if (this.#settings.retryOn === "connection_failure" && outcome !== "unreachable") return undefined;
    const delays = this.#settings.retryDelaysMs;
    const delay = delays[retry];
    if (delay === undefined && delays.length > 0) this.#disable();
    return delay;
  }

  #disable(): void {
    this.#disabled = true;
    this.#log("the last repeat failed: the webhook is disabled until it is enabled by hand");
    this.#changes.changed();
  }
}
