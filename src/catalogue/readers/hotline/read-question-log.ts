import { MASK, maskPersonalData, type PersonalData } from "../../../language/personal-data.ts";
import type { Refusal, SourceFile } from "../../reader.ts";
import { columnsOf, foldedWords } from "../spreadsheet/find-columns.ts";
import { openSheets, placeOf, type Sheet, type SheetRow } from "../spreadsheet/open-sheets.ts";
import { LOG_COLUMNS, type LogColumn } from "./log-words.ts";

/** One question of the log, however often it was asked. Texts are masked; nobody is named. */
export interface LoggedQuestion {
  readonly question: string;
  /** The first answer noted down for it. */
  readonly answer: string | undefined;
  readonly field: string | undefined;
  /** The day it was first noted, `YYYY-MM-DD`. */
  readonly date: string | undefined;
  /** Where it stands, in the order of the file; more than one when it was asked again. */
  readonly places: readonly [string, ...string[]];
  /** The kinds of personal numbers that were masked. */
  readonly masked: readonly PersonalData[];
}

export interface QuestionLog {
  readonly questions: readonly LoggedQuestion[];
  readonly refused: readonly Refusal[];
}

/**
 * The log of questions a centre's telephone line or desk keeps (`.xlsx`, `.csv`): heading rows are found by their
 * words, in every sheet. Questions that differ only in case, tones or punctuation are one. Personal numbers are masked
 * in every text, and so are the full names standing in the row's columns of officers and callers; those columns
 * themselves are not given. Never throws for what stands in the file.
 */
export async function readQuestionLog(file: SourceFile): Promise<QuestionLog> {
  const refusal = (place: string, reason: string): Refusal => ({
    file: file.name,
    place,
    code: undefined,
    reason,
  });
  const opened = await openSheets(file);
  if ("fault" in opened) return { questions: [], refused: [refusal("cả tệp", opened.fault)] };

  const refused: Refusal[] = [];
  const byWords = new Map<string, LoggedQuestion>();
  let headed = false;
  for (const sheet of opened.sheets) {
    let columns: ReadonlyMap<LogColumn, number> | undefined;
    for (const row of sheet.rows) {
      const named = columnsOf(row, LOG_COLUMNS);
      if (named?.has("question") === true) {
        columns = named;
        headed = true;
        continue;
      }
      if (columns === undefined) continue;
      const read = readRow(sheet, row, columns);
      if (read === undefined) {
        refused.push(refusal(placeOf(sheet, row), "Dòng không có câu hỏi."));
        continue;
      }
      const key = foldedWords(read.question);
      const before = byWords.get(key);
      byWords.set(key, before === undefined ? read : together(before, read));
    }
  }
  if (!headed) refused.push(refusal("cả tệp", "Không tìm thấy dòng tiêu đề có cột câu hỏi."));
  return { questions: [...byWords.values()], refused };
}

function readRow(
  sheet: Sheet,
  row: SheetRow,
  columns: ReadonlyMap<LogColumn, number>,
): LoggedQuestion | undefined {
  const at = (kind: LogColumn): string | undefined => row.cells.get(columns.get(kind) ?? 0)?.text;
  const asked = at("question");
  // Without a letter there is nothing to ask: "-", "?", "0".
  if (asked === undefined || !/\p{L}/u.test(asked)) return undefined;
  const names = [at("officer"), at("caller")].filter((name) => name !== undefined);
  const masked = new Set<PersonalData>();
  const safe = (text: string): string => {
    const result = maskPersonalData(withoutNames(text, names));
    for (const kind of result.kinds) masked.add(kind);
    return result.text;
  };
  const question = safe(asked);
  const answered = at("answer");
  return {
    question,
    answer: answered === undefined ? undefined : safe(answered),
    field: at("field"),
    date: dateOf(at("date")),
    places: [placeOf(sheet, row)],
    masked: [...masked],
  };
}

function together(before: LoggedQuestion, again: LoggedQuestion): LoggedQuestion {
  const dates = [before.date, again.date].filter((date) => date !== undefined).sort();
  return {
    question: before.question,
    answer: before.answer ?? again.answer,
    field: before.field ?? again.field,
    date: dates[0],
    places: [...before.places, ...again.places],
    masked: [...new Set([...before.masked, ...again.masked])],
  };
}

/** Only full names: a given name alone ("Lan", "Hòa") is an ordinary word as well. */
function withoutNames(text: string, names: readonly string[]): string {
  return names
    .flatMap((cell) => cell.replace(/đ\/c/giu, " ").split(/[,;/&]| và /))
    .map((name) => name.trim().replace(/^(?:ông|bà|anh|chị|đồng chí)\s+/iu, ""))
    .filter((name) => /^\p{L}+(?:\s+\p{L}+)+$/u.test(name))
    .reduce((rest, name) => {
      const shape = name.replace(/\s+/g, "\\s+");
      return rest.replace(new RegExp(`(?<![\\p{L}\\p{N}])${shape}(?![\\p{L}\\p{N}])`, "giu"), MASK);
    }, text);
}

/** A date cell, ISO text, or day/month/year as Vietnamese write it; anything else is no date. */
function dateOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const iso = /^(\d{4})-(\d{2})-(\d{2})(?!\d)/.exec(text);
  const written = /(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)/.exec(text);
  const [year, month, day] = iso?.slice(1) ?? written?.slice(1).reverse() ?? [];
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const date = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  const real = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(real.getTime()) && real.toISOString().startsWith(date) ? date : undefined;
}
