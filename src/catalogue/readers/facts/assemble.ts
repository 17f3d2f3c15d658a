import {
  Procedure,
  type LegalBasis,
  type Level,
  type Method,
  type MethodChannel,
  type ProcessingTime,
} from "../../../core/procedure.ts";
import type { ReadItem } from "../../reader.ts";
import { districtBody, readAgencies } from "./agencies.ts";
import { quote, said } from "./clean-text.ts";
import { bareCode } from "./code.ts";
import { readConditions } from "./conditions.ts";
import { readDocuments, type Paper } from "./documents.ts";
import { distinctLegalBases } from "./legal-basis.ts";
import { doubtFree, type FeesRead } from "./parse-fees.ts";
import type { TimeRead } from "./parse-time.ts";
import { shortName } from "./short-name.ts";
import { itemText, splitItems, splitSteps } from "./split-items.ts";
import type { TrapNote } from "./trap-note.ts";

/** One way of filing, as far as a format's reader takes it. */
export interface FilingDraft {
  /** Undefined when the source's word for it is none we know. */
  readonly channel: MethodChannel | undefined;
  readonly time: TimeRead;
  readonly fees: FeesRead;
  readonly note: string | undefined;
}

/** One procedure, as far as a format's reader takes it: fields found, their texts not yet read. */
export interface ProcedureDraft {
  readonly code: string | undefined;
  readonly name: string | undefined;
  readonly field: string | undefined;
  readonly levels: readonly Level[];
  /** Words of the abolished district tier among the levels. */
  readonly districtLevels: readonly string[];
  readonly agencies: readonly string[];
  /** The agency that decides, told when none is named that receives. */
  readonly authority: string | undefined;
  readonly reception: string | undefined;
  readonly applicants: readonly string[];
  readonly filings: readonly FilingDraft[];
  readonly papers: readonly Paper[];
  readonly steps: string;
  readonly conditions: string | null | undefined;
  readonly results: readonly string[];
  readonly forms: readonly string[];
  readonly legalBasis: readonly (LegalBasis | undefined)[];
  readonly url: string | undefined;
  readonly decision: string | undefined;
  /** `YYYY-MM-DD` */
  readonly date: string;
}

interface Part<Value> {
  readonly value: Value;
  readonly traps: readonly TrapNote[];
}

const untrapped = <Value>(value: Value): Part<Value> => ({ value, traps: [] });

function agenciesOf(
  draft: ProcedureDraft,
): Part<Procedure["agencies"]> & { readonly left: readonly string[] } {
  const given = said(draft.reception);
  const reception = given === undefined || districtBody(given) !== undefined ? undefined : given;
  const { agencies, district } = readAgencies(draft.agencies, draft.levels, reception);
  const traps: TrapNote[] = [
    ...district.map((name): TrapNote => ({
      kind: "abolished_district",
      detail: `cơ quan thực hiện: ${name}`,
    })),
    ...(given === undefined || reception !== undefined
      ? []
      : [{ kind: "abolished_district", detail: `địa chỉ tiếp nhận: ${given}` } as const]),
  ];
  if (agencies.length > 0) return { value: [...agencies], traps, left: district };
  traps.push({ kind: "agency_missing", detail: district.length > 0 ? district.join("; ") : "không ghi" });
  const decides = said(draft.authority);
  const known = [
    district.length > 0
      ? "Nguồn chỉ ghi cơ quan cấp huyện, nay đã bãi bỏ"
      : "Nguồn không ghi cơ quan thực hiện",
    decides === undefined || districtBody(decides) !== undefined
      ? undefined
      : `cơ quan có thẩm quyền: ${decides}`,
    reception === undefined ? undefined : `nơi tiếp nhận hồ sơ: ${reception}`,
  ].filter((part) => part !== undefined);
  return { value: { unknown: known.join("; ") }, traps, left: district };
}

function methodsOf(draft: ProcedureDraft, steps: readonly string[]): Part<Procedure["methods"]> {
  if (draft.filings.length === 0) {
    return {
      value: { unknown: "Nguồn không ghi cách thức thực hiện" },
      traps: [{ kind: "methods_missing", detail: "không ghi" }],
    };
  }
  const fees = doubtFree(
    draft.filings.map((filing) => filing.fees),
    [...steps, ...draft.filings.flatMap((filing) => filing.note ?? [])],
  );
  const traps: TrapNote[] = [];
  const methods: Method[] = [];
  for (const [index, filing] of draft.filings.entries()) {
    const read = fees[index] ?? filing.fees;
    const whole = said(filing.note);
    const note = whole === undefined ? undefined : said(itemText(whole));
    if (filing.channel === undefined) {
      traps.push({ kind: "methods_missing", detail: `không rõ hình thức nộp: ${note ?? ""}` });
      continue;
    }
    traps.push(...filing.time.traps, ...read.traps);
    if (note !== undefined && districtBody(note) !== undefined) {
      traps.push({ kind: "abolished_district", detail: `cách thức thực hiện: ${districtBody(note) ?? ""}` });
    }
    const times: ProcessingTime[] = [filing.time.time];
    methods.push({
      channel: filing.channel,
      times,
      fees: [...read.fees],
      ...(note === undefined ? {} : { note }),
    });
  }
  if (methods.length > 0) return { value: methods, traps };
  return {
    value: { unknown: "Nguồn ghi lẫn hình thức nộp, thời hạn và phí, không tách được" },
    traps,
  };
}

