import type { openStore } from "../../src/store/open-store.ts";

/** Where a store of this environment lives, as the server would read it. */
export function placeOf(env: Record<string, string>): Parameters<typeof openStore>[0] {
  const { DATABASE_URL: databaseUrl, DATA_DIR: dataDir } = env;
  if (databaseUrl !== undefined) return { databaseUrl };
  if (dataDir === undefined) throw new Error("neither DATABASE_URL nor DATA_DIR is set");
  return { dataDir };
}
