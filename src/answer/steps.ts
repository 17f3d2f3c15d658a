import type { HandoverReason, Memory, Retrieved, ScoredProcedure, Withdrawn } from "../core/answering.ts";
import type { ReadJourney } from "../core/journey.ts";
import type { Facet, Procedure } from "../core/procedure.ts";
import type { Intent } from "../language/lexicon.ts";
import { dossierCode } from "../language/personal-data.ts";
import type { Reading } from "../language/reader.ts";
import type { Words } from "../language/tokenise.ts";
import { chosen } from "./choose.ts";
import { composeAnswer, sourcesOf } from "./compose.ts";
import { composeJourney, isTold } from "./compose-journey.ts";
import { decide, type Decision } from "./decide.ts";
import { complaint, danger, dangerNow, dossierAsked, personWanted } from "./recognise.ts";
import {
  backToBotReply,
  choicesReply,
  goneReply,
  crisisReply,
  dossierReply,
  nothingFoundReply,
  operatorReply,
  personalDataReply,
  smallTalkReply,
  whichProcedureReply,
  withdrawnReply,
} from "./replies.ts";
import { smallTalk, SMALL_TALKS } from "./small-talk.ts";
import type { Ending, Parts, Step, Turn } from "./turn.ts";
import { levelNames } from "./wording.ts";

/** How many candidates are asked for: the choices, and some more for the evidence. */
const CANDIDATES = 12;

/** Kinds of attachments that say nothing to be answered. */
const PLAYFUL = new Set(["sticker", "gif"]);

/**
 * The steps from a question to its outcome, in order; the first that ends the turn has it. Danger comes before
 * everything a citizen may write, a tapped button before that because its text is none of the citizen's.
 */
export const STEPS: readonly Step[] = [
  { name: "tap", take: answerTap },
  { name: "danger", take: signpostDanger },
  { name: "attachment", take: showAttachment },
  { name: "silence", take: passSilence },
  { name: "person", take: callPerson },
  { name: "dossier", take: pointToDossier },
  { name: "choice", take: takeChoice },
  { name: "small_talk", take: talkSmall },
  { name: "follow_up", take: followUp },
  { name: "find", take: find },
];

function answerTap({ heard, memory, limits }: Turn, parts: Parts): Ending | undefined {
  const { book, centre } = parts;
  const { payload } = heard;
  if (payload === undefined) return undefined;
  if (payload.kind === "person")
    return toOperator("person_wanted", { heard, memory, limits }, centre, "Bấm nút gặp cán bộ", "tap");
  if (payload.kind === "bot")
    return {
      outcome: { kind: "small_talk", about: "back_to_bot" },
      reply: backToBotReply(),
      memory,
      because: "Bấm nút hỏi tiếp trợ lý",
      recognised: "tap",
    };
  if (payload.kind === "journey") {
    const journey = parts.journeys.byId(payload.journey);
    if (journey !== undefined && isTold(journey, book))
      return {
        ...toldJourney(journey, payload.page, memory.facet, { limits }, parts),
        because: "Bấm nút xem tiếp",
        recognised: "tap",
      };
    return {
      outcome: { kind: "no_procedure_found" },
      reply: goneReply(centre, limits),
      memory: {},
      because: `Trình tự ${payload.journey} không có trong danh mục`,
      recognised: "tap",
    };
  }
  const procedure = book.inForce(payload.procedure);
  if (procedure !== undefined)
    return {
      ...answered(procedure, [payload.facet], payload.page, { heard, memory, limits }, parts),
      because: "Bấm nút",
      recognised: "tap",
    };
  const withdrawn = book.withdrawn(payload.procedure);
  if (withdrawn !== undefined) return { ...tellWithdrawn(withdrawn, { limits }), recognised: "tap" };
  return {
    outcome: { kind: "no_procedure_found" },
    reply: goneReply(centre, limits),
    memory: {},
    because: `Thủ tục ${payload.procedure} không có trong danh mục`,
    recognised: "tap",
  };
}

