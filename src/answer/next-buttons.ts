import type { Button, ChannelLimits } from "../core/channel.ts";
import { writePayload, type Payload } from "../core/payload.ts";
import type { Facet, ProcedureCode } from "../core/procedure.ts";
import { facetTitle } from "./wording.ts";

/** Titles of the buttons, each at most 20 letters, the shortest limit of the channels: shorter ones where needed. */
const facetButton = {
  ...facetTitle,
  fee: "Lệ phí",
  time: "Thời gian",
  where: "Nơi nộp",
  how: "Cách làm",
} as const satisfies Record<Facet, string>;

/** What people ask next, most often first. */
const OFTEN_ASKED: readonly Facet[] = [
  "documents",
  "fee",
  "time",
  "where",
  "how",
  "form",
  "conditions",
  "result",
  "legal_basis",
  "overview",
];

/** This many facets are offered before another office is. */
const LEAST_FACETS = 1;

/** A button that comes back as a payload; a title too long for the channel is cut with an ellipsis. */
export function choiceButton(title: string, payload: Payload, limits: ChannelLimits): Button {
  const fits =
    title.length <= limits.buttonTitleLength
      ? title
      : `${title.slice(0, Math.max(0, limits.buttonTitleLength - 1)).trimEnd()}…`;
  return { kind: "choice", title: fits, payload: writePayload(payload) };
}

export const personButton = (limits: ChannelLimits): Button =>
  choiceButton("Gặp cán bộ", { kind: "person" }, limits);

/**
 * The buttons under an answer, at most `limits.buttons`: the next page, what was asked as well (`alsoAsked`),
 * what is often asked next, the same at another level, and a person last.
 */
export function nextButtons(
  answer: {
    readonly procedure: ProcedureCode;
    readonly facet: Facet;
    readonly shown: readonly Facet[];
    readonly alsoAsked: readonly Facet[];
    readonly nextPage: number | undefined;
    /** The same procedure at other levels. */
    readonly elsewhere: readonly { readonly title: string; readonly procedure: ProcedureCode }[];
  },
  limits: ChannelLimits,
): readonly Button[] {
  const ask = (title: string, facet: Facet, page: number): Button =>
    choiceButton(title, { kind: "ask", procedure: answer.procedure, facet, page }, limits);
  const more = answer.nextPage === undefined ? [] : [ask("Xem thêm", answer.facet, answer.nextPage)];
  const facets = [...new Set([...answer.alsoAsked, ...OFTEN_ASKED])].filter(
    (facet) => !answer.shown.includes(facet),
  );
  const others = facets.map((facet) => ask(facetButton[facet], facet, 0));
  const room = Math.max(0, limits.buttons - more.length - 1);
  const elsewhere = answer.elsewhere
    .slice(0, Math.max(0, room - LEAST_FACETS))
    .map(({ title, procedure }) =>
      choiceButton(title, { kind: "ask", procedure, facet: answer.facet, page: 0 }, limits),
    );
  return [...more, ...others.slice(0, room - elsewhere.length), ...elsewhere, personButton(limits)].slice(
    0,
    limits.buttons,
  );
}
