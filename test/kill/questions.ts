import { WEB_LIMITS } from "../../src/channels/web/web-channel.ts";
import type { Procedure } from "../../src/core/procedure.ts";
import { answererOverFiles } from "../../src/server/answerer-over-files.ts";

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
 * belongs to. They name the procedure by its official name, and only those are taken that the assistant answers
 * about that very procedure: this is a test of delivery, not of understanding.
 */
export async function planQuestions(
  citizens: number,
  each: number,
): Promise<readonly (readonly PlannedQuestion[])[]> {
  const { answerer, book } = await answererOverFiles({
    knowledgeDir: "knowledge",
    dataDir: "data",
    centre: { name: "Trung tâm", hotline: undefined, portalUrl: undefined },
  });
  const tellsApart = async (record: Procedure): Promise<boolean> => {
    for (const wording of WORDINGS) {
      const messages = [{ text: wording(record.name), attachments: [] }];
      const { outcome } = await answerer.think({ messages, memory: {}, limits: WEB_LIMITS });
      if (outcome.kind !== "answered" || outcome.procedure !== record.code) return false;
    }
    return true;
  };
  const records: Procedure[] = [];
  for (const record of book.allInForce()) if (await tellsApart(record)) records.push(record);
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
