import { createHash } from "node:crypto";
import { appendFile, mkdir, readFile, truncate } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../core/ports.ts";
import type { Store } from "../store/open-store.ts";
import type { Embedder, TextKind } from "./embedder.ts";

export interface CachedVector {
  /** SHA-256, 64 lower-case hexadecimal digits. */
  readonly digest: string;
  readonly model: string;
  readonly vector: Float32Array;
}

/** Keeps vectors, because a text is embedded alike every time and embedding is slow. What was lost is made again. */
export interface VectorCache {
  /** The vectors that are known, by digest. */
  get(digests: readonly string[]): Promise<Map<string, Float32Array>>;
  /** Known ones stay as they are. */
  put(entries: readonly CachedVector[]): Promise<void>;
}

/** Between two slices everything else gets its turn, and what was embedded is kept should the next slice fail. */
const SLICE = 256;
/** Rows read by one query; about 1.5 MB at 384 numbers a vector. */
const ROWS_A_QUERY = 1_000;

/**
 * The vectors of the texts, in their order, as the embedder makes them; only what the cache does not know is embedded,
 * the same text once. Meant for passages: a cache of what citizens ask would keep more of them than is needed.
 * Rejects as `embed` does; what was embedded until then is kept.
 */
export async function embedThroughCache(
  texts: readonly string[],
  kind: TextKind,
  embedder: Embedder,
  cache: VectorCache,
): Promise<readonly Float32Array[]> {
  const vectors: Float32Array[] = [];
  for (let from = 0; from < texts.length; from += SLICE) {
    const digests = new Map<string, string>();
    const slice = texts.slice(from, from + SLICE).map((text) => {
      const digest = digestOf(text, kind, embedder);
      digests.set(digest, text);
      return digest;
    });
    const known = await cache.get([...digests.keys()]);
    const missing = [...digests].filter(([digest]) => !known.has(digest));
    if (missing.length > 0) {
      const made = await embedder.embed(
        missing.map(([, text]) => text),
        kind,
      );
      const entries = missing.map(([digest], at) => ({
        digest,
        model: embedder.model,
        vector: given(made[at]),
      }));
      for (const { digest, vector } of entries) known.set(digest, vector);
      await cache.put(entries);
    }
    vectors.push(...slice.map((digest) => given(known.get(digest))));
    await new Promise((resolve) => setImmediate(resolve));
  }
  return vectors;
}

function digestOf(text: string, kind: TextKind, embedder: Embedder): string {
  return createHash("sha256").update(`${embedder.model}\0${embedder.prefixes[kind]}${text}`).digest("hex");
}

function given(vector: Float32Array | undefined): Float32Array {
  if (vector === undefined) throw new RangeError("the embedder gave too few vectors");
  return vector;
}

/** The cache in the database, shared by all instances. */
export function createStoreCache(store: Store, clock: Clock): VectorCache {
  return {
    async get(digests) {
      const found = new Map<string, Float32Array>();
      for (let from = 0; from < digests.length; from += ROWS_A_QUERY) {
        const { rows } = await store.run<{ digest: string; vector: Uint8Array }>(
          `select digest, vector from embedding_cache
           where digest in (select jsonb_array_elements_text($1::jsonb))`,
          [JSON.stringify(digests.slice(from, from + ROWS_A_QUERY))],
        );
        for (const { digest, vector } of rows) found.set(digest, floatsOf(vector));
      }
      return found;
    },
    async put(entries) {
      for (let from = 0; from < entries.length; from += SLICE) {
        const rows = entries.slice(from, from + SLICE).map(({ digest, model, vector }) => ({
          digest,
          model,
          vector: bytesOf(vector).toString("base64"),
        }));
        await store.run(
          `insert into embedding_cache (digest, model, vector, created_at)
           select row ->> 'digest', row ->> 'model', decode(row ->> 'vector', 'base64'), $2
           from jsonb_array_elements($1::jsonb) as row
           on conflict do nothing`,
          [JSON.stringify(rows), clock()],
        );
      }
    },
  };
}

// Node runs on little-endian machines only, so the bytes in memory are the bytes stored.
const bytesOf = (vector: Float32Array): Buffer =>
  Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);

/** Copied, since bytes that come from a file or a socket seldom lie where floats may. */
const floatsOf = (bytes: Uint8Array): Float32Array => new Float32Array(Uint8Array.from(bytes).buffer);

const DIGEST_BYTES = 32;
const HEAD_BYTES = DIGEST_BYTES + 4;
/** No model's vector is longer: a greater count belongs to no record of ours. */
const MOST_NUMBERS = 65_536;

/**
 * The cache in a folder, for tools that run without a database; the folder is made when it is missing. One file for
 * each model, of records (digest, count of floats, floats) one after another, read as a whole at the first use. A last
 * record that was cut off is dropped. For one process at a time.
 */
export function createFileCache(folder: string, model: string): VectorCache {
  const path = join(folder, `${encodeURIComponent(model)}.vectors`);
  let opened: Promise<Map<string, Float32Array>> | undefined;
  const known = () => (opened ??= openVectorFile(folder, path));
  return {
    async get(digests) {
      const all = await known();
      return new Map(
        digests.flatMap((digest) => {
          const vector = all.get(digest);
          return vector === undefined ? [] : [[digest, vector]];
        }),
      );
    },
    async put(entries) {
      const all = await known();
      const fresh = entries.filter(({ digest }) => !all.has(digest));
      await appendFile(path, Buffer.concat(fresh.map(recordOf)));
      for (const { digest, vector } of fresh) all.set(digest, vector);
    },
  };
}

function recordOf({ digest, vector }: CachedVector): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.write(digest, "hex");
  head.writeUInt32LE(vector.length, DIGEST_BYTES);
  return Buffer.concat([head, bytesOf(vector)]);
}

/** Reads the whole records and takes off what follows them, so that the next one is not appended to half of one. */
async function openVectorFile(folder: string, path: string): Promise<Map<string, Float32Array>> {
  await mkdir(folder, { recursive: true });
  const bytes = await readFile(path).catch((error: unknown) => {
    if ((error as { code?: unknown }).code === "ENOENT") return Buffer.alloc(0);
    throw error;
  });
  const vectors = new Map<string, Float32Array>();
  let from = 0;
  while (from + HEAD_BYTES <= bytes.length) {
    const count = bytes.readUInt32LE(from + DIGEST_BYTES);
    const end = from + HEAD_BYTES + count * Float32Array.BYTES_PER_ELEMENT;
    if (count === 0 || count > MOST_NUMBERS || end > bytes.length) break;
    const digest = bytes.toString("hex", from, from + DIGEST_BYTES);
    vectors.set(digest, floatsOf(bytes.subarray(from + HEAD_BYTES, end)));
    from = end;
  }
  if (from < bytes.length) await truncate(path, from);
  return vectors;
}
