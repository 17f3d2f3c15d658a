import { FACETS, type Facet, type ProcedureCode } from "./procedure.ts";

/** What a button of ours means when it comes back. A citizen can type the same, so it grants nothing. */
export type Payload =
  | { readonly kind: "ask"; readonly procedure: ProcedureCode; readonly facet: Facet; readonly page: number }
  /** A page of a journey, from 0. */
  | { readonly kind: "journey"; readonly journey: string; readonly page: number }
  | { readonly kind: Bare };

/**
 * Payloads that say all by their kind: a person is wanted; the bot is to go on; a number is to be left for a call
 * back; keeping that number is agreed to, or refused.
 */
const BARE = ["person", "bot", "callback", "callback_yes", "callback_no"] as const;
type Bare = (typeof BARE)[number];

/**
 * The text a button carries: `#mc:ask:1.004194:fee:0`, `#mc:journey:sinh-con:1`, `#mc:person`, `#mc:bot`,
 * `#mc:callback`, `#mc:callback_yes`, `#mc:callback_no`. The prefix makes it unmistakable for something a person
 * would write (Zalo brings a tap back as an ordinary text).
 */
export function writePayload(payload: Payload): string {
  if (payload.kind === "journey") return `#mc:journey:${payload.journey}:${payload.page}`;
  if (payload.kind !== "ask") return `#mc:${payload.kind}`;
  return `#mc:ask:${payload.procedure}:${payload.facet}:${payload.page}`;
}

/** Reads a payload, or undefined when the text is none (then it is an ordinary text). */
export function readPayload(text: string): Payload | undefined {
  const [prefix, kind, ...rest] = text.trim().split(":");
  if (prefix !== "#mc") return undefined;
  const bare = BARE.find((one) => one === kind);
  if (bare !== undefined) return rest.length === 0 ? { kind: bare } : undefined;
  const number = rest.at(-1);
  if (number === undefined || !/^\d{1,3}$/.test(number)) return undefined;
  const page = Number(number);
  if (kind === "journey" && rest.length === 2) {
    const [journey = ""] = rest;
    return /^[a-z0-9-]{1,60}$/.test(journey) ? { kind, journey, page } : undefined;
  }
  if (kind !== "ask" || rest.length !== 3) return undefined;
  const [procedure = "", facet] = rest;
  const known = FACETS.find((one) => one === facet);
  if (known === undefined || !/^\d\.\d{6}$/.test(procedure)) return undefined;
  return { kind, procedure, facet: known, page };
}
