import { join } from "node:path";
import { createAnswerer } from "../answer/answerer.ts";
import { readJourneys } from "../catalogue/journeys/read-journeys.ts";
import { bookOfRecords } from "../catalogue/book-of.ts";
import { readRecords } from "../catalogue/read-records.ts";
import type { Answerer, ProcedureBook } from "../core/answering.ts";
import type { Procedure } from "../core/procedure.ts";
import type { Config } from "../platform/config.ts";
import type { Log } from "../core/ports.ts";
import { createEmbeddedRetriever, type EmbeddedRetriever } from "../retrieval/embedded-retriever.ts";
import type { NearbySearch } from "../retrieval/nearby.ts";
import { createFileCache } from "../retrieval/vector-cache.ts";
import { lexiconFrom } from "./lexicon-from.ts";
import { openNearby, type NearbySettings } from "./open-nearby.ts";
import { topicsFrom } from "./topics-from.ts";

type Settings = Pick<Config, "knowledgeDir" | "centre" | "dataDir"> & Partial<NearbySettings>;

/** The answer steps over the records in `knowledge/`, without a database: for commands that run beside a server. */
export async function answererOverFiles(settings: Settings): ReturnType<typeof answererOver> {
  return answererOver(await readRecords(join(settings.knowledgeDir, "procedures")), settings);
}

/**
 * The answer steps over these records, all in force, without a database; with the engine beside that the settings name.
 * Rejects when it cannot be reached: a figure taken without it would be mistaken for one with it.
 */
export async function answererOver(
  records: readonly Procedure[],
  settings: Settings,
): Promise<{ readonly answerer: Answerer; readonly book: ProcedureBook }> {
  const { knowledgeDir, centre } = settings;
  const book = bookOfRecords(records);
  const lexicon = await lexiconFrom(join(knowledgeDir, "lexicon"));
  const journeys = await readJourneys(join(knowledgeDir, "journeys"), anyCode);
  const topics = await topicsFrom(join(knowledgeDir, "always-human.yaml"));
  const now = () => performance.now();
  const embedded = createEmbeddedRetriever(records, lexicon, now);
  const nearby = await nearbyOver(embedded, settings);
  const retriever =
    nearby === undefined
      ? embedded
      : embedded.beside(nearby, (error) => {
          throw error;
        });
  // Nothing is stored by commands, pictures least of all.
  const parts = { retriever, book, centre, lexicon, journeys, topics, keepsIdentityPictures: false, now };
  return { answerer: createAnswerer(parts), book };
}

/** Other records than those in `knowledge/` need not have every step of a journey. */
const anyCode = (): boolean => true;

const nothing = (): void => undefined;
const QUIET: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing };

/** Vectors are kept in a file of the data folder: embedding a catalogue takes minutes. */
async function nearbyOver(
  retriever: EmbeddedRetriever,
  settings: Settings,
): Promise<NearbySearch | undefined> {
  const { embeddings, qdrant, dataDir } = settings;
  if (embeddings === undefined && qdrant === undefined) return undefined;
  const cache = createFileCache(join(dataDir, "embeddings"), embeddings?.model ?? "none");
  return openNearby({ embeddings, qdrant }, retriever.nearbyDocuments(), cache, QUIET);
}
