/** Words of a search that count; each costs a look through what is searched. */
const AT_MOST = 8;

/** What is searched for, one word each: lower case, NFC, at most eight. */
export const searchedWords = (q: string): readonly string[] =>
  q.normalize("NFC").toLowerCase().split(/\s+/u).filter(Boolean).slice(0, AT_MOST);

/** A pattern of LIKE that finds this text anywhere, its own `%`, `_` and `\` taken as they are. */
export const likePattern = (text: string): string => `%${text.replace(/[\\%_]/g, "\\$&")}%`;
