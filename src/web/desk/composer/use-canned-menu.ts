import { useState, type KeyboardEvent } from "react";
import type { CannedReply } from "../../../contract/desk.ts";
import { useCannedReplies } from "../data/desk-queries.ts";
import { matchingReplies } from "./canned-match.ts";
import type { ReplyText } from "./reply-text.ts";

/** The list of canned replies over the field, and the keys that move in it. */
export interface CannedMenu {
  readonly isOpen: boolean;
  readonly replies: readonly CannedReply[];
  /** Place of the chosen one in `replies`. */
  readonly chosen: number;
  readonly error: unknown;
  readonly isPending: boolean;
  readonly toggle: () => void;
  readonly close: () => void;
  readonly insert: (reply: CannedReply) => void;
  /** Takes the key if it is one of the list's. */
  readonly onKeyDown: (event: KeyboardEvent) => boolean;
}

/** A text that begins with "/" opens the list, narrowed by what follows; the button opens the whole list. */
export function useCannedMenu(reply: ReplyText): CannedMenu {
  const [byButton, setByButton] = useState(false);
  const [dismissed, setDismissed] = useState<string>();
  const [place, setPlace] = useState({ words: "", at: 0 });
  const canned = useCannedReplies();
  const asked = /^\/[^\n]*$/.test(reply.text) ? reply.text.slice(1) : undefined;
  const isOpen = byButton || (asked !== undefined && dismissed !== reply.text);
  const words = asked ?? "";
  const replies = matchingReplies(canned.data?.replies ?? [], words);
  // Other words, another list: the choice begins at its top.
  const chosen = place.words === words ? Math.min(place.at, replies.length - 1) : 0;

  function close(): void {
    setByButton(false);
    setDismissed(reply.text);
  }
  function insert({ text }: CannedReply): void {
    if (asked === undefined) reply.append(text);
    else reply.write(text);
    setByButton(false);
  }
  function move(by: 1 | -1): void {
    setPlace({ words, at: (chosen + by + replies.length) % replies.length });
  }

  return {
    isOpen,
    replies,
    chosen,
    error: canned.error,
    isPending: canned.isPending,
    toggle: () => {
      if (isOpen) close();
      else setByButton(true);
    },
    close,
    insert,
    onKeyDown: (event) => {
      if (!isOpen) return false;
      const reply = replies[chosen];
      // Whoever looks for a reply that is not there does not mean to send what they looked for.
      if (event.key === "Escape" || (event.key === "Enter" && reply === undefined)) close();
      else if (reply === undefined) return false;
      else if (event.key === "ArrowDown") move(1);
      else if (event.key === "ArrowUp") move(-1);
      else if (event.key === "Enter" || event.key === "Tab") insert(reply);
      else return false;
      event.preventDefault();
      return true;
    },
  };
}
