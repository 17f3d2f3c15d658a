import { z } from "zod";

/** The public chat API between the citizen's page and the server (also documented in the README). */

export const ChatButton = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("choice"), title: z.string(), payload: z.string() }),
  z.object({ kind: z.literal("url"), title: z.string(), url: z.string() }),
  z.object({ kind: z.literal("phone"), title: z.string(), phone: z.string() }),
]);
export type ChatButton = z.infer<typeof ChatButton>;

export const ChatMessage = z.object({
  /** Grows with time within a conversation; the cursor of `?after=`. */
  id: z.number().int(),
  speaker: z.enum(["citizen", "bot", "operator", "system"]),
  text: z.string(),
  buttons: z.array(ChatButton),
  at: z.iso.datetime(),
  /** The `clientId` the page gave its own message, so that it can match what it shows already. */
  clientId: z.string().optional(),
});
export type ChatMessage = z.infer<typeof ChatMessage>;

/** The longest message a citizen may send through the web page, in UTF-16 units. */
export const CHAT_TEXT_LENGTH = 2000;

/** Body of `POST /api/chat/messages` and of the socket event `send`. Sending one `clientId` twice stores it once. */
export const ChatSend = z
  .strictObject({
    clientId: z.string().regex(/^[A-Za-z0-9-]{8,64}$/, "8 to 64 letters, digits or hyphens"),
    text: z.string().max(CHAT_TEXT_LENGTH).default(""),
    /** Of a tapped button; `text` is then the button's title. */
    payload: z.string().max(200).optional(),
  })
  .refine((value) => value.text.trim() !== "" || value.payload !== undefined, "text is empty");
export type ChatSend = z.infer<typeof ChatSend>;

/** Who answers now. */
export const ChatHolder = z.enum(["bot", "waiting", "person"]);
export type ChatHolder = z.infer<typeof ChatHolder>;

/** Answer of `GET /api/chat/messages?after=<id>`: at most 100 messages, oldest first; `more` when there are others. */
export const ChatHistory = z.object({
  messages: z.array(ChatMessage),
  more: z.boolean(),
  holder: ChatHolder,
});
export type ChatHistory = z.infer<typeof ChatHistory>;

/** Answer of `GET /api/chat/hello`: what the page shows before the first message. */
export const ChatHello = z.object({
  centre: z.string(),
  hotline: z.string().optional(),
  greeting: z.string(),
  suggestions: z.array(z.string()),
});
export type ChatHello = z.infer<typeof ChatHello>;

/** Every error of the API: a stable code and a Vietnamese sentence to show. */
export const ApiError = z.object({ error: z.object({ code: z.string(), message: z.string() }) });
export type ApiError = z.infer<typeof ApiError>;

/**
 * socket.io, path `/socket.io`. The cookie of the page says who the citizen is.
 * After a break the page asks `GET /api/chat/messages?after=` for what it missed.
 */
export interface ServerToChat {
  message: (message: ChatMessage) => void;
  typing: (on: boolean) => void;
  holder: (holder: ChatHolder) => void;
}
export interface ChatToServer {
  send: (body: ChatSend, done: (result: { ok: true; message: ChatMessage } | ApiError) => void) => void;
}
