import type { JsonObject } from "../shared/json.ts";
import type { FaultBox } from "./faults.ts";
import type { GraphGate } from "./graph-gate.ts";
import { listAt, textAt, urlAt } from "./json-shapes.ts";
import type { Settings } from "./options.ts";
import { GraphRefusal } from "./refusals.ts";
import { isSubscriptionField, type Subscription } from "./subscription.ts";
import type { Citizen, World } from "./world.ts";

interface Parts {
  readonly settings: Settings;
  readonly world: World;
  readonly faults: FaultBox;
  readonly subscription: Subscription;
}

export const PAGE_NAME = "Trung tâm Phục vụ hành chính công (mô phỏng)";
const SCOPES = ["pages_messaging", "pages_manage_metadata", "pages_show_list"];

/** Token check, subscriptions, the Page itself and people's names (sections 1.1, 1.4, 2.6, 3.5). */
export function pageRoutes(gate: GraphGate, parts: Parts): void {
  const { settings, subscription } = parts;
  gate.root("GET", "debug_token", ({ input }) => ({
    data: { data: tokenState(textAt(input["input_token"], "input_token", 1000), parts) },
  }));

  gate.page("POST", "subscribed_apps", ({ input }) => {
    subscription.subscribe(fieldsOf(input["subscribed_fields"], "subscribed_fields"));
    return { data: { success: true } };
  });
  gate.page("GET", "subscribed_apps", () => {
    const app = { id: settings.appId, name: "Motcua", subscribed_fields: [...subscription.fields] };
    return { data: { data: subscription.subscribed ? [app] : [] } };
  });
  gate.page("DELETE", "subscribed_apps", () => {
    subscription.unsubscribe();
    return { data: { success: true } };
  });

  gate.app("POST", "subscriptions", async ({ input }) => {
    if (input["object"] !== "page") throw new GraphRefusal("100", "object must be page");
    const url = urlAt(input["callback_url"], "callback_url");
    const token = textAt(input["verify_token"], "verify_token", 1000);
    fieldsOf(input["fields"], "fields");
    const { verified, status, body } = await subscription.verify(url, token);
    if (!verified) throw new GraphRefusal("2200", `HTTP ${status} ${body.slice(0, 100)}`);
    subscription.setCallback(url);
    return { data: { success: true } };
  });
  gate.app("GET", "subscriptions", () => {
    const [callbackUrl] = subscription.urls;
    const fields = [...subscription.fields].map((name) => ({ name, version: "v26.0" }));
    const page = { object: "page", callback_url: callbackUrl, active: true, fields };
    return { data: { data: callbackUrl === undefined ? [] : [page] } };
  });

  gate.page("GET", "", ({ input }) => ({
    data: chosen(input["fields"], {
      id: settings.pageId,
      name: PAGE_NAME,
      messaging_feature_status: { hop_v2: settings.routing },
    }),
  }));
  gate.person(({ input, object }) => {
    const citizen = parts.world.citizens.get(object);
    const hidden = !settings.profileAccess || parts.faults.switches.profileRefused;
    if (citizen === undefined || hidden) throw new GraphRefusal("100/33");
    return { data: chosen(input["fields"], profileOf(citizen, parts.world)) };
  });
}

function tokenState(token: string, { settings, faults }: Parts): JsonObject {
  const fault = token === settings.pageToken ? faults.tokenFault() : "190";
  const known = { app_id: settings.appId, type: "PAGE", application: "Motcua", expires_at: 0 };
  if (fault === undefined) return { ...known, is_valid: true, profile_id: settings.pageId, scopes: SCOPES };
  const { code, subcode, message } = new GraphRefusal(fault);
  const error = { code, message, ...(subcode === undefined ? {} : { subcode }) };
  if (token !== settings.pageToken) return { error, is_valid: false, scopes: [] };
  return { ...known, error, is_valid: false, scopes: SCOPES };
}

/** A list, or the same with commas. @throws GraphRefusal 100 for none and for a field that does not exist. */
function fieldsOf(value: unknown, name: string): readonly string[] {
  const fields = typeof value === "string" ? value.split(",").map((one) => one.trim()) : value;
  return listAt(fields, name, 1, 100).map((one) => {
    const field = textAt(one, name, 100);
    if (!isSubscriptionField(field)) throw new GraphRefusal("100", `${name} must not hold ${field}`);
    return field;
  });
}

/** Vietnamese names end with the given name. */
function profileOf(citizen: Citizen, world: World): JsonObject {
  const words = citizen.name.split(" ");
  return {
    id: citizen.userId,
    name: citizen.name,
    first_name: words.at(-1),
    last_name: words.slice(0, -1).join(" "),
    profile_pic: world.mediaUrl(`a/${citizen.userId}.jpg`),
  };
}

/** What `fields` asks for, and the id always. @throws GraphRefusal 100 for a field that does not exist. */
function chosen(fields: unknown, all: JsonObject): JsonObject {
  if (fields === undefined) return { name: all["name"], id: all["id"] };
  const names = textAt(fields, "fields", 1000).split(",");
  const unknown = names.find((name) => !Object.hasOwn(all, name));
  if (unknown !== undefined) throw new GraphRefusal("100", `Tried accessing nonexisting field (${unknown})`);
  return { ...Object.fromEntries(names.map((name) => [name, all[name]])), id: all["id"] };
}
