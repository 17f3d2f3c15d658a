import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { promisify } from "node:util";
import { AccountList, AccountView, AccountWithPassword, AuditPage } from "../../src/contract/sign-in.ts";
import { openStore, type Store } from "../../src/store/open-store.ts";
import { deskAtHand, emptyAccess, GOOD_PASSWORD } from "../access/desk-at-hand.ts";
import { Browser, openDeskOverHttp, type DeskOverHttp } from "../access/desk-over-http.ts";
import { closedAfterEach } from "../support/cleanup.ts";
import { onBothEngines } from "../support/engines.ts";
import { placeOf } from "../support/place.ts";
import { openSuiteStore } from "../support/suite-store.ts";

onBothEngines("account administration", (engine) => {
  const later = closedAfterEach();
  let store: Store;
  let desk: DeskOverHttp;
  let admin: Browser;
  let adminId: string;
  openSuiteStore(engine, (opened) => {
    store = opened;
  });
  const signedIn = async (username: string): Promise<Browser> => {
    const browser = new Browser(desk.url);
    expect(await browser.signIn(username, GOOD_PASSWORD)).toMatchObject({ status: 200 });
    return browser;
  };
  beforeEach(async () => {
    await emptyAccess(store);
    desk = await openDeskOverHttp(store);
    later(desk.close);
    adminId = await desk.settled({ username: "quan.tri", name: "Phạm Quản Trị", role: "admin" });
    admin = await signedIn("quan.tri");
  });

  const PATH = "/api/desk/accounts";
  const LAN = { username: "lan", name: "Trần Lan", role: "operator", unit: "tu-phap" };

  it("makes an account, shows its password once, and lists it", async () => {
    const answer = await admin.post(PATH, LAN);
    expect(answer.status).toBe(201);
    const { account, oneTimePassword } = AccountWithPassword.parse(answer.json);
    expect(account).toMatchObject({
      ...LAN,
      email: null,
      active: true,
      mustChangePassword: true,
      lastSignInAt: null,
    });
    expect(await new Browser(desk.url).signIn("lan", oneTimePassword)).toMatchObject({ status: 200 });
    const list = await admin.get(PATH);
    expect(JSON.stringify(list.json)).not.toMatch(/argon2|hash/i);
    const { accounts } = AccountList.parse(list.json);
    expect(accounts.map((one) => one.username)).toEqual(["lan", "quan.tri"]);
    expect(accounts[0]?.lastSignInAt).toBe(desk.clock().toISOString());
    expect(await admin.post(PATH, LAN)).toMatchObject({ status: 400, code: "account_invalid" });
    expect(await admin.post(PATH, { ...LAN, username: "hoa", role: "king" })).toMatchObject({
      code: "input_invalid",
    });
    expect(await admin.post(PATH, { ...LAN, username: "hoa", passwordHash: "x" })).toMatchObject({
      code: "input_invalid",
    });
  });

  it("changes an account, and resets its password", async () => {
    const id = await desk.settled({ username: "lan" });
    const browser = await signedIn("lan");
    const changed = await admin.ask("PATCH", `${PATH}/${id}`, {
      role: "supervisor",
      email: "lan@tinh.example",
    });
    expect(AccountView.parse(changed.json)).toMatchObject({ role: "supervisor", email: "lan@tinh.example" });
    expect(await browser.get("/api/auth/me")).toMatchObject({ status: 401 });
    const reset = AccountWithPassword.parse((await admin.post(`${PATH}/${id}/password`)).json);
    expect(await new Browser(desk.url).signIn("lan", GOOD_PASSWORD)).toMatchObject({
      code: "sign_in_refused",
    });
    expect(await new Browser(desk.url).signIn("lan", reset.oneTimePassword)).toMatchObject({ status: 200 });
    for (const unknown of [randomUUID(), "1"]) {
      expect(await admin.ask("PATCH", `${PATH}/${unknown}`, { active: true })).toMatchObject({
        code: "not_found",
      });
      expect(await admin.post(`${PATH}/${unknown}/password`)).toMatchObject({
        status: 404,
        code: "not_found",
      });
    }
    expect(await admin.ask("PATCH", `${PATH}/${adminId}`, { active: false })).toMatchObject({
      code: "account_invalid",
    });
  });

  it("shows a lockout while it lasts", async () => {
    const id = await desk.settled({ username: "lan" });
    const lockedUntil = async () =>
      AccountList.parse((await admin.get(PATH)).json).accounts.find((one) => one.id === id)?.lockedUntil;
    for (let time = 0; time < 5; time++) await desk.signIn.byPassword("lan", "sai", "192.0.2.1");
    expect(await lockedUntil()).toBe(new Date(desk.clock().getTime() + 15 * 60_000).toISOString());
    desk.clock.pass(15 * 60_000);
    expect(await lockedUntil()).toBeNull();
  });

  it("is for administrators only, and looks at nothing of what others send", async () => {
    await desk.settled({ username: "lan" });
    await desk.settled({ username: "phu.trach", role: "supervisor" });
    const tries = (browser: Browser) =>
      Promise.all([
        browser.get(PATH),
        browser.post(PATH, "{ not json"),
        browser.ask("PATCH", `${PATH}/${adminId}`, { role: "operator" }),
        browser.post(`${PATH}/${adminId}/password`),
        browser.get("/api/desk/audit"),
      ]);
    for (const answer of await tries(new Browser(desk.url)))
      expect(answer).toMatchObject({ status: 401, code: "not_signed_in" });
    for (const name of ["lan", "phu.trach"]) {
      for (const answer of await tries(await signedIn(name)))
        expect(answer).toMatchObject({ status: 403, code: "not_allowed" });
    }
    expect(await admin.post(PATH, "{ not json")).toMatchObject({ status: 400 });
    expect(await admin.get("/api/auth/me")).toMatchObject({ status: 200 });
  });

  it("shows who did what to whom, page by page, and to one alone", async () => {
    const { account } = AccountWithPassword.parse((await admin.post(PATH, LAN)).json);
    for (let time = 0; time < 60; time++)
      await admin.ask("PATCH", `${PATH}/${account.id}`, { name: `Trần Lan ${time}` });
    const page = async (query: string) => AuditPage.parse((await admin.get(`/api/desk/audit?${query}`)).json);
    const first = await page("");
    expect(first.lines).toHaveLength(50);
    expect(first.more).toBe(true);
    expect(first.lines[0]).toMatchObject({
      actor: `operator:${adminId}`,
      actorName: "Phạm Quản Trị",
      action: "account_changed",
      subject: `account:${account.id}`,
      subjectName: "Trần Lan 59",
      detail: { name: { from: "Trần Lan 58", to: "Trần Lan 59" } },
    });
    const rest = await page(`before=${first.lines.at(-1)?.id ?? 0}`);
    expect(rest.more).toBe(false);
    const ids = [...first.lines, ...rest.lines].map((line) => line.id);
    expect(ids).toEqual([...ids].sort((a, b) => b - a));
    expect(new Set(ids).size).toBe((await desk.audit()).length);
    const own = await page(`subject=account:${account.id}`);
    expect(own.lines.every((line) => line.subject === `account:${account.id}`)).toBe(true);
    expect(
      (await page(`subject=account:${account.id}&before=${own.lines.at(-1)?.id ?? 0}`)).lines,
    ).toHaveLength(11);
    expect((await page("subject=account:none")).lines).toEqual([]);
    expect((await page("subject=%00")).lines).toEqual([]);
    expect(await admin.get("/api/desk/audit?before=x")).toMatchObject({ status: 400, code: "input_invalid" });
  });
});

