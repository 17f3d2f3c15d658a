import type { Changes } from "./changes.ts";
import { Lanes, Sleepers, Turns } from "./delivery-order.ts";
import type { FaultBox } from "./faults.ts";
import type { Settings } from "./options.ts";
import { webhookSignature } from "./signature.ts";
import { WebhookPoster, type PostOutcome } from "./webhook-post.ts";

/** One event as it goes over the wire; repeats carry the same bytes. */
export interface PlatformEvent {
  readonly name: string;
  /** Whom it is about; undefined for the OA's own events. */
  readonly userId: string | undefined;
  readonly msgId: string | undefined;
  readonly body: Buffer;
  readonly signature: string;
}

/** One attempt to hand an event over. */
export interface DeliveryAttempt {
  readonly eventName: string;
  readonly userId: string | undefined;
  readonly msgId: string | undefined;
  /** Undefined when it was dropped without an attempt. */
  readonly url: string | undefined;
  /** 0 for the first attempt, then the value of the header `num_retry`. */
  readonly numRetry: number;
  /** A second delivery of an event on purpose. */
  readonly duplicate: boolean;
  /** `dropped`: no consent, webhook disabled, no URL, or an echo lost by a fault. */
  readonly outcome: "acknowledged" | "refused" | "timeout" | "unreachable" | "cut" | "dropped";
  /** HTTP status when one came. */
  readonly status: number | undefined;
  /** The network's error code, or why it was dropped. */
  readonly why: string | undefined;
  readonly at: Date;
  /** How long it took, and `performance.now()` when it ended. */
  readonly tookMs: number;
  readonly endedAtMs: number;
}

export interface DeliveryOptions {
  /** Delivered so many more times at the same moment. */
  readonly duplicates?: number;
  /** Leaves the citizen's order and waits a random time up to this long; default the switch `shuffleMs`. */
  readonly shuffleMs?: number;
}

/**
 * Delivers events: signed, strictly in order for each citizen (the next one goes out when the one before was
 * acknowledged or given up), repeated with `num_retry`. After the last repeat failed the webhook is disabled and
 * everything is dropped until it is enabled by hand, as the platform does.
 */
export class WebhookDelivery {
  readonly attempts: DeliveryAttempt[] = [];
  readonly #settings: Settings;
  readonly #faults: FaultBox;
  readonly #changes: Changes;
  readonly #mayFlow: () => boolean;
  readonly #log: (line: string) => void;
  readonly #poster: WebhookPoster;
  readonly #lanes = new Lanes();
  readonly #turns: Turns;
  readonly #sleepers = new Sleepers();
  #pending = 0;
  #nextInstance = 0;
  #disabled = false;
  #closed = false;

  constructor(
    settings: Settings,
    faults: FaultBox,
    changes: Changes,
    mayFlow: () => boolean,
    log: (line: string) => void,
  ) {
    this.#settings = settings;
    this.#faults = faults;
    this.#changes = changes;
    this.#mayFlow = mayFlow;
    this.#log = log;
    this.#poster = new WebhookPoster(settings.webhookTimeoutMs);
    this.#turns = new Turns(settings.webhookConcurrency);
  }

  /** Events not yet acknowledged nor given up. */
  get pending(): number {
    return this.#pending;
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
    return {
      name,
      userId,
      msgId,
      body: bytes,
      signature: webhookSignature(appId, bytes, timestamp, oaSecret),
    };
  }

