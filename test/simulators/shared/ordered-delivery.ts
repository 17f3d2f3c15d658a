import type { Chance } from "./chance.ts";
import type { Changes } from "./changes.ts";
import { Lanes, Sleepers, Turns } from "./delivery-order.ts";
import { WebhookPoster, type PostOutcome } from "./webhook-post.ts";

/** What one event is about. */
export interface EventAbout {
  readonly name: string;
  /** Whom it is about; undefined for the account's own events. */
  readonly userId: string | undefined;
  readonly msgId: string | undefined;
}

/** What travels in one POST; repeats carry the same bytes. */
export interface Parcel {
  readonly events: readonly EventAbout[];
  readonly body: Buffer;
}

/** One attempt to hand an event over. A parcel of several events leaves one for each. */
export interface DeliveryAttempt {
  readonly eventName: string;
  readonly userId: string | undefined;
  readonly msgId: string | undefined;
  /** Undefined when it was dropped without an attempt. */
  readonly url: string | undefined;
  /** 0 for the first attempt. */
  readonly numRetry: number;
  /** A second delivery of an event on purpose. */
  readonly duplicate: boolean;
  /** `dropped`: nothing may be delivered now, no URL, or an echo lost by a fault. */
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
  /** Leaves the citizen's order and is delivered so much later. */
  readonly lateMs?: number;
}

/** The switches that touch every delivery. */
export interface DeliveryFaults {
  /** An acknowledged webhook is delivered once more, outside the citizen's order. */
  readonly duplicateDelivery: number;
  /** Above 0 events keep no order: each waits a random time up to this long. */
  readonly shuffleMs: number;
}

/** What a delivery is set up with. */
export interface DeliverySetUp {
  readonly settings: {
    readonly now: () => Date;
    readonly webhookTimeoutMs: number;
    readonly webhookConcurrency: number;
  };
  readonly switches: DeliveryFaults;
  readonly chance: Chance;
  readonly changes: Changes;
  readonly log: (line: string) => void;
}

/**
 * Delivers events strictly in order for each citizen: the next one goes out when the one before was acknowledged or
 * given up. What a platform does otherwise (address, headers, repeats, when it stops) it says by the abstract parts.
 */
export abstract class OrderedDelivery<Sent extends Parcel> {
  readonly attempts: DeliveryAttempt[] = [];
  readonly #setUp: DeliverySetUp;
  readonly #poster: WebhookPoster;
  readonly #lanes = new Lanes();
  readonly #turns: Turns;
  readonly #sleepers = new Sleepers();
  #pending = 0;
  #nextInstance = 0;
  #closed = false;

  constructor(setUp: DeliverySetUp) {
    this.#setUp = setUp;
    this.#poster = new WebhookPoster(setUp.settings.webhookTimeoutMs);
    this.#turns = new Turns(setUp.settings.webhookConcurrency);
  }

  /** Where events go now; several stand for instances behind one balancer. */
  protected abstract urls(): readonly string[];

  /** Why nothing may be delivered now; undefined when it may. */
  protected abstract blocked(): string | undefined;

  protected abstract headersOf(parcel: Sent, retry: number): Readonly<Record<string, string>>;

  /**
   * An attempt failed: how long to wait before the next, or undefined to give up. Whatever else the platform does
   * about a failing receiver happens here.
   */
  protected abstract delayAfterFailure(
    outcome: DeliveryAttempt["outcome"],
    retry: number,
  ): number | undefined;

  /** Called after every acknowledged attempt. */
  protected acknowledged(): void {
    // Most platforms keep no account of it.
  }

  /** Events not yet acknowledged nor given up. */
  get pending(): number {
    return this.#pending;
  }

