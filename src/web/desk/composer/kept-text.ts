/**
 * What an operator has begun to write, by conversation. Kept for this tab only, so that looking at another
 * conversation or loading the page anew loses nothing, and gone with the tab.
 */

const PREFIX = "desk:text:";

export interface KeptText {
  readonly text: string;
  /** The text began as a draft of the bot. */
  readonly fromDraft: boolean;
}

export const NOTHING: KeptText = { text: "", fromDraft: false };

export function readText(conversationId: string): KeptText {
  try {
    const kept = sessionStorage.getItem(PREFIX + conversationId);
    return kept === null ? NOTHING : (JSON.parse(kept) as KeptText);
  } catch {
    return NOTHING;
  }
}

/** Keeps the text; an empty one is forgotten. */
export function keepText(conversationId: string, kept: KeptText): void {
  try {
    if (kept.text === "") sessionStorage.removeItem(PREFIX + conversationId);
    else sessionStorage.setItem(PREFIX + conversationId, JSON.stringify(kept));
  } catch {
    // Full or forbidden: the text is still on screen.
  }
}

/** On signing out: another person may sign in at this computer. */
export function forgetAllText(): void {
  try {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
  } catch {
    // Forbidden: then nothing was kept.
  }
}
