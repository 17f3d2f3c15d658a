import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  timestamp,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import type { Memory, Outcome, Evidence } from "../core/answering.ts";
import type { Attachment, Button, ChannelEvent, ChannelName } from "../core/channel.ts";
import type { ConversationState } from "../core/conversation.ts";
import type { CaseOutcome, HandlingReason, HandoverEventKind } from "../core/handover.ts";

const when = (name: string) => timestamp(name, { withTimezone: true });
const serial = (name: string) => bigint(name, { mode: "number" });

/** One citizen on one channel. Every change of holder or state, and every finished turn, raises `version`. */
export const conversation = pgTable(
  "conversation",
  {
    id: uuid().primaryKey(),
    channel: text().$type<ChannelName>().notNull(),
    citizenId: text("citizen_id").notNull(),
    /** As the platform tells it; a help for operators, never proof of who it is. */
    citizenName: text("citizen_name"),
    state: text().$type<ConversationState>().notNull().default("bot"),
    /** Who holds it, as `writeHolder` writes it. */
    holder: text(),
    heldSince: when("held_since"),
    reason: text().$type<HandlingReason>(),
    version: integer().notNull().default(0),
    /** Last number given to a message of this conversation (`message.seq`). */
    seq: integer().notNull().default(0),
    /** These, with state, holder, its time and reason, are the `Handling` of core/handover.ts. */
    waitingSince: when("waiting_since"),
    unansweredSince: when("unanswered_since"),
    personLastAt: when("person_last_at"),
    awayCount: integer("away_count").notNull().default(0),
    alerts: integer().notNull().default(0),
    alertedAt: when("alerted_at"),
    unit: text(),
    /** When the clock has something to do with it (`nextTimer`); null: never. */
    dueAt: when("due_at"),
    /** The record of the part a person has now; null while the bot has the conversation. */
    caseId: uuid("case_id"),
    labels: jsonb().$type<readonly string[]>().notNull().default([]),
    /** When anything operators see of it last changed. */
    changedAt: when("changed_at"),
    memory: jsonb().$type<Memory>().notNull().default({}),
    /** Messages up to this `seq` belong to a person's part; the bot does not use them. */
    boundarySeq: integer("boundary_seq").notNull().default(0),
    lastInteractionAt: when("last_interaction_at"),
    /** The turn that thinks now, and until when nobody else may begin one. */
    turnToken: uuid("turn_token"),
    turnUntil: when("turn_until"),
    createdAt: when("created_at").notNull(),
  },
  (table) => [
    unique("conversation_citizen").on(table.channel, table.citizenId),
    index("conversation_queue").on(table.state, table.waitingSince),
    index("conversation_holder").on(table.holder),
    index("conversation_changed").on(table.changedAt),
    index("conversation_due")
      .on(table.dueAt)
      .where(sql`${table.dueAt} is not null`),
  ],
);

/** Everything said, by anyone. An outgoing message gets its `seq` when it was sent: until then nobody has read it. */
export const message = pgTable(
  "message",
  {
    id: serial("id").primaryKey().generatedAlwaysAsIdentity(),
    conversationId: uuid("conversation_id")
      .notNull()
      .references(() => conversation.id),
    seq: integer(),
    speaker: text().$type<"citizen" | "bot" | "operator" | "system">().notNull(),
    text: text().notNull(),
    buttons: jsonb().$type<readonly Button[]>().notNull().default([]),
    attachments: jsonb().$type<readonly Attachment[]>().notNull().default([]),
    /** Where it came from: the channel, `bot`, `operator:<account id>`, `platform:<name>`. */
    origin: text().notNull(),
    providerId: text("provider_id"),
    turnId: uuid("turn_id"),
    /** Chosen by an operator's console: the same twice is one message. */
    clientId: uuid("client_id").unique(),
    at: when("at").notNull(),
    deliveredAt: when("delivered_at"),
    seenAt: when("seen_at"),
  },
  (table) => [
    unique("message_seq").on(table.conversationId, table.seq),
    index("message_provider").on(table.providerId),
  ],
);

