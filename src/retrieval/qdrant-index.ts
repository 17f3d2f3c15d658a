import { createHash } from "node:crypto";
import type { QdrantClient } from "@qdrant/js-client-rest";
import { MotcuaError } from "../core/errors.ts";
import type { Log } from "../core/ports.ts";
import { sectionTexts } from "./dense-search.ts";
import type { Embedder } from "./embedder.ts";
import type { NearbyDocument, NearbySearch } from "./nearby.ts";
import { qdrantClient, qdrantUnreachable, refusalOf, type QdrantAddress } from "./qdrant-engine.ts";
import { createQdrantSearch, DENSE, WORDS } from "./qdrant-search.ts";
import { embedThroughCache, type VectorCache } from "./vector-cache.ts";

export interface QdrantIndex extends QdrantAddress {
  /**
   * The alias that is searched, and the first part of the collections' names: `motcua`. Two installations on one Qdrant
   * need two names, since each deletes the collections of its name that it no longer needs.
   */
  readonly collection: string;
  readonly documents: readonly NearbyDocument[];
  /** Without it the search is by words alone. */
  readonly embedder?: Embedder | undefined;
  readonly cache: VectorCache;
  /** Of the documents: the same documents, the same digest, in every instance. */
  readonly digest: string;
  readonly log: Log;
  /** Milliseconds for Qdrant's part of a search; requests that build get `BUILD_TIMEOUT_MS`. */
  readonly timeoutMs: number;
}

/** Another number when points are laid out otherwise: their collections then get other names. */
const LAYOUT = 1;
const BUILD_TIMEOUT_MS = 60_000;
/** Points in one request; with three vectors of 3,072 numbers each about 12 MB of Qdrant's 32 MB. */
const POINTS_A_REQUEST = 64;
const IDS_A_REQUEST = 1_000;
/** How often a build starts over after its collection was deleted under it. */
const BUILDS = 3;

/**
 * Brings an index of these documents into Qdrant, beside the one that is searched, and then lets the alias point to it.
 * Resolves to a search through the alias; until then the old index is searched, without a hole between them.
 *
 * One point a procedure. Its sections are one multivector compared by `max_sim`, so that a procedure stands once in each
 * ranking, at the place of its best section, and both rankings are fused procedure by procedure. One point a section
 * would fuse sections, and grouping them by code afterwards comes too late: three sections of one procedure had taken
 * three ranks, and its words would have to be stored with each.
 *
 * Any number of instances may do this at once: the collection's name follows from digest and model, a point's id from
 * its code, so they write the same. A collection that another one left half built is finished, a complete one taken as
 * it is. After the switch, older collections of this name are deleted but for the one searched before. Should that hit
 * one that another instance is building, that one starts over (its vectors are in the cache).
 * @throws MotcuaError `engine_unreachable`, `config_invalid` (address); the old index is then searched as before.
 */
export async function openQdrantSearch(index: QdrantIndex): Promise<NearbySearch> {
  const client = qdrantClient(index, BUILD_TIMEOUT_MS);
  for (let build = 1; ; build++) {
    try {
      const name = await buildCollection(client, index);
      if (await switchAlias(client, index, name)) break;
    } catch (error) {
      if (refusalOf(error) !== 404 || build === BUILDS) throw qdrantUnreachable(error);
    }
    if (build === BUILDS)
      throw new MotcuaError("engine_unreachable", "Chỉ mục Qdrant liên tục bị xóa khi đang tạo.");
    index.log.warn({ build }, "the Qdrant collection was deleted while it was built; starting over");
  }
  return createQdrantSearch(qdrantClient(index, index.timeoutMs), index.collection, index.embedder);
}

/** The collection of these documents with all of them in it. @returns its name. */
async function buildCollection(client: QdrantClient, index: QdrantIndex): Promise<string> {
  const { documents, log } = index;
  const name = collectionName(index);
  const { exists } = await client.collectionExists(name);
  const held = exists ? await pointIds(client, name) : new Set<string>();
  const missing = documents.filter((document) => !held.has(pointId(document)));
  if (exists && missing.length === 0) return name;

  const vectors = await sectionVectors(missing, index);
  if (!exists) await createCollection(client, name, vectors.flat()[0]?.length);
  // The only field that is filtered by.
  await client.createPayloadIndex(name, { field_name: "levels", field_schema: "keyword", wait: true });
  for (let from = 0; from < missing.length; from += POINTS_A_REQUEST) {
    const points = missing
      .slice(from, from + POINTS_A_REQUEST)
      .map((document, at) => pointOf(document, vectors[from + at] ?? []));
    await client.upsert(name, { points, wait: true });
  }
  const { count } = await client.count(name, { exact: true });
  if (count < documents.length)
    throw new MotcuaError(
      "engine_unreachable",
      `Qdrant chỉ giữ ${count} trong ${documents.length} thủ tục của ${name}.`,
    );
  log.info({ collection: name, points: count, added: missing.length }, "Qdrant collection built");
  return name;
}

