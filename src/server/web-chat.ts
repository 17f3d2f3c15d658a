import type { Channel } from "../core/channel.ts";
import { isWithPerson, type ConversationState } from "../core/conversation.ts";
import { MotcuaError } from "../core/errors.ts";
import type { Clock } from "../core/ports.ts";
import type { ChatHistory, ChatHolder, ChatMessage, ChatSend } from "../contract/chat.ts";
import { webMessage } from "../channels/web/web-channel.ts";
import { citizenMessage, historyOf } from "../messaging/history.ts";
import type { ShownMessage } from "../messaging/live.ts";
import type { Receiver } from "../messaging/receive.ts";
import type { Store } from "../store/open-store.ts";
import { RateLimiterMemory, type RateLimiterRes } from "rate-limiter-flexible";

const HISTORY_PAGE = 100;
/** Many citizens may share one address (an office, a mobile network); a flood from one is still stopped. */
const ADDRESS_FACTOR = 20;

/** What the page can do, whichever way it is connected: the routes and the socket both call this. */
export interface WebChat {
  /**
   * Stores a citizen's message. The same `clientId` again gives the message stored first.
   * @throws MotcuaError `too_many_messages` when the citizen or the address sends too fast.
   */
  send(citizenId: string, address: string, body: ChatSend): Promise<ChatMessage>;
  history(citizenId: string, after: number): Promise<ChatHistory>;
}

export function createWebChat(parts: {
  store: Store;
  receiver: Receiver;
  channel: Channel;
  clock: Clock;
  messagesPerMinute: number;
}): WebChat {
  const { store, receiver, channel, clock, messagesPerMinute } = parts;
  const perCitizen = new RateLimiterMemory({ points: messagesPerMinute, duration: 60 });
  const perAddress = new RateLimiterMemory({ points: messagesPerMinute * ADDRESS_FACTOR, duration: 60 });

  const take = async (citizenId: string, address: string): Promise<void> => {
    try {
      await perAddress.consume(address);
      await perCitizen.consume(citizenId);
    } catch (cause) {
      const wait = Math.ceil(((cause as RateLimiterRes).msBeforeNext || 1000) / 1000);
      throw new MotcuaError(
        "too_many_messages",
        `Anh/chị gửi tin quá nhanh, vui lòng đợi ${wait} giây rồi gửi lại.`,
      );
    }
  };

  return {
    async send(citizenId, address, body) {
      const known = await citizenMessage(store, "web", citizenId, body.clientId);
      if (known !== undefined) return chatMessage(known);
      await take(citizenId, address);
      await receiver.receive(channel, [webMessage(citizenId, body, clock())]);
      const stored = await citizenMessage(store, "web", citizenId, body.clientId);
      if (stored === undefined) throw new Error("a message was received and is not in the record");
      return chatMessage(stored);
    },
    async history(citizenId, after) {
      const { messages, more, state } = await historyOf(store, "web", citizenId, after, HISTORY_PAGE);
      return { messages: messages.map(chatMessage), more, holder: chatHolder(state) };
    },
  };
}

export function chatMessage(shown: ShownMessage): ChatMessage {
  return {
    id: shown.seq,
    speaker: shown.speaker,
    text: shown.text,
    buttons: [...shown.buttons],
    at: shown.at.toISOString(),
    ...(shown.speaker === "citizen" && shown.providerId !== undefined ? { clientId: shown.providerId } : {}),
  };
}

export function chatHolder(state: ConversationState): ChatHolder {
  if (isWithPerson({ state })) return "person";
  return state === "waiting" ? "waiting" : "bot";
}
