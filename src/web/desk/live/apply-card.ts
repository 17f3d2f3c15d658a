import type { QueryClient, QueryKey } from "@tanstack/react-query";
import type { ConversationCard, ConversationDetail } from "../../../contract/desk.ts";
import { keys, type QueueFilter } from "../data/query-keys.ts";
import { conversationsOf, withCard, type QueueData } from "../data/queue-cache.ts";

/**
 * Puts a conversation as it is now into every list the cache holds.
 * @param me the account of the one at the console, for "Của tôi".
 * @param onUnsure called with the key of each list of which only the server knows whether the card belongs there.
 */
export function applyCard(
  cache: QueryClient,
  card: ConversationCard,
  me: string,
  onUnsure: (key: QueryKey) => void,
): void {
  for (const [key, data] of cache.getQueriesData<QueueData>({ queryKey: keys.queues })) {
    if (data === undefined) continue;
    const change = withCard(data, filterOf(key), card, me);
    cache.setQueryData<QueueData>(key, change.data);
    if (change.unsure) onUnsure(key);
  }
}

/** As `applyCard`, with the whole conversation, as an action is answered. */
export function applyDetail(cache: QueryClient, detail: ConversationDetail, me: string): void {
  const shown = cache.getQueryData<ConversationDetail>(keys.conversation(detail.id));
  if (shown === undefined || shown.version <= detail.version)
    cache.setQueryData(keys.conversation(detail.id), detail);
  applyCard(cache, detail, me, (queryKey) => void cache.invalidateQueries({ queryKey }));
  void cache.invalidateQueries({ queryKey: keys.counts });
  void cache.invalidateQueries({ queryKey: keys.cases(detail.id) });
}

/** A conversation as some list or the open view has it; undefined when nothing is known of it. */
export function knownCard(cache: QueryClient, id: string): ConversationCard | undefined {
  const open = cache.getQueryData<ConversationDetail>(keys.conversation(id));
  if (open !== undefined) return open;
  for (const [, data] of cache.getQueriesData<QueueData>({ queryKey: keys.queues })) {
    const found = conversationsOf(data).find((card) => card.id === id);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Queues are kept under `keys.queue(filter)`. */
function filterOf(key: QueryKey): QueueFilter {
  return key[1] as QueueFilter;
}
