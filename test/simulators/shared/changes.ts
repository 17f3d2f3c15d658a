/** Tells listeners that something in the simulator changed; many changes in one turn of the loop are told once. */
export class Changes {
  readonly #listeners = new Set<() => void>();
  #scheduled = false;

  /** Returns how to stop listening. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  changed(): void {
    if (this.#scheduled || this.#listeners.size === 0) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      for (const listener of [...this.#listeners]) listener();
    });
  }

  /**
   * Resolves to what `predicate` gives as soon as that is neither undefined, null nor false. It is asked after each
   * change and, because it may look at things outside the simulator, also every 50 ms.
   * @throws Error with `describe()` in its text when `timeoutMs` have passed; what `predicate` throws is passed on.
   */
  async waitFor<T>(
    predicate: () => T | undefined | null | false,
    timeoutMs: number,
    describe: () => string,
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const settle = (how: () => void): void => {
        stop();
        clearInterval(heartbeat);
        clearTimeout(limit);
        how();
      };
      const look = (): boolean => {
        try {
          const value = predicate();
          if (value === undefined || value === null || value === false) return false;
          settle(() => {
            resolve(value);
          });
        } catch (cause) {
          settle(() => {
            reject(cause instanceof Error ? cause : new Error(String(cause)));
          });
        }
        return true;
      };
      const stop = this.listen(look);
      const heartbeat = setInterval(look, 50);
      const limit = setTimeout(() => {
        if (look()) return;
        settle(() => {
          reject(new Error(`not within ${timeoutMs} ms; ${describe()}`));
        });
      }, timeoutMs);
      look();
    });
  }
}
