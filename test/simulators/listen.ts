import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Express } from "express";

/**
 * Serves an app, unless told otherwise on a free port of this machine only. `close` cuts what is still open.
 * Rejects when the port is taken.
 */
export async function listen(
  app: Express,
  { port = 0, host = "127.0.0.1" }: { readonly port?: number; readonly host?: string } = {},
): Promise<{ readonly url: string; readonly close: () => Promise<void> }> {
  const server = createServer(app);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
