import { isObject, type JsonObject } from "../shared/json.ts";
import { isMediaKind, type Attachments, type MediaKind } from "./attachments.ts";
import { listAt, objectAt, textAt } from "./json-shapes.ts";
import { GraphRefusal } from "./refusals.ts";
import { checkTemplate } from "./template-shapes.ts";
import type { MessengerAttachment, MessengerButton, QuickReply, SentKind } from "./world.ts";

const TEXT = 2000;
const METADATA = 1000;
const QUICK_REPLIES = 13;
const QUICK_REPLY_TITLE = 20;
const QUICK_REPLY_PAYLOAD = 1000;

/** A message after the checks of 3.2 that need no file. */
export interface CheckedMessage {
  readonly kind: SentKind;
  readonly text: string;
  readonly buttons: readonly MessengerButton[];
  readonly quickReplies: readonly QuickReply[];
  readonly metadata: string | undefined;
  /** What has to be taken from somewhere before the message is accepted. */
  readonly media: readonly { readonly kind: MediaKind; readonly payload: JsonObject }[];
  readonly template: MessengerAttachment | undefined;
}

/**
 * Checks `message` of a send. Text is counted in UTF-16 units as it came, the strictest reading of "2000 characters"
 * that is not bytes.
 * @throws GraphRefusal 100
 */
export function checkMessage(message: JsonObject): CheckedMessage {
  const { text, attachment, attachments } = message;
  const rest = {
    metadata:
      message["metadata"] === undefined
        ? undefined
        : textAt(message["metadata"], "message.metadata", METADATA),
    quickReplies: quickRepliesOf(message["quick_replies"]),
  };
  if ([text, attachment, attachments].filter((one) => one !== undefined).length !== 1)
    throw new GraphRefusal("100", "message must hold either text, attachment or attachments");
  const bare = { ...rest, text: "", buttons: [], media: [], template: undefined };
  if (text !== undefined) return { ...bare, kind: "text", text: textAt(text, "message.text", TEXT) };
  if (attachments !== undefined) return { ...bare, kind: "images", media: imageGrid(attachments) };
  const { type, payload } = attachmentAt(attachment, "message.attachment");
  if (isMediaKind(type)) return { ...bare, kind: type, media: [{ kind: type, payload }] };
  if (type !== "template") throw new GraphRefusal("100", "message.attachment.type is invalid");
  return { ...bare, ...checkTemplate(payload), template: { type, payload } };
}

/** `message` of an upload: one file, and nothing else. @throws GraphRefusal 100 */
export function checkUpload(message: JsonObject): { readonly kind: MediaKind; readonly payload: JsonObject } {
  const { type, payload } = attachmentAt(message["attachment"], "message.attachment");
  if (!isMediaKind(type)) throw new GraphRefusal("100", "message.attachment.type must be a file's");
  if (payload["attachment_id"] !== undefined) throw new GraphRefusal("100", "an upload has no attachment_id");
  return { kind: type, payload };
}

/** The files of a message as its echo shows them. */
export function echoAttachments(
  message: CheckedMessage,
  files: readonly { readonly kind: MediaKind; readonly url: string }[],
): readonly MessengerAttachment[] {
  if (message.template !== undefined) return [message.template];
  return files.map(({ kind, url }) => ({ type: kind, payload: { url } }));
}

/** Takes the files in turn; a file that came with the call is the first one's. */
export async function takeFiles(
  message: CheckedMessage,
  attachments: Attachments,
  file: File | undefined,
): Promise<Awaited<ReturnType<Attachments["take"]>>[]> {
  if (file !== undefined && message.media.length === 0)
    throw new GraphRefusal("100", "filedata goes with a file's attachment only");
  const taken = [];
  for (const [index, { kind, payload }] of message.media.entries())
    taken.push(await attachments.take(kind, payload, index === 0 ? file : undefined));
  return taken;
}

/** 2 to 6 pictures; the contract names only their number, so the shape is that of a list of attachments. */
function imageGrid(value: unknown): CheckedMessage["media"] {
  return listAt(value, "message.attachments", 2, 6).map((one, index) => {
    const { type, payload } = attachmentAt(one, `message.attachments[${index}]`);
    if (type !== "image") throw new GraphRefusal("100", `message.attachments[${index}].type must be image`);
    return { kind: type, payload };
  });
}

function attachmentAt(value: unknown, name: string): { readonly type: string; readonly payload: JsonObject } {
  const { type, payload } = objectAt(value, name);
  return { type: textAt(type, `${name}.type`, 100), payload: isObject(payload) ? payload : {} };
}

function quickRepliesOf(value: unknown): readonly QuickReply[] {
  if (value === undefined) return [];
  return listAt(value, "message.quick_replies", 1, QUICK_REPLIES).map((one, index) => {
    const name = `quick_replies[${index}]`;
    const reply = objectAt(one, name);
    const { content_type: kind } = reply;
    switch (kind) {
      case "text":
        return {
          content_type: kind,
          title: textAt(reply["title"], `${name}.title`, QUICK_REPLY_TITLE),
          payload: textAt(reply["payload"], `${name}.payload`, QUICK_REPLY_PAYLOAD),
        };
      case "user_phone_number":
      case "user_email":
        return { content_type: kind };
      default:
        throw new GraphRefusal("100", `${name}.content_type is invalid`);
    }
  });
}
