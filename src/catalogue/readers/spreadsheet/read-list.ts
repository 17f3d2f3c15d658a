import { ProcedureCode } from "../../../core/procedure.ts";
import type { CatalogueReader, ReadItem, SourceFile } from "../../reader.ts";
import { columnsOf, distinct, foldedWords } from "./find-columns.ts";
import { LIST_COLUMNS, SECTION_WORDS, type ListColumn } from "./list-words.ts";
import { isSpreadsheet, openSheets, placeOf, type Cell, type Sheet, type SheetRow } from "./open-sheets.ts";
import {
  actionIn,
  actionOf,
  actionOfCell,
  afterHeading,
  numberingOf,
  type Action,
  type Outline,
} from "./say-action.ts";

type Listed = Extract<ReadItem, { kind: "listed" }>;
type Refused = Extract<ReadItem, { kind: "refused" }>;

/**
 * Lists of procedures as spreadsheets (`.xlsx`, `.csv`): annexes of a decision, exports of the national portal and of
 * provincial systems. They say what is to be done with a procedure, not what it is. The heading row is found by its
 * words in every sheet, may stand anywhere and may be repeated with other columns. The action is taken from the row's
 * own column, else from the headings between the rows, the row's note, the titles above the table, the sheet's name;
 * where these are silent or name several it is `unsaid`.
 *
 * Refused, with sheet and row: a row that looks like a procedure but has no readable code; one whose own column
 * contradicts the heading it stands under; and every row of a code that the file lists under different names or for
 * different actions, for none of them can be trusted more than the others.
 */
export const spreadsheetReader: CatalogueReader = {
  name: "spreadsheet",
  accepts: isSpreadsheet,
  async *read(file) {
    const opened = await openSheets(file);
    if ("fault" in opened) {
      yield refused(file, "cả tệp", undefined, opened.fault);
      return;
    }
    const items = opened.sheets.flatMap((sheet) => readSheet(file, sheet));
    if (items.length === 0) {
      const reason = "Không tìm thấy bảng nào có cột mã và cột tên thủ tục.";
      yield refused(file, "cả tệp", undefined, reason);
      return;
    }
    yield* withoutContradictions(file, items);
  },
};

function readSheet(file: SourceFile, sheet: Sheet): readonly (Listed | Refused)[] {
  const items: (Listed | Refused)[] = [];
  let columns: ReadonlyMap<ListColumn, number> | undefined;
  let outline: Outline = [];
  const title: string[] = [];
  const codeAreas = new Set<string>();
  const lastCoded = sheet.rows.findLast((row) => codesIn(row).length > 0)?.number ?? 0;

  for (const row of sheet.rows) {
    const named = codesIn(row).length === 0 ? columnsOf(row, LIST_COLUMNS) : undefined;
    if (named?.has("name") === true || named?.has("code") === true) {
      if (sheet.hidden)
        return [refused(file, `trang tính ${sheet.name}`, undefined, "Trang tính ẩn, không đọc.")];
      columns = named;
      continue;
    }
    if (columns === undefined) {
      title.push(...distinct(row).map(([, cell]) => cell.text));
      continue;
    }
    if (isColumnNumbering(row)) continue;

    const at = (kind: ListColumn): Cell | undefined => {
      const column = columns?.get(kind);
      return column === undefined ? undefined : row.cells.get(column);
    };
    const place = placeOf(sheet, row);
    const codeCell = at("code") ?? (columns.has("code") ? undefined : at("name"));
    const codes = codeCell === undefined ? [] : codesOf(codeCell);
    const [code] = codes;

    if (code === undefined) {
      const heading = headingOf(row, columns);
      if (heading !== undefined) {
        outline = afterHeading(outline, heading.style, heading.action);
      } else if (looksLikeProcedure(row, at, row.number <= lastCoded)) {
        const given = at("code")?.text;
        const reason =
          given === undefined ? "Dòng không có mã thủ tục." : `"${given}" không phải mã dạng 1.004194.`;
        items.push(refused(file, place, undefined, reason));
      }
      continue;
    }
    if (codes.length > 1) {
      items.push(refused(file, place, undefined, `Ô mã có ${codes.length} mã: ${codes.join(", ")}.`));
      continue;
    }
    // One procedure over several rows, its code merged over them: the rows below add methods or papers.
    if (codeCell?.area !== undefined) {
      if (codeAreas.has(codeCell.area)) continue;
      codeAreas.add(codeCell.area);
    }
    const name = nameIn(at("name"));
    if (name === undefined) {
      items.push(refused(file, place, code, "Dòng có mã nhưng không có tên thủ tục."));
      continue;
    }
    const own = actionOfCell(foldedWords(at("action")?.text ?? ""));
    const above = actionOf(outline);
    if (own !== undefined && above !== undefined && own !== above && own !== "unsaid" && above !== "unsaid") {
      const reason = `Mục ghi ${ACTION_IN_WORDS[above]} nhưng dòng ghi ${ACTION_IN_WORDS[own]}.`;
      items.push(refused(file, place, code, reason));
      continue;
    }
    const fromNote = (): Action | undefined => actionOfCell(foldedWords(at("note")?.text ?? ""));
    const fromTitle = (): Action | undefined =>
      actionIn(foldedWords(title.join(" "))) ?? actionIn(foldedWords(sheet.name));
    items.push({
      kind: "listed",
      action: said(own) ?? said(above) ?? said(fromNote()) ?? said(fromTitle()) ?? "unsaid",
      code,
      name,
      decision: attachedTo(title) ?? at("decision")?.text,
      place,
    });
  }
  if (columns === undefined && lastCoded > 0 && !sheet.hidden) {
    const reason = "Có mã thủ tục nhưng không có dòng tiêu đề nêu cột mã và cột tên.";
    return [refused(file, sheet.name === "" ? "cả tệp" : `trang tính ${sheet.name}`, undefined, reason)];
  }
  return items;
}

