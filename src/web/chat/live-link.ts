import { io, type Socket } from "socket.io-client";
import type { ApiError, ChatMessage, ChatSend, ChatToServer, ServerToChat } from "../../contract/chat.ts";

/** What the live link tells the session. */
export interface LiveEvents extends ServerToChat {
  up: () => void;
  down: () => void;
}

/** The server's acknowledgement of a message. */
type SendResult = { ok: true; message: ChatMessage } | ApiError;

/** The socket side of the chat: quicker than asking every few seconds, and never the only way. */
export interface LiveLink {
  connect(): void;
  isUp(): boolean;
  /** The server's acknowledgement; undefined when none came in time (the server may still have the message). */
  send(body: ChatSend): Promise<SendResult | undefined>;
}

const ACK_TIMEOUT_MS = 6_000;
/** socket.io gives up by itself when the server turned it away; the server may have been starting. */
const AFTER_REFUSAL_MS = 15_000;

export function openLiveLink(on: LiveEvents): LiveLink {
  const socket: Socket<ServerToChat, ChatToServer> = io({
    path: "/socket.io",
    autoConnect: false,
    // WebSocket first: long polling needs every request of a citizen to reach the same server instance.
    transports: ["websocket", "polling"],
    tryAllTransports: true,
    reconnectionDelayMax: 10_000,
  });
  let again: ReturnType<typeof setTimeout> | undefined;

  function connectAgainIfGivenUp(): void {
    if (socket.active) return;
    clearTimeout(again);
    again = setTimeout(() => socket.connect(), AFTER_REFUSAL_MS);
  }

  socket.on("connect", on.up);
  socket.on("disconnect", () => {
    on.down();
    connectAgainIfGivenUp();
  });
  socket.on("connect_error", connectAgainIfGivenUp);
  socket.on("message", on.message);
  socket.on("typing", on.typing);
  socket.on("holder", on.holder);

  return {
    connect: () => void socket.connect(),
    isUp: () => socket.connected,
    async send(body) {
      try {
        return (await socket.timeout(ACK_TIMEOUT_MS).emitWithAck("send", body)) as SendResult;
      } catch {
        return undefined;
      }
    },
  };
}
