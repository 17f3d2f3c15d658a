import type { Channel, ChannelName } from "../core/channel.ts";
import type { HandoverEvent } from "../core/handover.ts";
import type { Clock } from "../core/ports.ts";
import type { Store, Transaction } from "../store/open-store.ts";
import type { Queue } from "../store/queue.ts";
import { keyOf, lockConversation, type ConversationRow } from "./conversation-row.ts";
import { enqueueMessages, type Outgoing } from "./enqueue.ts";
import {
  announce,
  type Actor,
  type Applied,
  type ApplyResult,
  type EventDetail,
  type Handovers,
} from "./hand-over.ts";
import type { Live, ShownMessage, ThreadRef } from "./live.ts";

/** One locked conversation within one transaction, and what may be done with it. */
export interface Step {
  readonly tx: Transaction;
  /** Kept in step with what is changed through this step. */
  readonly conversation: ConversationRow;
  readonly channel: Channel;
  readonly now: Date;
  /** An event of the hand-over; those who look on hear of it after the commit. */
  apply(event: HandoverEvent, actor: Actor, detail?: EventDetail): Promise<ApplyResult>;
  /** Messages to the citizen, sent after the commit. */
  say(messages: readonly Outgoing[]): Promise<void>;
  /** Things that those who look on are told of after the commit; without any, only that its line changed. */
  changed(...items: readonly ThreadRef[]): void;
  /** A message that is already with the citizen. */
  shown(message: ShownMessage): void;
}

/**
 * Runs `work` with the conversation locked, in one transaction, and tells those who look on once it has committed.
 * Resolves to undefined when the conversation, or its channel, is not known here. `work` may be repeated (see
 * `Store.transaction`).
 */
export type InConversation = <Result>(
  conversationId: string,
  work: (step: Step) => Promise<Result>,
) => Promise<Result | undefined>;

export function createInConversation(parts: {
  store: Store;
  queue: Queue;
  channels: ReadonlyMap<ChannelName, Channel>;
  handovers: Handovers;
  live: Live;
  clock: Clock;
}): InConversation {
  const { store, queue, channels, handovers, live, clock } = parts;
  return async (conversationId, work) => {
    const done = await store.transaction(async (tx) => {
      const conversation = await lockConversation(tx, conversationId);
      const channel = conversation && channels.get(conversation.channel);
      if (conversation === undefined || channel === undefined) return undefined;
      const now = clock();
      const told = {
        shown: [] as ShownMessage[],
        applied: [] as Applied[],
        items: [] as ThreadRef[],
        touched: false,
      };
      const result = await work({
        tx,
        conversation,
        channel,
        now,
        async apply(event, actor, detail) {
          const applied = await handovers.apply(tx, conversation, event, actor, now, detail);
          if (applied.refused === undefined) told.applied.push(applied);
          return applied;
        },
        async say(messages) {
          const { limits } = channel;
          const { version } = conversation;
          const ids = await enqueueMessages(tx, queue, conversation, limits, version, messages, now);
          told.items.push(...ids.map((id) => ({ kind: "message" as const, id })));
        },
        changed(...items) {
          told.touched = true;
          told.items.push(...items);
        },
        shown(message) {
          told.shown.push(message);
          told.items.push({ kind: "message", id: message.id });
        },
      });
      return { result, conversation, told };
    });
    if (done === undefined) return undefined;
    const key = keyOf(done.conversation);
    const { shown, applied, items, touched } = done.told;
    for (const message of shown) live.messageShown(key, message);
    for (const one of applied) announce(live, key, one);
    if (touched || items.length > 0) live.changed(key, items);
    return done.result;
  };
}
