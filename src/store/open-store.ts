import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PGlite, type Transaction as PgliteTransaction } from "@electric-sql/pglite";
import { drizzle as drizzlePg } from "drizzle-orm/node-postgres";
import { migrate as migratePg } from "drizzle-orm/node-postgres/migrator";
import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";
import { drizzle as drizzlePglite } from "drizzle-orm/pglite";
import { migrate as migratePglite } from "drizzle-orm/pglite/migrator";
import pg from "pg";
import { lockDataDir } from "./data-dir-lock.ts";

/** Rows of a query written by hand; numbers of type bigint come as JavaScript numbers, times as Date. */
export interface Rows<Row> {
  readonly rows: Row[];
}

/** One SQL for both engines: typed queries through Drizzle (`orm`), hand-written SQL through `run`. */
export interface Connection {
  readonly orm: PgDatabase<PgQueryResultHKT>;
  /** Runs one statement with `$1…` values. Pass lists and objects as JSON text. */
  run<Row = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<Rows<Row>>;
}

declare const inTransaction: unique symbol;

/** Whatever takes this needs its changes and locks to end together with the caller's. */
export interface Transaction extends Connection {
  readonly [inTransaction]: true;
}

export interface Store extends Connection {
  readonly engine: "pglite" | "postgres";
  /**
   * Runs `work` in one transaction (read committed): all of it or none. Repeated, up to three times, when the
   * database ended it for a deadlock, so `work` must have no effect but on the database.
   */
  transaction<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result>;
  /** Runs `work` while no other instance on this database runs theirs: for setting up what all of them share. */
  alone<Result>(work: () => Promise<Result>): Promise<Result>;
  /** For pg-boss: any SQL text, also several statements without values. */
  executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
  /** The connection pool, for what must listen to PostgreSQL itself; undefined on PGlite. */
  readonly pool: pg.Pool | undefined;
  close(): Promise<void>;
}

const MIGRATIONS = fileURLToPath(new URL("./migrations", import.meta.url));
/** Any fixed number: the advisory lock under which one instance at a time sets things up. */
const SETUP_LOCK = 7_241_980;
const DEADLOCK = "40P01";
// As PGlite does: ids and counts stay far below 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/**
 * Opens PostgreSQL (`databaseUrl`) or PGlite in `dataDir` (`"memory"` keeps nothing on disk, for tests), and brings
 * the tables up to date.
 * @throws MotcuaError `data_dir_in_use` when another process runs on this folder.
 */
export async function openStore(where: { databaseUrl: string } | { dataDir: string }): Promise<Store> {
  return "databaseUrl" in where ? openPostgres(where.databaseUrl) : openPglite(where.dataDir);
}

async function openPostgres(databaseUrl: string): Promise<Store> {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: 10,
  });
  // A connection that breaks while idle is replaced by the pool; without a listener Node would end the process.
  pool.on("error", () => undefined);
  const connect = (client: pg.Pool | pg.PoolClient): Connection => ({
    orm: drizzlePg(client),
    run: async <Row>(text: string, values: readonly unknown[] = []) => {
      const { rows } = await client.query(text, [...values]);
      return { rows: rows as Row[] };
    },
  });

  const alone: Store["alone"] = async (work) => {
    const holder = await pool.connect();
    try {
      await holder.query("select pg_advisory_lock($1)", [SETUP_LOCK]);
      return await work();
    } finally {
      // Closing the connection frees the lock, whatever happened.
      holder.release(true);
    }
  };
  await alone(() => migratePg(drizzlePg(pool), { migrationsFolder: MIGRATIONS }));

  return {
    engine: "postgres",
    pool,
    ...connect(pool),
    transaction: (work) =>
      repeatOnDeadlock(async () => {
        const client = await pool.connect();
        let broken: Error | undefined;
        try {
          await client.query("begin");
          const result = await work(connect(client) as Transaction);
          await client.query("commit");
          return result;
        } catch (cause) {
          await client.query("rollback").catch((fault: unknown) => {
            broken = fault as Error;
          });
          throw cause;
        } finally {
          client.release(broken);
        }
      }),
    alone,
    executeSql: async (text, values) => {
      const { rows } = await pool.query(text, values);
      return { rows };
    },
    close: () => pool.end(),
  };
}

async function openPglite(dataDir: string): Promise<Store> {
  const inMemory = dataDir === "memory";
  if (!inMemory) mkdirSync(dataDir, { recursive: true });
  const unlock = inMemory ? () => undefined : lockDataDir(dataDir);
  let db: PGlite;
  try {
    db = await PGlite.create(inMemory ? "memory://" : join(dataDir, "pglite"));
    await migratePglite(drizzlePglite(db), { migrationsFolder: MIGRATIONS });
  } catch (cause) {
    unlock();
    throw cause;
  }
  const connect = (client: PGlite | PgliteTransaction): Connection => ({
    // Drizzle asks of its client only `query`, which a PGlite transaction has just as well.
    orm: drizzlePglite(client as PGlite),
    run: async <Row>(text: string, values: readonly unknown[] = []) => {
      const { rows } = await client.query<Row>(text, [...values]);
      return { rows };
    },
  });
  return {
    engine: "pglite",
    pool: undefined,
    ...connect(db),
    transaction: (work) => repeatOnDeadlock(() => db.transaction((tx) => work(connect(tx) as Transaction))),
    alone: (work) => work(),
    executeSql: async (text, values) => {
      if (values !== undefined && values.length > 0) return db.query(text, values);
      const results = await db.exec(text);
      return { rows: results.at(-1)?.rows ?? [] };
    },
    close: async () => {
      await db.close();
      unlock();
    },
  };
}

async function repeatOnDeadlock<Result>(attempt: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (cause) {
      if ((cause as { code?: string }).code !== DEADLOCK || tries === 3) throw cause;
    }
  }
}
