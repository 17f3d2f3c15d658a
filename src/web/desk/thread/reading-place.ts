import type { ThreadItem } from "../../../contract/desk.ts";
import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from "react";

/** Within this many pixels of the end, the reader is taken to be at the end. */
const NEAR_END = 60;
/** From this many pixels below the beginning on, older messages are fetched. */
const NEAR_BEGINNING = 200;

export interface ReadingPlace {
  readonly box: RefObject<HTMLDivElement | null>;
  /** Messages that came at the end while the reader was further up. */
  readonly unseen: number;
  /** The reader is further up. */
  readonly isAway: boolean;
  readonly onScroll: () => void;
  readonly goToEnd: () => void;
}

/**
 * Keeps the newest in sight unless the reader has scrolled up; whoever has, keeps their place, whether something
 * comes at the end or older things come above. One's own words are always shown.
 * @param items what is shown, in order.
 * @param me the name under which one's own words stand.
 * @param onNearBeginning fetches what is older; called while the beginning is near, also again and again.
 */
export function useReadingPlace(
  items: readonly ThreadItem[],
  me: string,
  onNearBeginning: () => void,
): ReadingPlace {
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const before = useRef({ first: "", last: "", height: 0 });
  const [isAway, setIsAway] = useState(false);
  const [unseen, setUnseen] = useState(0);
  const first = items[0]?.key ?? "";
  const last = items.at(-1)?.key ?? "";

  function onScroll(): void {
    if (box.current === null) return;
    const { scrollHeight, scrollTop, clientHeight } = box.current;
    atEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_END;
    setIsAway(!atEnd.current);
    if (atEnd.current) setUnseen(0);
    if (scrollTop < NEAR_BEGINNING) onNearBeginning();
  }

  const goToEnd = useCallback(() => {
    if (box.current === null) return;
    box.current.scrollTop = box.current.scrollHeight;
  }, []);

  useLayoutEffect(() => {
    if (box.current === null) return;
    const shown = before.current;
    const { scrollHeight } = box.current;
    before.current = { first, last, height: scrollHeight };
    const lastShown = items.findIndex(({ key }) => key === shown.last);
    const added = lastShown === -1 ? [] : items.slice(lastShown + 1).filter(isMessage);
    if (atEnd.current || added.some((item) => item.speaker === "operator" && item.author === me)) {
      box.current.scrollTop = scrollHeight;
      return;
    }
    if (first !== shown.first) box.current.scrollTop += scrollHeight - shown.height;
    if (added.length > 0) setUnseen((count) => count + added.length);
  }, [first, last, items, me]);

  // The box shrinks when the composer grows or a phone's keyboard opens; the newest must not slip behind them.
  useEffect(() => {
    if (box.current === null) return;
    const watch = new ResizeObserver(() => {
      if (atEnd.current) goToEnd();
    });
    watch.observe(box.current);
    return () => {
      watch.disconnect();
    };
  }, [goToEnd]);

  return { box, unseen, isAway, onScroll, goToEnd };
}

const isMessage = (item: ThreadItem): item is Extract<ThreadItem, { kind: "message" }> =>
  item.kind === "message";