/** It was found, and it is no longer in force: since when, and what came in its place. */
function tellWithdrawn(withdrawn: Withdrawn, { limits }: Pick<Turn, "limits">): Ending {
  const { record, since, successor } = withdrawn;
  return {
    outcome: { kind: "answered", procedure: record.code, facet: "overview", sources: sourcesOf(record) },
    reply: withdrawnReply(withdrawn, limits),
    memory: successor === undefined ? {} : { procedure: successor.code },
    because: `Thủ tục ${record.code} không còn hiệu lực từ ${since}`,
  };
}

function signpostDanger(turn: Turn): Ending | undefined {
  const { heard } = turn;
  const texts = [...heard.messages, heard.reading.phrasings[0].words];
  const line = texts
    .map((words) => dangerNow.recognise(words) ?? danger.recognise(words))
    .find((found) => found !== undefined);
  return line === undefined ? likelyDanger(turn) : signpost(line, "Có lời báo nguy hiểm", turn);
}

/** From this probability on, taken together, a message is taken for a call for help. */
const DANGER_AT = 0.5;
const LINES = ["111", "113", "114", "115"] as const;

/** No phrase says it, but the examples do: the line most likely meant. */
function likelyDanger(turn: Turn): Ending | undefined {
  // "Mẹ em vừa mất", "con em tròn 14 tuổi" and no word more: it is known what is said.
  if (turn.heard.journey !== undefined) return undefined;
  for (const intents of turn.heard.intents) {
    const likely = LINES.map((line) => ({ line, probability: intents[`crisis_${line}`] }));
    if (likely.reduce((sum, one) => sum + one.probability, 0) < DANGER_AT) continue;
    const { line } = likely.reduce((best, one) => (one.probability > best.probability ? one : best));
    return signpost(line, "Giống các lời báo nguy hiểm", turn);
  }
  return undefined;
}

function signpost(line: string, because: string, { memory, limits }: Turn): Ending {
  return {
    outcome: { kind: "crisis_signpost", line },
    reply: crisisReply(line, limits),
    memory,
    because,
    recognised: "danger",
  };
}

function showAttachment(turn: Turn, { centre }: Parts): Ending | undefined {
  const seen = turn.heard.attachments.find((kind) => !PLAYFUL.has(kind));
  if (seen === undefined) return undefined;
  return toOperator("attachment_needs_eyes", turn, centre, `Có tệp gửi kèm: ${seen}`, "attachment");
}

function passSilence({ heard, memory, limits }: Turn, { centre }: Parts): Ending | undefined {
  if (heard.reading.phrasings[0].words.tokens.length > 0) return undefined;
  if (heard.masked.length > 0)
    return {
      outcome: { kind: "small_talk", about: "personal_data" },
      reply: personalDataReply(),
      memory,
      because: "Chỉ có số giấy tờ cá nhân, đã che",
      recognised: "personal_data",
    };
  if (heard.text.includes("?"))
    return {
      outcome: { kind: "small_talk", about: "opening" },
      reply: smallTalkReply("opening", centre, limits),
      memory,
      because: "Chỉ có dấu hỏi",
      recognised: "small_talk",
    };
  const why = heard.attachments[0] ?? (heard.text === "" ? "empty" : "no_words");
  return { outcome: { kind: "ignored", why }, reply: undefined, memory, because: "Không có lời nào" };
}

function callPerson(turn: Turn, { centre }: Parts): Ending | undefined {
  const texts = [...turn.heard.messages, turn.heard.reading.phrasings[0].words];
  const { reading, intents } = turn.heard;
  const isQuestion = reading.asksOutright && intents.every((one) => one.procedure >= SURELY_A_QUESTION);
  if (isQuestion) return undefined;
  if (texts.some((words) => personWanted.recognise(words) !== undefined))
    return toOperator("person_wanted", turn, centre, "Xin gặp cán bộ", "person");
  if (texts.some((words) => complaint.recognise(words) !== undefined))
    return toOperator("complaint", turn, centre, "Có lời phản ánh, khiếu nại", "complaint");
  if (isLikely("person", turn))
    return toOperator("person_wanted", turn, centre, "Giống các lời xin gặp cán bộ", "person");
  if (isLikely("complaint", turn))
    return toOperator("complaint", turn, centre, "Giống các lời phản ánh", "complaint");
  return undefined;
}

