import { settle } from "../../../src/channels/zalo/config.ts";
import { createTokenEndpoint } from "../../../src/channels/zalo/token-endpoint.ts";
import { createTokens } from "../../../src/channels/zalo/tokens.ts";
import {
  closedUrl,
  configAt,
  memoryLog,
  MemoryVault,
  NOW,
  pairAtNow,
  settableClock,
  startSmallZalo,
  type Doing,
  type SmallZalo,
} from "./small-zalo.ts";

const HOUR = 3_600_000;
const granted = (name: string): Doing => ({
  json: { access_token: `AT-${name}`, refresh_token: `RT-${name}`, expires_in: "90000" },
});
const refused = (error: number): Doing => ({
  json: { error, error_name: "Refused", error_description: "…" },
});

const servers: SmallZalo[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

/** Tokens against a token endpoint that does these things, one a request. */
async function open(doings: Doing[], stored?: string) {
  const zalo = await startSmallZalo(() => doings.shift() ?? { status: 500, text: "the script has ended" });
  servers.push(zalo);
  const vault = new MemoryVault();
  if (stored !== undefined) vault.values.set("zalo", stored);
  const clock = settableClock();
  const log = memoryLog();
  const another = (url = zalo.url) =>
    createTokens(createTokenEndpoint(settle(configAt(url, { sendTimeoutMs: 300 })), clock), {
      vault,
      clock,
      log,
    });
  return { zalo, vault, clock, log, another, tokens: another() };
}

describe("accessToken", () => {
  it("asks for a consent when none was given", async () => {
    const { tokens } = await open([]);
    expect(await tokens.accessToken()).toMatchObject({ kind: "consent", code: "no_consent" });
    expect(await tokens.state()).toEqual({ kind: "none" });
  });

  it("gives the stored token while more than two hours are left", async () => {
    const { tokens, clock, zalo } = await open([], pairAtNow("1"));
    clock.later(23 * HOUR - 1);
    expect(await tokens.accessToken()).toEqual({ kind: "token", token: "AT-1" });
    expect(zalo.seen).toHaveLength(0);
  });

  it("refreshes with two hours left, as the contract says, and stores the new pair", async () => {
    const { tokens, clock, zalo, vault } = await open([granted("2")], pairAtNow("1"));
    clock.later(23 * HOUR);
    expect(await tokens.accessToken()).toEqual({ kind: "token", token: "AT-2" });
    expect(zalo.seen).toMatchObject([
      {
        method: "POST",
        path: "/v4/oa/access_token",
        headers: {
          secret_key: "AppSecret-made-up-0002",
          "content-type": "application/x-www-form-urlencoded",
        },
        body: { refresh_token: "RT-1", app_id: "4111222333444555666", grant_type: "refresh_token" },
      },
    ]);
    expect(vault.pair()).toEqual({
      accessToken: "AT-2",
      refreshToken: "RT-2",
      obtainedAt: "2026-11-24T02:00:30.000Z",
      expiresAt: "2026-11-25T03:00:30.000Z",
    });
  });

  it("takes a lifetime that is a number, and the usual one when there is none", async () => {
    const number = { access_token: "AT-2", refresh_token: "RT-2", expires_in: 3600 };
    const one = await open([{ json: number }], pairAtNow("1", 1));
    await one.tokens.accessToken();
    expect(one.vault.pair().expiresAt).toBe(new Date(NOW.getTime() + HOUR).toISOString());

    const two = await open([{ json: { access_token: "AT-2", refresh_token: "RT-2" } }], pairAtNow("1", 1));
    await two.tokens.accessToken();
    expect(two.vault.pair().expiresAt).toBe(new Date(NOW.getTime() + 25 * HOUR).toISOString());
  });

  it("refreshes once for many callers and several instances", async () => {
    const { tokens, another, zalo } = await open([granted("2")], pairAtNow("1", 1));
    const other = another();
    const all = await Promise.all([tokens, other, tokens, other, tokens].map((one) => one.accessToken()));
    expect(all).toEqual(Array(5).fill({ kind: "token", token: "AT-2" }));
    expect(zalo.seen).toHaveLength(1);
  });

  it("lets the callers of one process wait without each holding on to the vault", async () => {
    const { tokens, vault } = await open([granted("2")], pairAtNow("1", 1));
    await Promise.all(Array.from({ length: 5 }, () => tokens.accessToken()));
    expect(vault.mostAtOnce).toBe(1);
  });

  it("gives the old token while it lasts when the endpoint cannot be reached, and says later after that", async () => {
    const { another, clock, vault } = await open([], pairAtNow("1", 1));
    const tokens = another(await closedUrl());
    expect(await tokens.accessToken()).toEqual({ kind: "token", token: "AT-1" });
    expect(await tokens.state()).toMatchObject({ kind: "valid" });
    clock.later(HOUR);
    expect(await tokens.accessToken()).toMatchObject({
      kind: "later",
      retryAt: new Date(NOW.getTime() + HOUR + 30_000),
    });
    expect(await tokens.state()).toEqual({ kind: "expired", ageSeconds: 3600, secondsLeft: 0 });
    expect(vault.pair().refreshToken).toBe("RT-1");
  });

  it("does not ask again within half a minute, and does so afterwards", async () => {
    const { tokens, clock, zalo } = await open([refused(-32), granted("2")], pairAtNow("1", 0));
    expect(await tokens.accessToken()).toMatchObject({ kind: "later" });
    clock.later(29_999);
    expect(await tokens.accessToken()).toMatchObject({
      kind: "later",
      retryAt: new Date(NOW.getTime() + 30_000),
    });
    expect(zalo.seen).toHaveLength(1);
    clock.later(1);
    expect(await tokens.accessToken()).toEqual({ kind: "token", token: "AT-2" });
  });

  it("treats an unreadable stored value as no consent, and logs it", async () => {
    for (const stored of ["not json", "{}", '{"accessToken":"AT-1"}']) {
      const { tokens, log } = await open([], stored);
      expect(await tokens.accessToken()).toMatchObject({ code: "no_consent" });
      expect(log.lines.join()).toContain("unreadable");
    }
  });
});

describe("a refresh with an unknown outcome", () => {
  it.each<[string, Doing]>([
    ["cut", "cut"],
    ["timed out", "stall"],
    ["answered by a proxy", { status: 502, text: "<html>Bad Gateway</html>" }],
    ["answered without tokens", { json: {} }],
    ["answered with a token that fits no header", { json: { access_token: "a\nb", refresh_token: "c" } }],
  ])("(%s) is asked once more with the same token", async (_what, doing) => {
    const { tokens, zalo } = await open([doing, granted("2")], pairAtNow("1", 1));
    expect(await tokens.accessToken()).toEqual({ kind: "token", token: "AT-2" });
    expect(zalo.seen.map((one) => one.body)).toMatchObject([
      { refresh_token: "RT-1" },
      { refresh_token: "RT-1" },
    ]);
  });

  it("leads to a new consent when the token then turns out to be used", async () => {
    const { tokens, another, clock, zalo, log } = await open(["cut", refused(-14020)], pairAtNow("1", 1));
    // The access token may still work, so it is given until it ends.
    expect(await tokens.accessToken()).toEqual({ kind: "token", token: "AT-1" });
    clock.later(HOUR);
    for (const instance of [tokens, another()]) {
      expect(await instance.accessToken()).toMatchObject({ kind: "consent", code: "consent_needed" });
      expect(await instance.afterRefusal("AT-1")).toMatchObject({ kind: "consent", code: "consent_needed" });
      expect(await instance.state()).toEqual({
        kind: "consent_needed",
        ageSeconds: 3600,
        secondsLeft: 0,
        since: NOW,
        reason: "-14020: OAuth: refresh token used or expired; consent is needed again",
      });
    }
    expect(zalo.seen).toHaveLength(2);
    expect(log.lines.filter((line) => line.startsWith("error"))).toHaveLength(1);
  });

  it("leaves the pair as it is when the second answer is lost too, and works again later", async () => {
    const { tokens, clock, zalo } = await open(["cut", "cut", granted("2")], pairAtNow("1", 0));
    expect(await tokens.accessToken()).toMatchObject({ kind: "later" });
    expect(zalo.seen).toHaveLength(2);
    expect(await tokens.state()).toMatchObject({ kind: "expired" });
    clock.later(30_000);
    expect(await tokens.accessToken()).toEqual({ kind: "token", token: "AT-2" });
  });
});

describe("afterRefusal", () => {
  it("refreshes a token that has time left but was refused", async () => {
    const { tokens, zalo } = await open([granted("2")], pairAtNow("1"));
    expect(await tokens.afterRefusal("AT-1")).toEqual({ kind: "token", token: "AT-2" });
    expect(zalo.seen).toHaveLength(1);
  });

  it("gives the token another instance has put in its place without refreshing", async () => {
    const { tokens, zalo } = await open([], pairAtNow("2"));
    expect(await tokens.afterRefusal("AT-1")).toEqual({ kind: "token", token: "AT-2" });
    expect(zalo.seen).toHaveLength(0);
  });
});

describe("a refusal that an administrator can mend", () => {
  it.each([-14002, -14003, -14029])(
    "%i shows as consent_needed and is over once a refresh succeeds",
    async (code) => {
      const { tokens, clock, vault } = await open([refused(code), granted("2")], pairAtNow("1", 0));
      expect(await tokens.keepFresh()).toMatchObject({ kind: "consent_needed", since: NOW });
      expect(vault.pair()).toMatchObject({ brokenSince: NOW.toISOString(), brokenBy: code });
      clock.later(60_000);
      expect(await tokens.keepFresh()).toMatchObject({ kind: "valid", secondsLeft: 90_000 });
      expect(vault.pair()).not.toHaveProperty("brokenSince");
    },
  );

  it("keeps the time since when it lasts", async () => {
    const { tokens, clock } = await open([refused(-14002), refused(-14002)], pairAtNow("1", 0));
    await tokens.keepFresh();
    clock.later(60_000);
    expect(await tokens.keepFresh()).toMatchObject({ since: NOW });
  });
});

describe("a vault that fails", () => {
  const failure = new Error("connection to the database lost");

  it("does not cost the grant: the new pair is stored at the next occasion, without another refresh", async () => {
    const { tokens, vault, zalo } = await open([granted("2")], pairAtNow("1", 1));
    vault.failNextStore = failure;
    await expect(tokens.accessToken()).rejects.toBe(failure);
    expect(vault.pair().refreshToken).toBe("RT-1");
    expect(await tokens.accessToken()).toEqual({ kind: "token", token: "AT-2" });
    expect(vault.pair().refreshToken).toBe("RT-2");
    expect(zalo.seen).toHaveLength(1);
    const { rotations } = vault;
    await tokens.accessToken();
    expect(vault.rotations).toBe(rotations);
  });

  it("does not put the late pair over a newer consent", async () => {
    const { tokens, vault } = await open([granted("2")], pairAtNow("1", 1));
    vault.failNextStore = failure;
    await expect(tokens.accessToken()).rejects.toBe(failure);
    vault.values.set("zalo", pairAtNow("new"));
    expect(await tokens.accessToken()).toEqual({ kind: "token", token: "AT-new" });
    expect(vault.pair().refreshToken).toBe("RT-new");
  });

  it("does not hide a lost grant that could not be written down; a new consent ends it", async () => {
    const { tokens, vault } = await open([refused(-14020)], pairAtNow("1", 0));
    vault.failNextStore = failure;
    await expect(tokens.keepFresh()).rejects.toBe(failure);
    expect(await tokens.state()).toMatchObject({ kind: "consent_needed" });
    vault.values.set("zalo", pairAtNow("new"));
    expect(await tokens.state()).toMatchObject({ kind: "valid" });
  });
});

it("writes no token and no secret into the log or the state", async () => {
  const { tokens, clock, log } = await open([granted("2"), "cut", refused(-14020)], pairAtNow("1", 1));
  await tokens.keepFresh();
  clock.later(24 * HOUR);
  const state = await tokens.keepFresh();
  expect(log.lines.length).toBeGreaterThanOrEqual(3);
  expect(log.lines.join() + JSON.stringify(state)).not.toMatch(/AT-|RT-|AppSecret/);
});
