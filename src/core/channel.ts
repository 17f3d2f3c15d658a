/** What every channel (Zalo, Messenger, web) is to the rest of the system: verify, read, send, and what was sent. */

export type ChannelName = "zalo" | "messenger" | "web";

/** One HTTP delivery of a platform, untouched. Header names are lower case. */
export interface RawDelivery {
  readonly bytes: Uint8Array;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

export interface Attachment {
  readonly kind:
    "image" | "gif" | "link" | "audio" | "video" | "sticker" | "location" | "file" | "contact" | "unknown";
  readonly url?: string;
  readonly name?: string;
  readonly description?: string;
  readonly latitude?: string;
  readonly longitude?: string;
}

interface EventBase {
  /** Unique within the channel: the same delivery twice gives the same key, and only the first is kept. */
  readonly dedupeKey: string;
  /** The platform's name of the event, for logs and for what is not understood. */
  readonly name: string;
  /** The citizen's id on the channel, a string always; undefined for events about no one in particular. */
  readonly citizenId: string | undefined;
  /** The platform's own time of the event. */
  readonly at: Date;
  /** True when the platform counts it as the citizen's interaction, which opens the reply window. */
  readonly interaction: boolean;
}

/** A citizen wrote, tapped a button, or sent something. */
export interface CitizenMessage extends EventBase {
  readonly kind: "citizen_message";
  readonly citizenId: string;
  readonly messageId: string;
  readonly text: string;
  /** What a tapped button of ours carried. Never trusted: a citizen can type the same characters. */
  readonly payload?: string;
  readonly attachments: readonly Attachment[];
  /**
   * Another application has the thread now (Messenger's `standby`): a person answers there, and nothing may be
   * answered here.
   */
  readonly standby?: true;
}

/** The platform shows something sent in the centre's name: our own send, or a person in the platform's tool. */
export interface EchoMessage extends EventBase {
  readonly kind: "echo";
  readonly citizenId: string;
  readonly messageId: string;
  readonly text: string;
  readonly attachments: readonly Attachment[];
  /** "person" when the platform says who typed it; "program" when it came through an API, ours or another's. */
  readonly by: "person" | "program";
  readonly personId?: string;
  /** The `reference` our send carried, where the platform gives it back; only set when our own application sent it. */
  readonly reference?: string;
}

export interface ReceiptEvent extends EventBase {
  readonly kind: "delivered" | "seen";
  readonly citizenId: string;
  readonly messageIds: readonly string[];
  /** All that was sent up to then, too (Messenger's watermark). */
  readonly upTo?: Date;
}

/** The citizen changed or took back an own message. The record follows; no new answer is given. */
export interface EditEvent extends EventBase {
  readonly kind: "edited" | "deleted";
  readonly citizenId: string;
  readonly messageId: string;
  /** The new text; empty for `deleted`. */
  readonly text: string;
}

/**
 * Who may write in the thread changed in the platform (Messenger's Conversation Routing): it went to a person's or
 * another application's tool, or came back to us.
 */
export interface ControlEvent extends EventBase {
  readonly kind: "control_taken" | "control_returned";
  readonly citizenId: string;
  /** The application that has it now, for the record: `page_inbox` or its id. */
  readonly holder: string;
}

/** Follow, unfollow, chat opened, contact data shared, consent withdrawn, reaction: kept, no answer needed. */
export interface RelationEvent extends EventBase {
  readonly kind:
    "followed" | "unfollowed" | "chat_opened" | "contact_shared" | "consent_withdrawn" | "reaction";
  readonly citizenId: string;
  readonly detail: Readonly<Record<string, string>>;
}

/** Not understood. Kept, never refused, so that a new kind of event is not lost. */
export interface UnknownEvent extends EventBase {
  readonly kind: "unknown";
  readonly detail: Readonly<Record<string, unknown>>;
}

export type ChannelEvent =
  CitizenMessage | EchoMessage | ReceiptEvent | EditEvent | ControlEvent | RelationEvent | UnknownEvent;

/** A button under a message. `choice` comes back as the payload of a citizen's message. */
export type Button =
  | { readonly kind: "choice"; readonly title: string; readonly payload: string }
  | { readonly kind: "url"; readonly title: string; readonly url: string }
  | { readonly kind: "phone"; readonly title: string; readonly phone: string };

/** What one message of a channel can hold. Lengths are in UTF-16 units of NFC text. */
export interface ChannelLimits {
  readonly textLength: number;
  readonly buttons: number;
  readonly buttonTitleLength: number;
}

export type OutgoingFile =
  | { readonly kind: "image"; readonly bytes: Uint8Array; readonly name: string; readonly mime: string }
  | { readonly kind: "file"; readonly bytes: Uint8Array; readonly name: string; readonly mime: string };

/** One message to one citizen; it already fits the channel's limits (`splitText` and `limits` see to that). */
export interface OutgoingMessage {
  readonly citizenId: string;
  readonly text: string;
  readonly buttons: readonly Button[];
  readonly file?: OutgoingFile;
  readonly origin: MessageOrigin;
  /** Unique for each row of the outbox, at most 100 characters: a platform that can gives it back in the echo. */
  readonly reference: string;
}

/** Who wrote what goes out. Some platforms let a person's words out for longer than a program's. */
export type MessageOrigin = "bot" | "operator" | "system";

/**
 * How a send ended.
 * - `sent`: the platform took it and gave it an id.
 * - `refused`: the platform surely did not take it. `retry` may be tried again from `retryAt`; `final` never;
 *   `needs_admin` never by itself: someone must mend a setting, a package or a consent first.
 * - `unknown`: the request left and no clear answer came. It may have reached the citizen, so it must not be
 *   repeated before the platform's echo or its list of messages has settled it.
 */
export type SendResult =
  | { readonly kind: "sent"; readonly messageId: string; readonly quota?: Readonly<Record<string, string>> }
  | {
      readonly kind: "refused";
      readonly next: "retry" | "final" | "needs_admin";
      readonly code: string;
      readonly detail: string;
      readonly retryAt?: Date;
      /** How many attempts in all make sense; without it, as long as the message is not too old. */
      readonly attemptsAtMost?: number;
      /** A wait the platform asks of everybody (rate limit): it is no failed attempt of this message. */
      readonly throttled?: boolean;
    }
  | { readonly kind: "unknown"; readonly detail: string };

/** May an answer go out, given when the citizen last did something? */
export type ReplyWindow =
  | { readonly open: true; readonly kind: "free" | "paid" | "unlimited"; readonly until: Date | "never" }
  | { readonly open: false; readonly since: Date | "never_opened" };

/** A message the platform says was sent in the centre's name. */
export interface PlatformMessage {
  readonly messageId: string;
  readonly text: string;
  readonly at: Date;
}

/** The narrow port behind which each platform lives. */
export interface Channel {
  readonly name: ChannelName;
  readonly limits: ChannelLimits;
  /** How long a burst of short messages is waited for: `quietMs` after the last, at most `longestMs` after the first. */
  readonly burst: { readonly quietMs: number; readonly longestMs: number };
  /** The reply window, for words of this origin, to a citizen whose last interaction was at `lastInteraction`. */
  window(lastInteraction: Date | undefined, now: Date, origin: MessageOrigin): ReplyWindow;
  /** Sends one message. Does not throw for anything the platform or the network does. */
  send(message: OutgoingMessage): Promise<SendResult>;
  /**
   * What the platform says was sent to this citizen at or after `since`, newest first; undefined when it cannot
   * be asked now. Channels whose sends cannot be in doubt leave it out.
   */
  sentSince?(citizenId: string, since: Date): Promise<readonly PlatformMessage[] | undefined>;
  /**
   * Set where the platform cannot be asked what was sent and only its echo, with our `reference`, can settle a send
   * in doubt. When no echo comes, the message counts as failed and an operator sees it; it is never repeated blindly.
   */
  readonly settledByEcho?: true;
}

/** A channel whose messages arrive by webhook. */
export interface WebhookChannel extends Channel {
  /**
   * "accept": the platform signed exactly these bytes. "probe": an empty registration probe, to be answered 200.
   * "refuse": anything else, with the reason for the log.
   */
  verify(
    delivery: RawDelivery,
  ): { readonly verdict: "accept" | "probe" } | { readonly verdict: "refuse"; readonly why: string };
  /** One delivery may hold many events; unknown ones come back as `unknown`. Throws `webhook_unreadable` when it is no event at all. */
  read(delivery: RawDelivery): readonly ChannelEvent[];
}
