import { randomUUID } from "node:crypto";
import { resetAccountPassword, type NewAccount } from "../../src/access/accounts.ts";
import type { Store } from "../../src/store/open-store.ts";
import { onBothEngines } from "../support/engines.ts";
import { openSuiteStore } from "../support/suite-store.ts";
import { BY_TEST, deskAtHand, emptyAccess, GOOD_PASSWORD, type DeskAtHand } from "./desk-at-hand.ts";

const LAN: NewAccount = { username: "lan.tran", name: "Trần Thị Lan", role: "operator", unit: "tu-phap" };

onBothEngines("accounts", (engine) => {
  let store: Store;
  let desk: DeskAtHand;
  openSuiteStore(engine, (opened) => {
    store = opened;
  });
  beforeEach(async () => {
    await emptyAccess(store);
    desk = deskAtHand(store);
  });

  const admin = (username: string) => desk.settled({ username, name: "Phạm Quản Trị", role: "admin" });
  const session = async (accountId: string): Promise<string> => {
    const sid = randomUUID();
    await store.run(
      "insert into session (sid, data, account_id, expires_at) values ($1, '{}', $2, '2099-01-01')",
      [sid, accountId],
    );
    return sid;
  };
  const sessions = async (): Promise<string[]> =>
    (await store.run<{ sid: string }>("select sid from session")).rows.map((row) => row.sid);

  it("are created with a password for one sign-in, which is kept nowhere", async () => {
    const { account, oneTimePassword } = await desk.accounts.create(
      { ...LAN, username: " Lan.Tran ", email: "Lan@Tinh.example" },
      BY_TEST,
    );
    expect(account).toMatchObject({
      ...LAN,
      email: "lan@tinh.example",
      active: true,
      mustChangePassword: true,
      lastSignInAt: null,
    });
    expect(oneTimePassword.replaceAll("-", "")).toMatch(/^[a-hj-kmnp-z2-9]{16}$/);
    expect(await desk.accounts.list()).toEqual([account]);
    expect(await desk.signIn.byPassword("lan.tran", oneTimePassword, "192.0.2.1")).toMatchObject({
      id: account.id,
      mustChangePassword: true,
    });
    const { rows } = await store.run<{ all: string }>(
      `select (select json_agg(account)::text from account) || (select json_agg(audit)::text from audit) as all`,
    );
    expect(rows[0]?.all).toContain("argon2id");
    expect(rows[0]?.all).not.toContain(oneTimePassword);
  });

  it.each([
    ["ab", "3 đến 40"],
    ["x".repeat(41), "3 đến 40"],
    ["có dấu", "Tên đăng nhập"],
    ["an ninh", "Tên đăng nhập"],
    ["a\u0000b", "3 đến 40"],
  ])("refuse the username %j", async (username, words) => {
    await expect(desk.accounts.create({ ...LAN, username }, BY_TEST)).rejects.toMatchObject({
      code: "account_invalid",
      message: expect.stringContaining(words) as string,
    });
    expect(await desk.accounts.list()).toEqual([]);
  });

  it.each<[string, Partial<NewAccount>]>([
    ["Họ tên", { name: " \u0000 " }],
    ["Họ tên dài nhất", { name: "x".repeat(81) }],
    ["thư điện tử", { email: "không phải địa chỉ" }],
    ["Đơn vị", { unit: "" }],
  ])("name what is wrong with the values: %s", async (words, values) => {
    await expect(desk.accounts.create({ ...LAN, ...values }, BY_TEST)).rejects.toMatchObject({
      code: "account_invalid",
      message: expect.stringContaining(words) as string,
    });
  });

  it("take neither a username nor an address twice, also when asked at once", async () => {
    const results = await Promise.allSettled([
      desk.accounts.create({ ...LAN, email: "mot@tinh.example" }, BY_TEST),
      desk.accounts.create({ ...LAN, email: "hai@tinh.example" }, BY_TEST),
    ]);
    const refused = results.filter((one) => one.status === "rejected").map((one) => one.reason as Error);
    expect(refused).toHaveLength(1);
    expect(refused[0]).toMatchObject({
      code: "account_invalid",
      message: expect.stringContaining("Tên đăng nhập") as string,
    });
    const [lan] = await desk.accounts.list();
    const other = await desk.settled({ username: "hoa", email: "ba@tinh.example" });
    await expect(
      desk.accounts.change(other, { email: (lan?.email ?? "").toUpperCase() }, BY_TEST),
    ).rejects.toMatchObject({
      code: "account_invalid",
      message: expect.stringContaining("thư điện tử") as string,
    });
    // None is none, however often.
    await desk.accounts.create({ ...LAN, username: "khong.thu" }, BY_TEST);
    await expect(desk.accounts.change(other, { email: null }, BY_TEST)).resolves.toMatchObject({
      email: null,
    });
  });

  it("change what is given, and leave a line that says from what to what", async () => {
    const id = await desk.settled(LAN);
    const changed = await desk.accounts.change(id, { name: "  Trần   Lan ", unit: null }, "operator:x");
    expect(changed).toMatchObject({ name: "Trần Lan", unit: null, role: "operator", username: "lan.tran" });
    expect((await desk.audit()).at(-1)).toEqual({
      actor: "operator:x",
      action: "account_changed",
      subject: `account:${id}`,
      detail: { name: { from: "Trần Thị Lan", to: "Trần Lan" }, unit: { from: "tu-phap", to: null } },
    });
    const lines = (await desk.audit()).length;
    await desk.accounts.change(id, { name: "Trần Lan" }, "operator:x");
    expect(await desk.audit()).toHaveLength(lines);
    await expect(desk.accounts.change(randomUUID(), { name: "Ai đó" }, BY_TEST)).rejects.toMatchObject({
      code: "not_found",
    });
  });

  it.each([
    ["another role", { role: "supervisor" as const }, true],
    ["being switched off", { active: false }, true],
    ["another address", { email: "moi@tinh.example" }, true],
    ["another name", { name: "Trần Lan" }, false],
    ["another unit", { unit: null }, false],
  ])("end their sessions, or not, with %s", async (_what, change, out) => {
    const [id, other] = [await desk.settled(LAN), await desk.settled({ username: "hoa" })];
    const [mine, theirs] = [await session(id), await session(other)];
    const before = desk.ended.length;
    await desk.accounts.change(id, change, BY_TEST);
    expect((await sessions()).sort()).toEqual((out ? [theirs] : [mine, theirs]).sort());
    expect(desk.ended.slice(before)).toEqual(out ? [id] : []);
  });

  it("always leave an administrator who can sign in", async () => {
    const first = await admin("mot");
    await desk.settled({ username: "khac", role: "supervisor" });
    for (const change of [{ role: "operator" as const }, { active: false }])
      await expect(desk.accounts.change(first, change, BY_TEST)).rejects.toMatchObject({
        code: "account_invalid",
        message: expect.stringContaining("quản trị") as string,
      });
    const second = await admin("hai");
    await desk.accounts.change(first, { active: false }, BY_TEST);
    // One that is switched off does not count.
    await expect(desk.accounts.change(second, { role: "operator" }, BY_TEST)).rejects.toMatchObject({
      code: "account_invalid",
    });
    await expect(desk.accounts.change(second, { name: "Phạm Quản" }, BY_TEST)).resolves.toBeDefined();
  });

  it("leave one also when all are switched off at the same moment", async () => {
    const ids = [await admin("mot"), await admin("hai"), await admin("thu.ba")];
    const results = await Promise.allSettled(
      ids.map((id) => desk.accounts.change(id, { active: false }, BY_TEST)),
    );
    expect(results.filter((one) => one.status === "fulfilled")).toHaveLength(2);
    expect((await desk.accounts.list()).filter((one) => one.active)).toHaveLength(1);
  });

  it("get a new one-time password: the old one and all sessions end, a lockout too", async () => {
    const id = await desk.settled(LAN);
    await session(id);
    for (let time = 0; time < 5; time++) await desk.signIn.byPassword("lan.tran", "sai", "192.0.2.1");
    expect(await desk.signIn.byPassword("lan.tran", GOOD_PASSWORD, "192.0.2.1")).toBeUndefined();
    const { account, oneTimePassword } = await desk.accounts.resetPassword(id, BY_TEST);
    expect(account).toMatchObject({ mustChangePassword: true, lockedUntil: null });
    expect(await sessions()).toEqual([]);
    expect(await desk.signIn.byPassword("lan.tran", GOOD_PASSWORD, "192.0.2.1")).toBeUndefined();
    expect(await desk.signIn.byPassword("lan.tran", oneTimePassword, "192.0.2.1")).toMatchObject({ id });
    await expect(desk.accounts.resetPassword(randomUUID(), BY_TEST)).rejects.toMatchObject({
      code: "not_found",
    });
  });

  it("change their password themselves: their other sessions end, this one goes on", async () => {
    const id = await desk.settled(LAN);
    const [mine, other] = [await session(id), await session(id)];
    const fresh = "một chiều mưa rào tháng bảy";
    await expect(desk.accounts.changePassword(id, GOOD_PASSWORD, fresh, mine)).resolves.toMatchObject({
      id,
      mustChangePassword: false,
    });
    expect(await sessions()).toEqual([mine]);
    expect(await sessions()).not.toContain(other);
    expect(await desk.signIn.byPassword("lan.tran", GOOD_PASSWORD, "192.0.2.1")).toBeUndefined();
    expect(await desk.signIn.byPassword("lan.tran", fresh, "192.0.2.1")).toMatchObject({ id });
    expect((await desk.audit()).map((one) => one.action)).toContain("password_changed");
  });

  it("do not change it with a wrong old one, to a weak one, to the same, or once it is locked", async () => {
    const id = await desk.settled(LAN);
    const sid = await session(id);
    const change = (old: string, fresh: string) => desk.accounts.changePassword(id, old, fresh, sid);
    const fresh = "một chiều mưa rào tháng bảy";
    await expect(change(GOOD_PASSWORD, "ngắn quá")).rejects.toMatchObject({ code: "password_weak" });
    await expect(change(GOOD_PASSWORD, "lan.tran 2026 abc")).rejects.toMatchObject({ code: "password_weak" });
    await expect(change(GOOD_PASSWORD, GOOD_PASSWORD)).rejects.toMatchObject({ code: "password_weak" });
    for (let time = 0; time < 5; time++)
      await expect(change("sai", fresh)).rejects.toMatchObject({ code: "sign_in_refused" });
    await expect(change(GOOD_PASSWORD, fresh)).rejects.toMatchObject({ code: "account_locked" });
    expect((await desk.audit()).filter((one) => one.action === "password_change_failed")).toHaveLength(6);
    desk.clock.pass(16 * 60_000);
    await expect(change(GOOD_PASSWORD, fresh)).resolves.toMatchObject({ id });
  });

  it("are reset by name for an administrator who is locked out", async () => {
    const id = await admin("quan.tri");
    const { oneTimePassword } = await resetAccountPassword(store, desk.accounts, " Quan.Tri", "command_line");
    expect(await desk.signIn.byPassword("quan.tri", oneTimePassword, "192.0.2.1")).toMatchObject({ id });
    await expect(resetAccountPassword(store, desk.accounts, "ai", BY_TEST)).rejects.toMatchObject({
      code: "not_found",
    });
    const off = await desk.settled({ username: "da.nghi" });
    await desk.accounts.change(off, { active: false }, BY_TEST);
    await expect(resetAccountPassword(store, desk.accounts, "da.nghi", BY_TEST)).rejects.toMatchObject({
      code: "account_invalid",
    });
  });
});
