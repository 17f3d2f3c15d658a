import { Sparse, type CollectionConfig, type NearestQuery, type Point, type Query } from "./requests.ts";

/** A refusal with Qdrant's status and words. */
export class QdrantError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

export type StoredPoint = Point;

interface Scored {
  readonly point: StoredPoint;
  readonly score: number;
}

/** Qdrant's constant of reciprocal rank fusion: the first place counts 1/2. */
const RRF_K = 2;

/** The points of one collection: real dot products, compared one by one. */
export class Collection {
  readonly #config: CollectionConfig;
  readonly #points = new Map<string, StoredPoint>();
  readonly #indexed = new Set<string>();
  #operations = 0;

  constructor(config: CollectionConfig) {
    this.#config = config;
  }

  points(): readonly StoredPoint[] {
    return [...this.#points.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  remove(id: string): void {
    this.#points.delete(id);
  }

  indexField(field: string): number {
    this.#indexed.add(field);
    return this.#operations++;
  }

  /** All of the points or, when one is wrong, none. */
  upsert(points: readonly Point[]): number {
    for (const { vector } of points)
      for (const [name, value] of Object.entries(vector)) this.#check(name, value);
    for (const point of points) this.#points.set(point.id, point);
    return this.#operations++;
  }

  query(query: Query): readonly object[] {
    const found =
      "prefetch" in query ? fuse(query.prefetch.map((one) => this.#nearest(one))) : this.#nearest(query);
    return found.slice(0, query.limit).map(({ point, score }) => {
      const shown = Object.entries(point.payload).filter(([key]) => query.with_payload?.includes(key));
      return {
        id: point.id,
        version: 0,
        score,
        ...(query.with_payload && { payload: Object.fromEntries(shown) }),
      };
    });
  }

  #nearest({ query, using, limit, filter }: NearestQuery): readonly Scored[] {
    this.#check(using, query);
    const wanted = (point: StoredPoint): boolean =>
      (filter?.must ?? []).every(({ key, match }) => {
        // Qdrant filters by any field; one without an index is slow, and refused in its strict mode.
        if (!this.#indexed.has(key))
          throw new QdrantError(400, `Bad request: Index required but not found for "${key}"`);
        return [point.payload[key]].flat().some((value) => (match.any as unknown[]).includes(value));
      });
    return this.points()
      .filter(wanted)
      .flatMap((point) => {
        const score = similarity(query, point.vector[using]);
        return score === undefined ? [] : [{ point, score }];
      })
      .sort((a, b) => b.score - a.score)
      .slice(0, limit);
  }

  #check(name: string, value: NearestQuery["query"]): void {
    const dense = this.#config.vectors[name];
    const sparse = this.#config.sparse_vectors[name];
    if (dense === undefined && sparse === undefined)
      throw new QdrantError(400, `Wrong input: Not existing vector name error: ${name}`);
    if (!Array.isArray(value)) {
      if (sparse === undefined)
        throw new QdrantError(400, "Wrong input: Conversion between sparse and regular vectors failed");
      if (value.indices.length !== value.values.length)
        throw new QdrantError(422, "Validation error: must be the same length as indices");
      return;
    }
    if (dense === undefined)
      throw new QdrantError(400, "Wrong input: Conversion between sparse and regular vectors failed");
    const odd = value.length === 0 ? [] : value.find((one) => one.length !== dense.size);
    if (odd !== undefined)
      throw new QdrantError(
        400,
        `Wrong input: Vector dimension error: expected dim: ${dense.size}, got ${odd.length}`,
      );
  }
}

/** Undefined where a point lacks the vector, or no word is shared. */
function similarity(
  query: NearestQuery["query"],
  stored: Point["vector"][string] | undefined,
): number | undefined {
  if (stored === undefined) return undefined;
  if (Array.isArray(query)) {
    if (!Array.isArray(stored)) return undefined;
    // max_sim: of each vector asked for the best, summed up.
    return query.reduce((sum, asked) => sum + Math.max(...stored.map((one) => cosine(asked, one))), 0);
  }
  const words = Sparse.parse(stored);
  const values = new Map(words.indices.map((index, at) => [index, words.values[at] ?? 0]));
  const shared = query.indices.flatMap((index, at) => {
    const value = values.get(index);
    return value === undefined ? [] : [value * (query.values[at] ?? 0)];
  });
  return shared.length === 0 ? undefined : shared.reduce((sum, one) => sum + one, 0);
}

function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
  return dot / (Math.hypot(...a) * Math.hypot(...b) || 1);
}

/** Reciprocal ranks; ties are left in an order that has nothing to do with what was found, as Qdrant leaves them. */
function fuse(rankings: readonly (readonly Scored[])[]): readonly Scored[] {
  const sums = new Map<StoredPoint, number>();
  for (const ranking of rankings)
    ranking.forEach(({ point }, place) => {
      sums.set(point, (sums.get(point) ?? 0) + 1 / (RRF_K + place));
    });
  return [...sums]
    .map(([point, score]) => ({ point, score }))
    .sort((a, b) => b.score - a.score || (a.point.id > b.point.id ? -1 : 1));
}
