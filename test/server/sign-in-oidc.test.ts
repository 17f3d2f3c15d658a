import { Me, SignInOptions } from "../../src/contract/sign-in.ts";
import type { Store } from "../../src/store/open-store.ts";
import { emptyAccess, GOOD_PASSWORD } from "../access/desk-at-hand.ts";
import { Browser, openDeskOverHttp, type DeskOverHttp } from "../access/desk-over-http.ts";
import { startOidcSimulator, type OidcFault, type OidcSimulator } from "../simulators/oidc/simulator.ts";
import { closedAfterEach } from "../support/cleanup.ts";
import { onBothEngines } from "../support/engines.ts";
import { openSuiteStore } from "../support/suite-store.ts";

const CLIENT = { clientId: "motcua", clientSecret: "bí mật: của/ứng dụng" };
const LAN = { sub: "u-1", email: "Lan@tinh.example", email_verified: true };

onBothEngines("signing in by the authority's own sign-in", (engine) => {
  const later = closedAfterEach();
  let store: Store;
  let desk: DeskOverHttp;
  let provider: OidcSimulator;
  openSuiteStore(engine, (opened) => {
    store = opened;
  });
  beforeEach(async () => {
    await emptyAccess(store);
    desk = await openDeskOverHttp(store, {
      oidc: async (url) => {
        provider = await startOidcSimulator({ ...CLIENT, redirectUri: `${url}/api/auth/oidc/callback` });
        return { issuer: provider.issuer, ...CLIENT, name: "tài khoản tỉnh" };
      },
    });
    later(() => provider.close());
    later(desk.close);
    provider.person = LAN;
  });

  const account = () =>
    desk.accounts.create({ username: "lan", name: "Trần Lan", role: "operator", email: LAN.email }, "test");
  /** Where the browser is sent. */
  const location = async (browser: Browser, path: string): Promise<string> => {
    const { status, headers } = await browser.get(path);
    expect(status).toBe(302);
    return headers.get("location") ?? "";
  };
  /** To the provider and back; the address of the callback with what the provider gave. */
  const untilCallback = async (browser: Browser): Promise<string> => {
    const authorize = await location(browser, "/api/auth/oidc");
    const answer = await fetch(authorize, { redirect: "manual" });
    expect(answer.status).toBe(302);
    return answer.headers.get("location") ?? "";
  };
  const throughProvider = async (browser: Browser): Promise<string> =>
    location(browser, await untilCallback(browser));
  const lastLine = async () => (await desk.audit()).at(-1);

  it("lets in the account with the verified address, in a session of its own", async () => {
    const { account: lan } = await account();
    const browser = new Browser(desk.url);
    const callback = await untilCallback(browser);
    const before = browser.cookie;
    expect(before).not.toBe("");
    expect(await browser.get("/api/auth/me")).toMatchObject({ status: 401 });
    expect(await location(browser, callback)).toBe("/desk");
    expect(browser.cookie).not.toBe(before);
    const me = Me.parse((await browser.get("/api/auth/me")).json);
    // The one-time password was never theirs to change.
    expect(me).toMatchObject({
      account: { id: lan.id, mustChangePassword: true },
      mustChangePassword: false,
    });
    expect(me.oidc).toEqual({ name: "tài khoản tỉnh" });
    expect(await browser.get("/api/desk/whoami")).toMatchObject({ status: 200 });
    expect(await desk.sessions.readOperator(browser.cookie)).toMatchObject({ id: lan.id });
    expect(await lastLine()).toMatchObject({
      actor: `operator:${lan.id}`,
      action: "signed_in",
      detail: { by: "oidc" },
    });
    expect(SignInOptions.parse((await browser.get("/api/auth/options")).json)).toEqual({ oidc: me.oidc });
    await desk.accounts.change(lan.id, { active: false }, "test");
    expect(await browser.get("/api/auth/me")).toMatchObject({ status: 401 });
  });

  it("asks the provider with PKCE, state and nonce, new each time", async () => {
    const asked = [1, 2].map(
      async () => new URL(await location(new Browser(desk.url), "/api/auth/oidc")).searchParams,
    );
    const [first, second] = await Promise.all(asked);
    expect(first?.get("scope")).toBe("openid email profile");
    expect(first?.get("code_challenge_method")).toBe("S256");
    for (const key of ["state", "nonce", "code_challenge"]) {
      expect(first?.get(key)?.length).toBeGreaterThan(30);
      expect(first?.get(key)).not.toBe(second?.get(key));
    }
  });

  it("takes the address from where the provider tells it", async () => {
    await account();
    provider.claimsIn = "userinfo";
    expect(await throughProvider(new Browser(desk.url))).toBe("/desk");
    provider.person = { ...LAN, email_verified: false };
    expect(await throughProvider(new Browser(desk.url))).toBe("/desk?loi=oidc_no_account");
  });

  it.each([
    ["an address nobody has", { ...LAN, email: "ai@tinh.example" }, "no_account"],
    ["an address that is not verified", { ...LAN, email_verified: false }, "email_not_verified"],
    ["an address nothing is said of", { sub: LAN.sub, email: LAN.email }, "email_not_verified"],
    ["no address", { sub: LAN.sub }, "email_not_verified"],
  ])("does not let in %s", async (_what, person, why) => {
    await account();
    provider.person = person;
    const browser = new Browser(desk.url);
    expect(await throughProvider(browser)).toBe("/desk?loi=oidc_no_account");
    expect(provider.granted()).toBe(1);
    expect(await browser.get("/api/auth/me")).toMatchObject({ status: 401 });
    expect(await lastLine()).toMatchObject({ action: "sign_in_failed", detail: { by: "oidc", why } });
    provider.person = LAN;
    expect(await throughProvider(browser)).toBe("/desk");
  });

  it("does not let in an account that is switched off", async () => {
    const { account: lan } = await account();
    await desk.accounts.change(lan.id, { active: false }, "test");
    expect(await throughProvider(new Browser(desk.url))).toBe("/desk?loi=oidc_no_account");
    await desk.accounts.change(lan.id, { active: true }, "test");
    expect(await throughProvider(new Browser(desk.url))).toBe("/desk");
  });

  it.each<OidcFault>([
    "other_nonce",
    "no_nonce",
    "other_audience",
    "other_issuer",
    "expired",
    "foreign_signature",
    "unsigned",
  ])("refuses an ID token that is wrong: %s", async (fault) => {
    await account();
    provider.fault = fault;
    const browser = new Browser(desk.url);
    expect(await throughProvider(browser)).toBe("/desk?loi=oidc_refused");
    // The provider did its part; it is the token that was refused.
    expect(provider.granted()).toBe(1);
    expect(await browser.get("/api/auth/me")).toMatchObject({ status: 401 });
    expect(await lastLine()).toMatchObject({
      action: "sign_in_failed",
      subject: "sign_in",
      detail: { by: "oidc" },
    });
    provider.fault = "none";
    expect(await throughProvider(browser)).toBe("/desk");
  });

  it("refuses a callback of another browser, one used twice, one changed, and one never asked for", async () => {
    await account();
    const [browser, other] = [new Browser(desk.url), new Browser(desk.url)];
    const callback = await untilCallback(browser);
    await untilCallback(other);
    const refused = "/desk?loi=oidc_refused";
    expect(await location(other, callback)).toBe(refused);
    expect(await location(new Browser(desk.url), callback)).toBe(refused);
    expect(provider.granted()).toBe(0);
    expect(await location(browser, callback)).toBe("/desk");
    expect(await location(browser, callback)).toBe(refused);
    const again = new Browser(desk.url);
    const changed = new URL(await untilCallback(again));
    changed.searchParams.set("state", "of-somebody-else");
    expect(await location(again, changed.href)).toBe(refused);
    expect(await location(new Browser(desk.url), "/api/auth/oidc/callback")).toBe(refused);
    // The query does not make a beginning into an end.
    const begun = await location(again, `/api/auth/oidc${new URL(callback).search}`);
    expect(begun.startsWith(`${provider.issuer}/authorize`)).toBe(true);
    expect(provider.granted()).toBe(1);
  });

  it("says so when the person said no there", async () => {
    await account();
    provider.denies = true;
    const browser = new Browser(desk.url);
    expect(await throughProvider(browser)).toBe("/desk?loi=oidc_refused");
    provider.denies = false;
    expect(await throughProvider(browser)).toBe("/desk");
  });

  it("goes on without a provider that is down or hangs, and with it once it is back", async () => {
    const { account: lan } = await account();
    await desk.settled({ username: "hoa" });
    provider.fault = "down";
    const browser = new Browser(desk.url);
    expect(await location(browser, "/api/auth/oidc")).toBe("/desk?loi=oidc_unreachable");
    expect(await new Browser(desk.url).signIn("hoa", GOOD_PASSWORD)).toMatchObject({ status: 200 });
    provider.fault = "hang";
    expect(await location(browser, "/api/auth/oidc")).toBe("/desk?loi=oidc_unreachable");
    provider.fault = "none";
    const callback = await untilCallback(browser);
    provider.fault = "down";
    expect(await location(browser, callback)).toBe("/desk?loi=oidc_unreachable");
    provider.fault = "none";
    expect(await throughProvider(browser)).toBe("/desk");
    expect(Me.parse((await browser.get("/api/auth/me")).json).account.id).toBe(lan.id);
  });

  it("is not held up by a lockout for wrong passwords", async () => {
    await account();
    for (let time = 0; time < 6; time++) await new Browser(desk.url).signIn("lan", "sai");
    expect(await throughProvider(new Browser(desk.url))).toBe("/desk");
  });
});
