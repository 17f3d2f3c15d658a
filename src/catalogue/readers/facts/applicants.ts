import { said } from "./clean-text.ts";

/** The portal's list of applicants: joining by commas is ambiguous ("Cán bộ, công chức, viên chức" is one of them). */
const KNOWN = ["Tổ chức (không bao gồm doanh nghiệp, HTX)", "Cán bộ, công chức, viên chức"];

/** The applicants of one text that joins them by commas, semicolons or lines; commas in brackets stay. */
export function splitApplicants(text: string): string[] {
  const line = said(text);
  if (line === undefined) return [];
  const kept = KNOWN.reduce(
    (rest, known, index) => rest.replaceAll(known, `\uE000${index}\uE001`),
    text.replaceAll("\u00A0", " "),
  );
  return kept
    .split(/[;\n]|,(?![^(]*\))/u)
    .map((part) => part.replace(/\uE000(\d)\uE001/gu, (_, index: string) => KNOWN[Number(index)] ?? ""))
    .flatMap((part) => said(part) ?? []);
}
