import { isObject, type JsonObject } from "../shared/json.ts";
import { objectAt, textAt } from "./json-shapes.ts";
import { ApiRefusal } from "./refusals.ts";
import type { Upload, Uploads } from "./uploads.ts";
import type { MessageKind, World, ZaloAttachment, ZaloButton } from "./world.ts";

const TEXT_LENGTH = 2000;
const BUTTONS = 5;

/** A message after the checks of 3.1, with its attachments as an echo shows them. */
export interface CheckedMessage {
  readonly kind: MessageKind;
  readonly text: string;
  readonly buttons: readonly ZaloButton[];
  readonly attachments: readonly ZaloAttachment[];
}

/**
 * Checks `message` of a consultation message. Text is counted in UTF-16 units as it came, the strictest reading of
 * what the platform may count.
 * @throws ApiRefusal -201 for a wrong shape, -210 over a limit, -233 for what v3 does not offer, -100 for an old upload.
 */
export function checkMessage(message: JsonObject, uploads: Uploads, world: World): CheckedMessage {
  const { attachment } = message;
  if (attachment === undefined) {
    const text = textAt(message["text"], "message.text", TEXT_LENGTH);
    return { kind: "text", text, buttons: [], attachments: [] };
  }
  const checked = objectAt(attachment, "message.attachment");
  const payload = objectAt(checked["payload"], "attachment.payload");
  if (checked["type"] === "file") return fileMessage(message, payload, uploads, world);
  if (checked["type"] !== "template") throw new ApiRefusal(-201, "attachment.type is invalid");
  switch (payload["template_type"]) {
    case "button":
      return {
        kind: "text",
        text: textAt(message["text"], "message.text", TEXT_LENGTH),
        buttons: readButtons(payload["buttons"]),
        attachments: [],
      };
    case "media":
      return mediaMessage(message, payload, uploads, world);
    case "request_user_info":
      return contactRequest(payload);
    // No current page describes `list` for v3, so a program must not lean on it.
    case "list":
      throw new ApiRefusal(-233, "template_type list");
    default:
      throw new ApiRefusal(-201, "attachment.payload.template_type is invalid");
  }
}

function fileMessage(
  message: JsonObject,
  payload: JsonObject,
  uploads: Uploads,
  world: World,
): CheckedMessage {
  if (message["text"] !== undefined) throw new ApiRefusal(-201, "message.text does not go with a file");
  const token = textAt(payload["token"], "attachment.payload.token", 1000);
  const upload = uploads.use("file", token, "attachment.payload.token");
  const shown = {
    url: world.mediaUrl(`u/${upload.id}`),
    name: upload.name,
    size: String(upload.bytes.length),
    checksum: upload.md5,
    type: upload.name.split(".").at(-1) ?? "",
  };
  return { kind: "file", text: "", buttons: [], attachments: [{ type: "file", payload: shown }] };
}

function mediaMessage(
  message: JsonObject,
  payload: JsonObject,
  uploads: Uploads,
  world: World,
): CheckedMessage {
  const element = onlyElement(payload);
  const text = message["text"] === undefined ? "" : textAt(message["text"], "message.text", TEXT_LENGTH);
  const kind = element["media_type"];
  if (kind !== "image" && kind !== "gif" && kind !== "sticker") {
    throw new ApiRefusal(-201, "elements[0].media_type is invalid");
  }
  const { attachment_id: id, url } = element;
  if ((id === undefined) === (url === undefined)) {
    throw new ApiRefusal(-201, "elements[0] must have either attachment_id or url");
  }
  if (kind === "gif" && !(isSize(element["width"]) && isSize(element["height"]))) {
    throw new ApiRefusal(-201, "elements[0].width and height are required for a gif");
  }
  const attachment = (shown: JsonObject): ZaloAttachment => ({ type: kind, payload: shown });
  if (url !== undefined) {
    if (kind === "sticker" || !isUrl(url, ["https:", "http:"]))
      throw new ApiRefusal(-201, "elements[0].url is invalid");
    return { kind, text, buttons: [], attachments: [attachment({ thumbnail: url, url })] };
  }
  const attachmentId = textAt(id, "elements[0].attachment_id", 1000);
  if (kind === "sticker") {
    const shown = { id: attachmentId, url: world.mediaUrl(`s/${encodeURIComponent(attachmentId)}.png`) };
    return { kind, text, buttons: [], attachments: [attachment(shown)] };
  }
  const upload: Upload = uploads.use(kind, attachmentId, "elements[0].attachment_id");
  const address = world.mediaUrl(`u/${upload.id}`);
  return { kind, text, buttons: [], attachments: [attachment({ thumbnail: address, url: address })] };
}

