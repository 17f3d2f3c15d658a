import express, { type Router } from "express";
import { backlog } from "../messaging/unsent.ts";
import type { Store } from "../store/open-store.ts";

/** What `/healthz` tells of a channel; never a secret. */
export type ChannelHealth = () => Promise<Readonly<Record<string, unknown>>>;

/**
 * `/healthz`: the process is alive, with what a watcher wants to see. `/readyz`: 200 when database and queue work,
 * else 503. A channel whose token is missing is named there and does not make the instance unready: its webhooks must
 * still be stored, the other channels answered, and the consent page reached.
 */
export function healthRoutes(parts: {
  store: Store;
  isStarted: () => boolean;
  queueWorks: () => Promise<boolean>;
  channels: ReadonlyMap<string, ChannelHealth>;
}): Router {
  const { store, isStarted, queueWorks, channels } = parts;
  const router = express.Router();
  const channelStates = async () =>
    Object.fromEntries(
      await Promise.all([...channels].map(async ([name, state]) => [name, await state()] as const)),
    );

  router.get("/healthz", async (_request, response) => {
    const facts = await Promise.all([channelStates(), backlog(store)])
      .then(([states, waiting]) => ({ database: "ok", channels: states, backlog: waiting }))
      .catch(() => ({ database: "unreachable" }));
    response.set("cache-control", "no-store").json({ alive: true, engine: store.engine, ...facts });
  });

  router.get("/readyz", async (_request, response) => {
    const works = (check: Promise<unknown>) => check.then(Boolean, () => false);
    const database = await works(store.run("select 1"));
    const queue = database && isStarted() && (await works(queueWorks()));
    const states = database ? await channelStates().catch(() => ({})) : {};
    response
      .status(database && queue ? 200 : 503)
      .set("cache-control", "no-store")
      .json({ ready: database && queue, database, queue, channels: states });
  });
  return router;
}
