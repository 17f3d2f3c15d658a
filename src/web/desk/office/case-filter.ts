import type { z } from "zod";
import { type CaseView, caseOutcomeLabel } from "../../../contract/desk.ts";
import { CaseQuery, type ExportFormat } from "../../../contract/records.ts";
import { withQuery } from "../../shared/api.ts";
import { dateOf } from "../../shared/format.ts";

/** A span of days in Vietnam, `YYYY-MM-DD`, both included. */
export interface DaySpan {
  readonly from: string;
  readonly to: string;
}

/** The most rows one export holds (`GET /api/desk/cases/export`). */
export const EXPORT_ROWS = 20_000;
/** How many cases a page of the list has. */
export const CASES_A_PAGE = 50;

/**
 * The filter in the query of an address. What the contract does not know or would refuse is left out: an old
 * bookmark shows more cases rather than an error.
 */
export function readCaseFilter(search: string): CaseQuery {
  const params = new URLSearchParams(search);
  const fit = Object.entries(CaseQuery.shape).flatMap(([name, schema]) => {
    const value = params.get(name);
    return value !== null && value !== "" && schema.safeParse(value).success ? [[name, value]] : [];
  });
  return CaseQuery.parse(Object.fromEntries(fit));
}

/** The filter as a query (`?from=…`, or "" for none); `readCaseFilter` reads it back. */
export function writeCaseFilter(filter: CaseQuery): string {
  return withQuery("", { ...filter, page: filter.page === 1 ? undefined : filter.page });
}

/** Where the cases of a filter are read. */
export const casesAddress = (filter: CaseQuery): string => withQuery("/api/desk/cases", filter);

/** Where all cases of a filter, whatever its page, are exported. */
export const exportAddress = (filter: CaseQuery, format: z.infer<typeof ExportFormat>): string =>
  withQuery("/api/desk/cases/export", { ...filter, page: undefined, format });

/** How many of the named conditions a filter sets. */
export const countSet = (filter: CaseQuery, names: readonly (keyof CaseQuery)[]): number =>
  names.filter((name) => filter[name] !== undefined).length;

/** The day it is in Vietnam, `YYYY-MM-DD`. */
export const vietnamDay = (now: Date): string => dateOf(now).split("/").reverse().join("-");

/** The whole month that lies `back` months before a day's. */
export function monthSpan(day: string, back: number): DaySpan {
  const [year = 0, month = 0] = day.split("-").map(Number);
  const iso = (date: Date): string => date.toISOString().slice(0, 10);
  // Counted in UTC, where no day is skipped or doubled; day 0 is the last of the month before.
  return {
    from: iso(new Date(Date.UTC(year, month - 1 - back, 1))),
    to: iso(new Date(Date.UTC(year, month - back, 0))),
  };
}

/** Where a case stands, in words. */
export function caseProgress(view: CaseView): string {
  if (view.closedAt !== null) return view.outcome === null ? "Đã kết thúc" : caseOutcomeLabel[view.outcome];
  if (view.claimedAt === null && view.firstReplyAt === null) return "Chờ tiếp nhận";
  return view.firstReplyAt === null ? "Đã tiếp nhận, chưa trả lời" : "Đang xử lý";
}

/** What is said of a case that missed its deadline; undefined for one that did not. */
export function overdueWords(view: CaseView): string | undefined {
  if (!view.overdue) return undefined;
  return view.closedAt === null ? "Quá hạn" : "Trễ hạn";
}

/** The fields named, each once, in the order of the alphabet. */
export const fieldsOf = (named: readonly { readonly field: string | null }[]): readonly string[] =>
  [...new Set(named.flatMap(({ field }) => field ?? []))].sort((a, b) => a.localeCompare(b, "vi"));
