import type { ChatHello, ChatHolder, ChatMessage } from "../../contract/chat.ts";
import type { ChatApi } from "./chat-api.ts";
import {
  bodyOf,
  emptyConversation,
  withDelivered,
  withOutgoing,
  withoutOutgoing,
  withProgress,
  type Conversation,
  type OutgoingMessage,
  type Progress,
} from "./conversation.ts";
import type { LiveEvents, LiveLink } from "./live-link.ts";
import type { UnsentMessages } from "./unsent-messages.ts";

export interface ChatState {
  /** Undefined until the server has answered for the first time. */
  readonly hello: ChatHello | undefined;
  readonly conversation: Conversation;
  /** False until the stored conversation has been read to its end. */
  readonly historyRead: boolean;
  readonly holder: ChatHolder;
  readonly typing: boolean;
  /** Whether the last thing asked of the server was answered. */
  readonly reach: "opening" | "reached" | "lost";
}

/** One citizen's conversation as this page has it, kept in step with the server. */
export interface ChatSession {
  readonly current: () => ChatState;
  /** Calls `listener` after every change; returns how to stop that. */
  readonly subscribe: (listener: () => void) => () => void;
  /** Starts talking to the server; once. */
  readonly open: () => void;
  /** Shows the message at once and sends it. `payload` is that of a tapped button whose title is `text`. */
  readonly say: (text: string, payload?: string) => void;
  /** Sends a message again under its old `clientId`, together with the others that wait for the server. */
  readonly retry: (clientId: string) => void;
  /** Forgets a message the server does not hold. */
  readonly discard: (clientId: string) => void;
  /** The network came back or the reader did: asks for what was missed now, not at the next turn. */
  readonly wake: () => void;
}

export interface SessionParts {
  readonly api: ChatApi;
  readonly openLive: (on: LiveEvents) => LiveLink;
  readonly unsent: UnsentMessages;
  readonly clock: () => Date;
  /** 8 to 64 letters, digits or hyphens, never given twice. */
  readonly newId: () => string;
  readonly isVisible: () => boolean;
}

const POLL_MS = 4_000;
const POLL_HIDDEN_MS = 30_000;
const LONGEST_WAIT_MS = 30_000;
/** The same words twice within this time are one tap that bounced, not two questions. */
const BOUNCE_MS = 1_000;
/** The server says when typing ends; should that get lost, three dots must not promise an answer for ever. */
const TYPING_LASTS_MS = 60_000;

