import { settle, type ZaloConfig } from "../../../src/channels/zalo/config.ts";
import { challengeOf, createConsent, type ConsentReturn } from "../../../src/channels/zalo/consent.ts";
import { createTokenEndpoint } from "../../../src/channels/zalo/token-endpoint.ts";
import {
  closedUrl,
  configAt,
  memoryLog,
  MemoryVault,
  pairAtNow,
  settableClock,
  startSmallZalo,
  type Doing,
  type SmallZalo,
} from "./small-zalo.ts";

const servers: SmallZalo[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function open(doing: Doing, more: Partial<ZaloConfig> = {}) {
  const zalo = await startSmallZalo(() => doing);
  servers.push(zalo);
  const vault = new MemoryVault();
  const log = memoryLog();
  const settings = settle(configAt(zalo.url, { sendTimeoutMs: 300, ...more }));
  const consent = createConsent(settings, createTokenEndpoint(settings, settableClock()), { vault, log });
  const begun = consent.begin();
  const back: ConsentReturn = {
    code: "code-made-up",
    oaId: "3777000111222333444",
    state: begun.state,
    expectedState: begun.state,
    verifier: begun.verifier,
  };
  return { zalo, vault, log, consent, begun, back };
}

const GRANTED: Doing = { json: { access_token: "AT-1", refresh_token: "RT-1", expires_in: "90000" } };

it("computes the challenge of the contract's vector (6.5)", () => {
  expect(challengeOf("Zk3mQ8rT1uVxY7bN5cD0eF2gH4iJ6kL9oP3qR5sT7uW")).toBe(
    "0AB7CJhLrXz_31u2BDVPvV1IsUInJIvjqKVJVUlnlrU",
  );
});

describe("begin", () => {
  it("gives the address of Zalo's consent page with challenge and state", async () => {
    const { begun, zalo } = await open(GRANTED);
    const url = new URL(begun.url);
    expect(url.origin + url.pathname).toBe(`${zalo.url}/v4/oa/permission`);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      app_id: "4111222333444555666",
      redirect_uri: "https://bot.example.gov.vn/oauth/zalo",
      code_challenge: challengeOf(begun.verifier),
      state: begun.state,
    });
    expect(begun.url).not.toContain(begun.verifier);
  });

  it("makes a verifier of 43 letters and digits and another state every time", async () => {
    const { consent } = await open(GRANTED);
    const many = Array.from({ length: 50 }, () => consent.begin());
    for (const one of many) expect(one.verifier).toMatch(/^[A-Za-z0-9]{43}$/);
    expect(new Set(many.map((one) => one.verifier)).size).toBe(50);
    expect(new Set(many.map((one) => one.state)).size).toBe(50);
  });

  it("uses the fixed verifier of an application that has one", async () => {
    const fixedPkceVerifier = "Zk3mQ8rT1uVxY7bN5cD0eF2gH4iJ6kL9oP3qR5sT7uW";
    const { begun } = await open(GRANTED, { fixedPkceVerifier });
    expect(begun.verifier).toBe(fixedPkceVerifier);
    expect(begun.url).toContain("code_challenge=0AB7CJhLrXz_31u2BDVPvV1IsUInJIvjqKVJVUlnlrU");
  });
});

describe("finish", () => {
  it("exchanges the code and stores the pair", async () => {
    const { consent, back, zalo, vault, log } = await open(GRANTED);
    await consent.finish(back);
    expect(zalo.seen).toMatchObject([
      {
        method: "POST",
        path: "/v4/oa/access_token",
        headers: { secret_key: "AppSecret-made-up-0002" },
        body: {
          code: "code-made-up",
          app_id: "4111222333444555666",
          grant_type: "authorization_code",
          code_verifier: back.verifier,
        },
      },
    ]);
    expect(vault.pair()).toMatchObject({ accessToken: "AT-1", refreshToken: "RT-1" });
    expect(log.lines.join()).not.toMatch(/AT-1|RT-1|code-made-up|AppSecret/);
  });

  const changes: [string, Partial<ConsentReturn>, RegExp][] = [
    ["another state", { state: "another" }, /không khớp/],
    ["no state", { state: undefined }, /không khớp/],
    ["an empty state on both sides", { state: "", expectedState: "" }, /không khớp/],
    ["a browser that did not begin", { expectedState: undefined }, /không khớp/],
    ["no verifier", { verifier: undefined }, /không khớp/],
    ["no code", { code: undefined }, /không gửi mã/],
    ["another OA", { oaId: "3999" }, /không phải là OA/],
    ["no OA", { oaId: undefined }, /không phải là OA/],
  ];
  it.each(changes)(
    "refuses %s without calling Zalo or touching the stored pair",
    async (_what, change, words) => {
      const { consent, back, zalo, vault } = await open(GRANTED);
      vault.values.set("zalo", pairAtNow("old"));
      await expect(consent.finish({ ...back, ...change })).rejects.toMatchObject({
        code: "consent_refused",
        message: expect.stringMatching(words) as string,
      });
      expect(zalo.seen).toHaveLength(0);
      expect(vault.values.get("zalo")).toBe(pairAtNow("old"));
    },
  );

  it.each([
    [-14003, /-14003.*callback/],
    [-14002, /-14002.*Mã ứng dụng/],
    [-14029, /-14029.*chưa được Zalo duyệt/],
    [-14099, /-14099.*cấp quyền lại/],
  ])("shows Zalo's refusal %i with what to do about it", async (error, words) => {
    const { consent, back, vault } = await open({ json: { error, error_name: "Invalid" } });
    await expect(consent.finish(back)).rejects.toMatchObject({
      code: "consent_refused",
      message: expect.stringMatching(words) as string,
    });
    expect(vault.values.size).toBe(0);
  });

  it("asks to begin anew when no answer comes: the code is used up or not", async () => {
    const { consent, back, zalo, vault } = await open("cut");
    await expect(consent.finish(back)).rejects.toMatchObject({ code: "consent_refused" });
    expect(zalo.seen).toHaveLength(1);
    expect(vault.values.size).toBe(0);

    const closed = await open(GRANTED, { oauthUrl: await closedUrl() });
    await expect(closed.consent.finish(closed.back)).rejects.toMatchObject({
      message: expect.stringContaining("ECONNREFUSED") as string,
    });
  });
});
