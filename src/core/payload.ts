import { FACETS, type Facet, type ProcedureCode } from "./procedure.ts";

/** What a button of ours means when it comes back. A citizen can type the same, so it grants nothing. */
export type Payload =
  | { readonly kind: "ask"; readonly procedure: ProcedureCode; readonly facet: Facet; readonly page: number }
  | { readonly kind: "person" }
  | { readonly kind: "bot" };

/**
 * The text a button carries: `#mc:ask:1.004194:fee:0`, `#mc:person`, `#mc:bot`. The prefix makes it unmistakable
 * for something a person would write (Zalo brings a tap back as an ordinary text).
 */
export function writePayload(payload: Payload): string {
  if (payload.kind !== "ask") return `#mc:${payload.kind}`;
  return `#mc:ask:${payload.procedure}:${payload.facet}:${payload.page}`;
}

/** Reads a payload, or undefined when the text is none (then it is an ordinary text). */
export function readPayload(text: string): Payload | undefined {
  const [prefix, kind, procedure, facet, page, ...rest] = text.trim().split(":");
  if (prefix !== "#mc" || rest.length > 0) return undefined;
  if ((kind === "person" || kind === "bot") && procedure === undefined) return { kind };
  if (kind !== "ask" || procedure === undefined || !/^\d\.\d{6}$/.test(procedure)) return undefined;
  const known = FACETS.find((one) => one === facet);
  if (known === undefined || page === undefined || !/^\d{1,3}$/.test(page)) return undefined;
  return { kind: "ask", procedure, facet: known, page: Number(page) };
}
