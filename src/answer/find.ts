import type { Retrieved } from "../core/answering.ts";
import type { ReadJourney } from "../core/journey.ts";
import type { Facet, Procedure } from "../core/procedure.ts";
import { isTold } from "./compose-journey.ts";
import { decide, type Decision } from "./decide.ts";
import { answered, askedBack, facetsOr, tellWithdrawn, toldJourney, toOperator } from "./endings.ts";
import { goOn } from "./go-on.ts";
import { nothingFoundReply, whichProcedureReply } from "./replies.ts";
import { continues, goesOn, isLikely, isTerse, saysMatter } from "./said.ts";
import { inForceOnly, searched } from "./search.ts";
import type { Ending, Parts, Turn } from "./turn.ts";
import { levelNames } from "./wording.ts";

/** A facet alone is asked of the procedure the talk is about; without one, it is asked which is meant. */
export function followUp(turn: Turn, parts: Parts): Ending | undefined {
  const { heard, memory } = turn;
  const procedure = lastProcedure(turn, parts);
  // "Thế ở cấp tỉnh thì sao" asks the same as before, of the other level.
  const moved = procedure !== undefined && procedure.code !== memory.procedure;
  // "Có cần bản sao công chứng không em", and nothing was talked of before.
  const asksOnOfNothing =
    procedure === undefined && heard.journey === undefined && continues(turn, SURELY_CONTINUES);
  const [facet = moved ? memory.facet : undefined, ...others] = heard.reading.facets;
  if (facet === undefined || (saysMatter(turn) && !asksOnOfNothing)) return undefined;
  if (procedure !== undefined)
    return {
      ...answered(procedure, [facet, ...others], 0, turn, parts),
      because: "Hỏi tiếp về thủ tục vừa nêu",
      recognised: "follow_up",
      followUp: true,
    };
  return {
    outcome: { kind: "small_talk", about: "which_procedure" },
    reply: whichProcedureReply(facet),
    memory: { ...memory, facet },
    because: "Hỏi một mục mà chưa nêu thủ tục",
    recognised: "facet",
  };
}

/** The procedure the talk is about; at the level that the citizen names now, if it is there too. */
function lastProcedure({ heard, memory }: Turn, { book, twins }: Parts): Procedure | undefined {
  const last = memory.procedure === undefined ? undefined : book.inForce(memory.procedure);
  return last && twins.at(last, heard.reading.levels);
}

/** Finds the procedure: answered, asked back, told as a life event, gone on from the last one, or not found. */
export async function find(turn: Turn, parts: Parts): Promise<Ending> {
  const { heard, memory } = turn;
  const { facets, text } = heard.reading;
  const last = lastProcedure(turn, parts);
  // "Còn khai tử thì sao" asks the same of another; after "which procedure?" the facet waits for its procedure.
  const carried = goesOn(turn) || last === undefined ? memory.facet : undefined;
  const retrieved = await searched(text, heard.reading, facets[0] ?? carried, parts);
  const decided = decide(retrieved, isTerse(turn));
  const asksOn = last !== undefined && continues(turn);
  const journey = asksOn ? undefined : journeyMeant(turn, retrieved, decided, parts);
  if (journey !== undefined) {
    const told = toldJourney(journey, 0, carriedFacet(turn), turn, parts);
    return { ...told, because: `Nói tới việc: ${journey.title}`, recognised: "journey", retrieved };
  }
  const withdrawn = decided.kind === "answer" ? parts.book.withdrawn(decided.procedure) : undefined;
  if (withdrawn !== undefined) return { ...tellWithdrawn(withdrawn, turn), retrieved };
  const decision = inForceOnly(decided, parts);

  const isSure = (retrieved.kept[0]?.score ?? 0) >= SURE;
  const facetsAsked = facetsOr(facets, carried);
  if (decision.kind === "answer" && (isSure || !asksOn || !continues(turn, SURELY_CONTINUES)))
    return answerFound(decision, facetsAsked, turn, parts, retrieved);

  if (last !== undefined) {
    const going = await goOn(last, retrieved, decision, turn, parts);
    if (going !== undefined) return { ...going, recognised: "follow_up", followUp: true };
  }
  if (decision.kind === "answer") return answerFound(decision, facetsAsked, turn, parts, retrieved);

  if (isLikely("out_of_scope", turn)) return { ...outOfScope(turn), retrieved };
  if (decision.kind === "ask") {
    const choices = decision.choices.flatMap((code) => parts.book.inForce(code) ?? []);
    return { ...askedBack(choices, facets[0] ?? carried, turn), because: decision.because, retrieved };
  }
  return { ...missed(decision.because, turn, parts), retrieved };
}

