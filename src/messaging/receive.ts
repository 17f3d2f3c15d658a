import type { Channel, ChannelEvent, ChannelName, CitizenMessage } from "../core/channel.ts";
import type { Clock, Log, NewId } from "../core/ports.ts";
import type { Store, Transaction } from "../store/open-store.ts";
import type { Queue } from "../store/queue.ts";
import type { ConversationKey, Live, ThreadRef } from "./live.ts";

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
  live: Live;
  clock: Clock;
  newId: NewId;
  log: Log;
  /** What of a message may be stored: pictures of identity papers, say, are left out. */
  keepable: (message: CitizenMessage) => CitizenMessage;
}): Receiver {
  const { store, queue, live, clock, newId, log, keepable } = parts;
  const waiting: Waiting[] = [];
  let storing = false;

  const storeTogether = async (group: readonly Waiting[]): Promise<void> => {
    try {
      const { results, changes } = await store.transaction((tx) =>
        storeEvents(tx, queue, group, clock(), newId),
      );
      group.forEach((one, index) => {
        one.resolve(results[index] ?? []);
      });
      for (const [key, items] of changes) live.changed(key, items);
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
        const kept = events.map((event) => (event.kind === "citizen_message" ? keepable(event) : event));
        waiting.push({ channel, events: kept, resolve, reject });
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
): Promise<{ results: Received[][]; changes: ReadonlyMap<ConversationKey, ThreadRef[]> }> {
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
            case when x.kind in ('citizen_message', 'echo', 'control_taken', 'control_returned') then null
                 else $2::timestamptz end
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
  const receipts: Receipt[] = [];
  const edits: { conversation: string; id: string; text: string; deleted: boolean }[] = [];

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
    } else if (event.kind === "echo" || event.kind === "control_taken" || event.kind === "control_returned") {
      soon.add(conversation.id);
    } else if (event.kind === "delivered" || event.kind === "seen") {
      const { messageIds: ids, upTo, at } = event;
      receipts.push({ conversation: conversation.id, ids, upTo, seen: event.kind === "seen", at });
    } else if (event.kind === "edited" || event.kind === "deleted") {
      const { messageId: id, text } = event;
      edits.push({ conversation: conversation.id, id, text, deleted: event.kind === "deleted" });
    }
  }

  const changed = new Map<string, number[]>();
  const noteChanged = (rows: readonly { id: number; conversation_id: string }[]): void => {
    for (const row of rows)
      changed.set(row.conversation_id, [...(changed.get(row.conversation_id) ?? []), row.id]);
  };
  if (messages.length > 0) {
    const { rows: stored } = await tx.run<{ id: number; conversation_id: string }>(
      `insert into message (conversation_id, seq, speaker, text, attachments, origin, provider_id, at)
       select x.conversation, x.seq, 'citizen', x.text, x.attachments, x.origin, x.provider, x.at
       from jsonb_to_recordset($1::jsonb)
         as x(conversation uuid, seq int, text text, attachments jsonb, origin text, provider text, at timestamptz)
       returning id, conversation_id`,
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
    noteChanged(stored);
  }
  const touched = [...conversations.values()].filter(
    (one) => interactions.has(one.id) || one.seq !== one.seqBefore,
  );
  if (touched.length > 0) {
    await tx.run(
      `update conversation c set seq = x.seq, last_interaction_at = greatest(c.last_interaction_at, x.interaction),
                                 changed_at = $2
       from jsonb_to_recordset($1::jsonb) as x(id uuid, seq int, interaction timestamptz) where c.id = x.id`,
      [JSON.stringify(touched.map(({ id, seq }) => ({ id, seq, interaction: interactions.get(id) }))), now],
    );
  }
  if (receipts.length > 0) noteChanged(await noteReceipts(tx, receipts));
  if (edits.length > 0) noteChanged(await noteEdits(tx, edits));

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
  const changes = new Map<ConversationKey, ThreadRef[]>();
  for (const { id, channel, citizenId } of conversations.values()) {
    const items = changed.get(id);
    if (items !== undefined)
      changes.set(
        { id, channel, citizenId },
        items.map((item) => ({ kind: "message", id: item })),
      );
  }
  return { results, changes };
}

interface Receipt {
  readonly conversation: string;
  readonly ids: readonly string[];
  readonly upTo: Date | undefined;
  readonly seen: boolean;
  readonly at: Date;
}

interface LockedConversation extends ConversationKey {
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
    rows.map(({ id, channel, citizen_id: citizenId, seq }) => [
      keyOf(channel, citizenId),
      { id, channel, citizenId, seq, seqBefore: seq },
    ]),
  );
}

type MessageRef = { readonly id: number; readonly conversation_id: string };

/** "Seen" may come before "delivered"; what was seen was delivered. */
async function noteReceipts(tx: Transaction, receipts: readonly Receipt[]): Promise<MessageRef[]> {
  const note = async (where: string, rows: readonly object[]): Promise<MessageRef[]> => {
    if (rows.length === 0) return [];
    const { rows: changed } = await tx.run<MessageRef>(
      `update message m set delivered_at = coalesce(m.delivered_at, x.at),
                            seen_at = case when x.seen then coalesce(m.seen_at, x.at) else m.seen_at end
       from (select conversation, id, up_to, bool_or(seen) as seen, min(at) as at
             from jsonb_to_recordset($1::jsonb)
               as r(conversation uuid, id text, up_to timestamptz, seen boolean, at timestamptz)
             group by conversation, id, up_to) x
       where m.speaker <> 'citizen' and ${where} and (m.delivered_at is null or x.seen and m.seen_at is null)
       returning m.id, m.conversation_id`,
      [JSON.stringify(rows)],
    );
    return changed;
  };
  const byId = receipts.flatMap(({ ids, seen, at }) => ids.map((id) => ({ id, seen, at })));
  // Our clock and the platform's may differ a little; a message sent later cannot have been seen before.
  const byTime = receipts.flatMap(({ conversation, upTo, seen, at }) =>
    upTo === undefined ? [] : [{ conversation, up_to: upTo, seen, at }],
  );
  return [
    ...(await note("m.provider_id = x.id", byId)),
    ...(await note(
      "m.conversation_id = x.conversation and m.provider_id is not null and m.at <= x.up_to",
      byTime,
    )),
  ];
}

/** The record follows what the citizen changed or took back; how often does not matter, the last one counts. */
async function noteEdits(
  tx: Transaction,
  edits: readonly { conversation: string; id: string; text: string; deleted: boolean }[],
): Promise<MessageRef[]> {
  const changed: MessageRef[] = [];
  for (const { conversation, id, text, deleted } of edits) {
    const { rows } = await tx.run<MessageRef>(
      `update message set text = $3, attachments = case when $4::boolean then '[]'::jsonb else attachments end
       where conversation_id = $1 and provider_id = $2 and speaker = 'citizen' returning id, conversation_id`,
      [conversation, id, deleted ? "" : text, deleted],
    );
    // Neither thought about nor kept as it was before.
    const now = deleted ? { text: "", attachments: [] } : { text };
    await tx.run(
      `update inbox set event = event || $3::jsonb
       where conversation_id = $1 and kind = 'citizen_message' and event->>'messageId' = $2`,
      [conversation, id, JSON.stringify(now)],
    );
    changed.push(...rows);
  }
  return changed;
}

const keyOf = (channel: ChannelName, id: string): string => `${channel}\n${id}`;
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