const ACTION_IN_WORDS = {
  publish: "mới ban hành",
  amend: "sửa đổi, bổ sung",
  abolish: "bãi bỏ",
  unsaid: "chưa rõ",
} as const satisfies Record<Action, string>;

const said = (action: Action | undefined): Action | undefined => (action === "unsaid" ? undefined : action);

/** A national code, perhaps with a province's suffix (`.000.00.00.H44`), which is not part of it. */
const CODE = /(?<![\p{L}\d.])\d\.\d{6}(?![\p{L}\d])/gu;

/** The different codes in a cell. A number is a code that lost the zeros at its end: a code has six decimals. */
function codesOf(cell: Cell): readonly ProcedureCode[] {
  if (cell.number !== undefined) {
    const code = cell.number.toFixed(6);
    const exact = Number(code) === cell.number && !Number.isInteger(cell.number);
    return exact && ProcedureCode.safeParse(code).success ? [code] : [];
  }
  return [...new Set(cell.text.match(CODE) ?? [])];
}

const codesIn = (row: SheetRow): readonly ProcedureCode[] =>
  distinct(row).flatMap(([, cell]) => (cell.number === undefined ? codesOf(cell) : []));

/** The row of "(1) (2) (3)" or "1 2 3" that annexes put below their headings. */
function isColumnNumbering(row: SheetRow): boolean {
  const texts = distinct(row).map(([, cell]) => cell.text);
  return texts.length > 2 && texts.every((text) => /^\(?(?:\d{1,2}|[A-Z])\)?$/.test(text));
}

/** A number in the column of ordinals is a procedure's; "I", "A" or none is a heading's. */
const isOrdinal = (text: string | undefined): boolean => text !== undefined && /^\d+[.)]?$/.test(text);

/**
 * A heading between the rows: one text alone, numbered as headings are or beginning as they do, or spread over
 * several columns. What it says of the action holds until a heading of its rank or above.
 */
