import type { Procedure, ProcedureCode } from "../core/procedure.ts";

/** A file as it was handed in: by a path on the command line, or by an upload. */
export interface SourceFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What a reader could not read. The rest of the file goes on. */
export interface Refusal {
  readonly file: string;
  /** Where in the file: "line 12", "sheet Danh mục, row 7", a path of keys. */
  readonly place: string;
  readonly code: ProcedureCode | undefined;
  /** What is wrong, in Vietnamese, for the clerk who must mend it. */
  readonly reason: string;
}

/**
 * Known faults of real sources (shared/README): each is turned into unknown-with-note or left out, and counted.
 * - `free_against_note`: "Miễn phí" or 0 while the note names or points to an amount.
 * - `time_without_unit`: "1" with no unit.
 * - `fee_wrong_unit`: "135 VNĐ" where 135.000 đồng must be meant.
 * - `agency_missing`: no receiving agency.
 * - `abolished_district`: a body of the abolished district tier is named.
 * - `legal_basis_missing`, `documents_missing`, `methods_missing`: nothing given.
 * - `name_shared`: another record of the same import has the same name.
 * - `note_as_document`: a clerk's note stands among the papers.
 */
export const TRAPS = [
  "free_against_note",
  "time_without_unit",
  "fee_wrong_unit",
  "agency_missing",
  "abolished_district",
  "legal_basis_missing",
  "documents_missing",
  "methods_missing",
  "name_shared",
  "note_as_document",
] as const;
export type TrapKind = (typeof TRAPS)[number];

export interface Trap {
  readonly kind: TrapKind;
  readonly code: ProcedureCode;
  /** What stood in the source, for the report. */
  readonly detail: string;
}

/**
 * One thing read from a file: a full record; a line of a decision's annex that only says what is to be done with a
 * procedure (the content comes from elsewhere); or a refusal.
 */
export type ReadItem =
  | {
      readonly kind: "record";
      readonly record: Procedure;
      readonly place: string;
      readonly traps: readonly Trap[];
    }
  | {
      readonly kind: "listed";
      readonly action: "publish" | "amend" | "abolish" | "unsaid";
      readonly code: ProcedureCode;
      readonly name: string;
      readonly decision: string | undefined;
      readonly place: string;
    }
  | ({ readonly kind: "refused" } & Refusal);

/** Reads one format. A reader never guesses: what it is not sure of is refused, or unknown with a note. */
export interface CatalogueReader {
  readonly name: string;
  /** Is this file of my format? Looks at name and beginning only; at most one reader says yes. */
  accepts(file: SourceFile): boolean;
  /** Items in the order of the file. Never throws for what stands in the file. @param today `YYYY-MM-DD`, for sources without a date. */
  read(file: SourceFile, today: string): AsyncIterable<ReadItem>;
}
