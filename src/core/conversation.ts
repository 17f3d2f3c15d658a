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

/**
 * Does a conversation held by a person go back to the bot when the citizen writes again? Only after the person has
 * answered at least once and then been quiet for `quietMinutes`. One who only waits is never sent back by the clock.
 */
export function quietPeriodIsOver(
  conversation: { readonly state: ConversationState; readonly personLastAt: Date | null },
  now: Date,
  quietMinutes: number,
): boolean {
  if (conversation.state !== "held" || conversation.personLastAt === null) return false;
  return now.getTime() - conversation.personLastAt.getTime() >= quietMinutes * 60_000;
}
