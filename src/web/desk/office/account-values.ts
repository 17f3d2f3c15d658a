import type { AccountView, ChangeAccount, CreateAccount } from "../../../contract/sign-in.ts";

/** What the form of an account holds. A field that is empty or was cleared: none. */
export interface AccountValues {
  readonly username?: string;
  readonly name: string;
  readonly role: AccountView["role"];
  readonly unit?: string | null | undefined;
  readonly email?: string | undefined;
  readonly active?: boolean;
}

/** What the form begins with. */
export function valuesOf(account: AccountView | undefined): AccountValues {
  if (account === undefined) return { username: "", name: "", role: "operator" };
  const { name, role, unit, email, active } = account;
  return { name, role, unit: unit ?? undefined, email: email ?? undefined, active };
}

const orNull = (text: string | null | undefined): string | null => text?.trim() || null;

/** The body that makes the account. */
export const createBody = (values: AccountValues): CreateAccount => ({
  username: (values.username ?? "").trim().toLowerCase(),
  name: values.name.trim(),
  role: values.role,
  unit: orNull(values.unit),
  email: orNull(values.email),
});

/** The body that makes an account as the form has it: only what differs, so that two people's changes add up. */
export function changedIn(account: AccountView, values: AccountValues): ChangeAccount {
  const after = {
    name: values.name.trim(),
    role: values.role,
    unit: orNull(values.unit),
    email: orNull(values.email),
    active: values.active ?? account.active,
  };
  return Object.fromEntries(
    Object.entries(after).filter(([key, value]) => value !== account[key as keyof typeof after]),
  );
}
