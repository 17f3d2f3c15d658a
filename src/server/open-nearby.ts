import { createHash } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { Log } from "../core/ports.ts";
import type { Config } from "../platform/config.ts";
import { createDenseSearch } from "../retrieval/dense-search.ts";
import type { Embedder } from "../retrieval/embedder.ts";
import type { NearbyDocument, NearbySearch } from "../retrieval/nearby.ts";
import type { VectorCache } from "../retrieval/vector-cache.ts";

export type NearbySettings = Pick<Config, "embeddings" | "qdrant">;

/** The embedder of the settings; undefined when none is set. Its client is only loaded then: it is large. */
export async function embedderOf({ embeddings }: Pick<Config, "embeddings">): Promise<Embedder | undefined> {
  if (embeddings === undefined) return undefined;
  const { createEmbedder } = await import("../retrieval/embedder.ts");
  return createEmbedder(embeddings, { wait: (ms, signal) => wait(ms, undefined, { signal }) });
}

/**
 * The engine that the settings name, over these documents: Qdrant, else vectors in this process; undefined when neither
 * is set. May take minutes when much is to be embedded.
 * @throws MotcuaError `engine_unreachable`, `config_invalid`.
 */
export async function openNearby(
  settings: NearbySettings,
  documents: readonly NearbyDocument[],
  cache: VectorCache,
  log: Log,
): Promise<NearbySearch | undefined> {
  const embedder = await embedderOf(settings);
  if (settings.qdrant !== undefined) {
    const { openQdrantSearch } = await import("../retrieval/qdrant-index.ts");
    const digest = createHash("sha256");
    for (const { procedure, sections, words } of documents)
      digest.update(JSON.stringify([procedure.code, procedure.levels, procedure.field, sections, words]));
    return openQdrantSearch({
      ...settings.qdrant,
      documents,
      embedder,
      cache,
      digest: digest.digest("hex"),
      log,
    });
  }
  return embedder && createDenseSearch(documents, embedder, cache);
}
