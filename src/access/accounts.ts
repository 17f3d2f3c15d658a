import { and, asc, eq } from "drizzle-orm";
import { z } from "zod";
import { MotcuaError } from "../core/errors.ts";
import { writeHolder } from "../core/handover.ts";
import { ROLES, type Role } from "../core/people.ts";
import type { NewId } from "../core/ports.ts";
import { storableText } from "../core/storable-text.ts";
import { writeAudit } from "../store/audit.ts";
import type { Store, Transaction } from "../store/open-store.ts";
import { accountOf, findAccountByUsername, listAccounts, type Account } from "./find-account.ts";
import { oneTimePassword } from "./hash-password.ts";
import { assertStrong, passwordForm } from "./password-rules.ts";
import { endSessions } from "./session-store.ts";
import { emailForm, usernameForm } from "./sign-in.ts";
import { account } from "./tables.ts";
import { stillAs, SUCCESS, tryPassword, type PasswordCheck } from "./verify-password.ts";

export interface NewAccount {
  readonly username: string;
  readonly name: string;
  readonly role: Role;
  readonly unit?: string | null | undefined;
  readonly email?: string | null | undefined;
}

/** What is not given stays as it is. */
export interface AccountChange {
  readonly name?: string | undefined;
  readonly role?: Role | undefined;
  readonly unit?: string | null | undefined;
  readonly email?: string | null | undefined;
  readonly active?: boolean | undefined;
}

export interface WithPassword {
  readonly account: Account;
  /** Shown once to the one who made it, and kept nowhere. */
  readonly oneTimePassword: string;
}

/**
 * The accounts and their passwords. `by` is the actor of the audit line each change leaves. What is wrong with the
 * values given is told with MotcuaError `account_invalid`, an unknown id with `not_found`.
 */
export interface Accounts {
  list(): Promise<readonly Account[]>;
  create(values: NewAccount, by: string): Promise<WithPassword>;
  /**
   * Ends the account's sessions when role, email or whether it is in use changes.
   * @throws MotcuaError `account_invalid` also when no administrator in use would be left.
   */
  change(id: string, change: AccountChange, by: string): Promise<Account>;
  /** A new one-time password; ends a lockout and all sessions. */
  resetPassword(id: string, by: string): Promise<WithPassword>;
  /**
   * Ends all other sessions of the account.
   * @param sid the session of the one who changes it, which goes on.
   * @throws MotcuaError `password_weak`; `sign_in_refused` when `old` is wrong; `account_locked` after too many wrong ones.
   */
  changePassword(id: string, old: string, fresh: string, sid: string): Promise<Account>;
}

export interface AccountParts extends PasswordCheck {
  readonly newId: NewId;
  /** Told after sessions of an account were ended, so that its open sockets can be, too. */
  readonly onSessionsEnded?: (accountId: string) => void;
}

const Username = z
  .string()
  .transform(usernameForm)
  .pipe(
    z
      .string()
      .regex(/^[a-z0-9._-]{3,40}$/, "Tên đăng nhập gồm 3 đến 40 chữ thường không dấu, chữ số, dấu . _ -"),
  );
const line = (what: string, longest: number) =>
  z
    .string()
    .transform((text) => storableText(text).normalize("NFC").replace(/\s+/g, " ").trim())
    .pipe(z.string().min(1, `${what} không được để trống`).max(longest, `${what} dài nhất ${longest} ký tự`));
const Name = line("Họ tên", 80);
const RoleOf = z.enum(ROLES, "Vai trò không hợp lệ");
const Unit = line("Đơn vị", 60).nullable();
const Email = z
  .string()
  .transform(emailForm)
  .pipe(z.email("Địa chỉ thư điện tử không hợp lệ").max(200))
  .nullable();