export function openChatSession(parts: SessionParts): ChatSession {
  const { api, unsent } = parts;
  const listeners = new Set<() => void>();
  let state: ChatState = {
    hello: undefined,
    conversation: emptyConversation,
    historyRead: false,
    holder: "bot",
    typing: false,
    reach: "opening",
  };
  /**
   * Everything up to this id was read over HTTP. Messages from the live link do not move it: one that arrives
   * after a break says nothing about those missed before it.
   */
  let cursor = 0;
  let refreshing = false;
  let refreshAgain = false;
  let sending = false;
  let failures = 0;
  let nextRefresh: ReturnType<typeof setTimeout> | undefined;
  let typingEnds: ReturnType<typeof setTimeout> | undefined;
  let lastSaid: { readonly what: string; readonly at: number } | undefined;

  const live = parts.openLive({
    up: () => void refresh(),
    down() {
      showTyping(false);
      scheduleRefresh();
    },
    message(message) {
      if (message.speaker !== "citizen") showTyping(false);
      receive([message]);
    },
    typing: showTyping,
    holder: (holder) => {
      change({ holder });
    },
  });

  function change(part: Partial<ChatState>): void {
    state = { ...state, ...part };
    for (const listener of listeners) listener();
  }

  function changeConversation(conversation: Conversation): void {
    if (conversation === state.conversation) return;
    change({ conversation });
    // Not before the stored conversation was read: until then the messages kept from before a reload stay there.
    if (state.historyRead) unsent.write(conversation.outgoing.filter(isUnsent));
  }

  function receive(messages: readonly ChatMessage[]): void {
    changeConversation(withDelivered(state.conversation, messages));
  }

  function setProgress(which: (message: OutgoingMessage) => boolean, progress: Progress): void {
    changeConversation(withProgress(state.conversation, which, progress));
  }

  function showTyping(on: boolean): void {
    clearTimeout(typingEnds);
    if (on) {
      typingEnds = setTimeout(() => {
        change({ typing: false });
      }, TYPING_LASTS_MS);
    }
    if (on !== state.typing) change({ typing: on });
  }

  /** Reads what the server has beyond `cursor`, to the end. False when the server did not answer. */
  async function readNews(): Promise<boolean> {
    if (state.hello === undefined) {
      const hello = await api.hello();
      if (hello.kind !== "ok") return false;
      change({ hello: hello.value });
    }
    for (;;) {
      const page = await api.history(cursor);
      if (page.kind !== "ok") return false;
      const { messages, more, holder } = page.value;
      receive(messages);
      cursor = Math.max(cursor, ...messages.map((message) => message.id));
      if (holder !== state.holder) change({ holder });
      if (!more || messages.length === 0) return true;
    }
  }

  /** One at a time; asked for while one runs, another follows it. */
  async function refresh(): Promise<void> {
    if (refreshing) {
      refreshAgain = true;
      return;
    }
    refreshing = true;
    let reached: boolean;
    do {
      refreshAgain = false;
      reached = await readNews();
    } while (reached && isAskedAgain());
    refreshing = false;
    if (reached) cameThrough();
    else lost();
  }

  /** A function, because the compiler cannot see that others set the flag during an `await`. */
  const isAskedAgain = (): boolean => refreshAgain;

  function cameThrough(): void {
    failures = 0;
    if (!state.historyRead) {
      change({ historyRead: true });
      changeConversation(withOutgoing(state.conversation, unsent.read()));
      live.connect();
    }
    if (state.reach !== "reached") change({ reach: "reached" });
    sendWaiting();
    scheduleRefresh();
  }

  function lost(): void {
    failures += 1;
    if (state.reach !== "lost") change({ reach: "lost" });
    scheduleRefresh();
  }

  /** While the live link is up, news comes by itself; else it is asked for, less often when nobody looks. */
  function scheduleRefresh(): void {
    clearTimeout(nextRefresh);
    if (state.reach === "reached" && live.isUp()) return;
    const usual = parts.isVisible() ? POLL_MS : POLL_HIDDEN_MS;
    const wait = state.reach === "reached" ? usual : Math.min(POLL_MS * 2 ** (failures - 1), LONGEST_WAIT_MS);
    nextRefresh = setTimeout(() => void refresh(), wait);
  }

  function sendWaiting(): void {
    if (state.conversation.outgoing.some(isWaiting)) setProgress(isWaiting, { state: "sending" });
    void sendInOrder();
  }

  /** Sends one after the other, so that the server stores them in the order they were written. */
  async function sendInOrder(): Promise<void> {
    if (sending) return;
    sending = true;
    for (;;) {
      const message = state.conversation.outgoing.find(({ progress }) => progress.state === "sending");
      if (message === undefined) break;
      const isThis = ({ clientId }: OutgoingMessage): boolean => clientId === message.clientId;
      const outcome = await deliver(message);
      if (outcome.state === "stored") receive([outcome.message]);
      else if (outcome.state === "waiting") {
        setProgress(({ progress }) => progress.state === "sending", outcome);
        lost();
      } else {
        setProgress(isThis, outcome);
        if (outcome.state === "accepted") void refresh();
      }
    }
    sending = false;
  }

  type Delivery = Progress | { readonly state: "stored"; readonly message: ChatMessage };

  /** By the live link if it is up, else (or if it stays silent) over HTTP: the same `clientId` cannot be stored twice. */
  async function deliver(message: OutgoingMessage): Promise<Delivery> {
    const body = bodyOf(message);
    const done = live.isUp() ? await live.send(body) : undefined;
    if (done !== undefined) {
      if ("ok" in done) return { state: "stored", message: done.message };
      return { state: "refused", why: done.error.message };
    }
    const answer = await api.send(body);
    if (answer.kind === "refused") return { state: "refused", why: answer.why };
    return { state: answer.kind === "ok" ? "accepted" : "waiting" };
  }

  return {
    current: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    open: () => void refresh(),
    say(text, payload) {
      const now = parts.clock();
      const what = `${payload ?? ""} ${text}`;
      if (lastSaid?.what === what && now.getTime() - lastSaid.at < BOUNCE_MS) return;
      lastSaid = { what, at: now.getTime() };
      const message: OutgoingMessage = {
        clientId: parts.newId(),
        text,
        ...(payload !== undefined && { payload }),
        at: now.toISOString(),
        progress: { state: "sending" },
      };
      changeConversation(withOutgoing(state.conversation, [message]));
      sendWaiting();
    },
    retry(clientId) {
      setProgress((message) => message.clientId === clientId, { state: "sending" });
      sendWaiting();
    },
    discard(clientId) {
      changeConversation(withoutOutgoing(state.conversation, clientId));
    },
    wake() {
      failures = 0;
      void refresh();
    },
  };
}

const isWaiting = ({ progress }: OutgoingMessage): boolean => progress.state === "waiting";
const isUnsent = (message: OutgoingMessage): boolean =>
  message.progress.state === "sending" || isWaiting(message);
