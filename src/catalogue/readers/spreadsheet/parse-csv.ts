export interface CsvRow {
  /** The line where the row begins, from 1. */
  readonly line: number;
  readonly fields: readonly string[];
}

/**
 * Rows of a CSV text (RFC 4180): quoted fields may hold separators, doubled quotes and line breaks. The separator is
 * the one of `,` `;` tab that the first line with any uses most: Excel writes `;` where the comma divides decimals.
 * Any text has a reading: a quote left open runs to the end.
 */
export function parseCsv(text: string): readonly CsvRow[] {
  const separator = separatorOf(text);
  const rows: CsvRow[] = [];
  let line = 1;
  let begin = 1;
  let fields: string[] = [];
  let field = "";
  let quoted = false;
  const endRow = (): void => {
    rows.push({ line: begin, fields: [...fields, field] });
    fields = [];
    field = "";
  };
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === "\n") line++;
    if (quoted) {
      if (char !== '"') field += char;
      else if (text.charAt(at + 1) === '"') {
        field += '"';
        at++;
      } else quoted = false;
    } else if (char === '"' && field.trim() === "") {
      field = "";
      quoted = true;
    } else if (char === separator) {
      fields.push(field);
      field = "";
    } else if (char === "\n") {
      endRow();
      begin = line;
    } else if (char !== "\r") field += char;
  }
  if (field !== "" || fields.length > 0) endRow();
  return rows;
}

function separatorOf(text: string): string {
  let best = ",";
  let most = 0;
  for (const line of text.split("\n", 50)) {
    const bare = line.replace(/"(?:[^"]|"")*"/g, "");
    for (const separator of [",", ";", "\t"]) {
      const count = bare.split(separator).length - 1;
      if (count > most) [best, most] = [separator, count];
    }
    if (most > 0) return best;
  }
  return best;
}
