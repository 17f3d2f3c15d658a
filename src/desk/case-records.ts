import type { CaseList, CaseOutcome, CaseView } from "../contract/desk.ts";
import type { CasePage, CaseQuery } from "../contract/records.ts";
import type { ChannelName } from "../core/channel.ts";
import type { HandlingReason } from "../core/handover.ts";
import type { Operator } from "../core/people.ts";
import { vietnamDate } from "../core/vietnam-date.ts";
import type { Connection } from "../store/open-store.ts";
import {
  accountNames,
  fieldOf,
  personName,
  procedureRef,
  unitRef,
  type AccountNames,
  type DeskView,
} from "./look-up-names.ts";
import { likePattern, searchedWords } from "./search-words.ts";
import { visibleTo } from "./visible-to.ts";

const PAGE = 50;
const EARLIER_AT_MOST = 100;

/**
 * Cases by what is asked of them, newest first. Days are days in Vietnam; an operator of a unit gets that unit's cases
 * and the centre's own, as with conversations. A search finds cases in which every word stands in the number, the line
 * on what was settled, or the code or name of the procedure.
 * @param atMost how many at the most, from the one after `page - 1` pages of 50 on.
 */
export async function listCases(
  connection: Connection,
  who: Operator,
  query: CaseQuery,
  view: DeskView,
  now: Date,
  atMost = PAGE,
): Promise<CasePage> {
  const { where, values } = await conditionsOf(connection, who, query, view, now);
  const { rows } = await connection.run<{ total: number }>(
    `select count(*)::int as total from ${TABLES} where ${where}`,
    values,
  );
  const rest = `where ${where} ${NEWEST_FIRST} limit ${atMost} offset ${(query.page - 1) * PAGE}`;
  return { cases: await selectCases(connection, rest, values, view, now), total: rows[0]?.total ?? 0 };
}

/** What this citizen's cases were before the present one, newest first, at most 100. Who may see them was settled before. */
export async function earlierCases(
  connection: Connection,
  conversationId: string,
  view: DeskView,
  now: Date,
): Promise<CaseList> {
  const rest = `where k.conversation_id = $1 and k.closed_at is not null ${NEWEST_FIRST} limit ${EARLIER_AT_MOST}`;
  return { cases: await selectCases(connection, rest, [conversationId], view, now) };
}

/** One case; undefined when there is none of this id. Who may see it was settled before. */
export async function readCase(
  connection: Connection,
  id: string,
  view: DeskView,
  now: Date,
): Promise<CaseView | undefined> {
  return (await selectCases(connection, "where k.id = $1", [id], view, now))[0];
}

/** Settled after its day, or not settled and its day is over. */
export function isOverdue(dueDate: string, closedAt: Date | null, now: Date): boolean {
  return vietnamDate(closedAt ?? now) > dueDate;
}

/** The first moment of a day in Vietnam. @param date `YYYY-MM-DD`. */
export const startOfDay = (date: string): Date => new Date(`${date}T00:00:00+07:00`);

const TABLES = "handled_case k left join account a on k.officer = 'operator:' || a.id";
const NEWEST_FIRST = "order by k.opened_at desc, k.number desc";
/** `isOverdue` in SQL; Vietnam is seven hours ahead of UTC all year. */
const overdueAt = (now: string): string =>
  `((coalesce(k.closed_at, ${now}::timestamptz) at time zone 'UTC') + interval '7 hours')::date > k.due_date`;

