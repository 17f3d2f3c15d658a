import { createHash } from "node:crypto";
import type {
  ChannelEvent,
  ControlEvent,
  EchoMessage,
  EditEvent,
  RawDelivery,
  ReceiptEvent,
  RelationEvent,
  UnknownEvent,
} from "../../core/channel.ts";
import {
  cleanJson,
  clip,
  idOf,
  integerOf,
  isRecord,
  listOf,
  recordOf,
  textOf,
  timeOf,
} from "../shared/json-fields.ts";
import { ourPayload } from "../shared/our-payload.ts";
import { readWebhookBody } from "../shared/webhook-body.ts";
import { attachmentsOf, templateText } from "./attachments.ts";

/** The payload of the button under the greeting, as `page-setup.ts` sets it. */
export const GET_STARTED = "GET_STARTED";
/** What a tap on that button says, in whatever language Meta shows it. */
const GET_STARTED_TEXT = "Bắt đầu";

/** The application that stands for the Page's inbox in Meta's own tools: a person writes there. */
const PAGE_INBOX_APP = "263902037430900";
const PAGE_INBOX = "page_inbox";

/** Meta spells the event of its policy enforcement in two ways. */
export const POLICY_EVENTS: ReadonlySet<string> = new Set(["policy_enforcement", "policy-enforcement"]);

/** The events whose meaning we know, by the key that holds them, and how each is read. */
const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ["message", readMessage],
  ["postback", readPostback],
  ["referral", (frame) => [chatOpened(frame, recordOf(frame.event["referral"]), undefined)]],
  ["delivery", (frame) => [receipt(frame, "delivered")]],
  ["read", (frame) => [receipt(frame, "seen")]],
  ["reaction", (frame) => [reaction(frame)]],
  ["message_edit", (frame) => [edited(frame)]],
  ["pass_thread_control", (frame) => [control(frame)]],
  ["take_thread_control", (frame) => [control(frame)]],
]);

/** Keys Meta documents and Motcua has no use for; their events are kept without a warning. */
const UNUSED: ReadonlySet<string> = new Set([
  "optin",
  "request_thread_control",
  "app_roles",
  "account_linking",
  "game_play",
  "messaging_feedback",
]);

/** True for an event that is `unknown` on purpose; any other unknown one deserves a line in the log. */
export function isUnused(eventName: string): boolean {
  return UNUSED.has(eventName);
}

/** Whose events are read: a webhook can serve several Pages and sees the messages of other applications. */
export interface Own {
  readonly pageId: string;
  readonly appId: string;
}

/**
 * Reads one delivery: every event of every entry, of `messaging` and of `standby`, in the order in which they stand.
 * One event of Meta can be two of ours: a message that came through an advertisement or a link with a reference also
 * says where the citizen came from. What is not understood, belongs to another Page or lacks a field it cannot do
 * without comes back as `unknown`, with `detail.why` and the event in `detail.body`. Changes of the Page's feed
 * (`changes`) are none of a conversation and left out. All texts come without NUL characters and lone surrogates; all
 * ids are strings.
 * @param receivedAt stands for the event's time when the platform gives none that can be used
 * @throws MotcuaError `webhook_unreadable` when the bytes are no JSON object
 */
export function readEvents(delivery: RawDelivery, own: Own, receivedAt: Date): readonly ChannelEvent[] {
  const body = readWebhookBody(delivery.bytes, "Messenger");
  const entries = listOf(body["entry"]);
  if (body["object"] !== "page" || entries.length === 0) {
    const name = `object:${textOf(body["object"]) ?? "?"}`;
    const frame = frameOf(name, body, { own, receivedAt, standby: false, entry: {} });
    return [unknown(frame, "it is not about a Page")];
  }
  return entries.map(recordOf).flatMap((entry) =>
    (["messaging", "standby"] as const).flatMap((list) =>
      listOf(entry[list]).flatMap((event) => {
        const around = { own, receivedAt, entry, standby: list === "standby" };
        if (!isRecord(event)) return [unknown(frameOf("?", { event }, around), "it is no object")];
        return readEvent(event, around);
      }),
    ),
  );
}

