import { randomUUID } from "node:crypto";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lockDataDir } from "../../src/store/data-dir-lock.ts";
import { openStore, type Store } from "../../src/store/open-store.ts";
import { createRateGate } from "../../src/store/rate-gate.ts";
import { createVault } from "../../src/store/vault.ts";
import { onBothEngines } from "../support/engines.ts";
import { openSuiteStore } from "../support/suite-store.ts";
import { placeOf } from "../support/place.ts";

const KEY = "a-secret-for-tests-only-0123456789abcdef";

onBothEngines("store", (engine) => {
  let store: Store;
  openSuiteStore(engine, (opened) => {
    store = opened;
  });

  it("keeps all of a transaction or none of it", async () => {
    const write = (key: string, fail: boolean) =>
      store.transaction(async (tx) => {
        await tx.run("insert into setting (key, value, changed_at) values ($1, 'x', now())", [key]);
        if (fail) throw new Error("after the write");
      });
    await write("kept", false);
    await expect(write("dropped", true)).rejects.toThrow("after the write");
    const { rows } = await store.run<{ key: string }>(
      "select key from setting where key in ('kept', 'dropped')",
    );
    expect(rows).toEqual([{ key: "kept" }]);
  });

  it("gives bigint as number and time as Date on either engine", async () => {
    const { rows } = await store.run<{ big: number; at: Date }>(
      "select 9007199254740991::bigint as big, '2026-11-24T01:02:03Z'::timestamptz as at",
    );
    expect(rows[0]).toEqual({ big: 9007199254740991, at: new Date("2026-11-24T01:02:03Z") });
  });

  it("seals secrets and opens them only with the same key", async () => {
    const clock = () => new Date("2026-11-24T00:00:00Z");
    const vault = createVault(store, KEY, clock, randomUUID);
    expect(await vault.read("pair")).toBeUndefined();
    await vault.write("pair", "plain-token");
    expect(await vault.read("pair")).toEqual({ value: "plain-token", changedAt: clock() });
    const { rows } = await store.run<{ sealed: string }>("select sealed from secret where name = 'pair'");
    expect(rows[0]?.sealed).not.toContain("plain-token");
    await expect(createVault(store, `${KEY}x`, clock, randomUUID).read("pair")).rejects.toThrow();
  });

  it("lets one rotation of a secret run at a time, each seeing the last one's result", async () => {
    const vaults = [1, 2, 3, 4].map(() => createVault(store, KEY, () => new Date(), randomUUID));
    let inside = 0;
    let most = 0;
    await Promise.all(
      vaults.map((vault) =>
        vault.rotate("counter", async (current) => {
          most = Math.max(most, ++inside);
          await new Promise((resolve) => setImmediate(resolve));
          inside--;
          return String(Number(current ?? "0") + 1);
        }),
      ),
    );
    expect(most).toBe(1);
    expect((await vaults[0]?.read("counter"))?.value).toBe("4");
  });

  it("frees a secret whose rotation failed and leaves its value", async () => {
    const vault = createVault(store, KEY, () => new Date(), randomUUID);
    await vault.write("fragile", "old");
    await expect(vault.rotate("fragile", () => Promise.reject(new Error("no answer")))).rejects.toThrow(
      "no answer",
    );
    expect(await vault.rotate("fragile", (current) => Promise.resolve(`${current ?? ""}+new`))).toBe(
      "old+new",
    );
  });

  it("shares one allowance of calls a minute, background calls giving way first", async () => {
    let now = new Date("2026-11-24T00:00:30Z");
    const gates = [1, 2].map(() => createRateGate(store, "gate", 10, () => now));
    const grants = async (importance: "send" | "background", times: number) => {
      const gateOf = (index: number) => gates[index % 2] ?? createRateGate(store, "gate", 10, () => now);
      const taken = await Promise.all(
        Array.from({ length: times }, (_, index) => gateOf(index).take(importance)),
      );
      return taken.filter((one) => "granted" in one).length;
    };
    expect(await grants("background", 12)).toBe(8);
    expect(await grants("send", 5)).toBe(2);
    expect(await gates[0]?.take("send")).toEqual({ later: new Date("2026-11-24T00:01:00Z") });
    now = new Date("2026-11-24T00:01:00Z");
    expect(await grants("send", 1)).toBe(1);
  });

  it("migrates an empty database once, also when several instances start together", async () => {
    const fresh = await engine.open();
    const { env } = fresh;
    const together = engine.name === "postgres" ? 3 : 1;
    const first = await Promise.all(Array.from({ length: together }, () => openStore(placeOf(env))));
    await first[0]?.run("insert into setting (key, value, changed_at) values ('k', 'v', now())");
    await Promise.all(first.map((one) => one.close()));
    const again = await openStore(placeOf(env));
    expect((await again.run("select key, value from setting")).rows).toEqual([{ key: "k", value: "v" }]);
    await again.close();
    await fresh.drop();
  });
});

describe("data folder lock", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "motcua-lock-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("refuses a second process, naming the first, and lets it in afterwards", () => {
    const unlock = lockDataDir(folder);
    const script = `import("${new URL("../../src/store/data-dir-lock.ts", import.meta.url).href}")
      .then((lock) => lock.lockDataDir(${JSON.stringify(folder)}))
      .then(() => console.log("taken"), (error) => console.log(error.code, error.message));`;
    const second = () =>
      spawnSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
        encoding: "utf8",
        env: { PATH: process.env["PATH"] },
      }).stdout;
    const refused = second();
    expect(refused).toContain("data_dir_in_use");
    expect(refused).toContain(String(process.pid));
    unlock();
    expect(second()).toContain("taken");
    // The second process has ended without giving the folder back, as a killed one does.
    lockDataDir(folder)();
  });

  it("takes over a lock whose process id now belongs to another process", () => {
    writeFileSync(join(folder, "motcua.lock"), `${process.ppid} 1`);
    lockDataDir(folder)();
    writeFileSync(join(folder, "motcua.lock"), "no sense at all");
    const unlock = lockDataDir(folder);
    expect(readFileSync(join(folder, "motcua.lock"), "utf8")).toMatch(new RegExp(`^${process.pid} \\d+$`));
    unlock();
  });
});
