/** Draws for faults that strike by chance. */
export class Chance {
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** Draws only when the switch is on, so that an unused fault does not shift the row of a seed. */
  strikes(probability: number): boolean {
    return probability > 0 && this.#random() < probability;
  }

  /** A time between 0 and `ms`. */
  within(ms: number): number {
    return this.#random() * ms;
  }
}

/** Refusals a test has ordered, each for one call. */
export class PlannedErrors<Refusal> {
  readonly #planned: { readonly refusal: Refusal; readonly userId: string | undefined }[] = [];

  /** For the next call about this citizen, or the next about anybody. Several queue up. */
  add(refusal: Refusal, userId?: string): void {
    this.#planned.push({ refusal, userId });
  }

  /** Takes the one meant for a call about this citizen, if one is queued. */
  take(userId: string): Refusal | undefined {
    const index = this.#planned.findIndex((one) => one.userId === undefined || one.userId === userId);
    return index < 0 ? undefined : this.#planned.splice(index, 1)[0]?.refusal;
  }

  clear(): void {
    this.#planned.length = 0;
  }
}
