import type { ConversationCard, DeskSetup } from "../../../contract/desk.ts";
import { duration } from "../../shared/format.ts";

export type SlaLevel = "fresh" | "warn" | "late";

/** How long a citizen has waited for a person, against what the centre promises itself. */
export interface Waiting {
  readonly level: SlaLevel;
  /** "12 phút", "Sắp trễ · 12 phút", "Trễ · 1 giờ 5 phút": the colour never says it alone. */
  readonly words: string;
}

const WORD_BEFORE = { fresh: "", warn: "Sắp trễ · ", late: "Trễ · " } as const satisfies Record<
  SlaLevel,
  string
>;

/** How long the citizen waits, to be taken over or to be answered; undefined when nobody is waited for. */
export function waitingOf(
  card: Pick<ConversationCard, "state" | "waitingSince" | "unansweredSince">,
  limits: Pick<DeskSetup, "slaWarnMs" | "slaLateMs">,
  now: Date,
): Waiting | undefined {
  const withPerson = card.state === "held" || card.state === "drafting";
  const since = card.state === "waiting" ? card.waitingSince : withPerson ? card.unansweredSince : null;
  if (since === null) return undefined;
  const ms = now.getTime() - new Date(since).getTime();
  const level = ms >= limits.slaLateMs ? "late" : ms >= limits.slaWarnMs ? "warn" : "fresh";
  return { level, words: WORD_BEFORE[level] + duration(ms) };
}
