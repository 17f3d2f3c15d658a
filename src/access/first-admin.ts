import type { Transaction } from "../store/open-store.ts";
import { insertAccount, prepareAccount, type AccountParts } from "./accounts.ts";

const FIRST_ADMIN = { username: "admin", name: "Quản trị hệ thống", role: "admin" } as const;

/**
 * When there is no account at all, makes the first one: an administrator with a one-time password, to be printed once.
 * Of several instances that start at once, one makes it. Undefined when there are accounts already. Should the process
 * end before the password was read, `npm run accounts -- reset admin` gives another.
 */
export async function createFirstAdmin(
  parts: Pick<AccountParts, "store" | "hashing" | "clock" | "newId">,
): Promise<{ readonly username: string; readonly oneTimePassword: string } | undefined> {
  const { store } = parts;
  if (await hasAccounts(store)) return undefined;
  const prepared = await prepareAccount(parts, FIRST_ADMIN);
  const made = await store.transaction(async (tx: Transaction) => {
    // Nobody else writes an account until this transaction has ended; reading goes on.
    await tx.run("lock table account in share row exclusive mode");
    if (await hasAccounts(tx)) return undefined;
    return insertAccount(tx, prepared, "first_start");
  });
  return made && { username: made.username, oneTimePassword: prepared.oneTimePassword };
}

async function hasAccounts(connection: Pick<Transaction, "run">): Promise<boolean> {
  const { rows } = await connection.run("select 1 from account limit 1");
  return rows.length > 0;
}
