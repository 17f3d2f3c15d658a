import type { Procedure } from "../core/procedure.ts";
import type { Reader, Reading } from "../language/reader.ts";

/** Words that may stand around a number when one of several is chosen. */
const AROUND = new Set(
  (
    "so cai thu muc chon y phuong an cau truong hop thu tuc o dau tien cuoi cung la lay minh em toi di a nhe nha " +
    "tren duoi dong hang nut ay do nay giup gium dum cho oi e c t m nhen voi anh chi"
  ).split(" "),
);
const NUMBERS: Readonly<Record<string, number>> = {
  mot: 1,
  nhat: 1,
  hai: 2,
  ba: 3,
  bon: 4,
  tu: 4,
  nam: 5,
};

const PLACES = new Set(["dau", "tren", "duoi", "cuoi"]);

const saidOf = ({ phrasings: [{ words, roles }] }: Reading): readonly string[] =>
  words.tokens
    .filter((token, at) => roles[at] !== "asking" && !(roles[at] === "chatter" && !AROUND.has(token.folded)))
    .map((token) => token.folded);

/** Does the reply name a number or a place, and nothing else? */
export function isNumber(reading: Reading): boolean {
  const said = saidOf(reading);
  const names = said.some((word) => PLACES.has(word) || /^\d+$/.test(word) || word in NUMBERS);
  return names && said.every((word) => AROUND.has(word) || /^\d+$/.test(word) || word in NUMBERS);
}

/** The offered procedure that a number or place means ("số 2", "cái đầu tiên", "cuối cùng"); undefined when none is there. */
export function byNumber(reading: Reading, offered: readonly Procedure[]): Procedure | undefined {
  const said = saidOf(reading);
  const numbers = said.flatMap((word) => NUMBERS[word] ?? (/^\d+$/.test(word) ? Number(word) : []));
  if (numbers.length === 1) return offered[(numbers[0] ?? 0) - 1];
  if (numbers.length > 1) return undefined;
  if (said.includes("cuoi") || said.includes("duoi")) return offered.at(-1);
  return said.includes("dau") || said.includes("tren") ? offered[0] : undefined;
}

/** With more words of the matter than these a reply is taken for a new question. */
const MOST_WORDS = 6;
/** The part of the reply's words that the one picked must hold. */
const MOST_OF_REPLY = 0.7;

/**
 * The offered procedure that a reply picks by words ("loại có yếu tố nước ngoài"), also when they are denied ("không có
 * yếu tố nước ngoài"). Undefined when it does not clearly pick one: it may be a new question. Picked is
 * the one that holds more of the reply's words than any other, official words for everyday ones included, and
 * most of them.
 */
export function byWords(
  reading: Reading,
  offered: readonly Procedure[],
  reader: Reader,
): Procedure | undefined {
  const { words, roles } = reading.phrasings[0];
  const matter = words.tokens.flatMap((token, at) => (roles[at] === "matter" ? [{ token, at }] : []));
  const first = matter[0];
  if (first === undefined || matter.length > MOST_WORDS) return undefined;
  const counts = offered.map((procedure) => {
    const names = reader.words([procedure.name, procedure.shortName, ...procedure.aliases].join("\n"));
    const toned = new Set(names.tokens.map((token) => token.heard));
    const folded = new Set(names.tokens.map((token) => token.folded));
    const shares = reading.phrasings.map((phrasing) => {
      const said = phrasing.words.tokens.filter((_, at) => phrasing.roles[at] === "matter");
      const held = said.filter((token) =>
        words.toneless ? folded.has(token.folded) : toned.has(token.heard),
      );
      return held.length / said.length;
    });
    return { procedure, share: Math.max(...shares) };
  });
  const most = Math.max(...counts.map((one) => one.share));
  if (most < MOST_OF_REPLY) return undefined;
  const holders = counts.filter((one) => one.share === most).map((one) => one.procedure);
  const denied = words.tokens
    .slice(Math.max(0, first.at - 2), first.at)
    .some((token) => token.toned === "không");
  const picked = denied ? offered.filter((one) => !holders.includes(one)) : holders;
  return picked.length === 1 ? picked[0] : undefined;
}
