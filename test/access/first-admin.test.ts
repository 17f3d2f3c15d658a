import { randomUUID } from "node:crypto";
import { createFirstAdmin } from "../../src/access/first-admin.ts";
import type { Store } from "../../src/store/open-store.ts";
import { onBothEngines } from "../support/engines.ts";
import { openSuiteStore } from "../support/suite-store.ts";
import { deskAtHand, emptyAccess } from "./desk-at-hand.ts";

onBothEngines("first administrator", (engine) => {
  let store: Store;
  openSuiteStore(engine, (opened) => {
    store = opened;
  });
  beforeEach(() => emptyAccess(store));

  it("is made once, by one of those that start at the same moment", async () => {
    const desk = deskAtHand(store);
    const start = () => createFirstAdmin({ ...desk.check, newId: randomUUID });
    const made = (await Promise.all([start(), start(), start(), start()])).filter((one) => one !== undefined);
    expect(made).toHaveLength(1);
    expect(await start()).toBeUndefined();
    const { username = "", oneTimePassword = "" } = made[0] ?? {};
    expect(await desk.signIn.byPassword(username, oneTimePassword, "192.0.2.1")).toMatchObject({
      role: "admin",
      mustChangePassword: true,
    });
    expect((await desk.audit())[0]).toMatchObject({ actor: "first_start", action: "account_created" });
  });

  it("is not made where there is an account, even one that is switched off", async () => {
    const desk = deskAtHand(store);
    const [id] = [await desk.settled({ username: "ai.do" })];
    await desk.accounts.change(id, { active: false }, "test");
    expect(await createFirstAdmin({ ...desk.check, newId: randomUUID })).toBeUndefined();
  });
});
