import { createHash } from "node:crypto";
import { appendFile, mkdtemp, readdir, rm, stat, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import {
  createFileCache,
  createStoreCache,
  embedThroughCache,
  type CachedVector,
  type VectorCache,
} from "../../src/retrieval/vector-cache.ts";
import type { Store } from "../../src/store/open-store.ts";
import { startEmbeddingsSimulator } from "../simulators/embeddings/simulator.ts";
import { closedAfterEach } from "../support/cleanup.ts";
import { embedderAt } from "../support/embedder.ts";
import { onBothEngines } from "../support/engines.ts";
import { openSuiteStore } from "../support/suite-store.ts";

const MODEL = "intfloat/multilingual-e5-small";

function entry(name: string, vector = [0.25, -1, Math.fround(1 / 3)]): CachedVector {
  const digest = createHash("sha256").update(name).digest("hex");
  return { digest, model: MODEL, vector: Float32Array.from(vector) };
}

/** `open` opens the same cache anew. */
function promises(start: () => Promise<{ open: () => VectorCache }>): void {
  const onClose = closedAfterEach();

  it("gives back exactly what was put in, and nothing for what was not", async () => {
    const { open } = await start();
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.uuid(), { minLength: 1, maxLength: 20 }),
        fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 9 }),
        async (names, numbers) => {
          const entries = names.map((name) => entry(name, numbers));
          await open().put(entries);
          const known = await open().get([...entries.map(({ digest }) => digest), entry("never").digest]);
          expect(known).toEqual(new Map(entries.map(({ digest, vector }) => [digest, vector])));
        },
      ),
      { numRuns: 20 },
    );
    expect(await open().get([])).toEqual(new Map());
  });

  it("keeps the first of two vectors, also when both are put in at once", async () => {
    const { open } = await start();
    const cache = open();
    await cache.put([entry("a", [1])]);
    await Promise.all([cache.put([entry("a", [2]), entry("b", [3])]), cache.put([entry("a", [4])])]);
    const known = await cache.get([entry("a").digest, entry("b").digest]);
    expect([...known.values()].map((vector) => vector[0]).sort()).toEqual([1, 3]);
  });

  it("holds thousands", async () => {
    const { open } = await start();
    const entries = Array.from({ length: 2_500 }, (_, at) => entry(`n ${at}`, [at, 1]));
    await open().put(entries);
    const known = await open().get(entries.map(({ digest }) => digest));
    expect(known.size).toBe(2_500);
    expect(known.get(entry("n 2499").digest)).toEqual(Float32Array.of(2_499, 1));
  });

  it("has a text embedded once, and one more time only for another kind or model", async () => {
    const { open } = await start();
    const server = await startEmbeddingsSimulator();
    onClose(() => server.close());
    const embedder = embedderAt(server.baseUrl);
    const texts = ["khai sinh", "kết hôn", "khai sinh"];
    const vectors = await embedThroughCache(texts, "passage", embedder, open());
    expect(server.requests).toEqual([["khai sinh", "kết hôn"]]);
    expect(vectors).toEqual(await embedder.embed(texts, "passage"));
    server.always = { status: 401 };
    expect(await embedThroughCache(texts, "passage", embedder, open())).toEqual(vectors);
    const others = [
      { ...embedder, model: "khác" },
      { ...embedder, prefixes: { query: "", passage: "passage: " } },
    ];
    for (const other of others)
      await expect(embedThroughCache(texts, "passage", other, open())).rejects.toThrow("401");
  });

  it("keeps what was embedded before the server failed", async () => {
    const { open } = await start();
    const server = await startEmbeddingsSimulator();
    onClose(() => server.close());
    const embedder = embedderAt(server.baseUrl);
    const texts = Array.from({ length: 300 }, (_, at) => `thủ tục ${at}`);
    // 256 texts go in eight requests of 32; the ninth begins the second part.
    server.next.push(...Array.from({ length: 8 }, () => "none" as const), { status: 401 });
    await expect(embedThroughCache(texts, "passage", embedder, open())).rejects.toThrow("401");
    const before = server.requests.length;
    await embedThroughCache(texts, "passage", embedder, open());
    expect(server.requests.slice(before).flat()).toEqual(texts.slice(256));
  });
}

onBothEngines("vector cache in the store", (engine) => {
  let store: Store;
  openSuiteStore(engine, (opened) => {
    store = opened;
  });
  promises(async () => {
    await store.run("delete from embedding_cache");
    return { open: () => createStoreCache(store, () => new Date("2026-11-24T00:00:00Z")) };
  });
});

describe("vector cache in a folder", () => {
  const onClose = closedAfterEach();
  const folderOf = async () => {
    const folder = await mkdtemp(join(tmpdir(), "motcua-vectors-"));
    onClose(() => rm(folder, { recursive: true }));
    return join(folder, "vectors");
  };
  promises(async () => {
    const folder = await folderOf();
    return { open: () => createFileCache(folder, MODEL) };
  });

  it("drops a last record that was cut off, wherever it was cut, and goes on after the whole ones", async () => {
    const folder = await folderOf();
    const open = () => createFileCache(folder, MODEL);
    await open().put([entry("a"), entry("b")]);
    const [name] = await readdir(folder);
    const path = join(folder, name ?? "");
    const { size } = await stat(path);
    for (const cut of [1, size / 4, size / 2 - 1]) {
      await truncate(path, size - cut);
      expect([...(await open().get([entry("a").digest, entry("b").digest])).keys()]).toEqual([
        entry("a").digest,
      ]);
      await open().put([entry("b")]);
      expect((await open().get([entry("a").digest, entry("b").digest])).get(entry("b").digest)).toEqual(
        entry("b").vector,
      );
    }
    await appendFile(path, Buffer.alloc(200, 0xff));
    expect((await open().get([entry("a").digest, entry("b").digest])).size).toBe(2);
    expect((await stat(path)).size).toBe(size);
  });

  it("keeps models apart, whatever their names", async () => {
    const folder = await folderOf();
    await createFileCache(folder, MODEL).put([entry("a")]);
    expect(await createFileCache(folder, "../khác").get([entry("a").digest])).toEqual(new Map());
    await createFileCache(folder, "../khác").put([entry("a", [5])]);
    expect(await readdir(folder)).toHaveLength(2);
  });
});
