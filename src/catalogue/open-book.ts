import type { ProcedureBook } from "../core/answering.ts";
import type { Procedure } from "../core/procedure.ts";
import type { Connection } from "../store/open-store.ts";

/** The records in force on `today` (`YYYY-MM-DD`), read once from the catalogue. */
export async function openBook(connection: Connection, today: string): Promise<ProcedureBook> {
  const { rows } = await connection.run<{ record: Procedure }>(
    `select distinct on (code) record from procedure_version
     where in_force_from <= $1::date and (in_force_to is null or in_force_to > $1::date)
     order by code, id desc`,
    [today],
  );
  const records = rows.map((row) => row.record);
  const byCode = new Map(records.map((record) => [record.code, record]));
  return { inForce: (code) => byCode.get(code), allInForce: () => records };
}
