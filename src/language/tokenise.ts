import { fold } from "./clean.ts";
import { oneSpelling } from "./syllable.ts";

/** The forms of one word that are compared. */
export interface WordForms {
  /** Lower case, NFC, one spelling per syllable. */
  readonly toned: string;
  /** `toned` without tones and marks. */
  readonly folded: string;
  /** `toned` with hỏi and ngã made one: half the country does not tell them apart when writing. */
  readonly heard: string;
}

export interface Token extends WordForms {
  /** Where the word stands in the text, in UTF-16 units; `end` is after it. */
  readonly start: number;
  readonly end: number;
}

/** The words of a text, and whether it is written without tones. */
export interface Words {
  readonly tokens: readonly Token[];
  /**
   * True when so few words carry a tone or mark that a bare word may stand for any toned one ("phi" for "phí").
   * In ordinary Vietnamese three words of four carry one.
   */
  readonly toneless: boolean;
}

/** A word as it is written: a run of letters and digits. */
export const WORD = /[\p{L}\p{M}\p{N}]+/gu;

/** The words of a text as they are written: runs of letters and digits ("qh14", "a1" stay whole). */
export function rawWords(text: string): readonly string[] {
  return text.match(WORD) ?? [];
}

/**
 * Splits a text into its words and their forms. Letters repeated for feeling ("đượccc", "ơiii") are written once,
 * unless `known` says the word is really so spelt ("cccd").
 */
export function tokenise(text: string, known?: ReadonlySet<string>): Words {
  const tokens: Token[] = [];
  let marked = 0;
  let lettered = 0;
  for (const match of text.matchAll(WORD)) {
    const raw = match[0];
    const forms = wordForms(raw, known);
    tokens.push({ ...forms, start: match.index, end: match.index + raw.length });
    if (forms.toned !== forms.folded) marked++;
    if (/\p{L}/u.test(raw)) lettered++;
  }
  return { tokens, toneless: marked < lettered * 0.5 };
}

/** The forms of a single word. */
export function wordForms(raw: string, known?: ReadonlySet<string>): WordForms {
  const lower = raw.normalize("NFC").toLowerCase();
  const written = known?.has(lower) === true ? lower : writeOnce(lower);
  let forms = met.get(written);
  if (forms === undefined) {
    if (met.size >= MOST_MET) met.clear();
    met.set(written, (forms = formsOf(written)));
  }
  return forms;
}

/** The same few thousand words come again and again. */
const met = new Map<string, WordForms>();
const MOST_MET = 20_000;

function formsOf(written: string): WordForms {
  const toned = oneSpelling(written);
  return {
    toned,
    folded: fold(toned),
    heard: toned
      .normalize("NFD")
      .replace(/\u0309/g, "\u0303")
      .normalize("NFC"),
  };
}

/** "đượccc" becomes "được", "nhaa" becomes "nha"; digits, Roman numerals and "uu" (hưu, lưu without marks) stay. */
function writeOnce(word: string): string {
  if (/\d/.test(word) || /^[ivx]+$/.test(word)) return word;
  return word.replace(/(.)\1{2,}/gu, "$1").replace(/([aeioyàáảãạơờớởỡợ])\1$/u, "$1");
}
