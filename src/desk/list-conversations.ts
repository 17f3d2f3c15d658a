import type { ConversationCard, DeskHolder, QueueCounts, QueuePage, QueueQuery } from "../contract/desk.ts";
import type { Attachment, ChannelName } from "../core/channel.ts";
import type { ConversationState } from "../core/conversation.ts";
import { isEscalated, readHolder, writeHolder, type HandlingReason } from "../core/handover.ts";
import type { Operator } from "../core/people.ts";
import type { Connection } from "../store/open-store.ts";
import {
  accountNames,
  personName,
  procedureRef,
  unitRef,
  type AccountNames,
  type DeskView,
} from "./look-up-names.ts";
import { likePattern, searchedWords } from "./search-words.ts";
import { visibleTo } from "./visible-to.ts";

const PAGE = 50;
/** `waiting` and `mine` come whole; more than this nobody works through, and `more` says that there are others. */
const WHOLE = 500;
/** A line of a queue shows the beginning of the last message. */
const SHOWN_CHARACTERS = 200;

/**
 * One queue as this operator may see it (`maySee`), in the order the contract gives it. A search finds conversations
 * in which every word stands somewhere in the citizen's name, a case number or a message, also as part of a word. It
 * minds tones but not capitals ("can cuoc" does not find "căn cước"), and reads all messages of the queue: made for
 * a centre's hundreds of thousands, not for millions.
 */
export async function listConversations(
  connection: Connection,
  who: Operator,
  query: QueueQuery,
  view: DeskView,
): Promise<QueuePage> {
  const values: unknown[] = [];
  const bind = (value: unknown): string => `$${values.push(value)}`;
  const conditions = [visibleTo(who, "c.unit", bind)];
  const me = writeHolder({ kind: "operator", id: who.id });
  if (query.queue === "waiting") conditions.push("c.state = 'waiting'");
  if (query.queue === "mine") conditions.push(`c.state in ('held', 'drafting') and c.holder = ${bind(me)}`);
  if (query.queue === "callbacks")
    conditions.push("exists (select 1 from callback b where b.conversation_id = c.id and b.state = 'open')");
  if (query.queue === "all") conditions.push("c.state <> 'closed'");
  if (query.queue === "closed") {
    conditions.push(
      "c.state in ('bot', 'closed') and exists (select 1 from handled_case k where k.conversation_id = c.id)",
    );
  }
  if (query.channel !== undefined) conditions.push(`c.channel = ${bind(query.channel)}`);
  if (query.label !== undefined) conditions.push(`c.labels @> ${bind(JSON.stringify([query.label]))}::jsonb`);
  for (const word of searchedWords(query.q ?? "")) conditions.push(contains(bind(likePattern(word))));

  const isWhole = query.queue === "waiting" || query.queue === "mine";
  if (!isWhole && query.before !== undefined)
    conditions.push(`${CHANGED_AT} < ${bind(new Date(query.before))}`);
  const atMost = isWhole ? WHOLE : PAGE;
  const { rows } = await connection.run<{ id: string; changed_at: Date }>(
    `select c.id, ${CHANGED_AT} as changed_at from conversation c
     where ${conditions.join(" and ")} order by ${ORDER[query.queue]} limit ${atMost + 1}`,
    values,
  );
  const ids = (isWhole ? rows.slice(0, atMost) : wholeMoments(rows)).map(({ id }) => id);
  return { conversations: await readCards(connection, ids, view), more: rows.length > ids.length };
}

/** Old rows were never seen by operators; they changed last when they began. */
const CHANGED_AT = "coalesce(c.changed_at, c.created_at)";
const ORDER = {
  waiting: "c.waiting_since, c.id",
  mine: `c.unanswered_since nulls last, ${CHANGED_AT} desc, c.id`,
  callbacks: `${CHANGED_AT} desc, c.id`,
  all: `${CHANGED_AT} desc, c.id`,
  closed: `${CHANGED_AT} desc, c.id`,
} as const satisfies Record<QueueQuery["queue"], string>;

/** A page that ends between two moments: the next one begins before the last moment shown, and loses nobody. */
function wholeMoments<Row extends { readonly changed_at: Date }>(rows: readonly Row[]): readonly Row[] {
  const next = rows[PAGE]?.changed_at;
  const page = rows.slice(0, PAGE);
  const whole = next === undefined ? page : page.filter((row) => row.changed_at > next);
  return whole.length === 0 ? page : whole;
}

const contains = (pattern: string): string =>
  `(lower(c.citizen_name) like ${pattern}
    or exists (select 1 from handled_case k where k.conversation_id = c.id and k.number like ${pattern})
    or exists (select 1 from message m where m.conversation_id = c.id and lower(m.text) like ${pattern}))`;

/** What waits for this operator, over all pages. */
export async function countQueues(connection: Connection, who: Operator): Promise<QueueCounts> {
  const values: unknown[] = [writeHolder({ kind: "operator", id: who.id })];
  const visible = visibleTo(who, "c.unit", (value) => `$${values.push(value)}`);
  const { rows } = await connection.run<QueueCounts>(
    `select count(*) filter (where c.state = 'waiting')::int as waiting,
            count(*) filter (where c.state <> 'waiting' and c.holder = $1)::int as mine,
            count(*) filter (where c.state <> 'waiting' and c.holder = $1 and c.unanswered_since is not null)::int
              as "mineUnanswered",
            (select count(*) from callback b join conversation c on c.id = b.conversation_id
             where b.state = 'open' and ${visible})::int as callbacks
     from conversation c where c.state in ('waiting', 'held', 'drafting') and ${visible}`,
    values,
  );
  return rows[0] ?? { waiting: 0, mine: 0, mineUnanswered: 0, callbacks: 0 };
}

