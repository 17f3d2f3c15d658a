import type { ReadItem } from "../../reader.ts";
import { ACTION_WORDS, REPLACED_WORDS } from "./list-words.ts";

export type Action = Extract<ReadItem, { kind: "listed" }>["action"];

/**
 * The action a folded text names: `unsaid` when it names several ("mới ban hành, sửa đổi và bãi bỏ") or a
 * replacement, undefined when it names none.
 */
export function actionIn(words: string): Action | undefined {
  const has = (phrase: string): boolean => ` ${words} `.includes(` ${phrase} `);
  const named = (Object.keys(ACTION_WORDS) as (keyof typeof ACTION_WORDS)[]).filter((action) =>
    ACTION_WORDS[action].some(has),
  );
  if (named.length > 1 || (named.length === 0 && REPLACED_WORDS.some(has))) return "unsaid";
  return named[0];
}

/** What a row's own cell says: there, unlike in a heading, a bare "Mới" is enough. */
export const actionOfCell = (words: string): Action | undefined =>
  words === "moi" ? "publish" : actionIn(words);

/** Headings between rows, outermost first, each with its style of numbering. */
export type Outline = readonly { readonly style: string; readonly action: Action | undefined }[];

/**
 * The outline after a heading: one numbered in a style already open ends that part and all within it, whatever order
 * of styles ("A" before "I" or after) the list uses.
 */
export function afterHeading(outline: Outline, style: string, action: Action | undefined): Outline {
  const open = outline.findIndex((one) => one.style === style);
  return [...(open === -1 ? outline : outline.slice(0, open)), { style, action }];
}

/** What the innermost heading that names an action says. */
export const actionOf = (outline: Outline): Action | undefined =>
  outline.findLast((one) => one.action !== undefined)?.action;

/** How a heading is numbered: its style, or undefined when it bears no number. */
export function numberingOf(text: string): string | undefined {
  const mark =
    /^\s*(?:(phần|phụ lục|mục|chương)\s+)?([IVX]+|[A-ZĐ]|[a-zđ]|\d{1,2}(?:\.\d{1,2})*)(?:\s*[.):/-]|\s*$|\s+(?=\p{Lu}))/iu.exec(
      text,
    );
  if (mark === null) return undefined;
  const [, word, number = ""] = mark;
  if (word !== undefined) return word.toLowerCase();
  if (/^[IVX]+$/.test(number)) return "roman";
  if (/^\d/.test(number)) return `number ${number.split(".").length}`;
  return /^\p{Lu}$/u.test(number) ? "letter" : /^\p{Ll}$/u.test(number) ? "small letter" : undefined;
}
