import type { PartKey } from "./figure-series.ts";

/**
 * The fills of the charts. Each differs in pattern as well as in colour, so that they are told apart without seeing
 * colours and on a black-and-white print; the dark colour of each has a contrast above 4.5:1 to white.
 */
const FILLS: Record<PartKey, { readonly dark: string; readonly light: string; readonly d: string }> = {
  answeredByBot: { dark: "#17527f", light: "#17527f", d: "" },
  askedBack: { dark: "#8a5300", light: "#fbe3bf", d: "M-2 2L2 -2M0 8L8 0M6 10L10 6" },
  notFound: { dark: "#b3261e", light: "#fbdad7", d: "M0 2H8M0 6H8" },
  handedOver: { dark: "#1e6b34", light: "#d3ecd9", d: "M0 0L8 8M0 8L8 0" },
};
const fills = Object.entries(FILLS) as [PartKey, (typeof FILLS)[PartKey]][];

/** What a shape is filled with; needs `ChartFills` on the page. */
export const fillOf = (part: PartKey): string => `url(#office-fill-${part})`;
/** The line around a shape of this fill. */
export const edgeOf = (part: PartKey): string => FILLS[part].dark;

/** The patterns, once for all charts of a page. Out of sight, not `display: none`, which would switch them off. */
export function ChartFills() {
  return (
    <svg className="office-chart-fills" width="0" height="0" aria-hidden>
      <defs>
        {fills.map(([part, { dark, light, d }]) => (
          <pattern key={part} id={`office-fill-${part}`} width="8" height="8" patternUnits="userSpaceOnUse">
            <rect width="8" height="8" fill={light} />
            <path d={d} stroke={dark} strokeWidth="1.6" />
          </pattern>
        ))}
      </defs>
    </svg>
  );
}

/** A sample of a fill, for a legend. */
export function FillSample({ part }: { readonly part: PartKey }) {
  return (
    <svg className="office-fill-sample" width="22" height="14" aria-hidden>
      <rect x="0.5" y="0.5" width="21" height="13" fill={fillOf(part)} stroke={edgeOf(part)} />
    </svg>
  );
}