/** From this probability on a message is taken for what the examples say it is, unless it is known what it says. */
const LIKELY = 0.6;
/** From this probability on a message asks about a procedure, whatever phrases stand in it. */
const SURELY_A_QUESTION = 0.97;

function isLikely(intent: Intent, { heard }: Turn): boolean {
  return heard.journey === undefined && heard.intents.some((one) => one[intent] >= LIKELY);
}

function pointToDossier(turn: Turn, { centre }: Parts): Ending | undefined {
  const { heard, memory, limits } = turn;
  const code = dossierCode(heard.text);
  const asked = dossierAsked.recognise(heard.reading.phrasings[0].words) !== undefined;
  if (code === undefined && !asked && !isLikely("dossier", turn)) return undefined;
  return {
    outcome: { kind: "status_of_dossier", dossier: code ?? "không nêu mã" },
    reply: dossierReply(code, centre, limits),
    memory,
    because: code === undefined ? "Hỏi tình trạng hồ sơ" : "Có mã hồ sơ",
    recognised: "dossier",
  };
}

function talkSmall(turn: Turn, { centre }: Parts): Ending | undefined {
  const { heard, memory, limits } = turn;
  const about =
    smallTalk(heard.reading.phrasings[0].words) ?? SMALL_TALKS.find((talk) => isLikely(talk, turn));
  if (about === undefined) return undefined;
  return {
    outcome: { kind: "small_talk", about },
    reply: smallTalkReply(about, centre, limits),
    memory,
    because: "Chỉ có lời chào hỏi",
    recognised: "small_talk",
  };
}

function takeChoice(turn: Turn, parts: Parts): Ending | undefined {
  const { book, reader, twins } = parts;
  const { heard, memory } = turn;
  const offered = (memory.offered ?? []).flatMap((code) => book.inForce(code) ?? []);
  if (offered.length < 2) return undefined;
  const picked = chosen(heard.reading, offered, reader);
  if (picked !== undefined)
    return {
      ...answered(
        twins.at(picked, heard.reading.levels),
        facetsOr(heard.reading.facets, memory.facet),
        0,
        turn,
        parts,
      ),
      because: "Chọn trong các thủ tục đã nêu",
      recognised: "choice",
    };
  const [facet] = heard.reading.facets;
  if (facet === undefined || saysMatter(turn)) return undefined;
  return {
    ...askedBack(offered, facet, turn),
    because: "Hỏi tiếp khi chưa chọn thủ tục",
    recognised: "choice",
    followUp: true,
  };
}

function followUp(turn: Turn, parts: Parts): Ending | undefined {
  const { heard, memory } = turn;
  const procedure = lastProcedure(turn, parts);
  // "Thế ở cấp tỉnh thì sao" asks the same as before, of the other level.
  const moved = procedure !== undefined && procedure.code !== memory.procedure;
  const [facet = moved ? memory.facet : undefined, ...others] = heard.reading.facets;
  if (facet === undefined || saysMatter(turn)) return undefined;
  if (procedure !== undefined)
    return {
      ...answered(procedure, [facet, ...others], 0, turn, parts),
      because: "Hỏi tiếp về thủ tục vừa nêu",
      recognised: "follow_up",
      followUp: true,
    };
  return {
    outcome: { kind: "small_talk", about: "which_procedure" },
    reply: whichProcedureReply(facet),
    memory: { ...memory, facet },
    because: "Hỏi một mục mà chưa nêu thủ tục",
    recognised: "facet",
  };
}

