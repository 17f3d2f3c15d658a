import { join } from "node:path";
import { createAnswerer } from "../answer/answerer.ts";
import { bookOfRecords } from "../catalogue/book-of.ts";
import { readRecords } from "../catalogue/read-records.ts";
import type { Answerer, ProcedureBook } from "../core/answering.ts";
import type { Config } from "../platform/config.ts";
import { createEmbeddedRetriever } from "../retrieval/embedded-retriever.ts";
import { lexiconFrom } from "./lexicon-from.ts";

/** The answer steps over the records in `knowledge/`, without a database: for commands that run beside a server. */
export async function answererOverFiles({
  knowledgeDir,
  centre,
}: Pick<Config, "knowledgeDir" | "centre">): Promise<{
  readonly answerer: Answerer;
  readonly book: ProcedureBook;
}> {
  const records = await readRecords(join(knowledgeDir, "procedures"));
  const book = bookOfRecords(records);
  const lexicon = await lexiconFrom(join(knowledgeDir, "lexicon"));
  const now = () => performance.now();
  const retriever = createEmbeddedRetriever(records, lexicon, now);
  return { answerer: createAnswerer({ retriever, book, centre, lexicon, now }), book };
}
