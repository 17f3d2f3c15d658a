import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDenseSearch } from "../../src/retrieval/dense-search.ts";
import type { NearbySearch } from "../../src/retrieval/nearby.ts";
import { createFileCache } from "../../src/retrieval/vector-cache.ts";
import { ask, nearbyDocument, promisesOfNearbySearch, TIME_LIMIT_MS } from "../promises/nearby-search.ts";
import { startEmbeddingsSimulator } from "../simulators/embeddings/simulator.ts";
import { closedAfterEach } from "../support/cleanup.ts";
import { embedderAt } from "../support/embedder.ts";

async function openedCache() {
  const folder = await mkdtemp(join(tmpdir(), "motcua-dense-"));
  return { cache: createFileCache(folder, "m"), remove: () => rm(folder, { recursive: true }) };
}

promisesOfNearbySearch("in this process", async (documents) => {
  const server = await startEmbeddingsSimulator();
  const { cache, remove } = await openedCache();
  const embedder = embedderAt(server.baseUrl, TIME_LIMIT_MS);
  let current: NearbySearch = await createDenseSearch(documents, embedder, cache);
  return {
    search: { search: (question, limit) => current.search(question, limit) },
    reindex: async (next) => {
      current = await createDenseSearch(next, embedder, cache);
    },
    hang: () => {
      server.always = "hang";
    },
    close: async () => {
      await server.close();
      await remove();
    },
  };
});

describe("dense search", () => {
  const onClose = closedAfterEach();
  const opened = async (size: number) => {
    const server = await startEmbeddingsSimulator({ size });
    const { cache, remove } = await openedCache();
    onClose(remove);
    onClose(() => server.close());
    return { server, cache, embedder: embedderAt(server.baseUrl) };
  };

  it("puts equals in the order of their codes, whatever order they came in", async () => {
    const { embedder, cache } = await opened(64);
    const twins = ["1.000007", "1.000005", "1.000006"].map((code) => nearbyDocument(code, "Đăng ký kết hôn"));
    for (const documents of [twins, twins.toReversed()]) {
      const search = await createDenseSearch(documents, embedder, cache);
      const found = await search.search(ask("kết hôn"), 10);
      expect(found.map(({ code }) => code)).toEqual(["1.000005", "1.000006", "1.000007"]);
    }
  });

  it.each([1, 7, 16, 66])("reckons the cosine right for vectors of %i numbers", async (size) => {
    const { embedder, cache } = await opened(size);
    const names = ["Cấp thẻ căn cước", "Đăng ký khai sinh", "Đăng ký kết hôn"];
    const documents = names.map((name, at) => nearbyDocument(`1.00000${at}`, name));
    const search = await createDenseSearch(documents, embedder, cache);
    const [asked, ...stored] = await embedder.embed(["khai tử", ...names], "query");
    const found = new Map(
      (await search.search(ask("khai tử"), 10)).map(({ code, similarity }) => [code, similarity]),
    );
    stored.forEach((vector, at) => {
      const cosine = vector.reduce((sum, value, place) => sum + value * (asked?.[place] ?? 0), 0);
      expect(found.get(`1.00000${at}`)).toBeCloseTo(cosine, 5);
    });
  });

  it("embeds no section twice, and no question into the cache", async () => {
    const { server, embedder, cache } = await opened(64);
    const documents = [nearbyDocument("1.000001", "Đăng ký kết hôn"), nearbyDocument("1.000002", "Khai tử")];
    await createDenseSearch(documents, embedder, cache);
    const search = await createDenseSearch(documents.slice(0, 1), embedder, cache);
    await search.search(ask("kết hôn"), 1);
    await search.search(ask("kết hôn"), 1);
    expect(server.requests).toEqual([["Đăng ký kết hôn", "Khai tử"], ["kết hôn"], ["kết hôn"]]);
  });

  it("refuses vectors of another length than the sections have", async () => {
    const { embedder, cache } = await opened(64);
    const documents = [nearbyDocument("1.000001", "Đăng ký kết hôn")];
    const before = await createDenseSearch(documents, embedder, cache);
    await expect(before.search(ask("kết hôn"), 1)).resolves.toHaveLength(1);
    const other = await startEmbeddingsSimulator({ size: 32 });
    onClose(() => other.close());
    const after = await createDenseSearch(documents, embedderAt(other.baseUrl), cache);
    await expect(after.search(ask("kết hôn"), 1)).rejects.toMatchObject({ code: "engine_unreachable" });
    const more = [...documents, nearbyDocument("1.000002", "Khai tử")];
    await expect(createDenseSearch(more, embedderAt(other.baseUrl), cache)).rejects.toMatchObject({
      code: "engine_unreachable",
    });
  });

  it("finds nothing where there is nothing", async () => {
    const { embedder, cache } = await opened(64);
    const search = await createDenseSearch([], embedder, cache);
    expect(await search.search(ask("kết hôn"), 5)).toEqual([]);
  });
});
