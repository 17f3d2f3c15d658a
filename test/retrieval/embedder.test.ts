import { setTimeout as wait } from "node:timers/promises";
import { httpStatus } from "../../src/core/errors.ts";
import { createEmbedder, type EmbedderSettings } from "../../src/retrieval/embedder.ts";
import { startEmbeddingsSimulator, type EmbeddingsFault } from "../simulators/embeddings/simulator.ts";
import { closedAfterEach } from "../support/cleanup.ts";

const SECRET = "Câu hỏi riêng của anh A";

describe("embedder", () => {
  const onClose = closedAfterEach();
  const opened = async (settings: Partial<EmbedderSettings> = {}, apiKey?: string) => {
    const server = await startEmbeddingsSimulator({ size: 16, ...(apiKey !== undefined && { apiKey }) });
    onClose(() => server.close());
    const pauses: number[] = [];
    const embedder = createEmbedder(
      {
        baseUrl: server.baseUrl,
        model: "thu-nghiem",
        queryPrefix: "",
        passagePrefix: "",
        timeoutMs: 5_000,
        batchSize: 3,
        ...settings,
      },
      {
        wait: (ms) => {
          pauses.push(ms);
          return Promise.resolve();
        },
      },
    );
    return { server, embedder, pauses };
  };

  it("gives one vector of length 1 for each text, in order, over any number of requests", async () => {
    const { server, embedder } = await opened();
    const texts = ["một", "hai", "ba", "bốn", "năm", "sáu", "bảy"];
    const vectors = await embedder.embed(texts, "passage");
    expect(server.requests.map((one) => one.length)).toEqual([3, 3, 1]);
    expect(vectors.map((vector) => Math.hypot(...vector))).toEqual(
      texts.map(() => expect.closeTo(1, 5) as number),
    );
    const alone = await Promise.all(texts.map((text) => embedder.embed([text], "passage")));
    expect(vectors).toEqual(alone.flat());
    expect(await embedder.embed([], "passage")).toEqual([]);
  });

  it("puts the prefix of its kind before a text and leaves the text as it is", async () => {
    const { server, embedder } = await opened({ queryPrefix: "query: ", passagePrefix: "passage: " });
    await embedder.embed(["khai\nsinh"], "query");
    await embedder.embed(["khai sinh"], "passage");
    expect(server.requests).toEqual([["query: khai\nsinh"], ["passage: khai sinh"]]);
  });

  it("shows its key, and the environment's key to nobody", async () => {
    process.env["OPENAI_API_KEY"] = "sk-of-another-service";
    onClose(() => Promise.resolve(delete process.env["OPENAI_API_KEY"]));
    const right = await opened({ apiKey: "khoa" }, "khoa");
    await expect(right.embedder.embed(["a"], "query")).resolves.toHaveLength(1);
    const without = await opened();
    await without.embedder.embed(["a"], "query");
    expect(without.server.keys.join()).not.toContain("sk-of-another-service");
    const wrong = await opened({ apiKey: "sai" }, "khoa");
    await expect(wrong.embedder.embed(["a"], "query")).rejects.toMatchObject({ code: "engine_unreachable" });
    expect(wrong.server.requests).toHaveLength(1);
    expect(httpStatus.engine_unreachable).toBe(503);
  });

  it("asks again after 429 and 5xx, with growing pauses or the one the server names", async () => {
    const { server, embedder, pauses } = await opened();
    server.next.push({ status: 429, retryAfter: 7 }, { status: 500 }, { status: 503 });
    await expect(embedder.embed(["a"], "passage")).resolves.toHaveLength(1);
    expect(pauses).toEqual([7_000, 1_000, 2_000]);
  });

  it("gives up after four refusals, and when the server wants a longer pause than anyone waits", async () => {
    const { server, embedder, pauses } = await opened();
    server.always = { status: 500 };
    await expect(embedder.embed(["a"], "passage")).rejects.toMatchObject({ code: "engine_unreachable" });
    expect(server.requests).toHaveLength(4);
    server.always = { status: 429, retryAfter: 3_600 };
    pauses.length = 0;
    await expect(embedder.embed(["a"], "passage")).rejects.toThrow("429");
    expect(pauses).toEqual([]);
  });

  it.each([400, 401, 404, 302])("does not ask again after %i", async (status) => {
    const { server, embedder } = await opened();
    server.next.push({ status });
    await expect(embedder.embed(["a"], "passage")).rejects.toMatchObject({ code: "engine_unreachable" });
    expect(server.requests).toHaveLength(1);
    await expect(embedder.embed(["a"], "passage")).resolves.toHaveLength(1);
  });

  const MALFORMED = [
    "one_too_few",
    "one_too_many",
    "wrong_order",
    "other_length",
    "null_value",
    "bare_nan",
    "all_zero",
    "base64_unasked",
    "not_json",
  ] as const satisfies readonly EmbeddingsFault[];
  it.each(MALFORMED)("refuses an answer of the kind %s", async (fault) => {
    const { server, embedder } = await opened();
    server.next.push(fault);
    await expect(embedder.embed(["a", "b"], "passage")).rejects.toMatchObject({ code: "engine_unreachable" });
    await expect(embedder.embed(["a", "b"], "passage")).resolves.toHaveLength(2);
  });

  it("refuses vectors of another length than the first it ever got", async () => {
    const { server, embedder } = await opened();
    await embedder.embed(["a"], "query");
    server.next.push("other_length");
    await expect(embedder.embed(["a"], "query")).rejects.toThrow("dài 17 thay vì 16");
  });

  it.each(["hang", "hang_in_body"] as const)(
    "ends a question in time when the server does %s",
    async (fault) => {
      const { server, embedder } = await opened({ timeoutMs: 200 });
      server.next.push(fault);
      const start = performance.now();
      await expect(embedder.embed(["a"], "query")).rejects.toThrow("200 ms");
      expect(performance.now() - start).toBeLessThan(2_000);
    },
  );

  it("counts the pauses of a question in its time", async () => {
    const { server } = await opened();
    const embedder = createEmbedder(
      {
        baseUrl: server.baseUrl,
        model: "m",
        queryPrefix: "",
        passagePrefix: "",
        timeoutMs: 200,
        batchSize: 1,
      },
      { wait: (ms, signal) => wait(ms, undefined, { signal }) },
    );
    server.next.push({ status: 429, retryAfter: 20 });
    await expect(embedder.embed(["a"], "query")).rejects.toMatchObject({ code: "engine_unreachable" });
  });

  it.each(["query", "passage"] as const)("stops a %s when it is told to", async (kind) => {
    const { server, embedder } = await opened();
    server.always = "hang";
    const stop = new AbortController();
    const embedding = embedder.embed(["a"], kind, stop.signal);
    const reason = new Error("no longer needed");
    stop.abort(reason);
    await expect(embedding).rejects.toBe(reason);
    await expect(embedder.embed(["a"], kind, stop.signal)).rejects.toBe(reason);
  });

  it("tells nothing of the text in its errors, though the server repeats it", async () => {
    const { server, embedder } = await opened();
    server.next.push({ status: 400 });
    const error = await embedder.embed([SECRET], "query").catch((fault: unknown) => fault);
    expect(error).toBeInstanceOf(Error);
    const { message, cause } = error as Error;
    expect(message).toContain("400");
    expect(message).not.toContain(SECRET);
    expect(cause).toBeUndefined();
  });

  it("rejects when nobody listens", async () => {
    const { server, embedder } = await opened();
    await server.close();
    await expect(embedder.embed(["a"], "query")).rejects.toMatchObject({ code: "engine_unreachable" });
  });
});
