import type { Channel, ChannelEvent, ChannelName, CitizenMessage } from "../core/channel.ts";
import type { Clock, Log, NewId } from "../core/ports.ts";
import type { Store, Transaction } from "../store/open-store.ts";
import type { Queue } from "../store/queue.ts";

/** What became of one received event. `fresh` is false when it had been received before: nothing was changed. */
export interface Received {
  readonly fresh: boolean;
  readonly conversationId: string | undefined;
  /** Number of a citizen's message in its conversation; undefined for other events and for repeated ones. */
  readonly seq: number | undefined;
}

export interface Receiver {
  /**
   * Stores events and asks for a turn of their conversations, in one transaction. Resolves when it is durable, one
   * result an event, in order. Events of one channel only. Rejects when they could not be stored: the platform
   * must then be told so, that it delivers again.
   */
  receive(channel: Channel, events: readonly ChannelEvent[]): Promise<readonly Received[]>;
}

interface Waiting {
  readonly channel: Channel;
  readonly events: readonly ChannelEvent[];
  readonly resolve: (received: readonly Received[]) => void;
  readonly reject: (cause: unknown) => void;
}

/** Deliveries stored by one commit at the most. */
const TOGETHER = 100;

/**
 * Deliveries that arrive while another is being stored share the next transaction: under load the cost of a durable
 * commit is divided among them, and alone each is stored at once. If a shared one fails, each is tried by itself,
 * so that one bad event cannot lose others.
 */
export function createReceiver(parts: {
  store: Store;
  queue: Queue;
  clock: Clock;
  newId: NewId;
  log: Log;
}): Receiver {
  const { store, queue, clock, newId, log } = parts;
  const waiting: Waiting[] = [];
  let storing = false;

  const storeTogether = async (group: readonly Waiting[]): Promise<void> => {
    try {
      const results = await store.transaction((tx) => storeEvents(tx, queue, group, clock(), newId));
      group.forEach((one, index) => {
        one.resolve(results[index] ?? []);
      });
    } catch (cause) {
      if (group.length === 1) {
        group[0]?.reject(cause);
        return;
      }
      log.warn({ error: cause, deliveries: group.length }, "a shared store failed, storing one by one");
      for (const one of group) await storeTogether([one]);
    }
  };

  const storeAll = async (): Promise<void> => {
    storing = true;
    while (waiting.length > 0) {
      // The embedded engine works in this very thread: without this breath the deliveries that have arrived meanwhile
      // would not be read from their sockets, and each would be stored alone.
      await new Promise((resolve) => setImmediate(resolve));
      await storeTogether(waiting.splice(0, TOGETHER));
    }
    storing = false;
  };

  return {
    receive: (channel, events) =>
      new Promise((resolve, reject) => {
        waiting.push({ channel, events, resolve, reject });
        if (!storing) void storeAll();
      }),
  };
}

interface Incoming {
  readonly event: ChannelEvent;
  readonly channel: Channel;
  readonly group: number;
  readonly position: number;
}

