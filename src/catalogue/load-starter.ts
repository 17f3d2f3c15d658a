import { createHash } from "node:crypto";
import type { Procedure } from "../core/procedure.ts";
import type { Store } from "../store/open-store.ts";

/**
 * Brings the starter records into the catalogue: new ones are added, changed ones get a new version in force from
 * `today` (the old one ends that day), unchanged ones are left alone. One transaction. Safe to run by several
 * instances at once.
 * @param today date of the centre's time zone, `YYYY-MM-DD`.
 */
export async function loadStarter(
  store: Store,
  records: readonly Procedure[],
  today: string,
  now: Date,
): Promise<{ readonly added: number; readonly changed: number; readonly unchanged: number }> {
  return store.transaction(async (tx) => {
    await tx.run("lock table procedure in share row exclusive mode");
    const { rows } = await tx.run<{ code: string; digest: string }>(
      "select code, digest from procedure_version where in_force_to is null",
    );
    const current = new Map(rows.map((row) => [row.code, row.digest]));
    const fresh = records
      .map((record) => ({ code: record.code, record, digest: digestOf(record) }))
      .filter(({ code, digest }) => current.get(code) !== digest);
    const changed = fresh.filter(({ code }) => current.has(code)).length;
    if (fresh.length > 0) {
      const list = JSON.stringify(fresh);
      await tx.run(
        `insert into procedure (code, origin) select code, 'starter'
         from jsonb_to_recordset($1::jsonb) as x(code text) on conflict do nothing`,
        [list],
      );
      await tx.run(
        `update procedure_version set in_force_to = $2
         where in_force_to is null and code in (select code from jsonb_to_recordset($1::jsonb) as x(code text))`,
        [list, today],
      );
      await tx.run(
        `insert into procedure_version (code, record, digest, in_force_from, created_at)
         select code, record, digest, $2::date, $3::timestamptz
         from jsonb_to_recordset($1::jsonb) as x(code text, record jsonb, digest text)`,
        [list, today, now],
      );
    }
    return { added: fresh.length - changed, changed, unchanged: records.length - fresh.length };
  });
}

/** Fingerprint of a record: the same content gives the same digest, whatever the order of its keys. */
export function digestOf(record: Procedure): string {
  return createHash("sha256")
    .update(JSON.stringify(inOrder(record)))
    .digest("hex");
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, inOrder(inner)]),
  );
}