function documentsOf(draft: ProcedureDraft): Part<Procedure["documents"]> {
  const { documents, traps } = readDocuments(draft.papers);
  if (documents.length > 0) return { value: [...documents], traps };
  const words = draft.papers.flatMap((paper) => said(paper.name) ?? []);
  return {
    value: {
      unknown: words.length > 0 ? `Nguồn ghi ${quote(words.join("; "))}` : "Nguồn không ghi thành phần hồ sơ",
    },
    traps: [...traps, { kind: "documents_missing", detail: words.join("; ") || "không ghi" }],
  };
}

function stepsOf(draft: ProcedureDraft): Part<Procedure["steps"]> {
  const steps = splitSteps(draft.steps);
  if (steps.length === 0) return untrapped({ unknown: "Nguồn không ghi trình tự thực hiện" });
  const body = steps.map(districtBody).find((found) => found !== undefined);
  return {
    value: steps,
    traps: body === undefined ? [] : [{ kind: "abolished_district", detail: `trình tự thực hiện: ${body}` }],
  };
}

function legalBasisOf(draft: ProcedureDraft): Part<Procedure["legalBasis"]> {
  const bases = distinctLegalBases(draft.legalBasis);
  if (bases.length > 0) return untrapped(bases);
  return {
    value: { unknown: "Nguồn không ghi căn cứ pháp lý" },
    traps: [{ kind: "legal_basis_missing", detail: "không ghi" }],
  };
}

const listOr = (items: readonly string[], why: string): string[] | { unknown: string } =>
  items.length > 0 ? [...new Set(items)] : { unknown: why };

const webAddress = (text: string | undefined): string | undefined => {
  const url = text?.trim();
  return url !== undefined && /^https?:\/\/\S+$/u.test(url) && URL.canParse(url) ? url : undefined;
};

/** What a record cannot be without, or what is wrong with it. */
function identityOf(
  draft: ProcedureDraft,
): { code: string; name: string } | { code?: string; fault: string } {
  const written = said(draft.code);
  if (written === undefined) return { fault: "Không có mã thủ tục" };
  const code = bareCode(written);
  if (code === undefined) return { fault: `Mã thủ tục ${quote(written)} không đúng dạng 1.004194` };
  const name = said(draft.name);
  if (name === undefined) return { code, fault: "Không có tên thủ tục" };
  if (draft.levels.length > 0) return { code, name };
  return draft.districtLevels.length > 0
    ? { code, fault: "Chỉ ghi cấp huyện, cấp đã bãi bỏ: không rõ nay cấp nào thực hiện" }
    : { code, fault: "Không ghi cấp thực hiện" };
}

/**
 * A draft as a record that passes the schema, with the traps met on the way; or refused with the first reason, naming
 * the field. What the draft does not tell becomes unknown with a note.
 */
export function assemble(
  draft: ProcedureDraft,
  at: { readonly file: string; readonly place: string },
): ReadItem {
  const identity = identityOf(draft);
  const refuse = (reason: string): ReadItem => ({
    kind: "refused",
    file: at.file,
    place: at.place,
    code: identity.code,
    reason,
  });
  if ("fault" in identity) return refuse(identity.fault);
  const { code, name } = identity;
  const steps = stepsOf(draft);
  const agencies = agenciesOf(draft);
  const methods = methodsOf(draft, "unknown" in steps.value ? [] : steps.value);
  const documents = documentsOf(draft);
  const legalBasis = legalBasisOf(draft);
  const url = webAddress(draft.url);
  const decision = said(draft.decision);
  const parsed = Procedure.safeParse({
    code,
    name,
    shortName: shortName(name),
    aliases: [],
    levels: draft.levels,
    field: said(draft.field),
    // People still say where it was done; understood in questions, never said.
    ...(agencies.left.length > 0 ? { legacyNames: agencies.left.map((body) => `${name} (${body})`) } : {}),
    agencies: agencies.value,
    applicants: listOr(
      draft.applicants.flatMap((one) => said(one) ?? []),
      "Nguồn không ghi đối tượng thực hiện",
    ),
    methods: methods.value,
    documents: documents.value,
    steps: steps.value,
    conditions: readConditions(draft.conditions),
    result: listOr(draft.results.flatMap(splitItems), "Nguồn không ghi kết quả thực hiện"),
    forms: [...new Set(draft.forms.flatMap((form) => said(form) ?? []))].map((form) => ({ name: form })),
    legalBasis: legalBasis.value,
    related: [],
    source: {
      ...(url === undefined ? {} : { url }),
      ...(decision === undefined ? {} : { decision }),
      date: draft.date,
    },
  });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return refuse(`Trường ${issue?.path.join(".") ?? "?"} không hợp lệ: ${issue?.message ?? ""}`);
  }
  const traps = [
    ...draft.districtLevels.map((word): TrapNote => ({
      kind: "abolished_district",
      detail: `cấp thực hiện: ${word}`,
    })),
    ...[steps, agencies, methods, documents, legalBasis].flatMap((part) => part.traps),
  ];
  return {
    kind: "record",
    record: parsed.data,
    place: at.place,
    traps: traps.map((trap) => ({ ...trap, code })),
  };
}
