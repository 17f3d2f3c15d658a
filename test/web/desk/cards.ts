import type { ConversationCard, Thread, ThreadItem } from "../../../src/contract/desk.ts";

/** 24 November 2026, 09:00 in Vietnam. */
export const NOW = new Date("2026-11-24T02:00:00.000Z");

/** So many minutes before `NOW`, as the API tells it. */
export const before = (minutes: number): string => new Date(NOW.getTime() - minutes * 60_000).toISOString();

export const ME = "11111111-1111-4111-8111-111111111111";
export const COLLEAGUE = "22222222-2222-4222-8222-222222222222";

/** A conversation with the bot, unless told otherwise. */
export const card = (id: string, other: Partial<ConversationCard> = {}): ConversationCard => ({
  id,
  channel: "zalo",
  citizen: { name: null, short: "…4821" },
  state: "bot",
  reason: null,
  holder: null,
  unit: null,
  waitingSince: null,
  unansweredSince: null,
  changedAt: before(10),
  escalated: false,
  lastMessage: null,
  labels: [],
  caseNumber: null,
  dueDate: null,
  procedure: null,
  callbackOpen: false,
  failedSends: 0,
  version: 1,
  ...other,
});

/** One that waits since so many minutes. */
export const waiting = (
  id: string,
  minutes: number,
  other: Partial<ConversationCard> = {},
): ConversationCard =>
  card(id, { state: "waiting", reason: "person_wanted", waitingSince: before(minutes), ...other });

/** One that somebody has; `unanswered` since so many minutes. */
export const held = (id: string, by: string, unanswered?: number): ConversationCard =>
  card(id, {
    state: "held",
    reason: "person_wanted",
    holder: { kind: "operator", id: by, name: "Lan" },
    unansweredSince: unanswered === undefined ? null : before(unanswered),
  });

export const message = (
  id: number,
  minutes: number,
  text = `tin ${id}`,
): Extract<ThreadItem, { kind: "message" }> => ({
  kind: "message",
  key: `message:${id}`,
  at: before(minutes),
  id,
  speaker: "citizen",
  author: null,
  text,
  buttons: [],
  attachments: [],
  deliveredAt: null,
  seenAt: null,
  sending: null,
  turnId: null,
});

export const note = (id: number, minutes: number): ThreadItem => ({
  kind: "note",
  key: `note:${id}`,
  at: before(minutes),
  author: "Lan",
  text: "ghi chú",
});

export const threadPage = (items: ThreadItem[], more = false): Thread => ({
  items,
  more,
  oldest: items.find((item) => item.kind === "message")?.id ?? null,
});
