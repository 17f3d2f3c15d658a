import type { OutgoingFile, OutgoingMessage, SendResult } from "../../core/channel.ts";
import type { Clock, Log } from "../../core/ports.ts";
import { idOf, recordOf, textOf } from "../shared/json-fields.ts";
import { createKeptUploads, uploadKey } from "../shared/kept-uploads.ts";
import { isNotSendable } from "../shared/not-sendable.ts";
import { final, throttled, type Refused } from "../shared/refusals.ts";
import type { ApiOutcome, CallApi } from "./call-api.ts";
import { personOf, type ZaloPerson } from "./citizen-id.ts";
import { composeText, planUpload, type UploadPlan, type ZaloMessage } from "./compose.ts";
import { errorRow } from "./error-table.ts";

/** Zalo forgets an upload after seven days. A day less leaves room for a message that waits. */
const UPLOAD_KEPT_MS = 6 * 24 * 60 * 60 * 1000;
/** -200: "once or twice" more (channels/zalo-oa.md section 5). */
const SENDING_FAILED_ATTEMPTS = 3;

/** At most this long after the start of the next minute, so that instances do not all call at once. */
const JITTER_MS = 5000;

/** Refusals that can mean that a visitor of the chat widget cannot be shown buttons. */
const SHAPE_REFUSED: ReadonlySet<number> = new Set([-201, -233]);

/**
 * Makes `Channel.send` for Zalo: one consultation message to a user, or one reply to an anonymous visitor.
 * The platform knows no idempotency key, so only an explicit refusal is ever repeated here, and a call whose
 * outcome is not known is reported as such.
 * @param random a number from 0 up to 1, for the jitter after a rate limit
 */
