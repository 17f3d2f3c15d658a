import { caseOutcomeLabel, type CaseOutcome, type Thread, type ThreadItem } from "../contract/desk.ts";
import type { Attachment, Button } from "../core/channel.ts";
import type { ConversationState } from "../core/conversation.ts";
import type { HandlingReason, HandoverEventKind } from "../core/handover.ts";
import type { ThreadRef } from "../messaging/live.ts";
import type { OutboxState } from "../messaging/tables.ts";
import type { Connection } from "../store/open-store.ts";
import { accountNames, personName, unitRef, type AccountNames, type Unit } from "./look-up-names.ts";
import { whyUnsent } from "./say-why-unsent.ts";

const PAGE = 50;
/** Notes and events that may stand between the messages of one page; the older ones of a page with more are left out. */
const BETWEEN_AT_MOST = 500;
/** Of one case; no person reads a longer record. */
const CASE_AT_MOST = 500;
const BEFORE_AT_MOST = 20;

type Message = Extract<ThreadItem, { kind: "message" }>;
type Note = Extract<ThreadItem, { kind: "note" }>;
type Event = Extract<ThreadItem, { kind: "event" }>;

/**
 * The newest 50 messages before message `before` (or of all), with the notes and events among them, oldest first by
 * their time. What lies between two pages stands in one of them. Who may see it was settled before.
 */
export async function readThread(
  connection: Connection,
  conversationId: string,
  before: number | undefined,
  units: readonly Unit[],
): Promise<Thread> {
  const { rows } = await connection.run<MessageRow>(
    `${MESSAGES} where m.conversation_id = $1 and ($2::bigint is null or m.id < $2::bigint)
     order by m.id desc limit ${PAGE + 1}`,
    [conversationId, before ?? null],
  );
  const page = rows.slice(0, PAGE);
  const more = rows.length > PAGE;
  const oldest = page.at(-1);
  const from = more ? (oldest?.at ?? null) : null;
  const to = before === undefined ? null : await timeOf(connection, conversationId, before);
  const span = [conversationId, from, to];
  const inSpan =
    "($2::timestamptz is null or at >= $2::timestamptz) and ($3::timestamptz is null or at < $3::timestamptz)";
  const { rows: notes } = await connection.run<NoteRow>(
    `${NOTES} where conversation_id = $1 and ${inSpan} order by id desc limit ${BETWEEN_AT_MOST}`,
    span,
  );
  const { rows: events } = await connection.run<EventRow>(
    `${EVENTS} where e.conversation_id = $1 and ${inSpan} order by e.id desc limit ${BETWEEN_AT_MOST}`,
    span,
  );
  const items = await itemsOf(connection, { messages: page, notes, events }, units);
  return { items, more, oldest: oldest?.id ?? null };
}

/** One thing of a thread, as it is now; undefined when there is none. Who may see it was settled before. */
export async function readItem(
  connection: Connection,
  { kind, id }: ThreadRef,
  units: readonly Unit[],
): Promise<ThreadItem | undefined> {
  const one = { messages: [] as MessageRow[], notes: [] as NoteRow[], events: [] as EventRow[] };
  if (kind === "message")
    one.messages = (await connection.run<MessageRow>(`${MESSAGES} where m.id = $1`, [id])).rows;
  else if (kind === "note") one.notes = (await connection.run<NoteRow>(`${NOTES} where id = $1`, [id])).rows;
  else one.events = (await connection.run<EventRow>(`${EVENTS} where e.id = $1`, [id])).rows;
  return (await itemsOf(connection, one, units))[0];
}

/** A case's part of a conversation, for its printed record. */
export interface CaseSpan {
  readonly id: string;
  readonly conversationId: string;
  /** The conversation's last `seq` before it. */
  readonly openedSeq: number;
  readonly openedAt: Date;
  readonly closedAt: Date | null;
}

/**
 * What was said, noted and done in one case, oldest first, and the messages that led to it: those since the case
 * before, or the newest 20 of them. At most 500 messages, 500 notes and 500 events; `more` when the case has more.
 */
