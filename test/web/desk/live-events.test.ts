import { QueryClient } from "@tanstack/react-query";
import type { ConversationCard, DeskAlert } from "../../../src/contract/desk.ts";
import { keys } from "../../../src/web/desk/data/query-keys.ts";
import { conversationsOf, type QueueData } from "../../../src/web/desk/data/queue-cache.ts";
import { itemsOf, type ThreadData } from "../../../src/web/desk/data/thread-cache.ts";
import { liveEvents } from "../../../src/web/desk/live/live-events.ts";
import { before, card, COLLEAGUE, held, ME, message, threadPage, waiting } from "./cards.ts";

/** A console's cache with both lists and the conversation "a" open, and what else its events led to. */
function desk(shown: ConversationCard) {
  const cache = new QueryClient();
  const list = (conversations: ConversationCard[]): QueueData => ({
    pages: [{ conversations, more: false }],
    pageParams: [undefined],
  });
  cache.setQueryData(keys.queue({ queue: "waiting" }), list(shown.state === "waiting" ? [shown] : []));
  cache.setQueryData(keys.queue({ queue: "mine" }), list(shown.state === "held" ? [shown] : []));
  cache.setQueryData(keys.conversation("a"), shown);
  cache.setQueryData(keys.counts, {});
  const thread: ThreadData = { pages: [threadPage([message(1, 30)])], pageParams: [undefined] };
  cache.setQueryData(keys.thread("a"), thread);

  const alerts: DeskAlert[] = [];
  const questions: string[] = [];
  const soon = new Map<string, () => void>();
  const on = liveEvents(cache, {
    me: ME,
    onAlert: (alert) => alerts.push(alert),
    onQuestion: ({ id }) => questions.push(id),
    soon: (key, run) => soon.set(key, run),
  });
  return {
    ...{ cache, on, alerts, questions },
    runSoon: () => {
      for (const run of soon.values()) run();
    },
    queue: (queue: "waiting" | "mine") =>
      conversationsOf(cache.getQueryData<QueueData>(keys.queue({ queue }))).map(({ id }) => id),
    isStale: (key: readonly unknown[]) => cache.getQueryState(key)?.isInvalidated,
  };
}

describe("live events", () => {
  it("move a conversation that was taken from one list to the other, and renew the open one", () => {
    const { on, queue, cache } = desk(waiting("a", 5));
    on.conversation({ ...held("a", ME, 5), version: 2 });
    expect(queue("waiting")).toEqual([]);
    expect(queue("mine")).toEqual(["a"]);
    expect(cache.getQueryData(keys.conversation("a"))).toMatchObject({ state: "held" });
  });

  it("have what a card does not tell asked for again before long", () => {
    const { on, runSoon, isStale } = desk(waiting("a", 5));
    on.conversation({ ...held("a", ME, 5), version: 2 });
    expect(isStale(keys.conversation("a"))).toBe(false);
    runSoon();
    expect(isStale(keys.conversation("a"))).toBe(true);
    expect(isStale(keys.counts)).toBe(true);
  });

  it("change nothing when they come late", () => {
    const { on, queue, runSoon, isStale } = desk(waiting("a", 5, { version: 7 }));
    on.conversation({ ...held("a", ME, 5), version: 6 });
    runSoon();
    expect(queue("waiting")).toEqual(["a"]);
    expect(isStale(keys.counts)).toBe(false);
  });

  it("add to the course of a conversation that is loaded, and to no other", () => {
    const { on, cache } = desk(waiting("a", 5));
    on.thread("a", message(2, 1));
    on.thread("b", message(3, 1));
    expect(itemsOf(cache.getQueryData<ThreadData>(keys.thread("a"))).map(({ key }) => key)).toEqual([
      "message:1",
      "message:2",
    ]);
    expect(cache.getQueryData(keys.thread("b"))).toBeUndefined();
  });

  it("have the course asked for again when a message in it was missed, and only then", () => {
    const told = {
      ...waiting("a", 5),
      lastMessage: { speaker: "citizen", text: "mới", at: before(1) },
    } as const;
    const missed = desk(waiting("a", 5));
    missed.on.conversation(told);
    missed.runSoon();
    expect(missed.isStale(keys.thread("a"))).toBe(true);

    const heard = desk(waiting("a", 5));
    heard.on.conversation(told);
    heard.on.thread("a", message(2, 1));
    heard.runSoon();
    expect(heard.isStale(keys.thread("a"))).toBe(false);
  });

  it("tell when a citizen writes again to the one at this console", () => {
    const mine = desk(held("a", ME));
    mine.on.conversation({ ...held("a", ME, 0), version: 2 });
    mine.on.conversation({ ...held("a", ME, 0), version: 3 });
    expect(mine.questions).toEqual(["a"]);

    const theirs = desk(held("a", COLLEAGUE));
    theirs.on.conversation({ ...held("a", COLLEAGUE, 0), version: 2 });
    const taken = desk(waiting("a", 5));
    taken.on.conversation({ ...held("a", ME, 5), version: 2 });
    expect([...theirs.questions, ...taken.questions]).toEqual([]);
  });

  it("keep who looks at a conversation, and pass alerts on", () => {
    const { on, cache, alerts } = desk(card("a"));
    on.viewers("a", [{ id: COLLEAGUE, name: "Minh", typing: true }]);
    expect(cache.getQueryData(keys.viewers("a"))).toHaveLength(1);
    on.alert({ kind: "new", level: "operator", conversation: waiting("b", 0) });
    expect(alerts).toHaveLength(1);
  });

  it("ask who is signed in when told that the session has ended", () => {
    const { on, cache, isStale } = desk(card("a"));
    cache.setQueryData(keys.me, {});
    on.signed_out();
    expect(isStale(keys.me)).toBe(true);
  });
});
