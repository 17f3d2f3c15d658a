import type { Reply } from "../core/answering.ts";
import type { Channel, ChannelName } from "../core/channel.ts";
import {
  callbackAskNumber,
  callbackConsent,
  callbackDeclined,
  callbackNotANumber,
  callbackNoted,
  phoneIn,
} from "../core/handover-notices.ts";
import type { OfficeCalendar } from "../core/office-time.ts";
import { readPayload } from "../core/payload.ts";
import type { NewId } from "../core/ports.ts";
import {
  agreeToCallback,
  askCallback,
  currentCallback,
  endCallback,
  leaveNumber,
} from "../messaging/callbacks.ts";
import type { ConversationRow } from "../messaging/conversation-row.ts";
import type { Transaction } from "../store/open-store.ts";
import type { Message } from "./look.ts";

/**
 * How a citizen who waits for a person leaves a number: asked for by a button, consent, then the number. It is the only
 * thing said automatically while a person is waited for, and only in answer to the citizen's own taps.
 */
export interface CallbackDialog {
  /** Goes on with the dialog by what the citizen wrote; gives what is to be said, nothing when it was not about this. */
  take(
    tx: Transaction,
    conversation: ConversationRow,
    messages: readonly Message[],
    now: Date,
  ): Promise<readonly Reply[]>;
}

export function createCallbackDialog(parts: {
  centreName: string;
  calendar: OfficeCalendar;
  keepDays: number;
  channels: ReadonlyMap<ChannelName, Channel>;
  newId: NewId;
}): CallbackDialog {
  const { centreName, calendar, keepDays, channels, newId } = parts;
  return {
    async take(tx, conversation, messages, now) {
      const limits = channels.get(conversation.channel)?.limits;
      if (limits === undefined) return [];
      const said: Reply[] = [];
      for (const { text, payload } of messages) {
        const tap = payload === undefined ? undefined : readPayload(payload)?.kind;
        const current = await currentCallback(tx, conversation.id);
        if (tap === "callback" && current === undefined) {
          await askCallback(tx, conversation, newId, now);
          said.push(callbackConsent(centreName, keepDays, limits));
        } else if (tap === "callback" && current?.state === "asked_consent") {
          said.push(callbackConsent(centreName, keepDays, limits));
        } else if (tap === "callback_yes" && current?.state === "asked_consent") {
          await agreeToCallback(tx, current.id, now);
          said.push(callbackAskNumber());
        } else if (
          tap === "callback_no" &&
          (current?.state === "asked_consent" || current?.state === "asked_number")
        ) {
          await endCallback(tx, current.id, "given_up", "citizen", undefined, now);
          said.push(callbackDeclined());
        } else if (tap === undefined && current?.state === "asked_number") {
          const phone = phoneIn(text);
          if (phone !== undefined) {
            await leaveNumber(tx, current.id, phone, now);
            said.push(callbackNoted(phone, calendar, now));
          } else if (/\d{3}/.test(text)) {
            // Digits that are no number: a slip. Words without any are meant for the person who will come.
            said.push(callbackNotANumber());
          }
        }
      }
      return said;
    },
  };
}
