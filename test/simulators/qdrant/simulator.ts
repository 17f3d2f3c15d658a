import express, { type ErrorRequestHandler, type Request, type Response } from "express";
import type { z } from "zod";
import { listen } from "../listen.ts";
import { Collection, QdrantError, type StoredPoint } from "./collection.ts";
import { Actions, CountBody, CreateBody, IndexBody, QueryBatch, ScrollBody, UpsertBody } from "./requests.ts";

export interface QdrantSimulator {
  readonly url: string;
  /** Names of the collections there are. */
  collections(): readonly string[];
  aliasOf(alias: string): string | undefined;
  /** The points of a collection, in the order of their ids. */
  points(collection: string): readonly StoredPoint[];
  removePoint(collection: string, id: string): void;
  /** `METHOD /path` of each request that came. */
  readonly requests: readonly string[];
  /** Runs before a request is handled: to hold it, or to let something happen just then. */
  before: ((request: string) => Promise<void> | void) | undefined;
  /** Searches are taken in and never answered. */
  hang: boolean;
  readonly close: () => Promise<void>;
}

/** Starts a server that keeps everything in memory. With an `apiKey`, requests without it are refused. */
export async function startQdrantSimulator(
  options: { readonly apiKey?: string } = {},
): Promise<QdrantSimulator> {
  const collections = new Map<string, Collection>();
  const aliases = new Map<string, string>();
  const requests: string[] = [];
  const switches: { before: QdrantSimulator["before"]; hang: boolean } = { before: undefined, hang: false };

  const named = (name: string): Collection => {
    const found = collections.get(aliases.get(name) ?? name);
    if (found === undefined) throw missing(name);
    return found;
  };
  const owned = (name: string): void => {
    if (!collections.has(name)) throw missing(name);
  };

  const app = express();
  app.use(express.json({ limit: "32mb" }));
  app.use(async (request: Request, _response: Response, next) => {
    const what = `${request.method} ${request.path}`;
    requests.push(what);
    await switches.before?.(what);
    if (options.apiKey !== undefined && request.headers["api-key"] !== options.apiKey)
      throw new QdrantError(401, "Must provide an API key or an Authorization bearer token");
    next();
  });

  app.get("/collections", (_request, response) => {
    ok(response, { collections: [...collections.keys()].map((name) => ({ name })) });
  });
  app.get("/aliases", (_request, response) => {
    ok(response, {
      aliases: [...aliases].map(([alias_name, collection_name]) => ({ alias_name, collection_name })),
    });
  });
  app.post("/collections/aliases", (request, response) => {
    // Nothing else happens meanwhile; as in Qdrant, what was done before an action that fails stays done.
    for (const action of bodyOf(Actions, request).actions) {
      if ("delete_alias" in action) {
        aliases.delete(action.delete_alias.alias_name);
        continue;
      }
      const { collection_name: target, alias_name: alias } = action.create_alias;
      owned(target);
      if (collections.has(alias)) throw exists(alias);
      aliases.set(alias, target);
    }
    ok(response, true);
  });
  app.get("/collections/:name/exists", ({ params }, response) => {
    ok(response, { exists: collections.has(aliases.get(params.name) ?? params.name) });
  });
  app.put("/collections/:name", (request, response) => {
    const { name } = request.params;
    const config = bodyOf(CreateBody, request);
    if (collections.has(name) || aliases.has(name)) throw exists(name);
    collections.set(name, new Collection(config));
    ok(response, true);
  });
  app.delete("/collections/:name", ({ params: { name } }, response) => {
    for (const [alias, target] of aliases) if (target === name) aliases.delete(alias);
    ok(response, collections.delete(name));
  });
  app.put("/collections/:name/index", (request, response) => {
    const { field_name: field } = bodyOf(IndexBody, request);
    ok(response, { operation_id: named(request.params.name).indexField(field), status: "completed" });
  });
  app.put("/collections/:name/points", (request, response) => {
    const collection = named(request.params.name);
    const operation_id = collection.upsert(bodyOf(UpsertBody, request).points);
    ok(response, { operation_id, status: "completed" });
  });
  app.post("/collections/:name/points/count", (request, response) => {
    bodyOf(CountBody, request);
    ok(response, { count: named(request.params.name).points().length });
  });
  app.post("/collections/:name/points/scroll", (request, response) => {
    const { limit, offset } = bodyOf(ScrollBody, request);
    const from = named(request.params.name)
      .points()
      .filter(({ id }) => offset === undefined || id >= offset);
    const points = from.slice(0, limit).map(({ id }) => ({ id, payload: null, vector: null }));
    ok(response, { points, next_page_offset: from[limit]?.id ?? null });
  });
  app.post("/collections/:name/points/query/batch", (request, response) => {
    if (switches.hang) return;
    const collection = named(request.params.name);
    ok(
      response,
      bodyOf(QueryBatch, request).searches.map((query) => ({ points: collection.query(query) })),
    );
  });
  app.use(() => {
    throw new QdrantError(404, "");
  });
  app.use(((error: Error & { status?: number }, _request, response, next) => {
    if (response.headersSent) next(error);
    else response.status(error.status ?? 500).json({ status: { error: error.message }, time: 0 });
  }) satisfies ErrorRequestHandler);

  const { url, close } = await listen(app);
  return Object.assign(switches, {
    url,
    requests,
    close,
    collections: () => [...collections.keys()],
    aliasOf: (alias: string) => aliases.get(alias),
    points: (name: string) => named(name).points(),
    removePoint: (name: string, id: string) => {
      named(name).remove(id);
    },
  });
}

function ok(response: Response, result: unknown): void {
  response.json({ result, status: "ok", time: 0 });
}

function bodyOf<Shape extends z.ZodType>(shape: Shape, request: Request): z.output<Shape> {
  const read = shape.safeParse(request.body);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new QdrantError(
    400,
    `Format error in JSON body: ${issue?.path.join(".") ?? ""} ${issue?.message ?? ""}`,
  );
}

const missing = (name: string) => new QdrantError(404, `Not found: Collection \`${name}\` doesn't exist!`);
const exists = (name: string) => new QdrantError(409, `Wrong input: Collection \`${name}\` already exists!`);
