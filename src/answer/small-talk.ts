import { createPhraseFinder } from "../language/phrases.ts";
import type { Words } from "../language/tokenise.ts";

/** What small talk is about, the weakest first: "chào ad, cảm ơn nhé" is thanks, "dạ em chào" is a greeting. */
const SMALL_TALK = {
  acknowledged: [
    "ok",
    "oke",
    "okay",
    "okie",
    "vâng",
    "dạ",
    "ừ",
    "uh",
    "ừm",
    "rõ rồi",
    "hiểu rồi",
    "biết rồi",
    "được rồi",
    "thế thôi",
    "không cần nữa",
    "không có gì",
    "tốt quá",
    "hay quá",
    "tuyệt vời",
    "tuyệt",
    "hihi",
    "haha",
  ],
  greeting: [
    "xin chào",
    "chào buổi sáng",
    "chào buổi chiều",
    "chào buổi tối",
    "chào",
    "hello",
    "helo",
    "hi",
    "hey",
    "alo",
    "a lô",
    // What the buttons say with which a talk begins in Messenger.
    "bắt đầu",
    "get started",
  ],
  opening: [
    "cho hỏi",
    "cho em hỏi",
    "cho mình hỏi",
    "cho tôi hỏi",
    "cho tui hỏi",
    "cho con hỏi",
    "cho cháu hỏi",
    "xin hỏi",
    "muốn hỏi",
    "hỏi chút",
    "hỏi xíu",
    "hỏi thủ tục",
    "cần tư vấn",
    "tư vấn giúp",
    "giúp mình với",
    "giúp em với",
    "hỏi",
  ],
  who: [
    "bạn là ai",
    "ai đấy",
    "ai vậy",
    "là bot",
    "là robot",
    "máy hay người",
    "trợ lý à",
    "bot à",
    "bot hả",
  ],
  thanks: ["cảm ơn", "cám ơn", "xin cảm ơn", "biết ơn", "cảm ơn nhiều", "đội ơn"],
  bye: ["tạm biệt", "bye", "bái bai", "chào nhé", "hẹn gặp lại", "gặp lại sau"],
} as const satisfies Record<string, readonly string[]>;

export type SmallTalk = keyof typeof SMALL_TALK;
export const SMALL_TALKS = Object.keys(SMALL_TALK) as readonly SmallTalk[];

/** Words that keep small talk company and add nothing to it. */
const FILLERS = [
  "anh",
  "chị",
  "anh chị",
  "em",
  "mình",
  "tôi",
  "tui",
  "bạn",
  "admin",
  "ad",
  "cô",
  "chú",
  "bác",
  "cháu",
  "con",
  "các bạn",
  "cán bộ",
  "trung tâm",
  "shop",
  "page",
  "bot",
  "ạ",
  "à",
  "ơi",
  "nhé",
  "nha",
  "nhá",
  "nhiều",
  "lắm",
  "rất",
  "quá",
  "với",
  "một",
  "chút",
  "xíu",
  "cái",
  "này",
  "thế",
  "vậy",
  "rồi",
  "luôn",
  "và",
  "thôi",
  "cho",
  "đã",
  "trả lời",
  "tư vấn",
  "hỗ trợ",
  "giúp",
  "đỡ",
  "mọi người",
  "buổi sáng",
  "buổi chiều",
  "buổi tối",
  "thông tin",
  "của",
  "vì",
  "có",
  "là",
  "nhận",
  "được",
];

const talk = createPhraseFinder(
  SMALL_TALKS.flatMap((about) => SMALL_TALK[about].map((phrase) => [phrase, about] as const)),
);
const filler = createPhraseFinder(FILLERS.map((phrase) => [phrase, true] as const));

/** What a text is about that is nothing but small talk; undefined as soon as one word says anything else. */
export function smallTalk(words: Words): SmallTalk | undefined {
  return smallTalks(words).at(-1);
}

/** All that such a text is about, the weakest first; empty as soon as one word says anything else. */
export function smallTalks(words: Words): readonly SmallTalk[] {
  const found = talk.find(words);
  const covered = new Set<number>();
  for (const { start, end } of [...found, ...filler.find(words)])
    for (let at = start; at < end; at++) covered.add(at);
  if (covered.size < words.tokens.length) return [];
  return SMALL_TALKS.filter((about) => found.some((one) => one.value === about));
}
