import type { CitizenInput } from "../core/answering.ts";
import type { Facet, ProcedureCode } from "../core/procedure.ts";
import type { WordRole } from "../language/reader.ts";
import { decide } from "./decide.ts";
import { payloadOf, readingOf } from "./hear.ts";
import { inForceOnly, searched } from "./search.ts";
import type { Parts } from "./turn.ts";

/** Two messages whose joined text scores as high as this are one question, broken in two. */
const ONE_QUESTION_AT = 0.75;

/** What one message of a burst is by itself. */
type Part =
  | { readonly kind: "tap" }
  /** It would be answered alone, or, with the procedure undefined, be asked back about. */
  | {
      readonly kind: "question";
      readonly procedure: ProcedureCode | undefined;
      readonly facet: Facet | undefined;
    }
  /** It only asks for a facet: "cần giấy gì". */
  | { readonly kind: "asking"; readonly facet: Facet }
  | { readonly kind: "fragment" };

interface Waiting {
  readonly message: CitizenInput;
  readonly part: Part;
}

interface Group {
  readonly messages: CitizenInput[];
  /** Undefined for a tap, and for fragments that no question followed. */
  readonly procedure: ProcedureCode | undefined;
  facet: Facet | undefined;
}

/**
 * Splits a burst into questions (see `Answerer.group`). A message that alone would be answered about another
 * procedure than the question before it, or about another facet of the same one, begins a new question. What
 * cannot stand alone belongs to the question that follows, or to the last; a bare "cần giấy gì" belongs to the
 * question before it when that one asked for nothing yet, or when the next one asks for something itself. A tap
 * is a group of its own.
 */
export async function groupMessages(
  messages: readonly CitizenInput[],
  parts: Parts,
): Promise<readonly (readonly CitizenInput[])[]> {
  if (messages.length < 2) return messages.length === 0 ? [] : [messages];
  const groups: Group[] = [];
  let open: Group | undefined;
  let waiting: Waiting[] = [];

  const begin = (begun: readonly CitizenInput[], procedure?: ProcedureCode, facet?: Facet): Group => {
    const group: Group = { messages: [...begun], procedure, facet };
    groups.push(group);
    return group;
  };
  const take = (): CitizenInput[] => {
    const taken = waiting.map((one) => one.message);
    waiting = [];
    return taken;
  };
  const settle = (): void => {
    if (waiting.length === 0) return;
    if (open === undefined) begin(take());
    else open.messages.push(...take());
  };

  for (const message of messages) {
    const part = await partOf(message, parts);
    if (part.kind === "tap") {
      settle();
      begin([message]);
      open = undefined;
    } else if (part.kind === "question") {
      if (open !== undefined && (await isSame(open, part, message, parts))) {
        open.messages.push(...take(), message);
        open.facet ??= part.facet;
        continue;
      }
      if (open !== undefined && part.facet !== undefined) {
        const asking = waiting.findIndex((one) => one.part.kind !== "asking");
        open.messages.push(
          ...waiting.splice(0, asking < 0 ? waiting.length : asking).map((one) => one.message),
        );
      }
      open = begin([...take(), message], part.procedure, part.facet);
    } else if (part.kind === "asking" && open !== undefined && open.facet === undefined) {
      open.messages.push(...take(), message);
      open.facet = part.facet;
    } else waiting.push({ message, part });
  }
  settle();
  return groups.map((group) => group.messages);
}

async function partOf(message: CitizenInput, parts: Parts): Promise<Part> {
  if (payloadOf(message) !== undefined) return { kind: "tap" };
  const reading = readingOf([message], parts);
  const [facet] = reading.facets;
  const roles: readonly WordRole[] = reading.phrasings[0].roles;
  if (!roles.includes("matter"))
    return facet === undefined ? { kind: "fragment" } : { kind: "asking", facet };
  const decision = inForceOnly(decide(await searched(reading.text, reading, facet, parts)), parts);
  if (decision.kind === "answer") return { kind: "question", procedure: decision.procedure, facet };
  // "lệ phí đăng ký đất đai bao nhiêu" is a whole question, though it may be meant in several ways.
  return decision.kind === "ask" && facet !== undefined
    ? { kind: "question", procedure: undefined, facet }
    : { kind: "fragment" };
}

/** Does this message go on with the open question? */
async function isSame(
  open: Group,
  part: Extract<Part, { kind: "question" }>,
  message: CitizenInput,
  parts: Parts,
): Promise<boolean> {
  if (open.procedure !== undefined && open.procedure === part.procedure)
    return open.facet === undefined || part.facet === undefined || open.facet === part.facet;
  if (open.facet !== undefined && part.facet !== undefined) return false;
  const reading = readingOf([...open.messages, message], parts);
  const joined = await searched(reading.text, reading, open.facet ?? part.facet, parts);
  return decide(joined).kind === "answer" && (joined.kept[0]?.score ?? 0) >= ONE_QUESTION_AT;
}
