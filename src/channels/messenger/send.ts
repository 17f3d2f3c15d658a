import type { OutgoingFile, OutgoingMessage, SendResult } from "../../core/channel.ts";
import type { Clock, Log } from "../../core/ports.ts";
import { idOf } from "../shared/json-fields.ts";
import { createKeptUploads, uploadKey } from "../shared/kept-uploads.ts";
import { isNotSendable, type NotSendable } from "../shared/not-sendable.ts";
import { final, throttled, type Refused } from "../shared/refusals.ts";
import type { CallGraph, GraphOutcome } from "./call-graph.ts";
import { composeText, planUpload, type MessengerMessage } from "./compose.ts";
import type { MessengerSettings } from "./config.ts";
import { errorName, errorRow, ERROR_TABLE, type Remedy } from "./error-table.ts";
import type { UsageWatch } from "./usage.ts";

/** `SendResult.code` when somebody answers this citizen in another application: no fault, and no time to repeat. */
export const OTHER_APP_HAS_THREAD = "other_app_has_thread";

/** Attachment ids expire after 90 days (Meta, "Saving assets", April 2026); less leaves room for one that waits. */
const UPLOAD_KEPT_MS = 80 * 24 * 60 * 60 * 1000;
/** channels/messenger.md section 5: three tries, and once more. */
const PASSING_FAULT_ATTEMPTS = 3;
const ONCE_MORE_ATTEMPTS = 2;
const ONCE_LATER_MINUTES = 10;
/** When Meta does not say how long its allowance is used up. */
const LIMIT_MINUTES = 5;
/** At most this long after a wait, so that instances do not all call at once. */
const JITTER_MS = 5000;

/** Beyond 24 hours only a person's words, and only so marked (channels/messenger.md section 4). */
const RESPONSE = { messaging_type: "RESPONSE" };
const HUMAN_AGENT = { messaging_type: "MESSAGE_TAG", tag: "HUMAN_AGENT" };

/**
 * Makes `Channel.send` for Messenger. Meta knows no idempotency key and cannot be asked what was sent, so only an
 * explicit refusal is ever repeated here: a person's words with the tag HUMAN_AGENT when the 24 hours are over and
 * the feature is granted, a file after a fresh upload, and a template whose shape is refused in plain words.
 * @param random a number from 0 up to 1, for the jitter after a limit
 */
