import type { ConversationCard, DeskHolder } from "../../contract/desk.ts";

/** The citizen as staff call them: the name the platform tells, or that there is none. */
export function citizenName(citizen: ConversationCard["citizen"]): string {
  return citizen.name ?? "Người dân";
}

/** Who has a conversation, as seen by `me`. */
export function holderName(holder: DeskHolder, me: string): string {
  if (holder.kind === "platform") return `${holder.name} (trong công cụ của nền tảng)`;
  return holder.id === me ? "Anh/chị" : holder.name;
}
