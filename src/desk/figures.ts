import { CaseReason, channelLabel, DeskChannel, type CaseOutcome } from "../contract/desk.ts";
import { type FigureRow, type Figures } from "../contract/records.ts";
import type { Outcome, ProcedureBook } from "../core/answering.ts";
import type { ChannelName } from "../core/channel.ts";
import type { HandlingReason } from "../core/handover.ts";
import { officeMs, type OfficeCalendar } from "../core/office-time.ts";
import { vietnamDate } from "../core/vietnam-date.ts";
import type { Connection } from "../store/open-store.ts";
import { isOverdue, startOfDay } from "./case-records.ts";
import { accountNames, fieldOf, personName, type AccountNames } from "./look-up-names.ts";

/** Of questions that found no procedure, and of cases about none. */
const NO_FIELD = "Chưa rõ";

/** In which column a question counts; greetings and ignored messages ask nothing. */
const countedAs = {
  answered: "answeredByBot",
  crisis_signpost: "answeredByBot",
  status_of_dossier: "answeredByBot",
  asks_back: "askedBack",
  no_procedure_found: "notFound",
  to_operator: "handedOver",
  small_talk: undefined,
  ignored: undefined,
} as const satisfies Record<Outcome["kind"], keyof FigureRow | undefined>;

/** Ends by which a citizen got what a person could give; the others ended without that. */
const SETTLED: ReadonlySet<CaseOutcome> = new Set(["settled", "called_back", "referred", "quiet"]);
/** In these cases nobody was called, so nobody was waited for. */
const UNCALLED: ReadonlySet<HandlingReason> = new Set(["answered_in_platform", "operator_stepped_in"]);

/**
 * The figures of one month of Vietnamese days, up to the day of `now`: questions by the day they were asked, cases by
 * the day they were opened. Only turns that said something count, not drafts for a person. Times run in office hours.
 * @param month `2026-11`.
 */
export async function readFigures(
  connection: Connection,
  month: string,
  parts: { readonly book: ProcedureBook; readonly calendar: OfficeCalendar; readonly now: Date },
): Promise<Figures> {
  const { book, calendar, now } = parts;
  const days = daysOf(month, vietnamDate(now));
  const questions = await readQuestions(connection, month);
  const cases = (await readCases(connection, month)).map((row) => measured(row, calendar, now));
  const names = await accountNames(
    connection,
    cases.map(({ officer }) => officer),
  );

  const groupBy = (
    keyOf: (one: {
      readonly day: string;
      readonly channel: ChannelName;
      readonly procedure: string | null;
    }) => string,
    label: (key: string) => string,
    always: readonly string[] = [],
  ): FigureRow[] => {
    const asked = grouped(questions, keyOf);
    const handled = grouped(cases, keyOf);
    const keys = new Set([...always, ...asked.keys(), ...handled.keys()]);
    return [...keys].map((key) => rowOf(key, label(key), asked.get(key) ?? [], handled.get(key) ?? []));
  };
  return {
    month,
    total: rowOf("total", "Cả tháng", questions, cases),
    byDay: groupBy(
      ({ day }) => day,
      (day) => `${day.slice(8)}/${day.slice(5, 7)}`,
      days,
    ).sort((a, b) => (a.key < b.key ? -1 : 1)),
    byChannel: groupBy(
      ({ channel }) => channel,
      (channel) => channelLabel[channel as ChannelName],
      DeskChannel.options,
    ),
    byField: groupBy(
      ({ procedure }) => fieldOf(book, procedure) ?? NO_FIELD,
      (field) => field,
    ).sort(
      (a, b) =>
        Number(a.key === NO_FIELD) - Number(b.key === NO_FIELD) ||
        b.questions + b.cases - (a.questions + a.cases) ||
        a.label.localeCompare(b.label, "vi"),
    ),
    byReason: CaseReason.options
      .map((reason) => ({ reason, cases: cases.filter((one) => one.reason === reason).length }))
      .filter((one) => one.cases > 0)
      .sort((a, b) => b.cases - a.cases),
    byOfficer: byOfficer(cases, names),
    overdue: cases.filter(({ overdue }) => overdue).length,
  };
}

function byOfficer(cases: readonly MeasuredCase[], names: AccountNames): Figures["byOfficer"] {
  // Two people of one name are two lines; all persons of one platform's tool are one.
  const byPerson = grouped(
    cases.filter(({ officer }) => officer !== null),
    ({ officer }) => (officer?.startsWith("operator:") === true ? officer : personName(officer ?? "", names)),
  );
  return [...byPerson.values()]
    .map((of) => ({
      name: personName(of[0]?.officer ?? "", names),
      cases: of.length,
      settled: settledIn(of),
      waitingMedianMs: quantile(
        of.map(({ waitingMs }) => waitingMs),
        0.5,
      ),
      handlingMedianMs: quantile(
        of.map(({ handlingMs }) => handlingMs),
        0.5,
      ),
    }))
    .sort((a, b) => b.cases - a.cases || a.name.localeCompare(b.name, "vi"));
}

interface AskedRow {
  readonly day: string;
  readonly channel: ChannelName;
  readonly kind: Outcome["kind"];
  readonly procedure: string | null;
  readonly count: number;
}

