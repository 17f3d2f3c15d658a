import { and, eq } from "drizzle-orm";
import { writeHolder } from "../core/handover.ts";
import { storableText } from "../core/storable-text.ts";
import { writeAudit } from "../store/audit.ts";
import type { Transaction } from "../store/open-store.ts";
import { accountOf, type Account } from "./find-account.ts";
import { account } from "./tables.ts";
import { stillAs, SUCCESS, tryPassword, type PasswordCheck } from "./verify-password.ts";

/** Ways to sign in. Each success and each failure leaves an audit line. */
export interface SignIn {
  /**
   * Undefined when refused, whatever the reason: see `tryPassword`.
   * @param address where it came from, for the audit.
   */
  byPassword(username: string, password: string, address: string): Promise<Account | undefined>;
  /**
   * Somebody whom the authority's own sign-in vouches for.
   * @param email the address it has verified. Undefined is answered when no account in use has it. A lockout does not
   *   matter here: it is for guessed passwords.
   */
  byVerifiedEmail(email: string, address: string): Promise<Account | undefined>;
  /** A line for a sign-in that failed before anybody was known; `why` is a code of the provider or of its client. */
  noteFailure(why: string, address: string): Promise<void>;
  noteSignOut(accountId: string): Promise<void>;
}

/** The username as it is stored. */
export const usernameForm = (typed: string): string => storableText(typed).trim().toLowerCase();
/** The address as it is stored. */
export const emailForm = (typed: string): string => storableText(typed).trim().toLowerCase();

export function createSignIn(check: PasswordCheck): SignIn {
  const { store, clock } = check;

  const finish = async (
    tx: Transaction,
    condition: ReturnType<typeof and>,
    set: Partial<typeof account.$inferInsert>,
    detail: object,
  ): Promise<Account | undefined> => {
    const at = clock();
    const [row] = await tx.orm
      .update(account)
      .set({ ...set, lastSignInAt: at })
      .where(condition)
      .returning();
    if (row === undefined) return undefined;
    const actor = writeHolder({ kind: "operator", id: row.id });
    await writeAudit(tx, { at, actor, action: "signed_in", subject: `account:${row.id}`, detail });
    return accountOf(row);
  };
  const fail = (
    tx: Transaction,
    failure: {
      by: string;
      why: string;
      id?: string | undefined;
      locksNow?: boolean;
      email?: string;
    },
    address: string,
  ): Promise<void> => {
    const { id, locksNow, ...detail } = failure;
    return writeAudit(tx, {
      at: clock(),
      actor: "sign_in",
      action: locksNow === true ? "account_locked" : "sign_in_failed",
      // A name that no account has is not kept: people type their password there.
      subject: id === undefined ? "sign_in" : `account:${id}`,
      detail: { ...detail, address },
    });
  };

  return {
    async byPassword(username, password, address) {
      const attempt = await tryPassword(check, { username: usernameForm(username) }, password);
      return store.transaction(async (tx) => {
        if (attempt.kind === "refused") {
          const { id, why, locksNow } = attempt;
          await fail(tx, { by: "password", why, id, locksNow }, address);
          return undefined;
        }
        const set = { ...SUCCESS, passwordHash: attempt.hash };
        const signedIn = await finish(tx, stillAs(attempt), set, { by: "password", address });
        if (signedIn === undefined)
          await fail(tx, { by: "password", why: "changed_meanwhile", id: attempt.id }, address);
        return signedIn;
      });
    },

    byVerifiedEmail: (email, address) =>
      store.transaction(async (tx) => {
        const theirs = and(eq(account.email, emailForm(email)), eq(account.active, true));
        const signedIn = await finish(tx, theirs, {}, { by: "oidc", address });
        // The address is kept: an administrator may want to give its owner an account.
        if (signedIn === undefined)
          await fail(tx, { by: "oidc", why: "no_account", email: emailForm(email) }, address);
        return signedIn;
      }),

    noteSignOut: (id) =>
      store.transaction((tx) => {
        const actor = writeHolder({ kind: "operator", id });
        return writeAudit(tx, { at: clock(), actor, action: "signed_out", subject: `account:${id}` });
      }),

    noteFailure: (why, address) => store.transaction((tx) => fail(tx, { by: "oidc", why }, address)),
  };
}
