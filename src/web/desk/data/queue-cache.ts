import type { InfiniteData } from "@tanstack/react-query";
import type { ConversationCard, QueuePage } from "../../../contract/desk.ts";
import type { QueueFilter } from "./query-keys.ts";

/** A queue as loaded so far; the parameter of a page is its `before`. */
export type QueueData = InfiniteData<QueuePage, string | undefined>;

/** What a live card did to a list. `unsure`: only the server can tell whether the card belongs there. */
export interface QueueChange {
  readonly data: QueueData;
  readonly unsure: boolean;
}

/** The conversations of all loaded pages, each once. */
export function conversationsOf(data: Pick<QueueData, "pages"> | undefined): readonly ConversationCard[] {
  const byId = new Map<string, ConversationCard>();
  for (const { conversations } of data?.pages ?? [])
    for (const card of conversations) if (!byId.has(card.id)) byId.set(card.id, card);
  return [...byId.values()];
}

/** `before` of the page after those loaded; undefined when there is none. */
export function nextBefore(pages: readonly QueuePage[]): string | undefined {
  if (pages.at(-1)?.more !== true) return undefined;
  return pages.flatMap(({ conversations }) => conversations).at(-1)?.changedAt;
}

/**
 * A list after a conversation changed: the card is put where the queue's order wants it, renewed, or taken out.
 * A card older than the one shown changes nothing. A card that sorts below everything loaded is left to the page
 * that is not loaded yet.
 */
export function withCard(
  data: QueueData,
  filter: QueueFilter,
  card: ConversationCard,
  me: string,
): QueueChange {
  const shown = conversationsOf(data).find(({ id }) => id === card.id);
  if (shown !== undefined && shown.version > card.version) return { data, unsure: false };
  const belongs = membership(card, filter, me);
  if (belongs === "no") return { data: shown === undefined ? data : without(data, card.id), unsure: false };
  // Whether a search finds it, only the server knows; what it found once stays until then.
  const found = belongs === "yes" && (filter.q ?? "") === "";
  if (shown === undefined && !found) return { data, unsure: true };
  return { data: inserted(without(data, card.id), card, orderOf[filter.queue]), unsure: !found };
}

function membership(card: ConversationCard, filter: QueueFilter, me: string): "yes" | "no" | "unsure" {
  if (filter.channel !== undefined && card.channel !== filter.channel) return "no";
  if (filter.label !== undefined && !card.labels.includes(filter.label)) return "no";
  const withPerson = card.state === "held" || card.state === "drafting";
  switch (filter.queue) {
    case "waiting":
      return card.state === "waiting" ? "yes" : "no";
    case "mine":
      return withPerson && card.holder?.kind === "operator" && card.holder.id === me ? "yes" : "no";
    case "callbacks":
      return card.callbackOpen ? "yes" : "no";
    case "all":
      return card.state === "closed" ? "no" : "yes";
    case "closed":
      if (card.state === "closed") return "yes";
      // With the bot: handed back after a case, or never with a person.
      return card.state === "bot" ? "unsure" : "no";
  }
}

type Order = (a: ConversationCard, b: ConversationCard) => number;

const newestFirst: Order = (a, b) => b.changedAt.localeCompare(a.changedAt);
const orderOf: Record<QueueFilter["queue"], Order> = {
  waiting: (a, b) => (a.waitingSince ?? "").localeCompare(b.waitingSince ?? ""),
  mine: (a, b) => {
    if (a.unansweredSince !== null && b.unansweredSince !== null)
      return a.unansweredSince.localeCompare(b.unansweredSince);
    if (a.unansweredSince === null && b.unansweredSince === null) return newestFirst(a, b);
    return a.unansweredSince === null ? 1 : -1;
  },
  callbacks: newestFirst,
  all: newestFirst,
  closed: newestFirst,
};

function without(data: QueueData, id: string): QueueData {
  return {
    ...data,
    pages: data.pages.map((page) => ({
      ...page,
      conversations: page.conversations.filter((card) => card.id !== id),
    })),
  };
}

function inserted(data: QueueData, card: ConversationCard, order: Order): QueueData {
  const isBefore = (other: ConversationCard): boolean => order(card, other) < 0;
  let at = data.pages.findIndex(({ conversations }) => conversations.some(isBefore));
  if (at === -1) {
    if (data.pages.at(-1)?.more === true) return data;
    at = data.pages.length - 1;
  }
  return {
    ...data,
    pages: data.pages.map((page, index) => {
      if (index !== at) return page;
      const place = page.conversations.findIndex(isBefore);
      const end = place === -1 ? page.conversations.length : place;
      const [before, after] = [page.conversations.slice(0, end), page.conversations.slice(end)];
      return { ...page, conversations: [...before, card, ...after] };
    }),
  };
}
