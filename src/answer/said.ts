import type { Intent } from "../language/lexicon.ts";
import type { Words } from "../language/tokenise.ts";
import type { Turn } from "./turn.ts";

/** Does the text say what it is about, beyond asking for a facet? */
export function saysMatter({ heard }: Turn): boolean {
  return heard.reading.phrasings[0].roles.includes("matter");
}

/** The words without tones, one space between. */
export const foldedWords = (words: Words): string => words.tokens.map((token) => token.folded).join(" ");

/** From this probability on a message is taken for what the examples say it is, unless it is known what it says. */
const LIKELY = 0.6;

/** A word alone is too little to go by: "karaoke" is no greeting. */
const FEWEST_WORDS = 2;

/** Is the message, or one of them, what the examples of this intent say? */
export function isLikely(intent: Intent, { heard }: Turn): boolean {
  if (heard.reading.phrasings[0].words.tokens.length < FEWEST_WORDS) return false;
  return heard.journey === undefined && heard.intents.some((one) => one[intent] >= LIKELY);
}
