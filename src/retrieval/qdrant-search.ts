import type { QdrantClient } from "@qdrant/js-client-rest";
import type { ProcedureCode } from "../core/procedure.ts";
import type { Embedder } from "./embedder.ts";
import type { Nearby, NearbySearch } from "./nearby.ts";
import { qdrantUnreachable } from "./qdrant-engine.ts";

/** The named vectors of a point. */
export const DENSE = "dense";
export const WORDS = "words";

/** Each ranking is looked at this many times deeper than asked for, so that what both of them hold can rise. */
const DEPTH = 2;

/**
 * Searches by meaning and words at once: both rankings are taken under the same filter and fused by Qdrant (reciprocal
 * ranks, https://qdrant.tech/documentation/concepts/hybrid-queries). Without an embedder by words alone. The same
 * batch asks for the dense ranking by itself, whose scores are the cosines: fused scores tell ranks only. All of the
 * fused ranking is fetched and equal scores are ordered by code here, since Qdrant leaves ties in any order.
 * `alias` is resolved by Qdrant for each request, so that a query sees one collection, the old or the new one.
 */
export function createQdrantSearch(
  client: QdrantClient,
  alias: string,
  embedder: Embedder | undefined,
): NearbySearch {
  return {
    async search({ text, words, levels }, limit) {
      const shared = {
        limit: limit * DEPTH,
        ...(levels && { filter: { must: [{ key: "levels", match: { any: [...levels] } }] } }),
      };
      const [vector] = (await embedder?.embed([text], "query")) ?? [];
      const byMeaning = vector && [{ query: [Array.from(vector)], using: DENSE, ...shared }];
      const { indices, values } = words;
      const byWords = indices.length > 0 && [
        { query: { indices: [...indices], values: [...values] }, using: WORDS, ...shared },
      ];
      const prefetch = [...(byMeaning ?? []), ...(byWords || [])];
      if (prefetch.length === 0) return [];
      const fused = { prefetch, query: { fusion: "rrf" as const }, limit: shared.limit * prefetch.length };
      const answers = await client
        .queryBatch(alias, {
          searches: [fused, ...(byMeaning ?? [])].map((search) => ({ ...search, with_payload: ["code"] })),
        })
        .catch((error: unknown) => {
          throw qdrantUnreachable(error);
        });
      const [ranked = [], similar = []] = answers.map(({ points }) => points.flatMap(scored));
      const similarities = new Map(similar.map(({ code, score }) => [code, score]));
      return ranked
        .sort((a, b) => b.score - a.score || (a.code < b.code ? -1 : 1))
        .slice(0, limit)
        .map(({ code }): Nearby => ({ code, similarity: similarities.get(code) }));
    },
  };
}

function scored(point: {
  readonly score: number;
  readonly payload?: unknown;
}): readonly { readonly code: ProcedureCode; readonly score: number }[] {
  const { code } = (point.payload ?? {}) as { code?: unknown };
  return typeof code === "string" ? [{ code, score: point.score }] : [];
}
