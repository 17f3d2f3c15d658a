import { z } from "zod";
import type { Level, MethodChannel, TimeUnit } from "../../../core/procedure.ts";
import { vietnamDate } from "../../../core/vietnam-date.ts";
import type { CatalogueReader, ReadItem, SourceFile } from "../../reader.ts";
import { assemble, type FilingDraft } from "../facts/assemble.ts";
import { oneLine, quote, said } from "../facts/clean-text.ts";
import { bareCode } from "../facts/code.ts";
import { legalBasis } from "../facts/legal-basis.ts";
import { readFees, type FeeRow } from "../facts/parse-fees.ts";
import { parseTime, timeOf, timeWithoutUnit, type TimeRead } from "../facts/parse-time.ts";

const text = z.string().nullish();
const number = z.number().nullish();
const flag = z.boolean().nullish();
const named = z.array(z.looseObject({ name: text })).nullish();

/** One procedure of the portal's API, as far as it is read. Two generations of the schema differ in the rest. */
const PortalProcedure = z.looseObject({
  id: text,
  code: text,
  name: text,
  state: text,
  isInternal: flag,
  isWard: flag,
  isProvince: flag,
  isMinistry: flag,
  isOtherAgency: flag,
  executionSteps: z.array(z.looseObject({ name: text, description: text })).nullish(),
  executionMethods: z
    .array(
      z.looseObject({
        submissionMethod: text,
        processingTime: number,
        processingTimeUnit: text,
        description: text,
        fees: z
          .array(z.looseObject({ type: text, value: number, currencyName: text, description: text }))
          .nullish(),
      }),
    )
    .nullish(),
  executionCases: z
    .array(
      z.looseObject({
        name: text,
        profileComponents: z
          .array(
            z.looseObject({
              name: z.string(),
              originalQty: number,
              copyQty: number,
              attachments: z.array(z.looseObject({ fileName: text })).nullish(),
            }),
          )
          .nullish(),
      }),
    )
    .nullish(),
  categoriesDetails: named,
  departmentsExecuting: named,
  unitGroupsExecuting: named,
  departmentsAuthority: named,
  unitGroupsAuthority: named,
  subjectTypesDetails: named,
  resultsDetails: named,
  legalBasisesDetails: z.array(z.looseObject({ id: text, name: text, code: text })).nullish(),
  dossierReceivingAddresses: text,
  requirementsAndConditions: text,
  updatedAt: number,
  procedureProposal: z.looseObject({ proposalNumber: text, publicationDate: number }).nullish(),
});
type PortalProcedure = z.infer<typeof PortalProcedure>;
type PortalMethod = NonNullable<PortalProcedure["executionMethods"]>[number];
type PortalFee = NonNullable<PortalMethod["fees"]>[number];

const CHANNELS: Readonly<Record<string, MethodChannel>> = {
  DIRECT: "in_person",
  ONLINE: "online",
  POSTAL: "post",
};
const UNITS: Readonly<Record<string, TimeUnit>> = {
  MINUTE: "minute",
  HOUR: "hour",
  DAY: "day",
  WORKING_DAY: "working_day",
  MONTH: "month",
  YEAR: "year",
};
/** The states whose procedures hold. Of any other we do not know whether it does. */
const IN_FORCE = new Set(["ACTIVE", "UPDATED"]);

const names = (list: readonly { name?: string | null | undefined }[] | null | undefined): string[] =>
  (list ?? []).flatMap((one) => said(one.name) ?? []);

function readTime({ processingTime, processingTimeUnit }: PortalMethod): TimeRead {
  if (processingTime === null || processingTime === undefined) return parseTime(undefined);
  const unit = UNITS[processingTimeUnit ?? ""];
  if (unit === undefined) return timeWithoutUnit(String(processingTime));
  return timeOf(processingTime, unit, `${processingTime} ${processingTimeUnit ?? ""}`);
}

/** The portal's money in words, as its own page writes it. */
function feeSource(value: number, currency: string, note: string | undefined): string {
  const amount = `${value.toLocaleString("vi-VN")} ${currency}`;
  return note === undefined ? amount : `${amount} (${note})`;
}

function readFee(fee: PortalFee): FeeRow {
  const note = said(fee.description);
  const currency = said(fee.currencyName) ?? "Việt Nam Đồng";
  const value = fee.value ?? undefined;
  const source = value === undefined ? (note ?? "") : feeSource(value, currency, note);
  // `type` is FEE for both phí and lệ phí: only a note can say which.
  const row = { label: undefined, note, source };
  if (value === undefined) return { ...row, claim: { kind: "blank" } };
  if (value === 0) return { ...row, claim: { kind: "zero" } };
  const dong =
    /^(?:việt nam đồng|đồng|vnđ|vnd)$/iu.test(currency) && Number.isSafeInteger(value) && value > 0;
  return { ...row, claim: dong ? { kind: "dong", amount: value } : { kind: "words" } };
}

const readMethod = (method: PortalMethod): FilingDraft => ({
  channel: CHANNELS[method.submissionMethod ?? ""],
  time: readTime(method),
  fees: readFees((method.fees ?? []).map(readFee)),
  note: method.description ?? undefined,
});