/** Every event received, stored before it is acknowledged; a second delivery of the same changes nothing. */
export const inbox = pgTable(
  "inbox",
  {
    id: serial("id").primaryKey().generatedAlwaysAsIdentity(),
    channel: text().$type<ChannelName>().notNull(),
    dedupeKey: text("dedupe_key").notNull(),
    conversationId: uuid("conversation_id").references(() => conversation.id),
    kind: text().$type<ChannelEvent["kind"]>().notNull(),
    event: jsonb().$type<StoredEvent>().notNull(),
    /** The platform's time of the event: the order in which it was written. */
    at: when("at").notNull(),
    receivedAt: when("received_at").notNull(),
    handledAt: when("handled_at"),
    turnId: uuid("turn_id"),
  },
  (table) => [
    unique("inbox_once").on(table.channel, table.dedupeKey),
    index("inbox_unhandled")
      .on(table.conversationId, table.at)
      .where(sql`${table.handledAt} is null`),
  ],
);

/** A channel event as it comes back from JSON: its time is text. */
export type StoredEvent = ChannelEvent extends infer E
  ? E extends ChannelEvent
    ? Omit<E, "at"> & { at: string }
    : never
  : never;

/** One finished turn: what was understood, and how it ended. */
export const turn = pgTable(
  "turn",
  {
    id: uuid().primaryKey(),
    conversationId: uuid("conversation_id")
      .notNull()
      .references(() => conversation.id),
    at: when("at").notNull(),
    outcome: jsonb().$type<Outcome>().notNull(),
    evidence: jsonb().$type<Evidence>(),
  },
  (table) => [index("turn_conversation").on(table.conversationId, table.at)],
);

export type OutboxState = "queued" | "sending" | "in_doubt" | "sent" | "failed" | "cancelled";

/** One message on its way to a platform. Written before anything leaves; kept whatever becomes of it. */
export const outbox = pgTable(
  "outbox",
  {
    id: serial("id").primaryKey().generatedAlwaysAsIdentity(),
    conversationId: uuid("conversation_id")
      .notNull()
      .references(() => conversation.id),
    messageId: serial("message_id")
      .notNull()
      .references(() => message.id),
    /** Automatic text goes out only while no person holds the conversation or is waited for. */
    automatic: boolean().notNull(),
    /** `conversation.version` as the turn that wrote this row left it. */
    version: integer().notNull(),
    state: text().$type<OutboxState>().notNull().default("queued"),
    attempts: integer().notNull().default(0),
    /** Not to be tried (queued) or looked up (in doubt) before this. */
    notBefore: when("not_before").notNull(),
    attemptId: uuid("attempt_id"),
    sendingSince: when("sending_since"),
    providerId: text("provider_id"),
    errorCode: text("error_code"),
    errorDetail: text("error_detail"),
    needsAdmin: boolean("needs_admin").notNull().default(false),
    createdAt: when("created_at").notNull(),
    finishedAt: when("finished_at"),
  },
  (table) => [
    index("outbox_open")
      .on(table.conversationId, table.id)
      .where(sql`${table.state} in ('queued', 'sending', 'in_doubt')`),
    index("outbox_failed")
      .on(table.finishedAt)
      .where(sql`${table.state} = 'failed'`),
    index("outbox_provider").on(table.providerId),
    index("outbox_message").on(table.messageId),
  ],
);

/** One line of the hand-over's history: what happened, by whom, from which state to which. Never changed. */
export const handoverEvent = pgTable(
  "handover_event",
  {
    id: serial("id").primaryKey().generatedAlwaysAsIdentity(),
    conversationId: uuid("conversation_id")
      .notNull()
      .references(() => conversation.id),
    caseId: uuid("case_id"),
    at: when("at").notNull(),
    /** `citizen`, `bot`, `clock`, `operator:<account id>` or `platform:<name>`. */
    actor: text().notNull(),
    event: text().$type<HandoverEventKind>().notNull(),
    fromState: text("from_state").$type<ConversationState>().notNull(),
    toState: text("to_state").$type<ConversationState>().notNull(),
    reason: text().$type<HandlingReason>(),
    /** The conversation's version after it. */
    version: integer().notNull(),
    detail: jsonb().$type<Readonly<Record<string, unknown>>>().notNull().default({}),
  },
  (table) => [index("handover_event_conversation").on(table.conversationId, table.id)],
);

