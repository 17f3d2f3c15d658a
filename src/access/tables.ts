import { boolean, index, integer, jsonb, pgTable, text, timestamp, unique, uuid } from "drizzle-orm/pg-core";
import type { Role } from "../core/people.ts";

const when = (name: string) => timestamp(name, { withTimezone: true });

/** Who may sign in. Never deleted, only switched off: the record names them. */
export const account = pgTable(
  "account",
  {
    id: uuid().primaryKey(),
    /** Lower case; what one signs in with. */
    username: text().notNull(),
    /** For the authority's own sign-in (OIDC): the address it vouches for. */
    email: text(),
    name: text().notNull(),
    role: text().$type<Role>().notNull(),
    unit: text(),
    /** Argon2id, in its own text form; null: only by OIDC. */
    passwordHash: text("password_hash"),
    mustChangePassword: boolean("must_change_password").notNull(),
    /** Wrong passwords in a row. */
    failures: integer().notNull().default(0),
    lockedUntil: when("locked_until"),
    active: boolean().notNull().default(true),
    createdAt: when("created_at").notNull(),
    lastSignInAt: when("last_sign_in_at"),
  },
  (table) => [unique("account_username").on(table.username), unique("account_email").on(table.email)],
);

/** Sessions of express-session, over all instances. */
export const session = pgTable(
  "session",
  {
    sid: text().primaryKey(),
    data: jsonb().$type<Readonly<Record<string, unknown>>>().notNull(),
    accountId: uuid("account_id"),
    expiresAt: when("expires_at").notNull(),
  },
  (table) => [index("session_account").on(table.accountId), index("session_expires").on(table.expiresAt)],
);
