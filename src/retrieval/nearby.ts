import type { Level, Procedure, ProcedureCode } from "../core/procedure.ts";

/** Words as numbers: the same word has the same number in every instance. Indices are in rising order, values above 0. */
export interface SparseVector {
  /** Unsigned 32-bit. */
  readonly indices: readonly number[];
  readonly values: readonly number[];
}

/** A question as the engines beside the index in this process take it. */
export interface NearbyQuestion {
  /** Abbreviations written out; nothing personal is in it. */
  readonly text: string;
  readonly words: SparseVector;
  /** Only procedures that one of these levels handles; all when absent. */
  readonly levels?: readonly Level[];
}

/** A procedure found nearby. */
export interface Nearby {
  readonly code: ProcedureCode;
  /** Cosine of the nearest of its vectors with the question, -1 to 1; undefined when it was found by words alone. */
  readonly similarity: number | undefined;
}

/**
 * Finds procedures by meaning, or by meaning and words, outside the index in this process. It adds candidates and the
 * `dense` feature; it never decides. Best first, at most `limit`. Rejects when its engine cannot be reached in time:
 * the caller goes on without.
 */
export interface NearbySearch {
  search(question: NearbyQuestion, limit: number): Promise<readonly Nearby[]>;
}

/** What an engine is given of a procedure in force. */
export interface NearbyDocument {
  readonly procedure: Procedure;
  /** The sections to be embedded, each a text of its own (its names, what it is for, its papers). */
  readonly sections: readonly { readonly name: string; readonly text: string }[];
  readonly words: SparseVector;
}