/** The controlled record of one handled case: from the moment a person was called, or came, to its end. */
export const handledCase = pgTable(
  "handled_case",
  {
    id: uuid().primaryKey(),
    /** `2026-000123`: by the year of opening in Vietnam, without gaps. */
    number: text().notNull(),
    conversationId: uuid("conversation_id")
      .notNull()
      .references(() => conversation.id),
    channel: text().$type<ChannelName>().notNull(),
    openedAt: when("opened_at").notNull(),
    /** The conversation's last `seq` before it: what was said later belongs to this case. */
    openedSeq: integer("opened_seq").notNull(),
    reason: text().$type<HandlingReason>().notNull(),
    /** The procedure talked of, if known; an operator may set it right. */
    procedure: text(),
    unit: text(),
    claimedAt: when("claimed_at"),
    /** The last holder, as `writeHolder` writes it. */
    officer: text(),
    firstReplyAt: when("first_reply_at"),
    /** To be settled by the end of this day, counted in working days. */
    dueDate: date("due_date").notNull(),
    closedAt: when("closed_at"),
    outcome: text().$type<CaseOutcome>(),
    /** One line on what was settled. */
    settled: text(),
  },
  (table) => [
    unique("handled_case_number").on(table.number),
    index("handled_case_conversation").on(table.conversationId),
    index("handled_case_opened").on(table.openedAt),
  ],
);

/** The last number given in a year. */
export const caseNumber = pgTable("case_number", {
  year: integer().primaryKey(),
  last: integer().notNull(),
});

export type CallbackState = "asked_consent" | "asked_number" | "open" | "done" | "given_up";

/** A wish to be called back, with the citizen's consent; the number is erased when its time is over. */
export const callback = pgTable(
  "callback",
  {
    id: uuid().primaryKey(),
    conversationId: uuid("conversation_id")
      .notNull()
      .references(() => conversation.id),
    caseId: uuid("case_id"),
    state: text().$type<CallbackState>().notNull(),
    phone: text(),
    askedAt: when("asked_at").notNull(),
    /** When the citizen agreed that the number is kept for the call. */
    consentAt: when("consent_at"),
    leftAt: when("left_at"),
    endedAt: when("ended_at"),
    endedBy: text("ended_by"),
    note: text(),
  },
  (table) => [
    index("callback_conversation").on(table.conversationId),
    index("callback_open")
      .on(table.state)
      .where(sql`${table.state} = 'open'`),
  ],
);

/** When an operator's console was last connected, over all instances. */
export const presence = pgTable("presence", {
  accountId: uuid("account_id").primaryKey(),
  seenAt: when("seen_at").notNull(),
});

/** What the bot would say, for the holder to approve, change or throw away. One open draft a conversation. */
export const draft = pgTable("draft", {
  conversationId: uuid("conversation_id")
    .primaryKey()
    .references(() => conversation.id),
  turnId: uuid("turn_id").notNull(),
  text: text().notNull(),
  /** The conversation's `seq` it answers. */
  seq: integer().notNull(),
  at: when("at").notNull(),
});

/** A request to erase somebody's data, from a platform or from the citizen. */
export const deletionRequest = pgTable("deletion_request", {
  code: text().primaryKey(),
  channel: text().$type<ChannelName>().notNull(),
  /** The platform's id of the person, which may be of another kind than ours. */
  subject: text().notNull(),
  state: text().$type<"received" | "done">().notNull(),
  requestedAt: when("requested_at").notNull(),
  doneAt: when("done_at"),
  /** What the citizen adds on the page of the request, so that the conversation can be found. */
  statement: text(),
});
