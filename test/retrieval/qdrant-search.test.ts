import { randomBytes } from "node:crypto";
import { QdrantClient } from "@qdrant/js-client-rest";
import type { Log } from "../../src/core/ports.ts";
import type { Embedder } from "../../src/retrieval/embedder.ts";
import type { NearbyDocument } from "../../src/retrieval/nearby.ts";
import { openQdrantSearch } from "../../src/retrieval/qdrant-index.ts";
import type { VectorCache } from "../../src/retrieval/vector-cache.ts";
import { ask, nearbyDocument, promisesOfNearbySearch, TIME_LIMIT_MS } from "../promises/nearby-search.ts";
import { startEmbeddingsSimulator } from "../simulators/embeddings/simulator.ts";
import { startQdrantSimulator } from "../simulators/qdrant/simulator.ts";
import { closedAfterEach } from "../support/cleanup.ts";
import { embedderAt } from "../support/embedder.ts";

const SERVER = process.env["TEST_QDRANT_URL"];
const SERVER_KEY = process.env["TEST_QDRANT_API_KEY"];

const NO_CACHE: VectorCache = { get: () => Promise.resolve(new Map()), put: () => Promise.resolve() };
const NO_LOG: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** A Qdrant for one suite: the real one under a name of its own, or the simulator. */
async function openEngine() {
  if (SERVER === undefined) {
    const { url, close } = await startQdrantSimulator();
    return { url, apiKey: undefined, collection: "motcua", close };
  }
  const collection = `motcua_test_${randomBytes(4).toString("hex")}`;
  const client = new QdrantClient({
    url: SERVER,
    checkCompatibility: false,
    ...(SERVER_KEY && { apiKey: SERVER_KEY }),
  });
  return {
    url: SERVER,
    apiKey: SERVER_KEY,
    collection,
    close: async () => {
      const { collections } = await client.getCollections();
      for (const { name } of collections)
        if (name.startsWith(`${collection}_`)) await client.deleteCollection(name);
    },
  };
}

promisesOfNearbySearch(
  SERVER === undefined ? "Qdrant, simulated (TEST_QDRANT_URL is not set)" : "Qdrant",
  async (documents) => {
    const server = await startEmbeddingsSimulator();
    const { url, apiKey, collection, close } = await openEngine();
    const open = (some: readonly NearbyDocument[]) =>
      openQdrantSearch({
        url,
        apiKey,
        collection,
        documents: some,
        embedder: embedderAt(server.baseUrl, TIME_LIMIT_MS),
        cache: NO_CACHE,
        digest: some.map(({ procedure }) => procedure.code).join(),
        log: NO_LOG,
        timeoutMs: TIME_LIMIT_MS,
      });
    return {
      search: await open(documents),
      // What is found is found by the search that was opened first.
      reindex: async (next) => {
        await open(next);
      },
      hang: () => {
        server.always = "hang";
      },
      close: async () => {
        await close();
        await server.close();
      },
    };
  },
);

