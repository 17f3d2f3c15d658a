import type { Button, ChannelLimits } from "./channel.ts";
import type { Facet, Procedure, ProcedureCode } from "./procedure.ts";

/** Why a conversation goes to a person. A closed list: figures and the console rest on it. */
export const HANDOVER_REASONS = [
  "person_wanted",
  "complaint",
  "failed_twice",
  "always_human_topic",
  "attachment_needs_eyes",
  "pipeline_error",
] as const;
export type HandoverReason = (typeof HANDOVER_REASONS)[number];

/** Every way a turn can end. An answer without a source does not type-check. */
export type Outcome =
  | {
      readonly kind: "answered";
      readonly procedure: ProcedureCode;
      readonly facet: Facet;
      readonly sources: readonly [string, ...string[]];
    }
  | {
      readonly kind: "asks_back";
      readonly choices: readonly ProcedureCode[];
      /** The journey whose steps the choices are, by id: it was told, and which step is meant is open. */
      readonly journey?: string;
    }
  | { readonly kind: "no_procedure_found" }
  | { readonly kind: "to_operator"; readonly reason: HandoverReason }
  | { readonly kind: "small_talk"; readonly about: string }
  | { readonly kind: "crisis_signpost"; readonly line: string }
  | { readonly kind: "status_of_dossier"; readonly dossier: string }
  | { readonly kind: "ignored"; readonly why: string };

/** Vietnamese names of the outcomes, for people. */
export const outcomeLabel = {
  answered: "Đã trả lời",
  asks_back: "Hỏi lại",
  no_procedure_found: "Không tìm thấy thủ tục",
  to_operator: "Chuyển cán bộ",
  small_talk: "Chào hỏi",
  crisis_signpost: "Chỉ dẫn khẩn cấp",
  status_of_dossier: "Tra cứu hồ sơ",
  ignored: "Bỏ qua",
} as const satisfies Record<Outcome["kind"], string>;

/** What the bot says: one text that fits the channel, with its buttons. */
export interface Reply {
  readonly text: string;
  readonly buttons: readonly Button[];
}

/** One message of a citizen as the answer steps see it. */
export interface CitizenInput {
  readonly text: string;
  readonly payload?: string;
  /** Kinds of what was attached; the content itself is never given to the answer steps. */
  readonly attachments: readonly string[];
}

/** What the bot remembers of a conversation between turns (stored with it as JSON; starts anew at a boundary). */
export interface Memory {
  /** The procedure the talk is about, for follow-ups such as "thế lệ phí bao nhiêu". */
  readonly procedure?: ProcedureCode;
  readonly facet?: Facet;
  /** The choices last offered, in order, for "số 2" and for choice by words. */
  readonly offered?: readonly ProcedureCode[];
  /** How many turns in a row found nothing; small talk between them breaks no row. Absent for none. */
  readonly misses?: number;
  /** What a person settled in this conversation before the bot went on, in one line. No step changes it. */
  readonly settled?: string;
}

/** What takes time in a search. */
export type Ranker = "lexical" | "alias" | "dense";

export interface ScoredProcedure {
  readonly code: ProcedureCode;
  /** The probability, 0 to 1, that this is the one meant; what the kept ones lack of 1 is that none of them is. */
  readonly score: number;
  /** What it was judged by, by name, for people and for the evaluation. */
  readonly scores: Readonly<Record<string, number>>;
  /** The sections of the record that matched best. */
  readonly passages: readonly string[];
}

export interface Retrieved {
  readonly kept: readonly ScoredProcedure[];
  readonly rejected: readonly {
    readonly item: ScoredProcedure;
    readonly because: "below_floor" | "over_limit";
  }[];
  readonly tookMs: Readonly<Partial<Record<Ranker | "total", number>>>;
}

/** Finds procedures in force for a question, best first, and explains itself. */
export interface Retriever {
  search(question: string, limit: number): Promise<Retrieved>;
}

/** A procedure that is no longer in force. */
export interface Withdrawn {
  /** The record it had last. */
  readonly record: Procedure;
  /** From this day it is not in force, `YYYY-MM-DD`. */
  readonly since: string;
  readonly successor: Procedure | undefined;
}

/** The records in force now, and what is known of those that were. */
export interface ProcedureBook {
  inForce(code: ProcedureCode): Procedure | undefined;
  withdrawn(code: ProcedureCode): Withdrawn | undefined;
  allInForce(): readonly Procedure[];
}

/** Why a turn ended as it did; the same record serves log, console and evaluation. */
export interface Evidence {
  /** The question after cleaning and masking: safe to store. */
  readonly question: string;
  readonly masked: readonly string[];
  readonly facet: Facet | undefined;
  readonly recognised: string | undefined;
  readonly followUp: boolean;
  readonly retrieved: Retrieved | undefined;
  readonly because: string;
  readonly tookMs: Readonly<Record<string, number>>;
}

/** A finished thought about one question: nothing has been sent or stored yet. */
export interface Thought {
  readonly outcome: Outcome;
  /** Undefined only for `ignored`. */
  readonly reply: Reply | undefined;
  readonly memory: Memory;
  readonly evidence: Evidence;
}

/** What one thought needs. `messages` is one question, possibly written in several short messages. */
export interface Question {
  readonly messages: readonly CitizenInput[];
  readonly memory: Memory;
  readonly limits: ChannelLimits;
}

/** The whole way from a question to an outcome, without any input or output. */
export interface Answerer {
  /**
   * Splits what a citizen wrote in one burst into questions: fragments of one question stay together, questions
   * that stand alone about different procedures are answered one by one. Order is kept; every message is in
   * exactly one group.
   */
  group(messages: readonly CitizenInput[]): Promise<readonly (readonly CitizenInput[])[]>;
  think(question: Question): Promise<Thought>;
  /**
   * Do these messages only thank, take leave or acknowledge, so that a person who holds the conversation owes no
   * answer to them? False in doubt, and for no message at all: a citizen left waiting is worse than a needless reminder.
   */
  isCourtesy(messages: readonly CitizenInput[]): boolean;
}

/** Facts about the centre that answers quote; what is not configured is not said. */
export interface Centre {
  readonly name: string;
  readonly hotline: string | undefined;
  readonly portalUrl: string | undefined;
}
