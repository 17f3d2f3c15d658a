import type { JsonObject } from "../shared/json.ts";
import type { GraphAnswer, GraphGate } from "./graph-gate.ts";
import { objectAt, recipientOf, textAt } from "./json-shapes.ts";
import type { Settings } from "./options.ts";
import { GraphRefusal } from "./refusals.ts";
import type { ThreadOwners } from "./thread-owners.ts";
import { PAGE_INBOX, type Citizen, type World } from "./world.ts";

interface Parts {
  readonly settings: Settings;
  readonly world: World;
  readonly owners: ThreadOwners;
}

const LONGEST_S = 7 * 24 * 3600;
const METADATA = 1000;

/** Conversation Routing's calls (3.3). What the calling application does itself it is not told by an event. */
export function routingRoutes(gate: GraphGate, parts: Parts): void {
  const { settings, owners } = parts;
  const control = (edge: string, carryOut: (citizen: Citizen, input: JsonObject) => void): void => {
    gate.page("POST", `${edge}_thread_control`, ({ input }): GraphAnswer => {
      if (input["metadata"] !== undefined && input["metadata"] !== "")
        textAt(input["metadata"], "metadata", METADATA);
      carryOut(citizenOf(recipientOf(input), parts.world), input);
      return { data: { success: true } };
    });
  };
  control("pass", (citizen, input) => {
    const target = appIdOf(input["target_app_id"], "target_app_id", settings);
    mustOwn(citizen, owners);
    owners.give(citizen.userId, target);
  });
  control("release", (citizen) => {
    mustOwn(citizen, owners);
    owners.give(citizen.userId, settings.defaultAppId);
  });
  control("take", (citizen) => {
    if (settings.defaultAppId !== settings.appId)
      throw new GraphRefusal("10", "only the default app takes control");
    owners.give(citizen.userId, settings.appId);
  });
  // Asking changes nothing by itself: the owner decides.
  control("request", () => undefined);
  control("extend", (citizen, input) => {
    const seconds = Number(input["duration"]);
    if (!Number.isInteger(seconds) || seconds < 1 || seconds > LONGEST_S)
      throw new GraphRefusal("100", `duration must be 1 to ${LONGEST_S} seconds`);
    mustOwn(citizen, owners);
    owners.give(citizen.userId, settings.appId, seconds * 1000);
  });
  gate.page("GET", "thread_owner", ({ input }) => {
    const userId = textAt(input["recipient"], "recipient", 100);
    citizenOf(userId, parts.world);
    const expiry = owners.expiryOf(userId);
    const expiration = expiry === undefined ? {} : { expiration: Math.floor(expiry.getTime() / 1000) };
    return { data: { data: [{ thread_owner: { app_id: owners.ownerOf(userId), ...expiration } }] } };
  });
}

/** The application `thread_control` of a send call gives the thread to. @throws GraphRefusal 100, 100/2018164 */
export function controlTarget(value: unknown, settings: Settings): string {
  const { control_type: kind, app_id: appId } = objectAt(value, "thread_control");
  if (kind === "release") return settings.defaultAppId;
  if (kind === "pass") return appIdOf(appId, "thread_control.app_id", settings);
  throw new GraphRefusal("100", "thread_control.control_type must be pass or release");
}

/** @throws GraphRefusal 100 for no id, 100/2018164 for an application that is not connected to the Page. */
function appIdOf(value: unknown, name: string, { appId, otherAppId }: Settings): string {
  if (typeof value !== "string" && typeof value !== "number")
    throw new GraphRefusal("100", `${name} is required`);
  const id = String(value);
  if (![appId, otherAppId, PAGE_INBOX].includes(id)) throw new GraphRefusal("100/2018164");
  return id;
}

function citizenOf(userId: string, world: World): Citizen {
  const citizen = world.citizens.get(userId);
  if (citizen === undefined) throw new GraphRefusal("100/2018001");
  return citizen;
}

function mustOwn(citizen: Citizen, owners: ThreadOwners): void {
  if (!owners.isOurs(citizen.userId)) throw new GraphRefusal("100/2534037");
}
