import type { Procedure } from "../core/procedure.ts";
import type { Store } from "../store/open-store.ts";
import { digestOf } from "./digest.ts";
import { lockCatalogue } from "./lock-catalogue.ts";

/**
 * Brings the starter records into the catalogue: new ones are added, changed ones get a version in force from `today`,
 * unchanged ones are left alone, and so is every procedure that an import has touched: the centre's own data comes
 * before ours. One transaction. Safe to run by several instances at once.
 * @param today date in Việt Nam, `YYYY-MM-DD`.
 */
export async function loadStarter(
  store: Store,
  records: readonly Procedure[],
  today: string,
  now: Date,
): Promise<{ readonly added: number; readonly changed: number; readonly unchanged: number }> {
  return store.transaction(async (tx) => {
    await lockCatalogue(tx);
    const { rows } = await tx.run<{ code: string; digest: string; imported: boolean }>(
      `select distinct on (code) code, digest, bool_or(import_id is not null) over (partition by code) as imported
       from procedure_version where revoked_at is null order by code, in_force_from desc, id desc`,
    );
    const current = new Map(rows.map((row) => [row.code, row]));
    const fresh = records
      .map((record) => ({ code: record.code, record, digest: digestOf(record) }))
      .filter(({ code, digest }) => {
        const known = current.get(code);
        return known === undefined || (!known.imported && known.digest !== digest);
      });
    const changed = fresh.filter(({ code }) => current.has(code)).length;
    if (fresh.length > 0) {
      await tx.run(
        `insert into procedure_version (code, record, digest, in_force_from, created_at)
         select code, record, digest, $2::date, $3::timestamptz
         from jsonb_to_recordset($1::jsonb) as x(code text, record jsonb, digest text)`,
        [JSON.stringify(fresh), today, now],
      );
    }
    return { added: fresh.length - changed, changed, unchanged: records.length - fresh.length };
  });
}