/** A day in Vietnam, seven hours ahead of UTC all year. */
const dayIn = (column: string): string =>
  `to_char((${column} at time zone 'UTC') + interval '7 hours', 'YYYY-MM-DD')`;

async function readQuestions(connection: Connection, month: string): Promise<AskedRow[]> {
  const kinds = Object.entries(countedAs).flatMap(([kind, column]) => (column === undefined ? [] : [kind]));
  const { rows } = await connection.run<AskedRow>(
    `select ${dayIn("t.at")} as day, c.channel, t.outcome->>'kind' as kind, t.outcome->>'procedure' as procedure,
            count(*)::int as count
     from turn t join conversation c on c.id = t.conversation_id
     where t.at >= $1 and t.at < $2 and t.outcome->>'kind' in (select * from jsonb_array_elements_text($3::jsonb))
       and exists (select 1 from message m where m.conversation_id = t.conversation_id and m.turn_id = t.id)
     group by 1, 2, 3, 4`,
    [startOfDay(`${month}-01`), startOfNext(month), JSON.stringify(kinds)],
  );
  return rows;
}

interface CaseRow {
  readonly day: string;
  readonly channel: ChannelName;
  readonly opened_at: Date;
  readonly reason: HandlingReason;
  readonly procedure: string | null;
  readonly officer: string | null;
  readonly claimed_at: Date | null;
  readonly first_reply_at: Date | null;
  readonly due_date: string;
  readonly closed_at: Date | null;
  readonly outcome: CaseOutcome | null;
}

async function readCases(connection: Connection, month: string): Promise<CaseRow[]> {
  const { rows } = await connection.run<CaseRow>(
    `select ${dayIn("opened_at")} as day, channel, opened_at, reason, procedure, officer, claimed_at, first_reply_at,
            to_char(due_date, 'YYYY-MM-DD') as due_date, closed_at, outcome
     from handled_case where opened_at >= $1 and opened_at < $2`,
    [startOfDay(`${month}-01`), startOfNext(month)],
  );
  return rows;
}

type MeasuredCase = ReturnType<typeof measured>;

function measured(row: CaseRow, calendar: OfficeCalendar, now: Date) {
  const { day, channel, reason, procedure, officer, outcome } = row;
  const between = (from: Date | null, to: Date | null): number | undefined =>
    from === null || to === null ? undefined : officeMs(calendar, from, to);
  return {
    ...{ day, channel, reason, procedure, officer, outcome },
    overdue: isOverdue(row.due_date, row.closed_at, now),
    waitingMs: UNCALLED.has(reason) ? undefined : between(row.opened_at, row.first_reply_at),
    handlingMs: between(row.claimed_at, row.closed_at),
  };
}

function rowOf(
  key: string,
  label: string,
  asked: readonly AskedRow[],
  cases: readonly MeasuredCase[],
): FigureRow {
  const counts = { answeredByBot: 0, askedBack: 0, notFound: 0, handedOver: 0 };
  let questions = 0;
  for (const { kind, count } of asked) {
    const column = countedAs[kind];
    if (column === undefined) continue;
    counts[column] += count;
    questions += count;
  }
  const waiting = cases.map(({ waitingMs }) => waitingMs);
  const handling = cases.map(({ handlingMs }) => handlingMs);
  return {
    key,
    label,
    questions,
    ...counts,
    cases: cases.length,
    settled: settledIn(cases),
    waitingMedianMs: quantile(waiting, 0.5),
    waitingP90Ms: quantile(waiting, 0.9),
    handlingMedianMs: quantile(handling, 0.5),
    handlingP90Ms: quantile(handling, 0.9),
  };
}

const settledIn = (cases: readonly MeasuredCase[]): number =>
  cases.filter(({ outcome }) => outcome !== null && SETTLED.has(outcome)).length;

/**
 * The value that at least the part `p` of the measured ones does not exceed: nearest rank, definition 1 of Hyndman and
 * Fan, "Sample Quantiles in Statistical Packages" (1996), and PostgreSQL's `percentile_disc`. Always a time that
 * somebody did wait. Null when nothing was measured.
 */
export function quantile(values: readonly (number | undefined)[], p: number): number | null {
  const measured = values.filter((value) => value !== undefined).sort((a, b) => a - b);
  return measured[Math.max(1, Math.ceil(p * measured.length)) - 1] ?? null;
}

function grouped<One>(all: readonly One[], keyOf: (one: One) => string): Map<string, One[]> {
  const groups = new Map<string, One[]>();
  for (const one of all) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return groups;
}

/** The days of a month, up to `today`. */
function daysOf(month: string, today: string): string[] {
  const [year = 0, number = 0] = month.split("-").map(Number);
  const count = new Date(Date.UTC(year, number, 0)).getUTCDate();
  return Array.from({ length: count }, (_, day) => `${month}-${String(day + 1).padStart(2, "0")}`).filter(
    (day) => day <= today,
  );
}

function startOfNext(month: string): Date {
  const [year = 0, number = 0] = month.split("-").map(Number);
  const next = number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, "0")}`;
  return startOfDay(`${next}-01`);
}
