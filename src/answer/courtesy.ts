import type { CitizenInput } from "../core/answering.ts";
import { createPhraseFinder } from "../language/phrases.ts";
import type { Words } from "../language/tokenise.ts";
import { hear } from "./hear.ts";
import { hasQuestionWord, isPlayful } from "./said.ts";
import { smallTalks, type SmallTalk } from "./small-talk.ts";
import type { Parts } from "./turn.ts";

const COURTESIES = ["acknowledged", "thanks", "bye"] as const satisfies readonly SmallTalk[];

/** From this probability on, taken together, the examples say that a message is no more than a courtesy. */
const SURELY = 0.9;

/** Signs that agree or thank; an angry face is no courtesy, and of most it is not known. */
const KIND_SIGNS: ReadonlySet<string> = new Set(
  "👍👌👏🙏🤝✅💯❤🧡💛💚💙💜😀😁😃😄😅😆😉😊🙂😍🥰😘😂🤣🎉💐🌹🌸",
);
/** The color of a hand, a sign of its own after it. */
const SKIN = /[\u{1F3FB}-\u{1F3FF}]/gu;

/** With these something is wanted, unless they come after thanks: "cảm ơn đã trả lời". */
const wanting = createPhraseFinder(
  ["alo", "a lô", "giúp/giùm/dùm/hộ", "trả lời", "tư vấn", "hỗ trợ", "hướng dẫn", "cho/gửi/gọi/nhắn"].map(
    (phrase) => [phrase, true] as const,
  ),
);
const thanking = createPhraseFinder([["cảm/cám ơn", true]]);
/** With these something is asked, or told that may need an answer, wherever they stand. */
const telling = createPhraseFinder([
  ["chưa/với/được/hỏi/còn/nếu/cần/phải/nhưng/mà/mất/sai/lỗi/thiếu/hỏng/rách/quên/đợi/chờ", true],
]);

/** See `Answerer.isCourtesy`. */
export function isCourtesy(messages: readonly CitizenInput[], parts: Parts): boolean {
  return messages.length > 0 && messages.every((message) => isNoMore(message, parts));
}

function isNoMore(message: CitizenInput, parts: Parts): boolean {
  const { payload, masked, attachments, text, reading, intents } = hear([message], parts);
  if (payload !== undefined || masked.length > 0 || !attachments.every(isPlayful)) return false;
  const { words } = reading.phrasings[0];
  if (words.tokens.length === 0)
    return text === "" ? attachments.length > 0 : Array.from(text.replace(SKIN, "")).every(isKindSign);
  if (text.includes("?") || reading.facets.length > 0 || wants(words)) return false;
  const talked = smallTalks(words);
  if (talked.length > 0) return isPolite(talked);
  const [likely] = intents;
  return (
    likely !== undefined &&
    COURTESIES.reduce((sum, one) => sum + likely[one], 0) >= SURELY &&
    !hasQuestionWord(words) &&
    telling.find(words).length === 0 &&
    words.tokens.every((token) => !/\d/.test(token.folded))
  );
}

const isKindSign = (sign: string): boolean => KIND_SIGNS.has(sign) || sign === " ";

/** Who greets begins, unless they thank or take leave as well. */
function isPolite(talked: readonly SmallTalk[]): boolean {
  const isEnd = talked.includes("thanks") || talked.includes("bye");
  return talked.every(
    (one) => COURTESIES.some((courtesy) => courtesy === one) || (one === "greeting" && isEnd),
  );
}

function wants(words: Words): boolean {
  const thanks = thanking.find(words)[0]?.start ?? Infinity;
  return wanting.find(words).some((one) => one.start < thanks);
}