async function conditionsOf(
  connection: Connection,
  who: Operator,
  query: CaseQuery,
  view: DeskView,
  now: Date,
): Promise<{ where: string; values: readonly unknown[] }> {
  const values: unknown[] = [];
  const bind = (value: unknown): string => `$${values.push(value)}`;
  const conditions = [visibleTo(who, "k.unit", bind)];
  const add = (condition: string): void => {
    conditions.push(condition);
  };
  if (query.from !== undefined) add(`k.opened_at >= ${bind(startOfDay(query.from))}`);
  if (query.to !== undefined) {
    const dayAfter = new Date(startOfDay(query.to).getTime() + 86_400_000);
    add(`k.opened_at < ${bind(dayAfter)}`);
  }
  if (query.state === "open") add("k.closed_at is null");
  if (query.state === "closed") add("k.closed_at is not null");
  if (query.state === "overdue") add(overdueAt(bind(now)));
  if (query.outcome !== undefined) add(`k.outcome = ${bind(query.outcome)}`);
  if (query.reason !== undefined) add(`k.reason = ${bind(query.reason)}`);
  if (query.channel !== undefined) add(`k.channel = ${bind(query.channel)}`);
  if (query.unit !== undefined) add(`k.unit = ${bind(query.unit)}`);
  if (query.officer !== undefined) {
    const officer = bind(query.officer);
    add(`(a.id::text = ${officer} or a.name = ${officer})`);
  }
  const words = searchedWords(query.q ?? "");
  if (query.field === undefined && words.length === 0) return { where: conditions.join(" and "), values };

  // Names and fields of procedures are in the book, codes in the table: what is asked of the one becomes a list of
  // the other. Only codes that have cases matter, also of procedures no longer in force.
  const { rows } = await connection.run<{ code: string }>(
    "select distinct procedure as code from handled_case where procedure is not null",
  );
  const codesWhere = (fits: (code: string) => boolean): string => {
    const codes = rows.map(({ code }) => code).filter(fits);
    return `k.procedure in (select * from jsonb_array_elements_text(${bind(JSON.stringify(codes))}::jsonb))`;
  };
  if (query.field !== undefined) add(codesWhere((code) => fieldOf(view.book, code) === query.field));
  for (const word of words) {
    const pattern = bind(likePattern(word));
    const named = codesWhere((code) => {
      const name = procedureRef(view.book, code)?.name ?? "";
      return `${code} ${name}`.toLowerCase().includes(word);
    });
    add(`(k.number like ${pattern} or lower(k.settled) like ${pattern} or ${named})`);
  }
  return { where: conditions.join(" and "), values };
}

interface CaseRow {
  readonly id: string;
  readonly number: string;
  readonly conversation_id: string;
  readonly channel: ChannelName;
  readonly opened_at: Date;
  readonly reason: HandlingReason;
  readonly procedure: string | null;
  readonly unit: string | null;
  readonly claimed_at: Date | null;
  readonly officer: string | null;
  readonly first_reply_at: Date | null;
  readonly due_date: string;
  readonly closed_at: Date | null;
  readonly outcome: CaseOutcome | null;
  readonly settled: string | null;
}

async function selectCases(
  connection: Connection,
  rest: string,
  values: readonly unknown[],
  view: DeskView,
  now: Date,
): Promise<CaseView[]> {
  const { rows } = await connection.run<CaseRow>(
    `select k.id, k.number, k.conversation_id, k.channel, k.opened_at, k.reason, k.procedure, k.unit, k.claimed_at,
            k.officer, k.first_reply_at, to_char(k.due_date, 'YYYY-MM-DD') as due_date, k.closed_at, k.outcome, k.settled
     from ${TABLES} ${rest}`,
    values,
  );
  const names = await accountNames(
    connection,
    rows.map(({ officer }) => officer),
  );
  return rows.map((row) => caseOf(row, names, view, now));
}

function caseOf(row: CaseRow, names: AccountNames, view: DeskView, now: Date): CaseView {
  return {
    id: row.id,
    number: row.number,
    conversationId: row.conversation_id,
    channel: row.channel,
    openedAt: row.opened_at.toISOString(),
    reason: row.reason,
    procedure: procedureRef(view.book, row.procedure),
    field: fieldOf(view.book, row.procedure),
    unit: unitRef(view.units, row.unit),
    claimedAt: row.claimed_at?.toISOString() ?? null,
    officer: row.officer === null ? null : personName(row.officer, names),
    firstReplyAt: row.first_reply_at?.toISOString() ?? null,
    dueDate: row.due_date,
    overdue: isOverdue(row.due_date, row.closed_at, now),
    closedAt: row.closed_at?.toISOString() ?? null,
    outcome: row.outcome,
    settled: row.settled,
  };
}
