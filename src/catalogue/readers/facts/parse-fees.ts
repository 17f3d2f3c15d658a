import type { Fee } from "../../../core/procedure.ts";
import { oneLine, quote, said, textLines } from "./clean-text.ts";
import type { TrapNote } from "./trap-note.ts";

/**
 * What stands for a unit when the source gives an amount and does not say per what. The schema wants a unit; this
 * one claims none.
 */
export const UNIT_UNSAID = "(nguồn không ghi đơn vị tính)";

export interface FeesRead {
  readonly fees: readonly Fee[];
  readonly traps: readonly TrapNote[];
}

/** What a source says where the amount belongs. `zero` is a 0 in a data field: the portal's form starts with it. */
export type FeeClaim =
  | { readonly kind: "dong"; readonly amount: number }
  | { readonly kind: "free" }
  | { readonly kind: "zero" }
  | { readonly kind: "blank" }
  | { readonly kind: "words" };

/** One fee as a source gives it. */
export interface FeeRow {
  /** "Phí" or "Lệ phí" when the source labels it so. */
  readonly label: string | undefined;
  readonly claim: FeeClaim;
  readonly note: string | undefined;
  /** The row as it stood, for quoting. */
  readonly source: string;
}

const NOTHING_SAID: Fee = { unknown: "Nguồn không ghi mức phí, lệ phí" };

/** "Miễn lệ phí", "không thu phí", "không phải nộp". */
const EXEMPT =
  /^(?:được )?(?:miễn(?: (?:thu|nộp))?|không (?:thu|mất|phải nộp|phải trả))(?: (?:toàn bộ|các khoản))*(?: (?:phí|lệ phí)(?:(?:,| và| hoặc|\/) ?(?:phí|lệ phí))*)?(?!\p{L})/iu;
/** The whole note is "không", "không có", "không có phí". */
const NO_FEE = /^không(?: có)?(?: phí| lệ phí| phí, lệ phí)?$/iu;
/** Holds for some people, things or days only. */
const RESTRICTED =
  /(?<!\p{L})(?:cho|đối với|trường hợp|từ ngày|kể từ|đến hết|đến ngày|trừ|nếu|riêng)(?!\p{L})/iu;
/** Who is exempt, said in a note that begins with them: "Trường hợp công dân thuộc diện được miễn phí theo …". */
const EXEMPT_CASE =
  /^(?:đối với|các? trường hợp|trường hợp|người|công dân|cá nhân)(?!\p{L}).{0,200}(?:miễn|không thu)(?!\p{L})/iu;
const SPEAKS_OF_FEE = /(?<!\p{L})(?:phí|giá|mức thu|đồng|tiền|thu)(?!\p{L})|\d\s*(?:đ|vnđ|usd|%)(?!\p{L})/iu;
const LAW_IN_BRACKETS =
  /\((?:theo )?(?:quy định tại )?(?:thông tư|nghị quyết|nghị định|luật|quyết định)[^()]*\)/giu;

