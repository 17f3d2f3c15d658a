import { z } from "zod";

/**
 * The requests our client makes, as Qdrant's OpenAPI describes them. Stricter than Qdrant, which passes over fields it
 * does not know: a misspelt one is refused here.
 */

const Dense = z.array(z.number()).min(1);
export const Sparse = z.strictObject({
  indices: z
    .array(z.int().min(0).max(0xffff_ffff))
    .refine((list) => new Set(list).size === list.length, "must be unique"),
  values: z.array(z.number()),
});
const Name = z.string().min(1).max(255);

export const CreateBody = z.strictObject({
  vectors: z
    .record(
      Name,
      z.strictObject({
        size: z.int().min(1).max(65_536),
        distance: z.literal("Cosine"),
        multivector_config: z.strictObject({ comparator: z.literal("max_sim") }),
        hnsw_config: z.strictObject({ m: z.int().min(0) }).optional(),
      }),
    )
    .default({}),
  sparse_vectors: z.record(Name, z.strictObject({})).default({}),
});

export const IndexBody = z.strictObject({
  field_name: z.string().min(1),
  field_schema: z.literal("keyword"),
});

export const UpsertBody = z.strictObject({
  points: z
    .array(
      z.strictObject({
        id: z.uuid(),
        payload: z.record(z.string(), z.unknown()),
        vector: z.record(Name, z.union([Sparse, z.array(Dense)])),
      }),
    )
    .min(1),
});

export const CountBody = z.strictObject({ exact: z.boolean().default(true) });

export const ScrollBody = z.strictObject({
  limit: z.int().min(1),
  offset: z.uuid().optional(),
  with_payload: z.literal(false),
  with_vector: z.literal(false),
});

const Filter = z.strictObject({
  must: z.array(
    z.strictObject({
      key: z.string(),
      match: z.strictObject({ any: z.array(z.union([z.string(), z.int()])) }),
    }),
  ),
});
const Nearest = z.strictObject({
  query: z.union([Sparse, z.array(Dense).min(1)]),
  using: Name,
  limit: z.int().min(1).default(10),
  filter: Filter.optional(),
  with_payload: z.array(z.string()).optional(),
});
const Fused = z.strictObject({
  prefetch: z.array(Nearest.omit({ with_payload: true })).min(1),
  query: z.strictObject({ fusion: z.literal("rrf") }),
  limit: z.int().min(1).default(10),
  with_payload: z.array(z.string()).optional(),
});
export const QueryBatch = z.strictObject({ searches: z.array(z.union([Fused, Nearest])) });

const Named = z.strictObject({ alias_name: Name });
export const Actions = z.strictObject({
  actions: z.array(
    z.union([
      z.strictObject({ create_alias: z.strictObject({ alias_name: Name, collection_name: Name }) }),
      z.strictObject({ delete_alias: Named }),
    ]),
  ),
});

export type NearestQuery = z.output<typeof Nearest>;
export type Query = z.output<typeof QueryBatch>["searches"][number];
export type CollectionConfig = z.output<typeof CreateBody>;
export type Point = z.output<typeof UpsertBody>["points"][number];
