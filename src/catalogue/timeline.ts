import type { Procedure, ProcedureCode } from "../core/procedure.ts";
import type { Connection } from "../store/open-store.ts";
import type { Current } from "./plan-import.ts";

/** What is in force, or was, on a day. */
export interface InForce extends Current {
  /** Since when this version, or this withdrawal, holds. */
  readonly since: string;
  readonly successor: ProcedureCode | undefined;
  /** Of a withdrawn procedure: the record it had last, to know it by. */
  readonly lastRecord: Procedure | undefined;
}

/** Every procedure known on `day` (`YYYY-MM-DD`), by code: in force, or withdrawn with what it was. */
export async function timelineOn(
  connection: Connection,
  day: string,
): Promise<ReadonlyMap<ProcedureCode, InForce>> {
  const { rows } = await connection.run<{
    code: string;
    digest: string;
    record: Procedure | null;
    since: string;
    successor: string | null;
    last_record: Procedure | null;
  }>(
    `select v.code, v.digest, v.record, v.in_force_from::text as since, v.successor, l.record as last_record
     from (select distinct on (code) * from procedure_version
           where revoked_at is null and in_force_from <= $1::date order by code, in_force_from desc, id desc) v
     left join lateral (
       select record from procedure_version p
       where v.record is null and p.code = v.code and p.record is not null and p.revoked_at is null and p.id < v.id
       order by in_force_from desc, id desc limit 1) l on true
     order by v.code`,
    [day],
  );
  return new Map(
    rows.map((row) => [
      row.code,
      {
        code: row.code,
        digest: row.digest,
        record: row.record ?? undefined,
        since: row.since,
        successor: row.successor ?? undefined,
        lastRecord: row.last_record ?? undefined,
      },
    ]),
  );
}