/** Amounts in đồng a note names: "7.000 đồng", "20.000đ", "10 triệu đồng", "1.000.000/lần". */
const NOTE_AMOUNT =
  /(?<![\p{L}\d/.,-])(\d{1,3}(?:[.,\s]\d{3})+|\d{1,9}(?:,\d{1,2})?)\s*(?:\(?\s*(triệu|nghìn|ngàn|tỷ)?\s*\(?\s*(đồng|đ|vnđ|vnd|việt nam đồng)(?!\p{L})|(\/)\s*(?:\d{1,2}\s*)?\p{L})/giu;
const SCALE: Readonly<Record<string, number>> = { nghìn: 1e3, ngàn: 1e3, triệu: 1e6, tỷ: 1e9 };

/** "1.000.000", "1,000,000", "50 000", "20000" as a number; undefined when the separators do not group by three. */
export function wholeNumber(text: string): number | undefined {
  const bare = text.trim();
  if (/^\d{1,12}$/u.test(bare)) return Number(bare);
  return /^\d{1,3}([.,\s])\d{3}(?:\1\d{3}){0,3}$/u.test(bare) ? Number(bare.replace(/\D/gu, "")) : undefined;
}

function amountsIn(note: string): number[] {
  const amounts: number[] = [];
  for (const [, digits = "", scale, currency, perSlash] of note.matchAll(NOTE_AMOUNT)) {
    // "1.000.000/lần" is money, "12/lần" is not known to be.
    if (currency === undefined && (perSlash === undefined || !/\D\d{3}$/u.test(digits))) continue;
    const value =
      scale === undefined
        ? wholeNumber(digits)
        : Number(digits.replace(",", ".")) * (SCALE[scale.toLowerCase()] ?? 1);
    if (value !== undefined && Number.isFinite(value)) amounts.push(Math.round(value));
  }
  return amounts;
}

const UNIT_WORDS = String.raw`(?:0?1\s*(?:\([\p{L} ]{1,10}\)\s*)?)?(\p{L}[\p{L}\s/-]{0,80})`;
/** "đồng/lần", "14.250.000/lần": never the slash of a law's number, "156/2016/TT-BTC". */
const UNIT_AFTER_MONEY = new RegExp(
  String.raw`(?:(?<!\p{L})(?:đồng|vnđ|vnd|đ)(?:\s*\([\p{L} ]+\))?|(?<=\d)[.,]\d{3})\s*/\s*${UNIT_WORDS}`,
  "giu",
);
const UNIT_FIRST = new RegExp(String.raw`^/\s*${UNIT_WORDS}`, "iu");
const UNIT_ALONE =
  /^\(?(?:đồng\s*\/\s*)?(hồ sơ|lần|lần cấp|giấy|giấy phép|giấy chứng nhận|bản|trang|thẻ|người|trường hợp|văn bản|giao dịch)\)?$/iu;
/** Where the unit ends and the next phrase begins. */
const UNIT_END =
  /\s+(?:đối với|cho|kể từ|từ ngày|theo|nếu|khi|với|trong|áp dụng|mức|thông tư|trừ|miễn|và|hoặc|phí|lệ phí|cấp lại|nhưng|riêng|do|tại)(?!\p{L}).*$/iu;

function unitIn(note: string, amount: number): string | undefined {
  const alone = UNIT_ALONE.exec(note)?.[1];
  if (alone !== undefined) return alone;
  const first = UNIT_FIRST.exec(note)?.[1];
  if (first !== undefined) return tidyUnit(first);
  const digits = String(amount).replace(/\B(?=(\d{3})+$)/gu, "[.,\\s]?");
  const own = new RegExp(`(?<!\\d[.,]?)${digits}(?!\\d)[^\\d]{0,80}`, "u").exec(note)?.[0];
  const [atOwn] = own?.matchAll(UNIT_AFTER_MONEY) ?? [];
  if (atOwn?.[1] !== undefined) return tidyUnit(atOwn[1]);
  // The amount stands there in words or not at all: a unit is sure only when the note has no other.
  const all = new Set(Array.from(note.matchAll(UNIT_AFTER_MONEY), (found) => tidyUnit(found[1] ?? "")));
  const [only] = all;
  return all.size === 1 ? only : undefined;
}

const LONGEST_UNIT = 60;

function tidyUnit(found: string): string | undefined {
  const unit = found
    .replace(UNIT_END, "")
    .replace(/\s*\/\s*/gu, "/")
    .replace(/[\s/-]+$/u, "");
  // Longer than any unit: the words run on into something else.
  return unit === "" || unit.length > LONGEST_UNIT ? undefined : unit;
}

/** "(… a) … b) …)" is one pair of brackets: the brackets of list letters have no partner. */
function isBracketed(text: string): boolean {
  if (!text.startsWith("(") || !text.endsWith(")")) return false;
  let open = 0;
  for (const mark of text.slice(1, -1).replace(/(?<=^|[\s;:,.(-])[\p{L}\d]\)/gu, "")) {
    if (mark === "(") open += 1;
    else if (mark === ")") open -= 1;
    if (open < 0) return false;
  }
  return open === 0;
}

function tidyNote(note: string | undefined): string | undefined {
  let text = said(note)
    ?.replace(/^miễn phí đồng(?!\p{L})\s*/iu, "")
    .replace(/(?<=\))[.;]$/u, "");
  // "((…))": the cell's brackets around a note that brought its own.
  while (text !== undefined && isBracketed(text)) text = text.slice(1, -1).trim();
  return said(text?.replace(/^[-–+*•\s]+/u, "").replace(/[\s;,:]+$/u, ""));
}

function kindOf(label: string | undefined, note: string | undefined): "phi" | "le_phi" | undefined {
  const byLabel = /^lệ phí$/iu.test(label ?? "") ? "le_phi" : /^phí$/iu.test(label ?? "") ? "phi" : undefined;
  const start = /^(?:mức (?:thu )?)?(lệ phí|phí)(?!\p{L})/iu.exec(note ?? "")?.[1]?.toLowerCase();
  const byNote = start === undefined ? undefined : start === "phí" ? "phi" : "le_phi";
  // The portal labels both "Phí"; where the note says otherwise, neither is sure.
  return byLabel !== undefined && byNote !== undefined && byLabel !== byNote
    ? undefined
    : (byLabel ?? byNote);
}

interface RowRead {
  readonly fees: readonly Fee[];
  readonly trap?: TrapNote;
}

const quoted = (row: FeeRow): Fee => ({ unknown: `Nguồn ghi ${quote(row.source)}` });

function readFree(row: FeeRow, note: string | undefined, alone: boolean): RowRead {
  const doubt: RowRead = { fees: [quoted(row)], trap: { kind: "free_against_note", detail: row.source } };
  if (note === undefined) {
    return row.claim.kind === "zero"
      ? { fees: [{ unknown: "Nguồn để mức 0, không ghi rõ là miễn phí" }] }
      : { fees: [{ free: true }] };
  }
  const bare = note.replace(/[.;\s]+$/u, "");
  if (NO_FEE.test(bare)) return { fees: [{ free: true }] };
  const exempt = EXEMPT.exec(bare);
  if (exempt !== null) {
    const rest = bare.slice(exempt[0].length).replace(LAW_IN_BRACKETS, "");
    if (SPEAKS_OF_FEE.test(rest)) return doubt;
    if (!RESTRICTED.test(rest)) {
      return { fees: [/\p{L}/u.test(bare.slice(exempt[0].length)) ? { free: true, note } : { free: true }] };
    }
  } else if (!EXEMPT_CASE.test(bare) || amountsIn(bare).length > 0) return doubt;
  const free: Fee = { case: bare, free: true };
  if (!alone) return { fees: [free] };
  return {
    fees: [free, { case: "Trường hợp khác", unknown: "Nguồn không ghi mức phí, lệ phí" }],
    trap: { kind: "free_against_note", detail: row.source },
  };
}

function readAmount(row: FeeRow, amount: number, note: string | undefined, alone: boolean): RowRead {
  const named = note === undefined ? [] : amountsIn(note);
  if (named.includes(amount)) return { fees: [amountFee(row, amount, note, alone)] };
  // No fee of the State is below 1.000 đồng: thousands were meant, or another currency.
  if (amount < 1000) {
    return { fees: [quoted(row)], trap: { kind: "fee_wrong_unit", detail: row.source } };
  }
  // The row and its note name different amounts: which of them holds, and when, is not for a reader to decide.
  return { fees: [named.length > 0 ? quoted(row) : amountFee(row, amount, note, alone)] };
}

function amountFee(row: FeeRow, amount: number, note: string | undefined, alone: boolean): Fee {
  const kind = kindOf(row.label, note);
  const unit = note === undefined ? undefined : unitIn(note, amount);
  // A note that says no more than the unit is told by the unit.
  const told = note !== undefined && UNIT_ALONE.test(note) ? undefined : note;
  return {
    ...(kind === undefined ? {} : { kind }),
    ...(alone || told === undefined ? {} : { case: told }),
    amount,
    unit: unit ?? UNIT_UNSAID,
    ...(alone && told !== undefined ? { note: told } : {}),
  };
}

/**
 * The fees of one way of filing. An amount is taken only when it is in đồng and its own note does not contradict it;
 * "free" only when nothing points to a fee. Everything else is unknown, with the source's words. Several rows are told
 * apart by their notes.
 */
export function readFees(rows: readonly FeeRow[]): FeesRead {
  const alone = rows.length <= 1;
  const fees = new Map<string, Fee>();
  const traps: TrapNote[] = [];
  for (const row of rows) {
    const note = tidyNote(row.note);
    const read = readRow(row, note, alone);
    if (read.trap !== undefined) traps.push(read.trap);
    for (const fee of read.fees) fees.set(JSON.stringify(fee), fee);
  }
  // "Nothing said" beside something said adds nothing.
  if (fees.size > 1) fees.delete(JSON.stringify(NOTHING_SAID));
  return { fees: fees.size > 0 ? [...fees.values()] : [NOTHING_SAID], traps };
}

function readRow(row: FeeRow, note: string | undefined, alone: boolean): RowRead {
  switch (row.claim.kind) {
    case "dong":
      return readAmount(row, row.claim.amount, note, alone);
    case "free":
    case "zero":
      return readFree(row, note, alone);
    case "blank":
      return { fees: [note === undefined ? NOTHING_SAID : quoted(row)] };
    case "words":
      return { fees: [quoted(row)] };
  }
}

const LABELLED = /^(phí|lệ phí|mức giá|giá)\s*:\s*(.*)$/isu;
const PLAIN_HEAD =
  /^(?:miễn phí(?!\p{L})|không có thông tin(?!\p{L})|[\d.,]+\s*(?:vnđ|việt nam đồng|đồng|usd)(?!\p{L}))/iu;
const WITH_CURRENCY = /^([\d.,]+)?\s*(vnđ|việt nam đồng|đồng|usd|eur)?\s*(?:\((.*)\))?$/isu;

/** "8.000 đồng/bản sao Trích lục (note)": the clerk wrote the unit beside the amount. */
const MONEY_PER_UNIT = /^([\d.,]+)\s*(?:đồng|vnđ|đ)\s*(\/\s*[^\d()]{1,80}?)\s*(?:đồng)?\s*((?:\(.*\))?)$/isu;

/** The cell's lines, one a row: a line that begins no row belongs to the one before it. */
function rowsOf(text: string): string[] {
  const rows: string[] = [];
  for (const line of textLines(text)) {
    if (/^file đính kèm\s*:/iu.test(line)) continue;
    const before = rows.at(-1);
    if (before === undefined || LABELLED.test(line) || PLAIN_HEAD.test(line)) rows.push(line);
    else rows[rows.length - 1] = `${before} ${line}`;
  }
  return rows;
}

function readRowText(source: string): FeeRow {
  const labelled = LABELLED.exec(source);
  const label = labelled?.[1];
  const body = oneLine(labelled?.[2] ?? source);
  const [, digits, currency, note] = WITH_CURRENCY.exec(body) ?? [];
  if (digits !== undefined) {
    const amount = wholeNumber(digits);
    const dong = currency === undefined || !/^(?:usd|eur)$/iu.test(currency);
    if (amount === undefined || !dong) return { label, claim: { kind: "words" }, note, source };
    return { label, claim: amount === 0 ? { kind: "zero" } : { kind: "dong", amount }, note, source };
  }
  if (body === "" || WITH_CURRENCY.test(body)) return { label, claim: { kind: "blank" }, note, source };
  const perUnit = MONEY_PER_UNIT.exec(body);
  const written = wholeNumber(perUnit?.[1] ?? "");
  if (perUnit !== null && written !== undefined && written > 0) {
    return { label, claim: { kind: "dong", amount: written }, note: perUnit.slice(2).join(" "), source };
  }
  const free =
    /^(miễn (?:phí|lệ phí)|không(?: có)?|không thu(?: phí| lệ phí)?)\s*(?:đồng)?\s*(?:\((.*)\)|[.;]*)$/isu.exec(
      body,
    );
  if (free !== null) return { label, claim: { kind: "free" }, note: free[2], source };
  return { label, claim: { kind: "words" }, note: undefined, source };
}

/**
 * The fees of the portal's fee cell, in both its writings: "Lệ phí : 20.000 Đồng (note)" and "20,000 Việt Nam Đồng
 * (note)", one a line. An empty cell says nothing.
 */
export function parseFees(text: string | null | undefined): FeesRead {
  if (said(text) === undefined) return { fees: [NOTHING_SAID], traps: [] };
  return readFees(rowsOf(text ?? "").map(readRowText));
}

const FEE_TO_PAY =
  /(?<!không phải )(?<!không )(?<!\p{L})(?:nộp|đóng)\s+(?:(?:các khoản|tiền)\s+)?(?:phí|lệ phí)(?!\p{L})(?! trước bạ)[^.;\n]{0,80}/iu;

/**
 * "Miễn phí" that the rest of its record does not bear out becomes unknown: the portal shows a 0 that was never filled
 * in as "Miễn phí", and then another way of filing names a fee, or a step tells people to pay one.
 * @param feesByMethod the fees of each way of filing of one record
 * @param elsewhere the record's steps and notes on filing
 */
export function doubtFree(
  feesByMethod: readonly FeesRead[],
  elsewhere: readonly string[],
): readonly FeesRead[] {
  const isBareFree = (fee: Fee): boolean => "free" in fee && fee.case === undefined && fee.note === undefined;
  const paidElsewhere = feesByMethod.some(
    ({ fees, traps }) => traps.length > 0 || fees.some((fee) => "amount" in fee),
  );
  const toPay = elsewhere.map((text) => FEE_TO_PAY.exec(text)?.[0]).find((found) => found !== undefined);
  if (!paidElsewhere && toPay === undefined) return feesByMethod;
  const why = paidElsewhere
    ? "Nguồn ghi “Miễn phí” ở cách nộp này nhưng ghi phí, lệ phí ở cách nộp khác"
    : `Nguồn ghi “Miễn phí” nhưng phần trình tự có ${quote(oneLine(toPay ?? ""))}`;
  return feesByMethod.map((read) =>
    read.fees.some(isBareFree)
      ? {
          fees: read.fees.map((fee) => (isBareFree(fee) ? { unknown: why } : fee)),
          traps: [...read.traps, { kind: "free_against_note", detail: why }],
        }
      : read,
  );
}
