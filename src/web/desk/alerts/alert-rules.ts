import { channelLabel, reasonLabel, type ConversationCard, type DeskAlert } from "../../../contract/desk.ts";
import type { Account } from "../../shared/me.ts";

/** Alerts of the level `supervisor` are for those who step in; all others for everybody. */
export function isMeantFor(alert: Pick<DeskAlert, "level">, role: Account["role"]): boolean {
  return alert.level === "operator" || role !== "operator";
}

const ALERT_TITLE = {
  new: "Có người dân cần cán bộ",
  repeated: "Hội thoại vẫn chưa có ai tiếp nhận",
  away: "Cán bộ vắng, hội thoại trở lại hàng chờ",
  forwarded: "Có hội thoại được chuyển tới đơn vị",
} as const satisfies Record<DeskAlert["kind"], string>;

/** What stands on the screen besides the page, where passers-by may read it: never what the citizen wrote. */
export function alertWords(alert: DeskAlert): { readonly title: string; readonly body: string } {
  return { title: ALERT_TITLE[alert.kind], body: bodyOf(alert.conversation) };
}

/** As `alertWords`, when a citizen writes to the one who has the conversation. */
export function questionWords(card: ConversationCard): { readonly title: string; readonly body: string } {
  return { title: "Người dân vừa nhắn thêm", body: bodyOf(card) };
}

function bodyOf(card: ConversationCard): string {
  const parts = [channelLabel[card.channel], card.citizen.short];
  if (card.reason !== null) parts.push(reasonLabel[card.reason]);
  return parts.join(" · ");
}

/** The title of the page: how many conversations want something, before the page's name. */
export function titleWith(waiting: number, name: string): string {
  return waiting > 0 ? `(${waiting}) ${name}` : name;
}
