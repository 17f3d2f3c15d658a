import type { CatalogueReader, ReadItem, SourceFile } from "./reader.ts";

/** Reads files one after the other, each by the reader of its format; a file of no known format is refused as a whole. */
export async function* readFiles(
  files: readonly SourceFile[],
  readers: readonly CatalogueReader[],
  today: string,
): AsyncGenerator<ReadItem & { readonly file: string }> {
  for (const file of files) {
    const reader = readers.find((one) => one.accepts(file));
    if (reader === undefined) {
      const reason = `Không nhận ra định dạng của tệp. Nhận: ${readers.map((one) => one.name).join(", ")}.`;
      yield { kind: "refused", file: file.name, place: "cả tệp", code: undefined, reason };
      continue;
    }
    for await (const item of reader.read(file, today)) yield { ...item, file: file.name };
  }
}
