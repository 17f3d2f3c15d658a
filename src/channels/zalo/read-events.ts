import { createHash } from "node:crypto";
import type {
  Attachment,
  ChannelEvent,
  CitizenMessage,
  EchoMessage,
  RawDelivery,
  RelationEvent,
  UnknownEvent,
} from "../../core/channel.ts";
import { MotcuaError } from "../../core/errors.ts";
import { cleanJson, idOf, isRecord, listOf, recordOf, textOf, timeOf } from "../shared/json-fields.ts";
import { ourPayload } from "../shared/our-payload.ts";
import { readWebhookBody } from "../shared/webhook-body.ts";
import { anonymousCitizenId } from "./citizen-id.ts";

/** The events whose meaning we know, by Zalo's name, and how each is read. */
const READERS: ReadonlyMap<string, Reader> = new Map([
  ...named(
    [
      "user_send_text",
      "user_send_image",
      "user_send_gif",
      "user_send_link",
      "user_send_audio",
      "user_send_video",
      "user_send_sticker",
      "user_send_location",
      "user_send_file",
      "user_send_business_card",
    ],
    (frame) => citizenMessage(frame, frame.citizenId),
  ),
  ...named(
    ["anonymous_send_text", "anonymous_send_image", "anonymous_send_file", "anonymous_send_sticker"],
    (frame) => citizenMessage(frame, anonymousId(frame)),
  ),
  ...named(
    ["oa_send_text", "oa_send_image", "oa_send_gif", "oa_send_list", "oa_send_file", "oa_send_sticker"],
    (frame) => echo(frame, frame.citizenId),
  ),
  ...named(
    [
      "oa_send_anonymous_text",
      "oa_send_anonymous_image",
      "oa_send_anonymous_file",
      "oa_send_anonymous_sticker",
    ],
    (frame) => echo(frame, anonymousId(frame)),
  ),
  ...named(["user_received_message"], (frame) => receipt(frame, "delivered")),
  ...named(["user_seen_message"], (frame) => receipt(frame, "seen")),
  // Whether following opens the reply window is disputed between sources. Not counting it is the safe side: a
  // message held back can still be sent after the next interaction.
  ...named(["follow"], (frame) => relation(frame, "followed", false, sourceOf(frame))),
  ...named(["unfollow"], (frame) => relation(frame, "unfollowed", false, sourceOf(frame))),
  ...named(["user_click_chatnow"], (frame) => relation(frame, "chat_opened", true, {})),
  ...named(["user_submit_info"], (frame) =>
    relation(frame, "contact_shared", true, leavesOf(frame.body["info"])),
  ),
  ...named(["user_withdraw"], (frame) => relation(frame, "consent_withdrawn", false, {})),
  ...named(["user_reacted_message"], (frame) =>
    relation(frame, "reaction", false, reactionOf(frame, "citizen")),
  ),
  ...named(["oa_reacted_message"], (frame) =>
    relation(frame, "reaction", false, reactionOf(frame, "centre")),
  ),
]);

/** Names Zalo documents and Motcua has no use for; they are kept without a warning. */
const UNUSED =
  /^(add_user_to_tag|remove_user_from_tag|remove_tag|update_user_info|user_feedback|user_click_response_button|user_call_oa|oa_send_consent|user_reply_consent|widget_interaction_accepted|widget_failed_to_sync_user_external_id|change_oa_daily_quota|change_template_status|change_template_quality|extension_purchased|create_group|user_join_group|user_send_group_.+|oa_send_group_.+|event_journey_.+)$/;

/** Of those, the ones that Zalo counts as an interaction of the citizen (section "windows" of its rules). */
const UNUSED_INTERACTIONS: ReadonlySet<string> = new Set(["user_call_oa", "widget_interaction_accepted"]);

/** True for an event that is `unknown` on purpose; any other unknown one deserves a line in the log. */
export function isUnused(eventName: string): boolean {
  return UNUSED.test(eventName);
}

/**
 * Reads one delivery, which for Zalo holds one event. What is not understood, belongs to another OA or lacks a
 * field it cannot do without comes back as `unknown`, with `detail.why` and the whole body in `detail.body`.
 * All texts come without NUL characters and lone surrogates; all ids are strings.
 * @param oaId the configured OA
 * @param receivedAt stands for the event's time when the platform gives none that can be used
 * @throws MotcuaError `webhook_unreadable` when the bytes are no JSON object with an `event_name`
 */
