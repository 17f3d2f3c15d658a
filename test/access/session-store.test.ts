import { randomUUID } from "node:crypto";
import type { Request } from "express";
import type { SessionData } from "express-session";
import { endSessions, SessionStore, sweepExpired } from "../../src/access/session-store.ts";
import type { Store } from "../../src/store/open-store.ts";
import { onBothEngines } from "../support/engines.ts";
import { openSuiteStore } from "../support/suite-store.ts";
import { emptyAccess, testClock, type TestClock } from "./desk-at-hand.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const IDLE = 12 * HOUR;
const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

onBothEngines("session store", (engine) => {
  let store: Store;
  let clock: TestClock;
  let sessions: SessionStore;
  openSuiteStore(engine, (opened) => {
    store = opened;
  });
  beforeEach(async () => {
    await emptyAccess(store);
    clock = testClock();
    sessions = new SessionStore({ store, clock, idleMs: IDLE });
  });

  const cookie = { originalMaxAge: IDLE, httpOnly: true, path: "/" };
  const anonymous = (): SessionData => ({ cookie, oidc: { state: "x" } }) as unknown as SessionData;
  const signedIn = (account = randomUUID()): SessionData =>
    ({
      cookie,
      passport: { user: { account, by: "password", since: clock().getTime() } },
    }) as unknown as SessionData;
  const called = (work: (done: (error?: unknown) => void) => void) =>
    new Promise<void>((resolve, reject) => {
      work((error) => {
        if (error === undefined || error === null) resolve();
        else reject(asError(error));
      });
    });
  const set = (sid: string, data: SessionData) =>
    called((done) => {
      sessions.set(sid, data, done);
    });
  const touch = (sid: string, data: SessionData) =>
    called((done) => {
      sessions.touch(sid, data, done);
    });
  const get = (sid: string) =>
    new Promise<SessionData | null | undefined>((resolve, reject) => {
      sessions.get(sid, (error, data) => {
        if (error === null) resolve(data);
        else reject(asError(error));
      });
    });
  /** As express-session does with what `get` gave. */
  const loaded = async (sid: string): Promise<SessionData> => {
    const data = await get(sid);
    if (!data) throw new Error(`no session ${sid}`);
    // Of the request only its session id is asked.
    const request: Pick<Request, "sessionID"> = { sessionID: sid };
    return sessions.createSession(request as Request, data);
  };
  const row = async (sid: string) =>
    (
      await store.run<{ account: string | null; end: Date }>(
        'select account_id as account, expires_at as "end" from session where sid = $1',
        [sid],
      )
    ).rows[0];

  it("keeps a session, whose it is and until when", async () => {
    const account = randomUUID();
    await set("one", signedIn(account));
    expect(await get("one")).toEqual(signedIn(account));
    expect(await row("one")).toEqual({ account, end: new Date(clock().getTime() + IDLE) });
    expect(await get("other")).toBeNull();
    await called((done) => {
      sessions.destroy("one", done);
    });
    expect(await get("one")).toBeNull();
  });

  it("ends it without use, and after five times that in any case", async () => {
    await set("used", signedIn());
    await set("unused", signedIn());
    for (let time = 0; time < 9; time++) {
      clock.pass(IDLE / 2);
      await touch("used", await loaded("used"));
      expect((await get("unused")) !== null).toBe(time === 0);
    }
    clock.pass(IDLE / 2 - 1);
    expect(await get("used")).not.toBeNull();
    clock.pass(1);
    expect(await get("used")).toBeNull();
  });

  it("is not written for every request", async () => {
    await set("one", signedIn());
    const { end } = (await row("one")) ?? {};
    clock.pass(5 * MINUTE);
    await touch("one", await loaded("one"));
    expect((await row("one"))?.end).toEqual(end);
    clock.pass(10 * MINUTE);
    await touch("one", await loaded("one"));
    expect((await row("one"))?.end).toEqual(new Date(clock().getTime() + IDLE));
  });

  it("forgets soon what nobody signed in to", async () => {
    await set("one", anonymous());
    expect(await row("one")).toEqual({ account: null, end: new Date(clock().getTime() + 10 * MINUTE) });
    clock.pass(10 * MINUTE);
    expect(await get("one")).toBeNull();
  });

  it("is not brought back by a request that was still under way when it ended", async () => {
    const account = randomUUID();
    await set("one", signedIn(account));
    const underWay = await loaded("one");
    await store.transaction((tx) => endSessions(tx, account));
    await touch("one", underWay);
    await set("one", underWay);
    expect(await get("one")).toBeNull();
    // One that has just been begun is no different.
    const fresh = signedIn(account);
    await set("two", fresh);
    await store.transaction((tx) => endSessions(tx, account));
    await set("two", fresh);
    expect(await get("two")).toBeNull();
    await set("three", signedIn(account));
    expect(await get("three")).not.toBeNull();
  });

  it("ends all of an account but the one named, and nobody else's", async () => {
    const [account, other] = [randomUUID(), randomUUID()];
    await set("mine", signedIn(account));
    await set("elsewhere", signedIn(account));
    await set("theirs", signedIn(other));
    await set("anonymous", anonymous());
    await store.transaction((tx) => endSessions(tx, account, "mine"));
    const left = await store.run<{ sid: string }>("select sid from session order by sid");
    expect(left.rows.map((one) => one.sid)).toEqual(["anonymous", "mine", "theirs"]);
  });

  it("sweeps away what has ended", async () => {
    await set("old", signedIn());
    clock.pass(IDLE);
    await set("new", signedIn());
    expect(await sweepExpired(store, clock)).toBe(1);
    expect(await row("old")).toBeUndefined();
    expect(await row("new")).toBeDefined();
    expect(await sweepExpired(store, clock)).toBe(0);
  });

  it("tells when the database fails, instead of taking the session for ended", async () => {
    await expect(set("one\u0000", signedIn())).rejects.toThrow();
    await expect(get("one\u0000")).rejects.toThrow();
  });
});
