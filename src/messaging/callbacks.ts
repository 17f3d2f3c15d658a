import type { NewId } from "../core/ports.ts";
import type { Connection, Transaction } from "../store/open-store.ts";
import type { ConversationRow } from "./conversation-row.ts";
import type { CallbackState } from "./tables.ts";

/** A wish to be called back. */
export interface Callback {
  readonly id: string;
  readonly state: CallbackState;
  readonly phone: string | null;
}

/** The wish of this conversation that is being asked for or waits for its call; undefined when there is none. */
export async function currentCallback(
  connection: Connection,
  conversationId: string,
): Promise<Callback | undefined> {
  const { rows } = await connection.run<Callback>(
    `select id, state, phone from callback
     where conversation_id = $1 and state in ('asked_consent', 'asked_number', 'open') order by asked_at desc limit 1`,
    [conversationId],
  );
  return rows[0];
}

/** Begins to ask for a number. The caller has locked the conversation. */
export async function askCallback(
  tx: Transaction,
  conversation: ConversationRow,
  newId: NewId,
  now: Date,
): Promise<void> {
  await tx.run(
    `insert into callback (id, conversation_id, case_id, state, asked_at) values ($1, $2, $3, 'asked_consent', $4)`,
    [newId(), conversation.id, conversation.caseId, now],
  );
}

/** The citizen agreed that the number is kept for the call. */
export async function agreeToCallback(tx: Transaction, id: string, now: Date): Promise<void> {
  await tx.run("update callback set state = 'asked_number', consent_at = $2 where id = $1", [id, now]);
}

/** The number, ten or eleven digits; asked for with consent, or told to an operator who noted it. */
export async function leaveNumber(tx: Transaction, id: string, phone: string, now: Date): Promise<void> {
  await tx.run("update callback set state = 'open', phone = $2, left_at = $3 where id = $1", [
    id,
    phone,
    now,
  ]);
}

/** The call was made, or will not be; `by` as in the history, and a line about it. */
export async function endCallback(
  tx: Transaction,
  id: string,
  how: "done" | "given_up",
  by: string,
  note: string | undefined,
  now: Date,
): Promise<void> {
  await tx.run(
    "update callback set state = $2, ended_at = $3, ended_by = $4, note = coalesce($5, note) where id = $1",
    [id, how, now, by, note ?? null],
  );
}

/** A wish that never came to a number ends with its case: what is written in another one is no number for it. */
export async function dropUnfinishedCallbacks(
  tx: Transaction,
  conversationId: string,
  by: string,
  now: Date,
): Promise<void> {
  await tx.run(
    `update callback set state = 'given_up', ended_at = $2, ended_by = $3
     where conversation_id = $1 and state in ('asked_consent', 'asked_number')`,
    [conversationId, now, by],
  );
}

/**
 * Erases numbers whose time is over: left, or ended, more than `keepDays` ago. What was asked and when stays.
 * The number stands in the citizen's own message too, and in its event as it was received: it is blotted out there.
 */
export async function forgetNumbers(connection: Connection, keepDays: number, now: Date): Promise<void> {
  const before = new Date(now.getTime() - keepDays * 86_400_000);
  const { rows } = await connection.run<{ conversation_id: string; left_at: Date }>(
    `update callback set phone = null, state = case when state = 'open' then 'given_up' else state end
     where phone is not null and coalesce(ended_at, left_at) < $1 returning conversation_id, left_at`,
    [before],
  );
  for (const { conversation_id, left_at } of rows) {
    const around = [
      conversation_id,
      new Date(left_at.getTime() - 600_000),
      new Date(left_at.getTime() + 60_000),
    ];
    const blotted = (text: string): string =>
      `regexp_replace(${text}, '[0-9][0-9 .+-]{7,}[0-9]', '[số điện thoại đã xóa]', 'g')`;
    await connection.run(
      `update message set text = ${blotted("text")}
       where conversation_id = $1 and speaker = 'citizen' and at between $2 and $3`,
      around,
    );
    await connection.run(
      `update inbox set event = jsonb_set(event, '{text}', to_jsonb(${blotted("event->>'text'")}))
       where conversation_id = $1 and kind = 'citizen_message' and at between $2 and $3`,
      around,
    );
  }
}
