import { eq } from "drizzle-orm";
import type { Clock, NewId, Vault } from "../core/ports.ts";
import { deriveKey, seal, unseal } from "../platform/sealing.ts";
import type { Store } from "./open-store.ts";
import { secret } from "./tables.ts";

/** Long enough for two calls of the longest time limit; an instance that dies holding the lock costs this wait. */
const LOCK_MS = 60_000;
const LOOK_AGAIN_MS = 200;

/**
 * The vault in the database. The lock is a lease in the secret's row, not a transaction: the change calls the
 * platform, and a transaction must not stay open over a network call.
 */
export function createVault(store: Store, secretKey: string, clock: Clock, newId: NewId): Vault {
  const key = deriveKey(secretKey, "vault");

  const read: Vault["read"] = async (name) => {
    const [row] = await store.orm.select().from(secret).where(eq(secret.name, name));
    if (!row?.sealed || !row.changedAt) return undefined;
    return { value: unseal(key, row.sealed), changedAt: row.changedAt };
  };

  return {
    read,
    async write(name, value) {
      const values = { sealed: seal(key, value), changedAt: clock(), lockedBy: null, lockedUntil: null };
      await store.orm
        .insert(secret)
        .values({ name, ...values })
        .onConflictDoUpdate({ target: secret.name, set: values });
    },

    async rotate(name, change) {
      const me = newId();
      const giveUpAt = clock().getTime() + 2 * LOCK_MS;
      await store.run("insert into secret (name) values ($1) on conflict do nothing", [name]);
      for (;;) {
        const now = clock();
        const won = await store.run(
          `update secret set locked_by = $2, locked_until = $3
           where name = $1 and (locked_until is null or locked_until < $4) returning name`,
          [name, me, new Date(now.getTime() + LOCK_MS), now],
        );
        if (won.rows.length > 0) break;
        if (now.getTime() > giveUpAt) throw new Error(`secret ${name} stays locked by another instance`);
        await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
      }
      const release = "locked_by = null, locked_until = null";
      try {
        const current = (await read(name))?.value;
        const next = await change(current);
        if (next === undefined) return current;
        const kept = await store.run(
          `update secret set sealed = $3, changed_at = $4, ${release} where name = $1 and locked_by = $2 returning name`,
          [name, me, seal(key, next), clock()],
        );
        // Only if the change took longer than the lock: whoever has it now is at work on the same secret.
        if (kept.rows.length === 0) throw new Error(`secret ${name}: the lock was lost while changing it`);
        return next;
      } finally {
        await store.run(`update secret set ${release} where name = $1 and locked_by = $2`, [name, me]);
      }
    },
  };
}
