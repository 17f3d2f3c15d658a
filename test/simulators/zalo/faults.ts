import { Chance, PlannedErrors } from "../shared/chance.ts";

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
export class FaultBox extends Chance {
  readonly switches: Faults;
  readonly #errors = new PlannedErrors<number>();

  constructor(random: () => number, expireTokenNow: () => void) {
    super(random);
    this.switches = {
      ...NO_FAULTS,
      expireTokenNow,
      sendErrorOnce: (code, userId) => {
        this.#errors.add(code, userId);
      },
      reset: () => {
        Object.assign(this.switches, NO_FAULTS);
        this.#errors.clear();
      },
    };
  }

  /** Takes the single error meant for a send to this citizen, if one is queued. */
  takeError(userId: string): number | undefined {
    return this.#errors.take(userId);
  }
}
