import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { codeChallengeOf, appsecretProof, webhookSignature } from "./zalo/signature.ts";
import { seededRandom } from "./zalo/simulator.ts";
import {
  APP,
  Bench,
  CITIZEN,
  DAY_MS,
  MINUTE_MS,
  get,
  post,
  send,
  standingClock,
  token,
  tokenHeader,
} from "./zalo/test-bench.ts";

const VERIFIER = "Zk3mQ8rT1uVxY7bN5cD0eF2gH4iJ6kL9oP3qR5sT7uW";
const bench = new Bench();
afterEach(async () => bench.close());

describe("test vectors of the contract, section 6", () => {
  const timestamp = "1795402800000";
  const body = (msgId: string, text: string): string =>
    `{"app_id":"4111222333444555666","user_id_by_app":"5550001112223334445","sender":{"id":"8123456789012345678"},` +
    `"recipient":{"id":"3777000111222333444"},"event_name":"user_send_text",` +
    `"message":{"msg_id":"${msgId}","text":"${text}"},"timestamp":"${timestamp}"}`;
  const escaped = (text: string): string =>
    text.replace(/[^ -~]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
  const question = "Thủ tục cấp đổi căn cước cần giấy tờ gì?";

  it.each([
    [
      "ASCII",
      body("m-0001", "hello"),
      253,
      "4a971cf3a83f8cfa7c96625a2d1663c26db56b9c259d7c8cca19df67b359cb00",
    ],
    [
      "UTF-8",
      body("m-0002", question),
      308,
      "a49d4663e763b49e5085f4736b35713af32b03714a5bd70ce24cba71c7cbe444",
    ],
    [
      "escaped",
      body("m-0002", escaped(question)),
      348,
      "588cafa2c564b5eb80e58f126fab8f26362b2e208f9f393c36dbf8f4199c8a82",
    ],
  ])("signs the %s body", (_kind, text, length, digest) => {
    const bytes = Buffer.from(text);
    expect(bytes).toHaveLength(length);
    expect(webhookSignature(APP.appId, bytes, timestamp, APP.oaSecret)).toBe(`mac=${digest}`);
  });

  it("computes the PKCE challenge and the appsecret_proof", () => {
    expect(codeChallengeOf(VERIFIER)).toBe("0AB7CJhLrXz_31u2BDVPvV1IsUInJIvjqKVJVUlnlrU");
    expect(appsecretProof("zalo-access-token-made-up", APP.appSecret)).toBe(
      "c035cbea67202a3af16ebd9cfb5500790e82b13db28516027bad33f8e0d228b4",
    );
  });
});

describe("consent", () => {
  const link = (url: string, change: Readonly<Record<string, string>> = {}): string => {
    const query = { app_id: APP.appId, redirect_uri: APP.callbackUrl, state: "s-1", ...change };
    return `${url}/v4/oa/permission?${new URLSearchParams(query).toString()}`;
  };

  it("shows a page whose button leads to the registered callback with code, OA and state", async () => {
    const simulator = await bench.simulator({ consented: false });
    const page = await fetch(link(simulator.url));
    expect(await page.text()).toContain("Cho phép");
    const callback = new URL(await simulator.approveConsent(link(simulator.url)));
    expect(callback.origin + callback.pathname).toBe(APP.callbackUrl);
    expect(callback.searchParams.get("oa_id")).toBe(APP.oaId);
    expect(callback.searchParams.get("state")).toBe("s-1");
    const code = callback.searchParams.get("code") ?? "";
    expect((await token(simulator, { grant_type: "authorization_code", code })).body).toHaveProperty(
      "access_token",
    );
  });

  it.each([
    [-14003, { redirect_uri: `${APP.callbackUrl}/` }],
    [-14002, { app_id: "4111222333444555667" }],
    [-14003, { code_challenge: "too-short" }],
  ])("refuses with %i for %j", async (code, change) => {
    const simulator = await bench.simulator({ consented: false });
    const answer = await fetch(link(simulator.url, change));
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ error: code });
    await expect(simulator.approveConsent(link(simulator.url, change))).rejects.toThrow(String(code));
  });
});

