import { z } from "zod";

/**
 * The procedure record: the only source of facts in an answer. Vietnamese terms with no English equal are spelt
 * without tones (see the glossary in the README). Unknown is a value of its own, with the reason in words: an
 * empty string, an empty list or a 0 never stands for "we do not know".
 */

const text = z.string().trim().min(1);

/** A procedure code such as `1.004194`; suffixes of provinces (`.000.00.00.H44`) are not part of it. */
export const ProcedureCode = z.string().regex(/^\d\.\d{6}$/, "a code has the form 1.004194");
export type ProcedureCode = z.infer<typeof ProcedureCode>;

/** What the source does not tell, and why we say so: shown to citizens as "chưa có trong hồ sơ" with this note. */
export const Unknown = z.strictObject({
  unknown: text.describe("why it is unknown, in Vietnamese, as shown to citizens"),
});
export type Unknown = z.infer<typeof Unknown>;

export const Level = z.enum(["commune", "province", "ministry", "other"]);
export type Level = z.infer<typeof Level>;

export const TimeUnit = z.enum(["minute", "hour", "day", "working_day", "month", "year"]);
export type TimeUnit = z.infer<typeof TimeUnit>;

/** How long it takes. `at_once` is a fact of its own ("ngay trong ngày"), not 0 days. */
export const ProcessingTime = z.union([
  z.strictObject({
    case: text.optional().describe("when this time holds, if there is more than one"),
    value: z.number().positive(),
    unit: TimeUnit,
    basis: text.optional().describe("counted from when, or what else the law says of it"),
  }),
  z.strictObject({ case: text.optional(), at_once: z.literal(true), basis: text.optional() }),
  z.strictObject({ case: text.optional(), unknown: text }),
]);
export type ProcessingTime = z.infer<typeof ProcessingTime>;

/** One fee. `amount` is in đồng and above 0; "free" is said only by `free: true`. */
export const Fee = z.union([
  z.strictObject({
    kind: z.enum(["phi", "le_phi"]).optional().describe("absent when the source does not say which"),
    case: text.optional().describe("who pays it, or for what"),
    amount: z.number().int().positive(),
    unit: text.describe("per what: hồ sơ, bản, trang, lần, thẻ"),
    note: text.optional(),
  }),
  z.strictObject({ case: text.optional(), free: z.literal(true), note: text.optional() }),
  z.strictObject({ case: text.optional(), unknown: text }),
]);
export type Fee = z.infer<typeof Fee>;

export const MethodChannel = z.enum(["in_person", "online", "post"]);
export type MethodChannel = z.infer<typeof MethodChannel>;

export const Method = z.strictObject({
  channel: MethodChannel.describe("trực tiếp, trực tuyến, dịch vụ bưu chính"),
  times: z.array(ProcessingTime).min(1).describe("how long it takes, by case"),
  fees: z.array(Fee).min(1).describe("what it costs, by case"),
  note: text.optional().describe("what else is said of this way"),
});
export type Method = z.infer<typeof Method>;

export const Document = z.strictObject({
  case: text.optional().describe("in which case it is needed; without it, always"),
  name: text.describe("the paper, as a citizen must bring it"),
  original: z
    .number()
    .int()
    .min(0)
    .optional()
    .describe("originals to hand in; absent when the source does not say"),
  copies: z
    .number()
    .int()
    .min(0)
    .optional()
    .describe("copies to hand in; absent when the source does not say"),
  form: text.optional().describe("the name or number of the form"),
  present: z.boolean().optional().describe("true when it is only shown, not handed in"),
});
export type Document = z.infer<typeof Document>;

export const LegalBasis = z.strictObject({
  number: text.optional().describe("absent when the source names the law by its title only"),
  title: text,
  from: z.iso.date().optional().describe("in force from"),
  to: z.iso.date().optional().describe("in force until"),
});
export type LegalBasis = z.infer<typeof LegalBasis>;

export const Agency = z.strictObject({
  level: Level.describe("cấp xã, cấp tỉnh, cấp bộ, khác"),
  name: text.describe("the agency that decides"),
  reception: text.optional().describe("where one hands it in, when the source tells more than the agency"),
});
export type Agency = z.infer<typeof Agency>;

export const Procedure = z.strictObject({
  code: ProcedureCode.describe("the national code; suffixes of provinces are not part of it"),
  name: text.describe("the official name"),
  shortName: text.max(60).describe("for buttons and lists, at most 60 characters"),
  aliases: z.array(text).describe("how people say it; never a question of the evaluation sets"),
  levels: z
    .array(Level)
    .min(1)
    .describe("the tiers that handle it; the district is abolished since July 2025"),
  field: text.describe("lĩnh vực"),
  legacyNames: z
    .array(text)
    .optional()
    .describe(
      "names it had before, with the abolished district perhaps: understood in questions, never said",
    ),
  agencies: z
    .union([z.array(Agency).min(1), Unknown])
    .describe("who handles it, by level, and where one hands it in"),
  applicants: z.union([z.array(text).min(1), Unknown]).describe("who may ask for it"),
  methods: z
    .union([z.array(Method).min(1), Unknown])
    .describe("how it can be handed in, each way with its times and fees"),
  documents: z
    .union([z.array(Document).min(1), Unknown])
    .describe("thành phần hồ sơ, each with its case, counts and form"),
  steps: z.union([z.array(text).min(1), Unknown]).describe("what happens, in order"),
  conditions: z
    .union([z.array(text).min(1), z.strictObject({ none: z.literal(true) }), Unknown])
    .describe("what must be true; none: true when the source says there is no condition"),
  result: z.union([z.array(text).min(1), Unknown]).describe("what one gets"),
  forms: z.array(z.strictObject({ name: text, url: z.url().optional() })).describe("forms to fill in"),
  legalBasis: z
    .union([z.array(LegalBasis).min(1), Unknown])
    .describe("laws it rests on, with their validity"),
  related: z.array(ProcedureCode).describe("codes of procedures often needed with it"),
  source: z
    .strictObject({
      url: z.url().optional(),
      decision: text.optional().describe("the decision that published it"),
      date: z.iso.date().describe("the date the facts were taken from the source"),
    })
    .refine(
      (source) => source.url !== undefined || source.decision !== undefined,
      "url or decision is needed",
    )
    .describe("where the facts come from; an answer names it"),
});
export type Procedure = z.infer<typeof Procedure>;

/** What a question may ask of a procedure. */
export const FACETS = [
  "documents",
  "fee",
  "time",
  "where",
  "how",
  "conditions",
  "form",
  "result",
  "legal_basis",
  "overview",
] as const;
export type Facet = (typeof FACETS)[number];
