/** Kinds of personal numbers that are never kept in a log, an index or a model's prompt. */
export const PERSONAL_DATA = [
  "id_card",
  "phone",
  "insurance",
  "bank_account",
  "bank_card",
  "email",
  "plate",
  "passport",
] as const;
export type PersonalData = (typeof PERSONAL_DATA)[number];

/** What stands in the place of a masked number. */
export const MASK = "[•••]";

export interface Masked {
  readonly text: string;
  /** The kinds found, each once, in the order of `PERSONAL_DATA`. */
  readonly kinds: readonly PersonalData[];
}

interface Rule {
  readonly kind: PersonalData;
  readonly shape: RegExp;
  /** The part of the match to be masked; the whole match when absent. */
  readonly part?: number;
  readonly holds?: (digits: string) => boolean;
}

/** Separators people put into long numbers. */
const SEP = "[ .–-]?";
/** Not inside a longer number, code or word. */
const FREE_BEFORE = String.raw`(?<![\p{L}\p{N}]|[\p{L}\p{N}][./-])`;
const FREE_AFTER = String.raw`(?![\p{L}\p{N}]|[./-][\p{L}\p{N}])`;

const free = (shape: string): RegExp => new RegExp(`${FREE_BEFORE}(?:${shape})${FREE_AFTER}`, "giu");
/** A number only because of the words before it, which it may follow without a space; the number is group 1. */
const after = (words: string, shape: string): RegExp =>
  new RegExp(`(?<![\\p{L}\\p{N}])(?:${words})(?!\\p{L})[^\\p{N}\\n]{0,25}?(${shape})${FREE_AFTER}`, "giu");

/** Provinces and cities have the codes 001 to 096 in an identity number (Circular 59/2021/TT-BCA, annex). */
const startsWithProvince = (digits: string): boolean => {
  const province = Number(digits.slice(0, 3));
  return province >= 1 && province <= 96;
};