/** What an event stands in. */
interface Around {
  readonly own: Own;
  readonly receivedAt: Date;
  readonly entry: Readonly<Record<string, unknown>>;
  readonly standby: boolean;
}

/** One event with what every kind of reader needs. */
interface Frame {
  /** The key that says what it is: `message`, `postback`, … */
  readonly name: string;
  readonly event: Readonly<Record<string, unknown>>;
  readonly own: Own;
  readonly at: Date;
  /** Another application has the thread. */
  readonly standby: boolean;
  /** Which of the two parties is not the Page. */
  readonly citizenId: string | undefined;
  readonly fromPage: boolean;
  readonly foreign: boolean;
  /** The event's own time as text, which with citizen and kind tells it from every other; undefined without one. */
  readonly stamp: string | undefined;
}

type Reader = (frame: Frame) => readonly ChannelEvent[];

function readEvent(event: Readonly<Record<string, unknown>>, around: Around): readonly ChannelEvent[] {
  const known = [...READERS].find(([key]) => isRecord(event[key]));
  const frame = frameOf(known?.[0] ?? nameOf(event), event, around);
  if (frame.foreign) return [unknown(frame, "it belongs to another Page")];
  if (known !== undefined) return known[1](frame);
  if (POLICY_EVENTS.has(frame.name)) return [policyEnforced(frame)];
  return [
    unknown(frame, isUnused(frame.name) ? "there is no use for this event" : "this event is not known"),
  ];
}

/** What an event we do not read is called: a documented key, else the one beside those that every event has. */
function nameOf(event: Readonly<Record<string, unknown>>): string {
  const documented = [...POLICY_EVENTS, ...UNUSED].find((key) => key in event);
  if (documented !== undefined) return documented;
  const common = new Set(["sender", "recipient", "timestamp"]);
  const key = Object.keys(event).find((one) => !common.has(one));
  return clip(key ?? "?", 100);
}

function frameOf(name: string, event: Readonly<Record<string, unknown>>, around: Around): Frame {
  const { own, entry, standby } = around;
  const sender = idOf(recordOf(event["sender"])["id"]);
  const recipient = idOf(recordOf(event["recipient"])["id"]);
  const page = idOf(entry["id"]);
  const fromPage = sender === own.pageId;
  const parties = [sender, recipient].filter((id) => id !== undefined);
  const time = event["timestamp"] ?? recordOf(event[name])["watermark"];
  return {
    name,
    event,
    own,
    standby,
    at: timeOf(event["timestamp"]) ?? timeOf(entry["time"]) ?? around.receivedAt,
    citizenId: fromPage ? recipient : sender,
    fromPage,
    foreign:
      page === undefined
        ? parties.length > 0 && !parties.includes(own.pageId)
        : page !== own.pageId || (parties.length === 2 && !parties.includes(own.pageId)),
    stamp: integerOf(time) === undefined ? undefined : textOf(time),
  };
}

/**
 * A message is told by its id. All else by citizen, time and kind, as Meta's contract advises; an event without a time
 * by what stands in it, which a repeated delivery has alike.
 */
function baseOf(frame: Frame, messageId: string | undefined, name = frame.name) {
  const told = messageId ?? (frame.stamp && frame.citizenId && `${frame.citizenId}:${frame.stamp}`);
  return {
    dedupeKey: told === undefined || told === "" ? digestOf(frame.event) : `${name}:${told}`,
    name,
    at: frame.at,
    interaction: false,
  };
}

function digestOf(event: Readonly<Record<string, unknown>>): string {
  return `sha256:${createHash("sha256").update(JSON.stringify(event)).digest("hex")}`;
}

