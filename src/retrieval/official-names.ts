import type { Procedure } from "../core/procedure.ts";
import type { Phrasing } from "../language/reader.ts";
import { tokenise } from "../language/tokenise.ts";

/** Said before a name and no part of it. */
const BEFORE_NAME = /^thu tuc /;

/**
 * Finds the procedures that a question calls by their whole official name and says nothing else about: the name
 * then decides, however many words its siblings share. Of names within one another the longest is meant; equal
 * names (there are some) are all meant.
 */
export function createNameFinder(
  procedures: readonly Procedure[],
): (said: Phrasing, candidates: Iterable<number>) => ReadonlySet<number> {
  const known = new Map<number, string>();
  const nameOf = (number: number): string => {
    let name = known.get(number);
    if (name === undefined) {
      name = wordsOf(procedures[number]?.name ?? "").replace(BEFORE_NAME, "");
      known.set(number, name);
    }
    return name;
  };
  return ({ words, roles }, candidates) => {
    const text = ` ${words.tokens.map((token) => token.folded).join(" ")} `;
    let longest = 0;
    let found: number[] = [];
    for (const number of candidates) {
      const name = nameOf(number);
      if (name.length < longest || !text.includes(` ${name} `)) continue;
      if (name.length > longest) found = [];
      longest = name.length;
      found.push(number);
    }
    const [first] = found;
    if (first === undefined) return new Set();
    const inName = new Set(["thu", "tuc", ...nameOf(first).split(" ")]);
    const saysMore = words.tokens.some((token, at) => roles[at] === "matter" && !inName.has(token.folded));
    return saysMore ? new Set() : new Set(found);
  };
}

const wordsOf = (text: string): string =>
  tokenise(text)
    .tokens.map((token) => token.folded)
    .join(" ");
