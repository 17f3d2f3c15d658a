import { and, inArray, isNull } from "drizzle-orm";
import type { Answerer, Memory, Outcome, Reply, Thought } from "../core/answering.ts";
import type { Channel, ChannelName } from "../core/channel.ts";
import { waitingNotice } from "../core/handover-notices.ts";
import type { OfficeCalendar } from "../core/office-time.ts";
import { writePayload } from "../core/payload.ts";
import type { Clock, Log, NewId } from "../core/ports.ts";
import { changeConversation, keyOf, type ConversationRow } from "../messaging/conversation-row.ts";
import type { Handovers } from "../messaging/hand-over.ts";
import type { InConversation } from "../messaging/in-conversation.ts";
import type { Live } from "../messaging/live.ts";
import { draft, inbox, turn } from "../messaging/tables.ts";
import type { Store, Transaction } from "../store/open-store.ts";
import type { JobEnd } from "../store/queue.ts";
import { createCallbackDialog } from "./callback-dialog.ts";
import { createLook, markHandled, type Seen } from "./look.ts";

export interface TurnRunner {
  /**
   * Looks at what is new in a conversation and answers it. One turn at a time for each conversation over all
   * instances; nothing is written twice, whatever happens between its two transactions.
   */
  run(conversationId: string): Promise<JobEnd>;
}

interface Group {
  readonly inboxIds: readonly number[];
  readonly thought: Pick<Thought, "outcome" | "reply" | "memory"> & {
    readonly evidence: Thought["evidence"] | undefined;
  };
}

/** What a citizen is told when the answer steps fail: no fault is shown, and a person will look. */
const FAULT_REPLY = "Xin lỗi anh/chị, hệ thống chưa trả lời được câu hỏi này nên chuyển tới cán bộ.";

export function createTurnRunner(parts: {
  store: Store;
  inConversation: InConversation;
  channels: ReadonlyMap<ChannelName, Channel>;
  answerer: Answerer;
  handovers: Handovers;
  live: Live;
  clock: Clock;
  newId: NewId;
  log: Log;
  calendar: OfficeCalendar;
  centreName: string;
  callbackKeepDays: number;
}): TurnRunner {
  const { store, inConversation, answerer, live, clock, newId, log, calendar } = parts;
  const callbacks = createCallbackDialog({ ...parts, keepDays: parts.callbackKeepDays });
  const look = createLook({ ...parts, callbacks });

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
        buttons: [{ kind: "choice", title: "Hỏi tiếp trợ lý", payload: writePayload({ kind: "bot" }) }],
      };
      groups.push({ inboxIds: idsOf(1), thought: { outcome, reply, memory, evidence: undefined } });
    }
    // What followed a hand-over is for the person; it is in the record already.
    const last = groups.at(-1);
    if (last !== undefined)
      groups[groups.length - 1] = { ...last, inboxIds: [...last.inboxIds, ...seen.inboxIds.slice(next)] };
    return groups;
  };

  const placeInQueue = async (tx: Transaction, id: string): Promise<number> => {
    const { rows } = await tx.run<{ before: number }>(
      "select count(*)::int as before from conversation where state = 'waiting' and unit is null and id <> $1",
      [id],
    );
    return (rows[0]?.before ?? 0) + 1;
  };

  /** Second transaction: everything of the turn, or nothing if someone else was quicker. */
  const commit = async (seen: Seen, groups: readonly Group[]): Promise<JobEnd> => {
    const { conversation: before, token, channel } = seen;
    const handsOver = groups.find(({ thought }) => thought.outcome.kind === "to_operator")?.thought.outcome;
    const committed = await inConversation(before.id, async (step) => {
      const { tx, conversation, now } = step;
      if (conversation.turnToken !== token || conversation.version !== before.version) return undefined;
      const unhandled = await tx.orm
        .select({ id: inbox.id })
        .from(inbox)
        .where(and(inArray(inbox.id, [...seen.inboxIds]), isNull(inbox.handledAt)));
      if (unhandled.length !== seen.inboxIds.length) return undefined;

      const change: Partial<ConversationRow> = { turnToken: null, turnUntil: null, changedAt: now };
      if (!seen.drafts) {
        change.memory = groups.at(-1)?.thought.memory ?? before.memory;
        change.state = "bot";
        change.version = conversation.version + 1;
      }
      await changeConversation(tx, before.id, change);
      Object.assign(conversation, change);
      if (!seen.drafts && handsOver?.kind === "to_operator")
        await step.apply({ kind: "person_called", reason: handsOver.reason }, "bot");
      let turnId = "";
      for (const { inboxIds, thought } of groups) {
        turnId = newId();
        const { outcome, reply, evidence } = thought;
        await tx.orm.insert(turn).values({
          id: turnId,
          conversationId: before.id,
          at: now,
          outcome,
          ...(evidence === undefined ? {} : { evidence }),
        });
        await markHandled(tx, inboxIds, now, turnId);
        if (reply === undefined || seen.drafts) continue;
        const called = outcome.kind === "to_operator";
        const { text, buttons } = called
          ? waitingNotice(reply, await placeInQueue(tx, before.id), calendar, now, channel.limits)
          : reply;
        await step.say([{ text, buttons, speaker: called ? "system" : "bot", origin: "bot", turnId }]);
      }
      // The person was quicker: a draft would answer what is answered.
      const isAnswered = conversation.personLastAt?.getTime() !== before.personLastAt?.getTime();
      if (seen.drafts && !isAnswered) await storeDraft(tx, conversation, groups, turnId, now);
      step.changed();
      // Written while we thought: looked at once more, when its own burst is over.
      const { rows: more } = await tx.run(
        "select 1 from inbox where conversation_id = $1 and handled_at is null limit 1",
        [before.id],
      );
      return { more: more.length > 0 };
    });
    if (committed === undefined) {
      log.info({ conversation: before.id }, "a thought was dropped, the conversation changed meanwhile");
      await freeLease(before.id, token);
      return { again: clock() };
    }
    return committed.more ? { again: clock() } : { done: true };
  };

  /** What the bot would say, for the person to approve; a newer one takes the place of an older. */
  const storeDraft = async (
    tx: Transaction,
    conversation: ConversationRow,
    groups: readonly Group[],
    turnId: string,
    now: Date,
  ): Promise<void> => {
    const text = groups.flatMap(({ thought }) => thought.reply?.text ?? []).join("\n\n");
    if (text === "") return;
    const values = { turnId, text, seq: conversation.seq, at: now };
    await tx.orm
      .insert(draft)
      .values({ conversationId: conversation.id, ...values })
      .onConflictDoUpdate({ target: draft.conversationId, set: values });
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
      if (!seen.drafts) live.typing(key, true);
      try {
        return await commit(seen, await think(seen));
      } catch (error) {
        await freeLease(conversationId, seen.token);
        throw error;
      } finally {
        if (!seen.drafts) live.typing(key, false);
      }
    },
  };
}
