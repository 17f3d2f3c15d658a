import mammoth from "mammoth";
import { HTMLElement, parse } from "node-html-parser";
import type { CatalogueReader, ReadItem, SourceFile } from "../../reader.ts";
import { readLevels, splitAgencies } from "../facts/agencies.ts";
import { splitApplicants } from "../facts/applicants.ts";
import { assemble, type FilingDraft } from "../facts/assemble.ts";
import { oneLine, quote, said, textLines } from "../facts/clean-text.ts";
import { bareCode } from "../facts/code.ts";
import type { Paper } from "../facts/documents.ts";
import { legalBasis } from "../facts/legal-basis.ts";
import { methodChannel } from "../facts/method-channel.ts";
import { parseFees } from "../facts/parse-fees.ts";
import { parseTime } from "../facts/parse-time.ts";

/** The labels of the export, in its order. */
const LABELS = [
  "Mã thủ tục",
  "Số quyết định",
  "Tên thủ tục",
  "Cấp thực hiện",
  "Loại thủ tục",
  "Lĩnh vực",
  "Trình tự thực hiện",
  "Cách thức thực hiện",
  "Thành phần hồ sơ",
  "Đối tượng thực hiện",
  "Cơ quan thực hiện",
  "Cơ quan có thẩm quyền",
  "Địa chỉ tiếp nhận HS",
  "Cơ quan được ủy quyền",
  "Cơ quan phối hợp",
  "Kết quả thực hiện",
  "Căn cứ pháp lý",
  "Yêu cầu, điều kiện thực hiện",
  "Từ khóa",
  "Mô tả",
] as const;
type Label = (typeof LABELS)[number];

/** A paragraph or a table of the document, in its order. */
type Block =
  | { readonly kind: "text"; readonly text: string; readonly bold: string }
  | { readonly kind: "table"; readonly rows: readonly (readonly string[])[] };

function blocksOf(html: string): Block[] {
  return parse(html)
    .childNodes.filter((node) => node instanceof HTMLElement)
    .map((node): Block => {
      if (node.rawTagName.toLowerCase() !== "table") {
        const bold = node.querySelector("strong")?.innerHTML ?? "";
        return { kind: "text", text: textLines(node.innerHTML).join("\n"), bold: oneLine(bold) };
      }
      const rows = node
        .querySelectorAll("tr")
        .map((row) => row.querySelectorAll("td, th").map((cell) => textLines(cell.innerHTML).join("\n")));
      return { kind: "table", rows };
    });
}

const labelAt = (text: string): Label | undefined =>
  LABELS.find((label) => text.startsWith(label) && /^\s*:/u.test(text.slice(label.length)));

/** The document by label: what stands behind the label and below it, up to the next one. */
type Sections = ReadonlyMap<Label, readonly Block[]>;

/**
 * Labels are told by their words and their order. Where a label is bold, the same words in plain type are text: a step
 * may say "Thành phần hồ sơ: …". After the last label comes the line with the portal's address.
 */
function sectionsOf(blocks: readonly Block[]): Sections {
  const bold = new Set(blocks.flatMap((block) => (block.kind === "text" ? (labelAt(block.bold) ?? []) : [])));
  const sections = new Map<Label, Block[]>();
  let current: Label | undefined;
  for (const block of blocks) {
    const label = block.kind === "text" ? labelAt(block.text) : undefined;
    const begins =
      block.kind === "text" &&
      label !== undefined &&
      (!bold.has(label) || labelAt(block.bold) === label) &&
      (current === undefined || LABELS.indexOf(label) > LABELS.indexOf(current));
    if (begins) {
      current = label;
      const text = block.text.slice(label.length).replace(/^\s*:\s*/u, "");
      sections.set(label, text === "" ? [] : [{ ...block, text }]);
    } else if (current !== undefined) sections.get(current)?.push(block);
  }
  return sections;
}

const textOf = (sections: Sections, label: Label): string =>
  (sections.get(label) ?? []).flatMap((block) => (block.kind === "text" ? [block.text] : [])).join("\n");

/** The rows below a table's header, when the header begins with this word. */
function rowsUnder(block: Block, header: string): readonly (readonly string[])[] {
  if (block.kind !== "table" || !oneLine(block.rows[0]?.[0] ?? "").startsWith(header)) return [];
  return block.rows.slice(1);
}

