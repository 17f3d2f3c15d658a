import { z } from "zod";
import { ProcedureCode } from "./procedure.ts";

/**
 * A life event (having a child, moving house) and the procedures it brings, in the order they build on each other.
 * A journey says which procedures and why; what a procedure needs, costs and takes stays in its record.
 */

const text = z.string().trim().min(1);
const id = z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, "an id has the form khai-sinh");
/** In the notation of `createPhraseFinder`: `a/b` for either word, `_` for up to three words, `#` for a number. */
const phrase = text.regex(/^[^_#\s]/, "a phrase begins with a word");

export const JourneyStep = z.strictObject({
  id,
  procedure: ProcedureCode,
  why: text.describe("what this step is for in this event, in Vietnamese, as shown to citizens"),
  where: text.optional().describe("only when the record's agencies leave a question open here"),
  after: z.array(id).default([]).describe("ids of the steps to be finished first"),
  together: id
    .optional()
    .describe("the dossier it is filed in with others (liên thông): same word, same dossier"),
  optional: text.optional().describe("when it applies, if not always: 'nếu …', 'khi …'"),
});
export type JourneyStep = z.infer<typeof JourneyStep>;

export const Journey = z.strictObject({
  id,
  title: text,
  sayings: z
    .array(phrase)
    .min(1)
    .describe(
      "phrases by which people say that it happened; never a question of the evaluation sets. What is said beyond " +
        "them (besides people, times, asking) must be nothing for the journey to be meant",
    ),
  unless: z
    .array(phrase)
    .optional()
    .describe("false friends: a saying that shares a word with one of these phrases does not count"),
  summary: text,
  steps: z.array(JourneyStep).min(1),
});
export type Journey = z.infer<typeof Journey>;

/** What is handed in at once: one step, or several that share one dossier. */
export interface Filing {
  readonly steps: readonly [JourneyStep, ...JourneyStep[]];
  /** The name of the shared dossier. */
  readonly together: string | undefined;
}

export interface OrderedJourney {
  /**
   * Filings of one stage do not need each other and may be done in any order or at once; each needs something of the
   * stage before. Within a stage they keep the order of the file.
   */
  readonly stages: readonly (readonly Filing[])[];
  /** For every step, by id: the steps whose result it needs, directly or through others, in the order of the file. */
  readonly needs: ReadonlyMap<string, readonly string[]>;
  /** For every step, by id: the steps that wait for it directly, in the order of the file. */
  readonly leadsTo: ReadonlyMap<string, readonly string[]>;
}

/** A journey with its steps in order. */
export type ReadJourney = Journey & OrderedJourney;
