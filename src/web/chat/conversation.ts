import type { ChatMessage, ChatSend } from "../../contract/chat.ts";

/** A message of the citizen that the server is not known to hold yet. */
export interface OutgoingMessage {
  /** Stays the same over all attempts: the server stores one `clientId` once, so trying again cannot double it. */
  readonly clientId: string;
  readonly text: string;
  /** Of a tapped button. */
  readonly payload?: string;
  /** When the citizen sent it, ISO 8601. */
  readonly at: string;
  readonly progress: Progress;
}

/**
 * - `sending`: waits for its turn or is on its way.
 * - `accepted`: the server has it; the message as stored has not come back yet.
 * - `waiting`: the server could not be reached; goes out by itself as soon as it can.
 * - `refused`: the server said no, with a sentence for the citizen; only the citizen can try again.
 */
export type Progress =
  | { readonly state: "sending" | "accepted" | "waiting" }
  | { readonly state: "refused"; readonly why: string };

export interface Conversation {
  /** As the server stored them, ordered by id, each id once. */
  readonly delivered: readonly ChatMessage[];
  /** In the order the citizen sent them; always shown after what is delivered. */
  readonly outgoing: readonly OutgoingMessage[];
}

export const emptyConversation: Conversation = { delivered: [], outgoing: [] };

/**
 * Adds messages from the server, from whichever way and as often as they come: one id is kept once, and the own
 * messages among them stop being outgoing. Returns the same object when there was nothing new.
 */
export function withDelivered(conversation: Conversation, messages: readonly ChatMessage[]): Conversation {
  const known = new Set(conversation.delivered.map((message) => message.id));
  const fresh = new Map(messages.filter((one) => !known.has(one.id)).map((one) => [one.id, one]));
  if (fresh.size === 0) return conversation;
  const arrived = new Set([...fresh.values()].map((message) => message.clientId));
  return {
    delivered: [...conversation.delivered, ...fresh.values()].sort((a, b) => a.id - b.id),
    outgoing: conversation.outgoing.filter((message) => !arrived.has(message.clientId)),
  };
}

/** Adds outgoing messages at the end, except those the server is already known to hold or that are here already. */
export function withOutgoing(conversation: Conversation, messages: readonly OutgoingMessage[]): Conversation {
  const known = new Set([...conversation.delivered, ...conversation.outgoing].map((one) => one.clientId));
  const fresh = messages.filter((message) => !known.has(message.clientId));
  return { ...conversation, outgoing: [...conversation.outgoing, ...fresh] };
}

export function withoutOutgoing(conversation: Conversation, clientId: string): Conversation {
  return { ...conversation, outgoing: conversation.outgoing.filter((one) => one.clientId !== clientId) };
}

/** Sets the progress of those outgoing messages that `which` picks. */
export function withProgress(
  conversation: Conversation,
  which: (message: OutgoingMessage) => boolean,
  progress: Progress,
): Conversation {
  return {
    ...conversation,
    outgoing: conversation.outgoing.map((one) => (which(one) ? { ...one, progress } : one)),
  };
}

/** What is sent of an outgoing message. */
export function bodyOf(message: OutgoingMessage): ChatSend {
  const { clientId, text, payload } = message;
  return payload === undefined ? { clientId, text } : { clientId, text, payload };
}