export async function readCaseCourse(
  connection: Connection,
  { id, conversationId, openedSeq, openedAt, closedAt }: CaseSpan,
  units: readonly Unit[],
): Promise<{ readonly before: ThreadItem[]; readonly items: ThreadItem[]; readonly more: boolean }> {
  const { rows: before } = await connection.run<MessageRow>(
    `${MESSAGES} where m.conversation_id = $1 and m.seq <= $2
       and m.at > coalesce((select max(closed_at) from handled_case where conversation_id = $1 and opened_at < $3), '-infinity')
     order by m.seq desc limit ${BEFORE_AT_MOST}`,
    [conversationId, openedSeq, openedAt],
  );
  const { rows: messages } = await connection.run<MessageRow>(
    `${MESSAGES} where m.conversation_id = $1 and (m.seq > $2 or m.seq is null and m.at >= $3::timestamptz)
       and ($4::timestamptz is null or m.at <= $4::timestamptz)
     order by m.id limit ${CASE_AT_MOST + 1}`,
    [conversationId, openedSeq, openedAt, closedAt],
  );
  const { rows: notes } = await connection.run<NoteRow>(
    `${NOTES} where case_id = $1 order by id desc limit ${BETWEEN_AT_MOST}`,
    [id],
  );
  const { rows: events } = await connection.run<EventRow>(
    `${EVENTS} where e.conversation_id = $2 and e.case_id = $1 order by e.id desc limit ${BETWEEN_AT_MOST}`,
    [id, conversationId],
  );
  return {
    before: await itemsOf(connection, { messages: before, notes: [], events: [] }, units),
    items: await itemsOf(
      connection,
      { messages: messages.slice(0, CASE_AT_MOST).reverse(), notes, events },
      units,
    ),
    more: messages.length > CASE_AT_MOST,
  };
}

