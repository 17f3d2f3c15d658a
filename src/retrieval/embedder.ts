import { OpenAIEmbeddings } from "@langchain/openai";
import { MotcuaError } from "../core/errors.ts";

/** A question is looked for, a passage is found: some models (e5) want to be told which a text is. */
export type TextKind = "query" | "passage";

/** Turns texts into vectors of one length, so that texts of like meaning lie near each other. */
export interface Embedder {
  readonly model: string;
  /** What stands before a text when it is embedded; belongs to what the vector depends on. */
  readonly prefixes: Readonly<Record<TextKind, string>>;
  /**
   * One vector for each text, in their order, each of length 1 (Euclidean), so that a dot product is a cosine.
   * Ends in time: a question as a whole within the time limit, of passages every request within a longer one.
   * Texts go to the embedding server and nowhere else: not to a log, not into an error.
   * @throws MotcuaError `engine_unreachable` when the server cannot be reached in time, refuses, or answers what no
   *   vectors can be taken from. @throws the signal's reason when `signal` was aborted.
   */
  embed(texts: readonly string[], kind: TextKind, signal?: AbortSignal): Promise<readonly Float32Array[]>;
}

export interface EmbedderSettings {
  /** Of any server with OpenAI's `POST /embeddings`, up to and without that path: `http://localhost:8080/v1`. */
  readonly baseUrl: string;
  /** Servers of one's own mostly need none. */
  readonly apiKey?: string | undefined;
  readonly model: string;
  /** Both empty for most models; `query: ` and `passage: ` for e5. */
  readonly queryPrefix: string;
  readonly passagePrefix: string;
  /** Milliseconds for a question, repeats included. */
  readonly timeoutMs: number;
  /** Texts in one request. */
  readonly batchSize: number;
}

/** A batch of passages takes a small server without a graphics card seconds, and nobody waits for it. */
const PASSAGES_TIMEOUT_MS = 60_000;
const ATTEMPTS = 4;
const FIRST_PAUSE_MS = 500;
/** A server that asks for a longer pause is given up instead. */
const LONGEST_PAUSE_MS = 30_000;

/**
 * An embedder over a server that speaks OpenAI's protocol. Repeats, after a growing pause or the one the server asks
 * for, only what was refused with 429 or 5xx. A redirect is not followed, since the key must not go to another host.
 * @param deps `wait` resolves after so many milliseconds, or rejects when the signal is aborted
 *   (`setTimeout` of `node:timers/promises`).
 */
export function createEmbedder(
  settings: EmbedderSettings,
  deps: { readonly wait: (ms: number, signal: AbortSignal) => Promise<unknown> },
): Embedder {
  const { model, batchSize } = settings;
  const prefixes = { query: settings.queryPrefix, passage: settings.passagePrefix };
  /** Of the first vector there was. */
  let length: number | undefined;

  const embedBatch = async (
    batch: readonly string[],
    stop: AbortSignal,
  ): Promise<readonly Float32Array[]> => {
    for (let attempt = 1; ; attempt++) {
      try {
        const vectors = await client(settings, stop).embedDocuments([...batch]);
        const units = vectors.map((vector) => unitVector(vector, length ?? vectors[0]?.length));
        length ??= units[0]?.length;
        return units;
      } catch (error) {
        stop.throwIfAborted();
        const pause = pauseBefore(attempt, error);
        if (pause === undefined) throw unreachable(error);
        await deps.wait(pause, stop);
      }
    }
  };

  return {
    model,
    prefixes,
    async embed(texts, kind, signal) {
      const given = signal === undefined ? [] : [signal];
      const limitMs = kind === "query" ? settings.timeoutMs : PASSAGES_TIMEOUT_MS;
      let limit = AbortSignal.timeout(limitMs);
      const vectors: Float32Array[] = [];
      try {
        for (let from = 0; from < texts.length; from += batchSize) {
          if (kind === "passage") limit = AbortSignal.timeout(limitMs);
          const batch = texts.slice(from, from + batchSize).map((text) => prefixes[kind] + text);
          vectors.push(...(await embedBatch(batch, AbortSignal.any([...given, limit]))));
        }
      } catch (error) {
        signal?.throwIfAborted();
        if (!limit.aborted || error instanceof MotcuaError) throw error;
        throw new MotcuaError("engine_unreachable", `Máy chủ nhúng không trả lời trong ${limitMs} ms.`);
      }
      return vectors;
    },
  };
}

