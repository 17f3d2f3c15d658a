import type {
  Centre,
  Memory,
  Outcome,
  ProcedureBook,
  Reply,
  Retrieved,
  Retriever,
} from "../core/answering.ts";
import type { ChannelLimits } from "../core/channel.ts";
import type { ReadJourney } from "../core/journey.ts";
import type { Payload } from "../core/payload.ts";
import type { IntentProbabilities, IntentReader } from "../language/intents.ts";
import type { Reader, Reading } from "../language/reader.ts";
import type { Words } from "../language/tokenise.ts";
import type { Journeys } from "./recognise-journey.ts";
import type { Topics } from "./topics.ts";
import type { Twins } from "./twins.ts";

/** What the steps work with; the same for every turn. */
export interface Parts {
  readonly retriever: Retriever;
  readonly book: ProcedureBook;
  readonly centre: Centre;
  readonly reader: Reader;
  readonly intents: IntentReader;
  readonly twins: Twins;
  readonly journeys: Journeys;
  /** What a machine never answers. */
  readonly topics: Topics;
  /** See `AnswererParts`. */
  readonly keepsIdentityPictures: boolean;
}

/** What was heard in one question: cleaned, masked, and understood as words. */
export interface Heard {
  /** Safe to store and to search with. */
  readonly text: string;
  readonly masked: readonly string[];
  readonly payload: Payload | undefined;
  readonly attachments: readonly string[];
  /** In one message a picture came, and words that call it an identity paper's: by this it is kept or not. */
  readonly isIdentityPicture: boolean;
  readonly reading: Reading;
  /** The life event that all of it is about, when nothing else is said. */
  readonly journey: ReadJourney | undefined;
  /** Message by message: what calls for help or for a person is not to be hidden by the rest. */
  readonly messages: readonly Words[];
  /** What each message, and last all of them together, is likely to be. */
  readonly intents: readonly IntentProbabilities[];
}

export interface Turn {
  readonly heard: Heard;
  readonly memory: Memory;
  readonly limits: ChannelLimits;
}

/** How a step ended the turn. */
export interface Ending {
  readonly outcome: Outcome;
  readonly reply: Reply | undefined;
  /** What the step remembers; the rest of what outlasts a turn is added to it (see `remembered`). */
  readonly memory: Memory;
  readonly because: string;
  readonly recognised?: string;
  readonly followUp?: boolean;
  readonly retrieved?: Retrieved;
}

/** One step from question to outcome; undefined when it is not for this step to end the turn. */
export interface Step {
  readonly name: string;
  take(turn: Turn, parts: Parts): Ending | undefined | Promise<Ending | undefined>;
}
