import type { HandoverReason, Memory, Withdrawn } from "../core/answering.ts";
import type { ReadJourney } from "../core/journey.ts";
import type { Facet, Procedure } from "../core/procedure.ts";
import { composeAnswer, sourcesOf } from "./compose.ts";
import { composeJourney } from "./compose-journey.ts";
import { choicesReply, operatorReply, withdrawnReply } from "./replies.ts";
import type { Ending, Parts, Turn } from "./turn.ts";

/** The ways a turn ends that more than one step knows: outcome, reply and memory; the step adds why. */
export type Told = Omit<Ending, "because">;

/** Tells these facets of a procedure in force, from a page on; the talk is then about it. */
export function answered(
  procedure: Procedure,
  facets: readonly [Facet, ...Facet[]],
  page: number,
  { limits }: Turn,
  { centre, twins }: Pick<Parts, "centre" | "twins">,
): Told {
  const [facet] = facets;
  return {
    outcome: { kind: "answered", procedure: procedure.code, facet, sources: sourcesOf(procedure) },
    reply: composeAnswer({ procedure, facets, page, twins: twins.of(procedure) }, centre, limits),
    memory: { procedure: procedure.code, facet },
  };
}

/** Offers these procedures; the facet asked for waits for the choice. */
export function askedBack(choices: readonly Procedure[], facet: Facet | undefined, { limits }: Turn): Told {
  const offered = choices.map((one) => one.code);
  const memory: Memory = facet === undefined ? { offered } : { offered, facet };
  return {
    outcome: { kind: "asks_back", choices: offered },
    reply: choicesReply(choices, facet ?? "overview", limits),
    memory,
  };
}

/** Tells a life event, its steps to choose from. */
export function toldJourney(
  journey: ReadJourney,
  page: number,
  facet: Facet | undefined,
  { limits }: Pick<Turn, "limits">,
  { book }: Pick<Parts, "book">,
): Told {
  const { reply, shown, numbered } = composeJourney(journey, page, book, limits);
  return {
    outcome: { kind: "asks_back", choices: shown, journey: journey.id },
    reply,
    memory: facet === undefined ? { offered: numbered } : { offered: numbered, facet },
  };
}

/** Hands over to a person. @param warning see `operatorReply`. */
export function toOperator(
  reason: HandoverReason,
  { memory, limits }: Turn,
  centre: Parts["centre"],
  because: string,
  recognised: string,
  warning?: string,
): Ending {
  return {
    outcome: { kind: "to_operator", reason },
    reply: operatorReply(reason, centre, limits, warning),
    memory,
    because,
    recognised,
  };
}

/** It was found, and it is no longer in force: since when, and what came in its place. */
export function tellWithdrawn(withdrawn: Withdrawn, { limits }: Pick<Turn, "limits">): Ending {
  const { record, since, successor } = withdrawn;
  return {
    outcome: { kind: "answered", procedure: record.code, facet: "overview", sources: sourcesOf(record) },
    reply: withdrawnReply(withdrawn, limits),
    memory: successor === undefined ? {} : { procedure: successor.code },
    because: `Thủ tục ${record.code} không còn hiệu lực từ ${since}`,
  };
}

/** The facets asked for, else this one, else the overview. */
export function facetsOr(facets: readonly Facet[], other: Facet | undefined): readonly [Facet, ...Facet[]] {
  const [first, ...rest] = facets;
  return first === undefined ? [other ?? "overview"] : [first, ...rest];
}
