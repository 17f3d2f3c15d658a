import type { Memory } from "../core/answering.ts";
import type { Procedure } from "../core/procedure.ts";
import { byNumber, byWords, isNumber } from "./choose.ts";
import { answered, askedBack, facetsOr } from "./endings.ts";
import { continues, saysMatter } from "./said.ts";
import type { Ending, Parts, Turn } from "./turn.ts";

/** A number alone says nothing but which of the offered procedures is meant; one that is not there asks again. */
export function takeNumber(turn: Turn, parts: Parts): Ending | undefined {
  const { heard, memory } = turn;
  const offered = offeredIn(memory, parts);
  if (offered.length < 2 || !isNumber(heard.reading)) return undefined;
  const picked = byNumber(heard.reading, offered);
  if (picked !== undefined) return answerPicked(picked, turn, parts);
  return {
    ...askedBack(offered, memory.facet, turn),
    because: "Số không có trong các thủ tục đã nêu",
    recognised: "choice",
  };
}

function offeredIn(memory: Memory, { book }: Parts): readonly Procedure[] {
  return (memory.offered ?? []).flatMap((code) => book.inForce(code) ?? []);
}

function answerPicked(picked: Procedure, turn: Turn, parts: Parts): Ending {
  const { reading } = turn.heard;
  const procedure = parts.twins.at(picked, reading.levels);
  return {
    ...answered(procedure, facetsOr(reading.facets, turn.memory.facet), 0, turn, parts),
    because: "Chọn trong các thủ tục đã nêu",
    recognised: "choice",
  };
}

/** One of the offered procedures, by words that only it has; a facet alone asks again which is meant. */
export function takeChoice(turn: Turn, parts: Parts): Ending | undefined {
  const { heard, memory } = turn;
  const offered = offeredIn(memory, parts);
  if (offered.length < 2) return undefined;
  const picked = byWords(heard.reading, offered, parts.reader);
  if (picked !== undefined) return answerPicked(picked, turn, parts);
  const [facet] = heard.reading.facets;
  if (facet === undefined || (saysMatter(turn) && !continues(turn))) return undefined;
  return {
    ...askedBack(offered, facet, turn),
    because: "Hỏi tiếp khi chưa chọn thủ tục",
    recognised: "choice",
    followUp: true,
  };
}
