import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import type { Answerer, CitizenInput, Memory, Outcome, Reply, Thought } from "../core/answering.ts";
import type { Channel, ChannelName } from "../core/channel.ts";
import { quietPeriodIsOver, type ConversationState } from "../core/conversation.ts";
import { backToBotReply } from "../answer/replies.ts";
import { readPayload, writePayload } from "../core/payload.ts";
import type { Clock, Log, NewId } from "../core/ports.ts";
import { changeConversation, lockConversation, type ConversationRow } from "../messaging/conversation-row.ts";
import { enqueueMessages } from "../messaging/enqueue.ts";
import type { ConversationKey, Live, ShownMessage } from "../messaging/live.ts";
import { inbox, turn, type StoredEvent } from "../messaging/tables.ts";
import { takeInEcho } from "../messaging/take-in-echo.ts";
import type { Store, Transaction } from "../store/open-store.ts";
import type { JobEnd, Queue } from "../store/queue.ts";

/**
 * How long a turn may think before another instance may begin anew. Short, and a slow thought is thrown away by the
 * second transaction; long, and one citizen waits after a crash. Both are harmless, waiting is the smaller harm.
 */
const LEASE_MS = 30_000;
/** How soon messages that came while another turn thinks are looked at again. */
const LOOK_AGAIN_MS = 1_000;

export interface TurnRunner {
  /**
   * Looks at what is new in a conversation and answers it. One turn at a time for each conversation over all
   * instances; nothing is written twice, whatever happens between its two transactions.
   */
  run(conversationId: string): Promise<JobEnd>;
}

interface Seen {
  readonly conversation: ConversationRow;
  readonly channel: Channel;
  readonly token: string;
  readonly inboxIds: readonly number[];
  readonly inputs: readonly CitizenInput[];
}

type Look = { readonly kind: "end"; readonly end: JobEnd } | ({ readonly kind: "think" } & Seen);

interface Group {
  readonly inboxIds: readonly number[];
  readonly thought: Pick<Thought, "outcome" | "reply" | "memory"> & {
    readonly evidence: Thought["evidence"] | undefined;
  };
}

type Message = Extract<StoredEvent, { kind: "citizen_message" }>;

/** What a citizen is told when the answer steps fail: no fault is shown, and a person will look. */
const FAULT_REPLY =
  "Xin lỗi anh/chị, hệ thống chưa trả lời được câu hỏi này. Câu hỏi đã được chuyển cho cán bộ; cán bộ sẽ trả lời trong giờ làm việc.";

