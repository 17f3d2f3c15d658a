import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";

/** A database of its own for one suite: its settings, and how to take it away again. */
export interface Engine {
  readonly name: "pglite" | "postgres";
  /** Why suites on this engine cannot run here, in words; undefined when they can. */
  readonly missing: string | undefined;
  /** The environment with which a server uses a fresh, empty database of this engine. */
  open(): Promise<{ readonly env: Record<string, string>; readonly drop: () => Promise<void> }>;
}

/** An administrator's connection to a PostgreSQL where test databases may be made and dropped. */
const SERVER_URL = process.env["TEST_DATABASE_URL"];

export const pglite: Engine = {
  name: "pglite",
  missing: undefined,
  async open() {
    const dataDir = await mkdtemp(join(tmpdir(), "motcua-"));
    return { env: { DATA_DIR: dataDir }, drop: () => rm(dataDir, { recursive: true, force: true }) };
  },
};

export const postgres: Engine = {
  name: "postgres",
  missing: SERVER_URL === undefined ? "TEST_DATABASE_URL is not set: no PostgreSQL to test with" : undefined,
  async open() {
    if (SERVER_URL === undefined) throw new Error("TEST_DATABASE_URL is not set");
    const name = `motcua_${randomBytes(6).toString("hex")}`;
    await run(SERVER_URL, `create database ${name}`);
    const url = new URL(SERVER_URL);
    url.pathname = `/${name}`;
    const dataDir = await mkdtemp(join(tmpdir(), "motcua-"));
    return {
      env: {
        DATABASE_URL: url.href,
        DATA_DIR: dataDir,
        SECRET_KEY: "a-secret-for-tests-only-0123456789abcdef",
      },
      drop: async () => {
        await run(SERVER_URL, `drop database if exists ${name} with (force)`);
        await rm(dataDir, { recursive: true, force: true });
      },
    };
  },
};

async function run(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}

/**
 * Declares one suite on both engines: the same promises hold for each. A suite that cannot run here is skipped with
 * its reason in its name.
 */
export function onBothEngines(title: string, suite: (engine: Engine) => void): void {
  for (const engine of [pglite, postgres]) {
    if (engine.missing === undefined) {
      describe(`${title} (${engine.name})`, () => {
        suite(engine);
      });
    } else {
      describe.skip(`${title} (${engine.name}) [skipped: ${engine.missing}]`, () => {
        suite(engine);
      });
    }
  }
}