const filingsOf = (sections: Sections): FilingDraft[] =>
  (sections.get("Cách thức thực hiện") ?? [])
    .flatMap((block) => rowsUnder(block, "Hình thức nộp"))
    .map(([channel, time, fees, note]) => ({
      channel: methodChannel(channel),
      time: parseTime(time),
      fees: parseFees(fees),
      note,
    }));

const countIn = (cell: string | undefined, kind: string): number | undefined => {
  const digits = new RegExp(`${kind}\\s*:\\s*(\\d{1,3})(?!\\d)`, "iu").exec(cell ?? "")?.[1];
  return digits === undefined ? undefined : Number(digits);
};

/** Each table's papers under the lines before it, which name the case. */
function papersOf(sections: Sections): Paper[] {
  const papers: Paper[] = [];
  let heading: string[] = [];
  for (const block of sections.get("Thành phần hồ sơ") ?? []) {
    if (block.kind === "text") {
      heading.push(block.text);
      continue;
    }
    const name = heading.join(" ");
    heading = [];
    for (const [paper, form, counts] of rowsUnder(block, "Tên giấy tờ")) {
      papers.push({
        case: name,
        name: paper ?? "",
        original: countIn(counts, "Bản chính"),
        copies: countIn(counts, "Bản sao"),
        forms: (form ?? "").split(/[;\n]/u).flatMap((file) => said(file) ?? []),
      });
    }
  }
  return papers;
}

/** The last line's address; it stands below the last label. */
const addressOf = (blocks: readonly Block[]): string | undefined =>
  blocks
    .flatMap((block) => (block.kind === "text" ? [block.text] : []))
    .map((text) => /vui lòng truy cập link sau\s*:\s*(https?:\/\/\S+)/iu.exec(text)?.[1])
    .find((url) => url !== undefined);

function readDocument(html: string, file: string, today: string): ReadItem {
  const blocks = blocksOf(html);
  const sections = sectionsOf(blocks);
  const text = (label: Label): string => textOf(sections, label);
  const at = { file, place: "cả tệp" };
  const code = said(text("Mã thủ tục"));
  const levels = readLevels([text("Cấp thực hiện")]);
  if (levels.unread.length > 0) {
    const reason = `Cấp thực hiện không đọc được: ${quote(levels.unread.join(", "))}`;
    return { kind: "refused", ...at, code: bareCode(code ?? ""), reason };
  }
  const papers = papersOf(sections);
  return assemble(
    {
      code,
      name: text("Tên thủ tục"),
      field: text("Lĩnh vực"),
      levels: levels.levels,
      districtLevels: levels.district,
      agencies: splitAgencies(text("Cơ quan thực hiện")),
      authority: text("Cơ quan có thẩm quyền"),
      reception: text("Địa chỉ tiếp nhận HS"),
      applicants: splitApplicants(text("Đối tượng thực hiện")),
      filings: filingsOf(sections),
      papers,
      steps: text("Trình tự thực hiện"),
      conditions: text("Yêu cầu, điều kiện thực hiện"),
      results: [text("Kết quả thực hiện")],
      forms: papers.flatMap((paper) => paper.forms),
      legalBasis: (sections.get("Căn cứ pháp lý") ?? [])
        .flatMap((block) => rowsUnder(block, "Số ký hiệu"))
        .map(([number, title]) => legalBasis(number, title)),
      url: addressOf(blocks),
      decision: text("Số quyết định"),
      date: today,
    },
    at,
  );
}

/**
 * Reads the portal's Word export "Chi tiết thủ tục hành chính": one procedure a file. The export bears no date, so the
 * record is dated the day it is read.
 */
export function createPortalDocxReader(): CatalogueReader {
  return {
    name: "portal-docx",
    accepts: ({ name, bytes }: SourceFile) =>
      /\.docx$/iu.test(name) &&
      bytes[0] === 0x50 &&
      bytes[1] === 0x4b &&
      bytes[2] === 0x03 &&
      bytes[3] === 0x04,
    async *read(file, today) {
      let html: string;
      try {
        const buffer = Buffer.from(file.bytes.buffer, file.bytes.byteOffset, file.bytes.byteLength);
        html = (await mammoth.convertToHtml({ buffer })).value;
      } catch (cause) {
        const reason = `Không mở được tệp Word: ${oneLine(cause instanceof Error ? cause.message : String(cause))}`;
        yield { kind: "refused", file: file.name, place: "cả tệp", code: undefined, reason };
        return;
      }
      yield readDocument(html, file.name, today);
    },
  };
}
