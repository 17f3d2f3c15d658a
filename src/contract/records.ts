import { z } from "zod";
import { CaseOutcome, CaseReason, CaseView, DeskChannel } from "./desk.ts";

/** The register of handled cases and the figures of a month, under `/api/desk`; the rest of the desk is `desk.ts`. */

/** Query of `GET /api/desk/cases` and, with `format`, of `GET /api/desk/cases/export` (at most 20,000 rows). */
export const CaseQuery = z.object({
  /** Days in Vietnam, both included; of opening. */
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  state: z.enum(["open", "closed", "overdue"]).optional(),
  outcome: CaseOutcome.optional(),
  reason: CaseReason.optional(),
  channel: DeskChannel.optional(),
  officer: z.string().optional(),
  field: z.string().optional(),
  unit: z.string().optional(),
  /** Number, or words of what was settled or of the procedure. */
  q: z.string().max(200).optional(),
  page: z.coerce.number().int().min(1).default(1),
});
export type CaseQuery = z.infer<typeof CaseQuery>;
/** 50 a page, newest first. */
export const CasePage = z.object({ cases: z.array(CaseView), total: z.number().int() });
export type CasePage = z.infer<typeof CasePage>;
export const ExportFormat = z.enum(["xlsx", "csv"]);

/** A share of the month's figures. Times are in milliseconds of office time; null when nothing was measured. */
export const FigureRow = z.object({
  key: z.string(),
  label: z.string(),
  /** Turns of citizens that asked something (greetings and ignored ones are none). */
  questions: z.number().int(),
  answeredByBot: z.number().int(),
  askedBack: z.number().int(),
  notFound: z.number().int(),
  handedOver: z.number().int(),
  cases: z.number().int(),
  settled: z.number().int(),
  /** From being called to the first reply of a person. */
  waitingMedianMs: z.number().nullable(),
  waitingP90Ms: z.number().nullable(),
  /** From the claim to the end. */
  handlingMedianMs: z.number().nullable(),
  handlingP90Ms: z.number().nullable(),
});
export type FigureRow = z.infer<typeof FigureRow>;

/** `GET /api/desk/figures?month=2026-11`. */
export const Figures = z.object({
  month: z.string(),
  total: FigureRow,
  byDay: z.array(FigureRow),
  byChannel: z.array(FigureRow),
  byField: z.array(FigureRow),
  byReason: z.array(z.object({ reason: CaseReason, cases: z.number().int() })),
  byOfficer: z.array(
    z.object({
      name: z.string(),
      cases: z.number().int(),
      settled: z.number().int(),
      waitingMedianMs: z.number().nullable(),
      handlingMedianMs: z.number().nullable(),
    }),
  ),
  overdue: z.number().int(),
});
export type Figures = z.infer<typeof Figures>;
export const FiguresQuery = z.object({ month: z.string().regex(/^\d{4}-(?:0[1-9]|1[0-2])$/) });
