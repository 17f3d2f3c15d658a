import type { Transaction } from "./open-store.ts";

/** One line of the record of who changed what. */
export interface AuditLine {
  readonly at: Date;
  /** `operator:<account id>`, or what is no account: `sign_in` (nobody yet), `first_start`, the name a command or token has. */
  readonly actor: string;
  /** What was done, such as `account_changed`. */
  readonly action: string;
  /** What it was done to, such as `account:<id>`, `import:<number>`. */
  readonly subject: string;
  /** What else tells about it, as JSON; never a secret. */
  readonly detail?: object;
}

/** Writes a line that is kept if, and only if, the change it tells of is. */
export async function writeAudit(tx: Transaction, line: AuditLine): Promise<void> {
  await tx.run("insert into audit (at, actor, action, subject, detail) values ($1, $2, $3, $4, $5::jsonb)", [
    line.at,
    line.actor,
    line.action,
    line.subject,
    JSON.stringify(line.detail ?? {}),
  ]);
}
