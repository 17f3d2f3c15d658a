import { numberText } from "../../shared/format.ts";

/** The longest reply the server takes (`Reply.text` of the contract), in UTF-16 units. */
const LONGEST_REPLY = 10_000;

/** How long a reply is against the channel's limit, in words. */
export interface LengthWords {
  readonly counter: string;
  /** Told when one message is not enough; undefined otherwise. */
  readonly hint: string | undefined;
  readonly tooLong: boolean;
}

/** @param limit longest single message of the channel; longer ones go out in parts, at whole sentences if possible. */
export function lengthWords(text: string, limit: number): LengthWords {
  const length = text.trim().length;
  const counter = `${numberText(length)}/${numberText(limit)}`;
  if (length > LONGEST_REPLY)
    return {
      counter,
      hint: `Dài quá ${numberText(LONGEST_REPLY)} ký tự, vui lòng rút gọn.`,
      tooLong: true,
    };
  const parts = Math.ceil(length / limit);
  return { counter, hint: parts > 1 ? `Sẽ gửi thành khoảng ${parts} tin.` : undefined, tooLong: false };
}
