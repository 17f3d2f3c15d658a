import type { InfiniteData } from "@tanstack/react-query";
import type { ConversationCard, Thread, ThreadItem } from "../../../contract/desk.ts";

/** A conversation's course as loaded so far: the first page is the newest; the parameter of a page is its `before`. */
export type ThreadData = InfiniteData<Thread, number | undefined>;

/** Everything loaded, oldest first, each key once. */
export function itemsOf(data: Pick<ThreadData, "pages"> | undefined): readonly ThreadItem[] {
  const byKey = new Map<string, ThreadItem>();
  for (const page of [...(data?.pages ?? [])].reverse())
    for (const item of page.items) byKey.set(item.key, item);
  return [...byKey.values()];
}

/** `before` of the next older page; undefined when all is loaded. */
export function nextOlder(page: Thread): number | undefined {
  return page.more ? (page.oldest ?? undefined) : undefined;
}

/**
 * The course with one item added or, when its key is known, renewed in its place. An item from before everything
 * loaded is left to the page that is not loaded yet.
 */
export function withItem(data: ThreadData, item: ThreadItem): ThreadData {
  if (data.pages.some(({ items }) => items.some(({ key }) => key === item.key)))
    return changed(data, (items) => items.map((shown) => (shown.key === item.key ? item : shown)));
  const oldest = data.pages.length - 1;
  let into = data.pages.findIndex(({ items }) => items[0] !== undefined && items[0].at <= item.at);
  if (into === -1) {
    if (data.pages[oldest]?.more === true) return data;
    into = oldest;
  }
  return changed(data, (items, page) => {
    if (page !== into) return items;
    const end = items.filter(({ at }) => at <= item.at).length;
    return [...items.slice(0, end), item, ...items.slice(end)];
  });
}

/** Does the card tell of a message that is not among those loaded? */
export function isBehind(data: ThreadData, card: Pick<ConversationCard, "lastMessage">): boolean {
  const { lastMessage } = card;
  return (
    lastMessage !== null && !itemsOf(data).some(({ kind, at }) => kind === "message" && at >= lastMessage.at)
  );
}

function changed(data: ThreadData, change: (items: ThreadItem[], page: number) => ThreadItem[]): ThreadData {
  return { ...data, pages: data.pages.map((page, at) => ({ ...page, items: change(page.items, at) })) };
}