export function createSend(
  callGraph: CallGraph,
  settings: Pick<MessengerSettings, "pageId" | "humanAgent">,
  parts: {
    readonly usage: UsageWatch;
    readonly clock: Clock;
    readonly random: () => number;
    readonly log: Log;
  },
): (message: OutgoingMessage) => Promise<SendResult> {
  const { usage, clock, random, log } = parts;
  const uploads = createKeptUploads(clock, UPLOAD_KEPT_MS);

  async function upload(type: string, file: OutgoingFile, key: string): Promise<string | Refused> {
    const known = uploads.get(key);
    if (known !== undefined) return known;
    const outcome = await callGraph({
      importance: "send",
      method: "POST",
      path: `/${settings.pageId}/message_attachments`,
      // The Graph API takes a parameter from the address as well as from the form.
      query: { message: JSON.stringify({ attachment: { type, payload: { is_reusable: true } } }) },
      body: { kind: "multipart", field: "filedata", bytes: file.bytes, fileName: file.name, mime: file.mime },
    });
    const id = outcome.kind === "done" ? idOf(outcome.data["attachment_id"]) : undefined;
    if (id !== undefined) {
      uploads.keep(key, id);
      return id;
    }
    // No citizen sees an upload, so an uncertain one may be done again.
    const result = resultOf(outcome);
    return result.kind === "refused"
      ? result
      : { kind: "refused", next: "retry", code: "upload_unknown", detail: "the upload was not confirmed" };
  }

  async function deliver(outgoing: OutgoingMessage, message: MessengerMessage): Promise<GraphOutcome> {
    const post = (how: Readonly<Record<string, string>>): Promise<GraphOutcome> =>
      callGraph({
        importance: "send",
        method: "POST",
        path: `/${settings.pageId}/messages`,
        body: {
          kind: "json",
          value: {
            recipient: { id: outgoing.citizenId },
            ...how,
            message: { ...message, metadata: outgoing.reference },
          },
        },
      });
    const outcome = await post(RESPONSE);
    const mayTag = outgoing.origin === "operator" && settings.humanAgent;
    return mayTag && remedyOf(outcome) === "window" ? post(HUMAN_AGENT) : outcome;
  }

  async function sendFile(outgoing: OutgoingMessage, file: OutgoingFile): Promise<SendResult> {
    const plan = planUpload(outgoing, file);
    if (isNotSendable(plan)) return unsendable(plan);
    const { type } = plan;
    const key = uploadKey(type, file.bytes);
    const attachment = (id: string) => ({ attachment: { type, payload: { attachment_id: id } } });
    const id = await upload(type, file, key);
    if (typeof id !== "string") return id;
    const outcome = await deliver(outgoing, attachment(id));
    if (remedyOf(outcome) !== "upload_again") return resultOf(outcome);

    uploads.forget(key);
    const again = await upload(type, file, key);
    return typeof again === "string" ? resultOf(await deliver(outgoing, attachment(again))) : again;
  }

  async function sendText(outgoing: OutgoingMessage): Promise<SendResult> {
    const composed = composeText(outgoing);
    if (isNotSendable(composed)) return unsendable(composed);
    const outcome = await deliver(outgoing, composed.message);
    // Meta wants numbers in international form and does not say what it does with 113. A number as words of the text
    // is far better than no message.
    return composed.plain !== undefined && isBadParameter(outcome)
      ? resultOf(await deliver(outgoing, composed.plain))
      : resultOf(outcome);
  }

  function resultOf(outcome: GraphOutcome): SendResult {
    switch (outcome.kind) {
      case "done":
        return accepted(outcome.data);
      case "error":
        return refusal(outcome);
      case "bare_status":
        if (outcome.status === 429) return throttled("http_429", "too many requests", inMinutes(1));
        log.error({ channel: "messenger", status: outcome.status }, "Meta refused a call without saying why");
        return { kind: "refused", next: "needs_admin", code: `http_${outcome.status}`, detail: "" };
      case "later":
        return throttled(outcome.by, "the allowance of calls is used up", outcome.until);
      case "not_ready":
        return { kind: "refused", next: "retry", code: "not_ready", detail: outcome.detail };
      case "not_sent":
        log.warn({ channel: "messenger", why: outcome.detail }, "Meta could not be reached");
        return { kind: "refused", next: "retry", code: "not_sent", detail: outcome.detail };
      case "unknown":
        log.warn({ channel: "messenger", why: outcome.detail }, "outcome of a send is unknown");
        return { kind: "unknown", detail: outcome.detail };
    }
  }

  function accepted(data: Readonly<Record<string, unknown>>): SendResult {
    const messageId = idOf(data["message_id"]);
    if (messageId !== undefined) return { kind: "sent", messageId };
    log.warn({ channel: "messenger" }, "Meta took a message without giving it an id");
    return { kind: "unknown", detail: "the answer has no message_id" };
  }

  function refusal(error: Extract<GraphOutcome, { kind: "error" }>): Refused {
    const row = errorRow(error.code, error.subcode);
    const code = errorName(error.code, error.subcode);
    const detail =
      row === undefined
        ? `not documented: ${error.detail}`
        : error.detail === ""
          ? row.meaning
          : error.detail;
    const facts = { channel: "messenger", code, meaning: row?.meaning, fbtrace: error.trace };
    switch (row?.remedy) {
      case "again":
        return retry(code, detail, PASSING_FAULT_ATTEMPTS);
      case "once":
        return retry(code, detail, ONCE_MORE_ATTEMPTS);
      case "once_later":
        return { ...retry(code, detail, ONCE_MORE_ATTEMPTS), retryAt: inMinutes(ONCE_LATER_MINUTES) };
      case "next_minute":
        return limited(code, detail, inMinutes(1));
      case "minutes":
        return limited(code, detail, inMinutes(LIMIT_MINUTES));
      case "hour":
        log.error(facts, "Meta limits the Page");
        return throttled(code, detail, inMinutes(60));
      case "upload_again":
        // Comes here only when a fresh upload is refused too; a later attempt uploads once more.
        return retry(code, detail, ONCE_MORE_ATTEMPTS);
      case "other_app":
        log.info(facts, "another application has the thread");
        return final(OTHER_APP_HAS_THREAD, `${code}: ${detail}`);
      case "mend":
      case "stop":
        log.error(
          facts,
          row.remedy === "stop"
            ? "Meta acts against the Page"
            : "Meta refuses to send until something is mended",
        );
        return { kind: "refused", next: "needs_admin", code, detail };
      case "window":
      case "give_up":
        log.warn(facts, "Meta refused a message for good");
        return final(code, detail);
      case "bug":
        log.error(facts, "Meta refused a message for its form");
        return final(code, detail);
      case undefined:
        log.error(facts, "Meta refused a message with an error that is not documented");
        return final(code, detail);
    }
  }

  /** What is true for one call is true for all: nobody calls before Meta takes calls again. */
  function limited(code: string, detail: string, least: Date): Refused {
    const held = usage.heldUntil();
    const until = held !== undefined && held > least ? held : least;
    usage.holdUntil(until);
    return throttled(code, detail, until);
  }

  function unsendable({ code, detail }: NotSendable): Refused {
    log.error({ channel: "messenger", code, detail }, "a message does not fit Messenger");
    return final(code, detail);
  }

  function inMinutes(minutes: number): Date {
    return new Date(clock().getTime() + minutes * 60_000 + Math.floor(random() * JITTER_MS));
  }

  return async (outgoing) => {
    if (!/^\d+$/.test(outgoing.citizenId))
      return final("not_addressable", "this is no id of a person on Messenger");
    return outgoing.file === undefined ? sendText(outgoing) : sendFile(outgoing, outgoing.file);
  };
}

function remedyOf(outcome: GraphOutcome): Remedy | undefined {
  return outcome.kind === "error" ? errorRow(outcome.code, outcome.subcode)?.remedy : undefined;
}

/** The general refusal of a parameter, and none of the particular ones. */
function isBadParameter(outcome: GraphOutcome): boolean {
  return outcome.kind === "error" && errorRow(outcome.code, outcome.subcode) === ERROR_TABLE.get("100");
}

function retry(code: string, detail: string, attemptsAtMost: number): Refused {
  return { kind: "refused", next: "retry", code, detail, attemptsAtMost };
}
