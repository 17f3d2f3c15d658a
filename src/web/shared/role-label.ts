import type { Account } from "./me.ts";

/** Vietnamese names of the roles. */
export const roleLabel = {
  operator: "Cán bộ",
  supervisor: "Phụ trách",
  admin: "Quản trị",
} as const satisfies Record<Account["role"], string>;