export function readEvents(delivery: RawDelivery, oaId: string, receivedAt: Date): readonly ChannelEvent[] {
  const body = readWebhookBody(delivery.bytes, "Zalo");
  const name = textOf(body["event_name"]);
  if (name === undefined || name.trim() === "") {
    throw new MotcuaError("webhook_unreadable", "Zalo webhook: the body has no event_name");
  }
  const parties = partiesOf(body, name, oaId);
  const frame: Frame = {
    name,
    body,
    message: recordOf(body["message"]),
    at: timeOf(body["timestamp"]) ?? receivedAt,
    citizenId: parties.citizenId,
    digest: createHash("sha256").update(delivery.bytes).digest("hex"),
  };
  if (parties.foreign !== undefined) return [unknown(frame, parties.foreign)];
  const reader = READERS.get(name);
  if (reader !== undefined) return [reader(frame)];
  return [unknown(frame, isUnused(name) ? "there is no use for this event" : "this event is not known")];
}

/** One event with what every kind of reader needs. */
interface Frame {
  readonly name: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly message: Readonly<Record<string, unknown>>;
  readonly at: Date;
  /** Whom of the two parties is not the OA; the bare id as it stands in the event. */
  readonly citizenId: string | undefined;
  /** SHA-256 of the raw body: the same for a repeated delivery, which has the same bytes. */
  readonly digest: string;
}

type Reader = (frame: Frame) => ChannelEvent;

function named(names: readonly string[], reader: Reader): readonly (readonly [string, Reader])[] {
  return names.map((name) => [name, reader] as const);
}

/**
 * Finds the citizen, and whether the event concerns the configured OA at all: one webhook address serves every
 * OA linked to the application. The direction follows from the event's name, but sources disagree for receipts,
 * so when the configured OA stands on the other side, that is believed.
 */
function partiesOf(
  body: Readonly<Record<string, unknown>>,
  name: string,
  oaId: string,
): { readonly citizenId: string | undefined; readonly foreign?: string } {
  const sender = idOf(recordOf(body["sender"])["id"]);
  const recipient = idOf(recordOf(body["recipient"])["id"]);
  const fromOa = name.startsWith("oa_") || name === "user_received_message" || name === "user_seen_message";
  const [oaSide, citizenSide] = fromOa ? [sender, recipient] : [recipient, sender];
  const namedOa = idOf(body["oa_id"]);

  const anotherOa = { citizenId: undefined, foreign: "it belongs to another OA" };
  if (namedOa !== undefined && namedOa !== oaId) return anotherOa;
  if (namedOa === undefined && oaSide !== oaId && citizenSide !== oaId) {
    return oaSide === undefined
      ? { citizenId: undefined, foreign: "it does not say which OA it belongs to" }
      : anotherOa;
  }
  const swapped = oaSide !== oaId && citizenSide === oaId;
  const party = swapped ? oaSide : citizenSide;
  const citizenId = party ?? idOf(body["user_id"]) ?? idOf(recordOf(body["follower"])["id"]);
  return { citizenId: citizenId === oaId ? undefined : citizenId };
}

function anonymousId(frame: Frame): string | undefined {
  const conversationId = idOf(frame.message["conversation_id"]);
  if (conversationId === undefined || frame.citizenId === undefined) return undefined;
  return anonymousCitizenId(conversationId, frame.citizenId);
}

function citizenMessage(frame: Frame, citizenId: string | undefined): CitizenMessage | UnknownEvent {
  if (citizenId === undefined) return unknown(frame, "it does not name the citizen");
  const messageId = idOf(frame.message["msg_id"]);
  const text = textOf(frame.message["text"]) ?? "";
  // Zalo brings a tap back as an ordinary text.
  const payload = ourPayload(text);
  return {
    kind: "citizen_message",
    ...baseOf(frame, messageId),
    citizenId,
    interaction: true,
    // Without an id the message is still answered; the digest then tells a repeated delivery.
    messageId: messageId ?? frame.digest,
    text,
    ...(payload === undefined ? {} : { payload }),
    attachments: attachmentsOf(frame),
  };
}

function echo(frame: Frame, citizenId: string | undefined): EchoMessage | UnknownEvent {
  if (citizenId === undefined) return unknown(frame, "it does not name the citizen");
  const messageId = idOf(frame.message["msg_id"]);
  const personId = idOf(recordOf(frame.body["sender"])["admin_id"]);
  return {
    kind: "echo",
    ...baseOf(frame, messageId),
    citizenId,
    messageId: messageId ?? frame.digest,
    text: textOf(frame.message["text"]) ?? "",
    attachments: attachmentsOf(frame),
    ...(personId === undefined ? { by: "program" } : { by: "person", personId }),
  };
}

