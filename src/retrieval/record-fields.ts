import type { Document, Procedure } from "../core/procedure.ts";

/** The parts of a record that are searched, and how much a word found there weighs. */
export const FIELDS = [
  { name: "name", weight: 5, lengthPenalty: 0.4, pairs: true },
  { name: "shortName", weight: 4, lengthPenalty: 0.3, pairs: true },
  { name: "aliases", weight: 4, lengthPenalty: 0.2, pairs: true },
  { name: "field", weight: 1.2, lengthPenalty: 0.3, pairs: true },
  { name: "result", weight: 1, lengthPenalty: 0.6, pairs: true },
  // Pairs of words in long texts cost most of an index and add little: everyday pairs stand in the names.
  { name: "documents", weight: 0.5, lengthPenalty: 0.75, pairs: false },
  { name: "steps", weight: 0.3, lengthPenalty: 0.75, pairs: false },
] as const;

export type FieldName = (typeof FIELDS)[number]["name"];

/**
 * The text of each field of a record, in the order of `FIELDS`; what is unknown has no text. `writeOut` writes out
 * the abbreviations that aliases may hold; `everyday` are the lexicon's names of this procedure.
 */
export function fieldTexts(
  procedure: Procedure,
  everyday: readonly string[],
  writeOut: (alias: string) => string,
): readonly string[] {
  const texts: Readonly<Record<FieldName, string>> = {
    name: procedure.name,
    shortName: procedure.shortName,
    aliases: callNames(procedure, everyday).map(writeOut).join("\n"),
    field: procedure.field,
    result: listed(procedure.result),
    documents: Array.isArray(procedure.documents) ? procedure.documents.map(documentText).join("\n") : "",
    steps: listed(procedure.steps),
  };
  return FIELDS.map((field) => texts[field.name]);
}

/** The official name and the short one. */
export function officialNames({ name, shortName }: Procedure): readonly string[] {
  return [...new Set([name, shortName])];
}

/** What else people may call a procedure, one by one: its aliases, former names, the lexicon's everyday names. */
export function callNames(
  { aliases, legacyNames = [] }: Procedure,
  everyday: readonly string[],
): readonly string[] {
  return [...new Set([...aliases, ...legacyNames, ...everyday])];
}

/** A section embedded is cut to this many characters: models take some hundred words. */
const SECTION_LENGTH = 900;

/** The sections of a record that are compared by meaning: what it is called, how people call it, what it is for. */
export function sectionsOf(
  procedure: Procedure,
  called: readonly string[],
): readonly { readonly name: string; readonly text: string }[] {
  const { name, shortName, field } = procedure;
  const documents = Array.isArray(procedure.documents) ? procedure.documents.map((one) => one.name) : [];
  return [
    { name: "name", text: [name, shortName, field].join(". ") },
    { name: "aliases", text: called.join(". ") },
    { name: "content", text: [listed(procedure.result), ...documents].join(". ") },
  ].map((section) => ({ ...section, text: section.text.slice(0, SECTION_LENGTH) }));
}

function listed(list: readonly string[] | { readonly unknown: string }): string {
  return "unknown" in list ? "" : list.join("\n");
}

function documentText(document: Document): string {
  return [document.case, document.name, document.form].filter((part) => part !== undefined).join(" ");
}
