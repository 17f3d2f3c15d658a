import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { z } from "zod";
import type { CatalogueReader, ReadItem, SourceFile } from "../../reader.ts";
import { readLevels, splitAgencies } from "../facts/agencies.ts";
import { assemble } from "../facts/assemble.ts";
import { said } from "../facts/clean-text.ts";
import { bareCode } from "../facts/code.ts";
import { legalBasisLine } from "../facts/legal-basis.ts";
import { methodChannel } from "../facts/method-channel.ts";
import { parseFees } from "../facts/parse-fees.ts";
import { parseTime } from "../facts/parse-time.ts";
import { isOwnLines } from "../own/read-own.ts";

/** Thirty times the longest real line; a longer one is no record, and is not held in memory. */
const LONGEST_LINE = 4 * 1024 * 1024;

const text = z.string().nullish();
const count = z.number().nullish();

/** One line of the crawl: the portal's page, its fields told apart. */
const CrawledProcedure = z.looseObject({
  code: text,
  name: text,
  level: z.array(z.string()).nullish(),
  field: text,
  agency: text,
  applicants: z.array(z.string()).nullish(),
  steps: text,
  methods: z.array(z.looseObject({ channel: text, time: text, fee: text, description: text })).nullish(),
  documents: z
    .array(z.looseObject({ name: z.string(), original: count, copies: count, form: text, case: text }))
    .nullish(),
  result: text,
  legal_basis: z.array(z.string()).nullish(),
  conditions: text,
  forms: z.array(z.string()).nullish(),
  source_url: text,
  extra: z.looseObject({ decision: text, receiving_address: text, authority: text, crawled: text }).nullish(),
});
type CrawledProcedure = z.infer<typeof CrawledProcedure>;

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

type Line =
  { readonly number: number; readonly text: string } | { readonly number: number; readonly fault: string };

/**
 * The lines of the file one after another; of the decompressed text no more than a line and a chunk is held. A broken
 * archive ends with a fault after the lines that could be had.
 */
async function* readLines(bytes: Uint8Array): AsyncGenerator<Line> {
  const raw = Readable.from([Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)]);
  const decoder = new TextDecoder("utf-8");
  let number = 1;
  let held = "";
  let overlong = false;
  const closed = (rest: string): Line => {
    const line: Line = overlong
      ? { number, fault: "Dòng quá dài, không phải một bản ghi" }
      : { number, text: held + rest };
    number += 1;
    held = "";
    overlong = false;
    return line;
  };
  try {
    const chunks: AsyncIterable<Buffer> = isGzip(bytes)
      ? raw.pipe(createGunzip())
      : (raw as AsyncIterable<Buffer>);
    for await (const chunk of chunks) {
      const pieces = decoder.decode(chunk, { stream: true }).split("\n");
      const rest = pieces.pop() ?? "";
      for (const piece of pieces) yield closed(piece);
      held += rest;
      if (held.length > LONGEST_LINE) {
        held = "";
        overlong = true;
      }
    }
    if (held !== "" || overlong) yield closed(decoder.decode());
  } catch (cause) {
    yield { number, fault: `Tệp nén bị hỏng: ${(cause as Error).message}` };
  }
}

/** "2025-12" and "2026-06/07" give the first day they can mean: the facts are at least that old. */
function firstDay(crawled: string | undefined, today: string): string {
  const [, year, month, day] = /^(\d{4})-(0[1-9]|1[0-2])(?:-([0-2]\d|3[01]))?/u.exec(crawled ?? "") ?? [];
  return year === undefined || month === undefined ? today : `${year}-${month}-${day ?? "01"}`;
}

