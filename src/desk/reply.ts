import { mayReply } from "../access/rights.ts";
import type { Reply } from "../contract/desk.ts";
import type { Operator } from "../core/people.ts";
import { storableText } from "../core/storable-text.ts";
import type { InConversation } from "../messaging/in-conversation.ts";
import { act } from "./act.ts";

/**
 * A person's words to the citizen, of the holder or of who may step in. The same `clientId` twice is sent once.
 * @throws MotcuaError `not_allowed`; `window_closed` when the platform takes no more words for this citizen.
 */
export function reply(
  inConversation: InConversation,
  who: Operator,
  conversationId: string,
  body: Reply,
): Promise<void> {
  return act(inConversation, who, conversationId, async (it) => {
    const { rows: known } = await it.tx.run("select 1 from message where client_id = $1", [body.clientId]);
    if (known.length > 0) return;
    it.allow(mayReply, "Chỉ cán bộ đang giữ hội thoại mới trả lời được.");
    it.requireWindow("operator");
    await it.cause({ kind: "replied" });
    await it.tx.run("delete from draft where conversation_id = $1", [conversationId]);
    await it.say([
      {
        text: storableText(body.text),
        buttons: [],
        speaker: "operator",
        origin: `operator:${who.id}`,
        clientId: body.clientId,
      },
    ]);
  });
}

/**
 * Throws the bot's draft away. @throws MotcuaError `not_allowed` for who may not reply.
 */
export function discardDraft(
  inConversation: InConversation,
  who: Operator,
  conversationId: string,
): Promise<void> {
  return act(inConversation, who, conversationId, async (it) => {
    it.allow(mayReply, "Chỉ cán bộ đang giữ hội thoại mới bỏ được bản nháp.");
    await it.tx.run("delete from draft where conversation_id = $1", [conversationId]);
    it.changed();
  });
}

/** The bot writes drafts for the holder to approve, or no longer. @throws MotcuaError `not_allowed`. */
export function setDrafting(
  inConversation: InConversation,
  who: Operator,
  conversationId: string,
  on: boolean,
): Promise<void> {
  return act(inConversation, who, conversationId, async (it) => {
    it.allow(mayReply, "Chỉ cán bộ đang giữ hội thoại mới đổi được chế độ này.");
    await it.cause({ kind: "drafting_set", on });
  });
}
