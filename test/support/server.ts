import pino from "pino";
import { readConfig } from "../../src/platform/config.ts";
import { startMotcua } from "../../src/server/start-motcua.ts";
import type { Store } from "../../src/store/open-store.ts";
import { signInOnce, type DeskClient } from "./desk-client.ts";
import { pglite, type Engine } from "./engines.ts";

export interface TestServer {
  readonly url: string;
  /** The administrator of the first start, signed in. */
  admin(): Promise<DeskClient>;
  readonly store: Store;
  readonly dataDir: string;
  close(): Promise<void>;
}

/**
 * A whole server in this process, with the starter catalogue, on a database of its own. It answers after a short
 * burst wait, so that tests need not wait as long as people's fingers do.
 */
export async function startTestServer(
  env: Record<string, string> = {},
  engine: Engine = pglite,
): Promise<TestServer> {
  const opened = await engine.open();
  const config = readConfig({
    PORT: "0",
    LOG_LEVEL: "error",
    BURST_QUIET_MS: "300",
    BURST_LONGEST_MS: "2000",
    WEB_MESSAGES_PER_MINUTE: "1000",
    ...opened.env,
    ...env,
  });
  const motcua = await startMotcua(config, pino({ level: config.logLevel }));
  let admin: Promise<DeskClient> | undefined;
  return {
    url: motcua.url,
    admin() {
      const { username = "", oneTimePassword = "" } = motcua.firstAdmin ?? {};
      return (admin ??= signInOnce(motcua.url, username, oneTimePassword));
    },
    store: motcua.store,
    dataDir: config.dataDir,
    async close() {
      await motcua.stop();
      await opened.drop();
    },
  };
}
