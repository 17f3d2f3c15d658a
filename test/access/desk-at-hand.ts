import { randomUUID } from "node:crypto";
import { createAccounts, type Accounts, type NewAccount } from "../../src/access/accounts.ts";
import { createHashing, type PasswordHashing } from "../../src/access/hash-password.ts";
import { createSignIn, type SignIn } from "../../src/access/sign-in.ts";
import type { PasswordCheck } from "../../src/access/verify-password.ts";
import type { Store } from "../../src/store/open-store.ts";

/** As cheap as Argon2 can be: what is tested is not how long it takes. */
export const CHEAP = { memoryCost: 8, timeCost: 1, parallelism: 1 };
export const ATTEMPTS = 5;
export const LOCKOUT_MS = 15 * 60_000;
export const BY_TEST = "test";
/** Passes every rule. */
export const GOOD_PASSWORD = "chè xanh buổi sáng 7 giờ";

/** A clock that stands still until it is moved. */
export interface TestClock {
  (): Date;
  pass(ms: number): void;
}

export function testClock(start = "2026-11-24T01:00:00Z"): TestClock {
  let now = new Date(start).getTime();
  return Object.assign(() => new Date(now), {
    pass: (ms: number) => {
      now += ms;
    },
  });
}

/** Accounts and sign-in over a store. Hashing that counts how many passwords were compared. */
export interface DeskAtHand {
  readonly store: Store;
  readonly clock: TestClock;
  readonly check: PasswordCheck;
  readonly accounts: Accounts;
  readonly signIn: SignIn;
  readonly compared: () => number;
  /** Accounts whose sessions were reported as ended, in order. */
  readonly ended: readonly string[];
  /** An account whose one-time password has been changed to `GOOD_PASSWORD`. */
  settled(values: Partial<NewAccount> & { username: string }): Promise<string>;
  audit(): Promise<readonly { actor: string; action: string; subject: string; detail: object }[]>;
}

export function deskAtHand(store: Store, hashing: PasswordHashing = createHashing(CHEAP)): DeskAtHand {
  const clock = testClock();
  const ended: string[] = [];
  let compared = 0;
  const counting: PasswordHashing = {
    ...hashing,
    matches: (hashed, password) => {
      compared++;
      return hashing.matches(hashed, password);
    },
  };
  const check: PasswordCheck = { store, hashing: counting, clock, attempts: ATTEMPTS, lockoutMs: LOCKOUT_MS };
  const accounts = createAccounts({ ...check, newId: randomUUID, onSessionsEnded: (id) => ended.push(id) });
  return {
    store,
    clock,
    check,
    accounts,
    signIn: createSignIn(check),
    compared: () => compared,
    ended,
    async settled(values) {
      const { account, oneTimePassword } = await accounts.create(
        { name: "Hoàng Thử Nghiệm", role: "operator", ...values },
        BY_TEST,
      );
      await accounts.changePassword(account.id, oneTimePassword, GOOD_PASSWORD, "no session");
      return account.id;
    },
    async audit() {
      const { rows } = await store.run<{ actor: string; action: string; subject: string; detail: object }>(
        "select actor, action, subject, detail from audit order by id",
      );
      return rows;
    },
  };
}

export const emptyAccess = (store: Store): Promise<unknown> => store.run("truncate account, session, audit");
