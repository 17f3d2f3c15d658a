import { maySee } from "../access/rights.ts";
import {
  caseOutcomeLabel,
  channelLabel,
  eventLabel,
  outcomeLabel,
  reasonLabel,
  type CaseView,
  type ThreadItem,
  type TurnEvidence,
} from "../contract/desk.ts";
import type { Evidence, Outcome } from "../core/answering.ts";
import { MotcuaError } from "../core/errors.ts";
import type { HandoverEventKind } from "../core/handover.ts";
import type { Operator } from "../core/people.ts";
import { handlingOf } from "../messaging/hand-over.ts";
import type { Connection } from "../store/open-store.ts";
import { readCase } from "./case-records.ts";
import type { DeskView } from "./look-up-names.ts";
import { seenConversation } from "./read-conversation.ts";
import { evidenceOf } from "./read-evidence.ts";
import { readCaseCourse } from "./read-thread.ts";

/** Candidates named for each answer of the bot. */
const CANDIDATES = 3;

/**
 * The record of one case as a page to print, for a department that does not work in Motcua: the controlled record, what
 * the citizen and the bot said before, the course of the case with notes, and what the bot's answers rested on. A whole
 * HTML document without scripts; everything that came from outside is escaped. Numbers left for a call-back are not in it
 * unless the citizen's own messages hold them.
 * @param centre the name at the head of the page.
 * @throws MotcuaError `not_found`; `not_allowed` when the case belongs to another unit.
 */
export async function caseRecordPage(
  connection: Connection,
  who: Operator,
  caseId: string,
  parts: { readonly view: DeskView; readonly centre: string; readonly now: Date },
): Promise<string> {
  const { view, centre, now } = parts;
  const one = await readCase(connection, caseId, view, now);
  if (one === undefined) throw new MotcuaError("not_found", "Không có vụ việc này.");
  const conversation = await seenConversation(connection, who, one.conversationId);
  if (!maySee(who, { ...handlingOf(conversation), unit: one.unit?.id ?? null }))
    throw new MotcuaError("not_allowed", "Vụ việc này thuộc đơn vị khác.");
  const { rows } = await connection.run<{ opened_seq: number }>(
    "select opened_seq from handled_case where id = $1",
    [caseId],
  );
  const course = await readCaseCourse(
    connection,
    {
      id: caseId,
      conversationId: one.conversationId,
      openedSeq: rows[0]?.opened_seq ?? 0,
      openedAt: new Date(one.openedAt),
      closedAt: one.closedAt === null ? null : new Date(one.closedAt),
    },
    view.units,
  );
  const turns = await readTurns(connection, [...course.before, ...course.items], view);
  return String(
    page(one, {
      centre,
      citizen: conversation.citizenName,
      mark: `…${conversation.citizenId.slice(-4)}`,
      ...course,
      turns,
      printed: `In lúc ${moment(now.toISOString())}, bởi ${who.name}`,
    }),
  );
}

async function readTurns(
  connection: Connection,
  items: readonly ThreadItem[],
  view: DeskView,
): Promise<readonly TurnEvidence[]> {
  const ids = items.flatMap((item) => (item.kind === "message" ? (item.turnId ?? []) : []));
  const { rows } = await connection.run<{
    id: string;
    at: Date;
    outcome: Outcome;
    evidence: Evidence | null;
  }>(
    `select id, at, outcome, evidence from turn
     where id in (select x::uuid from jsonb_array_elements_text($1::jsonb) x) order by at, id`,
    [JSON.stringify([...new Set(ids)])],
  );
  return rows.map((row) => evidenceOf(row, view.book));
}

/** Text that is markup already. */
class Markup {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }
  toString(): string {
    return this.#text;
  }
}

/** Markup whose values are escaped, unless they are markup themselves. */
function html(
  strings: TemplateStringsArray,
  ...values: readonly (string | Markup | readonly Markup[])[]
): Markup {
  const parts = values.map((value) => {
    if (typeof value === "string") return escaped(value);
    return value instanceof Markup ? String(value) : value.map(String).join("\n");
  });
  return new Markup(strings.reduce((all, text, index) => all + (parts[index - 1] ?? "") + text));
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);

interface Page {
  readonly centre: string;
  readonly citizen: string | null;
  readonly mark: string;
  readonly before: readonly ThreadItem[];
  readonly items: readonly ThreadItem[];
  readonly more: boolean;
  readonly turns: readonly TurnEvidence[];
  readonly printed: string;
}

const page = (one: CaseView, about: Page): Markup =>
  html`<!doctype html>
    <html lang="vi">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>Hồ sơ vụ việc ${one.number}</title>
        <style>
          ${new Markup(STYLE)}
        </style>
      </head>
      <body>
        <header>
          <p>${about.centre}</p>
          <h1>Hồ sơ vụ việc ${one.number}</h1>
        </header>
        <table class="facts">
          ${factsOf(one, about).map(
            ([title, value]) =>
              html`<tr>
                <th scope="row">${title}</th>
                <td>${value}</td>
              </tr>`,
          )}
        </table>
        ${section("Trao đổi trước khi chuyển cán bộ", about.before.map(line))}
        ${section("Diễn biến", about.items.map(line))}
        ${about.more ? html`<p class="aside">Vụ việc còn tin nhắn sau phần này; xem tiếp trong Motcua.</p>` : html``}
        ${section("Căn cứ trả lời của trợ lý", about.turns.map(evidenceLine))}
        <footer>${about.printed}. Ghi chú nội bộ chỉ dành cho cơ quan giải quyết.</footer>
      </body>
    </html> `;

