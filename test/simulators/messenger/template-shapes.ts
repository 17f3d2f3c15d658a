import type { JsonObject } from "../shared/json.ts";
import { listAt, objectAt, textAt, urlAt } from "./json-shapes.ts";
import { GraphRefusal } from "./refusals.ts";
import type { MessengerButton } from "./world.ts";

/** Limits of section 3.2. */
const BUTTON_TITLE = 20;
const PAYLOAD = 1000;
const BUTTON_TEXT = 640;
const ELEMENT_TITLE = 80;
const BUTTONS = 3;
const ELEMENTS = 10;

/** A template after the checks: what is read on the phone, and its buttons in order. */
export interface CheckedTemplate {
  readonly kind: "button" | "generic";
  readonly text: string;
  readonly buttons: readonly MessengerButton[];
}

/** @throws GraphRefusal 100 */
export function checkTemplate(payload: JsonObject): CheckedTemplate {
  switch (payload["template_type"]) {
    case "button":
      return {
        kind: "button",
        text: textAt(payload["text"], "payload.text", BUTTON_TEXT),
        buttons: buttonsAt(payload["buttons"], "payload.buttons", BUTTON_TITLE),
      };
    case "generic": {
      const elements = listAt(payload["elements"], "payload.elements", 1, ELEMENTS).map((one, index) =>
        checkElement(objectAt(one, `elements[${index}]`), `elements[${index}]`),
      );
      return {
        kind: "generic",
        text: elements.map((one) => one.title).join("\n"),
        buttons: elements.flatMap((one) => one.buttons),
      };
    }
    default:
      throw new GraphRefusal("100", "payload.template_type must be button or generic");
  }
}

function checkElement(
  element: JsonObject,
  name: string,
): { readonly title: string; readonly buttons: readonly MessengerButton[] } {
  const title = textAt(element["title"], `${name}.title`, ELEMENT_TITLE);
  if (element["subtitle"] !== undefined) textAt(element["subtitle"], `${name}.subtitle`, ELEMENT_TITLE);
  if (element["image_url"] !== undefined) urlAt(element["image_url"], `${name}.image_url`);
  if (element["default_action"] !== undefined) {
    const action = objectAt(element["default_action"], `${name}.default_action`);
    if (action["type"] !== "web_url")
      throw new GraphRefusal("100", `${name}.default_action.type must be web_url`);
    if (action["title"] !== undefined) throw new GraphRefusal("100", `${name}.default_action has no title`);
    urlAt(action["url"], `${name}.default_action.url`);
  }
  const { buttons } = element;
  return { title, buttons: buttons === undefined ? [] : buttonsAt(buttons, `${name}.buttons`, BUTTON_TITLE) };
}

/** One to three buttons; also the shape of a persistent menu's entries, whose titles may be longer. */
export function buttonsAt(value: unknown, name: string, titleLength: number): readonly MessengerButton[] {
  return listAt(value, name, 1, BUTTONS).map((one, index) =>
    checkButton(objectAt(one, `${name}[${index}]`), `${name}[${index}]`, titleLength),
  );
}

function checkButton(button: JsonObject, name: string, titleLength: number): MessengerButton {
  const title = textAt(button["title"], `${name}.title`, titleLength);
  const { type } = button;
  switch (type) {
    case "postback":
      return { type, title, payload: textAt(button["payload"], `${name}.payload`, PAYLOAD) };
    case "web_url":
      return { type, title, url: urlAt(button["url"], `${name}.url`) };
    case "phone_number": {
      const payload = textAt(button["payload"], `${name}.payload`, PAYLOAD);
      if (!/^\+\d{5,15}$/.test(payload))
        throw new GraphRefusal("100", `${name}.payload must be a phone number with its country code`);
      return { type, title, payload };
    }
    default:
      throw new GraphRefusal("100", `${name}.type must be postback, web_url or phone_number`);
  }
}