/** The procedure the talk is about; at the level that the citizen names now, if it is there too. */
function lastProcedure({ heard, memory }: Turn, { book, twins }: Parts): Procedure | undefined {
  const last = memory.procedure === undefined ? undefined : book.inForce(memory.procedure);
  return last && twins.at(last, heard.reading.levels);
}

/** What the retriever finds for a question, with one of each procedure that several levels handle. */
export async function searched(reading: Reading, facet: Facet | undefined, parts: Parts): Promise<Retrieved> {
  return oneOfTwins(await parts.retriever.search(reading.text, CANDIDATES), reading, facet, parts);
}

function oneOfTwins(
  retrieved: Retrieved,
  { text, levels }: Reading,
  facet: Facet | undefined,
  { twins }: Pick<Parts, "twins">,
): Retrieved {
  return twins.merge(retrieved, { text, levels, facet });
}

/** Words with which a question goes on from the last one: "còn khai tử thì sao". */
const GOES_ON = /^(?:the|con|vay|neu|truong hop|roi)(?: |$)/;

async function find(turn: Turn, parts: Parts): Promise<Ending> {
  const { heard, memory } = turn;
  const { facets, text } = heard.reading;
  const last = lastProcedure(turn, parts);
  // "Còn khai tử thì sao" asks the same of another; after "which procedure?" the facet waits for its procedure.
  const goesOn = GOES_ON.test(foldedWords(heard.reading.phrasings[0].words));
  const carried = goesOn || last === undefined ? memory.facet : undefined;
  const found = await parts.retriever.search(text, CANDIDATES);
  const retrieved = oneOfTwins(found, heard.reading, facets[0] ?? carried, parts);
  const decided = decide(retrieved);
  const journey = journeyMeant(turn, retrieved, decided, parts);
  if (journey !== undefined) {
    const told = toldJourney(journey, 0, carriedFacet(turn), turn, parts);
    return { ...told, because: `Nói tới việc: ${journey.title}`, recognised: "journey", retrieved };
  }
  const withdrawn = decided.kind === "answer" ? parts.book.withdrawn(decided.procedure) : undefined;
  if (withdrawn !== undefined) return { ...tellWithdrawn(withdrawn, turn), retrieved };
  const decision = inForceOnly(decided, parts);

  if (decision.kind === "answer")
    return answerFound(decision, facetsOr(facets, carried), turn, parts, retrieved);

  if (last !== undefined) {
    const going = await goOn(last, retrieved, decision, turn, parts);
    if (going !== undefined) return { ...going, recognised: "follow_up", followUp: true };
  }

  if (decision.kind === "ask" && !isLikely("out_of_scope", turn)) {
    const choices = decision.choices.flatMap((code) => parts.book.inForce(code) ?? []);
    return { ...askedBack(choices, facets[0] ?? carried, turn), because: decision.because, retrieved };
  }
  const misses = (memory.misses ?? 0) + 1;
  return {
    outcome: { kind: "no_procedure_found" },
    reply: nothingFoundReply(misses, parts.centre, turn.limits),
    memory: { ...memory, misses },
    because: isLikely("out_of_scope", turn) ? "Giống các lời không hỏi thủ tục" : decision.because,
    retrieved,
  };
}

/** From this probability on the procedure found is meant, also where a life event is told. */
const SURE = 0.9;

/** What people ask of a life event as a whole; a fee or a time is one procedure's. */
const OF_EVENT: ReadonlySet<Facet> = new Set(["documents", "how", "conditions", "overview"]);

/**
 * The life event a question tells, unless the retriever is sure of one procedure. That "mở quán ăn" is a word for
 * a step of the journey itself makes nobody sure that this step is all that is wanted: then only a facet of one
 * procedure ("mở quán ăn mất mấy ngày") is.
 */