function readMessage(frame: Frame): readonly ChannelEvent[] {
  const { citizenId } = frame;
  if (citizenId === undefined) return [unknown(frame, "it does not name the citizen")];
  const message = recordOf(frame.event["message"]);
  if (frame.fromPage || message["is_echo"] === true) return [echo(frame, citizenId, message)];
  const mid = idOf(message["mid"]);
  if (message["is_deleted"] === true) return [deleted(frame, citizenId, mid)];

  const base = baseOf(frame, mid);
  const payload = ourPayload(textOf(recordOf(message["quick_reply"])["payload"]));
  const text = textOf(message["text"]) ?? "";
  const attachments = attachmentsOf(message);
  return [
    ...cameFrom(frame, message["referral"], mid),
    {
      kind: "citizen_message",
      ...base,
      citizenId,
      interaction: true,
      messageId: mid ?? base.dedupeKey,
      text,
      ...(payload === undefined ? {} : { payload }),
      // Something was sent, of a kind Meta does not show us: a person has to look.
      attachments: text === "" && attachments.length === 0 ? [{ kind: "unknown" }] : attachments,
      ...(frame.standby ? { standby: true } : {}),
    },
  ];
}

/** A tapped button of a template or of the menu, an ice breaker, Get Started: as if the citizen had written its title. */
function readPostback(frame: Frame): readonly ChannelEvent[] {
  const { citizenId } = frame;
  if (citizenId === undefined) return [unknown(frame, "it does not name the citizen")];
  const postback = recordOf(frame.event["postback"]);
  const mid = idOf(postback["mid"]);
  const carried = textOf(postback["payload"]);
  const payload = ourPayload(carried);
  const text = carried === GET_STARTED ? GET_STARTED_TEXT : (textOf(postback["title"])?.trim() ?? "");
  if (text === "" && payload === undefined) {
    const empty = unknown(frame, "it has neither a title nor a payload of ours");
    return [{ ...empty, citizenId, interaction: true }];
  }
  const base = baseOf(frame, mid);
  return [
    ...cameFrom(frame, postback["referral"], mid),
    {
      kind: "citizen_message",
      ...base,
      citizenId,
      interaction: true,
      messageId: mid ?? base.dedupeKey,
      text,
      ...(payload === undefined ? {} : { payload }),
      attachments: [],
      ...(frame.standby ? { standby: true } : {}),
    },
  ];
}

/** In a new thread the reference of a link or advertisement comes inside the first message or postback. */
function cameFrom(frame: Frame, referral: unknown, messageId: string | undefined): readonly ChannelEvent[] {
  return isRecord(referral) ? [chatOpened(frame, referral, messageId)] : [];
}

function chatOpened(
  frame: Frame,
  referral: Readonly<Record<string, unknown>>,
  messageId: string | undefined,
): RelationEvent | UnknownEvent {
  if (frame.citizenId === undefined) return unknown(frame, "it does not name the citizen");
  const detail = Object.fromEntries(
    (["ref", "source", "type", "ad_id"] as const).flatMap((key) => {
      const text = textOf(referral[key]);
      return text === undefined ? [] : [[key, text] as const];
    }),
  );
  return {
    kind: "chat_opened",
    ...baseOf(frame, messageId, "referral"),
    citizenId: frame.citizenId,
    interaction: true,
    detail,
  };
}

/**
 * Everything the Page sent comes back, whoever sent it. Without an application, or with the inbox's, a person wrote it
 * in Meta's own tools.
 */
function echo(
  frame: Frame,
  citizenId: string,
  message: Readonly<Record<string, unknown>>,
): EchoMessage | UnknownEvent {
  if (message["is_deleted"] === true) return unknown(frame, "the Page took back a message of its own");
  const mid = idOf(message["mid"]);
  const base = baseOf(frame, mid, "message_echo");
  const app = idOf(message["app_id"]);
  const reference = textOf(message["metadata"]);
  const by =
    app === frame.own.appId
      ? ({ by: "program", ...(reference === undefined ? {} : { reference }) } as const)
      : app === undefined || app === PAGE_INBOX_APP
        ? ({ by: "person", personId: PAGE_INBOX } as const)
        : ({ by: "program", personId: app } as const);
  return {
    kind: "echo",
    ...base,
    citizenId,
    messageId: mid ?? base.dedupeKey,
    text: textOf(message["text"]) ?? templateText(message) ?? "",
    attachments: attachmentsOf(message),
    ...by,
  };
}