describe("token endpoint", () => {
  const exchange = (code: string, more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
    grant_type: "authorization_code",
    code,
    ...more,
  });

  it("gives a pair whose expires_in is a string", async () => {
    const simulator = await bench.simulator();
    const { status, body } = await token(simulator, exchange(simulator.grantConsent().code));
    expect(status).toBe(200);
    expect(body).toEqual({
      access_token: simulator.tokenState?.accessToken,
      refresh_token: simulator.tokenState?.refreshToken,
      expires_in: "90000",
    });
  });

  it("takes only a form with the right secret_key", async () => {
    const simulator = await bench.simulator();
    const { code } = simulator.grantConsent();
    const form = exchange(code);
    const json = await post(
      simulator,
      "/v4/oa/access_token",
      { ...form, app_id: APP.appId },
      { secret_key: APP.appSecret },
    );
    expect(json.status).toBe(200);
    expect(json.body["error"]).toBeLessThan(0);
    expect((await token(simulator, form, {})).body["error"]).toBeLessThan(0);
    expect((await token(simulator, form, { secret_key: APP.oaSecret })).body["error"]).toBeLessThan(0);
    expect((await token(simulator, { ...form, app_id: "1" })).body["error"]).toBe(-14002);
    expect((await token(simulator, { ...form, grant_type: "password" })).body["error"]).toBeLessThan(0);
    expect((await token(simulator, form)).body).toHaveProperty("access_token");
  });

  it("takes a code once and within 10 minutes", async () => {
    const clock = standingClock();
    const simulator = await bench.simulator({ now: clock.now });
    const late = simulator.grantConsent().code;
    clock.forward(10 * MINUTE_MS);
    expect((await token(simulator, exchange(late))).body["error"]).toBe(-14019);
    const used = simulator.grantConsent().code;
    clock.forward(10 * MINUTE_MS - 1);
    expect((await token(simulator, exchange(used))).body).toHaveProperty("access_token");
    expect((await token(simulator, exchange(used))).body["error"]).toBe(-14019);
  });

  it("checks the verifier against the challenge, or against the one fixed in the console", async () => {
    const simulator = await bench.simulator();
    const consent = (): string => simulator.grantConsent({ codeChallenge: codeChallengeOf(VERIFIER) }).code;
    const other = VERIFIER.replace("Z", "Y");
    expect((await token(simulator, exchange(consent()))).body["error"]).toBe(-14003);
    expect((await token(simulator, exchange(consent(), { code_verifier: other }))).body["error"]).toBe(
      -14003,
    );
    expect((await token(simulator, exchange(consent(), { code_verifier: VERIFIER }))).body).toHaveProperty(
      "access_token",
    );

    const fixed = await bench.simulator({ fixedCodeChallenge: codeChallengeOf(VERIFIER) });
    const perRequest = { codeChallenge: codeChallengeOf(other) };
    const failed = await token(
      fixed,
      exchange(fixed.grantConsent(perRequest).code, { code_verifier: other }),
    );
    expect(failed.body["error"]).toBe(-14003);
    const worked = await token(
      fixed,
      exchange(fixed.grantConsent(perRequest).code, { code_verifier: VERIFIER }),
    );
    expect(worked.body).toHaveProperty("access_token");
  });

  it("rotates on refresh: the old refresh token and the old access token are dead", async () => {
    const simulator = await bench.simulator();
    const first = simulator.issueTokens();
    const refresh = { grant_type: "refresh_token", refresh_token: first.refresh_token };
    const second = await token(simulator, refresh);
    expect(second.body).toMatchObject({ expires_in: "90000" });
    expect(second.body["refresh_token"]).not.toBe(first.refresh_token);
    expect(simulator.refreshCount).toBe(1);
    expect((await token(simulator, refresh)).body["error"]).toBe(-14020);
    expect(simulator.refreshCount).toBe(1);
    const dead = await post(simulator, "/v3.0/oa/quota/message", {}, { access_token: first.access_token });
    expect(dead).toMatchObject({ status: 200, body: { error: -216 } });
    expect((await get(simulator, "/v2.0/oa/getoa")).body["error"]).toBe(0);
  });

  it("lets a refresh token die after three months", async () => {
    const clock = standingClock();
    const simulator = await bench.simulator({ now: clock.now });
    const refreshed = async (): Promise<unknown> => {
      const refresh_token = simulator.tokenState?.refreshToken ?? simulator.issueTokens().refresh_token;
      return (await token(simulator, { grant_type: "refresh_token", refresh_token })).body["error"];
    };
    simulator.issueTokens();
    clock.forward(89 * DAY_MS);
    expect(await refreshed()).toBeUndefined();
    clock.forward(90 * DAY_MS);
    expect(await refreshed()).toBe(-14020);
  });

  it("notes refusals for the test to read", async () => {
    const simulator = await bench.simulator();
    await token(simulator, { grant_type: "refresh_token", refresh_token: "never issued" });
    expect(simulator.refused()).toMatchObject([{ path: "/v4/oa/access_token", code: -14020 }]);
  });
});

