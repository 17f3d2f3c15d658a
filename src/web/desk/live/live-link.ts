import { io, type Socket } from "socket.io-client";
import type { DeskToServer, ServerToDesk } from "../../../contract/desk.ts";

/** What the live link tells: every event of the server, and its own ups and downs. */
export interface LiveEvents extends ServerToDesk {
  up: () => void;
  down: () => void;
  /** The server turned the console away, most likely because the session has ended. */
  refused: () => void;
}

/** The socket side of the desk. */
export interface LiveLink {
  view(conversationId: string | null): void;
  typing(on: boolean): void;
  close(): void;
}

/** socket.io gives up by itself when the server turned it away; the server may have been starting. */
const AFTER_REFUSAL_MS = 15_000;

/** Connects, and connects again after every break until it is closed. */
export function openLiveLink(on: LiveEvents): LiveLink {
  const socket: Socket<ServerToDesk, DeskToServer> = io("/desk", {
    path: "/socket.io",
    // WebSocket first: long polling needs every request of a console to reach the same server instance.
    transports: ["websocket", "polling"],
    tryAllTransports: true,
    reconnectionDelayMax: 10_000,
  });
  let viewed: string | null = null;
  let again: ReturnType<typeof setTimeout> | undefined;

  function connectAgainIfGivenUp(): void {
    if (socket.active) return;
    on.refused();
    clearTimeout(again);
    again = setTimeout(() => socket.connect(), AFTER_REFUSAL_MS);
  }

  socket.on("connect", () => {
    socket.emit("view", viewed);
    on.up();
  });
  socket.on("disconnect", (why) => {
    if (why === "io client disconnect") return;
    on.down();
    connectAgainIfGivenUp();
  });
  socket.on("connect_error", () => {
    on.down();
    connectAgainIfGivenUp();
  });
  socket.on("conversation", on.conversation);
  socket.on("thread", on.thread);
  socket.on("alert", on.alert);
  socket.on("viewers", on.viewers);
  socket.on("colleagues", on.colleagues);
  socket.on("signed_out", on.signed_out);

  return {
    view(conversationId) {
      viewed = conversationId;
      if (socket.connected) socket.emit("view", conversationId);
    },
    typing(typing) {
      // What was not told in time is not worth telling after a break.
      if (socket.connected) socket.emit("typing", typing);
    },
    close() {
      clearTimeout(again);
      socket.disconnect();
    },
  };
}
