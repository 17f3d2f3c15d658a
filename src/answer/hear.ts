import type { CitizenInput } from "../core/answering.ts";
import { readPayload } from "../core/payload.ts";
import { clean } from "../language/clean.ts";
import { maskPersonalData, withoutMasks } from "../language/personal-data.ts";
import { seemsIdentityPicture } from "./identity-picture.ts";
import type { Heard, Parts } from "./turn.ts";

/** Put before the reply when personal numbers were masked. */
export const PROTECTION_NOTICE =
  "Để giữ an toàn thông tin cá nhân, anh/chị vui lòng không gửi số giấy tờ, số điện thoại, số tài khoản qua đây.";

/**
 * Cleans and masks what was written in the messages of one question. A tapped button counts when it is the
 * channel's payload or, as on Zalo, the whole text; its text is then no question.
 */
export function hear(
  messages: readonly CitizenInput[],
  { reader, intents, journeys }: Pick<Parts, "reader" | "intents" | "journeys">,
): Heard {
  const payload = messages.map(payloadOf).findLast((one) => one !== undefined);
  const masked = maskedOf(messages);
  const text = textOf(masked);
  const reading = reader.read(withoutMasks(text));
  const each = masked.map((message) => reader.words(withoutMasks(message.text)));
  return {
    text,
    masked: [...new Set(masked.flatMap((message) => message.kinds))],
    payload,
    attachments: messages.flatMap((message) => message.attachments),
    isIdentityPicture: messages.some((one) => seemsIdentityPicture([one.text], one.attachments)),
    reading,
    journey: journeys.recognise(reading),
    messages: each,
    intents: [...(each.length > 1 ? each : []), reading.phrasings[0].words].map((words) =>
      intents.classify(words),
    ),
  };
}

/** The words of these messages alone, as `hear` reads them: enough to tell which belong together. */
export function readingOf(
  messages: readonly CitizenInput[],
  { reader }: Pick<Parts, "reader">,
): Heard["reading"] {
  return reader.read(withoutMasks(textOf(maskedOf(messages))));
}

function maskedOf(messages: readonly CitizenInput[]): readonly ReturnType<typeof maskPersonalData>[] {
  return messages
    .filter((message) => payloadOf(message) === undefined)
    .map((message) => maskPersonalData(clean(message.text)))
    .filter((message) => message.text !== "");
}

const textOf = (masked: readonly { readonly text: string }[]): string =>
  masked.map((message) => message.text).join("\n");

/** What a message carries as a tap of one of our buttons, or undefined when it is an ordinary message. */
export function payloadOf(message: CitizenInput): ReturnType<typeof readPayload> {
  return readPayload(message.payload ?? clean(message.text));
}