function journeyMeant(
  { heard: { journey, reading } }: Turn,
  { kept: [best] }: Retrieved,
  decided: Decision,
  { book, twins }: Parts,
): ReadJourney | undefined {
  if (journey === undefined || !isTold(journey, book)) return undefined;
  if (decided.kind !== "answer" || best === undefined || best.score < SURE) return journey;
  const ofEvent = reading.facets.every((facet) => OF_EVENT.has(facet));
  const steps = journey.steps.flatMap((step) => book.inForce(step.procedure) ?? []);
  const isStep = steps.some((step) => [step, ...twins.of(step)].some((one) => one.code === best.code));
  return ofEvent && isStep ? journey : undefined;
}

/** What was asked for outright is told of the step that is chosen next. */
const carriedFacet = ({ heard: { reading } }: Turn): Facet | undefined =>
  reading.asksOutright ? reading.facets[0] : undefined;

/** A sibling of the last procedure must be this likely among them to be answered without asking. */
const SURE_SIBLING = 0.6;
/** While nothing else is as likely as this by itself, a question may go on about the last procedure. */
const SOMETHING_ELSE = 0.4;

/**
 * A question that says too little by itself may make sense with what the talk is about: "thế cấp lại thì sao" of
 * another variant, "ảnh chụp cỡ nào, có mất phí không" of the same one. It must say so: by a word that goes on
 * or by what makes a variant special, or by asking in words that the record itself holds. Else a new topic that the
 * records do not have would be answered with the old one.
 */
