import type { JsonObject } from "../shared/json.ts";
import type { Settings } from "./options.ts";
import { GraphRefusal } from "./refusals.ts";
import type { Citizen } from "./world.ts";

const DAY_MS = 24 * 3_600_000;
const DEAD_TAGS: readonly unknown[] = ["CONFIRMED_EVENT_UPDATE", "ACCOUNT_UPDATE", "POST_PURCHASE_UPDATE"];

/** The kind of message as the call names it (3.1). */
export interface MessagingType {
  readonly messagingType: "RESPONSE" | "UPDATE" | "MESSAGE_TAG";
  readonly tag: "HUMAN_AGENT" | undefined;
}

/** @throws GraphRefusal 100 for what is no such kind, for the dead tags and for a tag without MESSAGE_TAG. */
export function messagingTypeOf(input: JsonObject): MessagingType {
  const { messaging_type: messagingType, tag } = input;
  switch (messagingType) {
    case "RESPONSE":
    case "UPDATE":
      if (tag !== undefined) throw new GraphRefusal("100", "tag goes with messaging_type MESSAGE_TAG only");
      return { messagingType, tag: undefined };
    case "MESSAGE_TAG":
      if (tag === "HUMAN_AGENT") return { messagingType, tag };
      if (DEAD_TAGS.includes(tag)) throw new GraphRefusal("100", `tag ${String(tag)} is no longer supported`);
      throw new GraphRefusal("100", "tag is invalid");
    default:
      throw new GraphRefusal("100", "messaging_type must be RESPONSE, UPDATE or MESSAGE_TAG");
  }
}

/**
 * The windows of section 4: 24 h after the last interaction, with HUMAN_AGENT 7 days where the feature is granted.
 * @throws GraphRefusal 10/2018065 without the feature, 10/2018278 outside the window.
 */
export function checkWindow(citizen: Citizen, tag: MessagingType["tag"], settings: Settings): void {
  if (tag === "HUMAN_AGENT" && !settings.humanAgentGranted) {
    throw new GraphRefusal("10/2018065", "HUMAN_AGENT is not granted");
  }
  const last = citizen.lastInteraction;
  const open = tag === "HUMAN_AGENT" ? 7 * DAY_MS : DAY_MS;
  if (last === undefined || settings.now().getTime() - last.getTime() >= open)
    throw new GraphRefusal("10/2018278");
}
