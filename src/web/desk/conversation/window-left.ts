import type { ConversationDetail } from "../../../contract/desk.ts";
import { duration } from "../../shared/format.ts";

/** How long an operator's words still reach the citizen. `words` undefined: there is no limit to tell. */
export type WindowLeft =
  | { readonly open: false }
  | { readonly open: true; readonly words: string | undefined; readonly soon: boolean };

/** From so little time left on, it is told with emphasis. */
const SOON_MS = 60 * 60_000;

/** The window as it is at `now`: it may have run out since the server told of it. */
export function windowLeft({ open, until }: ConversationDetail["window"], now: Date): WindowLeft {
  if (!open || until === null) return { open: false };
  if (until === "never") return { open: true, words: undefined, soon: false };
  const ms = new Date(until).getTime() - now.getTime();
  if (ms <= 0) return { open: false };
  return { open: true, words: `Còn ${duration(ms)} để trả lời`, soon: ms < SOON_MS };
}