function readLevels(data: PortalProcedure): Level[] {
  const flags: readonly (readonly [boolean | null | undefined, Level])[] = [
    [data.isWard, "commune"],
    [data.isProvince, "province"],
    [data.isMinistry, "ministry"],
    [data.isOtherAgency, "other"],
  ];
  return flags.flatMap(([set, level]) => (set === true ? [level] : []));
}

/** Epoch milliseconds as a date in Việt Nam; the given day when it is none. */
const dayOf = (epoch: number | null | undefined, today: string): string =>
  epoch !== null && epoch !== undefined && epoch > 0 && epoch < 253_402_300_800_000
    ? vietnamDate(new Date(epoch))
    : today;

/** Why a record is not for citizens or perhaps not in force; undefined when it is. */
function unfit(data: PortalProcedure): string | undefined {
  if (data.isInternal === true) return "Thủ tục nội bộ, không dành cho người dân";
  const state = said(data.state);
  return state === undefined || IN_FORCE.has(state)
    ? undefined
    : `Trạng thái ${quote(state)}: không rõ thủ tục còn hiệu lực không`;
}

function readProcedure(data: PortalProcedure, at: { file: string; place: string }, today: string): ReadItem {
  const fault = unfit(data);
  if (fault !== undefined) {
    return { kind: "refused", ...at, code: bareCode(data.code ?? ""), reason: fault };
  }
  const executing = names(data.departmentsExecuting);
  const authority = [...names(data.departmentsAuthority), ...names(data.unitGroupsAuthority)];
  const papers = (data.executionCases ?? []).flatMap((group) =>
    (group.profileComponents ?? []).map((paper) => ({
      case: group.name,
      name: paper.name,
      original: paper.originalQty,
      copies: paper.copyQty,
      forms: (paper.attachments ?? []).flatMap((file) => said(file.fileName) ?? []),
    })),
  );
  const id = said(data.id);
  return assemble(
    {
      code: data.code ?? undefined,
      name: data.name ?? undefined,
      field: names(data.categoriesDetails)[0],
      levels: readLevels(data),
      districtLevels: [],
      // Where agencies are given as groups, `executingAgencies` and `departmentsExecuting` leave them out.
      agencies: [...executing, ...names(data.unitGroupsExecuting)].map((name) =>
        name.replace(/[\s.,]+$/u, ""),
      ),
      authority: authority.length > 0 ? authority.join(", ") : undefined,
      reception: data.dossierReceivingAddresses ?? undefined,
      applicants: names(data.subjectTypesDetails),
      filings: (data.executionMethods ?? []).map(readMethod),
      papers,
      steps: (data.executionSteps ?? [])
        .flatMap((step) =>
          [said(step.name) === undefined ? [] : (step.name ?? ""), step.description ?? ""].flat(),
        )
        .join("\n"),
      conditions: data.requirementsAndConditions,
      results: names(data.resultsDetails),
      forms: papers.flatMap((paper) => paper.forms),
      legalBasis: (data.legalBasisesDetails ?? []).map((basis) => legalBasis(basis.code, basis.name)),
      url:
        id === undefined
          ? undefined
          : `https://dichvucong.gov.vn/thu-tuc-hanh-chinh/${encodeURIComponent(id)}`,
      decision: data.procedureProposal?.proposalNumber ?? undefined,
      date: dayOf(data.updatedAt ?? data.procedureProposal?.publicationDate, today),
    },
    at,
  );
}

/** The portal's own keys; all but the first stand behind long texts. */
const PORTAL_KEY = /"(?:codeNotation|executionSteps|executionMethods|executionCases|formalityType)"\s*:/u;
const BEGINNING = 64 * 1024;

/**
 * Reads the national portal's API JSON: one procedure, or a list of them. A record with a field of another shape is
 * refused by the field's path, and the rest of the list goes on.
 */
export function createPortalJsonReader(): CatalogueReader {
  return {
    name: "portal-json",
    accepts: ({ name, bytes }: SourceFile) =>
      /\.json$/iu.test(name) && PORTAL_KEY.test(new TextDecoder().decode(bytes.subarray(0, BEGINNING))),
    // eslint-disable-next-line @typescript-eslint/require-await -- the port is asynchronous for readers that stream
    async *read(file, today) {
      let data: unknown;
      try {
        data = JSON.parse(new TextDecoder().decode(file.bytes));
      } catch (cause) {
        const reason = `Không phải JSON hợp lệ: ${oneLine((cause as Error).message)}`;
        yield { kind: "refused", file: file.name, place: "cả tệp", code: undefined, reason };
        return;
      }
      const list: readonly unknown[] = Array.isArray(data) ? data : [data];
      for (const [index, one] of list.entries()) {
        const place = Array.isArray(data) ? `bản ghi ${index + 1}` : "cả tệp";
        const parsed = PortalProcedure.safeParse(one);
        if (parsed.success) yield readProcedure(parsed.data, { file: file.name, place }, today);
        else {
          const [issue] = parsed.error.issues;
          const reason = `Trường ${issue?.path.join(".") ?? "?"} không đúng kiểu: ${issue?.message ?? ""}`;
          yield { kind: "refused", file: file.name, place, code: undefined, reason };
        }
      }
    },
  };
}
