import { z } from "zod";
import { Agency, Document, Fee, LegalBasis, Method, Procedure, ProcessingTime } from "../core/procedure.ts";

interface JsonSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly description?: string;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
}

const PARTS = { Procedure, Agency, Method, ProcessingTime, Fee, Document, LegalBasis };

/** The record's documentation, written from its schema: Markdown, a table for the record and for each of its parts. */
export function describeRecord(): string {
  return Object.entries(PARTS)
    .map(([name, schema]) => {
      const json = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonSchema;
      const shapes = json.anyOf ?? [json];
      const tables = shapes.map((shape) => table(shape));
      return `### ${name}\n\n${tables.join("\n\nor\n\n")}`;
    })
    .join("\n\n");
}

function table({ properties = {}, required = [] }: JsonSchema): string {
  const rows = Object.entries(properties).map(
    ([name, schema]) =>
      `| \`${name}\` | ${required.includes(name) ? "yes" : "no"} | ${shapeOf(schema)} | ${schema.description ?? ""} |`,
  );
  return ["| field | needed | shape | meaning |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

function shapeOf(schema: JsonSchema): string {
  if (schema.anyOf !== undefined) return schema.anyOf.map(shapeOf).join(" or ");
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum !== undefined) return schema.enum.map((one) => `\`${String(one)}\``).join(" or ");
  if (schema.type === "array") return `list of ${shapeOf(schema.items ?? {})}`;
  if (schema.type === "object") {
    const { properties = {}, required = [] } = schema;
    const names = Object.keys(properties).map((name) => (required.includes(name) ? name : `${name}?`));
    return `\`{${names.join(", ")}}\``;
  }
  if (schema.type === "string") {
    if (schema.format === "date") return "date `YYYY-MM-DD`";
    if (schema.format === "uri") return "URL";
    if (schema.pattern !== undefined) return "text like `1.004194`";
    return schema.maxLength === undefined ? "text" : `text, at most ${schema.maxLength} characters`;
  }
  return schema.type === "integer" ? "whole number" : (schema.type ?? "anything");
}
