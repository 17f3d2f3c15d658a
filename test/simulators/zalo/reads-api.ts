import type { Router } from "express";
import type { JsonObject } from "../shared/json.ts";
import type { ApiAnswer, ApiGate } from "./api-gate.ts";
import type { FaultBox } from "./faults.ts";
import { countAt, textAt, userIdAt } from "./json-shapes.ts";
import type { Settings } from "./options.ts";
import type { Publisher } from "./publisher.ts";
import { ApiRefusal } from "./refusals.ts";
import { vietnamDate, type ReplyWindows } from "./reply-window.ts";
import type { ChatMessage, Citizen, World } from "./world.ts";

interface Parts {
  readonly settings: Settings;
  readonly world: World;
  readonly faults: FaultBox;
  readonly windows: ReplyWindows;
  readonly publisher: Publisher;
}

export const OA_NAME = "Trung tâm Phục vụ hành chính công (mô phỏng)";

/** People, OA, conversations, quota and tags (sections 3.5 to 3.7 and 4). */
export function readRoutes(router: Router, gate: ApiGate, parts: Parts): void {
  router.get(
    "/v3.0/oa/user/detail",
    gate.endpoint("query", (input) => userDetail(input, parts)),
  );
  router.get(
    "/v3.0/oa/user/getlist",
    gate.endpoint("query", (input) => userList(input, parts)),
  );
  router.get(
    "/v2.0/oa/getoa",
    gate.endpoint("none", () => ({ data: oaInfo(parts) })),
  );
  router.get(
    "/v2.0/oa/listrecentchat",
    gate.endpoint("query", (input) => recentChats(input, parts)),
  );
  router.get(
    "/v2.0/oa/conversation",
    gate.endpoint("query", (input) => conversation(input, parts)),
  );
  router.post(
    "/v3.0/oa/quota/message",
    gate.endpoint("body", (input) => quota(input, parts)),
  );
  router.get(
    "/v2.0/oa/tag/gettagsofoa",
    gate.endpoint("none", () => ({ data: [...parts.world.tags] })),
  );
  router.post(
    "/v2.0/oa/tag/tagfollower",
    gate.endpoint("body", (input) => tag(input, parts)),
  );
  router.post(
    "/v2.0/oa/tag/rmfollowerfromtag",
    gate.endpoint("body", (input) => untag(input, parts)),
  );
  router.post(
    "/v2.0/oa/tag/rmtag",
    gate.endpoint("body", (input) => removeTag(input, parts)),
  );
}

/** The citizen named by `user_id`. @throws ApiRefusal -201 when unknown. */
function citizenOf(input: JsonObject, world: World): Citizen {
  const citizen = world.citizens.get(userIdAt(input["user_id"], "user_id"));
  if (citizen === undefined) throw new ApiRefusal(-201, "user_id is invalid");
  return citizen;
}

function avatarOf(userId: string, { world }: Parts): string {
  return world.mediaUrl(`a/${userId}.jpg`);
}

function userDetail(input: JsonObject, parts: Parts): ApiAnswer {
  const citizen = citizenOf(input, parts.world);
  if (parts.faults.switches.profileNeedsFollow && !citizen.follower) throw new ApiRefusal(-213);
  const avatar = avatarOf(citizen.userId, parts);
  return {
    data: {
      user_id: citizen.userId,
      user_id_by_app: citizen.userIdByApp,
      user_external_id: "",
      display_name: citizen.name,
      user_alias: "",
      is_sensitive: false,
      user_last_interaction_date:
        citizen.lastInteraction === undefined ? "" : vietnamDate(citizen.lastInteraction),
      user_is_follower: citizen.follower,
      avatar,
      avatars: { "120": avatar, "240": avatar },
      tags_and_notes_info: { notes: [], tag_names: [...citizen.tags] },
      shared_info: citizen.sharedInfo,
    },
  };
}

function userList(input: JsonObject, { world }: Parts): ApiAnswer {
  const offset = countAt(input["offset"], "offset", 0, 9951);
  const count = countAt(input["count"], "count", 50, 50);
  const { is_follower: follower, tag_name: tagName } = input;
  const all = [...world.citizens.values()].filter(
    (one) =>
      (one.follower || one.lastInteraction !== undefined) &&
      (follower === undefined || follower === one.follower || follower === String(one.follower)) &&
      (typeof tagName !== "string" || one.tags.has(tagName)),
  );
  const users = all.slice(offset, offset + count).map((one) => ({ user_id: one.userId }));
  return { data: { total: all.length, count: users.length, offset, users } };
}

