import { createHash } from "node:crypto";
import {
  applyImport,
  approveImport,
  listImports,
  rejectImport,
  reportOf,
  rollBackImport,
  storePlan,
  type ImportReport,
  type ImportRow,
} from "../catalogue/apply-import.ts";
import { planImport, type Plan } from "../catalogue/plan-import.ts";
import type { CatalogueReader, SourceFile } from "../catalogue/reader.ts";
import { readFiles } from "../catalogue/read-files.ts";
import { timelineOn } from "../catalogue/timeline.ts";
import type { ProcedureCode } from "../core/procedure.ts";
import type { Clock } from "../core/ports.ts";
import { vietnamDate } from "../core/vietnam-date.ts";
import type { Store } from "../store/open-store.ts";

export interface ImportRequest {
  readonly files: readonly SourceFile[];
  /** From when it is to be in force, `YYYY-MM-DD`; today unless given. */
  readonly from?: string | undefined;
  /** The files are the whole catalogue: what they do not hold is withdrawn. */
  readonly complete: boolean;
  /** Share of what is in force that may be withdrawn, 0 to 1. */
  readonly withdrawAtMost: number;
  readonly by: string;
  /** By the code of what is withdrawn, the code of what takes its place; told to citizens who ask for the old one. */
  readonly successors?: Readonly<Record<ProcedureCode, ProcedureCode>> | undefined;
}

/** Imports from file to catalogue, the same for the command line and for the admin API. */
export interface ImportService {
  /** Reads and compares; writes nothing. */
  compare(request: ImportRequest): Promise<Plan>;
  /** Compares, and keeps the plan for approval. */
  plan(
    request: ImportRequest,
    onProgress?: (done: number, total: number) => void,
  ): Promise<{ readonly id: number; readonly plan: Plan; readonly report: ImportReport }>;
  approve(id: number, by: string): Promise<void>;
  reject(id: number, by: string): Promise<void>;
  apply(id: number, by: string): Promise<void>;
  rollBack(id: number, by: string): Promise<void>;
  list(): Promise<readonly ImportRow[]>;
}

/** @param onChanged called after the catalogue changed, so that this instance answers from it at once. */
export function createImportService(parts: {
  store: Store;
  readers: readonly CatalogueReader[];
  clock: Clock;
  fourEyes: boolean;
  onChanged: () => Promise<void>;
}): ImportService {
  const { store, readers, clock, fourEyes, onChanged } = parts;
  const dayOf = (request: ImportRequest): string => request.from ?? vietnamDate(clock());

  const compare: ImportService["compare"] = async (request) => {
    const items = readFiles(request.files, readers, vietnamDate(clock()));
    const successors = new Map(Object.entries(request.successors ?? {}));
    return planImport(items, await timelineOn(store, dayOf(request)), request.complete, successors);
  };

  return {
    compare,
    async plan(request, onProgress) {
      const plan = await compare(request);
      const files = request.files.map(({ name, bytes }) => ({
        name,
        sha256: createHash("sha256").update(bytes).digest("hex"),
      }));
      const head = { inForceFrom: dayOf(request), files, plannedBy: request.by };
      const id = await storePlan(store, plan, head, request.withdrawAtMost, clock(), onProgress);
      return { id, plan, report: reportOf(plan) };
    },
    approve: (id, by) => approveImport(store, id, by, fourEyes, clock()),
    reject: (id, by) => rejectImport(store, id, by, clock()),
    async apply(id, by) {
      await applyImport(store, id, by, clock());
      await onChanged();
    },
    async rollBack(id, by) {
      await rollBackImport(store, id, by, clock());
      await onChanged();
    },
    list: () => listImports(store),
  };
}
