import { MotcuaError } from "../core/errors.ts";
import { writeAudit } from "../store/audit.ts";
import type { Connection, Store, Transaction } from "../store/open-store.ts";
import { lockCatalogue } from "./lock-catalogue.ts";
import type { Plan } from "./plan-import.ts";
import type { ImportState } from "./tables.ts";

/** Items written by one statement while a plan is stored. */
const AT_ONCE = 40;

export interface PlanHead {
  /** From when what is imported is in force, `YYYY-MM-DD`. */
  readonly inForceFrom: string;
  readonly files: readonly { readonly name: string; readonly sha256: string }[];
  readonly plannedBy: string;
}

/** An import as it stands. */
export interface ImportRow extends PlanHead {
  readonly id: number;
  readonly state: ImportState;
  readonly report: ImportReport;
  readonly plannedAt: Date;
  readonly approvedBy: string | null;
  readonly approvedAt: Date | null;
  readonly appliedAt: Date | null;
  readonly rolledBackAt: Date | null;
}

/** What a plan found, in counts, with everything that could not be taken. */
export type ImportReport = Pick<Plan, "refused" | "trapCounts" | "withoutRecord" | "withdrawnShare"> & {
  readonly create: number;
  readonly change: number;
  readonly unchanged: number;
  readonly withdraw: number;
};

export function reportOf(plan: Plan): ImportReport {
  const count = (action: string) => plan.items.filter((item) => item.action === action).length;
  const { refused, trapCounts, withoutRecord, withdrawnShare } = plan;
  return {
    create: count("create"),
    change: count("change"),
    unchanged: plan.unchanged.length,
    withdraw: count("withdraw"),
    refused,
    trapCounts,
    withoutRecord,
    withdrawnShare,
  };
}

/**
 * Keeps a plan, to be approved and applied later. Changes nothing in the catalogue. Returns its number.
 * @throws MotcuaError `import_withdraws_too_much` when it would withdraw more than `withdrawAtMost` (0 to 1) of what
 *   is in force: a list that was cut off must not empty the catalogue.
 */
