import { bigint, index, integer, jsonb, pgTable, text, timestamp } from "drizzle-orm/pg-core";

/** Small secrets, encrypted, each changed by one instance at a time (`vault.ts`). */
export const secret = pgTable("secret", {
  name: text().primaryKey(),
  sealed: text(),
  changedAt: timestamp("changed_at", { withTimezone: true }),
  lockedBy: text("locked_by"),
  lockedUntil: timestamp("locked_until", { withTimezone: true }),
});

/** Calls used in the current minute of an allowance shared by all instances (`rate-gate.ts`). */
export const rateWindow = pgTable("rate_window", {
  name: text().primaryKey(),
  minute: timestamp({ withTimezone: true }).notNull(),
  used: integer().notNull(),
});

/** Facts about the installation that must survive a restart and be the same for all instances. */
export const setting = pgTable("setting", {
  key: text().primaryKey(),
  value: text().notNull(),
  changedAt: timestamp("changed_at", { withTimezone: true }).notNull(),
});

/** Who changed what, when, and on what ground. Written in the transaction of the change (`audit.ts`), never changed. */
export const audit = pgTable(
  "audit",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    at: timestamp({ withTimezone: true }).notNull(),
    actor: text().notNull(),
    action: text().notNull(),
    subject: text().notNull(),
    detail: jsonb().$type<Record<string, unknown>>().notNull(),
  },
  (table) => [index("audit_subject").on(table.subject, table.at), index("audit_at").on(table.at)],
);