describe("Qdrant index", () => {
  const onClose = closedAfterEach();
  const opened = async (apiKey?: string) => {
    const qdrant = await startQdrantSimulator(apiKey === undefined ? {} : { apiKey });
    onClose(() => qdrant.close());
    const server = await startEmbeddingsSimulator();
    onClose(() => server.close());
    const embedder = embedderAt(server.baseUrl);
    const open = (
      documents: readonly NearbyDocument[],
      digest: string,
      more: { embedder?: Embedder | undefined; apiKey?: string; url?: string; collection?: string } = {},
    ) =>
      openQdrantSearch({
        url: qdrant.url,
        collection: "motcua",
        documents,
        embedder,
        cache: NO_CACHE,
        digest,
        log: NO_LOG,
        timeoutMs: 500,
        ...more,
      });
    const current = () => {
      const name = qdrant.aliasOf("motcua");
      if (name === undefined) throw new Error("the alias points to nothing");
      return name;
    };
    return { qdrant, server, embedder, open, current };
  };
  const many = (count: number, first = "1") =>
    Array.from({ length: count }, (_, at) =>
      nearbyDocument(`${first}.${String(at).padStart(6, "0")}`, `Thủ tục đăng ký số ${at}`),
    );

  it("finds by words alone without an embedder, and then knows no similarity", async () => {
    const { open } = await opened();
    const documents = [nearbyDocument("1.000001", "Khai tử"), nearbyDocument("1.000002", "Kết hôn")];
    const search = await open(documents, "d", { embedder: undefined });
    expect(await search.search(ask("đăng ký kết hôn"), 5)).toEqual([
      { code: "1.000002", similarity: undefined },
    ]);
    expect(await search.search({ text: "?", words: { indices: [], values: [] } }, 5)).toEqual([]);
  });

  it("fuses both rankings: what both put high stands before what one puts first", async () => {
    const { open } = await opened();
    const both = nearbyDocument("1.000001", "gia hạn giấy phép", { sections: ["gia hạn giấy phép"] });
    const words = nearbyDocument("1.000002", "gia hạn giấy phép tàu", { sections: ["xyz"] });
    const meaning = nearbyDocument("1.000003", "khác hẳn", { sections: ["gia hạn giấy phép tàu"] });
    const search = await open([words, meaning, both], "d");
    const question = ask("gia hạn giấy phép tàu");
    expect(await search.search(question, 1)).toMatchObject([{ code: "1.000001" }]);
    const all = await search.search(question, 3);
    expect(all.find(({ code }) => code === "1.000003")?.similarity).toBeCloseTo(1, 4);
  });

  it("puts every procedure in once, also when their number is no round one", async () => {
    const { qdrant, open, current } = await opened();
    await open(many(150), "d");
    expect(qdrant.points(current())).toHaveLength(150);
    const { payload } = qdrant.points(current())[0] ?? {};
    expect(Object.keys(payload ?? {}).sort()).toEqual(["code", "field", "levels"]);
  });

  it("does nothing where the index is there already", async () => {
    const { qdrant, server, open, current } = await opened();
    await open(many(70), "d");
    const name = current();
    const [calls, texts] = [qdrant.requests.length, server.requests.length];
    await open(many(70), "d");
    expect(current()).toBe(name);
    expect(server.requests).toHaveLength(texts);
    expect(qdrant.requests.slice(calls).filter((one) => !one.startsWith("GET"))).toEqual([
      `POST /collections/${name}/points/scroll`,
    ]);
  });

  it("finishes an index that was left half built", async () => {
    const { qdrant, server, open, current } = await opened();
    qdrant.before = (request) => {
      if (request.startsWith("PUT") && request.endsWith("/points") && ++batches > 2)
        throw new Error("out of order");
    };
    let batches = 0;
    await expect(open(many(200), "d")).rejects.toMatchObject({ code: "engine_unreachable" });
    expect(qdrant.aliasOf("motcua")).toBeUndefined();
    const [half] = qdrant.collections();
    expect(qdrant.points(half ?? "")).toHaveLength(128);
    qdrant.before = undefined;
    const before = server.requests.length;
    await open(many(200), "d");
    expect(current()).toBe(half);
    expect(qdrant.points(current())).toHaveLength(200);
    expect(server.requests.slice(before).flat()).toHaveLength(72);
  });

  it("is built once by instances that start together", async () => {
    const { qdrant, open, current } = await opened();
    const searches = await Promise.all([1, 2, 3].map(() => open(many(100), "d")));
    expect(qdrant.collections()).toEqual([current()]);
    expect(qdrant.points(current())).toHaveLength(100);
    for (const search of searches)
      expect(await search.search(ask("thủ tục đăng ký số 7"), 1)).toMatchObject([{ code: "1.000007" }]);
  });

  it("keeps the index searched before, deletes older ones, and touches nobody else's", async () => {
    const { qdrant, open, current } = await opened();
    await open(many(3), "a", { collection: "motcua_khac" });
    const other = qdrant.aliasOf("motcua_khac");
    await open(many(3), "a");
    const first = current();
    await open(many(4), "b");
    const second = current();
    expect([...qdrant.collections()].sort()).toEqual([first, second, other].sort());
    await open(many(5), "c");
    expect([...qdrant.collections()].sort()).toEqual([second, current(), other].sort());
    // Back to what is still there.
    await open(many(4), "b");
    expect(current()).toBe(second);
  });

  it("has another collection for another model, and for none", async () => {
    const { open, current, server } = await opened();
    await open(many(2), "d");
    const names = [current()];
    await open(many(2), "d", { embedder: embedderAt(server.baseUrl, 5_000, "khác") });
    names.push(current());
    await open(many(2), "d", { embedder: undefined });
    names.push(current());
    expect(new Set(names).size).toBe(3);
  });

  it("starts over when another instance deletes what it is building", async () => {
    const { qdrant, open, current } = await opened();
    let deleted = false;
    qdrant.before = async (request) => {
      if (deleted || !request.endsWith("/points")) return;
      deleted = true;
      await fetch(`${qdrant.url}/collections/${request.split("/")[2] ?? ""}`, { method: "DELETE" });
    };
    const search = await open(many(100), "d");
    expect(deleted).toBe(true);
    expect(qdrant.points(current())).toHaveLength(100);
    expect(await search.search(ask("thủ tục đăng ký"), 3)).toHaveLength(3);
  });

  it("mends the hole when what it deletes was switched to in that moment", async () => {
    const { qdrant, open, current } = await opened();
    await open(many(3), "a");
    const stale = current();
    await open(many(4), "b");
    let switched = false;
    qdrant.before = async (request) => {
      if (switched || request !== `DELETE /collections/${stale}`) return;
      switched = true;
      // An instance that has gone back to the first state of the catalogue.
      await open(many(3), "a");
      expect(current()).toBe(stale);
    };
    const search = await open(many(5), "c");
    expect(switched).toBe(true);
    expect(qdrant.points(current())).toHaveLength(5);
    expect(await search.search(ask("thủ tục đăng ký"), 9)).toHaveLength(5);
  });

  it("gives up when its collection is deleted again and again", async () => {
    const { qdrant, open } = await opened();
    qdrant.before = async (request) => {
      if (request.endsWith("/points/count"))
        await fetch(`${qdrant.url}/collections/${request.split("/")[2] ?? ""}`, { method: "DELETE" });
    };
    await expect(open(many(3), "d")).rejects.toMatchObject({ code: "engine_unreachable" });
  });

  it("rejects in time when Qdrant hangs, is gone, or lost its index", async () => {
    const { qdrant, open, current } = await opened();
    const search = await open(many(3), "d");
    qdrant.hang = true;
    const start = performance.now();
    await expect(search.search(ask("thủ tục"), 1)).rejects.toMatchObject({ code: "engine_unreachable" });
    expect(performance.now() - start).toBeLessThan(3_000);
    qdrant.hang = false;
    await expect(search.search(ask("thủ tục"), 1)).resolves.toHaveLength(1);
    await fetch(`${qdrant.url}/collections/${current()}`, { method: "DELETE" });
    await expect(search.search(ask("thủ tục"), 1)).rejects.toThrow("404");
    await qdrant.close();
    await expect(search.search(ask("thủ tục"), 1)).rejects.toMatchObject({ code: "engine_unreachable" });
  });

  it("rejects a question whose vector has another length than the index, and goes on afterwards", async () => {
    const { open } = await opened();
    const search = await open(many(3), "d");
    const short = await startEmbeddingsSimulator({ size: 32 });
    onClose(() => short.close());
    const later = await open(many(3), "e", { embedder: embedderAt(short.baseUrl, 5_000, "ngắn") });
    await expect(search.search(ask("thủ tục"), 1)).rejects.toThrow("expected dim: 32, got 64");
    await expect(later.search(ask("thủ tục"), 1)).resolves.toHaveLength(1);
  });

  it("shows its key", async () => {
    const { open } = await opened("khoa");
    await expect(open(many(2), "d", { apiKey: "sai" })).rejects.toThrow("401");
    await expect(open(many(2), "d", { apiKey: "khoa" })).resolves.toBeDefined();
  });

  it("keeps the path of an address, and refuses what is no address", async () => {
    const { qdrant, open } = await opened();
    await expect(open(many(2), "d", { url: `${qdrant.url}/vec-to/` })).rejects.toThrow("404");
    expect(qdrant.requests[0]).toMatch(/^GET \/vec-to\/collections\//);
    await expect(open(many(2), "d", { url: `${qdrant.url}/` })).resolves.toBeDefined();
    await expect(open(many(2), "d", { url: "localhost:6333" })).rejects.toMatchObject({
      code: "config_invalid",
    });
  });
});