/** That the weather is no procedure is no failure of the bot and no work for a person: told each time, never counted. */
const outOfScope = ({ memory, limits }: Turn): Ending => ({
  outcome: { kind: "no_procedure_found" },
  reply: nothingFoundReply(limits),
  memory,
  because: "Giống các lời không hỏi thủ tục",
});

/** After this many misses in a row a person is asked. */
const FAILURES = 2;

/** Nothing was found: the citizen may put it another way once, then a person is asked. */
function missed(because: string, turn: Turn, { centre }: Parts): Ending {
  const { memory, limits } = turn;
  const misses = (memory.misses ?? 0) + 1;
  if (misses >= FAILURES)
    return toOperator("failed_twice", turn, centre, `${because}; ${misses} lần liên tiếp`, "miss");
  return {
    outcome: { kind: "no_procedure_found" },
    reply: nothingFoundReply(limits),
    memory: { ...memory, misses },
    because,
  };
}

/** From this probability on a message is taken to ask on, although a procedure was found for it alone. */
const SURELY_CONTINUES = 0.8;
/** From this probability on the procedure found is meant, also where a life event is told. */
const SURE = 0.9;

/** What people ask of a life event as a whole; a fee or a time is one procedure's. */
const OF_EVENT: ReadonlySet<Facet> = new Set(["documents", "how", "conditions", "overview"]);

/**
 * The life event a question tells, unless the retriever is sure of one procedure. That "mở quán ăn" is a word for
 * a step of the journey itself makes nobody sure that this step is all that is wanted: then only a facet of one
 * procedure ("mở quán ăn mất mấy ngày") is.
 */
function journeyMeant(
  { heard: { journey, reading } }: Turn,
  { kept: [best] }: Retrieved,
  decided: Decision,
  { book, twins }: Parts,
): ReadJourney | undefined {
  if (journey === undefined || !isTold(journey, book)) return undefined;
  if (decided.kind !== "answer" || best === undefined || best.score < SURE) return journey;
  const ofEvent = reading.facets.every((facet) => OF_EVENT.has(facet));
  const steps = journey.steps.flatMap((step) => book.inForce(step.procedure) ?? []);
  const isStep = steps.some((step) => [step, ...twins.of(step)].some((one) => one.code === best.code));
  return ofEvent && isStep ? journey : undefined;
}

/** What was asked for outright is told of the step that is chosen next. */
const carriedFacet = ({ heard: { reading } }: Turn): Facet | undefined =>
  reading.asksOutright ? reading.facets[0] : undefined;

function answerFound(
  decision: Extract<Decision, { kind: "answer" }>,
  facets: readonly [Facet, ...Facet[]],
  turn: Turn,
  parts: Parts,
  retrieved: Retrieved,
): Ending {
  const procedure = parts.book.inForce(decision.procedure);
  if (procedure === undefined) throw new Error(`${decision.procedure} left the book within one turn`);
  const isBest = retrieved.kept[0]?.code === procedure.code;
  const because = isBest ? decision.because : `${decision.because}; trả lời theo ${levelNames(procedure)}`;
  return { ...answered(procedure, facets, 0, turn, parts), because, retrieved };
}