const Created = z.object({
  username: Username,
  name: Name,
  role: RoleOf,
  unit: Unit.default(null),
  email: Email.default(null),
});
const Changed = z.object({
  name: Name.optional(),
  role: RoleOf.optional(),
  unit: Unit.optional(),
  email: Email.optional(),
  active: z.boolean().optional(),
});

function checked<Values>(schema: z.ZodType<Values>, values: unknown): Values {
  const parsed = schema.safeParse(values);
  if (parsed.success) return parsed.data;
  throw new MotcuaError(
    "account_invalid",
    `${parsed.error.issues.map((issue) => issue.message).join(". ")}.`,
  );
}

export function createAccounts(parts: AccountParts): Accounts {
  const { store, hashing, clock } = parts;
  const ended = (id: string): void => parts.onSessionsEnded?.(id);

  return {
    list: () => listAccounts(store),

    async create(values, by) {
      const prepared = await prepareAccount(parts, values);
      const created = await uniquely(() => store.transaction((tx) => insertAccount(tx, prepared, by)));
      return { account: created, oneTimePassword: prepared.oneTimePassword };
    },

    async change(id, change, by) {
      const values = checked(Changed, change);
      const [after, endsSessions] = await uniquely(() =>
        store.transaction(async (tx) => {
          // Locked in one order by all, and before the account itself: two administrators who switch each other off
          // at the same moment must not both succeed.
          const admins = await tx.orm
            .select({ id: account.id })
            .from(account)
            .where(and(eq(account.role, "admin"), eq(account.active, true)))
            .orderBy(asc(account.id))
            .for("update");
          const before = await lockAccount(tx, id);
          const differs = Object.entries(values).filter(
            ([key, value]) => value !== undefined && value !== before[key as keyof typeof values],
          );
          if (differs.length === 0) return [accountOf(before), false] as const;
          const after = { ...before, ...Object.fromEntries(differs) };
          const stays = after.active && after.role === "admin";
          if (!stays && admins.length === 1 && admins[0]?.id === id) {
            throw new MotcuaError(
              "account_invalid",
              "Phải còn ít nhất một tài khoản quản trị đang hoạt động.",
            );
          }
          await tx.orm.update(account).set(Object.fromEntries(differs)).where(eq(account.id, id));
          const ends = differs.some(([key]) => key === "role" || key === "email" || key === "active");
          if (ends) await endSessions(tx, id);
          const detail = Object.fromEntries(
            differs.map(([key, value]) => [key, { from: before[key as keyof typeof values], to: value }]),
          );
          const subject = `account:${id}`;
          await writeAudit(tx, { at: clock(), actor: by, action: "account_changed", subject, detail });
          return [accountOf(after), ends] as const;
        }),
      );
      if (endsSessions) ended(id);
      return after;
    },

    async resetPassword(id, by) {
      const password = oneTimePassword();
      const passwordHash = await hashing.hash(password);
      const after = await store.transaction(async (tx) => {
        await lockAccount(tx, id);
        const set = { ...SUCCESS, passwordHash, mustChangePassword: true };
        const [row] = await tx.orm.update(account).set(set).where(eq(account.id, id)).returning();
        if (row === undefined) throw notFound();
        await endSessions(tx, id);
        await writeAudit(tx, { at: clock(), actor: by, action: "password_reset", subject: `account:${id}` });
        return accountOf(row);
      });
      ended(id);
      return { account: after, oneTimePassword: password };
    },

    async changePassword(id, old, fresh, sid) {
      const [owner] = await store.orm.select().from(account).where(eq(account.id, id));
      if (owner === undefined) throw notFound();
      assertStrong(fresh, owner);
      if (passwordForm(fresh) === passwordForm(old))
        throw new MotcuaError("password_weak", "Mật khẩu mới phải khác mật khẩu đang dùng.");
      const attempt = await tryPassword(parts, { id }, old);
      const passwordHash = await hashing.hash(fresh);
      const actor = writeHolder({ kind: "operator", id });
      const subject = `account:${id}`;
      const outcome = await store.transaction(async (tx) => {
        const at = clock();
        const set = { ...SUCCESS, passwordHash, mustChangePassword: false };
        const [row] =
          attempt.kind === "refused"
            ? []
            : await tx.orm.update(account).set(set).where(stillAs(attempt)).returning();
        if (row === undefined) {
          const why = attempt.kind === "refused" ? attempt.why : "changed_meanwhile";
          await writeAudit(tx, { at, actor, action: "password_change_failed", subject, detail: { why } });
          return why;
        }
        await endSessions(tx, id, sid);
        await writeAudit(tx, { at, actor, action: "password_changed", subject });
        return accountOf(row);
      });
      // Whoever asks has signed in: no name is given away here.
      if (outcome === "locked")
        throw new MotcuaError(
          "account_locked",
          "Đã nhập sai mật khẩu quá nhiều lần. Vui lòng thử lại sau ít phút.",
        );
      if (typeof outcome === "string")
        throw new MotcuaError("sign_in_refused", "Mật khẩu đang dùng không đúng.");
      ended(id);
      return outcome;
    },
  };
}

