import { useSyncExternalStore } from "react";

/** `wide`: three columns; `medium`: list and conversation, details in a drawer; `narrow`: one at a time. */
export type Screen = "wide" | "medium" | "narrow";

// The same widths as in style.css.
const isWide = window.matchMedia("(min-width: 1200px)");
const isNarrow = window.matchMedia("(max-width: 767px)");

/** How much room there is, followed as it changes. */
export function useScreen(): Screen {
  return useSyncExternalStore(subscribe, read);
}

function read(): Screen {
  if (isWide.matches) return "wide";
  return isNarrow.matches ? "narrow" : "medium";
}

function subscribe(onChange: () => void): () => void {
  isWide.addEventListener("change", onChange);
  isNarrow.addEventListener("change", onChange);
  return () => {
    isWide.removeEventListener("change", onChange);
    isNarrow.removeEventListener("change", onChange);
  };
}
