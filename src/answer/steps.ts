import { dossierCode } from "../language/personal-data.ts";
import { toOperator } from "./endings.ts";
import { find, followUp } from "./find.ts";
import { leaveToPerson } from "./leave-to-person.ts";
import { complaint, danger, dangerNow, dossierAsked, personWanted } from "./recognise.ts";
import {
  crisisReply,
  dossierReply,
  identityPictureWarning,
  personalDataReply,
  smallTalkReply,
} from "./replies.ts";
import { isLikely, isLikelySomewhere, isPlayful, isSurelyAQuestion } from "./said.ts";
import { smallTalk, SMALL_TALKS } from "./small-talk.ts";
import { takeChoice, takeNumber } from "./take-choice.ts";
import { takeTap } from "./take-tap.ts";
import type { Ending, Parts, Step, Turn } from "./turn.ts";

/**
 * The steps from a question to its outcome, in order; the first that ends the turn has it. Danger comes before
 * everything a citizen may write, a tapped button before that because its text is none of the citizen's. A topic no
 * machine may answer comes before the wish for a person and the complaint: all three go to a person, and the topic
 * says most about whom.
 */
export const STEPS: readonly Step[] = [
  { name: "tap", take: takeTap },
  { name: "danger", take: signpostDanger },
  { name: "attachment", take: showAttachment },
  { name: "silence", take: passSilence },
  { name: "number", take: takeNumber },
  { name: "topic", take: leaveToPerson },
  { name: "person", take: callPerson },
  { name: "dossier", take: pointToDossier },
  { name: "choice", take: takeChoice },
  { name: "small_talk", take: talkSmall },
  { name: "follow_up", take: followUp },
  { name: "find", take: find },
];

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

function showAttachment(turn: Turn, { centre, keepsIdentityPictures }: Parts): Ending | undefined {
  const { attachments, isIdentityPicture } = turn.heard;
  const seen = attachments.find((kind) => !isPlayful(kind));
  if (seen === undefined) return undefined;
  // Which picture shows a paper is not known where nobody says so, and the kind word costs nothing.
  const isWarned = isIdentityPicture || attachments.includes("image");
  const isKept = keepsIdentityPictures || !isIdentityPicture;
  const warning = isWarned ? identityPictureWarning(isKept) : undefined;
  const because = `Có tệp gửi kèm: ${seen}`;
  return toOperator("attachment_needs_eyes", turn, centre, because, "attachment", warning);
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
  if (isSurelyAQuestion(turn)) return undefined;
  // "Bạn là người thật hay máy" asks who answers.
  if (!isLikely("who", turn) && texts.some((words) => personWanted.recognise(words) !== undefined))
    return toOperator("person_wanted", turn, centre, "Xin gặp cán bộ", "person");
  if (texts.some((words) => complaint.recognise(words) !== undefined))
    return toOperator("complaint", turn, centre, "Có lời phản ánh, khiếu nại", "complaint");
  if (isLikelySomewhere("person", turn))
    return toOperator("person_wanted", turn, centre, "Giống các lời xin gặp cán bộ", "person");
  if (isLikelySomewhere("complaint", turn))
    return toOperator("complaint", turn, centre, "Giống các lời phản ánh", "complaint");
  return undefined;
}

function pointToDossier(turn: Turn, { centre }: Parts): Ending | undefined {
  const { heard, memory, limits } = turn;
  const code = dossierCode(heard.text);
  const asked = dossierAsked.recognise(heard.reading.phrasings[0].words) !== undefined;
  if (code === undefined && !asked && !isLikelySomewhere("dossier", turn)) return undefined;
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
