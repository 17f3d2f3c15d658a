/** @jsxImportSource preact */
import { render } from "preact";
import { openChatApi } from "./chat-api.ts";
import { ChatPage } from "./chat-page.tsx";
import { openChatSession } from "./chat-session.ts";
import { openLiveLink } from "./live-link.ts";
import { openUnsentMessages } from "./unsent-messages.ts";

const clock = (): Date => new Date();

/** Not crypto.randomUUID: browsers lack it on pages served without TLS, as on an intranet. */
function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}

const session = openChatSession({
  api: openChatApi(fetch.bind(window)),
  openLive: openLiveLink,
  unsent: openUnsentMessages(() => sessionStorage),
  clock,
  newId,
  isVisible: () => document.visibilityState === "visible",
});

window.addEventListener("online", session.wake);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") session.wake();
});

const root = document.getElementById("chat");
if (root === null) throw new Error("index.html has no element with the id 'chat'");
render(<ChatPage session={session} clock={clock} />, root);
session.open();
