import type { LegalBasis } from "../../../core/procedure.ts";
import { said } from "./clean-text.ts";

/** "60/2014/QH13", "66.7/2025/NQ-CP", "320/QĐ-BCA", "01/VBHN-BTP". */
const NUMBER = /^\d{1,5}(?:\.\d{1,2})?[a-z]?\/(?:\d{4}\/)?[A-ZĐƯ][\p{Lu}\d&-]*$/u;
/** The number the title itself begins with: "Nghị định số 07/2025/NĐ-CP ngày …". */
const OWN_NUMBER =
  /^(?:bộ luật|luật|pháp lệnh|nghị quyết|nghị định|thông tư(?: liên tịch)?|quyết định|chỉ thị|công văn|văn bản hợp nhất)(?: số)?[:\s]+(\d{1,5}(?:\.\d{1,2})?[a-z]?\/(?:\d{4}\/)?[A-ZĐƯ][\p{Lu}\d&-]*)/iu;

const asNumber = (text: string | undefined): string | undefined => {
  const bare = text?.replace(/^số\s*:?\s*/iu, "").replace(/\s*([/-])\s*/gu, "$1");
  return bare !== undefined && NUMBER.test(bare) ? bare : undefined;
};

/**
 * One legal basis. The number is left out when it does not look like one, or when the title begins with another: one
 * of the two is wrong then, and the title says its own.
 */
export function legalBasis(
  number: string | null | undefined,
  title: string | null | undefined,
): LegalBasis | undefined {
  const named = said(title);
  const given = said(number);
  const clear = asNumber(given);
  const own = asNumber(named === undefined ? undefined : OWN_NUMBER.exec(named)?.[1]);
  const text = named ?? given;
  if (text === undefined) return undefined;
  return clear === undefined || (own !== undefined && own !== clear)
    ? { title: text }
    : { number: clear, title: text };
}

/**
 * One legal basis as the crawl writes it in one text: "title – number", "number – title (date, body)", or one of the
 * two alone.
 */
export function legalBasisLine(line: string): LegalBasis | undefined {
  const text = said(line);
  if (text === undefined) return undefined;
  const last = text.lastIndexOf(" – ");
  const first = text.indexOf(" – ");
  if (last === -1) return asNumber(text) === undefined ? { title: text } : legalBasis(text, text);
  const tail = text.slice(last + 3);
  if (asNumber(tail) !== undefined) return legalBasis(tail, text.slice(0, last));
  const title = text.slice(first + 3).replace(/\s*\(\d{2}-\d{2}-\d{4}(?:,[^()]*)?\)$/u, "");
  const head = text.slice(0, first);
  return asNumber(head) !== undefined || head === title ? legalBasis(head, title) : { title: text };
}

/** The legal bases without those said twice. */
export function distinctLegalBases(found: readonly (LegalBasis | undefined)[]): LegalBasis[] {
  const seen = new Map<string, LegalBasis>();
  for (const one of found) {
    if (one !== undefined) seen.set(`${one.number ?? ""}|${one.title}`, one);
  }
  return [...seen.values()];
}
