import type { Router } from "express";
import { z } from "zod";
import { controlRoutes as sharedControlRoutes } from "../shared/control-routes.ts";
import type { FaultSettings } from "./faults.ts";
import type { SimulatorParts } from "./simulator.ts";

const userId = z.string().regex(/^\d{16,20}$/);
const text = z.string().min(1).max(20_000);
const probability = z.number().min(0).max(1);
const milliseconds = z.number().int().min(0).max(600_000);

const FaultChange = z
  .strictObject({
    sendHttp5xx: probability,
    sendHttp5xxAfterAccept: probability,
    sendStallAfterAccept: probability,
    sendStallAfterAcceptMs: milliseconds,
    sendStallEnds: z.enum(["answer", "cut", "never"]),
    otherHttp5xx: probability,
    refreshCutConnection: z.boolean(),
    duplicateDelivery: probability,
    shuffleMs: milliseconds,
    delayedEchoMs: milliseconds,
    echoBeforeAnswer: z.boolean(),
    dropEcho: probability,
    profileNeedsFollow: z.boolean(),
  } satisfies Record<keyof FaultSettings, z.ZodType>)
  .partial();

const Action = z.discriminatedUnion("do", [
  z.strictObject({ do: z.literal("addCitizen"), name: z.string().min(1).max(60), userId: userId.optional() }),
  z.strictObject({ do: z.literal("write"), userId, text }),
  z.strictObject({
    do: z.literal("send"),
    userId,
    kind: z.enum(["image", "gif", "link", "audio", "video", "sticker", "location", "file", "business_card"]),
  }),
  z.strictObject({ do: z.literal("tap"), userId, messageId: z.string(), index: z.number().int().min(0) }),
  z.strictObject({ do: z.enum(["follow", "unfollow", "chatnow", "submitInfo"]), userId }),
  z.strictObject({ do: z.literal("react"), userId, messageId: z.string(), icon: z.string().min(1).max(100) }),
  z.strictObject({ do: z.enum(["humanReply", "otherAppSend"]), userId, text }),
  z.strictObject({ do: z.literal("faults"), change: FaultChange }),
  z.strictObject({ do: z.literal("sendErrorOnce"), code: z.number().int() }),
  z.strictObject({ do: z.enum(["expireToken", "resetFaults", "issueTokens", "probe", "enableWebhook"]) }),
]);
type ActionOf = z.infer<typeof Action>;

/** See the shared control routes; the actions are `Action`. */
export function controlRoutes(parts: SimulatorParts): Router {
  return sharedControlRoutes(Action, async (action) => act(action, parts), parts.changes);
}

async function act(
  action: ActionOf,
  { people, world, grants, faults, delivery }: SimulatorParts,
): Promise<unknown> {
  switch (action.do) {
    case "addCitizen":
      return world.meet(action.userId ?? world.newUserId(), action.name).userId;
    case "write":
      return people.writes(action.userId, action.text);
    case "send":
      return people.sends(action.userId, action.kind);
    case "tap": {
      const message = world.chatOf(action.userId).find((one) => one.messageId === action.messageId);
      const button = message?.buttons[action.index];
      return button === undefined ? undefined : people.taps(action.userId, button);
    }
    case "follow":
      people.follows(action.userId);
      return undefined;
    case "unfollow":
      people.unfollows(action.userId);
      return undefined;
    case "chatnow":
      people.clicksChatnow(action.userId);
      return undefined;
    case "submitInfo":
      people.submitsInfo(action.userId, {
        name: world.meet(action.userId).name,
        phone: "84900000000",
        user_dob: "01/01/1990",
        full_address: { user_city: "Tỉnh mẫu", user_ward: "Phường mẫu", user_address: "Số 1 đường mẫu" },
      });
      return undefined;
    case "react":
      people.reacts(action.userId, action.messageId, action.icon);
      return undefined;
    case "humanReply":
      return people.humanReplies(action.userId, action.text);
    case "otherAppSend":
      return people.otherAppSends(action.userId, action.text);
    case "faults":
      Object.assign(faults.switches, action.change);
      return undefined;
    case "sendErrorOnce":
      faults.switches.sendErrorOnce(action.code);
      return undefined;
    case "expireToken":
      faults.switches.expireTokenNow();
      return undefined;
    case "resetFaults":
      faults.switches.reset();
      return undefined;
    case "issueTokens":
      return grants.issue();
    case "probe":
      return delivery.postRaw(Buffer.from("{}"), { "content-type": "application/json" });
    case "enableWebhook":
      delivery.enable();
      return undefined;
  }
}
