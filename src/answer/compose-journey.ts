import type { ProcedureBook, Reply } from "../core/answering.ts";
import type { ChannelLimits } from "../core/channel.ts";
import type { JourneyStep, ReadJourney } from "../core/journey.ts";
import type { Procedure, ProcedureCode } from "../core/procedure.ts";
import { textRoom } from "./compose.ts";
import { choiceButton, personButton } from "./next-buttons.ts";
import { levelNames, lowerFirst, sentences } from "./wording.ts";

/** A page of a journey as it is told, and what can be chosen of it. */
export interface ToldJourney {
  readonly reply: Reply;
  /** The procedures of the steps on this page. */
  readonly shown: readonly ProcedureCode[];
  /** The same of all pages up to this one: the step with the number n is at n - 1. */
  readonly numbered: readonly ProcedureCode[];
}

/** A step with what the catalogue knows of it; one whose procedure is not in force has neither record nor number. */
interface Line {
  readonly step: JourneyStep;
  readonly procedure: Procedure | undefined;
  readonly number: number | undefined;
  /** The longest form first. */
  readonly forms: readonly [string, ...string[]];
}

/** The title and the summary may take this part of a text; without room for the summary it is left out. */
const HEAD_SHARE = 0.6;
/** A place longer than this is named in short: the answer to "where" has the whole. */
const LONGEST_PLACE = 140;

const CHOOSE = "Anh/chị chọn hoặc nhắn số thứ tự để xem giấy tờ, lệ phí, thời hạn của từng việc.";

/**
 * A journey in its own words and those of the records: what it is about, then its steps in their order, each with
 * its reason, what it waits for or goes together with, and where. A page holds whole steps, as many as there are
 * buttons and room for; the pages together hold each step once.
 * @param page from 0; beyond the last page means the last.
 */
export function composeJourney(
  journey: ReadJourney,
  page: number,
  book: ProcedureBook,
  limits: ChannelLimits,
): ToldJourney {
  const lines = linesOf(journey, book);
  const room = textRoom(limits);
  const opening = `${journey.title}: các việc cần làm theo thứ tự.\n${journey.summary}`;
  const withSummary = opening.length <= room * HEAD_SHARE;
  const heads = {
    first: withSummary ? opening : `${journey.title}: các việc cần làm theo thứ tự.`,
    next: `${journey.title} (tiếp theo):`,
  };
  const pages = layOut(lines, heads, room, limits);
  const at = Math.min(page, pages.length - 1);
  const here = pages[at] ?? [];
  const more =
    at + 1 < pages.length
      ? [choiceButton("Xem tiếp", { kind: "journey", journey: journey.id, page: at + 1 }, limits)]
      : [];
  const steps = here.flatMap(({ line: { procedure, number } }) =>
    procedure === undefined || number === undefined
      ? []
      : [
          choiceButton(
            `${number}. ${procedure.shortName}`,
            { kind: "ask", procedure: procedure.code, facet: "overview", page: 0 },
            limits,
          ),
        ],
  );
  const codes = (one: typeof here): readonly ProcedureCode[] =>
    one.flatMap(({ line }) => line.procedure?.code ?? []);
  const text = [at === 0 ? heads.first : heads.next, ...here.map(({ text }) => text), CHOOSE];
  return {
    reply: {
      text: text.join("\n\n"),
      buttons: [
        ...steps.slice(0, Math.max(0, limits.buttons - more.length - 1)),
        ...more,
        personButton(limits),
      ].slice(0, limits.buttons),
    },
    shown: codes(here),
    numbered: pages.slice(0, at + 1).flatMap(codes),
  };
}

/** Is there a step of this journey that the catalogue has in force? */
export const isTold = (journey: ReadJourney, book: ProcedureBook): boolean =>
  journey.steps.some(({ procedure }) => book.inForce(procedure) !== undefined);

interface Placed {
  readonly line: Line;
  /** The form of the line that has room. */
  readonly text: string;
}