export function createTurnRunner(parts: {
  store: Store;
  queue: Queue;
  channels: ReadonlyMap<ChannelName, Channel>;
  answerer: Answerer;
  live: Live;
  clock: Clock;
  newId: NewId;
  log: Log;
  holdQuietMinutes: number;
}): TurnRunner {
  const { store, queue, channels, answerer, live, clock, newId, log } = parts;

  /** First transaction: what is new, who answers, and is the burst over? */
  const look = async (conversationId: string): Promise<Look> => {
    const shown: ShownMessage[] = [];
    let state: ConversationState | undefined;
    let key: ConversationKey | undefined;
    const result = await store.transaction(async (tx): Promise<Look> => {
      shown.length = 0;
      const now = clock();
      const conversation = await lockConversation(tx, conversationId);
      const channel = conversation && channels.get(conversation.channel);
      if (conversation === undefined || channel === undefined) return { kind: "end", end: { done: true } };
      key = keyOf(conversation);
      const stateBefore = conversation.state;

      const rows = await tx.orm
        .select({ id: inbox.id, event: inbox.event, receivedAt: inbox.receivedAt, at: inbox.at })
        .from(inbox)
        .where(and(eq(inbox.conversationId, conversationId), isNull(inbox.handledAt)))
        .orderBy(asc(inbox.at), asc(inbox.id));

      const echoes: number[] = [];
      const messages: { id: number; event: Message; receivedAt: Date }[] = [];
      for (const { id, event, receivedAt, at } of rows) {
        if (event.kind === "echo") {
          const meaning = await takeInEcho(tx, conversation, event, at, now);
          if (meaning.shown !== undefined) shown.push(meaning.shown);
          if (meaning.kind === "person" && event.by === "program") {
            log.warn(
              { conversation: conversationId },
              "another application writes to this citizen; treated as a person",
            );
          }
          echoes.push(id);
        } else if (event.kind === "citizen_message") {
          messages.push({ id, event, receivedAt });
        }
      }
      await markHandled(tx, echoes, now, undefined);
      if (conversation.state !== stateBefore) state = conversation.state;

      const [first] = messages;
      const last = messages.at(-1);
      if (first === undefined || last === undefined) return { kind: "end", end: { done: true } };
      if (conversation.turnUntil !== null && conversation.turnUntil > now) {
        return { kind: "end", end: { again: new Date(now.getTime() + LOOK_AGAIN_MS) } };
      }
      if (last.event.payload === undefined) {
        const newest = Math.max(...messages.map((one) => one.receivedAt.getTime()));
        const oldest = Math.min(...messages.map((one) => one.receivedAt.getTime()));
        const over = new Date(Math.min(newest + channel.burst.quietMs, oldest + channel.burst.longestMs));
        if (over > now) return { kind: "end", end: { again: over } };
      }

      if (quietPeriodIsOver(conversation, now, parts.holdQuietMinutes)) {
        await returnToBot(tx, conversation, "quiet_period");
        state = "bot";
      }
      if (conversation.state !== "bot" && conversation.state !== "closed") {
        // A person answers, or is waited for: the messages are in the record, and the bot is silent.
        const resume = messages.findLastIndex(({ event }) => isResume(event));
        const own = conversation.state === "waiting" ? resume : -1;
        if (own === -1) {
          await markHandled(
            tx,
            messages.map((one) => one.id),
            now,
            undefined,
          );
          return { kind: "end", end: { done: true } };
        }
        await returnToBot(tx, conversation, "citizen_resumed_bot");
        state = "bot";
        await enqueueMessages(
          tx,
          queue,
          conversation,
          channel.limits,
          conversation.version,
          [{ ...backToBotReply(), speaker: "bot", origin: "bot" }],
          now,
        );
        await markHandled(
          tx,
          messages.slice(0, own + 1).map((one) => one.id),
          now,
          undefined,
        );
        messages.splice(0, own + 1);
        if (messages.length === 0) return { kind: "end", end: { done: true } };
      }

      const token = newId();
      await changeConversation(tx, conversationId, {
        turnToken: token,
        turnUntil: new Date(now.getTime() + LEASE_MS),
      });
      return {
        kind: "think",
        conversation,
        channel,
        token,
        inboxIds: messages.map((one) => one.id),
        inputs: messages.map(({ event }) => ({
          text: event.text,
          ...(event.payload === undefined ? {} : { payload: event.payload }),
          attachments: event.attachments.map((one) => one.kind),
        })),
      };
    });
    if (key !== undefined) {
      for (const message of shown) live.messageShown(key, message);
      if (state !== undefined) live.stateChanged(key, state);
    }
    return result;
  };

  /** Outside any transaction. A fault here becomes a hand-over: the citizen is told, a person sees it. */
  const think = async (seen: Seen): Promise<readonly Group[]> => {
    const groups: Group[] = [];
    let memory: Memory = seen.conversation.memory;
    let next = 0;
    const idsOf = (count: number): readonly number[] => seen.inboxIds.slice(next, (next += count));
    try {
      for (const messages of await answerer.group(seen.inputs)) {
        const thought = await answerer.think({ messages, memory, limits: seen.channel.limits });
        groups.push({ inboxIds: idsOf(messages.length), thought });
        memory = thought.memory;
        if (thought.outcome.kind === "to_operator") break;
      }
    } catch (error) {
      log.error({ error, conversation: seen.conversation.id }, "the answer steps failed");
      const outcome: Outcome = { kind: "to_operator", reason: "pipeline_error" };
      const reply: Reply = {
        text: FAULT_REPLY,
        buttons: [
          { kind: "choice", title: "Hỏi tiếp trợ lý tự động", payload: writePayload({ kind: "bot" }) },
        ],
      };
      groups.push({ inboxIds: idsOf(1), thought: { outcome, reply, memory, evidence: undefined } });
    }
    // What followed a hand-over is for the person; it is in the record already.
    const last = groups.at(-1);
    if (last !== undefined)
      groups[groups.length - 1] = { ...last, inboxIds: [...last.inboxIds, ...seen.inboxIds.slice(next)] };
    return groups;
  };

  /** Second transaction: everything of the turn, or nothing if someone else was quicker. */
  const commit = async (seen: Seen, groups: readonly Group[]): Promise<JobEnd> => {
    const { conversation: before, token, channel } = seen;
    const handsOver = groups.find(({ thought }) => thought.outcome.kind === "to_operator")?.thought.outcome;
    const committed = await store.transaction(async (tx) => {
      const now = clock();
      const conversation = await lockConversation(tx, before.id);
      if (conversation?.turnToken !== token || conversation.version !== before.version) return undefined;
      const unhandled = await tx.orm
        .select({ id: inbox.id })
        .from(inbox)
        .where(and(inArray(inbox.id, [...seen.inboxIds]), isNull(inbox.handledAt)));
      if (unhandled.length !== seen.inboxIds.length) return undefined;

      const version = conversation.version + 1;
      for (const { inboxIds, thought } of groups) {
        const turnId = newId();
        const { outcome, reply, evidence } = thought;
        await tx.orm.insert(turn).values({
          id: turnId,
          conversationId: before.id,
          at: now,
          outcome,
          ...(evidence === undefined ? {} : { evidence }),
        });
        await markHandled(tx, inboxIds, now, turnId);
        if (reply === undefined) continue;
        const speaker = outcome.kind === "to_operator" ? ("system" as const) : ("bot" as const);
        const { text, buttons } = reply;
        await enqueueMessages(
          tx,
          queue,
          before,
          channel.limits,
          version,
          [{ text, buttons, speaker, origin: "bot", turnId }],
          now,
        );
      }
      await changeConversation(tx, before.id, {
        version,
        memory: groups.at(-1)?.thought.memory ?? before.memory,
        turnToken: null,
        turnUntil: null,
        ...(handsOver?.kind === "to_operator"
          ? { state: "waiting" as const, reason: handsOver.reason, waitingSince: now, personLastAt: null }
          : { state: "bot" as const }),
      });
      // Written while we thought: looked at once more, when its own burst is over.
      return tx.orm
        .select({ id: inbox.id })
        .from(inbox)
        .where(and(eq(inbox.conversationId, before.id), isNull(inbox.handledAt)))
        .limit(1);
    });
    if (committed === undefined) {
      log.info({ conversation: before.id }, "a thought was dropped, the conversation changed meanwhile");
      await freeLease(before.id, token);
      return { again: clock() };
    }
    if (handsOver !== undefined) live.stateChanged(keyOf(before), "waiting");
    return committed.length > 0 ? { again: clock() } : { done: true };
  };

  const freeLease = (id: string, token: string) =>
    store.run(
      "update conversation set turn_token = null, turn_until = null where id = $1 and turn_token = $2",
      [id, token],
    );

  return {
    async run(conversationId) {
      const seen = await look(conversationId);
      if (seen.kind === "end") return seen.end;
      const key = keyOf(seen.conversation);
      live.typing(key, true);
      try {
        return await commit(seen, await think(seen));
      } catch (error) {
        await freeLease(conversationId, seen.token);
        throw error;
      } finally {
        live.typing(key, false);
      }
    },
  };
}

const keyOf = ({ id, channel, citizenId }: ConversationRow): ConversationKey => ({ id, channel, citizenId });

function isResume(event: Message): boolean {
  return event.payload !== undefined && readPayload(event.payload)?.kind === "bot";
}

/** The bot's memory starts here: what a person said and settled is not the bot's own. */
async function returnToBot(tx: Transaction, conversation: ConversationRow, reason: string): Promise<void> {
  const change = {
    state: "bot" as const,
    holder: null,
    reason,
    waitingSince: null,
    memory: {},
    boundarySeq: conversation.seq,
    version: conversation.version + 1,
  };
  await changeConversation(tx, conversation.id, change);
  Object.assign(conversation, change);
}

async function markHandled(
  tx: Transaction,
  ids: readonly number[],
  now: Date,
  turnId: string | undefined,
): Promise<void> {
  if (ids.length === 0) return;
  await tx.orm
    .update(inbox)
    .set({ handledAt: now, ...(turnId === undefined ? {} : { turnId }) })
    .where(inArray(inbox.id, [...ids]));
}
