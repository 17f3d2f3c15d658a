import { eq } from "drizzle-orm";
import type { Transaction } from "../store/open-store.ts";
import type { ConversationKey } from "./live.ts";
import { conversation } from "./tables.ts";

export type ConversationRow = typeof conversation.$inferSelect;

/** What those who look on know a conversation by. */
export const keyOf = ({ id, channel, citizenId }: ConversationRow): ConversationKey => ({
  id,
  channel,
  citizenId,
});

/** Takes a transaction, not a connection: the row lock lasts as long as the transaction. Undefined when unknown. */
export async function lockConversation(tx: Transaction, id: string): Promise<ConversationRow | undefined> {
  const [row] = await tx.orm.select().from(conversation).where(eq(conversation.id, id)).for("update");
  return row;
}

/** Changes a conversation that the caller has locked; a change of state or holder must raise `version` with it. */
export async function changeConversation(
  tx: Transaction,
  id: string,
  change: Partial<Omit<ConversationRow, "id" | "channel" | "citizenId">>,
): Promise<void> {
  await tx.orm.update(conversation).set(change).where(eq(conversation.id, id));
}
