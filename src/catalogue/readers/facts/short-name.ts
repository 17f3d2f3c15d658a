import { cutAtWord, oneLine } from "./clean-text.ts";

const MOST = 60;

/** Words that point to a next one: a short name does not end in them. */
const DANGLING =
  /[\s,;:(–-]+(?:và|hoặc|của|cho|theo|với|về|tại|từ|do|là|có|để|các|những|trong|trên|bởi|đối|được|bị|thuộc|không|khi|đến|ở|một|số|mà|bằng|giữa)$/iu;

/**
 * A name for buttons and lists: without "Thủ tục", at most 60 characters, ended at a word that can end it; "…" stands
 * for what is left out. The same name gives the same short name.
 */
export function shortName(name: string): string {
  const whole = oneLine(name);
  const bare = whole.replace(/^thủ tục\s*:?\s+/iu, "").replace(/[\s.;,]+$/u, "");
  const kept = bare === "" ? whole : bare;
  const upper = kept.charAt(0).toUpperCase() + kept.slice(1);
  if (upper.length <= MOST) return upper;
  let cut = cutAtWord(upper, MOST).slice(0, -1);
  while (DANGLING.test(cut)) cut = cut.replace(DANGLING, "");
  return `${cut.replace(/[\s,;:(–-]+$/u, "")}…`;
}