function headingOf(
  row: SheetRow,
  columns: ReadonlyMap<ListColumn, number>,
): { readonly style: string; readonly action: Action | undefined } | undefined {
  const cells = distinct(row);
  const ordinalColumn = columns.get("ordinal");
  const ordinal = cells.find(([column]) => column === ordinalColumn)?.[1];
  const texts = cells.filter(([, cell]) => cell !== ordinal).map(([, cell]) => cell);
  const [only] = ordinal !== undefined && texts.length === 0 ? [ordinal] : texts;
  if (only === undefined || texts.length > 1) return undefined;

  const words = foldedWords(only.text.replace(/^\s*(?:[IVXA-Z]+|\d+(?:\.\d+)*)\s*[.):/-]\s*/u, ""));
  const begins = (phrases: readonly string[]): boolean =>
    phrases.some((phrase) => words === phrase || words.startsWith(`${phrase} `));
  const action = actionIn(words);
  const spread =
    only.area !== undefined &&
    [...row.cells.values()].filter((one) => one === only || one.area === only.area).length > 1;
  const numbered =
    ordinal === undefined || ordinal === only
      ? numberingOf(only.text)
      : isOrdinal(ordinal.text)
        ? undefined
        : numberingOf(ordinal.text);
  const isHeading =
    numbered !== undefined ||
    spread ||
    begins(SECTION_WORDS) ||
    (action !== undefined && words.split(" ").length <= 8);
  if (!isHeading) return undefined;
  return { style: numbered ?? "plain", action };
}

/** Not a footer: a procedure has a number, or something beside its name, or stands between procedures. */
function looksLikeProcedure(
  row: SheetRow,
  at: (kind: ListColumn) => Cell | undefined,
  amongProcedures: boolean,
): boolean {
  if (at("name") === undefined && at("code") === undefined) return false;
  return (
    amongProcedures || isOrdinal(at("ordinal")?.text) || (at("code") !== undefined && row.cells.size > 1)
  );
}

/** The name without a code written into the same cell. */
function nameIn(cell: Cell | undefined): string | undefined {
  const name = cell?.text
    .replace(/\(?\s*\d\.\d{6}(?:\.[0-9A-Z]{2,3})*\s*\)?/gu, " ")
    .replace(/\s+/gu, " ")
    .replace(/^[\s.:–-]+|[\s:–-]+$/gu, "");
  return name === undefined || !/\p{L}/u.test(name) ? undefined : name;
}

/** The decision the whole list belongs to, as its title says. */
function attachedTo(title: readonly string[]): string | undefined {
  return title
    .map((text) => /quyết định(?:\s+số)?\s*:?\s*(\d+\/(?:\d{4}\/)?QĐ-\p{Lu}+)/iu.exec(text)?.[1])
    .find((number) => number !== undefined);
}

/** Refuses what the file says in two ways; a line said twice in the same way is taken once. */
function* withoutContradictions(
  file: SourceFile,
  items: readonly (Listed | Refused)[],
): Generator<Listed | Refused> {
  const byCode = new Map<string, Listed[]>();
  for (const item of items) {
    if (item.kind === "listed") byCode.set(item.code, [...(byCode.get(item.code) ?? []), item]);
  }
  for (const item of items) {
    if (item.kind === "refused") {
      yield item;
      continue;
    }
    const all = byCode.get(item.code) ?? [];
    const others = all.filter((one) => one !== item).map((one) => one.place);
    const differs = (what: (one: Listed) => string): boolean => new Set(all.map(what)).size > 1;
    if (differs((one) => comparable(one.name))) {
      yield refused(file, item.place, item.code, `Cùng mã nhưng tên khác ở ${others.join("; ")}.`);
    } else if (differs((one) => one.action)) {
      yield refused(file, item.place, item.code, `Cùng mã nhưng việc cần làm khác ở ${others.join("; ")}.`);
    } else if (all[0] !== item) {
      yield refused(file, item.place, item.code, `Lặp lại ${all[0]?.place ?? ""}.`);
    } else yield item;
  }
}

/** Names are the same when only tones, marks, a leading "Thủ tục" or the level at the end ("(cấp xã)") differ. */
const comparable = (name: string): string =>
  foldedWords(name).replace(/^thu tuc | cap (?:tinh|huyen|xa|trung uong)$/g, "");

const refused = (file: SourceFile, place: string, code: string | undefined, reason: string): Refused => ({
  kind: "refused",
  file: file.name,
  place,
  code,
  reason,
});
