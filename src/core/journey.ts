import { z } from "zod";
import { ProcedureCode } from "./procedure.ts";

/**
 * A life event (having a child, moving house) and the procedures it brings, in the order they build on each other.
 * A journey says which procedures and why; what a procedure needs, costs and takes stays in its record.
 */

const text = z.string().trim().min(1);
const id = z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, "an id has the form khai-sinh");

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
    .array(text)
    .min(1)
    .describe("how people say that it happened; never a question of the evaluation sets"),
  summary: text,
  steps: z.array(JourneyStep).min(1),
});
export type Journey = z.infer<typeof Journey>;
