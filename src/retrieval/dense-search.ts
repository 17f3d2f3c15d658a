import { MotcuaError } from "../core/errors.ts";
import type { Embedder } from "./embedder.ts";
import type { Nearby, NearbyDocument, NearbySearch } from "./nearby.ts";
import { embedThroughCache, type VectorCache } from "./vector-cache.ts";

/**
 * A search by meaning in this process. Every section of every procedure is compared with the question: no index that
 * approximates, so what is nearest is found, and the same question finds the same (ties by code). A national
 * catalogue takes 20 MB at 384 numbers a vector. Sections without words are left out; a procedure without any is
 * never found.
 * @throws MotcuaError `engine_unreachable` as the embedder does, now for the sections, later for a question.
 */
export async function createDenseSearch(
  documents: readonly NearbyDocument[],
  embedder: Embedder,
  cache: VectorCache,
): Promise<NearbySearch> {
  const texts = documents.flatMap((document) => sectionTexts(document));
  const vectors = await embedThroughCache(texts, "passage", embedder, cache);
  const size = vectors[0]?.length ?? 0;
  if (vectors.some((vector) => vector.length !== size)) throw otherLength();
  const numbers = new Float32Array(size * vectors.length);
  vectors.forEach((vector, at) => {
    numbers.set(vector, at * size);
  });
  let next = 0;
  const entries = documents.map((document) => {
    const first = next;
    next += sectionTexts(document).length;
    const { code, levels } = document.procedure;
    return { code, levels, first, end: next };
  });

  return {
    async search({ text, levels }, limit) {
      const [asked] = await embedder.embed([text], "query");
      if (asked === undefined) throw new RangeError("the embedder gave no vector");
      if (asked.length !== size && vectors.length > 0) throw otherLength();
      const found: (Nearby & { readonly similarity: number })[] = [];
      for (const entry of entries) {
        if (levels !== undefined && !levels.some((level) => entry.levels.includes(level))) continue;
        let similarity = -Infinity;
        for (let section = entry.first; section < entry.end; section++)
          similarity = Math.max(similarity, dot(numbers, section * size, asked));
        if (similarity > -Infinity) found.push({ code: entry.code, similarity });
      }
      return found.sort((a, b) => b.similarity - a.similarity || (a.code < b.code ? -1 : 1)).slice(0, limit);
    },
  };
}

/** The sections of a procedure that can be embedded: servers refuse a text without words. */
export function sectionTexts({ sections }: NearbyDocument): readonly string[] {
  return sections.flatMap(({ text }) => (text.trim() === "" ? [] : [text]));
}

/** In four sums, which the processor adds side by side. */
function dot(numbers: Float32Array, from: number, vector: Float32Array): number {
  const size = vector.length;
  // Not taken apart from a list: that alone doubles the time.
  let first = 0;
  let second = 0;
  let third = 0;
  let fourth = 0;
  let at = 0;
  for (; at + 3 < size; at += 4) {
    first += (numbers[from + at] ?? 0) * (vector[at] ?? 0);
    second += (numbers[from + at + 1] ?? 0) * (vector[at + 1] ?? 0);
    third += (numbers[from + at + 2] ?? 0) * (vector[at + 2] ?? 0);
    fourth += (numbers[from + at + 3] ?? 0) * (vector[at + 3] ?? 0);
  }
  for (; at < size; at++) first += (numbers[from + at] ?? 0) * (vector[at] ?? 0);
  return first + second + third + fourth;
}

function otherLength(): MotcuaError {
  return new MotcuaError(
    "engine_unreachable",
    "Máy chủ nhúng nay cho véc-tơ dài khác trước: mô hình đã đổi dưới cùng một tên.",
  );
}