type Ask = OpenAIEmbeddings["embeddingWithRetry"];

/** LangChain takes as many vectors as it asked for, in the order they stand: too many, or another order, go unseen. */
class CheckedEmbeddings extends OpenAIEmbeddings {
  protected override async embeddingWithRetry(request: Parameters<Ask>[0]): ReturnType<Ask> {
    const response = await super.embeddingWithRetry(request);
    const { data } = response as { data?: unknown };
    const asked = request.input.length;
    if (!Array.isArray(data) || data.length !== asked)
      throw malformed(`${Array.isArray(data) ? data.length : 0} véc-tơ cho ${asked} văn bản`);
    const ordered = data.every((one, at) => {
      const { index = at } = (one ?? {}) as { index?: unknown };
      return index === at;
    });
    if (!ordered) throw malformed("véc-tơ không theo thứ tự văn bản");
    return response;
  }
}

/** One for each request, because the client takes a signal only with the function it fetches by. */
function client(settings: EmbedderSettings, stop: AbortSignal): OpenAIEmbeddings {
  return new CheckedEmbeddings({
    model: settings.model,
    // An empty one would be replaced by the environment's, and sent to a server it was not meant for.
    apiKey: settings.apiKey ?? "none",
    batchSize: settings.batchSize,
    stripNewLines: false,
    // The client would ask for base64, and read garbage from the servers that answer numbers all the same.
    encodingFormat: "float",
    maxRetries: 0,
    configuration: {
      baseURL: settings.baseUrl,
      // At its debug level the client prints what it sends.
      logLevel: "off",
      fetch: (url, init) =>
        fetch(url, {
          ...init,
          redirect: "error",
          signal: AbortSignal.any([...(init?.signal ? [init.signal] : []), stop]),
        }),
    },
  });
}

function unitVector(vector: unknown, length: number | undefined): Float32Array {
  if (!Array.isArray(vector) || vector.length === 0) throw malformed("thiếu véc-tơ");
  if (vector.length !== length) throw malformed(`véc-tơ dài ${vector.length} thay vì ${length ?? 0}`);
  if (!vector.every((value) => Number.isFinite(value))) throw malformed("véc-tơ có giá trị không phải số");
  const norm = Math.hypot(...(vector as number[]));
  if (!(norm > 0 && Number.isFinite(norm))) throw malformed("véc-tơ không có hướng");
  return Float32Array.from(vector as number[], (value) => value / norm);
}

/** How long to wait before the next attempt; undefined when there is none. */
function pauseBefore(attempt: number, error: unknown): number | undefined {
  const status = statusOf(error);
  if (attempt >= ATTEMPTS || status === undefined || (status !== 429 && status < 500)) return undefined;
  const { headers } = error as { headers?: { get?: (name: string) => string | null } };
  const asked = Number(headers?.get?.("retry-after") ?? Number.NaN) * 1000;
  const pause = Math.max(FIRST_PAUSE_MS * 2 ** (attempt - 1), Number.isFinite(asked) ? asked : 0);
  return pause > LONGEST_PAUSE_MS ? undefined : pause;
}

function statusOf(error: unknown): number | undefined {
  const { status } = (error ?? {}) as { status?: unknown };
  return typeof status === "number" ? status : undefined;
}

/** Without its cause: what a server says of a text it refuses may hold the text. */
function unreachable(error: unknown): MotcuaError {
  if (error instanceof MotcuaError) return error;
  const status = statusOf(error);
  return new MotcuaError(
    "engine_unreachable",
    status === undefined
      ? "Không kết nối được hoặc không đọc được trả lời của máy chủ nhúng."
      : `Máy chủ nhúng từ chối: HTTP ${status}.`,
  );
}

function malformed(what: string): MotcuaError {
  return new MotcuaError("engine_unreachable", `Máy chủ nhúng trả lời sai: ${what}.`);
}
