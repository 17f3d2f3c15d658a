/**
 * Who answers a conversation. `bot`: the automatic assistant. `waiting`: a person was called and has not come yet.
 * `held`: a person answers. `drafting`: the bot writes, a person approves. `closed`: the person's part ended with
 * an outcome; the next message begins anew with the bot.
 */
export type ConversationState = "bot" | "waiting" | "held" | "drafting" | "closed";

type InState = { readonly state: ConversationState };

/** Does a person have it? */
export const isWithPerson = ({ state }: InState): boolean => state === "held" || state === "drafting";

/** Does the bot have it? Closed too: the next message is the bot's. */
export const isWithBot = ({ state }: InState): boolean => state === "bot" || state === "closed";

/**
 * May an automatic text go out now? While a person holds the conversation or is waited for, only the notice of the
 * very turn that called the person may still leave (`rowVersion` is the version that turn left behind).
 */
export function mayAnswerAutomatically(
  conversation: { readonly state: ConversationState; readonly version: number },
  rowVersion: number,
): boolean {
  if (isWithBot(conversation)) return true;
  return conversation.state === "waiting" && conversation.version === rowVersion;
}