  /** Resolves when the event was acknowledged or given up. Never rejects. */
  async publish(event: PlatformEvent, options: DeliveryOptions = {}): Promise<void> {
    const shuffleMs = options.shuffleMs ?? this.#faults.switches.shuffleMs;
    const run = async (): Promise<void> => {
      const copies = Array.from({ length: options.duplicates ?? 0 }, async () =>
        this.#attempt(event, 0, true),
      );
      const [acknowledged] = await Promise.all([this.#deliver(event), ...copies]);
      if (acknowledged && this.#faults.strikes(this.#faults.switches.duplicateDelivery)) {
        void this.hold(async () => {
          await this.#attempt(event, 0, true);
        });
      }
    };
    await this.hold(async () => {
      if (shuffleMs > 0) {
        await this.sleep(this.#faults.within(shuffleMs));
        await run();
      } else {
        await this.#lanes.run(event.userId ?? "", run);
      }
    });
  }

  /** Counts as pending while `work` runs. */
  async hold(work: () => Promise<void>): Promise<void> {
    this.#pending += 1;
    try {
      await work();
    } finally {
      this.#pending -= 1;
      this.#changes.changed();
    }
  }

  /** Notes an event that is lost on the way. */
  drop(event: PlatformEvent, numRetry: number, why: string): void {
    this.#note(
      event,
      undefined,
      numRetry,
      false,
      { outcome: "dropped", status: undefined, why },
      performance.now(),
    );
  }

  /** Posts bytes as they are to the next instance; the outcome is not counted as a delivery. */
  async postRaw(body: Buffer, headers: Readonly<Record<string, string>>): Promise<PostOutcome> {
    const url = this.#nextUrl();
    return url === undefined
      ? { kind: "unreachable", why: "no webhook URL" }
      : this.#poster.post(url, body, headers);
  }

  /** Resolves after `ms` or when the simulator closes. */
  async sleep(ms: number): Promise<void> {
    await this.#sleepers.sleep(ms);
  }

  close(): void {
    this.#closed = true;
    this.#sleepers.wakeAll();
    this.#poster.close();
  }

  async #deliver(event: PlatformEvent): Promise<boolean> {
    const delays = this.#settings.retryDelaysMs;
    for (let retry = 0; !this.#closed; retry += 1) {
      const outcome = await this.#attempt(event, retry, false);
      if (outcome === "acknowledged") return true;
      if (outcome === "dropped") return false;
      if (this.#settings.retryOn === "connection_failure" && outcome !== "unreachable") return false;
      const delay = delays[retry];
      if (delay === undefined) {
        if (delays.length > 0) this.#disable();
        return false;
      }
      await this.sleep(delay);
    }
    return false;
  }

  #disable(): void {
    this.#disabled = true;
    this.#log("the last repeat failed: the webhook is disabled until it is enabled by hand");
    this.#changes.changed();
  }

  async #attempt(
    event: PlatformEvent,
    retry: number,
    duplicate: boolean,
  ): Promise<DeliveryAttempt["outcome"]> {
    return this.#turns.run(async () => {
      let outcome = await this.#attemptOnce(event, retry, duplicate);
      // A balancer hands a refused connection to its next instance at once, since nothing has left yet.
      for (
        let passed = 1;
        outcome === "unreachable" && passed < this.#settings.webhookUrls.length;
        passed += 1
      ) {
        outcome = await this.#attemptOnce(event, retry, duplicate);
      }
      return outcome;
    });
  }

  async #attemptOnce(
    event: PlatformEvent,
    retry: number,
    duplicate: boolean,
  ): Promise<DeliveryAttempt["outcome"]> {
    const startedMs = performance.now();
    const url = this.#nextUrl();
    const blocked = this.#blocked(url);
    if (blocked !== undefined || url === undefined) {
      this.drop(event, retry, blocked ?? "no webhook URL");
      return "dropped";
    }
    const headers = { "content-type": "application/json", "x-zevent-signature": event.signature };
    const result = await this.#poster.post(
      url,
      event.body,
      retry === 0 ? headers : { ...headers, num_retry: String(retry) },
    );
    const noted = {
      outcome:
        result.kind !== "answered"
          ? result.kind
          : result.status === 200
            ? ("acknowledged" as const)
            : ("refused" as const),
      status: result.kind === "answered" ? result.status : undefined,
      why: "why" in result ? result.why : undefined,
    };
    this.#note(event, url, retry, duplicate, noted, startedMs);
    return noted.outcome;
  }

  #blocked(url: string | undefined): string | undefined {
    if (this.#closed) return "closed";
    if (url === undefined) return "no webhook URL";
    if (!this.#mayFlow()) return "the OA has not granted its consent";
    return this.#disabled ? "the webhook is disabled" : undefined;
  }

  #nextUrl(): string | undefined {
    const urls = this.#settings.webhookUrls;
    const url = urls[this.#nextInstance % Math.max(1, urls.length)];
    this.#nextInstance += 1;
    return url;
  }

  #note(
    event: PlatformEvent,
    url: string | undefined,
    numRetry: number,
    duplicate: boolean,
    ended: Pick<DeliveryAttempt, "outcome" | "status" | "why">,
    startedMs: number,
  ): void {
    const endedAtMs = performance.now();
    const { name: eventName, userId, msgId } = event;
    const at = this.#settings.now();
    const tookMs = endedAtMs - startedMs;
    this.attempts.push({
      eventName,
      userId,
      msgId,
      url,
      numRetry,
      duplicate,
      ...ended,
      at,
      tookMs,
      endedAtMs,
    });
    const how = [ended.outcome, ended.status, ended.why].filter((part) => part !== undefined).join(" ");
    this.#log(`${eventName} ${userId ?? ""}${numRetry > 0 ? ` num_retry=${numRetry}` : ""} -> ${how}`);
    this.#changes.changed();
  }
}