async function goOn(
  last: Procedure,
  alone: Retrieved,
  decision: Decision,
  turn: Turn,
  parts: Parts,
): Promise<Omit<Ending, "recognised" | "followUp"> | undefined> {
  const { reading } = turn.heard;
  const facetAsked = reading.facets[0] ?? turn.memory.facet;
  const goesOn = GOES_ON.test(foldedWords(reading.phrasings[0].words));
  const elsewhere = alone.kept[0]?.score ?? 0;
  if (goesOn || (reading.qualifiers.size > 0 && elsewhere < SOMETHING_ELSE)) {
    const found = await parts.retriever.search(`${last.shortName}, ${reading.text}`, CANDIDATES);
    const together = oneOfTwins(found, reading, facetAsked, parts);
    const siblings = siblingsNamed(together, last, reading, parts);
    const likely = siblings.reduce((sum, one) => sum + one.score, 0);
    const [first] = siblings;
    const facets = facetsOr(reading.facets, turn.memory.facet);
    const isNear =
      elsewhere < SOMETHING_ELSE ||
      alone.kept.slice(0, MOST_SIBLINGS).some((one) => one.code === first?.code);
    if (first !== undefined && isNear && first.score >= SURE_SIBLING * likely) {
      const procedure = parts.book.inForce(first.code);
      const because = "Hỏi tiếp về trường hợp khác của thủ tục vừa nêu";
      if (procedure !== undefined)
        return { ...answered(procedure, facets, 0, turn, parts), because, retrieved: together };
    }
    const choices = siblings.slice(0, MOST_SIBLINGS).flatMap(({ code }) => parts.book.inForce(code) ?? []);
    if (decision.kind === "none" && choices.length >= 2)
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
  if (facet === undefined || !ofLast) return undefined;
  return {
    ...answered(last, [facet, ...others], 0, turn, parts),
    because: "Hỏi tiếp về thủ tục vừa nêu",
    retrieved: alone,
  };
}

/** How many siblings are offered at most. */
const MOST_SIBLINGS = 4;

/** Siblings share this part of the words of the last procedure's short name. */
const SHARED = 0.5;

/** Of what was found together with the last procedure's name: its siblings of the kind that the question names. */
function siblingsNamed(
  { kept }: Retrieved,
  last: Procedure,
  { qualifiers }: Reading,
  { book, reader }: Parts,
): readonly ScoredProcedure[] {
  if (qualifiers.size === 0) return [];
  const own = reader.words(last.shortName).tokens.map((token) => token.folded);
  return kept.filter(({ code, scores }) => {
    const procedure = book.inForce(code);
    if (procedure === undefined || code === last.code) return false;
    if ((scores["meets"] ?? 0) + (scores["meetsSoft"] ?? 0) === 0) return false;
    const words = new Set(reader.words(procedure.name).tokens.map((token) => token.folded));
    return own.filter((word) => words.has(word)).length >= own.length * SHARED;
  });
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

const foldedWords = (words: Words): string => words.tokens.map((token) => token.folded).join(" ");

function answerFound(
  decision: Extract<Decision, { kind: "answer" }>,
  facets: readonly [Facet, ...Facet[]],
  turn: Turn,
  parts: Parts,
  retrieved: Retrieved,
): Ending {
  const procedure = parts.book.inForce(decision.procedure);
  if (procedure === undefined) throw new Error(`${decision.procedure} left the book within one turn`);
  const isBest = retrieved.kept[0]?.code === procedure.code;
  const because = isBest ? decision.because : `${decision.because}; trả lời theo ${levelNames(procedure)}`;
  return { ...answered(procedure, facets, 0, turn, parts), because, retrieved };
}

/** The retriever may be a moment behind the book: what is no longer in force is not answered or offered. */
export function inForceOnly(decision: Decision, { book }: Pick<Parts, "book">): Decision {
  const gone: Decision = { kind: "none", because: "Thủ tục tìm thấy không còn áp dụng" };
  if (decision.kind === "answer") return book.inForce(decision.procedure) === undefined ? gone : decision;
  if (decision.kind === "none") return decision;
  const choices = decision.choices.filter((code) => book.inForce(code) !== undefined);
  return choices.length >= 2 ? { ...decision, choices } : gone;
}

/** Does the text say what it is about, beyond asking for a facet? */
function saysMatter({ heard }: Turn): boolean {
  return heard.reading.phrasings[0].roles.includes("matter");
}

function facetsOr(facets: readonly Facet[], other: Facet | undefined): readonly [Facet, ...Facet[]] {
  const [first, ...rest] = facets;
  return first === undefined ? [other ?? "overview"] : [first, ...rest];
}

type Told = Omit<Ending, "because">;

function answered(
  procedure: Procedure,
  facets: readonly [Facet, ...Facet[]],
  page: number,
  { limits }: Turn,
  { centre, twins }: Pick<Parts, "centre" | "twins">,
): Told {
  const [facet] = facets;
  return {
    outcome: { kind: "answered", procedure: procedure.code, facet, sources: sourcesOf(procedure) },
    reply: composeAnswer({ procedure, facets, page, twins: twins.of(procedure) }, centre, limits),
    memory: { procedure: procedure.code, facet },
  };
}

function askedBack(choices: readonly Procedure[], facet: Facet | undefined, { limits }: Turn): Told {
  const offered = choices.map((one) => one.code);
  const memory: Memory = facet === undefined ? { offered } : { offered, facet };
  return {
    outcome: { kind: "asks_back", choices: offered },
    reply: choicesReply(choices, facet ?? "overview", limits),
    memory,
  };
}

function toldJourney(
  journey: ReadJourney,
  page: number,
  facet: Facet | undefined,
  { limits }: Pick<Turn, "limits">,
  { book }: Pick<Parts, "book">,
): Told {
  const { reply, shown, numbered } = composeJourney(journey, page, book, limits);
  return {
    outcome: { kind: "asks_back", choices: shown, journey: journey.id },
    reply,
    memory: facet === undefined ? { offered: numbered } : { offered: numbered, facet },
  };
}

function toOperator(
  reason: HandoverReason,
  { memory, limits }: Turn,
  centre: Parts["centre"],
  because: string,
  recognised: string,
): Ending {
  return {
    outcome: { kind: "to_operator", reason },
    reply: operatorReply(reason, centre, limits),
    memory,
    because,
    recognised,
  };
}