interface PreparedAccount {
  readonly row: typeof account.$inferInsert;
  readonly oneTimePassword: string;
}

/** Checks the values and makes the password: what takes long, before a transaction is opened. */
export async function prepareAccount(
  parts: Pick<AccountParts, "hashing" | "clock" | "newId">,
  values: NewAccount,
): Promise<PreparedAccount> {
  const row = checked(Created, values);
  const password = oneTimePassword();
  const passwordHash = await parts.hashing.hash(password);
  const common = { id: parts.newId(), mustChangePassword: true, createdAt: parts.clock() };
  return { row: { ...row, ...common, passwordHash }, oneTimePassword: password };
}

export async function insertAccount(tx: Transaction, { row }: PreparedAccount, by: string): Promise<Account> {
  const [made] = await tx.orm.insert(account).values(row).returning();
  if (made === undefined) throw new Error("an insert gave no row");
  const { username, name, role, unit, email } = made;
  await writeAudit(tx, {
    at: made.createdAt,
    actor: by,
    action: "account_created",
    subject: `account:${made.id}`,
    detail: { username, name, role, unit, email },
  });
  return accountOf(made);
}

/**
 * For an administrator who is locked out, with the database at hand.
 * @throws MotcuaError `not_found` when no account has that name; `account_invalid` when it is switched off.
 */
export async function resetAccountPassword(
  store: Store,
  accounts: Accounts,
  username: string,
  by: string,
): Promise<WithPassword> {
  const found = await findAccountByUsername(store, usernameForm(username));
  if (found === undefined) throw new MotcuaError("not_found", `Không có tài khoản "${username}".`);
  if (!found.active)
    throw new MotcuaError("account_invalid", `Tài khoản "${found.username}" đã ngừng sử dụng.`);
  return accounts.resetPassword(found.id, by);
}

const notFound = () => new MotcuaError("not_found", "Không có tài khoản này.");

async function lockAccount(tx: Transaction, id: string): Promise<typeof account.$inferSelect> {
  const [row] = await tx.orm.select().from(account).where(eq(account.id, id)).for("update");
  if (row === undefined) throw notFound();
  return row;
}

/** Says which of the names that must be one's own is somebody else's. */
async function uniquely<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    // Drizzle wraps what the database said.
    for (let fault = cause as { constraint?: string; cause?: unknown } | undefined; fault !== undefined;) {
      const taken = TAKEN[fault.constraint ?? ""];
      if (taken !== undefined) throw new MotcuaError("account_invalid", taken, { cause });
      fault = fault.cause as typeof fault;
    }
    throw cause;
  }
}

const TAKEN: Readonly<Record<string, string>> = {
  account_username: "Tên đăng nhập này đã có người dùng.",
  account_email: "Địa chỉ thư điện tử này đã gắn với tài khoản khác.",
};
