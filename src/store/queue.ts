import PgBoss from "pg-boss";
import type { Log } from "../core/ports.ts";
import type { Store, Transaction } from "./open-store.ts";

export type QueueName = "turn" | "send" | "timer";
const QUEUES: readonly QueueName[] = ["turn", "send", "timer"];

/** What a handler says of its job: done, or to be looked at again at a time. */
export type JobEnd = { readonly done: true } | { readonly again: Date };

/**
 * Durable requests for work, one waiting request a key at most (pg-boss queues of policy "short"). A request tells
 * only *that* there is work for a key; what the work is stands in the tables, so a request lost or done twice does
 * no harm: see `sweep` in `messaging`.
 */
export interface Queue {
  /** Asks for work on `keys`, in the caller's transaction: it becomes visible when that commits. */
  ask(tx: Transaction, name: QueueName, keys: readonly string[], notBefore?: Date): Promise<void>;
  /** The same outside a transaction. */
  askNow(name: QueueName, keys: readonly string[], notBefore?: Date): Promise<void>;
  /** Handles requests, at most `atOnce` at a time, until `stop`. Call once a queue. */
  work(name: QueueName, atOnce: number, handle: (key: string) => Promise<JobEnd>): void;
  /** Takes no new requests and waits for running ones, at most `withinMs`; then closes. */
  stop(withinMs: number): Promise<void>;
}

/** How often an idle worker looks by itself, for requests made by other instances. */
const IDLE_LOOK_MS = 500;
const FAILED_AGAIN_MS = 5_000;

interface Job {
  readonly id: string;
  readonly data: { readonly key: string };
}

/** Starts pg-boss on the store's database. `clock` decides when a request for later is looked at. */
export async function startQueue(store: Store, clock: () => Date, log: Log): Promise<Queue> {
  const boss = new PgBoss({
    db: { executeSql: (text: string, values?: unknown[]) => store.executeSql(text, values) },
    schedule: false,
    retryLimit: 0,
    expireInSeconds: 120,
    archiveCompletedAfterSeconds: 300,
    deleteAfterHours: 24,
    maintenanceIntervalSeconds: 120,
  });
  boss.on("error", (error) => {
    log.error({ error: error.message }, "queue error");
  });
  // pg-boss creates its schema without regard to another instance that does the same at this moment.
  await store.alone(async () => {
    await boss.start();
    for (const name of QUEUES) await boss.createQueue(name, { name, policy: "short" });
  });

  const running = new Set<Promise<void>>();
  const wakers = new Map<QueueName, () => void>();
  const timers = new Set<NodeJS.Timeout>();
  let stopping = false;

  const wakeAt = (name: QueueName, notBefore: Date | undefined): void => {
    const wait = notBefore === undefined ? 0 : notBefore.getTime() - clock().getTime();
    // Beyond that the idle look is exact enough.
    if (wait > 30_000 || stopping) return;
    const timer = setTimeout(
      () => {
        timers.delete(timer);
        wakers.get(name)?.();
      },
      Math.max(wait, 0) + 2,
    );
    timers.add(timer);
  };

  const insert = async (
    db: { executeSql: (text: string, values: unknown[]) => Promise<{ rows: unknown[] }> },
    name: QueueName,
    keys: readonly string[],
    notBefore?: Date,
  ): Promise<void> => {
    if (keys.length === 0) return;
    const startAfter = notBefore === undefined ? {} : { startAfter: notBefore.toISOString() };
    const jobs = keys.map((key) => ({ name, data: { key }, singletonKey: key, ...startAfter }));
    // pg-boss types a wrapper's answer with counters it does not read.
    await boss.insert(jobs, { db: db });
    wakeAt(name, notBefore);
  };

  const queue: Queue = {
    ask: (tx, name, keys, notBefore) =>
      insert({ executeSql: (text, values) => tx.run(text, values) }, name, keys, notBefore),
    askNow: (name, keys, notBefore) => insert(store, name, keys, notBefore),

    work(name, atOnce, handle) {
      let wake: () => void = () => undefined;
      let woken = false;
      wakers.set(name, () => {
        woken = true;
        wake();
      });
      let busy = 0;

      const handleJob = async (job: Job): Promise<void> => {
        try {
          const end = await handle(job.data.key);
          if ("again" in end) await queue.askNow(name, [job.data.key], end.again);
        } catch (error) {
          log.error({ error, queue: name, key: job.data.key }, "work failed, will be tried again");
          await queue
            .askNow(name, [job.data.key], new Date(clock().getTime() + FAILED_AGAIN_MS))
            .catch(() => undefined); // The sweep finds it.
        }
        await boss.complete(name, job.id).catch((error: unknown) => {
          log.warn({ error, queue: name }, "a finished job could not be marked");
        });
      };

      const loop = async (): Promise<void> => {
        while (!stopping) {
          woken = false;
          const free = atOnce - busy;
          let jobs: Job[] = [];
          if (free > 0) {
            try {
              jobs = await boss.fetch<{ key: string }>(name, { batchSize: free });
            } catch (error) {
              log.error({ error, queue: name }, "the queue could not be read");
            }
          }
          for (const job of jobs) {
            busy++;
            const done = handleJob(job).finally(() => {
              busy--;
              running.delete(done);
              if (busy === atOnce - 1) wakers.get(name)?.();
            });
            running.add(done);
          }
          if (jobs.length === free && free > 0) continue;
          await new Promise<void>((resolve) => {
            if (woken || stopping) {
              resolve();
              return;
            }
            const timer = setTimeout(resolve, IDLE_LOOK_MS);
            wake = () => {
              clearTimeout(timer);
              resolve();
            };
          });
        }
      };
      const looping = loop().finally(() => running.delete(looping));
      running.add(looping);
    },

    async stop(withinMs) {
      stopping = true;
      for (const timer of timers) clearTimeout(timer);
      for (const wake of wakers.values()) wake();
      let timer: NodeJS.Timeout | undefined;
      const patience = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, withinMs);
      });
      await Promise.race([Promise.allSettled(running), patience]);
      clearTimeout(timer);
      await boss.stop({ graceful: false, close: false, wait: true });
    },
  };
  return queue;
}