function oaInfo(parts: Parts): JsonObject {
  return {
    oaid: parts.settings.oaId,
    oa_id: parts.settings.oaId,
    name: OA_NAME,
    description: "Official Account mô phỏng để thử nghiệm",
    oa_alias: "",
    is_verified: true,
    oa_type: 4,
    cate_name: "Cơ quan nhà nước",
    num_follower: [...parts.world.citizens.values()].filter((one) => one.follower).length,
    avatar: avatarOf(parts.settings.oaId, parts),
    cover: parts.world.mediaUrl("a/cover.jpg"),
    package_name: "Tăng trưởng",
    package_valid_through_date: vietnamDate(new Date(parts.settings.now().getTime() + 180 * 86_400_000)),
    package_auto_renew_date: "",
    linked_zca: "",
  };
}

function listed(message: ChatMessage, parts: Parts): JsonObject {
  const fromCitizen = message.by === "citizen";
  const citizenName = parts.world.citizens.get(message.userId)?.name ?? message.userId;
  const citizen = { id: message.userId, name: citizenName, avatar: avatarOf(message.userId, parts) };
  const oa = { id: parts.settings.oaId, name: OA_NAME, avatar: avatarOf(parts.settings.oaId, parts) };
  const [from, to] = fromCitizen ? [citizen, oa] : [oa, citizen];
  const payload = message.attachments[0]?.payload ?? {};
  return {
    src: fromCitizen ? 1 : 0,
    time: message.at.getTime(),
    type: message.kind,
    message: message.text,
    message_id: message.messageId,
    from_id: from.id,
    to_id: to.id,
    from_display_name: from.name,
    to_display_name: to.name,
    from_avatar: from.avatar,
    to_avatar: to.avatar,
    ...(payload["url"] === undefined ? {} : { url: payload["url"] }),
    ...(payload["thumbnail"] === undefined ? {} : { thumb: payload["thumbnail"] }),
  };
}

function recentChats(input: JsonObject, parts: Parts): ApiAnswer {
  const { offset, count } = page(input);
  const latest = [...parts.world.citizens.keys()].flatMap((userId) => parts.world.chatOf(userId).slice(-1));
  latest.sort((one, other) => other.at.getTime() - one.at.getTime());
  return { data: latest.slice(offset, offset + count).map((message) => listed(message, parts)) };
}

function conversation(input: JsonObject, parts: Parts): ApiAnswer {
  const { offset, count } = page(input);
  const newestFirst = parts.world.chatOf(citizenOf(input, parts.world).userId).toReversed();
  return { data: newestFirst.slice(offset, offset + count).map((message) => listed(message, parts)) };
}

function page(input: JsonObject): { offset: number; count: number } {
  const offset = countAt(input["offset"], "offset", 0, Number.MAX_SAFE_INTEGER);
  return { offset, count: countAt(input["count"], "count", 10, 10) };
}

function quota(input: JsonObject, { world, windows }: Parts): ApiAnswer {
  const { remain, total, until } = windows.allowance();
  if (input["quota_owner"] !== undefined) {
    if (
      input["quota_owner"] !== "OA" ||
      input["product_type"] !== "cs" ||
      input["quota_type"] !== "sub_quota"
    ) {
      throw new ApiRefusal(-201, "quota_owner, product_type or quota_type is invalid");
    }
    const asset = {
      asset_id: "asset-1",
      product_type: "cs",
      quota_type: "sub_quota",
      valid_through: vietnamDate(until),
    };
    return { data: [{ ...asset, total, remain }] };
  }
  const { lastInteraction } = citizenOf(input, world);
  const promotion = { daily_total: 1, daily_remain: 1, monthly_total: 4, monthly_remain: 4 };
  return {
    data: {
      ...(lastInteraction === undefined ? {} : { last_interaction: String(lastInteraction.getTime()) }),
      cs_reply: { remain: 8, total: 8 },
      promotion,
    },
  };
}

function tag(input: JsonObject, { world, publisher }: Parts): ApiAnswer {
  const citizen = citizenOf(input, world);
  const name = textAt(input["tag_name"], "tag_name", 100);
  world.tags.add(name);
  citizen.tags.add(name);
  return {
    afterwards: () => {
      publisher.tagged("add_user_to_tag", name, [citizen.userId]);
    },
  };
}

function untag(input: JsonObject, { world, publisher }: Parts): ApiAnswer {
  const citizen = citizenOf(input, world);
  const name = textAt(input["tag_name"], "tag_name", 100);
  if (!citizen.tags.delete(name)) throw new ApiRefusal(-201, "tag_name is invalid");
  return {
    afterwards: () => {
      publisher.tagged("remove_user_from_tag", name, [citizen.userId]);
    },
  };
}

function removeTag(input: JsonObject, { world, publisher }: Parts): ApiAnswer {
  const name = textAt(input["tag_name"], "tag_name", 100);
  if (!world.tags.delete(name)) throw new ApiRefusal(-201, "tag_name is invalid");
  const tagged = [...world.citizens.values()].filter((one) => one.tags.delete(name)).map((one) => one.userId);
  return {
    afterwards: () => {
      publisher.tagged("remove_tag", name, tagged);
    },
  };
}
