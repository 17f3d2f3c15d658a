import { randomBytes } from "node:crypto";
import { AuditPage, Me, SignInOptions } from "../../src/contract/sign-in.ts";
import { networkOf } from "../../src/server/sign-in-routes.ts";
import type { Store } from "../../src/store/open-store.ts";
import { ATTEMPTS, emptyAccess, GOOD_PASSWORD, LOCKOUT_MS } from "../access/desk-at-hand.ts";
import { Browser, openDeskOverHttp, SESSION_MS, type DeskOverHttp } from "../access/desk-over-http.ts";
import { closedAfterEach } from "../support/cleanup.ts";
import { onBothEngines } from "../support/engines.ts";
import { openSuiteStore } from "../support/suite-store.ts";

const HOUR = 3600_000;

onBothEngines("signing in", (engine) => {
  const later = closedAfterEach();
  let store: Store;
  let desk: DeskOverHttp;
  openSuiteStore(engine, (opened) => {
    store = opened;
  });
  const open = async (options?: Parameters<typeof openDeskOverHttp>[1]): Promise<DeskOverHttp> => {
    const opened = await openDeskOverHttp(store, options);
    later(opened.close);
    return opened;
  };
  beforeEach(async () => {
    await emptyAccess(store);
    desk = await open();
  });

  const signedIn = async (username: string, on = desk): Promise<Browser> => {
    const browser = new Browser(on.url);
    expect(await browser.signIn(username, GOOD_PASSWORD)).toMatchObject({ status: 200 });
    return browser;
  };
  const operator = (username = "lan") => desk.settled({ username, name: "Trần Lan", unit: "tu-phap" });

  it("tells who has signed in, until they sign out", async () => {
    const id = await operator();
    const browser = new Browser(desk.url);
    expect(await browser.get("/api/auth/me")).toMatchObject({ status: 401, code: "not_signed_in" });
    expect(browser.cookie).toBe("");
    const answer = await browser.signIn("Lan", GOOD_PASSWORD);
    const me = Me.parse(answer.json);
    expect(me).toMatchObject({
      account: { id, username: "lan", role: "operator" },
      mustChangePassword: false,
    });
    expect(JSON.stringify(me)).not.toContain("argon2");
    expect(Me.parse((await browser.get("/api/auth/me")).json)).toEqual(me);
    expect((await browser.get("/api/desk/whoami")).json).toEqual({
      id,
      name: "Trần Lan",
      role: "operator",
      unit: "tu-phap",
    });
    const stolen = new Browser(desk.url);
    stolen.cookie = browser.cookie;
    expect(await browser.post("/api/auth/sign-out")).toMatchObject({ status: 204 });
    expect(browser.cookie).toBe("");
    // The session has ended, not only the browser's memory of it.
    expect(await stolen.get("/api/auth/me")).toMatchObject({ status: 401, code: "not_signed_in" });
    expect(await browser.post("/api/auth/sign-out")).toMatchObject({ status: 204 });
    expect((await desk.audit()).map((one) => one.action).slice(-2)).toEqual(["signed_in", "signed_out"]);
  });

  it("refuses a wrong password, an unknown name, a locked account and one switched off with the same words", async () => {
    await operator();
    const off = await operator("da.nghi");
    await operator("khoa");
    await desk.accounts.change(off, { active: false }, "test");
    for (let time = 0; time < ATTEMPTS; time++) await new Browser(desk.url).signIn("khoa", "sai");
    const answers = await Promise.all([
      new Browser(desk.url).signIn("lan", "sai"),
      new Browser(desk.url).signIn("khong.co.ai", GOOD_PASSWORD),
      new Browser(desk.url).signIn("da.nghi", GOOD_PASSWORD),
      new Browser(desk.url).signIn("khoa", GOOD_PASSWORD),
      new Browser(desk.url).signIn("\u0000", GOOD_PASSWORD),
    ]);
    for (const answer of answers) {
      expect(answer).toMatchObject({ status: 401, code: "sign_in_refused", json: answers[0].json });
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
    expect(JSON.stringify(answers[0].json)).toContain("5 lần sai liên tiếp");
    await signedIn("lan");
  });

  it("asks for the one-time password to be changed before anything else", async () => {
    const { oneTimePassword } = await desk.accounts.create(
      { username: "moi", name: "Người Mới", role: "admin" },
      "test",
    );
    const browser = new Browser(desk.url);
    expect(Me.parse((await browser.signIn("moi", oneTimePassword)).json).mustChangePassword).toBe(true);
    for (const path of ["/api/desk/whoami", "/api/desk/accounts", "/api/desk/audit"])
      expect(await browser.get(path)).toMatchObject({ status: 403, code: "password_change_needed" });
    expect(await desk.sessions.readOperator(browser.cookie)).toBeUndefined();
    expect(await browser.get("/api/auth/me")).toMatchObject({ status: 200 });
    const change = (newPassword: string) =>
      browser.post("/api/auth/password", { oldPassword: oneTimePassword, newPassword });
    expect(await change("matkhau123456")).toMatchObject({ status: 400, code: "password_weak" });
    const changed = await change(GOOD_PASSWORD);
    expect(Me.parse(changed.json).mustChangePassword).toBe(false);
    expect(await browser.get("/api/desk/whoami")).toMatchObject({ status: 200 });
    expect(await desk.sessions.readOperator(browser.cookie)).toMatchObject({ name: "Người Mới" });
  });

  it("ends the other sessions of whoever changes the password", async () => {
    await operator();
    const [here, elsewhere] = [await signedIn("lan"), await signedIn("lan")];
    const body = { oldPassword: GOOD_PASSWORD, newPassword: "một chiều mưa rào tháng bảy" };
    expect(await new Browser(desk.url).post("/api/auth/password", body)).toMatchObject({ status: 401 });
    expect(await here.post("/api/auth/password", { ...body, oldPassword: "sai" })).toMatchObject({
      status: 401,
      code: "sign_in_refused",
    });
    expect(await elsewhere.get("/api/auth/me")).toMatchObject({ status: 200 });
    expect(await here.post("/api/auth/password", body)).toMatchObject({ status: 200 });
    expect(await elsewhere.get("/api/auth/me")).toMatchObject({ status: 401 });
    expect(await here.get("/api/auth/me")).toMatchObject({ status: 200 });
  });

  it("gives a session id of its own to each sign-in, whatever the browser came with", async () => {
    await operator();
    const browser = await signedIn("lan");
    const first = browser.cookie;
    expect(await browser.signIn("lan", GOOD_PASSWORD)).toMatchObject({ status: 200 });
    expect(browser.cookie).not.toBe(first);
    const planted = new Browser(desk.url);
    planted.cookie = first;
    expect(await planted.get("/api/auth/me")).toMatchObject({ status: 401 });
  });

  it("trusts no cookie it did not sign", async () => {
    await operator();
    const key = randomBytes(32);
    const [one, other] = [await open({ key }), await open()];
    const browser = await signedIn("lan", one);
    expect(await one.sessions.readOperator(browser.cookie)).toMatchObject({ name: "Trần Lan" });
    expect(await other.sessions.readOperator(browser.cookie)).toBeUndefined();
    const forged = new Browser(one.url);
    forged.cookie = browser.cookie.replace(/.$/, (last) => (last === "A" ? "B" : "A"));
    expect(await forged.get("/api/auth/me")).toMatchObject({ status: 401 });
    const { rows } = await store.run<{ sid: string }>("select sid from session");
    for (const bare of [rows[0]?.sid ?? "", `s%3A${rows[0]?.sid ?? ""}`]) {
      expect(await one.sessions.readOperator(`motcua_desk=${bare}`)).toBeUndefined();
    }
    expect(await one.sessions.readOperator(undefined)).toBeUndefined();
    // Another instance with the same key knows the session.
    const second = await open({ key });
    expect(await second.sessions.readOperator(browser.cookie)).toMatchObject({ name: "Trần Lan" });
  });

  it("puts the cookie out of reach of scripts, of other sites, and of plain http where people come by https", async () => {
    await operator();
    const attributesOf = async (on: DeskOverHttp, headers: Record<string, string>): Promise<string> => {
      const body = { username: "lan", password: GOOD_PASSWORD };
      const answer = await new Browser(on.url, headers).post("/api/auth/sign-in", body);
      expect(answer.status).toBe(200);
      expect(answer.headers.get("cache-control")).toBe("no-store");
      return answer.headers.getSetCookie()[0] ?? "";
    };
    const plain = await attributesOf(desk, { origin: desk.url });
    expect(plain).toMatch(/^motcua_desk=s%3A[^;]+; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/);
    const https = await open({ publicUrl: "https://motcua.tinh.example" });
    const secure = await attributesOf(https, { origin: "https://motcua.tinh.example" });
    expect(secure).toMatch(/; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/);
  });

  it("ends a session without use, and one in use after five times that", async () => {
    await operator();
    const [used, unused] = [await signedIn("lan"), await signedIn("lan")];
    for (let time = 0; time < 6; time++) {
      desk.clock.pass(9 * HOUR);
      expect(await used.get("/api/desk/whoami")).toMatchObject({ status: 200 });
    }
    expect(await unused.get("/api/desk/whoami")).toMatchObject({ status: 401 });
    desk.clock.pass(5 * SESSION_MS - 6 * 9 * HOUR - 1);
    expect(await used.get("/api/desk/whoami")).toMatchObject({ status: 200 });
    desk.clock.pass(1);
    expect(await used.get("/api/desk/whoami")).toMatchObject({ status: 401, code: "not_signed_in" });
    expect(await desk.sessions.readOperator(used.cookie)).toBeUndefined();
  });

  it("has an account out at its next request once it is switched off, changed or reset", async () => {
    const id = await operator();
    const ways: (() => Promise<unknown>)[] = [
      () => desk.accounts.change(id, { active: false }, "test"),
      () => desk.accounts.change(id, { active: true, role: "supervisor" }, "test"),
      // Straight in the database: the account is looked at with each request, not only the session.
      () => store.run("update account set active = false where id = $1", [id]),
    ];
    for (const change of ways) {
      await store.run("update account set active = true where id = $1", [id]);
      const browser = await signedIn("lan");
      expect(await desk.sessions.readOperator(browser.cookie)).toMatchObject({ id });
      await change();
      expect(await desk.sessions.readOperator(browser.cookie)).toBeUndefined();
      expect(await browser.get("/api/desk/whoami")).toMatchObject({ status: 401, code: "not_signed_in" });
    }
  });

  it("lets only those do something whose role has the right", async () => {
    await operator();
    await desk.settled({ username: "phu.trach", role: "supervisor" });
    expect(await new Browser(desk.url).post("/api/desk/export")).toMatchObject({
      status: 401,
      code: "not_signed_in",
    });
    expect(await (await signedIn("lan")).post("/api/desk/export")).toMatchObject({
      status: 403,
      code: "not_allowed",
    });
    expect(await (await signedIn("phu.trach")).post("/api/desk/export")).toMatchObject({ status: 200 });
  });

  describe("what may come from another site", () => {
    const attempts = async (headers: Record<string, string>, on = desk): Promise<(string | number)[]> => {
      await operator("csrf");
      const own = await signedIn("csrf", on);
      const browser = new Browser(on.url, headers);
      browser.cookie = own.cookie;
      const paths = ["/api/auth/password", "/api/auth/sign-in", "/api/desk/accounts", "/api/admin/upload"];
      const answers = await Promise.all(paths.map((path) => browser.post(path, {})));
      answers.push(await browser.ask("PATCH", "/api/desk/accounts/1", {}));
      await store.run("delete from account where username = 'csrf'");
      return answers.map(({ code, status }) => code ?? status);
    };
    const REFUSED = Array.from({ length: 5 }, () => "origin_refused");
    const TAKEN = ["input_invalid", "input_invalid", "not_allowed", 200, "not_allowed"];

    it("is refused", async () => {
      const { host } = new URL(desk.url);
      expect(await attempts({})).toEqual(REFUSED);
      expect(await attempts({ origin: "https://evil.example" })).toEqual(REFUSED);
      expect(await attempts({ origin: "null" })).toEqual(REFUSED);
      expect(await attempts({ origin: `http://evil.${host}` })).toEqual(REFUSED);
      expect(await attempts({ origin: `${desk.url}.evil.example` })).toEqual(REFUSED);
      expect(await attempts({ referer: "https://evil.example/?motcua" })).toEqual(REFUSED);
      expect(await attempts({ referer: "not an address" })).toEqual(REFUSED);
      // A sister name of the same domain is the same site, but not the same origin.
      expect(await attempts({ origin: desk.url, "sec-fetch-site": "same-site" })).toEqual(REFUSED);
      expect(await attempts({ origin: desk.url, "sec-fetch-site": "cross-site" })).toEqual(REFUSED);
      expect(
        await attempts({ origin: desk.url, authorization: "Basic eDp5", "sec-fetch-site": "none" }),
      ).toEqual(REFUSED);
    });

    it("is taken from the own pages", async () => {
      expect(await attempts({ origin: desk.url })).toEqual(TAKEN);
      expect(await attempts({ origin: desk.url, "sec-fetch-site": "same-origin" })).toEqual(TAKEN);
      expect(await attempts({ referer: `${desk.url}/desk` })).toEqual(TAKEN);
    });

    it("is taken from the address people are told, and by https only where they come by https", async () => {
      const https = await open({ publicUrl: "https://motcua.tinh.example/" });
      const browser = (origin: string) => new Browser(https.url, { origin }).post("/api/auth/sign-out");
      const { host } = new URL(https.url);
      expect(await browser("https://motcua.tinh.example")).toMatchObject({ status: 204 });
      expect(await browser(`https://${host}`)).toMatchObject({ status: 204 });
      expect(await browser("http://motcua.tinh.example")).toMatchObject({ code: "origin_refused" });
      expect(await browser(`http://${host}`)).toMatchObject({ code: "origin_refused" });
      expect(https.sessions.maySocketConnect({ origin: "https://motcua.tinh.example" })).toBe(true);
      expect(https.sessions.maySocketConnect({})).toBe(true);
      expect(https.sessions.maySocketConnect({ origin: "https://evil.example", host })).toBe(false);
    });

    it("is no matter for a bearer token, which no other site can make a browser send", async () => {
      const { status } = await new Browser(desk.url, { authorization: "Bearer x" }).post("/api/admin/upload");
      expect(status).toBe(200);
    });

    it("must be JSON, but for uploads", async () => {
      const browser = new Browser(desk.url);
      const form = { "content-type": "application/x-www-form-urlencoded" };
      const text = { "content-type": "text/plain" };
      const fields = `username=lan&password=${GOOD_PASSWORD}`;
      expect(await browser.post("/api/auth/sign-in", fields, form)).toMatchObject({ code: "input_invalid" });
      expect(await browser.post("/api/auth/sign-in", "{}", text)).toMatchObject({ code: "input_invalid" });
      expect(await browser.post("/api/auth/sign-in", "{", {})).toMatchObject({ code: "message_invalid" });
      const upload = { "content-type": "multipart/form-data; boundary=x" };
      expect(await browser.post("/api/admin/upload", "--x--", upload)).toMatchObject({ status: 200 });
    });
  });

  describe("too many attempts", () => {
    const RETRY = Math.round(LOCKOUT_MS / 1000);

    it("for one name are slowed down, whether it exists or not, and no other name is", async () => {
      await operator();
      const answers = async (name: string) => {
        const codes: (string | undefined)[] = [];
        for (let time = 0; time < 4 * ATTEMPTS + 1; time++)
          codes.push((await new Browser(desk.url).signIn(name, "sai")).code);
        return codes;
      };
      const [known, unknown] = [await answers("lan"), await answers("khong.co.ai")];
      expect(known).toEqual(unknown);
      expect(known.slice(0, -1).every((code) => code === "sign_in_refused")).toBe(true);
      const last = await new Browser(desk.url).signIn(" LAN", GOOD_PASSWORD);
      expect(last).toMatchObject({ status: 429, code: "too_many_messages" });
      const retry = Number(last.headers.get("retry-after"));
      expect(retry).toBeGreaterThan(RETRY - 60);
      expect(retry).toBeLessThanOrEqual(RETRY);
      await operator("hoa");
      await signedIn("hoa");
    });

    it("from one address are slowed down; those that succeed do not count", async () => {
      await operator();
      for (let time = 0; time < 10; time++) await signedIn("lan");
      const guesses = Array.from({ length: 110 }, (_, number) =>
        new Browser(desk.url).signIn(`ten${number}`, "sai"),
      );
      const codes = (await Promise.all(guesses)).map((one) => one.code);
      expect(codes.filter((code) => code === "sign_in_refused")).toHaveLength(100);
      expect(codes.filter((code) => code === "too_many_messages")).toHaveLength(10);
      expect(await new Browser(desk.url).signIn("lan", GOOD_PASSWORD)).toMatchObject({ status: 429 });
    });
  });

  it("tells everybody how one may sign in, and an administrator who did", async () => {
    const answer = await new Browser(desk.url).get("/api/auth/options");
    expect(SignInOptions.parse(answer.json)).toEqual({});
    await desk.settled({ username: "quan.tri", role: "admin", name: "Quản Trị" });
    const browser = await signedIn("quan.tri");
    const { lines } = AuditPage.parse((await browser.get("/api/desk/audit")).json);
    expect(lines[0]).toMatchObject({
      action: "signed_in",
      actorName: "Quản Trị",
      detail: { by: "password" },
    });
    // No provider is set, so there is no way through one.
    expect(await browser.get("/api/auth/oidc")).toMatchObject({ status: 404 });
  });
});

describe("attempts", () => {
  it.each([
    ["192.0.2.7", "192.0.2.7"],
    ["::ffff:192.0.2.7", "192.0.2.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
    ["2001:db8:1:2::9", "2001:db8:1:2"],
    ["2001:db8::9", "2001:db8:0:0"],
    ["::1", "0:0:0:0"],
    ["?", "?"],
  ])("from %s count as from %s", (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
