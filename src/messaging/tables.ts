import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
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

const when = (name: string) => timestamp(name, { withTimezone: true });
const serial = (name: string) => bigint(name, { mode: "number" });

/** One citizen on one channel. Every change of holder or state, and every finished turn, raises `version`. */
export const conversation = pgTable(
  "conversation",
  {
    id: uuid().primaryKey(),
    channel: text().$type<ChannelName>().notNull(),
    citizenId: text("citizen_id").notNull(),
    state: text().$type<ConversationState>().notNull().default("bot"),
    /** Who holds it while `held`: an operator of ours, or a person in the platform's own tool. */
    holder: text(),
    reason: text(),
    version: integer().notNull().default(0),
    /** Last number given to a message of this conversation (`message.seq`). */
    seq: integer().notNull().default(0),
    waitingSince: when("waiting_since"),
    personLastAt: when("person_last_at"),
    memory: jsonb().$type<Memory>().notNull().default({}),
    /** Messages up to this `seq` belong to a person's part; the bot does not use them. */
    boundarySeq: integer("boundary_seq").notNull().default(0),
    lastInteractionAt: when("last_interaction_at"),
    /** The turn that thinks now, and until when nobody else may begin one. */
    turnToken: uuid("turn_token"),
    turnUntil: when("turn_until"),
    createdAt: when("created_at").notNull(),
  },
  (table) => [unique("conversation_citizen").on(table.channel, table.citizenId)],
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
    /** Where it came from: the channel, the bot, `zalo_tool:<admin id>`, `other_app`. */
    origin: text().notNull(),
    providerId: text("provider_id"),
    turnId: uuid("turn_id"),
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
  ],
);
