import type { Document } from "../../../core/procedure.ts";
import { oneLine, said } from "./clean-text.ts";
import { itemText } from "./split-items.ts";
import type { TrapNote } from "./trap-note.ts";

/** One paper as a source gives it. */
export interface Paper {
  readonly case: string | null | undefined;
  readonly name: string;
  readonly original: number | null | undefined;
  readonly copies: number | null | undefined;
  /** Names of attached forms. */
  readonly forms: readonly string[];
}

export interface DocumentsRead {
  readonly documents: readonly Document[];
  readonly traps: readonly TrapNote[];
}

/** Headings of the whole list: no case of their own. */
const WHOLE_LIST =
  /^(?:\(?[\da-z]{1,3}[.)]\s*)?(?:bao gồm|(?:thành phần )?hồ sơ(?: bao)?(?: gồm| gồm có| bao gồm)?|(?:số lượng hồ sơ:? )?(?:0?1|một) (?:\(một\) )?bộ(?: hồ sơ)?|thành phần, số lượng hồ sơ|giấy tờ(?: phải)? nộp|các giấy tờ phải nộp)(?: gồm| bao gồm)?$/iu;
const TO_SHOW = /^(?:các )?giấy tờ (?:phải )?xuất trình(?: gồm| bao gồm)?$/iu;
const NOTES = /^(?:lưu ý|ghi chú|chú ý|một số lưu ý)(?!\p{L})/iu;
/** What is said to the citizen or the clerk about the papers; never the name of a paper. */
const CLEAR_NOTE =
  /^(?:lưu ý|ghi chú|chú ý|ví dụ)(?!\p{L})|^(?:người|cơ quan|cán bộ|công chức) (?:tiếp nhận|có trách nhiệm)|(?:người|cơ quan|cán bộ) tiếp nhận(?: hồ sơ)? có trách nhiệm/iu;
const NO_PAPER = /^không(?: có| quy định| yêu cầu)?\s*\.?$/iu;

const FORM_NUMBER = /mẫu(?: số)? (?:[A-Z]{1,4}[-.]?)?\d{1,3}[a-zA-Z]?(?:[-/.][A-Z\d]{1,6})*(?![\p{L}\d])/iu;

/** A file name whose letters with tones were dropped on upload: "2.TKngkkthn". It names nothing to a person. */
const MANGLED = /[bcdfghjklmnpqrstvwxz]{5}/u;

/** The form's number as the paper names it ("Mẫu CT01"), else the readable names of the attached files. */
function formOf(name: string, files: readonly string[]): string | undefined {
  if (files.length === 0) return undefined;
  const stems = files
    .map((file) => file.replace(/\.(?:docx?|pdf|xlsx?|rtf|zip|rar)$/iu, ""))
    .filter((stem) => !MANGLED.test(stem));
  return FORM_NUMBER.exec(name)?.[0] ?? (stems.length > 0 ? stems.join("; ") : undefined);
}

/** "Bản chính hoặc bản sao": 1 and 1 in the source then mean one of the two, not both. */
const EITHER = /bản (?:chính|gốc|sao|chụp)[^;.]{0,80}\bhoặc\b/iu;

function counts({ original, copies }: Paper, name: string): Pick<Document, "original" | "copies"> {
  const usable = (count: number | null | undefined): count is number =>
    count !== null && count !== undefined && Number.isInteger(count) && count >= 0;
  if (!usable(original) && !usable(copies)) return {};
  // The portal's form starts with 0 and 0: both at 0 say nothing.
  if ((original ?? 0) === 0 && (copies ?? 0) === 0) return {};
  if (original === 1 && copies === 1 && EITHER.test(name)) return {};
  return { ...(usable(original) ? { original } : {}), ...(usable(copies) ? { copies } : {}) };
}

/**
 * The papers of a source. None is dropped: what is clearly a note stays, under the case "Lưu ý", and is reported;
 * what may be a paper stays one. Lines of mere punctuation and "không quy định" are no papers.
 */
export function readDocuments(papers: readonly Paper[]): DocumentsRead {
  const documents: Document[] = [];
  const traps: TrapNote[] = [];
  for (const paper of papers) {
    const whole = said(paper.name);
    const name = whole === undefined ? undefined : itemText(whole);
    if (name === undefined || said(name) === undefined) {
      if (oneLine(paper.name) !== "") traps.push({ kind: "note_as_document", detail: oneLine(paper.name) });
      continue;
    }
    if (NO_PAPER.test(name)) {
      traps.push({ kind: "note_as_document", detail: name });
      continue;
    }
    const heading = said(paper.case);
    const named = heading === undefined ? undefined : itemText(heading).replace(/[\s:;.,]+$/u, "");
    const under =
      named === undefined || said(named) === undefined || WHOLE_LIST.test(named) ? undefined : named;
    const amount = counts(paper, name);
    const files = paper.forms.map(oneLine).filter((file) => file !== "");
    const form = formOf(name, files);
    const counted = amount.original !== undefined || amount.copies !== undefined;
    const underNotes = under !== undefined && NOTES.test(under);
    if (!counted && files.length === 0 && (underNotes || CLEAR_NOTE.test(name))) {
      traps.push({ kind: "note_as_document", detail: name });
      documents.push({ case: under === undefined || underNotes ? "Lưu ý" : `${under} – lưu ý`, name });
      continue;
    }
    const shown = under !== undefined && TO_SHOW.test(under);
    documents.push({
      ...(under === undefined || shown ? {} : { case: under }),
      name,
      ...amount,
      ...(form === undefined ? {} : { form }),
      ...(shown ? { present: true } : {}),
    });
  }
  return { documents, traps };
}
