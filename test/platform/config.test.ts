import { readFileSync, statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { MotcuaError } from "../../src/core/errors.ts";
import { Environment, readConfig } from "../../src/platform/config.ts";

describe("settings", () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "motcua-config-"));
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  const faultsOf = (env: Record<string, string>): string => {
    try {
      readConfig({ DATA_DIR: dataDir, ...env });
    } catch (error) {
      if (error instanceof MotcuaError && error.code === "config_invalid") return error.message;
      throw error;
    }
    return "";
  };

  it("need nothing, and take an empty value as unset", () => {
    const config = readConfig({ DATA_DIR: dataDir, PORT: "", ZALO_APP_ID: "" });
    expect(config).toMatchObject({ port: 3000, publicUrl: "http://localhost:3000", zalo: undefined });
    expect(Object.isFrozen(config)).toBe(true);
  });

  it("name all faults together and show no value", () => {
    const said = faultsOf({
      PORT: "many",
      LOG_LEVEL: "loud",
      ZALO_APP_ID: "4111222333444555666",
      ZALO_OA_SECRET: "hunter2",
    });
    for (const key of ["PORT", "LOG_LEVEL", "ZALO_OA_SECRET", "ZALO_APP_SECRET", "ZALO_OA_ID"])
      expect(said).toContain(key);
    expect(said).not.toContain("hunter2");
  });

  it("want one secret shared by the instances on one database", () => {
    const database = { DATABASE_URL: "postgresql://u@localhost/db" };
    expect(faultsOf(database)).toContain("SECRET_KEY");
    expect(faultsOf({ ...database, SECRET_KEY: "short" })).toContain("SECRET_KEY");
    expect(faultsOf({ ...database, SECRET_KEY: "x".repeat(32) })).toBe("");
  });

  it("keep the secret an embedded installation makes for itself, for its owner only", () => {
    const first = readConfig({ DATA_DIR: dataDir }).secretKey;
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(readConfig({ DATA_DIR: dataDir }).secretKey).toBe(first);
    expect(statSync(join(dataDir, "secret.key")).mode & 0o777).toBe(0o600);
  });

  it("refuse a longest burst that is shorter than its pause", () => {
    expect(faultsOf({ BURST_QUIET_MS: "2000", BURST_LONGEST_MS: "1000" })).toContain("BURST_LONGEST_MS");
    expect(faultsOf({ BURST_QUIET_MS: "1000", BURST_LONGEST_MS: "1000" })).toBe("");
  });

  it("stand in .env.example and in the README's table, each exactly once", () => {
    const keys = Object.keys(Environment.shape).sort();
    const example = readFileSync(".env.example", "utf8");
    expect(Object.keys(parseEnv(example)).sort()).toEqual(keys);
    expect(faultsOf(parseEnv(example) as Record<string, string>)).toBe("");
    const table = [...readFileSync("README.md", "utf8").matchAll(/^\| `([A-Z_]+)` +\|/gm)].map(
      (row) => row[1],
    );
    expect(table.sort()).toEqual(keys);
  });
});
