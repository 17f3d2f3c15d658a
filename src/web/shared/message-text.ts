/** A piece of a line: plain text, or an address that may be opened. */
export type Piece =
  { readonly kind: "text"; readonly text: string } | { readonly kind: "link"; readonly url: string };

export type Line = readonly Piece[];

/** Items of one kind, all numbered or none. */
export interface List {
  readonly kind: "list";
  readonly numbered: boolean;
  readonly items: readonly ListItem[];
}

export interface ListItem {
  /** The number as written, of a numbered item: it may be quoted elsewhere, so it is never counted anew. */
  readonly number: number | undefined;
  readonly lines: readonly Line[];
  /** The points of this point; one level, usually one list. */
  readonly below: readonly List[];
}

/** `title`: a short line ending in a colon right before a list. */
export type Block =
  | { readonly kind: "paragraph"; readonly lines: readonly Line[] }
  | { readonly kind: "title"; readonly line: Line }
  | List;

const ITEM = /^(\s*)(?:([-•+*])|(\d{1,2})[.)])\s+(\S.*)$/;
const LONGEST_TITLE = 70;

interface GrowingItem extends ListItem {
  readonly lines: Line[];
  readonly below: GrowingList[];
}

interface GrowingList extends List {
  readonly items: GrowingItem[];
}

/**
 * Reads a message as blocks. Messages are plain text on every channel; this only finds the shape they are written
 * in: lines starting with "- ", "• ", "+ " or "1. " are list items, an indented line under an item belongs to it;
 * indented items, "+ " under "- ", and any mark under a number are an item's points; an empty line parts
 * paragraphs. Every character that is not such a mark is kept, in order.
 */
export function readBlocks(text: string): readonly Block[] {
  const blocks: Block[] = [];
  let paragraph: Line[] | undefined;
  let top:
    { readonly list: GrowingList; readonly indent: number; readonly mark: string | undefined } | undefined;

  for (const line of text.replace(/\r\n?/g, "\n").split("\n")) {
    const [, indent = "", mark, number, rest = ""] = ITEM.exec(line) ?? [];
    const last = top && lastOf(top.list.items);
    if (rest !== "") {
      const numbered = number !== undefined;
      const item = { number: numbered ? Number(number) : undefined, lines: [readLine(rest)], below: [] };
      const isPoint =
        top !== undefined &&
        (indent.length > top.indent + 1 ||
          (mark === "+" && top.mark !== "+") ||
          (mark !== undefined && top.list.numbered));
      if (last !== undefined && isPoint) addPoint(last, item, numbered);
      else if (top?.list.numbered === numbered) top.list.items.push(item);
      else {
        top = { list: { kind: "list", numbered, items: [item] }, indent: indent.length, mark };
        blocks.push(top.list);
      }
      paragraph = undefined;
    } else if (line.trim() === "") {
      paragraph = undefined;
      top = undefined;
    } else if (last !== undefined && /^\s{2,}/.test(line)) {
      (lastOf(lastOf(last.below)?.items ?? []) ?? last).lines.push(readLine(line.trim()));
    } else {
      top = undefined;
      if (paragraph === undefined) blocks.push({ kind: "paragraph", lines: (paragraph = []) });
      paragraph.push(readLine(line.trim()));
    }
  }
  return blocks.flatMap((block, at) => (blocks[at + 1]?.kind === "list" ? withTitle(block) : [block]));
}

function addPoint(item: GrowingItem, point: GrowingItem, numbered: boolean): void {
  const list = lastOf(item.below);
  if (list?.numbered === numbered) list.items.push(point);
  else item.below.push({ kind: "list", numbered, items: [point] });
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
  const unopened = bare.split(")").length > bare.split("(").length;
  return bare.endsWith(")") && unopened ? withoutTrailingMarks(bare.slice(0, -1)) : bare;
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
