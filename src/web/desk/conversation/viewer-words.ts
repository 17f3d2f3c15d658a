import type { Viewer } from "../../../contract/desk.ts";

/** "Lan đang xem", "Minh đang gõ · Hoa, Lan đang xem"; undefined when nobody else looks. */
export function viewerWords(viewers: readonly Viewer[]): string | undefined {
  const parts = [
    told(
      viewers.filter(({ typing }) => typing),
      "đang gõ",
    ),
    told(
      viewers.filter(({ typing }) => !typing),
      "đang xem",
    ),
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(" · ");
}

const told = (viewers: readonly Viewer[], doing: string): string | undefined =>
  viewers.length === 0 ? undefined : `${viewers.map(({ name }) => name).join(", ")} ${doing}`;
