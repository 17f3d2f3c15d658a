import type { Router } from "express";
import type { AnswerFate } from "../shared/answer-fate.ts";
import { isObject, type JsonObject } from "../shared/json.ts";
import type { ApiAnswer, ApiGate } from "./api-gate.ts";
import type { FaultBox } from "./faults.ts";
import { objectAt, textAt, userIdAt } from "./json-shapes.ts";
import { checkMessage, echoNameOf, eventMessageOf, recipientOf } from "./message-shapes.ts";
import type { Settings } from "./options.ts";
import type { Publisher } from "./publisher.ts";
import { ApiRefusal } from "./refusals.ts";
import { vietnamDate, type Payment, type ReplyWindows } from "./reply-window.ts";
import type { Uploads } from "./uploads.ts";
import type { SentMessage, World } from "./world.ts";

interface Parts {
  readonly settings: Settings;
  readonly world: World;
  readonly faults: FaultBox;
  readonly uploads: Uploads;
  readonly windows: ReplyWindows;
  readonly publisher: Publisher;
  /** Resolves after so many milliseconds, or when the simulator closes. */
  readonly sleep: (ms: number) => Promise<void>;
}

/** Consultation messages on v3; on v2 only answers to anonymous visitors and reactions. */
export function messageRoutes(router: Router, gate: ApiGate, parts: Parts): void {
  const asSend = true;
  router.post(
    "/v3.0/oa/message/cs",
    gate.endpoint("body", async (input) => sendConsultation(input, parts), asSend),
  );
  router.post(
    "/v2.0/oa/message",
    gate.endpoint("body", (input) => sendOnV2(input, parts), asSend),
  );
  const switchedOff = gate.endpoint(
    "body",
    () => {
      throw new ApiRefusal(-233, "replaced by template messages");
    },
    asSend,
  );
  router.post("/v3.0/oa/message/transaction", switchedOff);
  router.post("/v3.0/oa/message/promotion", switchedOff);
}

async function sendConsultation(input: JsonObject, parts: Parts): Promise<ApiAnswer> {
  const { settings, world, faults, windows, publisher } = parts;
  const { switches } = faults;
  const userId = userIdAt(recipientOf(input)["user_id"], "recipient.user_id");
  const message = objectAt(input["message"], "message");
  const checked = checkMessage(message, parts.uploads, world);
  const citizen = world.citizens.get(userId);
  if (citizen === undefined) throw new ApiRefusal(-201, "recipient.user_id is invalid");
  const quoted = message["quote_message_id"];
  if (quoted !== undefined && !world.chatOf(userId).some((one) => one.messageId === quoted)) {
    throw new ApiRefusal(-201, "message.quote_message_id is invalid");
  }
  const payment = windows.paymentFor(citizen);
  const planned = faults.takeError(userId);
  if (planned !== undefined) throw new ApiRefusal(planned);
  if (faults.strikes(switches.sendHttp5xx)) return { fate: { kind: "http_502", accepted: false } };

  windows.pay(payment);
  const sent: SentMessage = {
    messageId: world.newId("o"),
    userId,
    kind: checked.kind,
    text: checked.text,
    buttons: checked.buttons,
    body: message,
    quotaType: payment.quotaType === "billed" ? undefined : payment.quotaType,
    at: settings.now(),
    atMs: performance.now(),
  };
  world.accept(sent);
  world.keep({ ...checked, messageId: sent.messageId, userId, by: "program", at: sent.at, hidden: false });

  const content = eventMessageOf(sent.messageId, checked.text, checked.attachments, quoted);
  const event = publisher.echo(echoNameOf(checked.kind), userId, citizen, content);
  const answer: ApiAnswer = {
    data: {
      message_id: sent.messageId,
      user_id: userId,
      sent_time: String(sent.at.getTime()),
      ...quotaOf(payment, settings),
    },
    fate: fateOf(faults),
  };
  if (!switches.echoBeforeAnswer) {
    return {
      ...answer,
      afterwards: () => {
        void publisher.deliverEcho(event, citizen);
      },
    };
  }
  // A receiver that answers the echo only after its own send returned would otherwise hold both for ever.
  await Promise.race([publisher.deliverEcho(event, citizen), parts.sleep(settings.webhookTimeoutMs)]);
  return answer;
}

function fateOf(faults: FaultBox): AnswerFate {
  const { switches } = faults;
  if (faults.strikes(switches.sendStallAfterAccept)) {
    return { kind: "stalls", ms: switches.sendStallAfterAcceptMs, ends: switches.sendStallEnds };
  }
  if (faults.strikes(switches.sendHttp5xxAfterAccept)) return { kind: "http_502", accepted: true };
  return { kind: "arrives" };
}

/** `quota` of an answer; absent when the message was billed. */
function quotaOf(payment: Payment, settings: Settings): JsonObject {
  if (payment.quotaType === "billed") return {};
  const { quotaType, remain, total, until } = payment;
  return {
    quota: {
      quota_type: quotaType,
      remain: String(quotaType === "sub_quota" ? remain - 1 : remain),
      total: String(total),
      expired_date: vietnamDate(until),
      owner_type: "OA",
      owner_id: settings.oaId,
    },
  };
}

function sendOnV2(input: JsonObject, parts: Parts): ApiAnswer {
  const recipient = recipientOf(input);
  if (isObject(input["sender_action"])) return react(recipient, input["sender_action"], parts);
  if (recipient["anonymous_id"] !== undefined) return answerVisitor(recipient, input, parts);
  throw new ApiRefusal(-240);
}

function react(recipient: JsonObject, action: JsonObject, { world, publisher }: Parts): ApiAnswer {
  const userId = userIdAt(recipient["user_id"], "recipient.user_id");
  const icon = textAt(action["react_icon"], "sender_action.react_icon", 100);
  const messageId = textAt(action["react_message_id"], "sender_action.react_message_id", 1000);
  const citizen = world.citizens.get(userId);
  if (citizen === undefined || !world.chatOf(userId).some((one) => one.messageId === messageId)) {
    throw new ApiRefusal(-201, "sender_action.react_message_id is invalid");
  }
  return {
    data: { message_id: messageId, user_id: userId },
    afterwards: () => {
      publisher.reacted("oa_reacted_message", citizen, { msg_id: messageId, react_icon: icon });
    },
  };
}

function answerVisitor(
  recipient: JsonObject,
  input: JsonObject,
  { world, publisher, settings }: Parts,
): ApiAnswer {
  const visitor = textAt(recipient["anonymous_id"], "recipient.anonymous_id", 200);
  const conversation = textAt(recipient["conversation_id"], "recipient.conversation_id", 200);
  const text = textAt(objectAt(input["message"], "message")["text"], "message.text", 2000);
  const asked = world.chatOf(visitor).find((one) => one.by === "citizen");
  if (asked === undefined) throw new ApiRefusal(-201, "recipient.anonymous_id is invalid");
  const messageId = world.newId("o");
  const at = settings.now();
  const rest = { kind: "text", text, buttons: [], at } as const;
  world.accept({
    ...rest,
    messageId,
    userId: visitor,
    body: objectAt(input["message"], "message"),
    quotaType: undefined,
    atMs: performance.now(),
  });
  world.keep({ ...rest, messageId, userId: visitor, by: "program", attachments: [], hidden: false });
  const message = { conversation_id: conversation, msg_id: messageId, text };
  const event = publisher.echo("oa_send_anonymous_text", visitor, undefined, message);
  return {
    data: { message_id: messageId },
    afterwards: () => {
      void publisher.deliverEcho(event, undefined);
    },
  };
}
