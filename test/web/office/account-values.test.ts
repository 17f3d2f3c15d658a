import { ChangeAccount, CreateAccount, type AccountView } from "../../../src/contract/sign-in.ts";
import { accountStates } from "../../../src/web/desk/office/account-states.ts";
import { changedIn, createBody, valuesOf } from "../../../src/web/desk/office/account-values.ts";

const ACCOUNT: AccountView = {
  id: "1",
  username: "binh",
  name: "Trần Văn Bình",
  role: "operator",
  unit: "so-tu-phap",
  email: null,
  active: true,
  mustChangePassword: false,
  lockedUntil: null,
  createdAt: "2026-11-01T00:00:00.000Z",
  lastSignInAt: null,
};

describe("the form of an account", () => {
  it("makes an account from what was typed, without what was left empty", () => {
    const body = createBody({ username: " Ha.Le ", name: " Lê Thị Hà ", role: "supervisor", email: "  " });
    expect(CreateAccount.parse(body)).toEqual({
      username: "ha.le",
      name: "Lê Thị Hà",
      role: "supervisor",
      unit: null,
      email: null,
    });
  });

  it("changes nothing when nothing was changed", () => {
    expect(changedIn(ACCOUNT, valuesOf(ACCOUNT))).toEqual({});
  });

  it("sends only what was changed", () => {
    const body = changedIn(ACCOUNT, { ...valuesOf(ACCOUNT), role: "admin", active: false });
    expect(ChangeAccount.parse(body)).toEqual({ role: "admin", active: false });
  });

  it("takes a unit away when it was cleared, and an address that was added", () => {
    const cleared = { ...valuesOf(ACCOUNT), unit: undefined, email: "binh@example.org" };
    expect(changedIn(ACCOUNT, cleared)).toEqual({ unit: null, email: "binh@example.org" });
  });

  it("begins a new account as an operator of all units", () => {
    expect(valuesOf(undefined)).toEqual({ username: "", name: "", role: "operator" });
  });
});

describe("how an account stands", () => {
  const wordsOf = (change: Partial<AccountView>) =>
    accountStates({ ...ACCOUNT, ...change }).map(({ words }) => words);

  it("is in use when nothing is amiss", () => {
    expect(wordsOf({})).toEqual(["Đang sử dụng"]);
  });

  it("names what is amiss, the lockout first, in Vietnam's time", () => {
    const lockedUntil = "2026-11-24T03:30:00.000Z";
    expect(wordsOf({ lockedUntil, mustChangePassword: true })).toEqual([
      "Tạm khoá đến 24/11/2026 10:30",
      "Chưa đổi mật khẩu",
    ]);
  });

  it("says nothing else of one that is not in use", () => {
    expect(wordsOf({ active: false, mustChangePassword: true })).toEqual(["Ngừng sử dụng"]);
  });
});
