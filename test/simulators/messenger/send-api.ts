import type { AnswerFate } from "../shared/answer-fate.ts";
import type { JsonObject } from "../shared/json.ts";
import type { Attachments } from "./attachments.ts";
import type { FaultBox } from "./faults.ts";
import type { GraphAnswer, GraphCall, GraphGate } from "./graph-gate.ts";
import { objectAt, recipientOf, textAt } from "./json-shapes.ts";
import { checkMessage, checkUpload, echoAttachments, takeFiles } from "./message-shapes.ts";
import { checkWindow, messagingTypeOf, type MessagingType } from "./messaging-window.ts";
import type { Settings } from "./options.ts";
import type { Publisher } from "./publisher.ts";
import { GraphRefusal } from "./refusals.ts";
import { controlTarget } from "./routing-api.ts";
import type { ThreadOwners } from "./thread-owners.ts";
import type { Usage } from "./usage.ts";
import type { ChatMessage, SenderAction, World } from "./world.ts";

interface Parts {
  readonly settings: Settings;
  readonly world: World;
  readonly faults: FaultBox;
  readonly attachments: Attachments;
  readonly owners: ThreadOwners;
  readonly publisher: Publisher;
  readonly usage: Usage;
  /** Resolves after so many milliseconds, or when the simulator closes. */
  readonly sleep: (ms: number) => Promise<void>;
}

/** Messages, sender actions and uploads (sections 3.1 and 3.2). */
export function sendRoutes(gate: GraphGate, parts: Parts): void {
  const isSend = true;
  gate.page("POST", "messages", async (call) => sendOrAct(call, parts), isSend);
  gate.page("POST", "message_attachments", async ({ input, file }) => {
    const { kind, payload } = checkUpload(objectAt(input["message"], "message"));
    const { id } = await parts.attachments.take(kind, payload, file);
    return { data: { attachment_id: id } };
  });
}

async function sendOrAct(call: GraphCall, parts: Parts): Promise<GraphAnswer> {
  const userId = recipientOf(call.input);
  const { sender_action: action, message } = call.input;
  if (action !== undefined && message !== undefined) throw new GraphRefusal("100/2018014");
  return action === undefined ? send(userId, call, parts) : act(userId, action, call.input, parts);
}

async function send(userId: string, { input, file }: GraphCall, parts: Parts): Promise<GraphAnswer> {
  const { settings, world, faults, attachments, publisher, owners } = parts;
  const body = objectAt(input["message"], "message");
  const checked = checkMessage(body);
  const type = messagingTypeOf(input);
  const control = input["thread_control"];
  const newOwner = control === undefined ? undefined : controlTarget(control, settings);
  checkReachable(userId, type.tag, parts);
  parts.usage.send(checked.kind === "audio" || checked.kind === "video");
  const planned = faults.plannedRefusal(userId);
  if (planned !== undefined) throw new GraphRefusal(planned);
  if (faults.strikes(faults.switches.sendError2)) throw new GraphRefusal("2");
  if (faults.strikes(faults.switches.sendHttp5xx))
    return { data: {}, fate: { kind: "http_502", accepted: false } };
  const files = await takeFiles(checked, attachments, file);

  const message: ChatMessage = {
    messageId: world.newMid(),
    userId,
    by: "program",
    text: checked.text,
    attachments: echoAttachments(checked, files),
    buttons: checked.buttons,
    quickReplies: checked.quickReplies,
    at: settings.now(),
    edits: 0,
    deleted: false,
  };
  const { messageId, text, buttons, quickReplies, at } = message;
  const { kind, metadata } = checked;
  world.accept({
    ...{ messageId, userId, kind, text, buttons, quickReplies, metadata, body, at },
    ...type,
    atMs: performance.now(),
  });
  world.keep(message);
  owners.active(userId);
  const echo = publisher.echo(message, { appId: settings.appId }, metadata);
  if (newOwner !== undefined) owners.give(userId, newOwner);

  const reusable = files.find((one) => one.reusable);
  const answer: GraphAnswer = {
    data: {
      recipient_id: userId,
      message_id: messageId,
      ...(reusable === undefined ? {} : { attachment_id: reusable.id }),
    },
    fate: fateOf(faults),
  };
  if (!faults.switches.echoBeforeAnswer) {
    return {
      ...answer,
      afterwards: () => {
        void publisher.deliverEcho(echo, message);
      },
    };
  }
  // A receiver that answers the echo only after its own send returned would otherwise hold both for ever.
  await Promise.race([publisher.deliverEcho(echo, message), parts.sleep(settings.webhookTimeoutMs)]);
  return answer;
}

/**
 * May the program write to this citizen now?
 * @throws GraphRefusal 100/2018001, 551/1545041, 200/2018028, 10/2018300, or those of the window.
 */
function checkReachable(userId: string, tag: MessagingType["tag"], { settings, world, owners }: Parts): void {
  const citizen = world.citizens.get(userId);
  if (citizen === undefined) throw new GraphRefusal("100/2018001");
  if (citizen.blocked) throw new GraphRefusal("551/1545041");
  if (!settings.advancedAccess && !citizen.role) throw new GraphRefusal("200/2018028");
  if (!owners.isOurs(userId)) throw new GraphRefusal("10/2018300");
  checkWindow(citizen, tag, settings);
}

function fateOf(faults: FaultBox): AnswerFate {
  const { switches } = faults;
  if (faults.strikes(switches.sendStallAfterAccept))
    return { kind: "stalls", ms: switches.sendStallAfterAcceptMs, ends: switches.sendStallEnds };
  if (faults.strikes(switches.sendCutAfterAccept)) return { kind: "stalls", ms: 0, ends: "cut" };
  if (faults.strikes(switches.sendHttp5xxAfterAccept)) return { kind: "http_502", accepted: true };
  return { kind: "arrives" };
}

function act(userId: string, action: unknown, input: JsonObject, parts: Parts): GraphAnswer {
  const checked = actionOf(action);
  checkReachable(userId, undefined, parts);
  if (checked === "react" || checked === "unreact") {
    const payload = objectAt(input["payload"], "payload");
    const messageId = textAt(payload["message_id"], "payload.message_id", 1000);
    if (checked === "react") textAt(payload["reaction"], "payload.reaction", 100);
    if (!parts.world.chatOf(userId).some((one) => one.messageId === messageId))
      throw new GraphRefusal("100", "payload.message_id is invalid");
  }
  if (parts.faults.strikes(parts.faults.switches.otherHttp5xx))
    return { data: {}, fate: { kind: "http_502", accepted: false } };
  parts.world.act({ userId, action: checked, at: parts.settings.now() });
  return { data: { recipient_id: userId } };
}

function actionOf(action: unknown): SenderAction["action"] {
  switch (action) {
    case "typing_on":
    case "typing_off":
    case "mark_seen":
    case "react":
    case "unreact":
      return action;
    default:
      throw new GraphRefusal("100", "sender_action is invalid");
  }
}
