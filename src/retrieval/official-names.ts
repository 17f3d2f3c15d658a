import type { Procedure } from "../core/procedure.ts";
import type { Phrasing } from "../language/reader.ts";
import type { Words } from "../language/tokenise.ts";

/** Said before a name and no part of it. */
const BEFORE_NAME = /^thu tuc /;
/** Words of what one asks about any procedure: beside a whole name they say nothing else. */
const OF_ANY_PROCEDURE = "thu tuc ho so giay to mau don to khai le phi thoi han ket qua dieu kien".split(" ");

/**
 * What a procedure may be called by: its official name, and the short one that its buttons show. Written as the
 * finder compares them; `words` writes out abbreviations, as it does in questions.
 */
export function calledNames(
  { name, shortName }: Pick<Procedure, "name" | "shortName">,
  words: (text: string) => Words,
): readonly string[] {
  return [...new Set([name, shortName].map((one) => folded(words(one)).replace(BEFORE_NAME, "")))];
}

/**
 * Finds the procedures that a question calls by a whole name (see `calledNames`; `names` holds those of each
 * procedure by number) and says nothing else about: the name then decides, however many words its siblings share.
 * Of names within one another the longest is meant; equal names (there are some) are all meant.
 */
export function createNameFinder(
  names: readonly (readonly string[])[],
): (said: Phrasing, candidates: Iterable<number>) => ReadonlySet<number> {
  return ({ words, roles }, candidates) => {
    const text = ` ${folded(words)} `;
    let longest = "";
    const found = new Set<number>();
    for (const number of candidates)
      for (const name of names[number] ?? []) {
        if (name.length < longest.length || name === "" || !text.includes(` ${name} `)) continue;
        if (name.length > longest.length) found.clear();
        longest = name;
        found.add(number);
      }
    const inName = new Set([...OF_ANY_PROCEDURE, ...longest.split(" ")]);
    const saysMore = words.tokens.some((token, at) => roles[at] === "matter" && !inName.has(token.folded));
    return saysMore ? new Set() : found;
  };
}

const folded = (words: Words): string => words.tokens.map((token) => token.folded).join(" ");