/** Rows, newest first of each kind, as things of a thread, oldest first by their time. */
async function itemsOf(
  connection: Connection,
  rows: { readonly messages: MessageRow[]; readonly notes: NoteRow[]; readonly events: EventRow[] },
  units: readonly Unit[],
): Promise<ThreadItem[]> {
  const names = await namesIn(connection, rows);
  // Of one moment, what was done stands before what was said: a person is called, then the citizen is told so.
  const items: ThreadItem[] = [
    ...rows.events.toReversed().map((row) => eventItem(row, names, units)),
    ...rows.notes.toReversed().map((row) => noteItem(row, names)),
    ...rows.messages.toReversed().map((row) => messageItem(row, names)),
  ];
  return items.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

interface MessageRow {
  readonly id: number;
  readonly at: Date;
  readonly speaker: Message["speaker"];
  readonly origin: string;
  readonly text: string;
  readonly buttons: readonly Button[];
  readonly attachments: readonly Attachment[];
  readonly delivered_at: Date | null;
  readonly seen_at: Date | null;
  readonly turn_id: string | null;
  readonly outbox_id: number | null;
  readonly state: OutboxState | null;
  readonly error_code: string | null;
}

const MESSAGES = `
  select m.id, m.at, m.speaker, m.origin, m.text, m.buttons, m.attachments, m.delivered_at, m.seen_at, m.turn_id,
         o.id as outbox_id, o.state, o.error_code
  from message m left join outbox o on o.message_id = m.id`;

interface NoteRow {
  readonly id: number;
  readonly at: Date;
  readonly author: string;
  readonly text: string;
}

const NOTES = "select id, at, 'operator:' || author as author, text from note";

interface EventRow {
  readonly id: number;
  readonly at: Date;
  readonly actor: string;
  readonly event: HandoverEventKind;
  readonly from_state: ConversationState;
  readonly to_state: ConversationState;
  readonly reason: HandlingReason | null;
  readonly detail: EventDetail;
  /** Which of the alerts in a row this is, from 1; an alert changes no version. */
  readonly turn_of_alert: number;
}

/** What the hand-over writes beside an event (`messaging/hand-over.ts`): what the event carried, and what came of it. */
interface EventDetail {
  readonly operator?: string;
  readonly unit?: string;
  readonly on?: boolean;
  readonly why?: "presence_lost" | "no_reply";
  readonly outcome?: CaseOutcome;
  readonly settled?: string;
}

const EVENTS = `
  select e.id, e.at, e.actor, e.event, e.from_state, e.to_state, e.reason, e.detail,
         case when e.event = 'alerted' then (
           select count(*) from handover_event b where b.conversation_id = e.conversation_id
             and b.event = 'alerted' and b.version = e.version and b.id <= e.id) else 0 end::int as turn_of_alert
  from handover_event e`;

async function timeOf(
  connection: Connection,
  conversationId: string,
  messageId: number,
): Promise<Date | null> {
  const { rows } = await connection.run<{ at: Date }>(
    "select at from message where id = $1 and conversation_id = $2",
    [messageId, conversationId],
  );
  return rows[0]?.at ?? null;
}

const namesIn = (
  connection: Connection,
  { messages, notes, events }: Parameters<typeof itemsOf>[1],
): Promise<AccountNames> =>
  accountNames(connection, [
    ...messages.map(({ origin }) => origin),
    ...notes.map(({ author }) => author),
    ...events.flatMap(({ actor, detail }) => [
      actor,
      detail.operator === undefined ? null : `operator:${detail.operator}`,
    ]),
  ]);

function messageItem(row: MessageRow, names: AccountNames): Message {
  const { outbox_id, state, error_code } = row;
  return {
    kind: "message",
    key: `message:${row.id}`,
    at: row.at.toISOString(),
    id: row.id,
    speaker: row.speaker,
    author: row.speaker === "operator" ? personName(row.origin, names) : null,
    text: row.text,
    buttons: [...row.buttons],
    attachments: row.attachments.map(({ kind, url, name }) => ({
      kind,
      ...(url !== undefined && isWebAddress(url) ? { url } : {}),
      ...(name === undefined ? {} : { name }),
    })),
    deliveredAt: row.delivered_at?.toISOString() ?? null,
    seenAt: row.seen_at?.toISOString() ?? null,
    sending:
      outbox_id === null || state === null
        ? null
        : {
            outboxId: outbox_id,
            state,
            errorCode: error_code,
            why: error_code === null || state === "sent" ? null : whyUnsent(error_code),
          },
    turnId: row.turn_id,
  };
}

/** A link that came from outside is shown only when it leads to a page: `javascript:` and its kind would run in ours. */
const isWebAddress = (url: string): boolean =>
  URL.canParse(url) && ["http:", "https:"].includes(new URL(url).protocol);

function noteItem(row: NoteRow, names: AccountNames): Note {
  return {
    kind: "note",
    key: `note:${row.id}`,
    at: row.at.toISOString(),
    author: personName(row.author, names),
    text: row.text,
  };
}

function eventItem(row: EventRow, names: AccountNames, units: readonly Unit[]): Event {
  return {
    kind: "event",
    key: `event:${row.id}`,
    at: row.at.toISOString(),
    actor: actorLabel.get(row.actor) ?? personName(row.actor, names),
    event: row.event,
    from: row.from_state,
    to: row.to_state,
    reason: row.reason,
    detail: detailOf(row, names, units) ?? null,
  };
}

const actorLabel: ReadonlyMap<string, string> = new Map([
  ["citizen", "Người dân"],
  ["bot", "Trợ lý"],
  ["clock", "Hệ thống"],
]);

/** What tells more than the name of the event, its actor and its reason. */
function detailOf(
  { event, detail, turn_of_alert }: EventRow,
  names: AccountNames,
  units: readonly Unit[],
): string | undefined {
  switch (event) {
    case "assigned":
      return detail.operator === undefined
        ? undefined
        : `Giao cho ${personName(`operator:${detail.operator}`, names)}`;
    case "forwarded":
      return detail.unit === undefined ? undefined : `Chuyển tới ${unitRef(units, detail.unit)?.name ?? ""}`;
    case "drafting_set":
      return detail.on === true ? "Trợ lý soạn, cán bộ duyệt" : "Cán bộ tự soạn";
    case "away":
      return detail.why === "presence_lost"
        ? "Cán bộ đã rời bàn làm việc"
        : "Quá thời gian mà chưa có trả lời";
    case "alerted":
      return `Lần ${turn_of_alert}`;
    case "handed_back":
    case "closed":
    case "quiet":
      return endOf(detail);
    default:
      return undefined;
  }
}

/** "Đã giải đáp: đã hướng dẫn nộp hồ sơ tại phường", or what of it is known. */
function endOf({ outcome, settled }: EventDetail): string | undefined {
  const label = outcome === undefined ? "" : caseOutcomeLabel[outcome];
  const parts = [label, settled ?? ""].filter((part) => part !== "");
  return parts.length === 0 ? undefined : parts.join(": ");
}
