import { createHashing, OWASP_COST } from "../../src/access/hash-password.ts";
import { createSignIn } from "../../src/access/sign-in.ts";
import type { Store } from "../../src/store/open-store.ts";
import { onBothEngines } from "../support/engines.ts";
import { openSuiteStore } from "../support/suite-store.ts";
import {
  ATTEMPTS,
  CHEAP,
  deskAtHand,
  emptyAccess,
  GOOD_PASSWORD,
  LOCKOUT_MS,
  type DeskAtHand,
} from "./desk-at-hand.ts";

const FROM = "192.0.2.1";

describe("password hashing", () => {
  it("is Argon2id at the cost OWASP asks for, with a salt of its own each time", async () => {
    const hashing = createHashing();
    const [first, second] = await Promise.all([hashing.hash(GOOD_PASSWORD), hashing.hash(GOOD_PASSWORD)]);
    expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(first).not.toBe(second);
    expect(await hashing.matches(first, GOOD_PASSWORD)).toBe(true);
    expect(await hashing.matches(first, `${GOOD_PASSWORD}.`)).toBe(false);
    expect(await hashing.matches(null, GOOD_PASSWORD)).toBe(false);
    expect(hashing.isCurrent(first)).toBe(true);
    expect(createHashing({ ...OWASP_COST, timeCost: 3 }).isCurrent(first)).toBe(false);
  });

  it("takes a password from any keyboard: composed, decomposed, full width", async () => {
    const hashing = createHashing(CHEAP);
    const hashed = await hashing.hash("trời Đà Nẵng 2026");
    expect(await hashing.matches(hashed, "trời Đà Nẵng 2026".normalize("NFD"))).toBe(true);
    expect(await hashing.matches(hashed, "trời Đà Nẵng ２０２６")).toBe(true);
    expect(await hashing.matches(hashed, "troi Da Nang 2026")).toBe(false);
  });
});

