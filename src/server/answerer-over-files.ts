import { join } from "node:path";
import { createAnswerer } from "../answer/answerer.ts";
import { bookOfRecords } from "../catalogue/book-of.ts";
import { readRecords } from "../catalogue/read-records.ts";
import type { Answerer, ProcedureBook } from "../core/answering.ts";
import type { Procedure } from "../core/procedure.ts";
import type { Config } from "../platform/config.ts";
import { createEmbeddedRetriever } from "../retrieval/embedded-retriever.ts";
import { lexiconFrom } from "./lexicon-from.ts";

type Settings = Pick<Config, "knowledgeDir" | "centre">;

/** The answer steps over the records in `knowledge/`, without a database: for commands that run beside a server. */
export async function answererOverFiles(settings: Settings): ReturnType<typeof answererOver> {
  return answererOver(await readRecords(join(settings.knowledgeDir, "procedures")), settings);
}

/** The answer steps over these records, all in force, without a database. */
export async function answererOver(
  records: readonly Procedure[],
  { knowledgeDir, centre }: Settings,
): Promise<{ readonly answerer: Answerer; readonly book: ProcedureBook }> {
  const book = bookOfRecords(records);
  const lexicon = await lexiconFrom(join(knowledgeDir, "lexicon"));
  const now = () => performance.now();
  const retriever = createEmbeddedRetriever(records, lexicon, now);
  return { answerer: createAnswerer({ retriever, book, centre, lexicon, now }), book };
}
