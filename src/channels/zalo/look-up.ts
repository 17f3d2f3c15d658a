import type { PlatformMessage } from "../../core/channel.ts";
import { idOf, integerOf, listOf, recordOf, textOf } from "../shared/json-fields.ts";
import type { CallApi } from "./call-api.ts";
import { personOf } from "./citizen-id.ts";

/** Zalo gives at most ten messages a page. */
const PAGE = 10;
const MOST_PAGES = 10;

/** What Zalo says of the OA, for the health page. Fields it does not give are left out. */
export interface OaInfo {
  /** False when the token belongs to another OA than the configured one. */
  readonly isConfigured: boolean;
  readonly name?: string;
  readonly verified?: boolean;
  /** "2" business, "4" government body. */
  readonly oaType?: string;
  readonly packageName?: string;
  /** As Zalo writes it, e.g. "31/12/2026". */
  readonly packageValidThrough?: string;
}

export interface ZaloLookUp {
  /**
   * What the OA sent to this citizen at or after `since`, newest first. Undefined when that cannot be said for
   * certain: the call failed, the citizen is no Zalo user, or `since` lies more than 100 messages back. An
   * incomplete list would be read as "was not sent" and make the citizen get a message twice.
   */
  sentSince(citizenId: string, since: Date): Promise<readonly PlatformMessage[] | undefined>;
  /** The display name; undefined when Zalo does not tell it, as for people who do not follow the OA (-213). */
  citizenName(citizenId: string): Promise<string | undefined>;
  /** Shows that the token works and the package has not lapsed. A text says why there is no answer. */
  oaInfo(): Promise<OaInfo | { readonly failed: string }>;
}

/** The reading calls. They are of background importance: sends come first when the allowance runs short. */
export function createLookUp(callApi: CallApi, oaId: string): ZaloLookUp {
  return {
    async sentSince(citizenId, since) {
      const person = personOf(citizenId);
      if (person?.kind !== "user") return undefined;
      const found = new Map<string, PlatformMessage>();
      for (let page = 0; page < MOST_PAGES; page += 1) {
        const outcome = await callApi({
          importance: "background",
          method: "GET",
          path: "/v2.0/oa/conversation",
          data: { user_id: person.userId, offset: page * PAGE, count: PAGE },
        });
        if (outcome.kind !== "done" || !Array.isArray(outcome.data)) return undefined;
        const items = listOf(outcome.data).map(readItem);
        for (const item of items) {
          if (item === undefined) return undefined;
          // A message that arrives between two calls moves the others on, so one can be seen twice.
          if (item.byOa && item.message.at >= since) found.set(item.message.messageId, item.message);
        }
        const oldest = items.at(-1)?.message.at;
        if (items.length < PAGE || (oldest !== undefined && oldest < since)) {
          return [...found.values()].sort((one, other) => other.at.getTime() - one.at.getTime());
        }
      }
      return undefined;
    },

    async citizenName(citizenId) {
      const person = personOf(citizenId);
      if (person?.kind !== "user") return undefined;
      const outcome = await callApi({
        importance: "background",
        method: "GET",
        path: "/v3.0/oa/user/detail",
        data: { user_id: person.userId },
      });
      if (outcome.kind !== "done") return undefined;
      return textOf(recordOf(outcome.data)["display_name"])?.trim() || undefined;
    },

    async oaInfo() {
      const outcome = await callApi({ importance: "background", method: "GET", path: "/v2.0/oa/getoa" });
      if (outcome.kind === "error") return { failed: `${outcome.code}: ${outcome.detail}` };
      if (outcome.kind !== "done") return { failed: outcome.kind };
      const data = recordOf(outcome.data);
      const name = textOf(data["name"]);
      const oaType = textOf(data["oa_type"]);
      const packageName = textOf(data["package_name"]);
      const packageValidThrough = textOf(data["package_valid_through_date"]);
      return {
        isConfigured: (idOf(data["oaid"]) ?? idOf(data["oa_id"])) === oaId,
        ...(name === undefined ? {} : { name }),
        ...(typeof data["is_verified"] === "boolean" ? { verified: data["is_verified"] } : {}),
        ...(oaType === undefined ? {} : { oaType }),
        ...(packageName === undefined ? {} : { packageName }),
        ...(packageValidThrough === undefined ? {} : { packageValidThrough }),
      };
    },
  };
}

/** One message of a conversation; `src` 0 is the OA and 1 the user. Undefined when it cannot be judged. */
function readItem(item: unknown): { readonly byOa: boolean; readonly message: PlatformMessage } | undefined {
  const fields = recordOf(item);
  const source = integerOf(fields["src"]);
  const time = integerOf(fields["time"]);
  const messageId = idOf(fields["message_id"]);
  if ((source !== 0 && source !== 1) || time === undefined || messageId === undefined) return undefined;
  return {
    byOa: source === 0,
    message: { messageId, text: textOf(fields["message"]) ?? "", at: new Date(time) },
  };
}
