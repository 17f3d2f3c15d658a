import type { QueryClient, QueryKey } from "@tanstack/react-query";
import type {
  ConversationCard,
  ConversationDetail,
  DeskAlert,
  ServerToDesk,
} from "../../../contract/desk.ts";
import { keys } from "../data/query-keys.ts";
import { isBehind, withItem, type ThreadData } from "../data/thread-cache.ts";
import { applyCard, knownCard } from "./apply-card.ts";

/** What the live events do besides renewing the cache. */
export interface LiveEffects {
  /** The account of the one at the console. */
  readonly me: string;
  readonly onAlert: (alert: DeskAlert) => void;
  /** A citizen wrote to somebody whom this person had answered. */
  readonly onQuestion: (card: ConversationCard) => void;
  /** Calls `run` before long, once for many calls with the same key. */
  readonly soon: (key: string, run: () => void) => void;
}

/** One handler for each live event: what it says goes into the cache, from which everything on screen is drawn. */
export function liveEvents(cache: QueryClient, effects: LiveEffects): ServerToDesk {
  const refetch = (queryKey: QueryKey): void => {
    effects.soon(JSON.stringify(queryKey), () => void cache.invalidateQueries({ queryKey }));
  };
  return {
    conversation: (card) => {
      const before = knownCard(cache, card.id);
      if (before !== undefined && before.version > card.version) return;
      if (asksAgain(before, card, effects.me)) effects.onQuestion(card);
      applyCard(cache, card, effects.me, refetch);
      cache.setQueryData<ConversationDetail>(
        keys.conversation(card.id),
        (detail) => detail && { ...detail, ...card },
      );
      // The card tells neither what may be done now, nor the window, the draft and the case.
      refetch(keys.conversation(card.id));
      refetch(keys.cases(card.id));
      refetch(keys.counts);
      // What is written while a conversation is being opened may be told before this console is known to look at it.
      effects.soon(`behind ${card.id}`, () => {
        const thread = cache.getQueryData<ThreadData>(keys.thread(card.id));
        if (thread !== undefined && isBehind(thread, card))
          void cache.invalidateQueries({ queryKey: keys.thread(card.id) });
      });
    },
    hidden: (id) => {
      if (knownCard(cache, id) === undefined) return;
      refetch(keys.queues);
      refetch(keys.counts);
      refetch(keys.conversation(id));
    },
    thread: (id, item) => {
      cache.setQueryData<ThreadData>(keys.thread(id), (data) => data && withItem(data, item));
    },
    alert: effects.onAlert,
    viewers: (id, viewers) => {
      cache.setQueryData(keys.viewers(id), viewers);
    },
    colleagues: () => {
      refetch(keys.colleagues);
    },
    // Also told when the role has changed: who is signed in then, the server says.
    signed_out: () => {
      void cache.invalidateQueries({ queryKey: keys.me });
    },
  };
}

/** Was everything answered in a conversation of mine, and is not any more? */
function asksAgain(before: ConversationCard | undefined, now: ConversationCard, me: string): boolean {
  const isMine = (card: ConversationCard): boolean =>
    card.holder?.kind === "operator" && card.holder.id === me;
  return (
    before !== undefined &&
    isMine(before) &&
    isMine(now) &&
    before.unansweredSince === null &&
    now.unansweredSince !== null
  );
}
