/** A piece of a line: plain text, or an address that may be opened. */
export type Piece =
  { readonly kind: "text"; readonly text: string } | { readonly kind: "link"; readonly url: string };

export type Line = readonly Piece[];

export interface ListItem {
  /** The number as written, of a numbered item: it may be quoted elsewhere, so it is never counted anew. */
  readonly number: number | undefined;
  readonly lines: readonly Line[];
  /** One list below this item, for the points of a point. */
  readonly points: readonly ListItem[];
}

/** `title`: a short line ending in a colon right before a list. */
export type Block =
  | { readonly kind: "paragraph"; readonly lines: readonly Line[] }
  | { readonly kind: "title"; readonly line: Line }
  | { readonly kind: "list"; readonly items: readonly ListItem[] };

const ITEM = /^(\s*)(?:([-•+*])|(\d{1,2})[.)])\s+(\S.*)$/;
const LONGEST_TITLE = 70;

interface GrowingItem {
  readonly number: number | undefined;
  readonly lines: Line[];
  readonly points: GrowingItem[];
}

/**
 * Reads a message as blocks. Messages are plain text on every channel; this only finds the shape they are written
 * in: lines starting with "- ", "• ", "+ " or "1. " are list items, an indented line under an item belongs to it,
 * "+ " or indented items under another kind of item are its points, an empty line parts paragraphs. Every
 * character that is not such a mark is kept, in order.
 */
export function readBlocks(text: string): readonly Block[] {
  const blocks: Block[] = [];
  let paragraph: Line[] | undefined;
  let list: GrowingItem[] | undefined;
  let listIndent = 0;
  let listMark: string | undefined;

  for (const line of text.replace(/\r\n?/g, "\n").split("\n")) {
    const [, indent = "", mark, number, rest = ""] = ITEM.exec(line) ?? [];
    const last = list && lastOf(list);
    if (rest !== "") {
      const item: GrowingItem = {
        number: number === undefined ? undefined : Number(number),
        lines: [readLine(rest)],
        points: [],
      };
      const isPoint = indent.length > listIndent + 1 || (mark === "+" && listMark !== "+");
      if (last !== undefined && isPoint) last.points.push(item);
      else if (list !== undefined) list.push(item);
      else {
        list = [item];
        listIndent = indent.length;
        listMark = mark;
        blocks.push({ kind: "list", items: list });
      }
      paragraph = undefined;
    } else if (line.trim() === "") {
      paragraph = undefined;
      list = undefined;
    } else if (last !== undefined && /^\s{2,}/.test(line)) {
      (lastOf(last.points) ?? last).lines.push(readLine(line.trim()));
    } else {
      list = undefined;
      if (paragraph === undefined) blocks.push({ kind: "paragraph", lines: (paragraph = []) });
      paragraph.push(readLine(line.trim()));
    }
  }
  return blocks.flatMap((block, at) => (blocks[at + 1]?.kind === "list" ? withTitle(block) : [block]));
}

/** Parts the last line from a paragraph when it announces the list that follows. */
function withTitle(block: Block): readonly Block[] {
  if (block.kind !== "paragraph") return [block];
  const line = lastOf(block.lines);
  const only = line?.length === 1 ? line[0] : undefined;
  if (line === undefined || only?.kind !== "text") return [block];
  if (!only.text.endsWith(":") || only.text.length > LONGEST_TITLE) return [block];
  const before = block.lines.slice(0, -1);
  const title: Block = { kind: "title", line };
  return before.length === 0 ? [title] : [{ kind: "paragraph", lines: before }, title];
}

/** Not Array.at: Safari before 15.4 does not have it. */
function lastOf<T>(list: readonly T[]): T | undefined {
  return list[list.length - 1];
}

function readLine(line: string): Line {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of line.matchAll(/https?:\/\/[^\s<>"]+/gi)) {
    const url = withoutTrailingMarks(match[0]);
    if (safeWebAddress(url) === undefined) continue;
    if (match.index > end) pieces.push({ kind: "text", text: line.slice(end, match.index) });
    pieces.push({ kind: "link", url });
    end = match.index + url.length;
  }
  if (end < line.length) pieces.push({ kind: "text", text: line.slice(end) });
  return pieces;
}

/** A full stop or bracket after an address belongs to the sentence, unless the bracket was opened within it. */
function withoutTrailingMarks(url: string): string {
  const bare = url.replace(/[.,;:!?'”’]+$/, "");
  if (bare.endsWith(")") && !bare.includes("(")) return withoutTrailingMarks(bare.slice(0, -1));
  return bare;
}

/** The address if it leads to a web page, else undefined: `javascript:` and the like must never become a link. */
export function safeWebAddress(url: string): string | undefined {
  try {
    const { protocol, href } = new URL(url);
    return protocol === "https:" || protocol === "http:" ? href : undefined;
  } catch {
    return undefined;
  }
}

/** A telephone number as a `tel:` address, or undefined when there is no number in it. */
export function telephoneAddress(phone: string): string | undefined {
  const digits = phone.replace(/[^\d+]/g, "");
  return /^\+?\d{3,15}$/.test(digits) ? `tel:${digits}` : undefined;
}
