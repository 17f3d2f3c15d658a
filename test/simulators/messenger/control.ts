import type { Router } from "express";
import { z } from "zod";
import { controlRoutes as sharedControlRoutes } from "../shared/control-routes.ts";
import type { FaultSettings } from "./faults.ts";
import type { SimulatorParts } from "./simulator.ts";
import { PAGE_INBOX } from "./world.ts";

const userId = z.string().regex(/^\d{10,20}$/);
const messageId = z.string();
const text = z.string().min(1).max(20_000);
const probability = z.number().min(0).max(1);
const milliseconds = z.number().int().min(0).max(600_000);
const faultCode = z.string().regex(/^\d+(\/\d+)?$/, "mã lỗi, hoặc mã/mã phụ");
const index = z.number().int().min(0);

const FaultChange = z
  .strictObject({
    sendError2: probability,
    sendHttp5xx: probability,
    sendHttp5xxAfterAccept: probability,
    sendCutAfterAccept: probability,
    sendStallAfterAccept: probability,
    sendStallAfterAcceptMs: milliseconds,
    sendStallEnds: z.enum(["answer", "cut", "never"]),
    sendRefusal: z.union([z.literal(""), faultCode]),
    rateLimited: z.boolean(),
    usagePercent: z.number().int().min(0).max(100),
    otherHttp5xx: probability,
    tokenTrouble: z.enum(["none", "app_removed", "password_changed", "expired", "invalidated"]),
    profileRefused: z.boolean(),
    duplicateDelivery: probability,
    shuffleMs: milliseconds,
    bundleMs: milliseconds,
    wrongSignature: probability,
    delayedEchoMs: milliseconds,
    echoBeforeAnswer: z.boolean(),
    dropEcho: probability,
    echoAppIdAsString: z.boolean(),
    humanEchoAppId: z.enum(["missing", "inbox"]),
    echoUnderStandby: z.boolean(),
    deliveryWithoutMids: z.boolean(),
    policyKeyWithHyphen: z.boolean(),
  } satisfies Record<keyof FaultSettings, z.ZodType>)
  .partial();

const Action = z.discriminatedUnion("do", [
  z.strictObject({ do: z.literal("addCitizen"), name: z.string().min(1).max(60), userId: userId.optional() }),
  z.strictObject({ do: z.literal("write"), userId, text }),
  z.strictObject({
    do: z.literal("send"),
    userId,
    kind: z.enum(["image", "audio", "video", "file", "sticker", "old_sticker", "fallback"]),
  }),
  z.strictObject({ do: z.enum(["tap", "tapQuickReply"]), userId, messageId, index }),
  z.strictObject({ do: z.enum(["tapMenu", "tapIceBreaker"]), userId, index }),
  z.strictObject({ do: z.literal("getStarted"), userId, ref: z.string().min(1).max(1000).optional() }),
  z.strictObject({ do: z.literal("openLink"), userId, ref: z.string().min(1).max(1000) }),
  z.strictObject({ do: z.literal("edit"), userId, messageId, text }),
  z.strictObject({ do: z.enum(["react", "delete"]), userId, messageId }),
  z.strictObject({ do: z.enum(["read", "block", "unblock"]), userId }),
  z.strictObject({ do: z.enum(["humanReply", "otherAppSend"]), userId, text }),
  z.strictObject({
    do: z.enum(["inboxTakesControl", "otherAppTakesControl", "passControlBack", "requestControl"]),
    userId,
  }),
  z.strictObject({ do: z.literal("policy"), action: z.enum(["warning", "block", "unblock"]), reason: text }),
  z.strictObject({ do: z.literal("faults"), change: FaultChange }),
  z.strictObject({ do: z.literal("sendErrorOnce"), code: faultCode }),
  z.strictObject({ do: z.enum(["resetFaults", "verifyWebhook", "subscribe"]) }),
]);
type ActionOf = z.infer<typeof Action>;

/** See the shared control routes; the actions are `Action`. */
export function controlRoutes(parts: SimulatorParts): Router {
  return sharedControlRoutes(Action, async (action) => act(action, parts), parts.changes);
}

async function act(action: ActionOf, parts: SimulatorParts): Promise<unknown> {
  const { people, world, faults, subscription, publisher, profile, settings } = parts;
  const chosen = <T>(list: readonly T[] | undefined, at: number): T => {
    const one = list?.[at];
    if (one === undefined) throw new Error("nothing to tap there");
    return one;
  };
  switch (action.do) {
    case "addCitizen":
      return world.meet(action.userId ?? world.newUserId(), action.name).userId;
    case "write":
      return people.writes(action.userId, action.text);
    case "send":
      return people.sends(action.userId, action.kind);
    case "tap": {
      const { buttons } = world.messageOf(action.userId, action.messageId);
      return people.taps(action.userId, chosen(buttons, action.index));
    }
    case "tapQuickReply": {
      const { quickReplies } = world.messageOf(action.userId, action.messageId);
      return people.taps(action.userId, chosen(quickReplies, action.index));
    }
    case "tapMenu":
      return people.taps(action.userId, chosen(profile.shown().menu, action.index));
    case "tapIceBreaker":
      return people.taps(action.userId, chosen(profile.shown().iceBreakers, action.index));
    case "getStarted":
      return people.getsStarted(action.userId, action.ref === undefined ? undefined : { ref: action.ref });
    case "openLink":
      people.opensLink(action.userId, { ref: action.ref });
      return undefined;
    case "edit":
      people.edits(action.userId, action.messageId, action.text);
      return undefined;
    case "delete":
      people.deletes(action.userId, action.messageId);
      return undefined;
    case "react":
      people.reacts(action.userId, action.messageId, {});
      return undefined;
    case "read":
      people.reads(action.userId);
      return undefined;
    case "block":
    case "unblock":
      world.meet(action.userId).blocked = action.do === "block";
      return undefined;
    case "humanReply":
      return people.humanReplies(action.userId, action.text);
    case "otherAppSend":
      return people.otherAppSends(action.userId, action.text);
    case "inboxTakesControl":
      people.takesControl(action.userId, PAGE_INBOX);
      return undefined;
    case "otherAppTakesControl":
      people.takesControl(action.userId, settings.otherAppId);
      return undefined;
    case "passControlBack":
      people.passesControlBack(action.userId, "");
      return undefined;
    case "requestControl":
      people.requestsControl(action.userId, "");
      return undefined;
    case "policy":
      publisher.policy(action.action, action.reason);
      return undefined;
    case "faults":
      Object.assign(faults.switches, action.change);
      return undefined;
    case "sendErrorOnce":
      faults.switches.sendErrorOnce(action.code);
      return undefined;
    case "resetFaults":
      faults.switches.reset();
      return undefined;
    case "verifyWebhook":
      return subscription.verify();
    case "subscribe":
      subscription.resubscribe();
      return undefined;
  }
}