const command = (env: Record<string, string>, ...args: string[]) =>
  promisify(execFile)(process.execPath, ["--import", "tsx", "src/server/accounts.ts", ...args], {
    env: { PATH: process.env["PATH"], ...env },
  });

onBothEngines("the accounts command", (engine) => {
  const later = closedAfterEach();
  it("lists accounts and resets a password for whoever is locked out", async () => {
    const opened = await engine.open();
    later(opened.drop);
    const first = await openStore(placeOf(opened.env));
    const admin = await deskAtHand(first).settled({
      username: "quan.tri",
      name: "Phạm Quản Trị",
      role: "admin",
    });
    if (engine.name === "pglite") {
      // Somebody has the folder: it says what to do.
      await expect(command(opened.env, "list")).rejects.toMatchObject({
        code: 1,
        stderr: expect.stringContaining("phải dừng máy chủ") as string,
      });
      await first.close();
    } else later(() => first.close());
    expect((await command(opened.env, "list")).stdout).toMatch(
      /^quan\.tri {2}Quản trị {2}Phạm Quản Trị {2}đang dùng/,
    );
    const { stdout } = await command(opened.env, "reset", "quan.tri");
    const password = /: (\S+)\n/.exec(stdout)?.[1] ?? "";
    const store = engine.name === "pglite" ? await openStore(placeOf(opened.env)) : first;
    if (store !== first) later(() => store.close());
    const desk = deskAtHand(store);
    expect(await desk.signIn.byPassword("quan.tri", password, "192.0.2.1")).toMatchObject({
      id: admin,
      mustChangePassword: true,
    });
    expect((await desk.audit()).map((one) => `${one.actor} ${one.action}`)).toContain(
      "command_line password_reset",
    );
    if (store !== first) return;
    await expect(command(opened.env, "reset", "ai.do")).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining("Không có tài khoản") as string,
    });
  }, 60_000);
});

it("the accounts command says how it is used", async () => {
  for (const args of [[], ["reset"]])
    await expect(command({}, ...args)).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining("npm run accounts -- reset") as string,
    });
}, 60_000);
