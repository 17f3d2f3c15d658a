/** Work of one lane runs strictly one after the other; lanes do not wait for each other. */
export class Lanes {
  readonly #last = new Map<string, Promise<void>>();

  /**
   * Takes a place in all these lanes at once and resolves when `work` is done. `work` must not reject: the lanes would
   * carry that on.
   */
  async run(lanes: readonly string[], work: () => Promise<void>): Promise<void> {
    const mine = Promise.all(lanes.map((lane) => this.#last.get(lane) ?? Promise.resolve())).then(work);
    for (const lane of lanes) this.#last.set(lane, mine);
    await mine;
    for (const lane of lanes) if (this.#last.get(lane) === mine) this.#last.delete(lane);
  }
}

/** At most so many pieces of work at the same time; the rest wait in order. */
export class Turns {
  readonly #most: number;
  readonly #waiting: (() => void)[] = [];
  #underWay = 0;

  constructor(most: number) {
    this.#most = most;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#underWay < this.#most) this.#underWay += 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      // A turn given up goes straight to the next in line, so that nobody slips in between.
      const next = this.#waiting.shift();
      if (next === undefined) this.#underWay -= 1;
      else next();
    }
  }
}

/** Waits that can all be ended early. */
export class Sleepers {
  readonly #wakers = new Set<() => void>();
  #closed = false;

  /** Resolves after `ms`, or at once from `wakeAll` on. */
  async sleep(ms: number): Promise<void> {
    if (this.#closed) return;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.#wakers.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      this.#wakers.add(wake);
    });
  }

  wakeAll(): void {
    this.#closed = true;
    for (const wake of [...this.#wakers]) wake();
  }
}
