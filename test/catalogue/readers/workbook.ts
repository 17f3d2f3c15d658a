import ExcelJS from "exceljs";
import type { SourceFile } from "../../../src/catalogue/reader.ts";

type Value = string | number | Date | null;

/** A workbook as a clerk would have typed it. `merge` names areas such as "A1:E1". */
export async function workbook(
  sheets: Readonly<
    Record<
      string,
      {
        readonly rows: readonly (readonly Value[])[];
        readonly merge?: readonly string[];
        readonly hidden?: boolean;
      }
    >
  >,
  name = "danh-muc.xlsx",
): Promise<SourceFile> {
  const book = new ExcelJS.Workbook();
  for (const [title, { rows, merge, hidden }] of Object.entries(sheets)) {
    const sheet = book.addWorksheet(title, hidden === true ? { state: "hidden" } : {});
    for (const row of rows) sheet.addRow([...row]);
    for (const area of merge ?? []) sheet.mergeCells(area);
  }
  return { name, bytes: new Uint8Array(await book.xlsx.writeBuffer()) };
}

export const csv = (text: string, name = "danh-muc.csv"): SourceFile => ({
  name,
  bytes: new TextEncoder().encode(text),
});

export async function all<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}
