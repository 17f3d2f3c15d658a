import type { Me } from "../../shared/me.ts";
import type { Route } from "../routes.ts";

export interface MenuEntry {
  readonly to: Route;
  readonly words: string;
}

type Role = Me["account"]["role"];

const EVERYBODY: readonly Role[] = ["operator", "supervisor", "admin"];

const ENTRIES: readonly (MenuEntry & { readonly roles: readonly Role[] })[] = [
  { to: { page: "conversations", open: undefined }, words: "Hội thoại", roles: EVERYBODY },
  { to: { page: "records" }, words: "Sổ theo dõi", roles: EVERYBODY },
  { to: { page: "figures" }, words: "Số liệu", roles: ["supervisor", "admin"] },
  { to: { page: "canned" }, words: "Mẫu trả lời", roles: EVERYBODY },
  { to: { page: "accounts" }, words: "Tài khoản", roles: ["admin"] },
];

/** The pages a role finds in the menu. What it may really do there, the server decides. */
export function menuFor(role: Role): readonly MenuEntry[] {
  return ENTRIES.filter(({ roles }) => roles.includes(role));
}
