import { seemsIdentityPicture } from "../answer/identity-picture.ts";
import type { CitizenMessage } from "../core/channel.ts";

/**
 * What of a citizen's message is stored: where the words say that a picture shows an identity paper, the picture's
 * link is left out (the citizen is told kindly by the answer steps). That there was one stays in the record.
 */
export function keepableMessage(message: CitizenMessage): CitizenMessage {
  const kinds = message.attachments.map((one) => one.kind);
  if (!seemsIdentityPicture([message.text], kinds)) return message;
  return { ...message, attachments: kinds.map((kind) => ({ kind })) };
}