function deleted(frame: Frame, citizenId: string, mid: string | undefined): EditEvent | UnknownEvent {
  if (mid === undefined) return unknown(frame, "it does not name a message");
  return { kind: "deleted", ...baseOf(frame, mid, "message_deleted"), citizenId, messageId: mid, text: "" };
}

function edited(frame: Frame): EditEvent | UnknownEvent {
  const edit = recordOf(frame.event["message_edit"]);
  const mid = idOf(edit["mid"]);
  const text = textOf(edit["text"]);
  if (frame.citizenId === undefined) return unknown(frame, "it does not name the citizen");
  if (frame.fromPage) return unknown(frame, "the Page changed a message of its own");
  if (mid === undefined || text === undefined) return unknown(frame, "it does not say what is changed");
  const { citizenId } = frame;
  const base = baseOf(frame, `${mid}:${integerOf(edit["num_edit"]) ?? frame.stamp ?? ""}`);
  return { kind: "edited", ...base, citizenId, messageId: mid, text };
}

function receipt(frame: Frame, kind: ReceiptEvent["kind"]): ReceiptEvent | UnknownEvent {
  const { citizenId } = frame;
  const fields = recordOf(frame.event[frame.name]);
  const messageIds = listOf(fields["mids"])
    .map(idOf)
    .filter((id) => id !== undefined);
  const upTo = timeOf(fields["watermark"]);
  if (citizenId === undefined) return unknown(frame, "it does not name the citizen");
  if (messageIds.length === 0 && upTo === undefined) return unknown(frame, "it does not name a message");
  return {
    kind,
    ...baseOf(frame, undefined),
    citizenId,
    messageIds,
    ...(upTo === undefined ? {} : { upTo }),
  };
}

/** Whether a reaction opens the reply window is not said by all sources. Not counting it is the safe side. */
function reaction(frame: Frame): RelationEvent | UnknownEvent {
  if (frame.citizenId === undefined) return unknown(frame, "it does not name the citizen");
  const fields = recordOf(frame.event["reaction"]);
  const detail = {
    messageId: idOf(fields["mid"]),
    icon: textOf(fields["emoji"]) ?? textOf(fields["reaction"]),
    action: textOf(fields["action"]),
  };
  return {
    kind: "reaction",
    ...baseOf(frame, undefined),
    citizenId: frame.citizenId,
    detail: {
      by: frame.fromPage ? "centre" : "citizen",
      ...Object.fromEntries(Object.entries(detail).flatMap(([key, value]) => (value ? [[key, value]] : []))),
    },
  };
}

/**
 * Who has the thread now. "Pass" without a new owner cannot be judged; "take" without one was taken from us, as only
 * its former owner is told.
 */
function control(frame: Frame): ControlEvent | UnknownEvent {
  if (frame.citizenId === undefined) return unknown(frame, "it does not name the citizen");
  const owner = idOf(recordOf(frame.event[frame.name])["new_owner_app_id"]);
  if (owner === undefined && frame.name === "pass_thread_control") {
    return unknown(frame, "it does not say who has the thread");
  }
  return {
    kind: owner === frame.own.appId ? "control_returned" : "control_taken",
    ...baseOf(frame, undefined),
    citizenId: frame.citizenId,
    holder: owner === PAGE_INBOX_APP ? PAGE_INBOX : (owner ?? "unknown"),
  };
}

function policyEnforced(frame: Frame): UnknownEvent {
  const { action, reason } = recordOf(frame.event[frame.name]);
  const kept = unknown(frame, "Meta enforces a policy against the Page");
  return { ...kept, detail: { ...kept.detail, action: textOf(action), reason: textOf(reason) } };
}

/** Does not name the citizen: in a shape that is not known, the id could be of another kind. */
function unknown(frame: Frame, why: string): UnknownEvent {
  return {
    kind: "unknown",
    dedupeKey: digestOf(frame.event),
    name: frame.name,
    at: frame.at,
    interaction: false,
    citizenId: undefined,
    detail: { why, body: cleanJson(frame.event) },
  };
}
