import type { Block } from "./facet-blocks.ts";

/** However long the heading, a page has room for some words at least. */
const LEAST_ROOM = 40;

/**
 * Lays blocks out on pages of at most `room` UTF-16 units, in whole items: "- ..." or, for numbered blocks,
 * "1. ...". A heading stands above its first item, and again on a page where its block goes on. Only an item that
 * is longer than a page is broken, at the end of a sentence, else of a word. At least one page; the pages together
 * hold every item.
 */
export function paginate(blocks: readonly Block[], room: number): readonly string[] {
  const pages: string[][] = [];
  let page: string[] = [];
  let length = 0;
  const turn = (): void => {
    if (page.length > 0) pages.push(page);
    page = [];
    length = 0;
  };
  for (const { heading, items, numbered } of blocks) {
    // A heading that fills half a page would leave no room under it: it is said once, as a line of its own.
    const repeated = heading !== undefined && heading.length <= room / 2 ? heading : undefined;
    const lines = items.map((item, at) => bulleted(item, at, numbered === true));
    if (heading !== undefined && repeated === undefined) lines.unshift(heading);
    let headed = false;
    const above = (): readonly string[] =>
      repeated === undefined || (headed && page.length > 0) ? [] : [repeated];
    const put = (line: string): void => {
      if (page.length > 0 && length + sizeOf([...above(), line]) > room) turn();
      const added = [...above(), line];
      page.push(...added);
      length += sizeOf(added);
      headed = true;
    };
    for (const line of lines) {
      const longest = room - sizeOf(repeated === undefined ? [] : [repeated]) - 1;
      if (line.length <= longest) put(line);
      else broken(line, Math.max(LEAST_ROOM, longest)).forEach(put);
    }
  }
  turn();
  return pages.map((lines) => lines.join("\n"));
}

/** A record's own numbering ("Bước 1:", "1.") is kept instead of a second one. */
function bulleted(item: string, at: number, numbered: boolean): string {
  if (!numbered) return `- ${item}`;
  return /^(?:bước\s*)?\d+\s*[.:)]/iu.test(item) ? item : `${at + 1}. ${item}`;
}

const sizeOf = (lines: readonly string[]): number => lines.reduce((sum, line) => sum + line.length + 1, 0);

/** A line longer than a page in parts of at most `size`. */
function broken(line: string, size: number): readonly string[] {
  const parts: string[] = [];
  let rest = line;
  while (rest.length > size) {
    const cut = cutAt(rest, size);
    parts.push(rest.slice(0, cut).trimEnd());
    rest = rest.slice(cut).trimStart();
  }
  return [...parts, rest];
}

/** Where to cut: after the last sentence that fills a good part of the page, else after the last word. */
function cutAt(text: string, size: number): number {
  const head = text.slice(0, size + 1);
  const sentence = Math.max(...[". ", "; ", "! ", "? ", "\n"].map((end) => head.lastIndexOf(end)));
  if (sentence >= size * 0.4) return sentence + 1;
  const word = head.lastIndexOf(" ");
  // The space after a bullet or number ends no word: they never stand alone.
  if (word >= (/^(?:-|\d+\.) /.exec(text)?.[0].length ?? 1)) return word;
  // No word ends here: cut inside, but never through a surrogate pair.
  return /[\uD800-\uDBFF]/.test(head.charAt(size - 1)) ? size - 1 : size;
}
