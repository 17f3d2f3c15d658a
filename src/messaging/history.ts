import type { ChannelName } from "../core/channel.ts";
import type { ConversationState } from "../core/conversation.ts";
import type { Connection } from "../store/open-store.ts";
import type { ShownMessage } from "./live.ts";

export interface History {
  readonly conversationId: string | undefined;
  readonly state: ConversationState;
  readonly messages: readonly ShownMessage[];
  readonly more: boolean;
}

/** What a citizen has seen of the own conversation after message number `after`, oldest first, at most `limit`. */
export async function historyOf(
  connection: Connection,
  channel: ChannelName,
  citizenId: string,
  after: number,
  limit: number,
): Promise<History> {
  const { rows: found } = await connection.run<{ id: string; state: ConversationState }>(
    "select id, state from conversation where channel = $1 and citizen_id = $2",
    [channel, citizenId],
  );
  const [conversation] = found;
  if (conversation === undefined)
    return { conversationId: undefined, state: "bot", messages: [], more: false };
  const { rows } = await connection.run<Omit<ShownMessage, "providerId"> & { provider_id: string | null }>(
    `select id, seq, speaker, text, buttons, at, provider_id from message
     where conversation_id = $1 and seq > $2 order by seq limit $3`,
    [conversation.id, after, limit + 1],
  );
  return {
    conversationId: conversation.id,
    state: conversation.state,
    messages: rows.slice(0, limit).map(({ provider_id, ...message }) => ({
      ...message,
      providerId: provider_id ?? undefined,
    })),
    more: rows.length > limit,
  };
}

/** The message a citizen sent under this id of the channel, if it was received. */
export async function citizenMessage(
  connection: Connection,
  channel: ChannelName,
  citizenId: string,
  providerId: string,
): Promise<ShownMessage | undefined> {
  const { rows } = await connection.run<Omit<ShownMessage, "providerId">>(
    `select m.id, m.seq, m.speaker, m.text, m.buttons, m.at from message m join conversation c on c.id = m.conversation_id
     where c.channel = $1 and c.citizen_id = $2 and m.provider_id = $3 and m.speaker = 'citizen'`,
    [channel, citizenId, providerId],
  );
  return rows[0] === undefined ? undefined : { ...rows[0], providerId };
}
