import { once } from "node:events";
import { PassThrough } from "node:stream";
import { setImmediate } from "node:timers/promises";
import ExcelJS from "exceljs";
import type { z } from "zod";
import { mayExport } from "../access/rights.ts";
import { caseOutcomeLabel, channelLabel, reasonLabel, type CaseView } from "../contract/desk.ts";
import { type CaseQuery, type ExportFormat } from "../contract/records.ts";
import { MotcuaError } from "../core/errors.ts";
import type { Operator } from "../core/people.ts";
import { vietnamDate } from "../core/vietnam-date.ts";
import type { Connection } from "../store/open-store.ts";
import { listCases } from "./case-records.ts";
import { accountNames, unitRef, type DeskView } from "./look-up-names.ts";

/** Rows of one export. */
export const EXPORTED_AT_MOST = 20_000;
/** Rows written before others get their turn in this process. */
const ROWS_AT_ONCE = 200;

/** What is asked of the cases; an export has no pages. */
type Filters = Omit<CaseQuery, "page">;

export interface ExportedFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Buffer;
}

/** A value of a column: a moment or a day (a date of the calendar, no moment), or text. */
type Cell = string | null | { readonly moment: Date } | { readonly day: string };

interface Column {
  readonly title: string;
  /** In characters. */
  readonly width: number;
  readonly of: (one: CaseView) => Cell;
}

const moment = (iso: string | null): Cell => (iso === null ? null : { moment: new Date(iso) });

/**
 * What the record of handled cases shows for ISO 9001. No column tells who the citizen is; the line on what was
 * settled is an officer's own words.
 */
const COLUMNS: readonly Column[] = [
  { title: "Số", width: 14, of: (one) => one.number },
  { title: "Ngày giờ tiếp nhận", width: 18, of: (one) => moment(one.openedAt) },
  { title: "Kênh", width: 11, of: (one) => channelLabel[one.channel] },
  { title: "Lý do", width: 28, of: (one) => reasonLabel[one.reason] },
  { title: "Mã thủ tục", width: 12, of: (one) => one.procedure?.code ?? null },
  { title: "Tên thủ tục", width: 50, of: (one) => one.procedure?.name ?? null },
  { title: "Lĩnh vực", width: 24, of: (one) => one.field },
  { title: "Đơn vị", width: 24, of: (one) => one.unit?.name ?? null },
  { title: "Cán bộ", width: 24, of: (one) => one.officer },
  { title: "Nhận lúc", width: 18, of: (one) => moment(one.claimedAt) },
  { title: "Trả lời đầu tiên", width: 18, of: (one) => moment(one.firstReplyAt) },
  { title: "Hạn xử lý", width: 12, of: (one) => ({ day: one.dueDate }) },
  { title: "Kết thúc", width: 18, of: (one) => moment(one.closedAt) },
  { title: "Đúng hạn/Quá hạn", width: 18, of: onTime },
  { title: "Kết quả", width: 30, of: (one) => (one.outcome === null ? null : caseOutcomeLabel[one.outcome]) },
  { title: "Nội dung giải quyết", width: 60, of: (one) => one.settled },
];

function onTime({ overdue, closedAt }: CaseView): string {
  if (overdue) return "Quá hạn";
  return closedAt === null ? "Còn hạn" : "Đúng hạn";
}

/**
 * The cases of a query as a file: for Excel with real dates in Vietnamese time and a sheet that names the filters, or as
 * CSV (UTF-8 with BOM, RFC 4180).
 * @throws MotcuaError `not_allowed`; `input_invalid` when there are more than 20,000: a record with a part cut off in
 *   silence would be worse than none.
 */
export async function exportCases(
  connection: Connection,
  who: Operator,
  query: Filters,
  format: z.infer<typeof ExportFormat>,
  view: DeskView,
  now: Date,
): Promise<ExportedFile> {
  if (!mayExport(who))
    throw new MotcuaError("not_allowed", "Chỉ phụ trách và quản trị được xuất hồ sơ vụ việc.");
  const asked = { ...query, page: 1 };
  const { cases, total } = await listCases(connection, who, asked, view, now, EXPORTED_AT_MOST);
  if (total > EXPORTED_AT_MOST)
    throw new MotcuaError(
      "input_invalid",
      `Có ${total} vụ việc; mỗi lần xuất được tối đa ${EXPORTED_AT_MOST}. Hãy chọn khoảng ngày ngắn hơn.`,
    );
  const name = `ho-so-vu-viec-${vietnamDate(now)}.${format}`;
  // The filter takes an account's id or a name; people read the name.
  const names = await accountNames(connection, [`operator:${query.officer ?? ""}`]);
  const officer = names.get(query.officer ?? "") ?? query.officer;
  if (format === "csv") return { name, type: "text/csv; charset=utf-8", bytes: await csvOf(cases) };
  return {
    name,
    type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    bytes: await workbookOf(cases, filtersOf({ ...query, officer }, cases.length, view, now)),
  };
}

