import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { MotcuaError } from "../core/errors.ts";
import type { Procedure } from "../core/procedure.ts";
import { recordFrom } from "./readers/own/record-from.ts";

/**
 * Reads procedure records from a folder of YAML files, one record a file.
 * @throws MotcuaError `knowledge_invalid` naming every file and field that is wrong, all of them together.
 */
export async function readRecords(folder: string): Promise<readonly Procedure[]> {
  const files = (await readdir(folder)).filter((name) => /\.ya?ml$/.test(name)).sort();
  const faults: string[] = [];
  const records = new Map<string, { record: Procedure; file: string }>();
  const contents = await Promise.all(files.map((name) => readFile(join(folder, name), "utf8")));
  for (const [index, name] of files.entries()) {
    let data: unknown;
    try {
      data = parse((contents[index] ?? "").normalize("NFC"));
    } catch (cause) {
      faults.push(`${name}: no readable YAML: ${(cause as Error).message.split("\n")[0] ?? ""}`);
      continue;
    }
    const read = recordFrom(data);
    if ("faults" in read) {
      for (const { field, message } of read.faults) faults.push(`${name}: ${field}: ${message}`);
      continue;
    }
    const { record } = read;
    const twin = records.get(record.code);
    if (twin !== undefined) faults.push(`${name}: code ${record.code} stands in ${twin.file} already`);
    records.set(record.code, { record, file: name });
  }
  for (const { record, file } of records.values()) {
    for (const code of record.related) {
      if (!records.has(code)) faults.push(`${file}: related: no record has the code ${code}`);
    }
  }
  if (faults.length > 0) {
    throw new MotcuaError(
      "knowledge_invalid",
      `Records in ${folder} are wrong:\n${faults.map((one) => `  ${one}`).join("\n")}`,
    );
  }
  return [...records.values()].map((one) => one.record);
}
