import { and, eq } from "drizzle-orm";
import type { Clock } from "../core/ports.ts";
import type { Store } from "../store/open-store.ts";
import type { PasswordHashing } from "./hash-password.ts";
import { account } from "./tables.ts";

export interface PasswordCheck {
  readonly store: Store;
  readonly hashing: PasswordHashing;
  readonly clock: Clock;
  /** After so many wrong passwords in a row the account is locked for `lockoutMs`. */
  readonly attempts: number;
  readonly lockoutMs: number;
}

/** Why a password was not taken; for the audit only, never for the one who tried. */
export type Refusal = "unknown_name" | "wrong_password" | "locked" | "switched_off";

export type Attempt =
  | {
      readonly kind: "right";
      readonly id: string;
      /** The hash it was compared with: what follows must hold only while it still is the account's. */
      readonly comparedWith: string;
      /** What to store: the same, or a new one when the cost has changed since. */
      readonly hash: string;
    }
  | {
      readonly kind: "refused";
      readonly why: Refusal;
      /** Undefined when there is no such account. */
      readonly id: string | undefined;
      /** This very attempt locked the account. */
      readonly locksNow: boolean;
    };

/**
 * Tries a password. Counted before it is compared, in one statement: however many are tried at once, over all
 * instances, no more than `attempts` are compared between two right ones or within one lockout. What is done after a
 * right one must set the count back (`SUCCESS`).
 *
 * Nobody learns here whether a name exists. An unknown name, a locked account and one that is switched off cost the
 * same hash and are refused alike. In particular a locked account does not compare the password at all: were the right
 * one told from a wrong one, guessing could go on through the lockout.
 */
export async function tryPassword(
  check: PasswordCheck,
  who: { readonly username: string } | { readonly id: string },
  password: string,
): Promise<Attempt> {
  const { store, hashing, attempts } = check;
  const now = check.clock();
  const [column, value] = "id" in who ? ["id", who.id] : ["username", who.username];
  // A lock that is over starts the count anew.
  const counted = "case when locked_until is null then failures + 1 else 1 end";
  const { rows } = await store.transaction(async (tx) => {
    // Not waited for: only a name that exists is written here, and the wait for the disk could be measured. The audit
    // line, which every attempt has, is waited for, and takes this to the disk with it.
    await tx.run("set local synchronous_commit = off");
    return tx.run<{ id: string; hash: string | null; active: boolean; failures: number }>(
      `update account set failures = ${counted},
         locked_until = case when ${counted} >= $2 then $3::timestamptz end
       where ${column} = $1 and (locked_until is null or locked_until <= $4::timestamptz)
       returning id, password_hash as hash, active, failures`,
      [value, attempts, new Date(now.getTime() + check.lockoutMs), now],
    );
  });
  const [counts] = rows;
  if (counts === undefined) {
    await hashing.matches(null, password);
    const [locked] = await store.orm
      .select({ id: account.id })
      .from(account)
      .where("id" in who ? eq(account.id, who.id) : eq(account.username, who.username));
    return { kind: "refused", why: locked ? "locked" : "unknown_name", id: locked?.id, locksNow: false };
  }
  const { id, hash } = counts;
  const right = await hashing.matches(hash, password);
  if (!right || hash === null || !counts.active) {
    const why = counts.active ? "wrong_password" : "switched_off";
    return { kind: "refused", why, id, locksNow: counts.failures >= attempts };
  }
  const fresh = hashing.isCurrent(hash) ? hash : await hashing.hash(password);
  return { kind: "right", id, comparedWith: hash, hash: fresh };
}

/** What a right password sets back. */
export const SUCCESS = { failures: 0, lockedUntil: null } as const;

/** The account of a right attempt, if it is still as it was compared with: not switched off, password not changed. */
export const stillAs = (attempt: Attempt & { kind: "right" }) =>
  and(eq(account.id, attempt.id), eq(account.active, true), eq(account.passwordHash, attempt.comparedWith));
