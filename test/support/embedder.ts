import { setTimeout as wait } from "node:timers/promises";
import { createEmbedder, type Embedder } from "../../src/retrieval/embedder.ts";

/** An embedder on a simulator's address, without prefixes. */
export function embedderAt(baseUrl: string, timeoutMs = 5_000, model = "thu-nghiem"): Embedder {
  return createEmbedder(
    { baseUrl, model, queryPrefix: "", passagePrefix: "", timeoutMs, batchSize: 32 },
    { wait: (ms, signal) => wait(ms, undefined, { signal }) },
  );
}
