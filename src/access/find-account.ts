import { and, asc, desc, eq } from "drizzle-orm";
import type { Operator } from "../core/people.ts";
import type { Connection } from "../store/open-store.ts";
import { account } from "./tables.ts";

/** An account as the rest of the system may know it: all but the password. */
export interface Account extends Operator {
  readonly username: string;
  readonly email: string | null;
  readonly active: boolean;
  /** The password is a one-time one: nothing else may be done before it is changed. */
  readonly mustChangePassword: boolean;
  readonly lockedUntil: Date | null;
  readonly createdAt: Date;
  readonly lastSignInAt: Date | null;
}

export function accountOf(row: typeof account.$inferSelect): Account {
  const { id, username, email, name, role, unit, active, mustChangePassword } = row;
  const { lockedUntil, createdAt, lastSignInAt } = row;
  return {
    id,
    username,
    email,
    name,
    role,
    unit,
    active,
    mustChangePassword,
    lockedUntil,
    createdAt,
    lastSignInAt,
  };
}

export const operatorOf = ({ id, name, role, unit }: Account): Operator => ({ id, name, role, unit });

/** The account if it may be used; undefined when it is switched off or there is none. */
export async function findActiveAccount(connection: Connection, id: string): Promise<Account | undefined> {
  const [row] = await connection.orm
    .select()
    .from(account)
    .where(and(eq(account.id, id), eq(account.active, true)));
  return row && accountOf(row);
}

/** @param username as stored, in lower case. */
export async function findAccountByUsername(
  connection: Connection,
  username: string,
): Promise<Account | undefined> {
  const [row] = await connection.orm.select().from(account).where(eq(account.username, username));
  return row && accountOf(row);
}

/** All accounts, those in use first, by username. */
export async function listAccounts(connection: Connection): Promise<readonly Account[]> {
  const rows = await connection.orm
    .select()
    .from(account)
    .orderBy(desc(account.active), asc(account.username));
  return rows.map(accountOf);
}
