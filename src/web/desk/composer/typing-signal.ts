import { useEffect, useRef } from "react";
import { useLive } from "../live/live-context.ts";

/** Nobody types for longer than this without a key. */
const PAUSE_MS = 4_000;

/** Tells colleagues at the same conversation that a reply is being written. Call `typed` with every change. */
export function useTypingSignal(): { readonly typed: () => void; readonly stopped: () => void } {
  const { typing } = useLive();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  function stopped(): void {
    if (timer.current === undefined) return;
    clearTimeout(timer.current);
    timer.current = undefined;
    typing(false);
  }
  useEffect(
    () => () => {
      if (timer.current !== undefined) {
        clearTimeout(timer.current);
        typing(false);
      }
    },
    [typing],
  );
  return {
    typed: () => {
      if (timer.current === undefined) typing(true);
      clearTimeout(timer.current);
      timer.current = setTimeout(stopped, PAUSE_MS);
    },
    stopped,
  };
}
