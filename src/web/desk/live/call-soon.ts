/** Long enough to take a burst of events together and for an answer to come between two; hardly noticed. */
const SOON_MS = 400;

/** Runs things a moment later; what is asked for again under the same key before that is run once. */
export function callSoon(): { call: (key: string, run: () => void) => void; stop: () => void } {
  const waiting = new Map<string, ReturnType<typeof setTimeout>>();
  return {
    call(key, run) {
      if (waiting.has(key)) return;
      waiting.set(
        key,
        setTimeout(() => {
          waiting.delete(key);
          run();
        }, SOON_MS),
      );
    },
    stop() {
      for (const timer of waiting.values()) clearTimeout(timer);
      waiting.clear();
    },
  };
}
