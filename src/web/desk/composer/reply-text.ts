import { useEffect, useState } from "react";
import { keepText, NOTHING, readText } from "./kept-text.ts";

/** What is being written to one citizen. Every change is kept for this tab. */
export interface ReplyText {
  readonly text: string;
  /** It began as a draft of the bot. */
  readonly fromDraft: boolean;
  readonly write: (text: string) => void;
  /** Adds words on a line of their own. */
  readonly append: (words: string) => void;
  /** Puts the bot's draft into its place; what stood there comes back with `discardDraft`. */
  readonly fillDraft: (draft: string) => void;
  readonly discardDraft: () => void;
  /** Empties it, unless something else has been written meanwhile. */
  readonly sent: (text: string) => void;
}

export function useReplyText(conversationId: string): ReplyText {
  const [kept, setKept] = useState(() => readText(conversationId));
  const [own, setOwn] = useState("");
  useEffect(() => {
    keepText(conversationId, kept);
  }, [conversationId, kept]);

  return {
    ...kept,
    write: (text) => {
      // Whoever deletes every word of a draft begins anew.
      setKept({ text, fromDraft: kept.fromDraft && text !== "" });
    },
    append: (words) => {
      const text = kept.text.trim() === "" ? words : `${kept.text.trimEnd()}\n${words}`;
      setKept({ text, fromDraft: kept.fromDraft });
    },
    fillDraft: (text) => {
      if (!kept.fromDraft) setOwn(kept.text);
      setKept({ text, fromDraft: true });
    },
    discardDraft: () => {
      setKept({ text: own, fromDraft: false });
      setOwn("");
    },
    sent: (text) => {
      // Also in storage: by now another conversation may be open, and this one must not come back with what was sent.
      if (readText(conversationId).text === text) keepText(conversationId, NOTHING);
      setKept((current) => (current.text === text ? NOTHING : current));
      setOwn("");
    },
  };
}