interface CardRow {
  readonly id: string;
  readonly channel: ChannelName;
  readonly citizen_id: string;
  readonly citizen_name: string | null;
  readonly state: ConversationState;
  readonly reason: HandlingReason | null;
  readonly holder: string | null;
  readonly unit: string | null;
  readonly waiting_since: Date | null;
  readonly unanswered_since: Date | null;
  readonly changed_at: Date;
  readonly away_count: number;
  readonly alerts: number;
  readonly labels: string[];
  readonly version: number;
  readonly case_number: string | null;
  readonly due_date: string | null;
  readonly procedure: string | null;
  readonly speaker: NonNullable<ConversationCard["lastMessage"]>["speaker"] | null;
  readonly text: string | null;
  readonly attachments: readonly Attachment[] | null;
  readonly said_at: Date | null;
  readonly callback_open: boolean;
  readonly failed_sends: number;
}

/**
 * These conversations as lines of a queue, in the order of `ids`; unknown ids are left out. Who may see them was
 * settled before. The last message is the last one that somebody said, not a notice of ours; what could not be sent is
 * counted beside it.
 */
export async function readCards(
  connection: Connection,
  ids: readonly string[],
  view: DeskView,
): Promise<ConversationCard[]> {
  if (ids.length === 0) return [];
  const { rows } = await connection.run<CardRow>(
    `with wanted as (
       select value::uuid as id, ordinality from jsonb_array_elements_text($1::jsonb) with ordinality
     ), failed as (
       select o.conversation_id, count(*)::int as sends from outbox o
       where o.state = 'failed' and o.conversation_id in (select id from wanted) group by o.conversation_id
     )
     select c.id, c.channel, c.citizen_id, c.citizen_name, c.state, c.reason, c.holder, c.unit, c.waiting_since,
            c.unanswered_since, ${CHANGED_AT} as changed_at, c.away_count, c.alerts, c.labels, c.version,
            k.number as case_number, to_char(k.due_date, 'YYYY-MM-DD') as due_date, k.procedure,
            m.speaker, m.text, m.attachments, m.at as said_at,
            exists (select 1 from callback b where b.conversation_id = c.id and b.state = 'open') as callback_open,
            coalesce(f.sends, 0) as failed_sends
     from wanted w join conversation c on c.id = w.id
     left join handled_case k on k.id = c.case_id
     left join failed f on f.conversation_id = c.id
     left join lateral (
       select speaker, left(text, ${SHOWN_CHARACTERS}) as text, attachments, at from message
       where conversation_id = c.id and seq is not null order by speaker = 'system', seq desc limit 1
     ) m on true
     order by w.ordinality`,
    [JSON.stringify(ids)],
  );
  const names = await accountNames(
    connection,
    rows.map(({ holder }) => holder),
  );
  return rows.map((row) => cardOf(row, names, view));
}

/** One conversation as a line of a queue; undefined when there is none of this id. */
export async function readCard(
  connection: Connection,
  id: string,
  view: DeskView,
): Promise<ConversationCard | undefined> {
  return (await readCards(connection, [id], view))[0];
}

function cardOf(row: CardRow, names: AccountNames, view: DeskView): ConversationCard {
  return {
    id: row.id,
    channel: row.channel,
    citizen: { name: row.citizen_name, short: `…${row.citizen_id.slice(-4)}` },
    state: row.state,
    reason: row.reason,
    holder: row.holder === null ? null : holderOf(row.holder, names),
    unit: unitRef(view.units, row.unit),
    waitingSince: row.waiting_since?.toISOString() ?? null,
    unansweredSince: row.unanswered_since?.toISOString() ?? null,
    changedAt: row.changed_at.toISOString(),
    escalated: isEscalated({ awayCount: row.away_count, alerts: row.alerts }, view.rules),
    lastMessage:
      row.speaker === null || row.said_at === null
        ? null
        : {
            speaker: row.speaker,
            text: row.text === null || row.text === "" ? attached(row.attachments ?? []) : row.text,
            at: row.said_at.toISOString(),
          },
    labels: row.labels,
    caseNumber: row.case_number,
    dueDate: row.due_date,
    procedure: procedureRef(view.book, row.procedure),
    callbackOpen: row.callback_open,
    failedSends: row.failed_sends,
    version: row.version,
  };
}

function holderOf(text: string, names: AccountNames): DeskHolder {
  const holder = readHolder(text);
  const name = personName(text, names);
  return holder.kind === "operator" ? { kind: "operator", id: holder.id, name } : { kind: "platform", name };
}

/** What a message without words shows in a line. */
const attached = ([first]: readonly Attachment[]): string =>
  first === undefined ? "" : `[${attachmentLabel[first.kind]}]`;

const attachmentLabel = {
  image: "Hình ảnh",
  gif: "Ảnh động",
  link: "Liên kết",
  audio: "Ghi âm",
  video: "Video",
  sticker: "Nhãn dán",
  location: "Vị trí",
  file: "Tệp",
  contact: "Danh thiếp",
  unknown: "Tệp đính kèm",
} as const satisfies Record<Attachment["kind"], string>;
