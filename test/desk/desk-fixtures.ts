import { randomUUID } from "node:crypto";
import { bookOfRecords } from "../../src/catalogue/book-of.ts";
import { account } from "../../src/access/tables.ts";
import type { Operator } from "../../src/core/people.ts";
import type { DeskView } from "../../src/desk/look-up-names.ts";
import { note } from "../../src/desk/tables.ts";
import {
  callback,
  conversation,
  draft,
  handledCase,
  handoverEvent,
  message,
  outbox,
  turn,
} from "../../src/messaging/tables.ts";
import type { Connection } from "../../src/store/open-store.ts";
import { record } from "../retrieval/records.ts";
import { RULES } from "../support/workbench.ts";

/** Rows as the rest of the system leaves them, for the reads of the desk; whatever a test does not say is ordinary. */

export const KHAI_SINH = "1.001193";
export const CHUYEN_NHUONG = "1.013831";

export const VIEW: DeskView = {
  book: bookOfRecords([
    record(KHAI_SINH, "Đăng ký khai sinh", { field: "Hộ tịch" }),
    record(CHUYEN_NHUONG, "Đăng ký biến động do chuyển nhượng", { field: "Đất đai" }),
  ]),
  units: [
    { id: "tu-phap", name: "Quầy Tư pháp", kind: "department" },
    { id: "thu-mot", name: "Phường Thử Một", kind: "commune" },
  ],
  rules: RULES,
};

/** A Tuesday morning in Vietnam. */
export const NOW = new Date("2026-11-24T03:00:00Z");
/** So many minutes before NOW. */
export const ago = (minutes: number): Date => new Date(NOW.getTime() - minutes * 60_000);
export const minutes = (count: number): number => count * 60_000;

/** A person who may sign in. */
export async function addOperator(
  connection: Connection,
  name: string,
  more: Partial<Pick<Operator, "role" | "unit">> = {},
): Promise<Operator> {
  const who: Operator = { id: randomUUID(), name, role: more.role ?? "operator", unit: more.unit ?? null };
  await connection.orm
    .insert(account)
    .values({ ...who, username: who.id, mustChangePassword: false, createdAt: ago(100_000) });
  return who;
}

export const holderOf = (who: Operator): string => `operator:${who.id}`;

/** @returns its id. */
export async function addConversation(
  connection: Connection,
  more: Partial<typeof conversation.$inferInsert> = {},
): Promise<string> {
  const id = more.id ?? randomUUID();
  await connection.orm.insert(conversation).values({
    channel: "zalo",
    citizenId: `citizen-${id.slice(0, 8)}`,
    createdAt: ago(1000),
    changedAt: ago(10),
    ...more,
    id,
  });
  return id;
}

/** Something said, with the next number of its conversation unless `seq` is given; null: not sent. @returns its id. */
export async function addMessage(
  connection: Connection,
  conversationId: string,
  more: Partial<typeof message.$inferInsert> = {},
): Promise<number> {
  const { rows } = await connection.run<{ seq: number }>(
    "update conversation set seq = seq + $2 where id = $1 returning seq",
    [conversationId, more.seq === null ? 0 : 1],
  );
  const [row] = await connection.orm
    .insert(message)
    .values({
      conversationId,
      seq: rows[0]?.seq ?? 0,
      speaker: "citizen",
      origin: "zalo",
      text: "Tôi muốn hỏi thủ tục",
      at: ago(10),
      ...more,
    })
    .returning({ id: message.id });
  return idOf(row);
}

/** A row of the outbox for a message. @returns its id. */
export async function addOutbox(
  connection: Connection,
  conversationId: string,
  messageId: number,
  more: Partial<typeof outbox.$inferInsert> = {},
): Promise<number> {
  const [row] = await connection.orm
    .insert(outbox)
    .values({
      conversationId,
      messageId,
      automatic: false,
      version: 0,
      notBefore: ago(9),
      createdAt: ago(9),
      ...more,
    })
    .returning({ id: outbox.id });
  return idOf(row);
}

/** The number of the next case, unique within a database. */
let cases = 0;

/** A case of a conversation, from 30 minutes ago, still open. @returns its id. */
export async function addCase(
  connection: Connection,
  conversationId: string,
  more: Partial<typeof handledCase.$inferInsert> = {},
): Promise<string> {
  const id = randomUUID();
  await connection.orm.insert(handledCase).values({
    id,
    number: `2026-${String(++cases).padStart(6, "0")}`,
    conversationId,
    channel: "zalo",
    openedAt: ago(30),
    openedSeq: 0,
    reason: "person_wanted",
    dueDate: "2026-11-26",
    ...more,
  });
  return id;
}

/** A line of the history. @returns its id. */
export async function addEvent(
  connection: Connection,
  conversationId: string,
  more: Partial<typeof handoverEvent.$inferInsert> = {},
): Promise<number> {
  const [row] = await connection.orm
    .insert(handoverEvent)
    .values({
      conversationId,
      at: ago(9),
      actor: "bot",
      event: "person_called",
      fromState: "bot",
      toState: "waiting",
      version: 1,
      ...more,
    })
    .returning({ id: handoverEvent.id });
  return idOf(row);
}

/** @returns its id. */
export async function addTurn(
  connection: Connection,
  conversationId: string,
  more: Partial<typeof turn.$inferInsert> = {},
): Promise<string> {
  const id = randomUUID();
  await connection.orm
    .insert(turn)
    .values({ id, conversationId, at: ago(20), outcome: { kind: "no_procedure_found" }, ...more });
  return id;
}

/** A turn and what the bot said in it. @returns the id of the turn. */
export async function addAnswer(
  connection: Connection,
  conversationId: string,
  more: Partial<typeof turn.$inferInsert> = {},
): Promise<string> {
  const turnId = await addTurn(connection, conversationId, more);
  await addMessage(connection, conversationId, {
    speaker: "bot",
    origin: "bot",
    turnId,
    at: more.at ?? ago(20),
  });
  return turnId;
}

export async function addCallback(
  connection: Connection,
  conversationId: string,
  more: Partial<typeof callback.$inferInsert> = {},
): Promise<void> {
  await connection.orm.insert(callback).values({
    id: randomUUID(),
    conversationId,
    state: "open",
    phone: "0900000000",
    askedAt: ago(8),
    consentAt: ago(7),
    leftAt: ago(6),
    ...more,
  });
}

export async function addDraft(connection: Connection, conversationId: string, text: string): Promise<void> {
  await connection.orm
    .insert(draft)
    .values({ conversationId, turnId: randomUUID(), text, seq: 1, at: ago(1) });
}

/** @returns its id. */
export async function addNoteRow(
  connection: Connection,
  conversationId: string,
  author: Operator,
  more: Partial<typeof note.$inferInsert> = {},
): Promise<number> {
  const [row] = await connection.orm
    .insert(note)
    .values({ conversationId, author: author.id, text: "Đã gọi hỏi phường", at: ago(5), ...more })
    .returning({ id: note.id });
  return idOf(row);
}

function idOf(row: { id: number } | undefined): number {
  if (row === undefined) throw new Error("nothing was inserted");
  return row.id;
}

/** Takes away everything the desk reads, between tests of one suite. */
export const clear = (connection: Connection): Promise<unknown> =>
  connection.run(
    "truncate account, note, draft, callback, handover_event, handled_case, outbox, message, turn, conversation cascade",
  );