function contactRequest(payload: JsonObject): CheckedMessage {
  const element = onlyElement(payload);
  const shown = {
    title: textAt(element["title"], "elements[0].title", 100),
    subtitle: textAt(element["subtitle"], "elements[0].subtitle", 500),
    image_url: element["image_url"],
  };
  if (!isUrl(shown.image_url, ["https:"])) throw new ApiRefusal(-201, "elements[0].image_url is invalid");
  const attachment = { type: "template", payload: { template_type: "request_user_info", elements: [shown] } };
  return { kind: "request_user_info", text: "", buttons: [], attachments: [attachment] };
}

function onlyElement(payload: JsonObject): JsonObject {
  const { elements } = payload;
  if (!Array.isArray(elements) || elements.length === 0) throw new ApiRefusal(-201, "elements is invalid");
  if (elements.length > 1) throw new ApiRefusal(-210, "elements holds more than 1");
  return objectAt(elements[0], "elements[0]");
}

function readButtons(value: unknown): readonly ZaloButton[] {
  if (!Array.isArray(value) || value.length === 0) throw new ApiRefusal(-201, "buttons is invalid");
  if (value.length > BUTTONS) throw new ApiRefusal(-210, `buttons holds more than ${BUTTONS}`);
  return value.map((one, index) => readButton(objectAt(one, `buttons[${index}]`), `buttons[${index}]`));
}

function readButton(button: JsonObject, name: string): ZaloButton {
  const title = textAt(button["title"], `${name}.title`, 100);
  const { type, payload } = button;
  switch (type) {
    case "oa.query.show":
    case "oa.query.hide":
      return { title, type, payload: textAt(payload, `${name}.payload`, 1000) };
    case "oa.open.url": {
      const object = objectAt(payload, `${name}.payload`);
      if (!isUrl(object["url"], ["https:"])) throw new ApiRefusal(-201, `${name}.payload.url must be https`);
      return { title, type, payload: object };
    }
    case "oa.open.phone":
    case "oa.open.sms": {
      const object = objectAt(payload, `${name}.payload`);
      const phone = object["phone_code"];
      if (typeof phone !== "string" || !/^\+?\d{3,15}$/.test(phone)) {
        throw new ApiRefusal(-201, `${name}.payload.phone_code is invalid`);
      }
      if (type === "oa.open.sms") textAt(object["content"], `${name}.payload.content`, 160);
      return { title, type, payload: object };
    }
    default:
      throw new ApiRefusal(-201, `${name}.type is invalid`);
  }
}

function isSize(value: unknown): boolean {
  return typeof value === "number" && value > 0;
}

function isUrl(value: unknown, protocols: readonly string[]): value is string {
  return typeof value === "string" && URL.canParse(value) && protocols.includes(new URL(value).protocol);
}

/** The echo's event name for what was sent (2.8). */
export function echoNameOf(kind: MessageKind): string {
  if (kind === "request_user_info") return "oa_send_list";
  return `oa_send_${kind}`;
}

/** `message` of an event or echo: only the parts that are there. */
export function eventMessageOf(
  msgId: string,
  text: string,
  attachments: readonly ZaloAttachment[],
  quoteMsgId?: unknown,
): JsonObject {
  return {
    msg_id: msgId,
    ...(text === "" ? {} : { text }),
    ...(attachments.length === 0 ? {} : { attachments }),
    ...(typeof quoteMsgId === "string" ? { quote_msg_id: quoteMsgId } : {}),
  };
}

/** `recipient` of a message, which must be an object. @throws ApiRefusal -201 */
export function recipientOf(input: JsonObject): JsonObject {
  if (!isObject(input["recipient"])) throw new ApiRefusal(-201, "recipient is invalid");
  return input["recipient"];
}
