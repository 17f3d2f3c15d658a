import type { Centre, Reply } from "../core/answering.ts";
import type { ChannelLimits } from "../core/channel.ts";
import type { Facet, Procedure } from "../core/procedure.ts";
import { facetBlocks, type Block } from "./facet-blocks.ts";
import { nextButtons } from "./next-buttons.ts";
import { paginate } from "./paginate.ts";
import { dateText, facetTitle, handInTitle, levelNames, sentences, unknownText } from "./wording.ts";

/** Left free of a channel's limit, for what is put before or after an answer on its way out. */
const SPARE = 100;
/** How long an answer may be on a channel, in UTF-16 units: some of the limit stays free, or half of a small one. */
export const textRoom = ({ textLength }: ChannelLimits): number =>
  Math.max(textLength - SPARE, Math.floor(textLength / 2));

/** What stands on every page may take this part of it; beyond, a shorter form is taken. */
const FRAME_SHARE = 0.55;

export interface Asked {
  readonly procedure: Procedure;
  /** The facets in the order asked, at least one; only the first is paged, the others follow if they fit. */
  readonly facets: readonly [Facet, ...Facet[]];
  /** From 0; beyond the last page means the last. */
  readonly page: number;
  /** The same procedure at other levels: each is offered. */
  readonly twins?: readonly Procedure[];
}

/** What every page says around its items. */
interface Frame {
  readonly head: (title: string) => string;
  readonly tail: string;
  /** What the short forms leave out of the frame; it follows the items once. */
  readonly after: readonly Block[];
}

/**
 * The answer to a question about facets of a procedure, in the record's own facts: title, items, the receiving
 * office, and the source with its date, and buttons for what can be asked next. The text fits `limits.textLength`
 * with 100 to spare (half of a limit too small for that), in whole items; "Xem thêm" goes on.
 */
export function composeAnswer(
  { procedure, facets, page, twins = [] }: Asked,
  centre: Centre,
  limits: ChannelLimits,
): Reply {
  const [facet, ...others] = facets;
  const budget = textRoom(limits);
  const frame = chooseFrame(procedure, facet, budget);

  const together = [
    ...facetBlocks(procedure, facet, centre),
    ...others.flatMap((other) => underTitle(facetTitle[other], facetBlocks(procedure, other, centre))),
    ...frame.after,
  ];
  const titled = (shown: readonly Facet[]): string => shown.map((one) => facetTitle[one]).join("; ");
  const lay = (blocks: readonly Block[], title: string): readonly string[] =>
    paginate(blocks, budget - frame.head(title).length - frame.tail.length - 2);

  const allTitle = titled(facets);
  const allPages = others.length > 0 && page === 0 ? lay(together, allTitle) : [];
  const all = allPages.length === 1;
  const title = all ? allTitle : titled([facet]);
  const pages = all ? allPages : lay([...facetBlocks(procedure, facet, centre), ...frame.after], title);
  const number = Math.min(page, pages.length - 1);
  const text = [frame.head(title), pages[number] ?? "", frame.tail].filter((part) => part !== "").join("\n");
  return {
    text,
    buttons: nextButtons(
      {
        procedure: procedure.code,
        facet,
        shown: all ? facets : [facet],
        alsoAsked: all ? [] : others,
        nextPage: number + 1 < pages.length ? number + 1 : undefined,
        elsewhere: twins.map((twin) => ({ title: handInTitle(twin), procedure: twin.code })),
      },
      limits,
    ),
  };
}

/** Where the facts come from, as an answer names it. */
function sourceText({ source }: Procedure): string {
  const decision = source.decision === undefined ? undefined : `Quyết định ${source.decision}`;
  const from = [decision, source.url].filter((part) => part !== undefined).join(", ");
  return `Nguồn: ${from} (dữ liệu ngày ${dateText(source.date)})`;
}

/** Names and texts of the sources of a record: the decision, if there is one, and the page. */
export function sourcesOf({ source }: Procedure): readonly [string, ...string[]] {
  const [first, ...others] = [source.decision, source.url].filter((one) => one !== undefined);
  if (first === undefined) throw new Error("a record without a source got past the schema");
  return [first, ...others];
}

/** Each facet that is answered beside the first one gets a title of its own. */
function underTitle(title: string, blocks: readonly Block[]): readonly Block[] {
  return blocks.map((block, at) => {
    if (at > 0) return block;
    return { ...block, heading: block.heading === undefined ? `${title}:` : `${title}. ${block.heading}` };
  });
}

function chooseFrame(procedure: Procedure, facet: Facet, budget: number): Frame {
  const { code, name, shortName, source } = procedure;
  const levels = levelNames(procedure);
  const called = name.length <= 150 || facet === "overview" ? name : shortName;
  const { agencies } = procedure;
  const receptions =
    "unknown" in agencies
      ? [unknownText(agencies.unknown)]
      : [...new Set(agencies.map(({ name, reception }) => reception ?? name))];
  const reception = `Nơi tiếp nhận: ${sentences(receptions.join("; "))}`;
  // The answer about the place names the office already.
  const office = facet === "where" ? [] : [reception];
  const decided = source.decision === undefined ? "" : ` ${source.decision}`;
  const frames: readonly Frame[] = [
    {
      head: (title) => `${title} – ${called} (mã ${code}, ${levels}):`,
      tail: [...office, sourceText(procedure)].join("\n"),
      after: [],
    },
    {
      head: (title) => `${title} – ${shortName} (mã ${code}, ${levels}):`,
      tail: `Nguồn:${decided} (dữ liệu ngày ${dateText(source.date)})`,
      after: [{ items: [...office, sourceText(procedure)] }],
    },
    {
      head: (title) => `${title} (mã ${code}):`,
      tail: `Dữ liệu ngày ${dateText(source.date)}`,
      after: [{ items: [`${shortName} (${levels})`, ...office, sourceText(procedure)] }],
    },
  ];
  const [full, short, least] = frames as [Frame, Frame, Frame];
  const fits = (frame: Frame): boolean =>
    frame.head(facetTitle[facet]).length + frame.tail.length <= budget * FRAME_SHARE;
  return fits(full) ? full : fits(short) ? short : least;
}
