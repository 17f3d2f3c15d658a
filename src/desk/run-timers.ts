import { requeuedNotice } from "../core/handover-notices.ts";
import type { OfficeCalendar } from "../core/office-time.ts";
import { bySystem } from "../messaging/enqueue.ts";
import type { Handovers } from "../messaging/hand-over.ts";
import type { InConversation } from "../messaging/in-conversation.ts";
import type { JobEnd } from "../store/queue.ts";

/**
 * Does what the clock has to do with one conversation, if it is due: alerts again, takes it from a holder who is away,
 * gives it back to the bot. Whether it is due is decided with the row locked, so that of two instances, or after a
 * restart, only one does it.
 */
export function createTimerRunner(parts: {
  inConversation: InConversation;
  handovers: Handovers;
  calendar: OfficeCalendar;
}): (conversationId: string) => Promise<JobEnd> {
  const { inConversation, handovers, calendar } = parts;
  return async (conversationId) => {
    await inConversation(conversationId, async (step) => {
      const { tx, conversation, channel, now } = step;
      const event = await handovers.due(tx, conversation, now);
      if (event === undefined) return;
      await step.apply(event, "clock");
      if (event.kind !== "away") return;
      if (!channel.window(conversation.lastInteractionAt ?? undefined, now, "system").open) return;
      await step.say([bySystem(requeuedNotice(calendar, now, channel.limits))]);
    });
    return { done: true };
  };
}
