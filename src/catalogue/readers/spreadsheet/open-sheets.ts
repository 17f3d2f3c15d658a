import ExcelJS from "exceljs";
import { clean } from "../../../language/clean.ts";
import type { SourceFile } from "../../reader.ts";
import { parseCsv } from "./parse-csv.ts";

export interface Cell {
  /** Cleaned text, never empty; line breaks have become spaces. */
  readonly text: string;
  /** The number itself where the cell holds one: as text it may have lost zeros at its end. */
  readonly number?: number;
  /** The address of the area's first cell, when several cells were merged into one. */
  readonly area?: string;
}

export interface SheetRow {
  /** As the spreadsheet shows it, from 1; in a CSV file the line where the row begins. */
  readonly number: number;
  /** By column from 1; empty cells are absent. Every cell of a merged area holds the area's text. */
  readonly cells: ReadonlyMap<number, Cell>;
}

export interface Sheet {
  readonly name: string;
  readonly hidden: boolean;
  /** Rows that hold anything, top to bottom. */
  readonly rows: readonly SheetRow[];
}

/** Is this a file `openSheets` can open, or one whose maker should be told how to save it? */
export const isSpreadsheet = (file: SourceFile): boolean => /\.(?:xlsx|xls|csv)$/i.test(file.name);

/** Drawn or computed parts of a sheet: never read, and a list with a picture in each row loads much faster. */
const IGNORED = ["drawing", "picture", "legacyDrawing", "conditionalFormatting", "dataValidations", "extLst"];

/**
 * The sheets of a workbook (`.xlsx`) or of a CSV file, as plain text. Never throws for what stands in the file:
 * `fault` says in Vietnamese why it cannot be opened.
 */
export async function openSheets(
  file: SourceFile,
): Promise<{ readonly sheets: readonly Sheet[] } | { readonly fault: string }> {
  if (/\.xls$/i.test(file.name)) {
    return { fault: "Tệp .xls của Excel đời cũ không đọc được; anh/chị lưu lại thành .xlsx." };
  }
  if (/\.csv$/i.test(file.name)) return openCsv(file);
  const workbook = new ExcelJS.Workbook();
  try {
    await workbook.xlsx.load(new Uint8Array(file.bytes).buffer, { ignoreNodes: IGNORED });
    return { sheets: workbook.worksheets.map(readSheet) };
  } catch {
    return { fault: "Tệp .xlsx hỏng hoặc có mật khẩu, không mở được." };
  }
}

function readSheet(sheet: ExcelJS.Worksheet): Sheet {
  const rows: SheetRow[] = [];
  sheet.eachRow((row, number) => {
    const cells = new Map<number, Cell>();
    row.eachCell((cell, column) => {
      const text = clean(textOf(cell.value));
      if (text === "") return;
      cells.set(column, {
        text,
        ...(typeof cell.value === "number" ? { number: cell.value } : {}),
        ...(cell.isMerged ? { area: cell.master.address } : {}),
      });
    });
    if (cells.size > 0) rows.push({ number, cells });
  });
  return { name: clean(sheet.name), hidden: sheet.state !== "visible", rows };
}

function textOf(value: ExcelJS.CellValue): string {
  if (value === null || value === undefined) return "";
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "" : value.toISOString();
  if (typeof value !== "object") return String(value);
  if ("richText" in value) return value.richText.map((run) => run.text).join("");
  if ("hyperlink" in value) return textOf(value.text);
  if ("error" in value) return "";
  // A formula: what it gave when the file was last saved.
  return "result" in value ? textOf(value.result) : "";
}

function openCsv(file: SourceFile): { readonly sheets: readonly Sheet[] } | { readonly fault: string } {
  const text = decodeCsv(file.bytes);
  if (text === undefined) {
    return { fault: "Tệp CSV không phải UTF-8; anh/chị lưu lại bằng loại CSV UTF-8." };
  }
  const rows = parseCsv(text).flatMap(({ line, fields }): readonly SheetRow[] => {
    const cells = new Map<number, Cell>();
    for (const [index, field] of fields.entries()) {
      const cleaned = clean(field);
      if (cleaned !== "") cells.set(index + 1, { text: cleaned });
    }
    return cells.size === 0 ? [] : [{ number: line, cells }];
  });
  return { sheets: [{ name: "", hidden: false, rows }] };
}

/** UTF-8, or UTF-16 with its mark as Excel's "Unicode text" writes it. */
function decodeCsv(bytes: Uint8Array): string | undefined {
  const utf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  try {
    return new TextDecoder(utf16 ? "utf-16le" : "utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Where a row stands, for people. */
export const placeOf = (sheet: Sheet, row: SheetRow): string =>
  sheet.name === "" ? `dòng ${row.number}` : `trang tính ${sheet.name}, dòng ${row.number}`;