const section = (title: string, lines: readonly Markup[]): Markup =>
  lines.length === 0
    ? html``
    : html`<section>
        <h2>${title}</h2>
        <ol>
          ${lines}
        </ol>
      </section>`;

function factsOf(one: CaseView, about: Page): readonly (readonly [string, string])[] {
  const none = "Chưa có";
  return [
    ["Người dân", about.citizen === null ? about.mark : `${about.citizen} (${about.mark})`],
    ["Kênh", channelLabel[one.channel]],
    ["Tiếp nhận lúc", moment(one.openedAt)],
    ["Lý do", reasonLabel[one.reason]],
    ["Thủ tục", one.procedure === null ? "Chưa rõ" : `${one.procedure.code} ${one.procedure.name}`],
    ["Lĩnh vực", one.field ?? "Chưa rõ"],
    ["Đơn vị", one.unit?.name ?? "Trung tâm"],
    ["Cán bộ", one.officer ?? none],
    ["Nhận lúc", one.claimedAt === null ? none : moment(one.claimedAt)],
    ["Trả lời đầu tiên", one.firstReplyAt === null ? none : moment(one.firstReplyAt)],
    ["Hạn xử lý", `${one.dueDate.split("-").reverse().join("/")}${one.overdue ? " (quá hạn)" : ""}`],
    ["Kết thúc", one.closedAt === null ? "Đang xử lý" : moment(one.closedAt)],
    ["Kết quả", one.outcome === null ? none : caseOutcomeLabel[one.outcome]],
    ["Nội dung giải quyết", one.settled ?? none],
  ];
}

const speakerLabel = {
  citizen: "Người dân",
  bot: "Trợ lý",
  operator: "Cán bộ",
  system: "Hệ thống",
} as const satisfies Record<Extract<ThreadItem, { kind: "message" }>["speaker"], string>;

function line(item: ThreadItem): Markup {
  const at = html`<time>${moment(item.at)}</time>`;
  if (item.kind === "note")
    return html`<li class="note">
      ${at} <b>Ghi chú của ${item.author}</b>
      <p>${item.text}</p>
    </li>`;
  if (item.kind === "event") {
    const what = eventLabel[item.event as HandoverEventKind];
    const more = [item.reason === null ? null : reasonLabel[item.reason], item.detail].filter(
      (part) => part !== null,
    );
    return html`<li class="event">${at} ${item.actor}: ${[what, ...more].join(". ")}</li>`;
  }
  const { attachments, sending } = item;
  const unsent = sending !== null && sending.state !== "sent";
  return html`<li>
    ${at} <b>${item.author ?? speakerLabel[item.speaker]}</b>
    <p>${item.text}</p>
    ${[
      ...attachments.map(
        ({ kind, name, url }) =>
          html`<p class="aside">Đính kèm: ${[name ?? kind, url ?? ""].join(" ").trim()}</p>`,
      ),
      ...(unsent ? [html`<p class="aside">Chưa tới người dân. ${sending.why ?? ""}</p>`] : []),
    ]}
  </li>`;
}

function evidenceLine(turn: TurnEvidence): Markup {
  const outcome = outcomeLabel[turn.outcome as Outcome["kind"]];
  const candidates = turn.candidates
    .filter(({ rejected }) => rejected === null)
    .slice(0, CANDIDATES)
    .map(({ code, name, score }) => html`<p class="aside">${code} ${name} (${percent(score)})</p>`);
  return html`<li>
    <time>${moment(turn.at)}</time> <b>${outcome}</b>: ${turn.because}
    <p>Câu hỏi: ${turn.question}</p>
    ${candidates}
  </li>`;
}

const percent = (share: number): string => `${Math.round(share * 100)}%`;

/** A moment by the clock in Vietnam, seven hours ahead of UTC all year: `05/11/2026 08:30`. */
function moment(iso: string): string {
  const local = new Date(Date.parse(iso) + 7 * 3600_000).toISOString();
  return `${local.slice(8, 10)}/${local.slice(5, 7)}/${local.slice(0, 4)} ${local.slice(11, 16)}`;
}

const STYLE = `
@page { size: A4; margin: 2cm 1.5cm; }
body { font: 12pt/1.45 "Times New Roman", "Liberation Serif", serif; color: #000; background: #fff; max-width: 18cm; margin: 1cm auto; padding: 0 .5cm; }
header { text-align: center; } header p { margin: 0; }
h1 { font-size: 16pt; margin: .3cm 0 .6cm; } h2 { font-size: 13pt; margin: .8cm 0 .2cm; break-after: avoid; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid #555; padding: .1cm .2cm; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th { width: 4.2cm; font-weight: normal; }
ol { list-style: none; margin: 0; padding: 0; }
li { border-top: 1px solid #bbb; padding: .15cm 0; } li p { margin: .05cm 0; white-space: pre-wrap; overflow-wrap: anywhere; }
time { font-size: 10pt; color: #333; } .event, .aside { font-size: 10.5pt; color: #333; } .note { border-left: 3px solid #555; padding-left: .3cm; }
footer { margin-top: .8cm; font-size: 10pt; border-top: 1px solid #555; padding-top: .15cm; }
@media print { body { margin: 0; padding: 0; max-width: none; } li { break-inside: avoid; } }
`;
