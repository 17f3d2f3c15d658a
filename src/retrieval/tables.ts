import { customType, pgTable, text, timestamp } from "drizzle-orm/pg-core";

const bytea = customType<{ data: Uint8Array }>({ dataType: () => "bytea" });

/** Vectors of passages met before (`vector-cache.ts`): only saves work, may be emptied at any time. */
export const embeddingCache = pgTable("embedding_cache", {
  /** Of the model, its prefix and the text. */
  digest: text().primaryKey(),
  model: text().notNull(),
  /** 32-bit floats, little-endian. */
  vector: bytea().notNull(),
  createdAt: timestamp("created_at", { withTimezone: true }).notNull(),
});
