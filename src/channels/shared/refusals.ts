import type { SendResult } from "../../core/channel.ts";

export type Refused = Extract<SendResult, { kind: "refused" }>;

/** Never again for this message. */
export function final(code: string, detail: string): Refused {
  return { kind: "refused", next: "final", code, detail };
}

/** Everybody waits; it is no failed attempt of this message. */
export function throttled(code: string, detail: string, retryAt: Date): Refused {
  return { kind: "refused", next: "retry", code, detail, retryAt, throttled: true };
}
