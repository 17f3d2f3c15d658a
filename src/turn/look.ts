import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import { backToBotReply } from "../answer/replies.ts";
import type { Answerer, CitizenInput } from "../core/answering.ts";
import type { Channel } from "../core/channel.ts";
import { isWithBot, isWithPerson } from "../core/conversation.ts";
import { readPayload } from "../core/payload.ts";
import type { Log, NewId } from "../core/ports.ts";
import { changeConversation, type ConversationRow } from "../messaging/conversation-row.ts";
import { bySystem } from "../messaging/enqueue.ts";
import type { Handovers } from "../messaging/hand-over.ts";
import type { InConversation, Step } from "../messaging/in-conversation.ts";
import { inbox, type StoredEvent } from "../messaging/tables.ts";
import { takeInEcho } from "../messaging/take-in-echo.ts";
import type { Transaction } from "../store/open-store.ts";
import type { JobEnd } from "../store/queue.ts";
import type { CallbackDialog } from "./callback-dialog.ts";

/**
 * How long a turn may think before another instance may begin anew. Short, and a slow thought is thrown away by the
 * second transaction; long, and one citizen waits after a crash. Both are harmless, waiting is the smaller harm.
 */
const LEASE_MS = 30_000;
/** How soon messages that came while another turn thinks are looked at again. */
const LOOK_AGAIN_MS = 1_000;

export type Message = Extract<StoredEvent, { kind: "citizen_message" }>;

/** What a turn is to think about. `drafts`: not to be sent, a person approves it first. */
export interface Seen {
  readonly conversation: ConversationRow;
  readonly channel: Channel;
  readonly token: string;
  readonly inboxIds: readonly number[];
  readonly inputs: readonly CitizenInput[];
  readonly drafts: boolean;
}

export type Look = { readonly kind: "end"; readonly end: JobEnd } | ({ readonly kind: "think" } & Seen);

interface Unhandled {
  readonly id: number;
  readonly event: Message;
  readonly receivedAt: Date;
}

/** First transaction of a turn: what is new, who answers, and is the burst over? */
export function createLook(parts: {
  inConversation: InConversation;
  answerer: Pick<Answerer, "isCourtesy">;
  handovers: Handovers;
  callbacks: CallbackDialog;
  newId: NewId;
  log: Log;
}): (conversationId: string) => Promise<Look> {
  const { inConversation, answerer, handovers, callbacks, newId, log } = parts;

  return async (conversationId) => {
    const look = await inConversation(conversationId, async (step): Promise<Look> => {
      const { tx, conversation, channel, now } = step;
      const { messages, unanswered } = await takeInOthers(step, log);
      const [first] = messages;
      const last = messages.at(-1);
      if (first === undefined || last === undefined) return DONE;
      if (conversation.turnUntil !== null && conversation.turnUntil > now) {
        return { kind: "end", end: { again: new Date(now.getTime() + LOOK_AGAIN_MS) } };
      }
      if (last.event.payload === undefined) {
        const newest = Math.max(...messages.map((one) => one.receivedAt.getTime()));
        const oldest = Math.min(...messages.map((one) => one.receivedAt.getTime()));
        const over = new Date(Math.min(newest + channel.burst.quietMs, oldest + channel.burst.longestMs));
        if (over > now) return { kind: "end", end: { again: over } };
      }

      // Answered, and quiet for long: the bot has it again, also when the clock has not come round to say so.
      const due = await handovers.due(tx, conversation, now);
      if (due?.kind === "quiet") await step.apply(due, "clock");

      if (conversation.state === "waiting") {
        const resumed = messages.findLastIndex(({ event }) => isResume(event));
        if (resumed === -1) {
          // A person is waited for: the messages are in the record, and the bot is silent.
          const events = messages.map((one) => one.event);
          await step.say((await callbacks.take(tx, conversation, events, now)).map(bySystem));
          await markHandled(tx, idsOf(messages), now, undefined);
          return DONE;
        }
        await step.apply({ kind: "citizen_resumed_bot" }, "citizen");
        await step.say([bySystem(backToBotReply())]);
        await markHandled(tx, idsOf(messages.splice(0, resumed + 1)), now, undefined);
        if (messages.length === 0) return DONE;
      } else if (isWithPerson(conversation)) {
        if (unanswered.length > 0 && !answerer.isCourtesy(inputsOf(unanswered)))
          await step.apply({ kind: "citizen_wrote" }, "citizen");
        if (conversation.state === "held") {
          await markHandled(tx, idsOf(messages), now, undefined);
          return DONE;
        }
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
        inboxIds: idsOf(messages),
        inputs: inputsOf(messages),
        drafts: conversation.state === "drafting",
      };
    });
    return look ?? DONE;
  };
}

const DONE: Look = { kind: "end", end: { done: true } };
const idsOf = (messages: readonly Unhandled[]): number[] => messages.map((one) => one.id);

/**
 * Takes in, in their order, what others did in the thread: echoes, and who controls it.
 * @returns the citizen's messages, still to be looked at; `unanswered`: those that no person's words came after.
 */
async function takeInOthers(
  step: Step,
  log: Log,
): Promise<{ messages: Unhandled[]; unanswered: readonly Unhandled[] }> {
  const { tx, conversation, now } = step;
  const inPlatform = async (who: string, wrote: boolean): Promise<void> => {
    const name = `${conversation.channel}:${who}`;
    await step.apply({ kind: "answered_in_platform", name, wrote }, `platform:${name}`);
  };
  const rows = await tx.orm
    .select({ id: inbox.id, event: inbox.event, receivedAt: inbox.receivedAt, at: inbox.at })
    .from(inbox)
    .where(and(eq(inbox.conversationId, conversation.id), isNull(inbox.handledAt)))
    .orderBy(asc(inbox.at), asc(inbox.id));
  const messages: Unhandled[] = [];
  const others: number[] = [];
  let answered = 0;
  for (const { id, event, receivedAt, at } of rows) {
    if (event.kind === "citizen_message") {
      messages.push({ id, event, receivedAt });
      if (event.standby === true && isWithBot(conversation)) await inPlatform("other_app", false);
      continue;
    }
    others.push(id);
    if (event.kind === "echo") {
      const meaning = await takeInEcho(tx, conversation, event, at, now);
      if (meaning.shown !== undefined) step.shown(meaning.shown);
      if (meaning.kind !== "person") continue;
      if (event.by === "program")
        log.warn(
          { conversation: conversation.id },
          "another application writes to this citizen; treated as a person",
        );
      await inPlatform(meaning.by, true);
      answered = messages.length;
    } else if (event.kind === "control_taken") {
      await inPlatform(event.holder, false);
    } else if (event.kind === "control_returned") {
      await step.apply({ kind: "control_returned" }, `platform:${conversation.channel}:${event.holder}`);
    }
  }
  await markHandled(tx, others, now, undefined);
  return { messages, unanswered: messages.slice(answered) };
}

function inputsOf(messages: readonly Unhandled[]): CitizenInput[] {
  return messages.map(({ event }) => ({
    text: event.text,
    ...(event.payload === undefined ? {} : { payload: event.payload }),
    attachments: event.attachments.map((one) => one.kind),
  }));
}

function isResume(event: Message): boolean {
  return event.payload !== undefined && readPayload(event.payload)?.kind === "bot";
}

/** Marks rows of the inbox as done, by this turn if one answered them. */
export async function markHandled(
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