function layOut(
  lines: readonly Line[],
  heads: { readonly first: string; readonly next: string },
  room: number,
  limits: ChannelLimits,
): readonly (readonly Placed[])[] {
  const pages: Placed[][] = [];
  let left = lines;
  while (left.length > 0) {
    const head = pages.length === 0 ? heads.first : heads.next;
    const space = room - head.length - CHOOSE.length - 2;
    const place = (most: number): Placed[] => {
      const placed: Placed[] = [];
      let used = 0;
      let numbered = 0;
      for (const line of left) {
        if (line.number !== undefined && ++numbered > most) break;
        const fits = (form: string): boolean => used + form.length + 2 <= space;
        const [longest] = line.forms;
        if (placed.length > 0 && !fits(longest)) break;
        // A page holds one step at least, if need be in a shorter form.
        const text = line.forms.find(fits) ?? shortest(line);
        placed.push({ line, text });
        used += text.length + 2;
      }
      return placed;
    };
    // The last page needs no button to go on. Without buttons only the room counts.
    const buttons = limits.buttons > 2 ? limits.buttons - 1 : Infinity;
    const all = place(buttons);
    const placed = all.length === left.length ? all : place(buttons - 1);
    pages.push(placed);
    left = left.slice(placed.length);
  }
  return pages;
}

const shortest = ({ forms }: Line): string => forms.at(-1) ?? forms[0];

function linesOf({ stages }: ReadJourney, book: ProcedureBook): readonly Line[] {
  const filings = stages.flat();
  const steps = filings.flatMap((filing) => filing.steps);
  const inForce = steps.filter((step) => book.inForce(step.procedure) !== undefined);
  const numberOf = new Map(inForce.map((step, at) => [step.id, at + 1]));
  const byId = new Map(steps.map((step) => [step.id, step]));
  const numbers = (ids: readonly string[]): string => ids.flatMap((id) => numberOf.get(id) ?? []).join(", ");

  const orderOf = (step: JourneyStep): readonly string[] => {
    const always = numbers(step.after.filter((id) => byId.get(id)?.optional === undefined));
    const maybe = numbers(step.after.filter((id) => byId.get(id)?.optional !== undefined));
    const after = [always, maybe && `${maybe} (nếu có)`].filter(Boolean).join(", và việc ");
    const filing = filings.find((one) => one.steps.includes(step));
    const together = numbers((filing?.steps ?? []).filter((one) => one !== step).map((one) => one.id));
    return [after && `Làm sau việc ${after}.`, together && `Nộp cùng lúc với việc ${together}.`].filter(
      Boolean,
    );
  };

  return steps.map((step): Line => {
    const procedure = book.inForce(step.procedure);
    const number = numberOf.get(step.id);
    const when = step.optional === undefined ? "" : ` (${lowerFirst(step.optional).replace(/\.$/, "")})`;
    if (procedure === undefined) {
      const known = book.withdrawn(step.procedure)?.record.shortName;
      const name = `– ${known ?? step.why.replace(/\.$/, "")}${when}`;
      const ask = "Việc này chưa có trong danh mục đang áp dụng, anh/chị hỏi cán bộ.";
      const why = known === undefined ? [] : [step.why];
      return {
        step,
        procedure,
        number,
        forms: [`${name}\n${sentences(...why, ask)}`, `${name}\n${ask}`],
      };
    }
    const name = `${number}. ${procedure.shortName}`;
    const order = orderOf(step);
    const place = placeOf(step, procedure);
    return {
      step,
      procedure,
      number,
      forms: [
        `${name}${when}\n${sentences(step.why, ...order, place)}`,
        `${name}${when}\n${sentences(...order, place)}`,
        sentences(`${name}${when}`, ...order),
        name,
      ],
    };
  });
}

/** Where a step is handed in: as the journey says, else the offices of the record, in short when they are many. */
function placeOf(step: JourneyStep, procedure: Procedure): string {
  if (step.where !== undefined) return step.where;
  const levels = levelNames(procedure).split(", ").map(lowerFirst);
  const byLevel = `Nơi giải quyết: ${levels.join(", ")}`;
  const { agencies } = procedure;
  if ("unknown" in agencies) return byLevel;
  const receptions = [...new Set(agencies.map(({ name, reception }) => reception ?? name))];
  const inShort = [...new Set(receptions.map((one) => one.split(/[.;]\s/)[0] ?? one))];
  const place = [receptions, inShort]
    .map((list) => list.join("; "))
    .find((one) => one.length <= LONGEST_PLACE);
  if (place === undefined) return byLevel;
  const saysLevel = levels.some((level) => place.includes(level));
  return saysLevel ? `Nơi nộp: ${place}` : `Nơi nộp: ${place} (${levels.join(", ")})`;
}
