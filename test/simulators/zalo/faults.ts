/** The switches, as plain values: what a test sets at start and what the page shows. Probabilities are 0 to 1. */
export interface FaultSettings {
  /** A send is answered HTTP 502 and was not accepted. */
  sendHttp5xx: number;
  /** A send is accepted, its echo goes out, and the answer is HTTP 502. */
  sendHttp5xxAfterAccept: number;
  /** A send is accepted, its echo goes out, and the answer stalls for `sendStallAfterAcceptMs`. */
  sendStallAfterAccept: number;
  sendStallAfterAcceptMs: number;
  /** How a stall ends: the answer comes after all, the connection is cut, or nothing ever happens. */
  sendStallEnds: "answer" | "cut" | "never";
  /** Any API call but a send is answered HTTP 502. */
  otherHttp5xx: number;
  /** A refresh rotates the tokens, then the connection is cut before the body. */
  refreshCutConnection: boolean;
  /** An acknowledged webhook is delivered once more, outside the citizen's order. */
  duplicateDelivery: number;
  /** Above 0 events keep no order: each waits a random time up to this long. */
  shuffleMs: number;
  /** The echo of a send goes out this long after it was accepted. */
  delayedEchoMs: number;
  /** The echo of a send is delivered before the send is answered. */
  echoBeforeAnswer: boolean;
  /** The echo of a send is never delivered. */
  dropEcho: number;
  /** `user/detail` refuses people who never followed (-213). */
  profileNeedsFollow: boolean;
}

export const NO_FAULTS: Readonly<FaultSettings> = {
  sendHttp5xx: 0,
  sendHttp5xxAfterAccept: 0,
  sendStallAfterAccept: 0,
  sendStallAfterAcceptMs: 10_000,
  sendStallEnds: "answer",
  otherHttp5xx: 0,
  refreshCutConnection: false,
  duplicateDelivery: 0,
  shuffleMs: 0,
  delayedEchoMs: 0,
  echoBeforeAnswer: false,
  dropEcho: 0,
  profileNeedsFollow: false,
};

/** The switches with the two that happen once. */
export interface Faults extends FaultSettings {
  /** The access token in force is expired from now on (-220). */
  expireTokenNow(): void;
  /** The next send, or the next one to this citizen, is refused with the code. Several calls queue up. */
  sendErrorOnce(code: number, userId?: string): void;
  /** All switches back to `NO_FAULTS`; queued single errors are forgotten. */
  reset(): void;
}

/** The switches and what the endpoints ask of them. */
export class FaultBox {
  readonly switches: Faults;
  readonly #random: () => number;
  readonly #errors: { code: number; userId: string | undefined }[] = [];

  constructor(random: () => number, expireTokenNow: () => void) {
    this.#random = random;
    this.switches = {
      ...NO_FAULTS,
      expireTokenNow,
      sendErrorOnce: (code, userId) => {
        this.#errors.push({ code, userId });
      },
      reset: () => {
        Object.assign(this.switches, NO_FAULTS);
        this.#errors.length = 0;
      },
    };
  }

  /** Draws chance only when the switch is on, so that an unused fault does not shift the row of a seed. */
  strikes(probability: number): boolean {
    return probability > 0 && this.#random() < probability;
  }

  /** A time between 0 and `ms`. */
  within(ms: number): number {
    return this.#random() * ms;
  }

  /** Takes the single error meant for a send to this citizen, if one is queued. */
  takeError(userId: string): number | undefined {
    const index = this.#errors.findIndex((one) => one.userId === undefined || one.userId === userId);
    return index < 0 ? undefined : this.#errors.splice(index, 1)[0]?.code;
  }
}
