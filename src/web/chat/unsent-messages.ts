import type { OutgoingMessage } from "./conversation.ts";

/**
 * Keeps what the citizen wrote and the server does not hold yet, for as long as the tab lives: phones throw away
 * tabs in the background, and a reload must not lose a question. Kept for the tab only, since the device may be
 * shared.
 */
export interface UnsentMessages {
  read(): readonly OutgoingMessage[];
  write(messages: readonly OutgoingMessage[]): void;
}

const KEY = "motcua.unsent";

/** Storage may be full or forbidden by the browser; then a reload forgets unsent messages and nothing else breaks. */
export function openUnsentMessages(storage: () => Storage): UnsentMessages {
  return {
    read() {
      try {
        return JSON.parse(storage().getItem(KEY) ?? "[]") as OutgoingMessage[];
      } catch {
        return [];
      }
    },
    write(messages) {
      try {
        if (messages.length === 0) storage().removeItem(KEY);
        else storage().setItem(KEY, JSON.stringify(messages));
      } catch {
        // See above: nothing else can be done here.
      }
    },
  };
}