/** The filters as a reader of the file must know them, to judge what is not in it. */
function filtersOf(
  query: Filters,
  count: number,
  view: DeskView,
  now: Date,
): readonly (readonly [string, Cell])[] {
  const all = "Tất cả";
  return [
    ["Từ ngày", query.from === undefined ? all : { day: query.from }],
    ["Đến ngày", query.to === undefined ? all : { day: query.to }],
    ["Tình trạng", query.state === undefined ? all : stateLabel[query.state]],
    ["Kết quả", query.outcome === undefined ? all : caseOutcomeLabel[query.outcome]],
    ["Lý do", query.reason === undefined ? all : reasonLabel[query.reason]],
    ["Kênh", query.channel === undefined ? all : channelLabel[query.channel]],
    ["Cán bộ", query.officer ?? all],
    ["Lĩnh vực", query.field ?? all],
    ["Đơn vị", unitRef(view.units, query.unit ?? null)?.name ?? all],
    ["Từ cần tìm", query.q === undefined || query.q === "" ? all : query.q],
    ["Số vụ việc", String(count)],
    ["Xuất lúc", { moment: now }],
  ];
}

const stateLabel = {
  open: "Đang xử lý",
  closed: "Đã kết thúc",
  overdue: "Quá hạn",
} as const satisfies Record<NonNullable<CaseQuery["state"]>, string>;

/** The paper's number in the file format (ECMA-376 part 1, section 18.3.1.63). */
// eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- exceljs has its enumeration as a type only.
const A4 = 9 as ExcelJS.PaperSize;
const MOMENT_FORMAT = "dd/mm/yyyy hh:mm";
const DAY_FORMAT = "dd/mm/yyyy";

async function workbookOf(
  cases: readonly CaseView[],
  filters: readonly (readonly [string, Cell])[],
): Promise<Buffer> {
  const out = new PassThrough();
  const chunks: Buffer[] = [];
  out.on("data", (chunk: Buffer) => chunks.push(chunk));
  const ended = once(out, "end");
  const workbook = new ExcelJS.stream.xlsx.WorkbookWriter({ stream: out, useStyles: true });
  const sheet = workbook.addWorksheet("Vụ việc", {
    views: [{ state: "frozen", ySplit: 1 }],
    pageSetup: { paperSize: A4, orientation: "landscape", fitToPage: true, fitToWidth: 1, fitToHeight: 0 },
  });
  sheet.columns = COLUMNS.map(({ title, width }) => ({ header: title, width }));
  sheet.getRow(1).font = { bold: true };
  sheet.autoFilter = { from: { row: 1, column: 1 }, to: { row: cases.length + 1, column: COLUMNS.length } };
  for (const [index, one] of cases.entries()) {
    const row = sheet.addRow([]);
    COLUMNS.forEach(({ of }, column) => {
      fill(row.getCell(column + 1), of(one));
    });
    row.commit();
    if (index % ROWS_AT_ONCE === ROWS_AT_ONCE - 1) await setImmediate();
  }
  sheet.commit();

  const about = workbook.addWorksheet("Bộ lọc");
  about.columns = [{ width: 16 }, { width: 60 }];
  for (const [title, value] of filters) {
    const row = about.addRow([title]);
    row.getCell(1).font = { bold: true };
    fill(row.getCell(2), value);
    row.commit();
  }
  about.commit();
  await workbook.commit();
  await ended;
  return Buffer.concat(chunks);
}

/** Excel's dates have no zone: what is written is the time as the clock in Vietnam showed it. */
function fill(cell: ExcelJS.Cell, value: Cell): void {
  if (value === null) return;
  if (typeof value === "string") {
    // A text stays a text for Excel, whatever it begins with.
    cell.value = withoutControls(value);
  } else if ("day" in value) {
    cell.value = new Date(`${value.day}T00:00:00Z`);
    cell.numFmt = DAY_FORMAT;
  } else {
    cell.value = inVietnam(value.moment);
    cell.numFmt = MOMENT_FORMAT;
  }
}

/** XML 1.0 (section 2.2) knows no control characters but tab and line breaks; Excel opens no file with another one. */
const withoutControls = (text: string): string => text.replace(/(?![\t\n\r])\p{Cc}|[\ufffe\uffff]/gu, "");

/** A moment whose UTC fields are those of the clock in Vietnam, seven hours ahead all year. */
const inVietnam = (at: Date): Date => new Date(at.getTime() + 7 * 3600_000);

async function csvOf(cases: readonly CaseView[]): Promise<Buffer> {
  const lines = [COLUMNS.map(({ title }) => quoted(title)).join(",")];
  for (const [index, one] of cases.entries()) {
    lines.push(COLUMNS.map(({ of }) => quoted(csvText(of(one)))).join(","));
    if (index % ROWS_AT_ONCE === ROWS_AT_ONCE - 1) await setImmediate();
  }
  return Buffer.from(`\ufeff${lines.join("\r\n")}\r\n`, "utf8");
}

function csvText(value: Cell): string {
  if (value === null) return "";
  if (typeof value === "string") return guarded(value);
  if ("day" in value) return value.day.split("-").reverse().join("/");
  const [day = "", time = ""] = inVietnam(value.moment).toISOString().split("T");
  return `${day.split("-").reverse().join("/")} ${time.slice(0, 5)}`;
}

/**
 * A spreadsheet runs a cell of a CSV file that begins like a formula; an apostrophe before it makes it text (OWASP, CSV
 * Injection).
 */
const guarded = (text: string): string => (/^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text);

/** RFC 4180, section 2: fields with a comma, a quote or a line break stand in quotes, quotes in them doubled. */
const quoted = (field: string): string =>
  /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
