import { isMap, isSeq, LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import { ProcedureCode } from "../../../core/procedure.ts";
import type { CatalogueReader, ReadItem, SourceFile } from "../../reader.ts";
import { recordFrom } from "./record-from.ts";

/** How much of a file is looked at to know its format. */
const BEGINNING = 4096;
const IN_VIETNAMESE = z.locales.vi().localeError;

/** Crawled records come as JSON Lines too; a short name is what only Motcua's own record has. */
export const isOwnLines = (bytes: Uint8Array): boolean =>
  /"shortName"\s*:/.test(new TextDecoder().decode(bytes.subarray(0, BEGINNING)));

/**
 * Motcua's own record, as in `knowledge/procedures/`: YAML with one record or a list of them, JSON Lines with one
 * record a line. A record that is wrong is refused with every wrong field; a code that stands in the file twice is
 * refused from the second time on. Whether `related` leads anywhere is for the plan to say: the file need not be whole.
 */
export const ownReader: CatalogueReader = {
  name: "motcua",
  accepts: ({ name, bytes }) =>
    /\.ya?ml$/i.test(name) || (/\.(?:jsonl|ndjson)$/i.test(name) && isOwnLines(bytes)),
  // eslint-disable-next-line @typescript-eslint/require-await -- the port is asynchronous, this format needs no waiting
  async *read(file) {
    const text = decode(file);
    if (text === undefined) {
      yield refused(file, "cả tệp", undefined, "Tệp không phải văn bản UTF-8.");
      return;
    }
    const seen = new Map<string, string>();
    const parts = /\.ya?ml$/i.test(file.name) ? yamlParts(text) : lineParts(text);
    for (const { place, data, fault } of parts) {
      if (fault !== undefined) {
        yield refused(file, place, undefined, fault);
        continue;
      }
      const read = recordFrom(data, IN_VIETNAMESE);
      if ("faults" in read) {
        const reason = read.faults.map(({ field, message }) =>
          field === "" ? message : `${field}: ${message}`,
        );
        yield refused(file, place, codeOf(data), reason.join("; "));
        continue;
      }
      const { code } = read.record;
      const first = seen.get(code);
      if (first !== undefined) {
        yield refused(file, place, code, `Mã ${code} đã có ở ${first} của tệp này.`);
        continue;
      }
      seen.set(code, place);
      yield { kind: "record", record: read.record, place, traps: [] };
    }
  },
};

interface Part {
  readonly place: string;
  readonly data?: unknown;
  readonly fault?: string;
}

/** Composed letters, so that the same word is the same text wherever it was typed. */
function decode(file: SourceFile): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(file.bytes).normalize("NFC");
  } catch {
    return undefined;
  }
}

function yamlParts(text: string): readonly Part[] {
  const lines = new LineCounter();
  const unreadable = (why: string, line = 1): readonly Part[] => [
    { place: `dòng ${line}`, fault: `YAML không đọc được: ${why.split("\n")[0] ?? ""}` },
  ];
  try {
    const document = parseDocument(text, { lineCounter: lines });
    const [error] = document.errors;
    if (error !== undefined) return unreadable(error.message, lines.linePos(error.pos[0]).line);
    const { contents } = document;
    if (contents === null) return [{ place: "cả tệp", fault: "Tệp trống." }];
    if (isMap(contents)) return [{ place: "dòng 1", data: document.toJS() as unknown }];
    if (!isSeq(contents)) {
      return [{ place: "dòng 1", fault: "Tệp phải là một bản ghi thủ tục hoặc một danh sách bản ghi." }];
    }
    if (contents.items.length === 0) return [{ place: "cả tệp", fault: "Danh sách trống." }];
    const all = document.toJS() as readonly unknown[];
    return contents.items.map((item, index) => {
      const start = (item as { range?: readonly number[] | null }).range?.[0];
      const line = start === undefined ? "" : `, dòng ${lines.linePos(start).line}`;
      return { place: `mục ${index + 1}${line}`, data: all[index] };
    });
  } catch (cause) {
    // Too many aliases, an unresolved one: the parser only finds out when the values are built.
    return unreadable((cause as Error).message);
  }
}

function lineParts(text: string): readonly Part[] {
  const parts: Part[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "") continue;
    const place = `dòng ${index + 1}`;
    try {
      parts.push({ place, data: JSON.parse(line) as unknown });
    } catch {
      parts.push({ place, fault: "Dòng không phải JSON." });
    }
  }
  return parts.length === 0 ? [{ place: "cả tệp", fault: "Tệp trống." }] : parts;
}

function codeOf(data: unknown): string | undefined {
  if (typeof data !== "object" || data === null || !("code" in data)) return undefined;
  const parsed = ProcedureCode.safeParse(data.code);
  return parsed.success ? parsed.data : undefined;
}

const refused = (
  file: SourceFile,
  place: string,
  code: string | undefined,
  reason: string,
): Extract<ReadItem, { kind: "refused" }> => ({ kind: "refused", file: file.name, place, code, reason });
