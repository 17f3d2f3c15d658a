import type { Answerer, ProcedureBook } from "../core/answering.ts";
import type { Channel, ChannelName } from "../core/channel.ts";
import { MotcuaError } from "../core/errors.ts";
import { outcomeLabel, type BotDraft, type ProcedureHits } from "../contract/desk.ts";
import { writePayload } from "../core/payload.ts";
import type { Facet } from "../core/procedure.ts";
import type { ConversationRow } from "../messaging/conversation-row.ts";
import type { Connection } from "../store/open-store.ts";
import type { LiveCatalogue } from "./live-catalogue.ts";

/** What operators get from the record: the bot's draft, a search, a text to insert. Nothing is sent by it. */
export interface DeskAnswers {
  /** What the bot would answer to what the citizen wrote since anybody last answered. */
  draft(conversation: ConversationRow): Promise<BotDraft>;
  search(question: string): Promise<ProcedureHits>;
  /** @throws MotcuaError `not_found` when there is no such procedure in force. */
  text(code: string, facet: Facet, channel: ChannelName): Promise<string>;
}

/** Older messages than these are another question. */
const LAST_MESSAGES = 6;
const HITS = 10;

export function createDeskAnswers(parts: {
  connection: Connection;
  catalogue: Pick<LiveCatalogue, "answerer" | "book" | "search">;
  channels: ReadonlyMap<ChannelName, Channel>;
}): DeskAnswers {
  const { connection, catalogue, channels } = parts;
  const limitsOf = (name: ChannelName) => {
    const channel = channels.get(name);
    if (channel === undefined) throw new MotcuaError("not_found", "Kênh này không được bật.");
    return channel.limits;
  };
  const answerer = (): Answerer => catalogue.answerer;
  const book = (): ProcedureBook => catalogue.book();

  return {
    async draft(conversation) {
      const { rows } = await connection.run<{ text: string }>(
        `select text from (
           select id, text from message where conversation_id = $1 and speaker = 'citizen' and text <> ''
             and id > coalesce((select max(id) from message where conversation_id = $1 and speaker = 'operator'), 0)
           order by id desc limit ${LAST_MESSAGES}) x order by id`,
        [conversation.id],
      );
      const messages = rows.map(({ text }) => ({ text, attachments: [] }));
      const nothing: BotDraft = { text: null, outcome: "", because: "Chưa có câu hỏi mới.", procedure: null };
      if (messages.length === 0) return nothing;
      const groups = await answerer().group(messages);
      const question = groups.at(-1) ?? messages;
      const { memory, channel } = conversation;
      const thought = await answerer().think({ messages: question, memory, limits: limitsOf(channel) });
      const { outcome, reply, evidence } = thought;
      // Only what quotes the record, or asks back about it, is worth a person's while.
      const useful = outcome.kind === "answered" || outcome.kind === "asks_back";
      const code = outcome.kind === "answered" ? outcome.procedure : undefined;
      const record = code === undefined ? undefined : book().inForce(code);
      return {
        text: useful ? (reply?.text ?? null) : null,
        outcome: outcomeLabel[outcome.kind],
        because: evidence.because,
        procedure: record === undefined ? null : { code: record.code, name: record.name },
      };
    },

    async search(question) {
      const { kept } = await catalogue.search(question, HITS);
      return {
        procedures: kept.flatMap(({ code }) => {
          const record = book().inForce(code);
          if (record === undefined) return [];
          const { name, shortName, field, levels } = record;
          return [{ code, name, shortName, field, levels: [...levels] }];
        }),
      };
    },

    async text(code, facet, channel) {
      if (book().inForce(code) === undefined)
        throw new MotcuaError("not_found", `Không có thủ tục ${code} đang có hiệu lực.`);
      const payload = writePayload({ kind: "ask", procedure: code, facet, page: 0 });
      const tap = { text: "", payload, attachments: [] };
      const thought = await answerer().think({ messages: [tap], memory: {}, limits: limitsOf(channel) });
      return thought.reply?.text ?? "";
    },
  };
}
