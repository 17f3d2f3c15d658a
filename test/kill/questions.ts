import { join } from "node:path";
import { readRecords } from "../../src/catalogue/read-records.ts";
import type { Procedure } from "../../src/core/procedure.ts";

/** A question and the code its answer must name. */
export interface PlannedQuestion {
  readonly text: string;
  readonly code: string;
}

const WORDINGS = [
  (name: string) => `${name} cần giấy tờ gì`,
  (name: string) => `lệ phí ${name} bao nhiêu`,
  (name: string) => `${name} nộp ở đâu`,
  (name: string) => `thời gian giải quyết ${name}`,
];

/**
 * For each citizen a list of questions about different procedures, so that every answer tells which question it
 * belongs to. They name the procedure by its official name: this is a test of delivery, not of understanding.
 */
export async function planQuestions(
  citizens: number,
  each: number,
): Promise<readonly (readonly PlannedQuestion[])[]> {
  const records = await readRecords(join("knowledge", "procedures"));
  if (records.length < each)
    throw new Error(`only ${records.length} records for ${each} questions a citizen`);
  return Array.from({ length: citizens }, (_, citizen) =>
    Array.from({ length: each }, (_unused, index) => {
      const record = records[(citizen * 7 + index) % records.length] as Procedure;
      const wording = WORDINGS[(citizen + index) % WORDINGS.length] ?? String;
      return { text: wording(record.name), code: record.code };
    }),
  );
}
