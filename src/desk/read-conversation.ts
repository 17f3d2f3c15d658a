import { eq } from "drizzle-orm";
import { can, mayForward, mayHandBack, mayNote, mayReply, maySee, mayTake } from "../access/rights.ts";
import type { CallbackView, ConversationDetail } from "../contract/desk.ts";
import type { Channel, ChannelName } from "../core/channel.ts";
import { MotcuaError } from "../core/errors.ts";
import type { Operator } from "../core/people.ts";
import type { ConversationRow } from "../messaging/conversation-row.ts";
import { handlingOf } from "../messaging/hand-over.ts";
import { conversation, type CallbackState } from "../messaging/tables.ts";
import type { Connection } from "../store/open-store.ts";
import { readCase } from "./case-records.ts";
import { readCard } from "./list-conversations.ts";
import type { DeskView } from "./look-up-names.ts";

/** What no channel of ours undercuts, for a conversation whose channel is switched off. */
const SHORTEST_TEXT = 640;

/**
 * The row of a conversation that this operator may see; every read of the desk begins here.
 * @throws MotcuaError `not_found`; `not_allowed` when it belongs to another unit.
 */
export async function seenConversation(
  connection: Connection,
  who: Operator,
  id: string,
): Promise<ConversationRow> {
  const [row] = await connection.orm.select().from(conversation).where(eq(conversation.id, id));
  if (row === undefined) throw new MotcuaError("not_found", "Không có hội thoại này.");
  if (!maySee(who, handlingOf(row))) throw new MotcuaError("not_allowed", "Hội thoại này thuộc đơn vị khác.");
  return row;
}

/**
 * All that the desk shows around one conversation, as this operator may see it at `now`.
 * @throws MotcuaError `not_found`, `not_allowed`.
 */
export async function readConversation(
  connection: Connection,
  who: Operator,
  id: string,
  parts: {
    readonly view: DeskView;
    readonly channels: ReadonlyMap<ChannelName, Channel>;
    readonly now: Date;
  },
): Promise<ConversationDetail> {
  const { view, channels, now } = parts;
  const row = await seenConversation(connection, who, id);
  const card = await readCard(connection, id, view);
  if (card === undefined) throw new MotcuaError("not_found", "Không có hội thoại này.");
  const handling = handlingOf(row);
  const channel = channels.get(row.channel);
  const reply = mayReply(who, handling);
  return {
    ...card,
    window: windowOf(channel, row.lastInteractionAt, now),
    textLength: channel?.limits.textLength ?? SHORTEST_TEXT,
    case: row.caseId === null ? null : ((await readCase(connection, row.caseId, view, now)) ?? null),
    may: {
      claim: mayTake(who, handling),
      reply,
      handBack: mayHandBack(who, handling),
      close: mayHandBack(who, handling),
      forward: mayForward(who, handling),
      assign: can(who.role, "assign"),
      note: mayNote(who, handling),
    },
    draft: await readDraft(connection, id),
    callback: await readCallback(connection, id, reply),
  };
}

function windowOf(
  channel: Channel | undefined,
  lastInteraction: Date | null,
  now: Date,
): ConversationDetail["window"] {
  const window = channel?.window(lastInteraction ?? undefined, now, "operator");
  if (window?.open !== true) return { open: false, until: null, paid: false };
  const { until, kind } = window;
  return { open: true, until: until === "never" ? until : until.toISOString(), paid: kind === "paid" };
}

async function readDraft(connection: Connection, id: string): Promise<ConversationDetail["draft"]> {
  const { rows } = await connection.run<{ text: string; at: Date }>(
    "select text, at from draft where conversation_id = $1",
    [id],
  );
  const [draft] = rows;
  return draft === undefined ? null : { text: draft.text, at: draft.at.toISOString() };
}

interface CallbackRow {
  readonly id: string;
  readonly state: CallbackState;
  readonly phone: string | null;
  readonly consent_at: Date | null;
  readonly left_at: Date | null;
  readonly note: string | null;
}

/** The last wish to be called back. The number is shown while the call is to be made, to those who may answer. */
async function readCallback(
  connection: Connection,
  id: string,
  showsNumber: boolean,
): Promise<CallbackView | null> {
  const { rows } = await connection.run<CallbackRow>(
    `select id, state, phone, consent_at, left_at, note from callback
     where conversation_id = $1 order by asked_at desc, id limit 1`,
    [id],
  );
  const [row] = rows;
  if (row === undefined) return null;
  return {
    id: row.id,
    state: row.state,
    phone: showsNumber && row.state === "open" ? row.phone : null,
    consentAt: row.consent_at?.toISOString() ?? null,
    leftAt: row.left_at?.toISOString() ?? null,
    note: row.note,
  };
}
