import { storableText } from "../core/storable-text.ts";
import type { AuditLine } from "../store/audit.ts";
import type { Connection } from "../store/open-store.ts";

/** How many lines a page of the audit has. */
export const AUDIT_PAGE = 50;

export interface AuditRow extends Required<AuditLine> {
  /** Grows with time; the cursor of `before`. */
  readonly id: number;
  /** The name of the account that did it; null when it was none. */
  readonly actorName: string | null;
  /** Of the account it was done to; null when it was done to something else. */
  readonly subjectName: string | null;
}

/**
 * A page of the audit, newest first.
 * @param subject only lines of this subject.
 * @param before only lines with a smaller id.
 */
export async function readAudit(
  connection: Connection,
  subject: string | undefined,
  before: number | undefined,
): Promise<{ readonly lines: readonly AuditRow[]; readonly more: boolean }> {
  const { rows } = await connection.run<AuditRow>(
    `select a.id, a.at, a.actor, a.action, a.subject, a.detail, who.name as "actorName", whom.name as "subjectName"
     from audit a
     left join account who on a.actor = 'operator:' || who.id
     left join account whom on a.subject = 'account:' || whom.id
     where ($1::text is null or a.subject = $1) and ($2::bigint is null or a.id < $2)
     order by a.id desc limit $3`,
    [subject === undefined ? null : storableText(subject), before ?? null, AUDIT_PAGE + 1],
  );
  return { lines: rows.slice(0, AUDIT_PAGE), more: rows.length > AUDIT_PAGE };
}