function collectionName({ collection, digest, embedder }: QdrantIndex): string {
  const made = JSON.stringify([LAYOUT, digest, embedder?.model ?? null, embedder?.prefixes.passage ?? null]);
  return `${collection}_${createHash("sha256").update(made).digest("hex").slice(0, 16)}`;
}

/** Are these the collections of `collection`, whatever their digest? */
const isOurs = (name: string, collection: string): boolean =>
  name.startsWith(`${collection}_`) && /^[0-9a-f]{16}$/.test(name.slice(collection.length + 1));

/** A UUID (version 8: made by a rule of our own) that follows from the code. */
function pointId({ procedure }: NearbyDocument): string {
  const hex = createHash("sha256").update(`motcua ${procedure.code}`).digest("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}

async function pointIds(client: QdrantClient, name: string): Promise<Set<string>> {
  const ids = new Set<string>();
  let offset: unknown;
  do {
    const page = await client.scroll(name, {
      limit: IDS_A_REQUEST,
      with_payload: false,
      ...(typeof offset === "string" && { offset }),
    });
    for (const { id } of page.points) ids.add(String(id));
    offset = page.next_page_offset;
  } while (typeof offset === "string");
  return ids;
}

/** The vectors of each document's sections, which share one way through the cache. */
async function sectionVectors(
  documents: readonly NearbyDocument[],
  { embedder, cache }: QdrantIndex,
): Promise<readonly (readonly Float32Array[])[]> {
  if (embedder === undefined) return documents.map(() => []);
  const texts = documents.map(sectionTexts);
  const vectors = await embedThroughCache(texts.flat(), "passage", embedder, cache);
  let next = 0;
  return texts.map(({ length }) => vectors.slice(next, (next += length)));
}

async function createCollection(client: QdrantClient, name: string, size: number | undefined): Promise<void> {
  try {
    await client.createCollection(name, {
      ...(size !== undefined && {
        vectors: {
          [DENSE]: {
            size,
            distance: "Cosine",
            multivector_config: { comparator: "max_sim" },
            // No graph: a country's procedures are compared one by one in milliseconds, exactly.
            hnsw_config: { m: 0 },
          },
        },
      }),
      // No modifier: the weights of words are ours, reckoned over the records in force.
      sparse_vectors: { [WORDS]: {} },
    });
  } catch (error) {
    // Another instance was first.
    if (!(await client.collectionExists(name)).exists) throw error;
  }
}

function pointOf(document: NearbyDocument, sections: readonly Float32Array[]) {
  const { procedure, words } = document;
  const { code, levels, field } = procedure;
  return {
    id: pointId(document),
    payload: { code, levels, field },
    vector: {
      ...(sections.length > 0 && { [DENSE]: sections.map((vector) => Array.from(vector)) }),
      ...(words.indices.length > 0 && {
        [WORDS]: { indices: [...words.indices], values: [...words.values] },
      }),
    },
  };
}

/**
 * Lets the alias point to this collection and deletes the older ones.
 * @returns false when the alias then points to nothing: another instance, done at the same moment, deleted what this
 *   one or a third had just switched to (an alias goes with its collection).
 */
async function switchAlias(client: QdrantClient, index: QdrantIndex, name: string): Promise<boolean> {
  const { collection, log } = index;
  const pointsTo = async (): Promise<string | undefined> => {
    const { aliases } = await client.getAliases();
    return aliases.find((alias) => alias.alias_name === collection)?.collection_name;
  };
  const before = await pointsTo();
  if (before === name) return true;
  await client.updateCollectionAliases({
    actions: [
      ...(before === undefined ? [] : [{ delete_alias: { alias_name: collection } }]),
      { create_alias: { alias_name: collection, collection_name: name } },
    ],
  });
  log.info({ collection: name, before }, "Qdrant alias switched");

  const { collections } = await client.getCollections();
  const needed = new Set([name, before, await pointsTo()]);
  for (const { name: old } of collections) {
    if (!isOurs(old, collection) || needed.has(old)) continue;
    await client.deleteCollection(old);
    log.info({ collection: old }, "old Qdrant collection deleted");
  }
  return (await pointsTo()) !== undefined;
}
