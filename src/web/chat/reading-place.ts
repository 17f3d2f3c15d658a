import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { ChatState } from "./chat-session.ts";

/** Marks the elements of answers within the box, in the order of the conversation. */
export const ANSWER_MARK = "data-answer";

/** Within this many pixels of the end, the reader is taken to be at the end. */
const NEAR_END = 60;
/** Kept free above an answer that is shown from its beginning. */
const GAP = 12;

export interface ReadingPlace {
  readonly box: RefObject<HTMLDivElement | null>;
  /** The reader has scrolled up, or an answer was too long to show whole. */
  readonly away: boolean;
  /** Answers that came while the reader was away. */
  readonly unseen: number;
  readonly onScroll: () => void;
  readonly goToEnd: () => void;
}

/**
 * Keeps the newest message in sight unless the reader has scrolled up. An answer taller than the box is shown from
 * its beginning, since that is where one starts to read.
 */
export function useReadingPlace(state: ChatState): ReadingPlace {
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const answersShown = useRef(0);
  const ownShown = useRef(new Set<string>());
  const [away, setAway] = useState(false);
  const [unseen, setUnseen] = useState(0);

  function onScroll(): void {
    if (box.current === null) return;
    const { scrollHeight, scrollTop, clientHeight } = box.current;
    atEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_END;
    setAway(!atEnd.current);
    if (atEnd.current) setUnseen(0);
  }

  function scrollTo(top: number): void {
    if (box.current === null) return;
    box.current.scrollTop = top;
    onScroll();
  }

  function goToEnd(): void {
    scrollTo(box.current?.scrollHeight ?? 0);
    box.current?.focus({ preventScroll: true });
  }

  useLayoutEffect(() => {
    if (box.current === null) return;
    const { delivered, outgoing } = state.conversation;
    const answers = delivered.filter((message) => message.speaker !== "citizen").length;
    const answersBefore = answersShown.current;
    answersShown.current = answers;
    // What was written in another tab does not count: it must not pull this reader away.
    const wrote = outgoing.some(({ clientId }) => !ownShown.current.has(clientId));
    for (const { clientId } of outgoing) ownShown.current.add(clientId);
    const end = box.current.scrollHeight - box.current.clientHeight;
    // A first-time reader starts at the greeting, even where greeting and suggestions do not fit.
    if (delivered.length + outgoing.length === 0) scrollTo(0);
    else if (!state.historyRead || wrote) scrollTo(end);
    else if (atEnd.current) {
      const first = box.current.querySelectorAll<HTMLElement>(`[${ANSWER_MARK}]`)[answersBefore];
      scrollTo(first === undefined ? end : Math.min(end, first.offsetTop - GAP));
    } else if (answers > answersBefore) setUnseen((count) => count + answers - answersBefore);
  }, [state]);

  // The box shrinks when the phone's keyboard opens; the newest message must not slip behind it.
  useEffect(() => {
    if (box.current === null) return;
    const watch = new ResizeObserver(() => {
      if (atEnd.current) scrollTo(box.current?.scrollHeight ?? 0);
    });
    watch.observe(box.current);
    return () => {
      watch.disconnect();
    };
  }, []);

  return { box, away, unseen, onScroll, goToEnd };
}
