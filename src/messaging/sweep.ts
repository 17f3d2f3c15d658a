import type { Clock } from "../core/ports.ts";
import type { Store } from "../store/open-store.ts";
import type { Queue } from "../store/queue.ts";

/**
 * Asks again for work that the tables show and that nobody seems to be at: a request can be lost with the instance
 * that was working on it. Asking too often does no harm (one request a conversation), so no trace of requests is
 * needed. @param overdueMs how long after its time work counts as forgotten.
 */
export async function sweep(store: Store, queue: Queue, clock: Clock, overdueMs: number): Promise<void> {
  const now = clock();
  const before = new Date(now.getTime() - overdueMs);
  const { rows: turns } = await store.run<{ id: string }>(
    `select distinct i.conversation_id as id from inbox i join conversation c on c.id = i.conversation_id
     where i.handled_at is null and i.received_at < $1 and (c.turn_until is null or c.turn_until < $2)`,
    [before, now],
  );
  await queue.askNow(
    "turn",
    turns.map((row) => row.id),
  );
  const { rows: sends } = await store.run<{ id: string }>(
    `select distinct conversation_id as id from outbox
     where state in ('queued', 'in_doubt') and not_before < $1 or state = 'sending' and sending_since < $1`,
    [before],
  );
  await queue.askNow(
    "send",
    sends.map((row) => row.id),
  );
}

/**
 * Asks for the timers that have come due. They stand in the table (`conversation.due_at`), where a restart finds them
 * and a change of plan simply overwrites them; the queue only shares the work among the instances.
 */
export async function askDueTimers(store: Store, queue: Queue, clock: Clock): Promise<void> {
  const { rows } = await store.run<{ id: string }>(
    "select id from conversation where due_at <= $1 order by due_at limit 500",
    [clock()],
  );
  await queue.askNow(
    "timer",
    rows.map((row) => row.id),
  );
}

/**
 * For an engine that only this process can use: whatever was under way when it last ended is under way no more.
 * Turns begin anew; messages that were leaving are in doubt.
 */
export async function recoverAfterStart(store: Store, clock: Clock): Promise<void> {
  await store.run(
    "update conversation set turn_token = null, turn_until = null where turn_until is not null",
  );
  await store.run("update outbox set state = 'in_doubt', not_before = $1 where state = 'sending'", [clock()]);
}
