import type { Server } from "socket.io";
import type { ChatToServer, ServerToChat } from "../contract/chat.ts";
import type { Log } from "../core/ports.ts";
import type { ConversationKey, Live } from "../messaging/live.ts";
import { readSend } from "./chat-routes.ts";
import type { CitizenCookie } from "./citizen-cookie.ts";
import { errorAnswer } from "./error-answer.ts";
import type { Sockets } from "./sockets.ts";
import { chatHolder, chatMessage, type WebChat } from "./web-chat.ts";

/** What the citizen's page hears of. */
export type ChatLive = Pick<Live, "messageShown" | "typing" | "stateChanged">;

export interface ChatSocket {
  readonly live: ChatLive;
  /** Begins to accept pages; `chat` is handed in here because answering needs `live` first. */
  open(chat: WebChat, cookie: CitizenCookie): void;
}

/** The live way of the chat page: the default namespace. */
export function createChatSocket(parts: { sockets: Sockets; log: Log; trustProxy: number }): ChatSocket {
  const { log } = parts;
  const io: Server<ChatToServer, ServerToChat> = parts.sockets;
  const pagesOf = ({ channel, citizenId }: ConversationKey) => io.to(`${channel}:${citizenId}`);
  return {
    live: {
      messageShown: (conversation, message) => {
        pagesOf(conversation).emit("message", chatMessage(message));
      },
      typing: (conversation, on) => {
        pagesOf(conversation).emit("typing", on);
      },
      stateChanged: (conversation, state) => {
        pagesOf(conversation).emit("holder", chatHolder(state));
      },
    },

    open(chat, cookie) {
      io.on("connection", (socket) => {
        const citizenId = cookie.read(socket.handshake.headers.cookie);
        if (citizenId === undefined) {
          socket.disconnect(true);
          return;
        }
        const address = addressOf(socket.handshake, parts.trustProxy);
        void socket.join(`web:${citizenId}`);
        socket.on("send", async (body, done) => {
          if (typeof done !== "function") return;
          try {
            done({ ok: true, message: await chat.send(citizenId, address, readSend(body)) });
          } catch (error) {
            const { status, body: answer } = errorAnswer(error);
            if (status >= 500) log.error({ error }, "a message from the page could not be stored");
            done(answer);
          }
        });
      });
    },
  };
}

function addressOf(
  handshake: { readonly address: string; readonly headers: Record<string, string | string[] | undefined> },
  trustProxy: number,
): string {
  const forwarded = handshake.headers["x-forwarded-for"];
  if (trustProxy === 0 || typeof forwarded !== "string") return handshake.address;
  return forwarded.split(",").at(-trustProxy)?.trim() ?? handshake.address;
}
