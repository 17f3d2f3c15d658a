import type { Attachment } from "../../core/channel.ts";
import { listOf, recordOf, textOf } from "../shared/json-fields.ts";

/**
 * Meta's kinds of attachment and what they are to us; those not named here are `unknown`. A shared link or post comes
 * as `fallback` or by the name of the post's kind.
 */
const KINDS: ReadonlyMap<string, Attachment["kind"]> = new Map([
  ["image", "image"],
  ["audio", "audio"],
  ["video", "video"],
  ["file", "file"],
  ["sticker", "sticker"],
  ["location", "location"],
  ["fallback", "link"],
  ["reel", "link"],
  ["ig_reel", "link"],
  ["post", "link"],
  ["ig_post", "link"],
]);

/** The attachments of a message. Addresses of media are signed by Meta and expire; they are kept as they came. */
export function attachmentsOf(message: Readonly<Record<string, unknown>>): readonly Attachment[] {
  return listOf(message["attachments"]).map((item) => {
    const attachment = recordOf(item);
    const payload = recordOf(attachment["payload"]);
    const type = textOf(attachment["type"]);
    const kind = KINDS.get(type ?? "") ?? "unknown";
    const place = recordOf(payload["coordinates"]);
    // Of a link, older versions have the fields beside the payload.
    const fields = {
      url: textOf(payload["url"]) ?? textOf(attachment["url"]),
      name: textOf(payload["title"]) ?? textOf(payload["name"]) ?? textOf(attachment["title"]),
      latitude: textOf(place["lat"]),
      longitude: textOf(place["long"]),
    };
    return {
      // Until August 2026 a sticker came as an image.
      kind: kind === "image" && payload["sticker_id"] !== undefined ? "sticker" : kind,
      ...Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)),
    };
  });
}

/** The text of a template (a message with buttons), which an echo may carry only inside the attachment. */
export function templateText(message: Readonly<Record<string, unknown>>): string | undefined {
  return listOf(message["attachments"])
    .map((item) => textOf(recordOf(recordOf(item)["payload"])["text"]))
    .find((text) => text !== undefined);
}
