import type { Memory } from "../core/answering.ts";
import { isWithBot, type ConversationState } from "../core/conversation.ts";
import {
  isEscalated,
  nextTimer,
  readHolder,
  transition,
  writeHolder,
  type CaseOutcome,
  type Handling,
  type HandoverEvent,
  type HandoverRefusal,
  type HandoverRules,
} from "../core/handover.ts";
import { addWorkingDays, nextOpening, type OfficeCalendar } from "../core/office-time.ts";
import type { NewId } from "../core/ports.ts";
import { vietnamDate } from "../core/vietnam-date.ts";
import type { Transaction } from "../store/open-store.ts";
import { dropUnfinishedCallbacks } from "./callbacks.ts";
import { changeConversation, type ConversationRow } from "./conversation-row.ts";
import type { ConversationKey, Live } from "./live.ts";

/** Who causes an event: `operator:<account id>`, `platform:<name>`, or one of these. */
export type Actor = "citizen" | "bot" | "clock" | `operator:${string}` | `platform:${string}`;

/** What the record keeps of an event beside the state. */
export interface EventDetail {
  /** One line on what a person settled: into the record, and where the bot's memory begins anew. */
  readonly settled?: string | undefined;
  /** What the talk was about, by its code. */
  readonly procedure?: string | undefined;
  readonly outcome?: CaseOutcome | undefined;
}

/** What an event did to a conversation; handed to `announce` when its transaction has committed. */
export interface Applied {
  readonly refused?: undefined;
  readonly event: HandoverEvent;
  readonly from: ConversationState;
  readonly to: ConversationState;
  readonly escalated: boolean;
  /** The line written into the history; undefined when the event changes nothing people look up later. */
  readonly lineId: number | undefined;
}

export type ApplyResult = Applied | { readonly refused: HandoverRefusal };

export interface Handovers {
  /**
   * Applies one event to a conversation that the caller has locked: state, version, history, the case's record, the
   * automatic texts that must not leave any more, and the next timer; all in the caller's transaction. The row handed
   * in is changed along. A refusal changes nothing.
   */
  apply(
    tx: Transaction,
    conversation: ConversationRow,
    event: HandoverEvent,
    actor: Actor,
    now: Date,
    detail?: EventDetail,
  ): Promise<ApplyResult>;
  /** What the clock has to do with it by now; undefined: nothing, and the timer is set to when it will. */
  due(tx: Transaction, conversation: ConversationRow, now: Date): Promise<HandoverEvent | undefined>;
}

/** The part of a conversation that the hand-over rules. */
export function handlingOf(row: ConversationRow): Handling {
  return {
    state: row.state,
    holder: row.holder === null ? null : readHolder(row.holder),
    heldSince: row.heldSince,
    reason: row.reason,
    waitingSince: row.waitingSince,
    unansweredSince: row.unansweredSince,
    personLastAt: row.personLastAt,
    awayCount: row.awayCount,
    alerts: row.alerts,
    alertedAt: row.alertedAt,
    unit: row.unit,
  };
}

/** What is seen in the messages themselves needs no line in the history. */
const WITHOUT_LINE: ReadonlySet<HandoverEvent["kind"]> = new Set(["citizen_wrote", "replied"]);
const isReply = (event: HandoverEvent): boolean =>
  event.kind === "replied" || (event.kind === "answered_in_platform" && event.wrote);

