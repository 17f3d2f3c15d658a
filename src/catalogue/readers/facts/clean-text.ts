import { clean } from "../../../language/clean.ts";

/** Tags that end a line when they are shown. */
const BREAKING_TAG = /<(?:br|\/p|\/div|\/li|\/tr|\/h[1-6])\b[^<>]*>/giu;
/** Only tags HTML knows: "<5 tấn" and "<tên>" are text. */
const OTHER_TAG =
  /<\/?(?:p|div|span|b|i|u|strong|em|ul|ol|li|a|table|tbody|thead|tr|td|th|h[1-6]|font|sup|sub|img|hr|o:p)\b[^<>]*>/giu;

const ENTITIES: Readonly<Record<string, string>> = {
  nbsp: " ",
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};

function decodeEntity(whole: string, name: string): string {
  if (!name.startsWith("#")) return ENTITIES[name.toLowerCase()] ?? whole;
  const point = /^#x/iu.test(name) ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
  return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : whole;
}

/**
 * The lines of a text as people see them: HTML tags and entities, control and invisible characters gone, letters
 * composed (NFC), white space single, no empty line.
 */
export function textLines(text: string): string[] {
  return text
    .replace(BREAKING_TAG, "\n")
    .replace(OTHER_TAG, "")
    .replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{2,8});/giu, decodeEntity)
    .split(/\r\n|[\n\r\v\f\u2028\u2029]/u)
    .map(clean)
    .filter((line) => line !== "");
}

/** The same as one line. */
export function oneLine(text: string): string {
  return textLines(text).join(" ");
}

/** What the portal writes where a field is empty. */
const EMPTY = /^(?:không có thông tin|không có dữ liệu|chưa có thông tin|null|undefined|[-–—.,:;*)(\s]*)$/iu;

/** The text as one line, or undefined when the source says nothing there. */
export function said(text: string | null | undefined): string | undefined {
  if (text === null || text === undefined) return undefined;
  const line = oneLine(text);
  return EMPTY.test(line) ? undefined : line;
}

/** Longer than the longest sentence worth reading in a chat; what is quoted longer ends in "…" at a word's end. */
const MOST_QUOTED = 400;

/** Words of the source in quotation marks, for a note on why something is unknown. */
export function quote(text: string): string {
  return `“${cutAtWord(text, MOST_QUOTED)}”`;
}

/** The text, or its beginning up to the end of a word with "…", at most `most` UTF-16 units long. */
export function cutAtWord(text: string, most: number): string {
  if (text.length <= most) return text;
  const head = text.slice(0, most - 1);
  const end = text.charAt(most - 1) === " " ? head.length : head.lastIndexOf(" ");
  return `${(end > 0 ? head.slice(0, end) : head).replace(/[\s,.;:–-]+$|\p{Surrogate}$/gu, "")}…`;
}
