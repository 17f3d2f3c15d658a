import { Chance, PlannedErrors } from "../shared/chance.ts";
import { faultCodeOf, type FaultCode } from "./refusals.ts";

/** What can be wrong with the Page token, as the subcodes of 190 tell. */
export const TOKEN_TROUBLES = {
  app_removed: "190/458",
  password_changed: "190/460",
  expired: "190/463",
  invalidated: "190/467",
} as const satisfies Readonly<Record<string, FaultCode>>;

/** The switches, as plain values: what a test sets at start and what the page shows. Probabilities are 0 to 1. */
export interface FaultSettings {
  /** A send is refused with HTTP 500 and code 2 and was not accepted. */
  sendError2: number;
  /** A send is answered HTTP 502 without the platform's frame and was not accepted. */
  sendHttp5xx: number;
  /** A send is accepted, its echo goes out, and the answer is HTTP 502. */
  sendHttp5xxAfterAccept: number;
  /** A send is accepted, its echo goes out, and the connection is cut without an answer. */
  sendCutAfterAccept: number;
  /** A send is accepted, its echo goes out, and the answer stalls for `sendStallAfterAcceptMs`. */
  sendStallAfterAccept: number;
  sendStallAfterAcceptMs: number;
  /** How a stall ends: the answer comes after all, the connection is cut, or nothing ever happens. */
  sendStallEnds: "answer" | "cut" | "never";
  /** Every send is refused with this code ("368", "10/1893063"); empty is off. */
  sendRefusal: string;
  /** Every send is refused with 613. */
  rateLimited: boolean;
  /** The usage headers show at least so many percent. */
  usagePercent: number;
  /** Any call but a message is answered HTTP 502. */
  otherHttp5xx: number;
  /** Every call with the Page token is refused with 190 and the subcode. */
  tokenTrouble: "none" | keyof typeof TOKEN_TROUBLES;
  /** A person's name is refused. */
  profileRefused: boolean;
  /** An acknowledged webhook is delivered once more, outside the citizen's order. */
  duplicateDelivery: number;
  /** Above 0 events keep no order: each waits a random time up to this long. */
  shuffleMs: number;
  /** Above 0 the events of so many milliseconds travel in one POST, each in an entry of its own. */
  bundleMs: number;
  /** A delivery is signed with another secret; the next attempt draws anew. */
  wrongSignature: number;
  /** The echo of a send goes out this long after it was accepted. */
  delayedEchoMs: number;
  /** The echo of a send is delivered before the send is answered. */
  echoBeforeAnswer: boolean;
  /** The echo of a send is never delivered. */
  dropEcho: number;
  /** `app_id` of echoes is a string instead of a number; both are seen. */
  echoAppIdAsString: boolean;
  /** What the echo of a person's words bears: no `app_id`, or the Page inbox's. */
  humanEchoAppId: "missing" | "inbox";
  /** Echoes arrive under `standby` while another application has the thread; the contract does not say. */
  echoUnderStandby: boolean;
  /** Delivery events without `mids`, only the watermark. */
  deliveryWithoutMids: boolean;
  /** The policy event's key is `policy-enforcement`. */
  policyKeyWithHyphen: boolean;
}

export const NO_FAULTS: Readonly<FaultSettings> = {
  sendError2: 0,
  sendHttp5xx: 0,
  sendHttp5xxAfterAccept: 0,
  sendCutAfterAccept: 0,
  sendStallAfterAccept: 0,
  sendStallAfterAcceptMs: 10_000,
  sendStallEnds: "answer",
  sendRefusal: "",
  rateLimited: false,
  usagePercent: 0,
  otherHttp5xx: 0,
  tokenTrouble: "none",
  profileRefused: false,
  duplicateDelivery: 0,
  shuffleMs: 0,
  bundleMs: 0,
  wrongSignature: 0,
  delayedEchoMs: 0,
  echoBeforeAnswer: false,
  dropEcho: 0,
  echoAppIdAsString: false,
  humanEchoAppId: "missing",
  echoUnderStandby: false,
  deliveryWithoutMids: false,
  policyKeyWithHyphen: false,
};

/** The switches with the one that happens once. */
export interface Faults extends FaultSettings {
  /** The next send, or the next one to this citizen, is refused with the code ("613", "10/2018108"). They queue up. */
  sendErrorOnce(fault: string | number, userId?: string): void;
  /** All switches back to `NO_FAULTS`; queued single errors are forgotten. */
  reset(): void;
}

/** The switches and what the endpoints ask of them. */
export class FaultBox extends Chance {
  readonly switches: Faults;
  readonly #errors = new PlannedErrors<FaultCode>();

  constructor(random: () => number) {
    super(random);
    this.switches = {
      ...NO_FAULTS,
      sendErrorOnce: (fault, userId) => {
        this.#errors.add(faultCodeOf(fault), userId);
      },
      reset: () => {
        Object.assign(this.switches, NO_FAULTS);
        this.#errors.clear();
      },
    };
  }

  /** The refusal ordered for a send to this citizen, once or for all. */
  plannedRefusal(userId: string): FaultCode | undefined {
    const { sendRefusal, rateLimited } = this.switches;
    const once = this.#errors.take(userId);
    if (once !== undefined) return once;
    if (sendRefusal !== "") return faultCodeOf(sendRefusal);
    return rateLimited ? "613" : undefined;
  }

  /** What is wrong with the Page token now. */
  tokenFault(): FaultCode | undefined {
    const { tokenTrouble } = this.switches;
    return tokenTrouble === "none" ? undefined : TOKEN_TROUBLES[tokenTrouble];
  }
}
