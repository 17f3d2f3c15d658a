import type { ChannelName } from "../core/channel.ts";
import type { Clock } from "../core/ports.ts";
import type { Store, Transaction } from "../store/open-store.ts";
import type { Queue } from "../store/queue.ts";
import type { OutboxState } from "./tables.ts";

/** A message that did not go out, as an operator or admin sees it. */
export interface UnsentMessage {
  readonly id: number;
  readonly channel: ChannelName;
  readonly citizenId: string;
  readonly state: OutboxState;
  readonly attempts: number;
  readonly errorCode: string | null;
  readonly errorDetail: string | null;
  readonly needsAdmin: boolean;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
  readonly text: string;
}

/** Messages refused for good or cancelled because a person took over, newest first; with `open`, those on the way too. */
export async function listUnsent(store: Store, open: boolean): Promise<readonly UnsentMessage[]> {
  const states = open ? ["failed", "cancelled", "queued", "sending", "in_doubt"] : ["failed", "cancelled"];
  const { rows } = await store.run<UnsentMessage>(
    `select o.id, c.channel, c.citizen_id as "citizenId", o.state, o.attempts, o.error_code as "errorCode",
            o.error_detail as "errorDetail", o.needs_admin as "needsAdmin", o.created_at as "createdAt",
            o.finished_at as "finishedAt", m.text
     from outbox o join conversation c on c.id = o.conversation_id join message m on m.id = o.message_id
     where o.state in (select * from jsonb_array_elements_text($1::jsonb)) order by o.id desc limit 500`,
    [JSON.stringify(states)],
  );
  return rows;
}

/** Puts a failed message back on its way. False when there is no failed message of this id. */
export async function retryFailed(store: Store, queue: Queue, clock: Clock, id: number): Promise<boolean> {
  const retried = await store.transaction((tx) => requeueFailed(tx, queue, id, clock()));
  return retried !== undefined;
}

/** The same within the caller's transaction; gives the row of the record, undefined when none had failed. */
export async function requeueFailed(
  tx: Transaction,
  queue: Queue,
  id: number,
  now: Date,
): Promise<number | undefined> {
  const { rows } = await tx.run<{ conversation_id: string; message_id: number }>(
    `update outbox set state = 'queued', attempts = 0, not_before = $2, created_at = $2, finished_at = null, needs_admin = false
     where id = $1 and state = 'failed' returning conversation_id, message_id`,
    [id, now],
  );
  await queue.ask(
    tx,
    "send",
    rows.map((row) => row.conversation_id),
  );
  return rows[0]?.message_id;
}

/** After an admin has mended what stopped a channel (a new consent, say): sends what was refused because of it. */
export async function retryNeedingAdmin(
  store: Store,
  queue: Queue,
  clock: Clock,
  channel: ChannelName,
): Promise<number> {
  return store.transaction(async (tx) => {
    const { rows } = await tx.run<{ conversation_id: string }>(
      `update outbox o set state = 'queued', attempts = 0, not_before = $2, finished_at = null, needs_admin = false
       from conversation c where c.id = o.conversation_id and c.channel = $1 and o.state = 'failed' and o.needs_admin
       returning o.conversation_id`,
      [channel, clock()],
    );
    await queue.ask(tx, "send", [...new Set(rows.map((row) => row.conversation_id))]);
    return rows.length;
  });
}

/** Counts for `/healthz` and for whoever watches the backlog. */
export async function backlog(
  store: Store,
): Promise<{ unhandled: number; unsent: number; inDoubt: number; failed: number }> {
  const { rows } = await store.run<{ unhandled: number; unsent: number; in_doubt: number; failed: number }>(
    `select (select count(*) from inbox where handled_at is null)::int as unhandled,
            count(*) filter (where state in ('queued', 'sending'))::int as unsent,
            count(*) filter (where state = 'in_doubt')::int as in_doubt,
            count(*) filter (where state = 'failed')::int as failed
     from outbox where state in ('queued', 'sending', 'in_doubt', 'failed')`,
  );
  const [row] = rows;
  return {
    unhandled: row?.unhandled ?? 0,
    unsent: row?.unsent ?? 0,
    inDoubt: row?.in_doubt ?? 0,
    failed: row?.failed ?? 0,
  };
}
