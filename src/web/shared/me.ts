import type { AccountView } from "../../contract/sign-in.ts";

/** Who sits at the page, as every page for staff is told it. */
export type { Me } from "../../contract/sign-in.ts";
/** The account of whoever is signed in. */
export type Account = AccountView;
