import type { CannedReply } from "../../../contract/desk.ts";

/**
 * The canned replies in which every word of `words` begins somewhere, in title or text, with or without Vietnamese
 * marks; those with all of it in the title come first.
 */
export function matchingReplies(replies: readonly CannedReply[], words: string): readonly CannedReply[] {
  const wanted = plain(words).split(/\s+/).filter(Boolean);
  const hasAll = (text: string): boolean => {
    const padded = ` ${plain(text)}`;
    return wanted.every((word) => padded.includes(` ${word}`));
  };
  const fitting = replies.filter(({ title, text }) => hasAll(`${title} ${text}`));
  return [...fitting.filter(({ title }) => hasAll(title)), ...fitting.filter(({ title }) => !hasAll(title))];
}

/** Without marks and capitals: "Đã nhận hồ sơ" as "da nhan ho so". */
function plain(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[đĐ]/g, "d")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ");
}
