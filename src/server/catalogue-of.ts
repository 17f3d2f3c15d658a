import { readFiles } from "../catalogue/read-files.ts";
import { READERS } from "../catalogue/readers/all-readers.ts";
import { MotcuaError } from "../core/errors.ts";
import type { Level, Procedure } from "../core/procedure.ts";
import { vietnamDate } from "../core/vietnam-date.ts";
import { filesOf } from "./control-socket.ts";

/**
 * The records of catalogue files in any format an import reads, for tools without a database; of a code that stands twice
 * the last. What is refused is counted on the error output.
 * @param levels only records whose levels all are among these; all records when undefined.
 * @throws MotcuaError `import_unreadable` when there is no record at all.
 */
export async function catalogueOf(
  paths: readonly string[],
  levels: readonly Level[] | undefined,
): Promise<readonly Procedure[]> {
  const records = new Map<string, Procedure>();
  const refused: string[] = [];
  for await (const item of readFiles(await filesOf(paths), READERS, vietnamDate(new Date()))) {
    if (item.kind === "record") records.set(item.record.code, item.record);
    else if (item.kind === "refused") refused.push(`${item.file}, ${item.place}: ${item.reason}`);
  }
  if (refused.length > 0)
    process.stderr.write(`${refused.length} mục bị từ chối, ví dụ ${refused[0] ?? ""}\n`);
  if (records.size === 0)
    throw new MotcuaError("import_unreadable", `Không có thủ tục nào trong ${paths.join(", ")}.`);
  return [...records.values()].filter(
    (record) => levels === undefined || record.levels.every((level) => levels.includes(level)),
  );
}
