import { useSyncExternalStore } from "react";

/**
 * The time, renewed every `everyMs`: at most so much late. Components that show how long something lasts draw anew
 * with it.
 */
export function useNow(everyMs: number): Date {
  const ticks = useSyncExternalStore(
    (onTick) => {
      const timer = setInterval(onTick, everyMs);
      return () => {
        clearInterval(timer);
      };
    },
    () => Math.floor(Date.now() / everyMs),
  );
  return new Date(ticks * everyMs);
}
