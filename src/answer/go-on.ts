import type { Retrieved, ScoredProcedure } from "../core/answering.ts";
import type { Procedure } from "../core/procedure.ts";
import type { Reading } from "../language/reader.ts";
import { fold } from "../language/clean.ts";
import type { Decision } from "./decide.ts";
import { answered, askedBack, facetsOr } from "./endings.ts";
import { continues, goesOn } from "./said.ts";
import { searched } from "./search.ts";
import type { Ending, Parts, Turn } from "./turn.ts";

/** A sibling of the last procedure must be this likely among them to be answered without asking. */
const SURE_SIBLING = 0.6;
/** While nothing else is as likely as this by itself, a question may go on about the last procedure. */
const SOMETHING_ELSE = 0.4;

/**
 * A question that says too little by itself may make sense with what the talk is about: "thế cấp lại thì sao" of
 * another variant, "ảnh chụp cỡ nào, có mất phí không" of the same one. It must say so: by a word that goes on,
 * by what makes a variant special, by asking in words that the record itself holds, or by being like the lexicon's
 * examples of such questions. Else a new topic that the records do not have would be answered with the old one.
 */
export async function goOn(
  last: Procedure,
  alone: Retrieved,
  decision: Decision,
  turn: Turn,
  parts: Parts,
): Promise<Omit<Ending, "recognised" | "followUp"> | undefined> {
  const { reading } = turn.heard;
  const facetAsked = reading.facets[0] ?? turn.memory.facet;
  const elsewhere = alone.kept[0]?.score ?? 0;
  const asksOn = continues(turn);
  if (goesOn(turn) || asksOn || (reading.qualifiers.size > 0 && elsewhere < SOMETHING_ELSE)) {
    // In a text without tones the name has none either, or the citizen's bare words would be taken at their letters.
    const name = reading.phrasings[0].words.toneless ? fold(last.shortName) : last.shortName;
    const together = await searched(`${name}, ${reading.text}`, reading, facetAsked, parts);
    const named = siblingsNamed(together, last, reading, parts);
    const siblings =
      named.length === 0 && reading.facets.length === 0
        ? alone.kept.filter(isRelative(last, parts, LIKELY_ALONE))
        : named;
    const likely = siblings.reduce((sum, one) => sum + one.score, 0);
    const [first] = siblings;
    const facets = facetsOr(reading.facets, turn.memory.facet);
    const isNear =
      asksOn ||
      elsewhere < SOMETHING_ELSE ||
      alone.kept.slice(0, MOST_SIBLINGS).some((one) => one.code === first?.code);
    if (first !== undefined && isNear && first.score >= SURE_SIBLING * likely) {
      const procedure = parts.book.inForce(first.code);
      const because = "Hỏi tiếp về trường hợp khác của thủ tục vừa nêu";
      if (procedure !== undefined)
        return { ...answered(procedure, facets, 0, turn, parts), because, retrieved: together };
    }
    const choices = siblings.slice(0, MOST_SIBLINGS).flatMap(({ code }) => parts.book.inForce(code) ?? []);
    if ((decision.kind === "none" || asksOn) && choices.length >= 2)
      return {
        ...askedBack(choices, facetAsked, turn),
        because: "Hỏi tiếp về trường hợp khác, chưa rõ trường hợp nào",
        retrieved: together,
      };
  }
  const [facet, ...others] = reading.facets;
  const ofLast =
    (decision.kind === "ask" && decision.choices.includes(last.code)) ||
    (elsewhere < SOMETHING_ELSE && speaksOf(last, turn, parts));
  if (!asksOn && (facet === undefined || !ofLast)) return undefined;
  return {
    ...answered(last, [facet ?? "overview", ...others], 0, turn, parts),
    because: "Hỏi tiếp về thủ tục vừa nêu",
    retrieved: alone,
  };
}

/** How many siblings are offered at most. */
const MOST_SIBLINGS = 4;

/** Less likely than this a relative was found by chance: by the question alone, or with the last procedure's name. */
const LIKELY_ALONE = 0.1;
const LIKELY_TOGETHER = 0.005;
/** Siblings share this part of the words of the last procedure's short name. */
const SHARED = 0.5;

/** Of what was found together with the last procedure's name: its siblings of the kind that the question names. */
function siblingsNamed(
  { kept }: Retrieved,
  last: Procedure,
  { qualifiers }: Reading,
  parts: Parts,
): readonly ScoredProcedure[] {
  if (qualifiers.size === 0) return [];
  const isKind = ({ scores }: ScoredProcedure): boolean =>
    (scores["meets"] ?? 0) + (scores["meetsSoft"] ?? 0) > 0;
  // "Phải nộp trước lúc hết hạn mấy ngày" of an extension asks of that very one.
  if (kept.some((one) => one.code === last.code && (one.scores["meets"] ?? 0) > 0)) return [];
  const isNear = isRelative(last, parts, LIKELY_TOGETHER);
  return kept.filter((one) => isKind(one) && isNear(one));
}

/** Does a procedure share enough words with the last one to be another case of it? */
function isRelative(
  last: Procedure,
  { book, reader }: Parts,
  least: number,
): (found: Pick<ScoredProcedure, "code" | "score">) => boolean {
  const own = reader.words(last.shortName).tokens.map((token) => token.folded);
  return ({ code, score }) => {
    const procedure = book.inForce(code);
    if (procedure === undefined || code === last.code || score < least) return false;
    const words = new Set(reader.words(procedure.name).tokens.map((token) => token.folded));
    return own.filter((word) => words.has(word)).length >= own.length * SHARED;
  };
}

/** People who go in someone's place, and what is done with any dossier: they may be asked about of any procedure. */
const OF_ANY_PROCEDURE = new Set(
  (
    "vo chong con bo me cha ba ma ong anh chi em chau nguoi nha ban than thay ho gium nho di " +
    "gui xet duyet dan len lay dem mang nhan tra ky dong cho doi xong dung giu"
  ).split(" "),
);

/** With more words than these a question says its own matter. */
const MOST_WORDS = 6;
/** The part of them that must be words of the record. */
const OF_RECORD = 0.6;

/** Are the words of the matter few, and most of them words of this record or of people? */
function speaksOf(procedure: Procedure, { heard }: Turn, { reader }: Parts): boolean {
  const { words, roles } = heard.reading.phrasings[0];
  const record = reader.words(JSON.stringify(procedure)).tokens;
  const toned = new Set(record.map((token) => token.heard));
  const bare = new Set(record.map((token) => token.folded));
  const matter = words.tokens.filter(
    (token, at) => roles[at] === "matter" && !OF_ANY_PROCEDURE.has(token.folded),
  );
  if (matter.length > MOST_WORDS) return false;
  const own = matter.filter((token) => (words.toneless ? bare.has(token.folded) : toned.has(token.heard)));
  return own.length >= matter.length * OF_RECORD;
}