export function createSend(
  callApi: CallApi,
  { clock, random, log }: { readonly clock: Clock; readonly random: () => number; readonly log: Log },
): (message: OutgoingMessage) => Promise<SendResult> {
  const uploads = createKeptUploads(clock, UPLOAD_KEPT_MS);

  async function upload(plan: UploadPlan, file: OutgoingFile, key: string): Promise<string | Refused> {
    const known = uploads.get(key);
    if (known !== undefined) return known;

    const outcome = await callApi({
      importance: "send",
      method: "POST",
      path: plan.path,
      body: { kind: "multipart", field: "file", bytes: file.bytes, fileName: file.name, mime: file.mime },
    });
    const id = outcome.kind === "done" ? idOf(recordOf(outcome.data)[plan.idField]) : undefined;
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

  function post(person: ZaloPerson, message: ZaloMessage): Promise<ApiOutcome> {
    const [path, recipient] =
      person.kind === "user"
        ? ["/v3.0/oa/message/cs", { user_id: person.userId }]
        : ["/v2.0/oa/message", { anonymous_id: person.anonymousId, conversation_id: person.conversationId }];
    return callApi({
      importance: "send",
      method: "POST",
      path,
      body: { kind: "json", value: { recipient, message } },
    });
  }

  async function sendFile(person: ZaloPerson, message: ZaloMessage, file: OutgoingFile): Promise<SendResult> {
    const plan = planUpload(file);
    if (isNotSendable(plan)) return final(plan.code, plan.detail);
    const key = uploadKey(plan.path, file.bytes);
    const id = await upload(plan, file, key);
    if (typeof id !== "string") return id;
    const outcome = await post(person, { ...message, attachment: plan.attachment(id) });
    if (outcome.kind !== "error" || errorRow(outcome.code)?.remedy !== "upload_again")
      return resultOf(outcome);

    uploads.forget(key);
    const again = await upload(plan, file, key);
    return typeof again === "string"
      ? resultOf(await post(person, { ...message, attachment: plan.attachment(again) }))
      : again;
  }

  async function sendText(person: ZaloPerson, message: ZaloMessage): Promise<SendResult> {
    const outcome = await post(person, message);
    // No source says whether an anonymous visitor can be shown buttons. The text alone is better than nothing.
    if (
      person.kind === "anonymous" &&
      message.attachment !== undefined &&
      outcome.kind === "error" &&
      SHAPE_REFUSED.has(outcome.code)
    ) {
      const { text } = message;
      return resultOf(await post(person, text === undefined ? {} : { text }));
    }
    return resultOf(outcome);
  }

  function resultOf(outcome: ApiOutcome): SendResult {
    switch (outcome.kind) {
      case "done":
        return accepted(outcome.data);
      case "error":
        return refusal(outcome.code, outcome.detail);
      case "bare_status":
        if (outcome.status === 429) return throttled("http_429", "too many requests", nextMinute());
        log.error({ channel: "zalo", status: outcome.status }, "Zalo refused a call without saying why");
        return { kind: "refused", next: "needs_admin", code: `http_${outcome.status}`, detail: "" };
      case "rate":
        return throttled("rate_gate", "our own allowance of calls is used up", outcome.later);
      case "no_token":
        // Waiting for a token is no failed attempt of this message: none was made.
        return outcome.token.kind === "later"
          ? throttled("token_unavailable", outcome.token.detail, outcome.token.retryAt)
          : { kind: "refused", next: "needs_admin", code: outcome.token.code, detail: outcome.token.detail };
      case "not_ready":
        return { kind: "refused", next: "retry", code: "not_ready", detail: outcome.detail };
      case "not_sent":
        log.warn({ channel: "zalo", why: outcome.detail }, "Zalo could not be reached");
        return { kind: "refused", next: "retry", code: "not_sent", detail: outcome.detail };
      case "unknown":
        log.warn({ channel: "zalo", why: outcome.detail }, "outcome of a send is unknown");
        return { kind: "unknown", detail: outcome.detail };
    }
  }

  function accepted(data: unknown): SendResult {
    const messageId = idOf(recordOf(data)["message_id"]);
    if (messageId === undefined) {
      log.warn({ channel: "zalo" }, "Zalo took a message without giving it an id");
      return { kind: "unknown", detail: "the answer has no message_id" };
    }
    const quota = Object.entries(recordOf(recordOf(data)["quota"])).flatMap(([key, value]) => {
      const text = textOf(value);
      return text === undefined ? [] : [[key, text] as const];
    });
    return { kind: "sent", messageId, ...(quota.length === 0 ? {} : { quota: Object.fromEntries(quota) }) };
  }

  function refusal(code: number, said: string): Refused {
    const row = errorRow(code);
    const detail = row === undefined ? `not documented: ${said}` : said === "" ? row.meaning : said;
    switch (row?.remedy) {
      case "next_minute":
        return throttled(String(code), detail, nextMinute());
      case "again":
        return {
          kind: "refused",
          next: "retry",
          code: String(code),
          detail,
          attemptsAtMost: SENDING_FAILED_ATTEMPTS,
        };
      case "upload_again":
        // Comes here only when a fresh upload is refused too; a later attempt uploads once more.
        return { kind: "refused", next: "retry", code: String(code), detail };
      case "some_minutes":
        return { kind: "refused", next: "retry", code: String(code), detail, retryAt: inMinutes(5) };
      case "at_six":
        return { kind: "refused", next: "retry", code: String(code), detail, retryAt: nextSixInVietnam() };
      case "refresh":
      case "mend":
        // A token refused right after a refresh is no matter of time either.
        log.error(
          { channel: "zalo", code, meaning: row.meaning },
          "Zalo refuses to send until something is mended",
        );
        return { kind: "refused", next: "needs_admin", code: String(code), detail };
      case "give_up":
        log.warn({ channel: "zalo", code, meaning: row.meaning }, "Zalo refused a message for good");
        return final(String(code), detail);
      case undefined:
        log.error({ channel: "zalo", code }, "Zalo refused a message with a code that is not documented");
        return final(String(code), detail);
    }
  }

  const inMinutes = (minutes: number): Date => new Date(clock().getTime() + minutes * 60_000);

  function nextMinute(): Date {
    const minute = Math.floor(clock().getTime() / 60_000) + 1;
    return new Date(minute * 60_000 + Math.floor(random() * JITTER_MS));
  }

  function nextSixInVietnam(): Date {
    // Vietnam is seven hours ahead of UTC all year: six o'clock there is 23:00 UTC.
    const six = new Date(clock());
    six.setUTCHours(23, 0, 0, 0);
    if (six <= clock()) six.setUTCDate(six.getUTCDate() + 1);
    return six;
  }

  return async (message) => {
    const person = personOf(message.citizenId);
    if (person === undefined) return final("not_addressable", "Zalo cannot send to this kind of id");
    const composed = composeText(message);
    if (isNotSendable(composed)) {
      log.error(
        { channel: "zalo", code: composed.code, detail: composed.detail },
        "a message does not fit Zalo",
      );
      return final(composed.code, composed.detail);
    }
    return message.file === undefined ? sendText(person, composed) : sendFile(person, composed, message.file);
  };
}
