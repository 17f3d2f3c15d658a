import { date, index, integer, jsonb, pgTable, text, timestamp, unique } from "drizzle-orm/pg-core";
import type { Procedure } from "../core/procedure.ts";

/** One row a procedure ever known. */
export const procedure = pgTable("procedure", {
  code: text().primaryKey(),
  /** Who brought it in: the starter knowledge or an import. */
  origin: text().notNull(),
});

/** Immutable versions. The one in force today answers. */
export const procedureVersion = pgTable(
  "procedure_version",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    code: text()
      .notNull()
      .references(() => procedure.code),
    record: jsonb().$type<Procedure>().notNull(),
    digest: text().notNull(),
    inForceFrom: date("in_force_from").notNull(),
    inForceTo: date("in_force_to"),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull(),
  },
  (table) => [
    unique("procedure_version_from").on(table.code, table.inForceFrom, table.id),
    index("procedure_version_current").on(table.code, table.inForceTo),
  ],
);
