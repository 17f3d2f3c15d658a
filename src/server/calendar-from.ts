import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { MotcuaError } from "../core/errors.ts";
import { OfficeCalendar } from "../core/office-time.ts";

/**
 * The office hours and days off of a YAML file; a centre cannot be without them.
 * @throws MotcuaError `knowledge_invalid` naming the file and every place in it that is wrong.
 */
export async function calendarFrom(file: string): Promise<OfficeCalendar> {
  const fault = (why: string, cause?: unknown): MotcuaError =>
    new MotcuaError("knowledge_invalid", `${file}: ${why}`, { cause });
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw fault("cannot be read", cause);
  });
  let given: unknown;
  try {
    given = parse(text);
  } catch (cause) {
    throw fault(`no YAML: ${(cause as Error).message}`, cause);
  }
  const parsed = OfficeCalendar.safeParse(given);
  if (parsed.success) return parsed.data;
  throw fault(parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; "));
}
