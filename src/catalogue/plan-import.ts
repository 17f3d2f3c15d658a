import type { Procedure, ProcedureCode } from "../core/procedure.ts";
import { digestOf } from "./digest.ts";
import type { ReadItem, Refusal, Trap, TrapKind } from "./reader.ts";

/** What is in force of a procedure on the day an import takes effect; undefined record: withdrawn. */
export interface Current {
  readonly code: ProcedureCode;
  readonly digest: string;
  readonly record: Procedure | undefined;
}

/** One changed field: a path of keys, and the values before and after as JSON text (undefined: absent). */
export interface FieldChange {
  readonly field: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

export type PlanItem =
  | {
      readonly action: "create";
      readonly code: ProcedureCode;
      readonly record: Procedure;
      readonly digest: string;
    }
  | {
      readonly action: "change";
      readonly code: ProcedureCode;
      readonly record: Procedure;
      readonly digest: string;
      readonly baseDigest: string;
      readonly changes: readonly FieldChange[];
    }
  | {
      readonly action: "withdraw";
      readonly code: ProcedureCode;
      readonly baseDigest: string;
      readonly successor: ProcedureCode | undefined;
    };

export interface Plan {
  readonly items: readonly PlanItem[];
  readonly unchanged: readonly ProcedureCode[];
  readonly refused: readonly Refusal[];
  readonly traps: readonly Trap[];
  readonly trapCounts: Readonly<Partial<Record<TrapKind, number>>>;
  /** Procedures a decision lists to be published or amended, of which no file holds the record. */
  readonly withoutRecord: readonly {
    readonly code: ProcedureCode;
    readonly name: string;
    readonly place: string;
  }[];
  /** Share of what is in force that would be withdrawn, 0 to 1. */
  readonly withdrawnShare: number;
}

/**
 * Compares what was read with what is in force: create, change (field by field), unchanged, withdraw, refused. Writes
 * nothing. The same code twice: the first counts and the second is refused, unless both are equal.
 * @param complete the files are the whole catalogue: what they do not hold is withdrawn.
 * @param successors by the code of what is withdrawn, the code of what takes its place.
 */
export async function planImport(
  items: AsyncIterable<ReadItem & { readonly file: string }>,
  current: ReadonlyMap<ProcedureCode, Current>,
  complete: boolean,
  successors: ReadonlyMap<ProcedureCode, ProcedureCode> = new Map(),
): Promise<Plan> {
  const read = new Map<ProcedureCode, { record: Procedure; digest: string; place: string }>();
  const names = new Map<string, ProcedureCode>();
  const listed = new Map<ProcedureCode, { name: string; place: string; action: string }>();
  const refused: Refusal[] = [];
  const traps: Trap[] = [];
  for await (const item of items) {
    if (item.kind === "refused") {
      refused.push({ file: item.file, place: item.place, code: item.code, reason: item.reason });
    } else if (item.kind === "listed") {
      listed.set(item.code, { name: item.name, place: `${item.file}, ${item.place}`, action: item.action });
    } else {
      const { record } = item;
      const digest = digestOf(record);
      const twin = read.get(record.code);
      if (twin !== undefined) {
        if (twin.digest !== digest) {
          const reason = `Mã ${record.code} đã có ở ${twin.place} với nội dung khác.`;
          refused.push({ file: item.file, place: item.place, code: record.code, reason });
        }
        continue;
      }
      read.set(record.code, { record, digest, place: `${item.file}, ${item.place}` });
      traps.push(...item.traps);
      const name = record.name.toLocaleLowerCase("vi");
      const namesake = names.get(name);
      if (namesake === undefined) names.set(name, record.code);
      else if (!item.traps.some((trap) => trap.kind === "name_shared"))
        traps.push({ kind: "name_shared", code: record.code, detail: `cùng tên với ${namesake}` });
    }
  }

  const planned: PlanItem[] = [];
  const unchanged: ProcedureCode[] = [];
  for (const [code, { record, digest }] of read) {
    const now = current.get(code);
    if (now === undefined) planned.push({ action: "create", code, record, digest });
    else if (now.digest === digest) unchanged.push(code);
    else {
      const changes = fieldChanges(now.record, record);
      planned.push({ action: "change", code, record, digest, baseDigest: now.digest, changes });
    }
  }
  const inForce = [...current.values()].filter((one) => one.record !== undefined);
  for (const { code, digest } of inForce) {
    const abolished = listed.get(code)?.action === "abolish";
    if (abolished || (complete && !read.has(code))) {
      planned.push({ action: "withdraw", code, baseDigest: digest, successor: successors.get(code) });
    }
  }
  const withdrawn = planned.filter((item) => item.action === "withdraw").length;
  const trapCounts: Partial<Record<TrapKind, number>> = {};
  for (const { kind } of traps) trapCounts[kind] = (trapCounts[kind] ?? 0) + 1;
  return {
    items: planned.sort((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0)),
    unchanged,
    refused,
    traps,
    trapCounts,
    withoutRecord: [...listed]
      .filter(([code, { action }]) => (action === "publish" || action === "amend") && !read.has(code))
      .map(([code, { name, place }]) => ({ code, name, place })),
    withdrawnShare: inForce.length === 0 ? 0 : withdrawn / inForce.length,
  };
}

/** The differences of two records, field by field; lists are compared as a whole under their own name. */
export function fieldChanges(before: Procedure | undefined, after: Procedure): readonly FieldChange[] {
  const changes: FieldChange[] = [];
  const old: Partial<Record<string, unknown>> = before ?? {};
  const fresh: Partial<Record<string, unknown>> = after;
  for (const field of new Set([...Object.keys(fresh), ...Object.keys(old)])) {
    const [was, is] = [old[field], fresh[field]].map((value) =>
      value === undefined ? undefined : JSON.stringify(value),
    );
    if (digestOf(old[field]) !== digestOf(fresh[field])) changes.push({ field, before: was, after: is });
  }
  return changes;
}
