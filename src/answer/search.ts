import type { Retrieved } from "../core/answering.ts";
import type { Facet } from "../core/procedure.ts";
import type { Reading } from "../language/reader.ts";
import type { Decision } from "./decide.ts";
import type { Parts } from "./turn.ts";

/** How many candidates are asked for: the choices, and some more for the evidence. */
const CANDIDATES = 12;

/** What the retriever finds for a text, with one of each procedure that several levels handle. */
export async function searched(
  text: string,
  { levels }: Pick<Reading, "levels">,
  facet: Facet | undefined,
  { retriever, twins }: Pick<Parts, "retriever" | "twins">,
): Promise<Retrieved> {
  return twins.merge(await retriever.search(text, CANDIDATES), { text, levels, facet });
}

/** The retriever may be a moment behind the book: what is no longer in force is not answered or offered. */
export function inForceOnly(decision: Decision, { book }: Pick<Parts, "book">): Decision {
  const gone: Decision = { kind: "none", because: "Thủ tục tìm thấy không còn áp dụng" };
  if (decision.kind === "answer") return book.inForce(decision.procedure) === undefined ? gone : decision;
  if (decision.kind === "none") return decision;
  const choices = decision.choices.filter((code) => book.inForce(code) !== undefined);
  return choices.length >= 2 ? { ...decision, choices } : gone;
}
