import type { Button, ChannelLimits, OutgoingFile, OutgoingMessage } from "../../core/channel.ts";
import { dialled, isHttps } from "../shared/button-targets.ts";
import { isNotSendable, overLimit, type NotSendable } from "../shared/not-sendable.ts";

/**
 * What one message can hold. Meta takes 2000 characters and does not say of which kind; the rest is room for the lines
 * that links and numbers become (below). Of quick replies it takes 13, in one row that is pushed sideways: more than
 * eight are seldom seen.
 */
export const messengerLimits: ChannelLimits = { textLength: 1900, buttons: 8, buttonTitleLength: 20 };

const PLATFORM_TEXT_LENGTH = 2000;
const TEMPLATE_TEXT_LENGTH = 640;
const TEMPLATE_BUTTONS = 3;
const PAYLOAD_LENGTH = 1000;

/** The field `message` of a send call. */
export type MessengerMessage = Readonly<Record<string, unknown>>;

export interface Composed {
  readonly message: MessengerMessage;
  /** The same in plain words, for when Meta refuses the shape of `message`. */
  readonly plain?: MessengerMessage;
}

/**
 * Text and buttons as one message of Meta's. Choices alone become quick replies. A link or a number needs the button
 * template, which holds 640 characters and three buttons; what does not fit it has links and numbers as lines of the
 * text (unless the text names them already) and the choices as quick replies.
 */
export function composeText(message: OutgoingMessage): Composed | NotSendable {
  const text = message.text.normalize("NFC");
  if (text.length > messengerLimits.textLength) return overLimit(`the text has ${text.length} characters`);
  if (text.trim() === "") return overLimit("the text is empty");
  if (message.buttons.length > messengerLimits.buttons) {
    return overLimit(`it has ${message.buttons.length} buttons`);
  }
  const buttons = message.buttons.map(checked);
  const wrong = buttons.find(isNotSendable);
  if (wrong !== undefined) return wrong;
  const sendable = buttons.flatMap((button) => (isNotSendable(button) ? [] : [button]));

  const plain = composePlain(text, sendable);
  const needsTemplate = sendable.some((button) => button.kind !== "choice");
  if (!needsTemplate || sendable.length > TEMPLATE_BUTTONS || text.length > TEMPLATE_TEXT_LENGTH) {
    return isNotSendable(plain) ? plain : { message: plain };
  }
  const template = { template_type: "button", text, buttons: sendable.map(templateButton) };
  return {
    message: { attachment: { type: "template", payload: template } },
    ...(isNotSendable(plain) ? {} : { plain }),
  };
}

type Checked = Button & {
  /** The number as it is dialled, of a phone button. */
  readonly dialled?: string;
};

function checked(button: Button): Checked | NotSendable {
  const title = button.title.normalize("NFC");
  if (title.trim() === "") return overLimit("a button has no title");
  if (title.length > messengerLimits.buttonTitleLength) {
    return overLimit(`the title of a button has ${title.length} characters`);
  }
  switch (button.kind) {
    case "choice":
      return button.payload === "" || button.payload.length > PAYLOAD_LENGTH
        ? overLimit(`the payload of a button has ${button.payload.length} characters`)
        : { ...button, title };
    case "url":
      return isHttps(button.url)
        ? { ...button, title }
        : { code: "invalid_button", detail: "the address of a button is not https" };
    case "phone": {
      const phone = dialled(button.phone);
      return phone === undefined
        ? { code: "invalid_button", detail: "the number of a button is no phone number" }
        : { ...button, title, dialled: phone };
    }
  }
}

function templateButton(button: Checked): MessengerMessage {
  const { title } = button;
  switch (button.kind) {
    case "choice":
      return { type: "postback", title, payload: button.payload };
    case "url":
      return { type: "web_url", title, url: button.url };
    case "phone":
      return { type: "phone_number", title, payload: button.dialled ?? button.phone };
  }
}

function composePlain(text: string, buttons: readonly Checked[]): MessengerMessage | NotSendable {
  const lines = buttons.flatMap((button) => {
    if (button.kind === "choice") return [];
    const target = button.kind === "url" ? button.url : button.phone;
    return text.includes(target) ? [] : [`${button.title}: ${target}`];
  });
  const whole = [text, ...lines].join("\n");
  if (whole.length > PLATFORM_TEXT_LENGTH) {
    return overLimit(`the text and its links have ${whole.length} characters`);
  }
  const quickReplies = buttons.flatMap((button) =>
    button.kind === "choice" ? [{ content_type: "text", title: button.title, payload: button.payload }] : [],
  );
  return { text: whole, ...(quickReplies.length === 0 ? {} : { quick_replies: quickReplies }) };
}

const MEGABYTE = 1024 * 1024;
const IMAGES: ReadonlySet<string> = new Set(["image/jpeg", "image/png", "image/gif"]);

/** How a file is uploaded. Meta's message holds a file or a text, so the text must be a message of its own. */
export function planUpload(
  message: OutgoingMessage,
  file: OutgoingFile,
): { readonly type: string } | NotSendable {
  if (message.buttons.length > 0) return overLimit("a message with a file has no room for buttons");
  if (message.text.trim() !== "")
    return overLimit("a file carries no text; the text must be a message of its own");
  const mime = file.mime.toLowerCase().split(";")[0]?.trim() ?? "";
  if (mime === "" || (file.kind === "image" && !IMAGES.has(mime))) {
    return { code: "invalid_file", detail: `Messenger takes no ${file.kind} of type ${file.mime}` };
  }
  if (file.bytes.byteLength === 0) return { code: "invalid_file", detail: "the file is empty" };
  const megabytes = file.kind === "image" ? 8 : 25;
  if (file.bytes.byteLength > megabytes * MEGABYTE) {
    return overLimit(`the file has ${file.bytes.byteLength} bytes, ${megabytes} MB are allowed`);
  }
  return { type: file.kind };
}