function readRecord(data: CrawledProcedure, at: { file: string; place: string }, today: string): ReadItem {
  const levels = readLevels(data.level ?? []);
  if (levels.unread.length > 0) {
    return {
      kind: "refused",
      ...at,
      code: bareCode(data.code ?? ""),
      reason: `Cấp thực hiện không đọc được: ${levels.unread.join(", ")}`,
    };
  }
  return assemble(
    {
      code: data.code ?? undefined,
      name: data.name ?? undefined,
      field: data.field ?? undefined,
      levels: levels.levels,
      districtLevels: levels.district,
      agencies: splitAgencies(data.agency ?? ""),
      authority: data.extra?.authority ?? undefined,
      reception: data.extra?.receiving_address ?? undefined,
      applicants: data.applicants ?? [],
      filings: (data.methods ?? []).map((method) => ({
        channel: methodChannel(method.channel),
        time: parseTime(method.time),
        fees: parseFees(method.fee),
        note: method.description ?? undefined,
      })),
      papers: (data.documents ?? []).map((paper) => ({
        case: paper.case,
        name: paper.name,
        original: paper.original,
        copies: paper.copies,
        forms: splitForms(paper.form),
      })),
      steps: data.steps ?? "",
      conditions: data.conditions,
      results: splitResults(data.result),
      forms: (data.forms ?? []).flatMap(splitForms),
      legalBasis: (data.legal_basis ?? []).map(legalBasisLine),
      url: data.source_url ?? undefined,
      decision: data.extra?.decision ?? undefined,
      date: firstDay(said(data.extra?.crawled), today),
    },
    at,
  );
}

const splitForms = (form: string | null | undefined): string[] =>
  (form ?? "").split(/[;\n]/u).flatMap((name) => said(name) ?? []);

/** The page joins several results by "; "; a small letter behind it goes on with the same one. */
const splitResults = (result: string | null | undefined): string[] =>
  said(result) === undefined ? [] : (result ?? "").split(/;\s+(?=\p{Lu})/u);

/** Names that differ only in "Thủ tục", capitals and punctuation are one name to a citizen. */
const nameKey = (name: string): string =>
  name
    .toLowerCase()
    .replace(/^thủ tục\s+/u, "")
    .replace(/[^\p{L}\d]+/gu, " ")
    .trim();

/**
 * Reads a crawl of the national portal's pages: JSON Lines, plain or gzipped, one procedure a line. A line that is no
 * record is refused and the rest goes on. A name met before in the same file is reported as `name_shared` with the
 * later record.
 */
export function createCrawlReader(): CatalogueReader {
  return {
    name: "crawl",
    accepts: ({ name, bytes }: SourceFile) =>
      /\.(?:jsonl|ndjson)(?:\.gz)?$/iu.test(name) &&
      !isOwnLines(bytes) &&
      (isGzip(bytes) || /^\uFEFF?\s*\{/u.test(new TextDecoder().decode(bytes.subarray(0, 64)))),
    async *read(file, today) {
      const names = new Map<string, string>();
      for await (const line of readLines(file.bytes)) {
        const at = { file: file.name, place: `dòng ${line.number}` };
        const refuse = (reason: string): ReadItem => ({ kind: "refused", ...at, code: undefined, reason });
        if ("fault" in line) {
          yield refuse(line.fault);
          continue;
        }
        if (line.text.trim() === "") continue;
        let data: unknown;
        try {
          data = JSON.parse(line.text);
        } catch {
          yield refuse("Dòng không phải JSON hợp lệ");
          continue;
        }
        const parsed = CrawledProcedure.safeParse(data);
        if (!parsed.success) {
          const [issue] = parsed.error.issues;
          yield refuse(`Trường ${issue?.path.join(".") ?? "?"} không đúng kiểu: ${issue?.message ?? ""}`);
          continue;
        }
        const item = readRecord(parsed.data, at, today);
        if (item.kind !== "record") {
          yield item;
          continue;
        }
        const { code, name } = item.record;
        const key = nameKey(name);
        const first = names.get(key);
        if (first === undefined) names.set(key, code);
        yield first === undefined
          ? item
          : {
              ...item,
              traps: [...item.traps, { kind: "name_shared", code, detail: `trùng tên với ${first}` }],
            };
      }
    },
  };
}
