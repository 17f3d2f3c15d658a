import { randomInt } from "node:crypto";
import type { Changes } from "../shared/changes.ts";
import { SUBSCRIPTION_FIELDS, type Settings, type SubscriptionField } from "./options.ts";

/** How the callback answered the verification (2.1). */
export interface Verification {
  /** HTTP 200 with exactly the challenge. */
  readonly verified: boolean;
  /** 0 when no answer came. */
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** The app's callback address and the fields the Page is subscribed to: without either nothing arrives (1.4). */
export class Subscription {
  readonly #settings: Settings;
  readonly #changes: Changes;
  #urls: readonly string[];
  #fields: ReadonlySet<string>;
  /** What a subscription by hand restores. */
  #wanted: ReadonlySet<string>;

  constructor(settings: Settings, changes: Changes) {
    this.#settings = settings;
    this.#changes = changes;
    this.#urls = settings.webhookUrls;
    this.#fields = new Set(settings.subscribedFields);
    this.#wanted = this.#fields;
  }

  get urls(): readonly string[] {
    return this.#urls;
  }

  get fields(): ReadonlySet<string> {
    return this.#fields;
  }

  get subscribed(): boolean {
    return this.#fields.size > 0;
  }

  /** Replaces the fields, as `POST subscribed_apps` does. */
  subscribe(fields: Iterable<string>): void {
    this.#fields = new Set(fields);
    this.#wanted = this.#fields;
    this.#changes.changed();
  }

  /** By hand in the dashboard, to the fields of before; to all when there were none. */
  resubscribe(): void {
    this.subscribe(this.#wanted.size > 0 ? this.#wanted : SUBSCRIPTION_FIELDS);
  }

  unsubscribe(): void {
    this.#fields = new Set();
    this.#changes.changed();
  }

  setCallback(url: string): void {
    this.#urls = [url];
    this.#changes.changed();
  }

  /** Asks the callback as the platform does when its address is saved. Never rejects. */
  async verify(url = this.#urls[0], token = this.#settings.verifyToken): Promise<Verification> {
    const failed = { verified: false, status: 0, contentType: "" };
    if (url === undefined) return { ...failed, body: "no webhook URL" };
    const challenge = String(randomInt(1_000_000_000, 2_000_000_000));
    const address = new URL(url);
    address.searchParams.set("hub.mode", "subscribe");
    address.searchParams.set("hub.verify_token", token);
    address.searchParams.set("hub.challenge", challenge);
    try {
      const signal = AbortSignal.timeout(this.#settings.webhookTimeoutMs);
      const answer = await fetch(address, { signal, redirect: "manual" });
      const body = await answer.text();
      return {
        verified: answer.status === 200 && body === challenge,
        status: answer.status,
        contentType: answer.headers.get("content-type") ?? "",
        body,
      };
    } catch (cause) {
      return { ...failed, body: String(cause) };
    }
  }
}

export function isSubscriptionField(field: string): field is SubscriptionField {
  return (SUBSCRIPTION_FIELDS as readonly string[]).includes(field);
}
