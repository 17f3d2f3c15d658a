/**
 * Who answers a conversation. `bot`: the automatic assistant. `waiting`: a person was called and has not come yet.
 * `held`: a person answers. `drafting`: the bot writes, a person approves. `closed`: the person's part ended with
 * an outcome; the next message begins anew with the bot.
 */
export type ConversationState = "bot" | "waiting" | "held" | "drafting" | "closed";

/**
 * May an automatic text go out now? While a person holds the conversation or is waited for, only the notice of the
 * very turn that called the person may still leave (`rowVersion` is the version that turn left behind).
 */
export function mayAnswerAutomatically(
  conversation: { readonly state: ConversationState; readonly version: number },
  rowVersion: number,
): boolean {
  if (conversation.state === "bot" || conversation.state === "closed") return true;
  return conversation.state === "waiting" && conversation.version === rowVersion;
}
