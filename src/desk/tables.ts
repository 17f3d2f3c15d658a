import { bigint, index, integer, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";

const when = (name: string) => timestamp(name, { withTimezone: true });

/** A remark among colleagues; citizens and the bot never see it. */
export const note = pgTable(
  "note",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    conversationId: uuid("conversation_id").notNull(),
    caseId: uuid("case_id"),
    author: uuid().notNull(),
    text: text().notNull(),
    at: when("at").notNull(),
  },
  (table) => [index("note_conversation").on(table.conversationId, table.id)],
);

/** A text that operators use often. */
export const cannedReply = pgTable("canned_reply", {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  title: text().notNull(),
  text: text().notNull(),
  changedBy: uuid("changed_by").notNull(),
  changedAt: when("changed_at").notNull(),
});
