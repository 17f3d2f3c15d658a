import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Express } from "express";

/** Serves an app on a free port of this machine. `close` cuts what is still open. */
export async function listen(
  app: Express,
): Promise<{ readonly url: string; readonly close: () => Promise<void> }> {
  const server = createServer(app);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
