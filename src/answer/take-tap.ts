import type { Payload } from "../core/payload.ts";
import { isTold } from "./compose-journey.ts";
import { answered, tellWithdrawn, toldJourney, toOperator } from "./endings.ts";
import { backToBotReply, goneReply, staleButtonReply } from "./replies.ts";
import type { Ending, Parts, Turn } from "./turn.ts";

type Tapped<Kind extends Payload["kind"]> = Extract<Payload, { kind: Kind }>;

/** A tapped button says exactly what is wanted; nothing is guessed. */
export function takeTap(turn: Turn, parts: Parts): Ending | undefined {
  const { payload } = turn.heard;
  const { memory, limits } = turn;
  switch (payload?.kind) {
    case undefined:
      return undefined;
    case "person":
      return toOperator("person_wanted", turn, parts.centre, "Bấm nút gặp cán bộ", "tap");
    case "callback":
      return toOperator("person_wanted", turn, parts.centre, "Bấm nút để lại số", "tap");
    case "bot":
      return {
        outcome: { kind: "small_talk", about: "back_to_bot" },
        reply: backToBotReply(),
        memory,
        because: "Bấm nút hỏi tiếp trợ lý",
        recognised: "tap",
      };
    // Consent is asked for while a person is waited for; with the bot answering there is nothing to consent to.
    case "callback_yes":
    case "callback_no":
      return {
        outcome: { kind: "small_talk", about: "stale_button" },
        reply: staleButtonReply(limits),
        memory,
        because: "Bấm nút đồng ý hoặc từ chối để lại số khi không còn hỏi",
        recognised: "tap",
      };
    case "journey":
      return showJourney(payload, turn, parts);
    case "ask":
      return showProcedure(payload, turn, parts);
  }
}

function showJourney({ journey: id, page }: Tapped<"journey">, turn: Turn, parts: Parts): Ending {
  const journey = parts.journeys.byId(id);
  if (journey === undefined || !isTold(journey, parts.book)) return gone(`Trình tự ${id}`, turn, parts);
  return {
    ...toldJourney(journey, page, turn.memory.facet, turn, parts),
    because: "Bấm nút xem tiếp",
    recognised: "tap",
  };
}

function showProcedure({ procedure: code, facet, page }: Tapped<"ask">, turn: Turn, parts: Parts): Ending {
  const procedure = parts.book.inForce(code);
  if (procedure !== undefined)
    return { ...answered(procedure, [facet], page, turn, parts), because: "Bấm nút", recognised: "tap" };
  const withdrawn = parts.book.withdrawn(code);
  if (withdrawn !== undefined) return { ...tellWithdrawn(withdrawn, turn), recognised: "tap" };
  return gone(`Thủ tục ${code}`, turn, parts);
}

/** A button of long ago: what it names is not in the catalogue any more. The bot missed nothing, so none is counted. */
function gone(what: string, { limits }: Turn, { centre }: Parts): Ending {
  return {
    outcome: { kind: "no_procedure_found" },
    reply: goneReply(centre, limits),
    memory: {},
    because: `${what} không có trong danh mục`,
    recognised: "tap",
  };
}
