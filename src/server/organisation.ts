import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import type { Units } from "../contract/desk.ts";
import { MotcuaError } from "../core/errors.ts";

const FILE = "organisation.yaml";

const text = z.string().trim().min(1);
const id = z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, "an id has the form tu-phap");

/** The file `organisation.yaml` of a centre: who it is, and where cases can be forwarded to. */
export const Organisation = z
  .strictObject({
    example: z.boolean().optional().describe("true while it is the shipped example"),
    name: text,
    address: text,
    hotline: text.nullable().describe("null: not known, and then not said"),
    portalUrl: z.url().nullable(),
    calendar: z.literal("calendar.yaml"),
    departments: z.array(
      z.strictObject({ id, name: text, fields: z.array(text).describe("as the records name them") }),
    ),
    communes: z.array(
      z.strictObject({ id, kind: z.enum(["xã", "phường", "đặc khu"]), name: text, address: text }),
    ),
  })
  .check(({ value, issues }) => {
    const seen = new Set<string>();
    const once = (what: string, key: string, path: PropertyKey[]): void => {
      if (seen.has(`${what} ${key}`))
        issues.push({ code: "custom", message: `${what} ${key} stands there twice`, path, input: value });
      seen.add(`${what} ${key}`);
    };
    for (const list of ["departments", "communes"] as const)
      value[list].forEach((unit, index) => {
        once("the id", unit.id, [list, index, "id"]);
      });
    value.departments.forEach(({ fields }, index) => {
      fields.forEach((field, at) => {
        once("the field", field, ["departments", index, "fields", at]);
      });
    });
  });
export type Organisation = z.infer<typeof Organisation>;

export interface ReadOrganisation {
  /** Undefined when the centre has not described itself. */
  readonly organisation: Organisation | undefined;
  /** Departments, then communes, each in the order of the file, named as people name them. */
  readonly units: Units["units"];
}

/**
 * Reads `organisation.yaml` of the knowledge folder. Without the file there are no units to forward to.
 * @throws MotcuaError `knowledge_invalid` naming the file and every place in it that is wrong.
 */
export async function readOrganisation(knowledgeDir: string): Promise<ReadOrganisation> {
  const path = join(knowledgeDir, FILE);
  const content = await readFile(path, "utf8").catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw cause;
  });
  if (content === undefined) return { organisation: undefined, units: [] };
  const { departments, communes, ...rest } = parseOrganisation(content, path);
  return {
    organisation: { departments, communes, ...rest },
    units: [
      ...departments.map(({ id, name }) => ({ id, name, kind: "department" as const })),
      ...communes.map(({ id, kind, name }) => ({
        id,
        name: `${kind.charAt(0).toUpperCase()}${kind.slice(1)} ${name}`,
        kind: "commune" as const,
      })),
    ],
  };
}

function parseOrganisation(content: string, path: string): Organisation {
  let data: unknown;
  try {
    data = parse(content.normalize("NFC"));
  } catch (cause) {
    throw new MotcuaError("knowledge_invalid", `${path} is no readable YAML: ${(cause as Error).message}`, {
      cause,
    });
  }
  const parsed = Organisation.safeParse(data);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path: at, message }) => `  ${at.join(".")}: ${message}`);
  throw new MotcuaError("knowledge_invalid", `${path} is wrong:\n${faults.join("\n")}`);
}