  /** Resolves when the parcel was acknowledged or given up. Never rejects. */
  async publish(parcel: Sent, options: DeliveryOptions = {}): Promise<void> {
    const { switches, chance } = this.#setUp;
    const shuffleMs = options.shuffleMs ?? switches.shuffleMs;
    const run = async (): Promise<void> => {
      const copies = Array.from({ length: options.duplicates ?? 0 }, async () =>
        this.#attempt(parcel, 0, true),
      );
      const [acknowledged] = await Promise.all([this.#deliver(parcel), ...copies]);
      if (acknowledged && chance.strikes(switches.duplicateDelivery)) {
        void this.hold(async () => {
          await this.#attempt(parcel, 0, true);
        });
      }
    };
    await this.hold(async () => {
      if (options.lateMs !== undefined || shuffleMs > 0) {
        await this.sleep(options.lateMs ?? chance.within(shuffleMs));
        await run();
      } else {
        await this.#lanes.run(
          parcel.events.map((one) => one.userId ?? ""),
          run,
        );
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
      this.#setUp.changes.changed();
    }
  }

  /** Notes a parcel that is lost on the way. */
  drop(parcel: Parcel, numRetry: number, why: string): void {
    this.#note(
      parcel,
      undefined,
      numRetry,
      false,
      { outcome: "dropped", status: undefined, why },
      performance.now(),
    );
  }

  /** Posts bytes as they are to the next instance; the outcome is not counted as a delivery. */
  async postRaw(body: Buffer, headers: Readonly<Record<string, string>>): Promise<PostOutcome> {
    const url = this.nextUrl();
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

  async #deliver(parcel: Sent): Promise<boolean> {
    for (let retry = 0; !this.#closed; retry += 1) {
      const outcome = await this.#attempt(parcel, retry, false);
      if (outcome === "acknowledged") return true;
      if (outcome === "dropped") return false;
      const delay = this.delayAfterFailure(outcome, retry);
      if (delay === undefined) return false;
      await this.sleep(delay);
    }
    return false;
  }

  async #attempt(parcel: Sent, retry: number, duplicate: boolean): Promise<DeliveryAttempt["outcome"]> {
    return this.#turns.run(async () => {
      let outcome = await this.#attemptOnce(parcel, retry, duplicate);
      // A balancer hands a refused connection to its next instance at once, since nothing has left yet.
      for (let passed = 1; outcome === "unreachable" && passed < this.urls().length; passed += 1) {
        outcome = await this.#attemptOnce(parcel, retry, duplicate);
      }
      return outcome;
    });
  }

  async #attemptOnce(parcel: Sent, retry: number, duplicate: boolean): Promise<DeliveryAttempt["outcome"]> {
    const startedMs = performance.now();
    const url = this.nextUrl();
    const blocked = this.#closed ? "closed" : url === undefined ? "no webhook URL" : this.blocked();
    if (blocked !== undefined || url === undefined) {
      this.drop(parcel, retry, blocked ?? "no webhook URL");
      return "dropped";
    }
    const result = await this.#poster.post(url, parcel.body, this.headersOf(parcel, retry));
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
    if (noted.outcome === "acknowledged") this.acknowledged();
    this.#note(parcel, url, retry, duplicate, noted, startedMs);
    return noted.outcome;
  }

  /** The next instance in turn. */
  protected nextUrl(): string | undefined {
    const urls = this.urls();
    const url = urls[this.#nextInstance % Math.max(1, urls.length)];
    this.#nextInstance += 1;
    return url;
  }

  #note(
    parcel: Parcel,
    url: string | undefined,
    numRetry: number,
    duplicate: boolean,
    ended: Pick<DeliveryAttempt, "outcome" | "status" | "why">,
    startedMs: number,
  ): void {
    const endedAtMs = performance.now();
    const at = this.#setUp.settings.now();
    const tookMs = endedAtMs - startedMs;
    const how = [ended.outcome, ended.status, ended.why].filter((part) => part !== undefined).join(" ");
    for (const { name: eventName, userId, msgId } of parcel.events) {
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
      const retry = numRetry > 0 ? ` num_retry=${numRetry}` : "";
      this.#setUp.log(`${eventName} ${userId ?? ""}${retry} -> ${how}`);
    }
    this.#setUp.changes.changed();
  }
}
