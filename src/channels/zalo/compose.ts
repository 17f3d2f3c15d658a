import type { Button, ChannelLimits, OutgoingFile, OutgoingMessage } from "../../core/channel.ts";
import { dialled, isHttps } from "../shared/button-targets.ts";
import { isNotSendable, overLimit, type NotSendable } from "../shared/not-sendable.ts";

/**
 * What one message can hold. The five buttons are assumed by all sources and confirmed by none. In which unit Zalo
 * counts the 2000 is not known either; for Vietnamese in NFC, UTF-16 units and code points are the same number.
 */
export const zaloLimits: ChannelLimits = { textLength: 2000, buttons: 5, buttonTitleLength: 100 };

const PAYLOAD_LENGTH = 1000;

type Attachment = Readonly<Record<string, unknown>>;

/** The field `message` of a send call. */
export interface ZaloMessage {
  readonly text?: string;
  readonly attachment?: Attachment;
}

/** How a file is uploaded, and how the message then names it. */
export interface UploadPlan {
  readonly path: "/v2.0/oa/upload/image" | "/v2.0/oa/upload/gif" | "/v2.0/oa/upload/file";
  /** The field of the answer's `data` with the id. */
  readonly idField: "attachment_id" | "token";
  readonly attachment: (id: string) => Attachment;
}

/** Text and buttons as Zalo's `message`; the attachment of a file is added after its upload. */
export function composeText(message: OutgoingMessage): ZaloMessage | NotSendable {
  const text = message.text.normalize("NFC");
  if (text.length > zaloLimits.textLength) return overLimit(`the text has ${text.length} characters`);
  const blank = text.trim() === "";
  if (message.file !== undefined) {
    if (message.buttons.length > 0) return overLimit("a message with a file has no room for buttons");
    if (message.file.kind === "file" && !blank) {
      return overLimit("a document carries no text; the text must be a message of its own");
    }
    return blank ? {} : { text };
  }
  if (blank) return overLimit("the text is empty");
  if (message.buttons.length === 0) return { text };

  if (message.buttons.length > zaloLimits.buttons)
    return overLimit(`it has ${message.buttons.length} buttons`);
  const buttons = message.buttons.map(composeButton);
  const wrong = buttons.find(isNotSendable);
  return wrong ?? { text, attachment: { type: "template", payload: { template_type: "button", buttons } } };
}

function composeButton(button: Button): Readonly<Record<string, unknown>> | NotSendable {
  const title = button.title.normalize("NFC");
  if (title.trim() === "") return overLimit("a button has no title");
  if (title.length > zaloLimits.buttonTitleLength) {
    return overLimit(`the title of a button has ${title.length} characters`);
  }
  switch (button.kind) {
    case "choice":
      if (button.payload === "" || button.payload.length > PAYLOAD_LENGTH) {
        return overLimit(`the payload of a button has ${button.payload.length} characters`);
      }
      return { title, type: "oa.query.hide", payload: button.payload };
    case "url":
      if (!isHttps(button.url))
        return { code: "invalid_button", detail: "the address of a button is not https" };
      return { title, type: "oa.open.url", payload: { url: button.url } };
    case "phone": {
      const phone = dialled(button.phone);
      if (phone === undefined)
        return { code: "invalid_button", detail: "the number of a button is no phone number" };
      // Zalo's examples have the number without the plus sign (84900000000).
      return { title, type: "oa.open.phone", payload: { phone_code: phone.replace("+", "") } };
    }
  }
}

const MEGABYTE = 1024 * 1024;

/** mime types, limit and endpoint of each kind of upload. */
const UPLOADS = [
  { of: "image", mimes: ["image/jpeg", "image/png"], megabytes: 1, path: "/v2.0/oa/upload/image" },
  { of: "image", mimes: ["image/gif"], megabytes: 5, path: "/v2.0/oa/upload/gif" },
  {
    of: "file",
    mimes: [
      "application/pdf",
      "application/msword",
      "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
      "text/csv",
    ],
    megabytes: 5,
    path: "/v2.0/oa/upload/file",
  },
] as const;

/** Where a file is uploaded and how it is then sent. */
export function planUpload(file: OutgoingFile): UploadPlan | NotSendable {
  const mime = file.mime.toLowerCase().split(";")[0]?.trim();
  const upload = UPLOADS.find((one) => one.of === file.kind && one.mimes.some((known) => known === mime));
  if (upload === undefined)
    return { code: "invalid_file", detail: `Zalo takes no ${file.kind} of type ${file.mime}` };
  if (file.bytes.byteLength === 0) return { code: "invalid_file", detail: "the file is empty" };
  if (file.bytes.byteLength > upload.megabytes * MEGABYTE) {
    return overLimit(`the file has ${file.bytes.byteLength} bytes, ${upload.megabytes} MB are allowed`);
  }
  if (upload.path === "/v2.0/oa/upload/file") {
    return {
      path: upload.path,
      idField: "token",
      attachment: (token) => ({ type: "file", payload: { token } }),
    };
  }
  const kind = upload.path === "/v2.0/oa/upload/gif" ? gifOf(file.bytes) : { media_type: "image" };
  if (kind === undefined) return { code: "invalid_file", detail: "the bytes are no GIF" };
  return {
    path: upload.path,
    idField: "attachment_id",
    attachment: (attachmentId) => ({
      type: "template",
      payload: { template_type: "media", elements: [{ ...kind, attachment_id: attachmentId }] },
    }),
  };
}

/** Zalo wants a GIF's size; it stands in bytes 6 to 9 (GIF89a specification, logical screen descriptor). */
function gifOf(bytes: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  if (bytes.byteLength < 10 || !/^GIF8[79]a$/.test(String.fromCharCode(...bytes.subarray(0, 6))))
    return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { media_type: "gif", width: view.getUint16(6, true), height: view.getUint16(8, true) };
}
