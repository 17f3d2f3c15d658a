import { sql } from "drizzle-orm";
import { date, index, integer, jsonb, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";
import type { Procedure } from "../core/procedure.ts";

const when = (name: string) => timestamp(name, { withTimezone: true });

/**
 * The timeline of every procedure: immutable rows, each in force from its day until the next one of the same code.
 * What is in force on a day is the row with the latest `in_force_from` not after it (the latest `id` if there are
 * several). A withdrawal is a row without a record. Rolling an import back revokes its rows; nothing is deleted.
 */
export const procedureVersion = pgTable(
  "procedure_version",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    code: text().notNull(),
    /** Null: withdrawn from that day. */
    record: jsonb().$type<Procedure>(),
    successor: text(),
    digest: text().notNull(),
    inForceFrom: date("in_force_from").notNull(),
    /** The import that brought it; null for the starter records. */
    importId: integer("import_id"),
    revokedAt: when("revoked_at"),
    createdAt: when("created_at").notNull(),
  },
  (table) => [
    index("procedure_version_timeline")
      .on(table.code, table.inForceFrom, table.id)
      .where(sql`${table.revokedAt} is null`),
    index("procedure_version_import").on(table.importId),
  ],
);

export type ImportState = "planned" | "approved" | "applied" | "rolled_back" | "rejected";

/** An import from its plan on: who planned, who approved, when it took effect. */
export const importPlan = pgTable("import_plan", {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  state: text().$type<ImportState>().notNull(),
  inForceFrom: date("in_force_from").notNull(),
  files: jsonb().$type<readonly { name: string; sha256: string }[]>().notNull(),
  /** Counts, refusals and traps, as the plan reported them. */
  report: jsonb().$type<Record<string, unknown>>().notNull(),
  plannedBy: text("planned_by").notNull(),
  plannedAt: when("planned_at").notNull(),
  approvedBy: text("approved_by"),
  approvedAt: when("approved_at"),
  appliedAt: when("applied_at"),
  rolledBackAt: when("rolled_back_at"),
});

/** What an import does with one procedure. */
export const importItem = pgTable(
  "import_item",
  {
    importId: integer("import_id")
      .notNull()
      .references(() => importPlan.id),
    code: text().notNull(),
    action: text().$type<"create" | "change" | "withdraw">().notNull(),
    record: jsonb().$type<Procedure>(),
    successor: text(),
    digest: text().notNull(),
    /** Digest of what was in force when the plan was made; applying stops when that is no longer so. */
    baseDigest: text("base_digest"),
  },
  (table) => [primaryKey({ columns: [table.importId, table.code] })],
);
