import type { FaultBox } from "./faults.ts";
import type { Settings } from "./options.ts";
import { GraphRefusal } from "./refusals.ts";
import type { World } from "./world.ts";

const DAY_MS = 24 * 3_600_000;

/** The quotas of section 4: calls in a rolling day by engaged people, and sends a second. */
export class Usage {
  readonly #settings: Settings;
  readonly #world: World;
  readonly #faults: FaultBox;
  readonly #calls: number[] = [];
  #second = Number.NaN;
  #sends = 0;
  #mediaSends = 0;

  constructor(settings: Settings, world: World, faults: FaultBox) {
    this.#settings = settings;
    this.#world = world;
    this.#faults = faults;
  }

  /** Counts a call with the Page token. @throws GraphRefusal 80006 beyond the day's. */
  call(): void {
    const now = this.#settings.now().getTime();
    while ((this.#calls[0] ?? now) <= now - DAY_MS) this.#calls.shift();
    if (this.#calls.length >= this.#allowed()) throw new GraphRefusal("80006");
    this.#calls.push(now);
  }

  /** Counts a message. @throws GraphRefusal 613 beyond the second's. */
  send(media: boolean): void {
    const second = Math.floor(this.#settings.now().getTime() / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#sends = 0;
      this.#mediaSends = 0;
    }
    const { sendsPerSecond, mediaSendsPerSecond } = this.#settings;
    if (this.#sends >= sendsPerSecond || (media && this.#mediaSends >= mediaSendsPerSecond))
      throw new GraphRefusal("613");
    this.#sends += 1;
    if (media) this.#mediaSends += 1;
  }

  /** The usage headers of an answer. */
  headers(): Readonly<Record<string, string>> {
    const used = (100 * this.#calls.length) / this.#allowed();
    const percent = Math.max(Math.floor(used), this.#faults.switches.usagePercent);
    const share = { call_count: percent, total_cputime: 0, total_time: 0 };
    const [oldest] = this.#calls;
    const minutes =
      percent < 100 || oldest === undefined
        ? 0
        : Math.ceil((oldest + DAY_MS - this.#settings.now().getTime()) / 60_000);
    const business = { type: "messenger", ...share, estimated_time_to_regain_access: minutes };
    return {
      "x-app-usage": JSON.stringify(share),
      "x-business-use-case-usage": JSON.stringify({ [this.#settings.pageId]: [business] }),
    };
  }

  #allowed(): number {
    return this.#settings.callsPerPersonPerDay * Math.max(1, this.#world.engaged());
  }
}