/** The check digit of bank cards (ISO/IEC 7812). */
function luhn(digits: string): boolean {
  let sum = 0;
  for (let place = 0; place < digits.length; place++) {
    const value = Number(digits.charAt(digits.length - 1 - place)) * (place % 2 === 0 ? 1 : 2);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}

const digitsApart = (count: number): string => String.raw`\d(?:${SEP}\d){${count - 1}}`;
const ID_WORDS =
  "cccd|cmnd|cmt|cmtnd|căn cước(?: công dân)?|can cuoc(?: cong dan)?|chứng minh(?: nhân dân| thư)?|chung minh(?: nhan dan| thu)?|định danh(?: cá nhân)?|dinh danh(?: ca nhan)?";
const INSURANCE_WORDS = "bhxh|bhyt|bảo hiểm(?: xã hội| y tế)?|bao hiem(?: xa hoi| y te)?";
const BANK_WORDS =
  "stk|tk|tài khoản|tai khoan|ngân hàng|ngan hang|vietcombank|vcb|agribank|vietinbank|bidv|techcombank|mb bank|mbbank|sacombank|acb|tpbank|vpbank";

const PHONE_WORDS = "sđt|sdt|đt|dt|số điện thoại|so dien thoai|điện thoại|dien thoai|zalo";
const MOBILE = [
  String.raw`(?:(?:\+|00)?84|0)${SEP}[35789]${SEP}${digitsApart(8)}`,
  String.raw`\(\+?84\)(?:${SEP}\d){9}`,
  String.raw`\(0[35789]\d\)(?:${SEP}\d){7}`,
  String.raw`\(0[35789]\d{2}\)(?:${SEP}\d){6}`,
].join("|");

const plateWith = (afterProvince: string, beforeNumber: string): string =>
  String.raw`(?:1[1-9]|[2-9]\d)${afterProvince}[A-HK-NP-Z][A-Z0-9]?${beforeNumber}(?:\d{3}\.\d{2}|\d{5}|\d{4})`;

/** In this order: what one rule has masked, the next no longer sees. */
const RULES: readonly Rule[] = [
  { kind: "email", shape: /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.\p{L}{2,}/giu },
  { kind: "bank_card", shape: free(digitsApart(16)), holds: luhn },
  // Health insurance: two letters of the group, the level 1 to 5, two of the province, ten of the person.
  { kind: "insurance", shape: free(String.raw`[a-z]{2}${SEP}[1-5]${SEP}\d{2}${SEP}${digitsApart(10)}`) },
  // Two numbers are often written with a stroke between them.
  {
    kind: "phone",
    shape: new RegExp(
      String.raw`(?<![\p{L}\p{N}]|[\p{L}\p{N}][.-])(?:${MOBILE})(?![\p{L}\p{N}]|[.-][\p{L}\p{N}])`,
      "gu",
    ),
  },
  { kind: "phone", shape: after(PHONE_WORDS, MOBILE), part: 1 },
  {
    kind: "phone",
    shape: free(String.raw`\(?02\d{1,2}\)?[ .-]\d{3,4}${SEP}\d{3,4}|0${SEP}2${SEP}${digitsApart(9)}`),
  },
  {
    kind: "bank_account",
    shape: after(BANK_WORDS, digitsApart(8) + String.raw`(?:${SEP}\d){0,11}`),
    part: 1,
  },
  { kind: "insurance", shape: after(INSURANCE_WORDS, String.raw`\d(?:[ -]?\d){9}`), part: 1 },
  { kind: "id_card", shape: after(ID_WORDS, `${digitsApart(12)}|${digitsApart(9)}`), part: 1 },
  { kind: "id_card", shape: free(digitsApart(12)), holds: startsWithProvince },
  // The old identity card had nine digits and no check; with separators it would look like an amount.
  { kind: "id_card", shape: free(String.raw`\d{9}(?!\s*(?:đ|d|đồng|dong|vnd|vnđ|m2|m²)(?![\p{L}\p{N}]))`) },
  { kind: "passport", shape: free(String.raw`[a-z]\d{7}`) },
  // Written small, a plate looks like "30k 5000": then the words before it must speak of a vehicle.
  {
    kind: "plate",
    shape: new RegExp(`${FREE_BEFORE}${plateWith("-?", "[ .-]?")}${FREE_AFTER}`, "gu"),
  },
  {
    kind: "plate",
    shape: after("biển(?: số| kiểm soát)?|bien(?: so)?|bks|xe", `(?:${plateWith(" ?-? ?", " ?[.-]? ?")})`),
    part: 1,
  },
];

/**
 * The code of a dossier as Circular 01/2018/TT-VPCP lays it out: the agency's code (H44.12, 000.00.12.H44), the
 * day of receipt as yymmdd, a running number.
 */
const DOSSIER_CODE =
  /(?<![\p{L}\p{N}])(?:\d{2,3}\.)*[a-z]\d{2}(?:\.\d{1,3}){0,4}[-–]\d{6}[-–]\d{3,6}(?!\p{N})/giu;

/**
 * What has the shape of a personal number and is none: procedure codes with or without a province's suffix, law
 * numbers, codes of dossiers, dates, and amounts of money. Nothing that touches one of these is masked.
 */
const NEVER = [
  /(?<!\d)\d\.\d{6}(?:\.[0-9a-z]{2,3})*(?![\p{L}\p{N}])/giu,
  /(?<![\p{L}\p{N}])\d{1,5}\/(?:\d{4}\/)?(?:qh\d{1,2}|[\p{L}]{2,}(?:[-/][\p{L}]+)*)/giu,
  DOSSIER_CODE,
  /(?<!\d)\d{1,2}[/.-]\d{1,2}[/.-]\d{4}(?!\d)/gu,
  /(?<![\d.])\d{1,3}(?:[.,]\d{3})+(?:\s*(?:đ|d|đồng|dong|vnd|vnđ|triệu|trieu|tỷ|ty|m2|m²)(?![\p{L}\p{N}]))/giu,
  // Round, as amounts are: with spaces or nothing between the thousands, or with points and no unit.
  /(?<![\d.])[1-9]\d{0,2}(?: ?\d{3})* ?000\s*(?:đ|đồng|dong|vnd|vnđ)(?![\p{L}\p{N}])/giu,
  /(?<![\d.+])[1-9]\d{0,2}(?:\.\d{3})*\.000(?![\p{L}\p{N}]|[.-]\p{N})/giu,
];

/** The first dossier code in a text, in upper case, or undefined. */
export function dossierCode(text: string): string | undefined {
  return text.match(DOSSIER_CODE)?.[0].toUpperCase().replace(/–/g, "-");
}

/**
 * Replaces personal numbers by `MASK`: identity cards of 12 and 9 digits, phones, insurance codes, bank accounts
 * and cards, e-mail addresses, number plates, passports. Each is recognised by its shape, and where the shape says
 * too little also by the words before it. Masking twice changes nothing.
 */
export function maskPersonalData(text: string): Masked {
  const kinds = new Set<PersonalData>();
  let masked = text;
  for (const { kind, shape, part, holds } of RULES) {
    const kept = NEVER.flatMap((never) => [...masked.matchAll(never)]).map(
      (one) => [one.index, one.index + one[0].length] as const,
    );
    masked = masked.replace(shape, (...match: unknown[]) => {
      const whole = match[0] as string;
      const number = part === undefined ? whole : (match[part] as string);
      const offset = match.find((one): one is number => typeof one === "number") ?? 0;
      const start = offset + whole.length - number.length;
      const end = start + number.length;
      if (kept.some(([from, to]) => start < to && from < end)) return whole;
      if (holds !== undefined && !holds(number.replace(/\D/g, ""))) return whole;
      kinds.add(kind);
      return whole.slice(0, whole.length - number.length) + MASK;
    });
  }
  return { text: masked, kinds: PERSONAL_DATA.filter((kind) => kinds.has(kind)) };
}

/** Words that only say what number comes: with the number gone they would be taken for the matter of a question. */
const LABELS = new RegExp(
  String.raw`(?<![\p{L}\p{N}])(?:${ID_WORDS}|${INSURANCE_WORDS}|${BANK_WORDS}|số tk|so tk|${PHONE_WORDS}|email|gmail|biển số(?: xe)?|bien so(?: xe)?|hộ chiếu|ho chieu)(?:\s+(?:số|so|là|la|của|cua|tôi|toi|em|mình|minh|tui|này|nay))*[\s:.=-]*${MASK.replace(/[[\]]/g, "\\$&")}`,
  "giu",
);

/** The masked text without its masks and without the words that only announced them ("cccd của em: [•••]"). */
export function withoutMasks(masked: string): string {
  return masked.replace(LABELS, " ").replaceAll(MASK, " ");
}