describe("access token", () => {
  it("is wanted in the header access_token, not as Bearer", async () => {
    const simulator = await bench.simulator();
    const { access_token } = tokenHeader(simulator);
    const path = "/v3.0/oa/quota/message";
    const ask = { quota_owner: "OA", product_type: "cs", quota_type: "sub_quota" };
    expect(
      (await post(simulator, path, ask, { authorization: `Bearer ${access_token}` })).body["error"],
    ).toBe(-216);
    expect((await post(simulator, path, ask, { access_token: "AT-unknown" })).body["error"]).toBe(-216);
    expect((await post(simulator, path, ask, { access_token })).body["error"]).toBe(0);
  });

  it("expires after 25 hours, or now when a test says so", async () => {
    const clock = standingClock();
    const simulator = await bench.simulator({ now: clock.now });
    simulator.issueTokens();
    clock.forward(90_000_000 - 1);
    expect((await get(simulator, "/v2.0/oa/getoa")).body["error"]).toBe(0);
    clock.forward(1);
    expect((await get(simulator, "/v2.0/oa/getoa")).body["error"]).toBe(-220);
    simulator.issueTokens();
    simulator.faults.expireTokenNow();
    expect((await get(simulator, "/v2.0/oa/getoa")).body["error"]).toBe(-220);
  });

  it("must come with appsecret_proof when the application demands it", async () => {
    const simulator = await bench.simulator({ requireAppsecretProof: true });
    const header = tokenHeader(simulator);
    const ask = { quota_owner: "OA", product_type: "cs", quota_type: "sub_quota" };
    const proof = appsecretProof(header.access_token, APP.appSecret);
    const asked = async (more: Readonly<Record<string, string>>): Promise<unknown> =>
      (await post(simulator, "/v3.0/oa/quota/message", ask, { ...header, ...more })).body["error"];
    expect(await asked({})).toBe(-242);
    expect(await asked({ appsecret_proof: proof.toUpperCase() })).toBe(-242);
    expect(await asked({ appsecret_proof: proof })).toBe(0);
  });
});

describe("allowance a minute", () => {
  it("counts every call, tells what remains, and starts anew with the minute", async () => {
    const clock = standingClock();
    const simulator = await bench.simulator({ rateLimitPerMinute: 2, now: clock.now });
    simulator.citizenWrites(CITIZEN, "Xin chào");
    const first = await send(simulator, CITIZEN, { text: "Dạ" });
    expect(first.headers.get("x-ratelimit-limit")).toBe("2");
    expect(first.headers.get("x-ratelimit-remain")).toBe("1");
    await get(simulator, "/v2.0/oa/getoa");
    const third = await send(simulator, CITIZEN, { text: "Dạ" });
    expect(third.body["error"]).toBe(-32);
    expect(third.headers.get("x-ratelimit-remain")).toBe("0");
    clock.forward(MINUTE_MS);
    expect((await send(simulator, CITIZEN, { text: "Dạ" })).body["error"]).toBe(0);
    expect(simulator.sentTo(CITIZEN)).toHaveLength(2);
  });
});

it("gives the same chance for the same seed", () => {
  const [one, same, other] = [seededRandom(7), seededRandom(7), seededRandom(8)];
  const row = Array.from({ length: 50 }, one);
  expect(Array.from({ length: 50 }, same)).toEqual(row);
  expect(Array.from({ length: 50 }, other)).not.toEqual(row);
  expect(row.every((value) => value >= 0 && value < 1)).toBe(true);
});

describe("npm run simulate", () => {
  const main = fileURLToPath(new URL("./main.ts", import.meta.url));
  const simulate = async (...args: readonly string[]): Promise<{ stdout: string }> =>
    promisify(execFile)(process.execPath, ["--import", "tsx", main, ...args], {
      env: { PATH: process.env["PATH"] },
    });

  it("starts by name and refuses unknown names with a list", async () => {
    expect((await simulate("zalo", "--help")).stdout).toContain("--webhook");
    await expect(simulate("zola")).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining("zalo") as string,
    });
    await expect(simulate("zalo", "--port", "none")).rejects.toMatchObject({ code: 2 });
  });
});
