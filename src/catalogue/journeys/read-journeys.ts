import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { MotcuaError } from "../../core/errors.ts";
import { Journey, type ReadJourney } from "../../core/journey.ts";
import type { ProcedureCode } from "../../core/procedure.ts";
import { orderSteps } from "./order-steps.ts";

/**
 * Reads the journeys of a folder of YAML files, one a file, named `<id>.yaml`, by the order of the file names.
 * @param known is there a record of this procedure?
 * @throws MotcuaError `knowledge_invalid` naming everything that is wrong in all files together: fields, ids and
 * sayings used twice, codes without a record, steps that cannot be put in order.
 */
export async function readJourneys(
  folder: string,
  known: (code: ProcedureCode) => boolean,
): Promise<readonly ReadJourney[]> {
  const files = (await readdir(folder)).filter((name) => /\.ya?ml$/.test(name)).sort();
  const contents = await Promise.all(files.map((name) => readFile(join(folder, name), "utf8")));
  const faults: string[] = [];
  const journeys: ReadJourney[] = [];
  const saidBy = new Map<string, string>();
  for (const [index, name] of files.entries()) {
    const journey = parseJourney(contents[index] ?? "");
    if ("faults" in journey) {
      faults.push(...journey.faults.map((fault) => `${name}: ${fault}`));
      continue;
    }
    if (name.replace(/\.ya?ml$/, "") !== journey.id) faults.push(`${name}: the id is ${journey.id}`);
    for (const { id, procedure } of journey.steps) {
      if (!known(procedure)) faults.push(`${name}: step ${id}: no record has the code ${procedure}`);
    }
    for (const saying of journey.sayings) {
      const key = saying.toLowerCase();
      const other = saidBy.get(key);
      if (other !== undefined) faults.push(`${name}: "${saying}" is said in ${other} already`);
      saidBy.set(key, name);
    }
    const read = orderSteps(journey);
    if ("faults" in read) faults.push(...read.faults.map((fault) => `${name}: ${fault}`));
    else journeys.push({ ...journey, ...read.ordered });
  }
  if (faults.length > 0) {
    throw new MotcuaError(
      "knowledge_invalid",
      `Journeys in ${folder} are wrong:\n${faults.map((one) => `  ${one}`).join("\n")}`,
    );
  }
  return journeys;
}

function parseJourney(content: string): Journey | { readonly faults: readonly string[] } {
  let data: unknown;
  try {
    data = parse(content.normalize("NFC"));
  } catch (cause) {
    return { faults: [`no readable YAML: ${(cause as Error).message.split("\n")[0] ?? ""}`] };
  }
  const parsed = Journey.safeParse(data);
  if (parsed.success) return parsed.data;
  return { faults: parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`) };
}
