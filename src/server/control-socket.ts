import { existsSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer, request } from "node:http";
import { basename, join } from "node:path";
import express, { type Response } from "express";
import { z } from "zod";
import type { ImportService } from "../admin/import-service.ts";
import type { SourceFile } from "../catalogue/reader.ts";
import { MotcuaError } from "../core/errors.ts";
import { ProcedureCode } from "../core/procedure.ts";
import type { Clock, Log } from "../core/ports.ts";
import { listUnsent, retryFailed } from "../messaging/unsent.ts";
import type { Store } from "../store/open-store.ts";
import type { Queue } from "../store/queue.ts";
import { errorHandler } from "./error-answer.ts";

/** Where the command line reaches a running embedded server: only this machine's user can open it. */
export const controlSocketPath = (dataDir: string): string =>
  process.platform === "win32"
    ? `\\\\.\\pipe\\motcua-${dataDir.replace(/[^A-Za-z0-9]/g, "-")}`
    : join(dataDir, "control.sock");

/** By the code of what is withdrawn, the code of what takes its place. */
export const Successors = z.record(ProcedureCode, ProcedureCode).optional();

/** What the command line asks of an import; the files lie on this machine. */
export const ImportOrder = z.object({
  paths: z.array(z.string()).min(1),
  from: z.iso.date().optional(),
  complete: z.boolean(),
  withdrawAtMost: z.number().min(0).max(1),
  by: z.string().min(1),
  successors: Successors,
});
export type ImportOrder = z.infer<typeof ImportOrder>;

/** Reads the files of an order. @throws MotcuaError `import_unreadable` naming the one that cannot be read. */
export async function filesOf(paths: readonly string[]): Promise<readonly SourceFile[]> {
  return Promise.all(
    paths.map(async (path) => {
      const bytes = await readFile(path).catch((cause: unknown) => {
        throw new MotcuaError("import_unreadable", `Không đọc được tệp ${path}.`, { cause });
      });
      return { name: basename(path), bytes };
    }),
  );
}

/**
 * PGlite lets one process in, so a command line tool cannot open the folder beside a running server. It asks the
 * server instead, over a socket in the data folder: `GET /outbox?open=1`, `POST /outbox/<id>/retry`, `POST /imports`
 * (`/compare` writes nothing), `POST /imports/<id>/<verb>`, `GET /imports`.
 * @returns a function that closes it.
 */
export async function openControlSocket(parts: {
  dataDir: string;
  store: Store;
  queue: Queue;
  imports: ImportService;
  clock: Clock;
  log: Log;
}): Promise<() => Promise<void>> {
  const { store, queue, imports, clock } = parts;
  const app = express();
  app.use(express.json());
  app.get("/outbox", async (asked, response) => {
    response.json(await listUnsent(store, asked.query["open"] === "1"));
  });
  app.post("/outbox/:id/retry", async (asked, response) => {
    response.json({ retried: await retryFailed(store, queue, clock, Number(asked.params.id)) });
  });
  app.get("/imports", async (_asked, response) => {
    response.json(await imports.list());
  });
  app.post("/imports/compare", async (asked, response) => {
    const order = ImportOrder.parse(asked.body);
    response.json(await imports.compare({ ...order, files: await filesOf(order.paths) }));
  });
  app.post("/imports", async (asked, response) => {
    const order = ImportOrder.parse(asked.body);
    const { id, plan } = await imports.plan({ ...order, files: await filesOf(order.paths) });
    response.json({ id, plan });
  });
  const act = (verb: string, work: (id: number, by: string) => Promise<void>): void => {
    app.post(`/imports/:id/${verb}`, async (asked, response: Response) => {
      await work(Number(asked.params["id"]), z.object({ by: z.string().min(1) }).parse(asked.body).by);
      response.json({});
    });
  };
  act("approve", (id, by) => imports.approve(id, by));
  act("reject", (id, by) => imports.reject(id, by));
  act("apply", (id, by) => imports.apply(id, by));
  act("rollback", (id, by) => imports.rollBack(id, by));
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

/** Asks a running server over its socket. Rejects with the server's words, or when nobody listens. */
export function askServer(
  socketPath: string,
  method: "GET" | "POST",
  path: string,
  body?: unknown,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json" };
    const asked = request({ socketPath, method, path, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part: string) => (text += part));
      response.on("end", () => {
        const json: unknown = JSON.parse(text);
        if (response.statusCode === 200) resolve(json);
        else reject(new Error((json as { error?: { message?: string } }).error?.message ?? text));
      });
    });
    asked.on("error", reject);
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** Is a server listening there? */
export async function serverListens(socketPath: string): Promise<boolean> {
  if (process.platform !== "win32" && !existsSync(socketPath)) return false;
  return askServer(socketPath, "GET", "/imports").then(
    () => true,
    () => false,
  );
}
