/** The shortest password the server takes, in letters. */
export const SHORTEST_PASSWORD = 12;

export interface PasswordsTyped {
  readonly old: string;
  readonly fresh: string;
  readonly again: string;
}

/** What the page can tell while a new password is typed. */
export interface PasswordChecks {
  /** How many letters it has, counted as the server does: as they are read, not as they are stored. */
  readonly length: number;
  readonly longEnough: boolean;
  readonly differs: boolean;
  readonly same: boolean;
}

/** Checks what can be checked here; whether it is easy to guess, the server says. */
export function checkPasswords({ old, fresh, again }: PasswordsTyped): PasswordChecks {
  const form = (typed: string): string => typed.normalize("NFKC");
  const length = Array.from(form(fresh)).length;
  return {
    length,
    longEnough: length >= SHORTEST_PASSWORD,
    differs: fresh !== "" && form(fresh) !== form(old),
    same: fresh !== "" && form(fresh) === form(again),
  };
}

/** At which field the server's refusal is to be told, by its code; undefined: it is about no single field. */
export function fieldAtFault(code: string): keyof PasswordsTyped | undefined {
  if (code === "password_weak") return "fresh";
  return code === "sign_in_refused" ? "old" : undefined;
}
