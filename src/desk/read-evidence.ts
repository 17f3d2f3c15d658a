import type { TurnEvidence } from "../contract/desk.ts";
import type { Evidence, Outcome, ProcedureBook, ScoredProcedure } from "../core/answering.ts";
import { MotcuaError } from "../core/errors.ts";
import type { Operator } from "../core/people.ts";
import type { Connection } from "../store/open-store.ts";
import { procedureRef } from "./look-up-names.ts";
import { seenConversation } from "./read-conversation.ts";

/** Candidates shown, best first: the kept ones and the nearest of those left out. */
const CANDIDATES = 20;

const rejectedLabel = {
  below_floor: "Xác suất quá thấp",
  over_limit: "Ngoài số thủ tục được xét",
} as const satisfies Record<"below_floor" | "over_limit", string>;

/**
 * Why the bot said what it said in one turn.
 * @throws MotcuaError `not_found`; `not_allowed` when its conversation belongs to another unit.
 */
export async function readEvidence(
  connection: Connection,
  who: Operator,
  turnId: string,
  book: ProcedureBook,
): Promise<TurnEvidence> {
  const { rows } = await connection.run<{
    conversation_id: string;
    at: Date;
    outcome: Outcome;
    evidence: Evidence | null;
  }>("select conversation_id, at, outcome, evidence from turn where id = $1", [turnId]);
  const [turn] = rows;
  if (turn === undefined) throw new MotcuaError("not_found", "Không có lượt trả lời này.");
  await seenConversation(connection, who, turn.conversation_id);
  return evidenceOf({ id: turnId, ...turn }, book);
}

/** The stored evidence of a turn as people read it; a turn that failed before it was understood has little. */
export function evidenceOf(
  turn: {
    readonly id: string;
    readonly at: Date;
    readonly outcome: Outcome;
    readonly evidence: Evidence | null;
  },
  book: ProcedureBook,
): TurnEvidence {
  const { evidence } = turn;
  // Evidence comes back from JSON, where what was undefined is not there at all.
  const retrieved = evidence?.retrieved;
  const candidate = ({ code, score, passages }: ScoredProcedure, rejected: string | null) => ({
    code,
    name: procedureRef(book, code)?.name ?? code,
    score,
    passages: [...passages],
    rejected,
  });
  return {
    id: turn.id,
    at: turn.at.toISOString(),
    outcome: turn.outcome.kind,
    question: evidence?.question ?? "",
    masked: [...(evidence?.masked ?? [])],
    facet: evidence?.facet ?? null,
    recognised: evidence?.recognised ?? null,
    followUp: evidence?.followUp ?? false,
    because: evidence?.because ?? "Lượt này gặp lỗi trước khi hiểu được câu hỏi",
    candidates: [
      ...(retrieved?.kept ?? []).map((item) => candidate(item, null)),
      ...(retrieved?.rejected ?? []).map(({ item, because }) => candidate(item, rejectedLabel[because])),
    ].slice(0, CANDIDATES),
    tookMs: evidence?.tookMs ?? {},
  };
}