async function storeEvents(
  tx: Transaction,
  queue: Queue,
  group: readonly Waiting[],
  now: Date,
  newId: NewId,
): Promise<Received[][]> {
  // In a fixed order, so that two instances storing the same events wait for each other instead of deadlocking.
  const incoming: Incoming[] = group
    .flatMap((one, index) =>
      one.events.map((event, position) => ({ event, channel: one.channel, group: index, position })),
    )
    .sort((a, b) => compare(a.event.dedupeKey, b.event.dedupeKey));
  const conversations = await lockConversations(tx, incoming, now, newId);
  const idOf = ({ event, channel }: Incoming): string | undefined =>
    event.citizenId === undefined ? undefined : conversations.get(keyOf(channel.name, event.citizenId))?.id;

  const fresh = new Set<string>();
  const { rows } = await tx.run<{ channel: ChannelName; dedupe_key: string }>(
    `insert into inbox (channel, dedupe_key, conversation_id, kind, event, at, received_at, handled_at)
     select x.channel, x.key, x.conversation, x.kind, x.event, x.at, $2::timestamptz,
            case when x.kind in ('citizen_message', 'echo') then null else $2::timestamptz end
     from jsonb_to_recordset($1::jsonb)
       as x(channel text, key text, conversation uuid, kind text, event jsonb, at timestamptz)
     on conflict do nothing
     returning channel, dedupe_key`,
    [
      JSON.stringify(
        incoming.map((one) => ({
          channel: one.channel.name,
          key: one.event.dedupeKey,
          conversation: idOf(one),
          kind: one.event.kind,
          event: one.event,
          at: one.event.at,
        })),
      ),
      now,
    ],
  );
  for (const row of rows) fresh.add(keyOf(row.channel, row.dedupe_key));

  // As the platform ordered them, so that the record reads as it was written.
  const inOrder = incoming.toSorted(
    (a, b) => a.event.at.getTime() - b.event.at.getTime() || a.group - b.group || a.position - b.position,
  );
  const seqs = new Map<Incoming, number>();
  const messages: { conversation: string; seq: number; event: CitizenMessage; origin: ChannelName }[] = [];
  const interactions = new Map<string, Date>();
  const soon = new Set<string>();
  const afterBurst = new Map<string, Date>();
  const receipts: { ids: readonly string[]; seen: boolean; at: Date }[] = [];

  for (const one of inOrder) {
    const { event, channel } = one;
    const key = keyOf(channel.name, event.dedupeKey);
    // The same event twice in one transaction: only the first counts.
    if (!fresh.delete(key)) continue;
    seqs.set(one, 0);
    const conversation =
      event.citizenId === undefined ? undefined : conversations.get(keyOf(channel.name, event.citizenId));
    if (conversation === undefined) continue;
    if (event.interaction) interactions.set(conversation.id, event.at);
    if (event.kind === "citizen_message") {
      conversation.seq += 1;
      seqs.set(one, conversation.seq);
      messages.push({ conversation: conversation.id, seq: conversation.seq, event, origin: channel.name });
      // A tap is a finished thought; there is nothing to wait for.
      if (event.payload !== undefined) soon.add(conversation.id);
      else afterBurst.set(conversation.id, new Date(now.getTime() + channel.burst.quietMs));
    } else if (event.kind === "echo") {
      soon.add(conversation.id);
    } else if (event.kind === "delivered" || event.kind === "seen") {
      receipts.push({ ids: event.messageIds, seen: event.kind === "seen", at: event.at });
    }
  }

  if (messages.length > 0) {
    await tx.run(
      `insert into message (conversation_id, seq, speaker, text, attachments, origin, provider_id, at)
       select x.conversation, x.seq, 'citizen', x.text, x.attachments, x.origin, x.provider, x.at
       from jsonb_to_recordset($1::jsonb)
         as x(conversation uuid, seq int, text text, attachments jsonb, origin text, provider text, at timestamptz)`,
      [
        JSON.stringify(
          messages.map(({ conversation, seq, event, origin }) => ({
            conversation,
            seq,
            origin,
            text: event.text,
            attachments: event.attachments,
            provider: event.messageId,
            at: event.at,
          })),
        ),
      ],
    );
  }
  const touched = [...conversations.values()].filter(
    (one) => interactions.has(one.id) || one.seq !== one.seqBefore,
  );
  if (touched.length > 0) {
    await tx.run(
      `update conversation c set seq = x.seq, last_interaction_at = greatest(c.last_interaction_at, x.interaction)
       from jsonb_to_recordset($1::jsonb) as x(id uuid, seq int, interaction timestamptz) where c.id = x.id`,
      [JSON.stringify(touched.map(({ id, seq }) => ({ id, seq, interaction: interactions.get(id) })))],
    );
  }
  if (receipts.length > 0) await noteReceipts(tx, receipts);

  await queue.ask(tx, "turn", [...soon]);
  const quiet = new Map<number, string[]>();
  for (const [id, at] of afterBurst)
    if (!soon.has(id)) quiet.set(at.getTime(), [...(quiet.get(at.getTime()) ?? []), id]);
  for (const [at, ids] of quiet) await queue.ask(tx, "turn", ids, new Date(at));

  const results: Received[][] = group.map(() => []);
  for (const one of incoming) {
    const seq = seqs.get(one);
    const received = {
      fresh: seq !== undefined,
      conversationId: idOf(one),
      seq: seq === 0 ? undefined : seq,
    };
    const list = results[one.group];
    if (list !== undefined) list[one.position] = received;
  }
  return results;
}

interface LockedConversation {
  readonly id: string;
  seq: number;
  readonly seqBefore: number;
}

async function lockConversations(
  tx: Transaction,
  incoming: readonly Incoming[],
  now: Date,
  newId: NewId,
): Promise<Map<string, LockedConversation>> {
  const wanted = new Map<string, { id: string; channel: ChannelName; citizen: string }>();
  for (const { event, channel } of incoming) {
    if (event.citizenId === undefined) continue;
    const key = keyOf(channel.name, event.citizenId);
    if (!wanted.has(key)) wanted.set(key, { id: newId(), channel: channel.name, citizen: event.citizenId });
  }
  if (wanted.size === 0) return new Map();
  const list = JSON.stringify([...wanted.values()].sort((a, b) => compare(a.citizen, b.citizen)));
  const lock = () =>
    tx.run<{ id: string; channel: ChannelName; citizen_id: string; seq: number }>(
      `select c.id, c.channel, c.citizen_id, c.seq from conversation c
       join jsonb_to_recordset($1::jsonb) as x(channel text, citizen text)
         on c.channel = x.channel and c.citizen_id = x.citizen
       order by c.id for update of c`,
      [list],
    );
  let { rows } = await lock();
  if (rows.length < wanted.size) {
    await tx.run(
      `insert into conversation (id, channel, citizen_id, created_at)
       select x.id, x.channel, x.citizen, $2::timestamptz
       from jsonb_to_recordset($1::jsonb) as x(id uuid, channel text, citizen text)
       on conflict do nothing`,
      [list, now],
    );
    ({ rows } = await lock());
  }
  return new Map(
    rows.map((row) => [keyOf(row.channel, row.citizen_id), { id: row.id, seq: row.seq, seqBefore: row.seq }]),
  );
}

async function noteReceipts(
  tx: Transaction,
  receipts: readonly { ids: readonly string[]; seen: boolean; at: Date }[],
): Promise<void> {
  // "Seen" may come before "delivered"; what was seen was delivered.
  await tx.run(
    `update message m set delivered_at = coalesce(m.delivered_at, x.at),
                          seen_at = case when x.seen then coalesce(m.seen_at, x.at) else m.seen_at end
     from (select id, bool_or(seen) as seen, min(at) as at
           from jsonb_to_recordset($1::jsonb) as r(id text, seen boolean, at timestamptz) group by id) x
     where m.provider_id = x.id and m.speaker <> 'citizen'`,
    [JSON.stringify(receipts.flatMap(({ ids, seen, at }) => ids.map((id) => ({ id, seen, at }))))],
  );
}

const keyOf = (channel: ChannelName, id: string): string => `${channel}\n${id}`;
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
