/** What can be done with a single key, and the words for it. */
export const COMMANDS = [
  { key: "j", name: "next", words: "Hội thoại kế tiếp" },
  { key: "k", name: "previous", words: "Hội thoại phía trên" },
  { key: "Enter", name: "open", words: "Mở hội thoại đang chọn" },
  { key: "c", name: "claim", words: "Nhận hội thoại" },
  { key: "r", name: "reply", words: "Viết trả lời" },
  { key: "b", name: "hand-back", words: "Giao lại trợ lý" },
  { key: "e", name: "close", words: "Kết thúc" },
  { key: "n", name: "note", words: "Ghi chú" },
  { key: "/", name: "search", words: "Tìm hội thoại" },
  { key: "?", name: "help", words: "Bảng phím tắt này" },
] as const;

/** `open` has no handler: a chosen line is a link, and Enter follows it. */
export type Command = Exclude<(typeof COMMANDS)[number]["name"], "open">;

/** What is looked at of a key press. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  readonly isComposing: boolean;
  readonly defaultPrevented: boolean;
}

/**
 * The command of a key press; undefined for none.
 * @param isTyping the key goes into a field, or a dialog is open.
 */
export function commandOf(press: KeyPress, isTyping: boolean): Command | undefined {
  if (isTyping || press.isComposing || press.defaultPrevented) return undefined;
  if (press.ctrlKey || press.altKey || press.metaKey) return undefined;
  // Not lower-cased: with caps lock on, somebody means to type.
  const name = COMMANDS.find(({ key }) => key === press.key)?.name;
  return name === "open" ? undefined : name;
}