onBothEngines("sign-in by password", (engine) => {
  let store: Store;
  let desk: DeskAtHand;
  openSuiteStore(engine, (opened) => {
    store = opened;
  });
  beforeEach(async () => {
    await emptyAccess(store);
    desk = deskAtHand(store);
  });

  const right = (signIn = desk.signIn) => signIn.byPassword("lan", GOOD_PASSWORD, FROM);
  const wrong = (signIn = desk.signIn) => signIn.byPassword("lan", "sai mật khẩu rồi", FROM);
  const times = async (count: number, work: () => Promise<unknown>) => {
    for (let time = 0; time < count; time++) await work();
  };
  const lastLine = async () => (await desk.audit()).at(-1);

  it("lets in whoever has the right one, and notes when and from where", async () => {
    const id = await desk.settled({ username: "lan" });
    desk.clock.pass(60_000);
    expect(await desk.signIn.byPassword(" LAN ", GOOD_PASSWORD, FROM)).toMatchObject({
      id,
      lastSignInAt: desk.clock(),
    });
    expect(await lastLine()).toEqual({
      actor: `operator:${id}`,
      action: "signed_in",
      subject: `account:${id}`,
      detail: { by: "password", address: FROM },
    });
    expect(await wrong()).toBeUndefined();
    expect(await lastLine()).toMatchObject({
      action: "sign_in_failed",
      subject: `account:${id}`,
      detail: { why: "wrong_password", address: FROM },
    });
  });

  it("does the same work for a name nobody has, and keeps no trace of the name", async () => {
    await desk.settled({ username: "lan" });
    const before = desk.compared();
    expect(await desk.signIn.byPassword("MatKhauGoNham!", "x", FROM)).toBeUndefined();
    expect(await desk.signIn.byPassword("\u0000", "x", FROM)).toBeUndefined();
    expect(desk.compared()).toBe(before + 2);
    expect(await lastLine()).toMatchObject({ action: "sign_in_failed", subject: "sign_in" });
    expect(JSON.stringify(await desk.audit()).toLowerCase()).not.toContain("matkhaugonham");
  });

  it("locks after so many wrong ones in a row, also for the right one, until the lockout is over", async () => {
    const id = await desk.settled({ username: "lan" });
    await times(ATTEMPTS - 1, wrong);
    expect(await right()).toMatchObject({ id });
    // The right one set the count back.
    await times(ATTEMPTS, wrong);
    expect(await lastLine()).toMatchObject({ action: "account_locked", subject: `account:${id}` });
    desk.clock.pass(LOCKOUT_MS - 1);
    expect(await right()).toBeUndefined();
    expect(await lastLine()).toMatchObject({ action: "sign_in_failed", detail: { why: "locked" } });
    desk.clock.pass(1);
    expect(await right()).toMatchObject({ id, lockedUntil: null });
  });

  it("counts anew after a lockout, and is not locked for longer by guesses within it", async () => {
    await desk.settled({ username: "lan" });
    await times(ATTEMPTS, wrong);
    desk.clock.pass(LOCKOUT_MS / 2);
    await times(3, wrong);
    desk.clock.pass(LOCKOUT_MS / 2);
    await times(ATTEMPTS - 1, wrong);
    expect(await right()).toBeDefined();
  });

  it("compares no more guesses than it allows, however many come at once to several instances", async () => {
    const id = await desk.settled({ username: "lan" });
    const hash = (await store.run<{ h: string }>("select password_hash as h from account")).rows[0]?.h;
    let compared = 0;
    const instances = [1, 2].map(() => {
      const hashing = {
        ...desk.check.hashing,
        matches: (hashed: string | null, password: string) => {
          if (hashed === hash) compared++;
          return desk.check.hashing.matches(hashed, password);
        },
      };
      return createSignIn({ ...desk.check, hashing });
    });
    const guesses = Array.from({ length: 40 }, (_, number) => wrong(instances[number % 2]));
    expect((await Promise.all(guesses)).every((one) => one === undefined)).toBe(true);
    expect(compared).toBe(ATTEMPTS);
    expect(await right(instances[0])).toBeUndefined();
    const { rows } = await store.run("select failures, locked_until from account where id = $1", [id]);
    expect(rows).toEqual([
      { failures: ATTEMPTS, locked_until: new Date(desk.clock().getTime() + LOCKOUT_MS) },
    ]);
  });

  it("refuses an account that is switched off like a wrong password", async () => {
    const id = await desk.settled({ username: "lan" });
    await desk.accounts.change(id, { active: false }, "test");
    expect(await right()).toBeUndefined();
    expect(await lastLine()).toMatchObject({ detail: { why: "switched_off" } });
    await desk.accounts.change(id, { active: true }, "test");
    expect(await right()).toMatchObject({ id });
  });

  it("refuses a right password that was changed, or whose account was switched off, while it was compared", async () => {
    const id = await desk.settled({ username: "lan" });
    const during = (change: () => Promise<unknown>) => {
      const hashing = {
        ...desk.check.hashing,
        matches: async (hashed: string | null, password: string) => {
          const same = await desk.check.hashing.matches(hashed, password);
          await change();
          return same;
        },
      };
      return right(createSignIn({ ...desk.check, hashing }));
    };
    expect(await during(() => desk.accounts.change(id, { active: false }, "test"))).toBeUndefined();
    await desk.accounts.change(id, { active: true }, "test");
    expect(await during(() => Promise.resolve())).toMatchObject({ id });
    expect(await during(() => desk.accounts.resetPassword(id, "test"))).toBeUndefined();
    expect(await lastLine()).toMatchObject({
      action: "sign_in_failed",
      detail: { why: "changed_meanwhile" },
    });
  });

  it("hashes anew at the next sign-in when the cost was raised", async () => {
    const id = await desk.settled({ username: "lan" });
    const dearer = deskAtHand(store, createHashing({ ...CHEAP, timeCost: 2 }));
    const hash = async () =>
      (await store.run<{ h: string }>("select password_hash as h from account where id = $1", [id])).rows[0]
        ?.h;
    expect(await wrong(dearer.signIn)).toBeUndefined();
    expect(await hash()).toContain("t=1");
    expect(await right(dearer.signIn)).toMatchObject({ id });
    expect(await hash()).toContain("t=2");
    expect(await right(dearer.signIn)).toMatchObject({ id });
  });
});
