import type { AccountView } from "../../../contract/sign-in.ts";
import { dateAndTime } from "../../shared/format.ts";

/** How an account stands, in words, and the tone they are told in. */
export interface AccountState {
  readonly words: string;
  readonly tone: "plain" | "good" | "warn" | "bad";
}

/** What is to be said of an account, most important first; of one in good order that it is in use. */
export function accountStates(
  account: Pick<AccountView, "active" | "lockedUntil" | "mustChangePassword">,
): readonly [AccountState, ...AccountState[]] {
  if (!account.active) return [{ words: "Ngừng sử dụng", tone: "plain" }];
  const states: AccountState[] = [];
  if (account.lockedUntil !== null)
    states.push({ words: `Tạm khoá đến ${dateAndTime(account.lockedUntil)}`, tone: "bad" });
  if (account.mustChangePassword) states.push({ words: "Chưa đổi mật khẩu", tone: "warn" });
  const [first, ...rest] = states;
  return first === undefined ? [{ words: "Đang sử dụng", tone: "good" }] : [first, ...rest];
}
