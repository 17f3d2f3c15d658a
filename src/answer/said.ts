import type { Intent } from "../language/lexicon.ts";
import type { Words } from "../language/tokenise.ts";
import type { Turn } from "./turn.ts";

/** Does the text say what it is about, beyond asking for a facet? */
export function saysMatter({ heard }: Turn): boolean {
  return heard.reading.phrasings[0].roles.includes("matter");
}

/** With no more words than these that say what it is about, a text is terse. */
const TERSE_WORDS = 2;

/** Does the text say so little that much more could be meant? */
export function isTerse({ heard }: Turn): boolean {
  return heard.reading.phrasings[0].roles.filter((role) => role === "matter").length <= TERSE_WORDS;
}

/** Kinds of attachments that say nothing to be answered. */
const PLAYFUL: ReadonlySet<string> = new Set(["sticker", "gif"]);
export const isPlayful = (attachment: string): boolean => PLAYFUL.has(attachment);

/** The words without tones, one space between. */
export const foldedWords = (words: Words): string => words.tokens.map((token) => token.folded).join(" ");

/** Words with which a question goes on from the last one: "còn khai tử thì sao". */
const GOES_ON = /^(?:the|con|vay|neu|truong hop|roi)(?: |$)/;

/** Does the text begin as one that goes on from what was said before? */
export function goesOn({ heard }: Turn): boolean {
  return GOES_ON.test(foldedWords(heard.reading.phrasings[0].words));
}

/** From this probability on a message is taken for what the examples say it is, unless it is known what it says. */
const LIKELY = 0.6;

/** More is needed to be told of a dossier: "rừng của nhà tôi" is short of everything. */
const LIKELY_DOSSIER = 0.75;
/** From this probability on a message makes sense only with what was said before. */
const CONTINUES = 0.5;

/** A word alone is too little to go by: "karaoke" is no greeting. */
const FEWEST_WORDS = 2;

/** Is what was written, all messages of the question together, what the examples of this intent say? */
export function isLikely(intent: Intent, turn: Turn): boolean {
  return isUnclear(turn) && (turn.heard.intents.at(-1)?.[intent] ?? 0) >= leastOf(intent);
}

/** The same of any one message: what calls for a person is not to be hidden by the rest. */
export function isLikelySomewhere(intent: Intent, turn: Turn): boolean {
  return isUnclear(turn) && turn.heard.intents.some((one) => one[intent] >= leastOf(intent));
}

const leastOf = (intent: Intent): number => (intent === "dossier" ? LIKELY_DOSSIER : LIKELY);

/** There are words enough, and it is not known by phrases what they tell. */
const isUnclear = ({ heard }: Turn): boolean =>
  heard.journey === undefined && heard.reading.phrasings[0].words.tokens.length >= FEWEST_WORDS;

/** From this probability on a message asks about a procedure, whatever phrases stand in it. */
const SURELY_A_QUESTION = 0.97;
const QUESTION_WORD = /(?:^| )(?:ai|dau|gi|nao|sao|may|bao (?:nhieu|lau|gio)|khong)(?: |$)/;

/** Does the text hold a word that asks, with tones or without? */
export const hasQuestionWord = (words: Words): boolean => QUESTION_WORD.test(foldedWords(words));

/** Is every message, and all of them together, surely a question about a procedure? */
export function isSurelyAQuestion({ heard }: Turn): boolean {
  return (
    hasQuestionWord(heard.reading.phrasings[0].words) &&
    heard.intents.every((one) => one.procedure >= SURELY_A_QUESTION)
  );
}

/** Does the message name no topic of its own, but ask on about one named before? @param least a higher probability wanted. */
export function continues({ heard }: Turn, least = CONTINUES): boolean {
  return (heard.intents.at(-1)?.continuation ?? 0) >= least;
}
