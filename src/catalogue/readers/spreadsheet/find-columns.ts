import { fold } from "../../../language/clean.ts";
import { rawWords } from "../../../language/tokenise.ts";
import type { Cell, SheetRow } from "./open-sheets.ts";

/**
 * How a column may be named, in folded words ("ma so tthc"). `is`: the whole heading; `begins`: its first words, more
 * may follow ("Mã số TTHC trên CSDL quốc gia"); `never`: first words that mean something else.
 */
export interface ColumnWords {
  readonly is?: readonly string[];
  readonly begins?: readonly string[];
  readonly never?: readonly string[];
}

/** Lower case, without tones, only words: the form in which headings are compared. */
export const foldedWords = (text: string): string => rawWords(fold(text).toLowerCase()).join(" ");

/** A heading is short; a longer text is content that happens to begin with such words. */
const MAX_WORDS = 14;

/**
 * The columns a row names, or undefined when it is not a heading row: one that names at least two columns of the
 * table. The longest phrase decides what a heading means ("Nội dung trả lời" is no "Nội dung"); of two columns of one
 * meaning the one named by the whole heading wins, then the left one.
 */
export function columnsOf<Kind extends string>(
  row: SheetRow,
  table: Readonly<Record<Kind, ColumnWords>>,
): ReadonlyMap<Kind, number> | undefined {
  const found = new Map<Kind, { column: number; whole: boolean }>();
  for (const [column, cell] of distinct(row)) {
    const words = foldedWords(cell.text);
    if (words === "" || words.split(" ").length > MAX_WORDS) continue;
    const meant = meaningOf(words, table);
    if (meant === undefined) continue;
    const before = found.get(meant.kind);
    if (before === undefined || (meant.whole && !before.whole)) {
      found.set(meant.kind, { column, whole: meant.whole });
    }
  }
  return found.size < 2 ? undefined : new Map([...found].map(([kind, { column }]) => [kind, column]));
}

function meaningOf<Kind extends string>(
  words: string,
  table: Readonly<Record<Kind, ColumnWords>>,
): { readonly kind: Kind; readonly whole: boolean } | undefined {
  let best: { kind: Kind | undefined; whole: boolean; length: number } | undefined;
  const weigh = (kind: Kind | undefined, phrase: string, mayGoOn: boolean): void => {
    const whole = words === phrase;
    if (!whole && !(mayGoOn && words.startsWith(`${phrase} `))) return;
    if (best === undefined || phrase.length > best.length) best = { kind, whole, length: phrase.length };
  };
  for (const [kind, { is = [], begins = [], never = [] }] of Object.entries(table) as [Kind, ColumnWords][]) {
    for (const phrase of is) weigh(kind, phrase, false);
    for (const phrase of begins) weigh(kind, phrase, true);
    for (const phrase of never) weigh(undefined, phrase, true);
  }
  return best?.kind === undefined ? undefined : { kind: best.kind, whole: best.whole };
}

/** The cells of a row from left to right, each merged area once. */
export function distinct(row: SheetRow): readonly (readonly [column: number, cell: Cell])[] {
  const areas = new Set<string>();
  return [...row.cells].filter(([, { area }]) => {
    if (area === undefined) return true;
    if (areas.has(area)) return false;
    areas.add(area);
    return true;
  });
}