export function createHandovers(parts: {
  newId: NewId;
  calendar: OfficeCalendar;
  rules: HandoverRules;
  caseWorkingDays: number;
}): Handovers {
  const { newId, calendar, rules, caseWorkingDays } = parts;

  const timerOf = async (tx: Transaction, handling: Handling) => {
    const { holder } = handling;
    const { rows } =
      holder?.kind === "operator"
        ? await tx.run<{ seen_at: Date }>("select seen_at from presence where account_id = $1", [holder.id])
        : { rows: [] };
    return nextTimer(handling, rows[0]?.seen_at, rules, (at) => nextOpening(calendar, at));
  };

  const setTimer = async (
    tx: Transaction,
    conversation: ConversationRow,
    dueAt: Date | undefined,
  ): Promise<void> => {
    await changeConversation(tx, conversation.id, { dueAt: dueAt ?? null });
    conversation.dueAt = dueAt ?? null;
  };

  const openCase = async (tx: Transaction, conversation: ConversationRow, now: Date): Promise<string> => {
    const id = newId();
    const today = vietnamDate(now);
    const year = Number(today.slice(0, 4));
    const { rows } = await tx.run<{ last: number }>(
      `insert into case_number (year, last) values ($1, 1)
       on conflict (year) do update set last = case_number.last + 1 returning last`,
      [year],
    );
    const number = `${year}-${String(rows[0]?.last ?? 0).padStart(6, "0")}`;
    await tx.run(
      `insert into handled_case (id, number, conversation_id, channel, opened_at, opened_seq, reason, procedure, due_date)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        id,
        number,
        conversation.id,
        conversation.channel,
        now,
        conversation.seq,
        conversation.reason,
        conversation.memory.procedure ?? null,
        addWorkingDays(calendar, today, caseWorkingDays),
      ],
    );
    return id;
  };

  /** Keeps the record of the case in step with what happened. */
  const recordCase = async (
    tx: Transaction,
    caseId: string,
    { event, before, next }: { event: HandoverEvent; before: Handling; next: Handling },
    now: Date,
    detail: EventDetail,
  ): Promise<void> => {
    const ends = isWithBot(next);
    await tx.run(
      `update handled_case set
         unit = $2,
         officer = coalesce($3, officer),
         claimed_at = case when $3::text is null then claimed_at else coalesce(claimed_at, $4) end,
         first_reply_at = case when $5::boolean then coalesce(first_reply_at, $4) else first_reply_at end,
         closed_at = case when $6::boolean then $4::timestamptz end,
         outcome = $7, settled = coalesce($8, settled), procedure = coalesce($9, procedure)
       where id = $1`,
      [
        caseId,
        // Ended, the conversation belongs to no unit any more; the record keeps whose case it was.
        ends ? before.unit : next.unit,
        next.holder === null ? null : writeHolder(next.holder),
        now,
        isReply(event),
        ends,
        ends ? (detail.outcome ?? outcomeOf(event)) : null,
        detail.settled || null,
        detail.procedure ?? null,
      ],
    );
  };

  return {
    async apply(tx, conversation, event, actor, now, detail = {}) {
      const before = handlingOf(conversation);
      const moved = transition(before, event, now);
      if (moved.refused !== undefined) return { refused: moved.refused };
      let { next } = moved;

      const holder = next.holder === null ? null : writeHolder(next.holder);
      const isOthers = next.state !== before.state || holder !== conversation.holder;
      if (holder !== null && isOthers) {
        const owesAnswer = await silenceBot(tx, conversation.id, now);
        if (owesAnswer && !isReply(event)) next = { ...next, unansweredSince: next.unansweredSince ?? now };
      }
      const [begins, ends] = [isWithBot(before), isWithBot(next)];
      const change: Partial<ConversationRow> = {
        ...next,
        holder,
        changedAt: now,
        ...(isOthers ? { version: conversation.version + 1 } : {}),
      };
      Object.assign(conversation, change);
      if (begins && !ends) change.caseId = await openCase(tx, conversation, now);
      const caseId = change.caseId ?? conversation.caseId;
      if (ends) {
        Object.assign(change, beginsAnew(conversation, before, detail));
        change.caseId = null;
      }
      await changeConversation(tx, conversation.id, change);
      Object.assign(conversation, change);
      if (caseId !== null) await recordCase(tx, caseId, { event, before, next }, now, detail);
      if (next.state !== "drafting")
        await tx.run("delete from draft where conversation_id = $1", [conversation.id]);
      if (ends) await dropUnfinishedCallbacks(tx, conversation.id, actor, now);
      await setTimer(tx, conversation, (await timerOf(tx, next))?.at);

      const lineId = WITHOUT_LINE.has(event.kind)
        ? undefined
        : await writeLine(tx, conversation, { caseId, actor, event, from: before.state, detail, now });
      return {
        event,
        from: before.state,
        to: next.state,
        escalated: isEscalated(next, rules),
        lineId,
      };
    },

    async due(tx, conversation, now) {
      const timer = await timerOf(tx, handlingOf(conversation));
      if (timer !== undefined && timer.at <= now) return timer.event;
      if (timer?.at.getTime() !== conversation.dueAt?.getTime()) await setTimer(tx, conversation, timer?.at);
      return undefined;
    },
  };
}

/**
 * Where the bot takes up the conversation again. After a person's part its memory starts there: what the person said is
 * not the bot's own, only what came of it. When nobody had come, it goes on as before.
 */
function beginsAnew(
  conversation: ConversationRow,
  before: Handling,
  { settled, procedure }: EventDetail,
): Pick<ConversationRow, "memory" | "boundarySeq"> {
  const known = {
    ...(settled ? { settled } : {}),
    ...(procedure === undefined ? {} : { procedure }),
  };
  if (before.personLastAt === null && before.holder === null) {
    const memory: { misses?: number } & Memory = { ...conversation.memory, ...known };
    delete memory.misses;
    return { memory, boundarySeq: conversation.boundarySeq };
  }
  return { memory: known, boundarySeq: conversation.seq };
}

/** Tells those who look on what an event did. Call after its transaction has committed. */
export function announce(live: Live, key: ConversationKey, applied: Applied): void {
  const { event, from, to, lineId } = applied;
  if (from !== to) live.stateChanged(key, to);
  live.changed(key, lineId === undefined ? [] : [{ kind: "event", id: lineId }]);
  const kind = alertOf[event.kind] ?? (from !== to && to === "waiting" ? "new" : undefined);
  if (kind !== undefined) live.alert(key, kind, applied.escalated ? "supervisor" : "operator");
}

const alertOf: Readonly<Partial<Record<HandoverEvent["kind"], "new" | "repeated" | "away" | "forwarded">>> = {
  person_called: "new",
  alerted: "repeated",
  away: "away",
  forwarded: "forwarded",
};

/** How a case ends when nobody chose it. */
function outcomeOf(event: HandoverEvent): CaseOutcome {
  if (event.kind === "quiet" || event.kind === "citizen_resumed_bot" || event.kind === "control_returned")
    return event.kind;
  return "settled";
}

/**
 * Automatic texts that have not left yet do not leave any more.
 * @returns was an answer of the bot among them, or may one that is leaving be lost? Then the person owes it.
 */
async function silenceBot(tx: Transaction, conversationId: string, now: Date): Promise<boolean> {
  const { rows } = await tx.run(
    `select 1 from outbox o join message m on m.id = o.message_id
     where o.conversation_id = $1 and o.automatic and o.state in ('queued', 'sending', 'in_doubt') and m.speaker = 'bot' limit 1`,
    [conversationId],
  );
  await tx.run(
    `update outbox set state = 'cancelled', error_code = 'person_took_over', finished_at = $2
     where conversation_id = $1 and automatic and state = 'queued'`,
    [conversationId, now],
  );
  return rows.length > 0;
}

async function writeLine(
  tx: Transaction,
  conversation: ConversationRow,
  line: {
    caseId: string | null;
    actor: Actor;
    event: HandoverEvent;
    from: ConversationState;
    detail: EventDetail;
    now: Date;
  },
): Promise<number | undefined> {
  const { kind, ...about } = line.event;
  const { rows } = await tx.run<{ id: number }>(
    `insert into handover_event (conversation_id, case_id, at, actor, event, from_state, to_state, reason, version, detail)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::jsonb) returning id`,
    [
      conversation.id,
      line.caseId,
      line.now,
      line.actor,
      kind,
      line.from,
      conversation.state,
      conversation.reason,
      conversation.version,
      JSON.stringify({ ...about, ...line.detail }),
    ],
  );
  return rows[0]?.id;
}
