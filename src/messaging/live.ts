import type { Button, ChannelName } from "../core/channel.ts";
import type { ConversationState } from "../core/conversation.ts";

/** A message as those who may read the conversation see it. */
export interface ShownMessage {
  /** Its row in the record. */
  readonly id: number;
  readonly seq: number;
  readonly speaker: "citizen" | "bot" | "operator" | "system";
  readonly text: string;
  readonly buttons: readonly Button[];
  readonly at: Date;
  /** The id the channel gave it: for the web page, the one the page chose. */
  readonly providerId: string | undefined;
}

export interface ConversationKey {
  readonly id: string;
  readonly channel: ChannelName;
  readonly citizenId: string;
}

/**
 * Tells those who look on, as soon as it is stored. Nothing rests on it: whoever missed something reads it from the
 * record, so a failure here is never an error.
 */
export interface Live {
  messageShown(conversation: ConversationKey, message: ShownMessage): void;
  typing(conversation: ConversationKey, on: boolean): void;
  stateChanged(conversation: ConversationKey, state: ConversationState): void;
  /** Something that operators see of it changed: its line in the queue, and these things in its course. */
  changed(conversation: ConversationKey, items: readonly ThreadRef[]): void;
  /** Somebody is wanted; `supervisor` when those who should have come did not. */
  alert(
    conversation: ConversationKey,
    kind: "new" | "repeated" | "away" | "forwarded",
    level: "operator" | "supervisor",
  ): void;
}

/** A row of `message`, `note` or `handover_event`. */
export interface ThreadRef {
  readonly kind: "message" | "note" | "event";
  readonly id: number;
}
