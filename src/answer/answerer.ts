import type {
  Answerer,
  Centre,
  Evidence,
  Memory,
  Outcome,
  ProcedureBook,
  Reply,
  Retriever,
  Thought,
} from "../core/answering.ts";
import type { ReadJourney } from "../core/journey.ts";
import { createIntentReader, type IntentReader } from "../language/intents.ts";
import type { Lexicon } from "../language/lexicon.ts";
import { createReader, type Reader } from "../language/reader.ts";
import { isCourtesy } from "./courtesy.ts";
import { groupMessages } from "./group-messages.ts";
import { hear, PROTECTION_NOTICE } from "./hear.ts";
import { createJourneys } from "./recognise-journey.ts";
import { STEPS } from "./steps.ts";
import { createTopics, type Topic } from "./topics.ts";
import type { Ending, Heard, Parts, Turn } from "./turn.ts";
import { createTwins } from "./twins.ts";

export interface AnswererParts {
  readonly retriever: Retriever;
  readonly book: ProcedureBook;
  readonly centre: Centre;
  readonly lexicon: Lexicon;
  /** Life events; a step whose procedure the book does not have in force is told without its facts. */
  readonly journeys: readonly ReadJourney[];
  /** What a machine never answers (`readTopics`); may be empty. */
  readonly topics: readonly Topic[];
  /** False when pictures that seem to be of identity papers are not stored: the citizen is told so. */
  readonly keepsIdentityPictures: boolean;
  /** Milliseconds of any clock that only goes forward; used to measure. */
  readonly now: () => number;
}

/**
 * The way from a question to an outcome by rules alone: no model, no input or output but the retriever. The same
 * question with the same memory, records and lexicon gives the same thought (times aside).
 */
export function createAnswerer(answererParts: AnswererParts): Answerer {
  const { retriever, book, centre, lexicon, keepsIdentityPictures, now } = answererParts;
  const reader = createReader(lexicon);
  const intents = intentReaderOf(lexicon, reader);
  const journeys = createJourneys(answererParts.journeys, reader.known);
  const topics = createTopics(answererParts.topics, reader.known);
  const parts: Parts = {
    retriever,
    book,
    centre,
    reader,
    intents,
    twins: createTwins(book),
    journeys,
    topics,
    keepsIdentityPictures,
  };
  return {
    group: (messages) => groupMessages(messages, parts),
    isCourtesy: (messages) => isCourtesy(messages, parts),
    async think({ messages, memory, limits }): Promise<Thought> {
      const tookMs: Record<string, number> = {};
      const start = now();
      const heard = hear(messages, parts);
      tookMs["hear"] = now() - start;
      const notice = heard.masked.length > 0 ? `${PROTECTION_NOTICE}\n` : "";
      const turn: Turn = {
        heard,
        memory,
        limits: { ...limits, textLength: limits.textLength - notice.length },
      };
      for (const step of STEPS) {
        const begun = now();
        const ending = await step.take(turn, parts);
        tookMs[step.name] = now() - begun;
        if (ending === undefined) continue;
        tookMs["total"] = now() - start;
        return {
          outcome: ending.outcome,
          reply: withNotice(ending.reply, notice),
          memory: remembered(ending, memory),
          evidence: evidenceOf(heard, ending, tookMs),
        };
      }
      throw new Error("the last step ends every turn");
    },
  };
}

/** A turn that ends so says nothing of whether the bot is of any use: it neither begins nor breaks a row of misses. */
const BREAKS_NO_ROW: ReadonlySet<Outcome["kind"]> = new Set(["no_procedure_found", "small_talk", "ignored"]);

/**
 * What is remembered after a step: what it says itself; what a person settled, which no step touches; and misses only
 * while nothing but misses and small talk follow each other.
 */
function remembered({ outcome, memory: { misses, ...own } }: Ending, { settled }: Memory): Memory {
  return {
    ...own,
    ...(misses === undefined || !BREAKS_NO_ROW.has(outcome.kind) ? {} : { misses }),
    ...(settled === undefined ? {} : { settled }),
  };
}

/** Learning takes a moment, and answerers are made anew with every state of the catalogue. */
const learned = new WeakMap<Lexicon, IntentReader>();

function intentReaderOf(lexicon: Lexicon, reader: Reader): IntentReader {
  const known = learned.get(lexicon) ?? createIntentReader(lexicon, (text) => reader.words(text));
  learned.set(lexicon, known);
  return known;
}

function withNotice(reply: Reply | undefined, notice: string): Reply | undefined {
  return reply === undefined ? undefined : { ...reply, text: notice + reply.text };
}

function evidenceOf(heard: Heard, ending: Ending, tookMs: Readonly<Record<string, number>>): Evidence {
  const facet = ending.outcome.kind === "answered" ? ending.outcome.facet : heard.reading.facets[0];
  return {
    question: heard.text,
    masked: heard.masked,
    facet,
    recognised: ending.recognised,
    followUp: ending.followUp ?? false,
    retrieved: ending.retrieved,
    because: ending.because,
    tookMs,
  };
}
