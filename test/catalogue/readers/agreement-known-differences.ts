/** The forms of one procedure that are compared; `crawl` is of 2025 for some codes and of 2026 for others. */
export type Form = "portal-json" | "portal-docx" | "crawl";

export interface KnownDifference {
  readonly code: string;
  readonly field: "name" | "documents" | "fees";
  /** Why the forms differ though each was read right. */
  readonly because: string;
}

const NEWER_PAPERS =
  "the crawl is of mid 2026, the export of end 2025: papers were added or taken away between";
const NEWER_NAME = "the crawl is of mid 2026, the export of end 2025: the procedure was renamed between";
const ZERO_SHOWN =
  "the API has a 0 without a note, which says nothing; the portal's page shows it as “Miễn phí”, which is a statement";
const AMOUNT_MOVED =
  "the export of end 2025 has the amounts in the note of an empty fee only, so it is quoted; in 2026 the field is filled";

/** Every difference found between two forms of one procedure, over the samples and the national crawl. */
export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  { code: "1.000110", field: "documents", because: NEWER_PAPERS },
  { code: "1.000593", field: "documents", because: NEWER_PAPERS },
  { code: "1.000656", field: "documents", because: NEWER_PAPERS },
  { code: "1.001022", field: "documents", because: NEWER_PAPERS },
  { code: "1.002755", field: "documents", because: NEWER_PAPERS },
  { code: "2.000635", field: "documents", because: NEWER_PAPERS },
  { code: "2.000806", field: "documents", because: NEWER_PAPERS },
  { code: "2.000829", field: "documents", because: NEWER_PAPERS },
  {
    code: "1.002755",
    field: "fees",
    because:
      "the page crawled in 2026 shows only the first fee of each way of filing, online beside another fee's note: quoted",
  },
  { code: "1.003583", field: "fees", because: ZERO_SHOWN },
  { code: "2.000908", field: "fees", because: ZERO_SHOWN },
  {
    code: "1.004222",
    field: "documents",
    because:
      "the API's record is of April 2026, export and crawl are of end 2025: cases were taken away between",
  },
  {
    code: "1.004222",
    field: "fees",
    because:
      "the API's record has no row of its own for those exempt any more, its note on the amount tells of them",
  },
  {
    code: "2.000669",
    field: "documents",
    because: "the API's record is of June 2026, the crawl of end 2025: a paper was taken away between",
  },
  { code: "2.000815", field: "fees", because: AMOUNT_MOVED },
  { code: "2.000884", field: "fees", because: AMOUNT_MOVED },
  { code: "2.000884", field: "name", because: NEWER_NAME },
  { code: "2.000942", field: "fees", because: AMOUNT_MOVED },
  { code: "2.000942", field: "name", because: NEWER_NAME },
  {
    code: "2.000829",
    field: "fees",
    because: "the export's fee is empty, the page crawled in 2026 shows “Miễn phí”",
  },
  {
    code: "2.000986",
    field: "fees",
    because: "the export's fee is empty, the page crawled in 2026 shows “Miễn phí”",
  },
];