function receipt(frame: Frame, kind: "delivered" | "seen"): ChannelEvent {
  const messageId = idOf(frame.message["msg_id"]);
  const messageIds = [messageId, ...listOf(frame.message["msg_ids"]).map(idOf)].filter(
    (id) => id !== undefined,
  );
  const trackingId = idOf(frame.message["tracking_id"]);
  if (trackingId !== undefined || frame.message["delivery_time"] !== undefined) {
    // The receipt of a template message has the same name, but names a phone number instead of a user. A number
    // must not become the id of a citizen, and is not needed: the ids say which message it was.
    const why = "it is the receipt of a template message";
    return { ...unknown(frame, why), detail: { why, messageIds, ...(trackingId && { trackingId }) } };
  }
  if (frame.citizenId === undefined) return unknown(frame, "it does not name the citizen");
  if (messageIds.length === 0) return unknown(frame, "it does not name a message");
  return { kind, ...baseOf(frame, messageId), citizenId: frame.citizenId, messageIds };
}

function relation(
  frame: Frame,
  kind: RelationEvent["kind"],
  interaction: boolean,
  detail: Readonly<Record<string, string>>,
): RelationEvent | UnknownEvent {
  if (frame.citizenId === undefined) return unknown(frame, "it does not name the citizen");
  return { kind, ...baseOf(frame, undefined), citizenId: frame.citizenId, interaction, detail };
}

/**
 * Names the citizen only where the event counts as an interaction: in a shape that is not known, the id could be
 * a group's or an anonymous visitor's.
 */
function unknown(frame: Frame, why: string): UnknownEvent {
  const citizenId = UNUSED_INTERACTIONS.has(frame.name) ? frame.citizenId : undefined;
  return {
    kind: "unknown",
    ...baseOf(frame, undefined),
    citizenId,
    interaction: citizenId !== undefined,
    detail: { why, body: cleanJson(frame.body) },
  };
}

/** Messages are told apart by name and id, since one id can occur in several events; all else by its bytes. */
function baseOf(frame: Frame, messageId: string | undefined) {
  return {
    dedupeKey: messageId === undefined ? `sha256:${frame.digest}` : `${frame.name}:${messageId}`,
    name: frame.name,
    at: frame.at,
    interaction: false,
  };
}

/** Kinds of attachment that have the same name with Zalo and with us. */
const KINDS: ReadonlySet<string> = new Set([
  "image",
  "gif",
  "link",
  "audio",
  "video",
  "sticker",
  "location",
  "file",
] satisfies Attachment["kind"][]);

function isKind(type: string | undefined): type is Attachment["kind"] {
  return type !== undefined && KINDS.has(type);
}

function attachmentsOf(frame: Frame): readonly Attachment[] {
  const byName = frame.name.split("_").at(-1);
  const items = listOf(frame.message["attachments"]);
  // The event's name already says that something was sent, even when the list is missing.
  if (items.length === 0) return isKind(byName) ? [{ kind: byName }] : cardOf(frame, {});
  return items.flatMap((item) => {
    const payload = recordOf(recordOf(item)["payload"]);
    const card = cardOf(frame, payload);
    if (card.length > 0) return card;
    const type = textOf(recordOf(item)["type"]);
    return [{ kind: isKind(type) ? type : "unknown", ...fieldsOf(payload) } satisfies Attachment];
  });
}

/** A business card arrives looking like a link, whose description holds JSON (one source only). */
function cardOf(frame: Frame, payload: Readonly<Record<string, unknown>>): readonly Attachment[] {
  return frame.name === "user_send_business_card" ? [{ kind: "contact", ...fieldsOf(payload) }] : [];
}

function fieldsOf(payload: Readonly<Record<string, unknown>>): Omit<Attachment, "kind"> {
  const place = recordOf(payload["coordinates"]);
  const fields = {
    url: textOf(payload["url"]),
    name: textOf(payload["name"]),
    description: textOf(payload["description"]),
    latitude: textOf(place["latitude"]),
    longitude: textOf(place["longitude"]),
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function sourceOf(frame: Frame): Readonly<Record<string, string>> {
  const source = textOf(frame.body["source"]);
  return source === undefined ? {} : { source };
}

function reactionOf(frame: Frame, by: "citizen" | "centre"): Readonly<Record<string, string>> {
  const messageId = idOf(frame.message["msg_id"]);
  const icon = textOf(frame.message["react_icon"]);
  return { by, ...(messageId === undefined ? {} : { messageId }), ...(icon === undefined ? {} : { icon }) };
}

/**
 * The texts of `user_submit_info`, whose inner shape changed over time: `name`, `phone`, `full_address.user_city`.
 * Numbers (an old sample has the phone as one) become text.
 */
function leavesOf(value: unknown, path = "", depth = 0): Readonly<Record<string, string>> {
  if (!isRecord(value) || depth > 4) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) => {
      const here = `${path}${textOf(key) ?? ""}`;
      const text = textOf(one);
      return text === undefined
        ? Object.entries(leavesOf(one, `${here}.`, depth + 1))
        : [[here, text] as const];
    }),
  );
}