export async function storePlan(
  store: Store,
  plan: Plan,
  head: PlanHead,
  withdrawAtMost: number,
  now: Date,
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<number> {
  if (plan.withdrawnShare > withdrawAtMost) {
    const percent = (share: number) => `${(share * 100).toFixed(1).replace(".", ",")} %`;
    throw new MotcuaError(
      "import_withdraws_too_much",
      `Bản nhập sẽ bãi bỏ ${percent(plan.withdrawnShare)} thủ tục đang có hiệu lực, quá mức cho phép ${percent(withdrawAtMost)}. ` +
        "Hãy kiểm tra tệp có đủ không; nếu đúng, nâng mức cho phép.",
    );
  }
  return store.transaction(async (tx) => {
    const { rows } = await tx.run<{ id: number }>(
      `insert into import_plan (state, in_force_from, files, report, planned_by, planned_at)
       values ('planned', $1::date, $2::jsonb, $3::jsonb, $4, $5) returning id`,
      [head.inForceFrom, JSON.stringify(head.files), JSON.stringify(reportOf(plan)), head.plannedBy, now],
    );
    const id = rows[0]?.id ?? 0;
    for (let from = 0; from < plan.items.length; from += AT_ONCE) {
      const items = plan.items.slice(from, from + AT_ONCE).map((item) => ({
        code: item.code,
        action: item.action,
        record: "record" in item ? item.record : undefined,
        successor: "successor" in item ? item.successor : undefined,
        digest: "digest" in item ? item.digest : "withdrawn",
        base: "baseDigest" in item ? item.baseDigest : undefined,
      }));
      await tx.run(
        `insert into import_item (import_id, code, action, record, successor, digest, base_digest)
         select $2::int, code, action, record, successor, digest, base
         from jsonb_to_recordset($1::jsonb)
           as x(code text, action text, record jsonb, successor text, digest text, base text)`,
        [JSON.stringify(items), id],
      );
      onProgress(Math.min(from + AT_ONCE, plan.items.length), plan.items.length);
    }
    await note(tx, now, head.plannedBy, "import_planned", id, { files: head.files });
    return id;
  });
}

/**
 * A second person says yes. @throws MotcuaError `import_four_eyes` when it is the one who planned it and `fourEyes`
 * is asked for; `import_state` when it is not waiting for approval; `not_found`.
 */
export async function approveImport(
  store: Store,
  id: number,
  by: string,
  fourEyes: boolean,
  now: Date,
): Promise<void> {
  await store.transaction(async (tx) => {
    const plan = await lockImport(tx, id, ["planned"]);
    if (fourEyes && plan.planned_by === by) {
      throw new MotcuaError(
        "import_four_eyes",
        "Người lập kế hoạch nhập không được tự duyệt; cần người thứ hai.",
      );
    }
    await tx.run(
      "update import_plan set state = 'approved', approved_by = $2, approved_at = $3 where id = $1",
      [id, by, now],
    );
    await note(tx, now, by, "import_approved", id, {});
  });
}

/** Turned down; it can never be applied. */
export async function rejectImport(store: Store, id: number, by: string, now: Date): Promise<void> {
  await store.transaction(async (tx) => {
    await lockImport(tx, id, ["planned", "approved"]);
    await tx.run("update import_plan set state = 'rejected' where id = $1", [id]);
    await note(tx, now, by, "import_rejected", id, {});
  });
}

/**
 * Puts an approved import into the catalogue: all of it or nothing, with an audit line for each procedure.
 * @throws MotcuaError `import_stale` when what is in force is no longer what the plan was compared with: plan anew.
 */
export async function applyImport(store: Store, id: number, by: string, now: Date): Promise<void> {
  await store.transaction(async (tx) => {
    await lockCatalogue(tx);
    const plan = await lockImport(tx, id, ["approved"]);
    const { rows: stale } = await tx.run<{ code: string }>(
      `select i.code from import_item i
       left join lateral (
         select digest from procedure_version v
         where v.code = i.code and v.revoked_at is null and v.in_force_from <= $2::date
         order by in_force_from desc, id desc limit 1) c on true
       where i.import_id = $1 and i.base_digest is distinct from c.digest limit 5`,
      [id, plan.in_force_from],
    );
    if (stale.length > 0) {
      throw new MotcuaError(
        "import_stale",
        `Danh mục đã thay đổi từ khi lập kế hoạch (${stale.map((row) => row.code).join(", ")}…). Hãy lập kế hoạch lại.`,
      );
    }
    await tx.run(
      `insert into procedure_version (code, record, successor, digest, in_force_from, import_id, created_at)
       select code, record, successor, digest, $2::date, $1, $3::timestamptz from import_item
       where import_id = $1 order by code`,
      [id, plan.in_force_from, now],
    );
    await tx.run("update import_plan set state = 'applied', applied_at = $2 where id = $1", [id, now]);
    await noteItems(tx, now, by, id, "");
    await note(tx, now, by, "import_applied", id, {});
  });
}

/** Takes an applied import back: what was in force without it is in force again. */
export async function rollBackImport(store: Store, id: number, by: string, now: Date): Promise<void> {
  await store.transaction(async (tx) => {
    await lockCatalogue(tx);
    await lockImport(tx, id, ["applied"]);
    await tx.run("update procedure_version set revoked_at = $2 where import_id = $1 and revoked_at is null", [
      id,
      now,
    ]);
    await tx.run("update import_plan set state = 'rolled_back', rolled_back_at = $2 where id = $1", [
      id,
      now,
    ]);
    await noteItems(tx, now, by, id, "_rolled_back");
    await note(tx, now, by, "import_rolled_back", id, {});
  });
}

/** Imports, newest first. */
export async function listImports(connection: Connection): Promise<readonly ImportRow[]> {
  const { rows } = await connection.run<ImportRow>(
    `select id, state, in_force_from::text as "inForceFrom", files, report, planned_by as "plannedBy", planned_at as "plannedAt",
            approved_by as "approvedBy", approved_at as "approvedAt", applied_at as "appliedAt", rolled_back_at as "rolledBackAt"
     from import_plan order by id desc limit 200`,
  );
  return rows;
}

interface LockedImport {
  readonly planned_by: string;
  readonly in_force_from: string;
}

async function lockImport(
  tx: Transaction,
  id: number,
  states: readonly ImportState[],
): Promise<LockedImport> {
  const { rows } = await tx.run<LockedImport & { state: ImportState }>(
    "select state, planned_by, in_force_from::text as in_force_from from import_plan where id = $1 for update",
    [id],
  );
  const [plan] = rows;
  if (plan === undefined) throw new MotcuaError("not_found", `Không có bản nhập số ${id}.`);
  if (!states.includes(plan.state)) {
    throw new MotcuaError(
      "import_state",
      `Bản nhập số ${id} đang ở trạng thái "${plan.state}", không làm được việc này.`,
    );
  }
  return plan;
}

const note = (tx: Transaction, at: Date, actor: string, action: string, id: number, detail: object) =>
  writeAudit(tx, { at, actor, action, subject: `import:${id}`, detail });

/** One line for each procedure: what was done, by which import, on which source and decision. */
async function noteItems(
  tx: Transaction,
  at: Date,
  actor: string,
  id: number,
  suffix: string,
): Promise<void> {
  await tx.run(
    `insert into audit (at, actor, action, subject, detail)
     select $2::timestamptz, $3, 'procedure_' || action || $4, 'procedure:' || code,
            jsonb_build_object('import', $1::int, 'digest', digest, 'base', base_digest, 'source', record->'source')
     from import_item where import_id = $1`,
    [id, at, actor, suffix],
  );
}
