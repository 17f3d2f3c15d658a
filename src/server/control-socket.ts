import { createServer } from "node:http";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import express from "express";
import { listUnsent, retryFailed } from "../messaging/unsent.ts";
import type { Clock, Log } from "../core/ports.ts";
import type { Store } from "../store/open-store.ts";
import type { Queue } from "../store/queue.ts";
import { errorHandler } from "./error-answer.ts";

/** Where the command line reaches a running embedded server: only this machine's user can open it. */
export const controlSocketPath = (dataDir: string): string =>
  process.platform === "win32"
    ? `\\\\.\\pipe\\motcua-${dataDir.replace(/[^A-Za-z0-9]/g, "-")}`
    : join(dataDir, "control.sock");

/**
 * PGlite lets one process in, so a command line tool cannot open the folder beside a running server. It asks the
 * server instead, over a socket in the data folder: `GET /outbox?open=1`, `POST /outbox/<id>/retry`.
 * @returns a function that closes it.
 */
export async function openControlSocket(parts: {
  dataDir: string;
  store: Store;
  queue: Queue;
  clock: Clock;
  log: Log;
}): Promise<() => Promise<void>> {
  const { store, queue, clock } = parts;
  const app = express();
  app.get("/outbox", async (request, response) => {
    response.json(await listUnsent(store, request.query["open"] === "1"));
  });
  app.post("/outbox/:id/retry", async (request, response) => {
    response.json({ retried: await retryFailed(store, queue, clock, Number(request.params.id)) });
  });
  app.use(errorHandler(parts.log));

  const path = controlSocketPath(parts.dataDir);
  // Left by a killed process; the data folder's lock says that nobody else is here.
  if (process.platform !== "win32" && existsSync(path)) rmSync(path);
  const server = createServer(app);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, resolve);
  });
  return () =>
    new Promise((resolve) => {
      server.close(() => {
        resolve();
      });
      server.closeAllConnections();
    });
}
