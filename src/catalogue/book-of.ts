import type { ProcedureBook, Withdrawn } from "../core/answering.ts";
import type { Procedure, ProcedureCode } from "../core/procedure.ts";
import type { InForce } from "./timeline.ts";

/** The records of a day as answers use them (see `timelineOn`). */
export function bookOf(timeline: ReadonlyMap<ProcedureCode, InForce>): ProcedureBook {
  const records = [...timeline.values()].flatMap((one) => one.record ?? []);
  const withdrawn = new Map<ProcedureCode, Withdrawn>();
  for (const { code, record, lastRecord, since, successor } of timeline.values()) {
    if (record !== undefined || lastRecord === undefined) continue;
    const next = successor === undefined ? undefined : timeline.get(successor)?.record;
    withdrawn.set(code, { record: lastRecord, since, successor: next });
  }
  return {
    inForce: (code) => timeline.get(code)?.record,
    withdrawn: (code) => withdrawn.get(code),
    allInForce: () => records,
  };
}

/** A book of these records alone, all in force: for tools and tests without a database. */
export function bookOfRecords(records: readonly Procedure[]): ProcedureBook {
  const byCode = new Map(records.map((record) => [record.code, record]));
  return { inForce: (code) => byCode.get(code), withdrawn: () => undefined, allInForce: () => records };
}
