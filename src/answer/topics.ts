import { parse } from "yaml";
import { z } from "zod";
import { MotcuaError } from "../core/errors.ts";
import { createPhraseFinder } from "../language/phrases.ts";
import type { Words } from "../language/tokenise.ts";

/**
 * The matters a machine never answers, as data (`knowledge/always-human.yaml`): what people say of their own case,
 * and by which procedures such a matter is brought in.
 */

const wordsOf = (phrase: string): readonly string[] =>
  phrase.split(" ").filter((part) => part !== "_" && part !== "#");

/** A single word means too many things: "kiện" stands in "điều kiện" as well. */
const Phrase = z
  .string()
  .trim()
  .regex(/^[^\s_#/][^\s]*(?: [^\s]+)*$/u, "begins with a word, with one space between the parts")
  .refine((phrase) => !phrase.endsWith(" _"), "ends with a word, not with a gap")
  .refine((phrase) => wordsOf(phrase).length >= 2, "has two words at least");

const Topic = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,60}$/, "small letters, digits and hyphens, at most 60"),
  /** For operators, in the queue. */
  name: z.string().trim().min(1).max(80),
  /** What people say of their own case, in the notation of `createPhraseFinder`. */
  phrases: z.array(Phrase).min(1),
  /** Phrases that overlap one of the others and mean something else. */
  unless: z.array(Phrase).optional(),
  /** Words of the official names of procedures by which such a matter is brought in. */
  procedures: z.array(Phrase).optional(),
  why: z.string().trim().min(1),
});
export type Topic = z.infer<typeof Topic>;

/**
 * Reads the text of the file. A file without any entry, or with nothing but comments, holds no topic.
 * @param file its name, for what is wrong with it.
 * @throws MotcuaError `knowledge_invalid` naming the file and every faulty entry: no YAML, fields, an id or a
 * phrase that stands twice.
 */
export function readTopics(file: string, text: string): readonly Topic[] {
  const fail = (faults: readonly string[], cause?: unknown): never => {
    throw new MotcuaError("knowledge_invalid", `${file}: ${faults.join("; ")}`, { cause });
  };
  let raw: unknown;
  try {
    raw = parse(text);
  } catch (error) {
    fail([error instanceof Error ? error.message : "no YAML"], error);
  }
  const read = z.array(Topic).safeParse(raw ?? []);
  if (!read.success)
    return fail(
      read.error.issues.map(({ path: [entry, ...field], message }) =>
        [nameOf(raw, entry), field.join("."), message].filter(Boolean).join(": "),
      ),
    );
  const faults: string[] = [];
  const ids = new Set<string>();
  const saidBy = new Map<string, string>();
  for (const { id, phrases } of read.data) {
    if (ids.has(id)) faults.push(`${id} stands twice`);
    ids.add(id);
    for (const phrase of phrases.map((one) => one.toLowerCase())) {
      const other = saidBy.get(phrase);
      if (other !== undefined) faults.push(`${id}: "${phrase}" is already said in ${other}`);
      saidBy.set(phrase, id);
    }
  }
  return faults.length === 0 ? read.data : fail(faults);
}

/** "entry 3 (to-cao)": its place from 1, and its id when it has one. */
function nameOf(raw: unknown, at: PropertyKey | undefined): string {
  if (typeof at !== "number") return "";
  const entry: unknown = Array.isArray(raw) ? raw[at] : undefined;
  const id = z.looseObject({ id: z.string() }).safeParse(entry);
  return `entry ${at + 1}${id.success ? ` (${id.data.id})` : ""}`;
}

/** A topic that a text was found to be about. */
export interface FoundTopic extends Pick<Topic, "id" | "name"> {
  /** Do these words, of an official name or of a question, name a procedure by which it is brought in? */
  isBroughtInBy(words: Words): boolean;
}

export interface Topics {
  /** The topic a text tells of: of several the one with the longest phrase. */
  recognise(words: Words): FoundTopic | undefined;
}

/** With fewer words a phrase without tones says too many things: "doi tien" is "đòi tiền" and "đổi tiền". */
const FEWEST_TONELESS = 3;

/**
 * Finds topics by their phrases. Building it takes milliseconds: build one and keep it.
 * @param known see `Reader.known`.
 */
export function createTopics(list: readonly Topic[], known: ReadonlySet<string>): Topics {
  const topics = list.map((topic) => {
    const named = createPhraseFinder(
      (topic.procedures ?? []).map((phrase) => [phrase, true] as const),
      known,
    );
    const found: FoundTopic = {
      id: topic.id,
      name: topic.name,
      isBroughtInBy: (words) => named.find(words).length > 0,
    };
    return { ...topic, found };
  });
  type Compiled = (typeof topics)[number];
  const finderOf = (phrasesOf: (topic: Compiled) => readonly string[]) =>
    createPhraseFinder<Compiled>(
      topics.flatMap((topic) => phrasesOf(topic).map((phrase) => [phrase, topic] as const)),
      known,
    );
  const isLong = (phrase: string): boolean => wordsOf(phrase).length >= FEWEST_TONELESS;
  const long = finderOf(({ phrases }) => phrases.filter(isLong));
  const short = finderOf(({ phrases }) => phrases.filter((phrase) => !isLong(phrase)));
  const otherwise = finderOf(({ unless }) => unless ?? []);

  return {
    recognise(words) {
      const against = otherwise.find(words);
      const said = [...long.find(words), ...short.find({ ...words, toneless: false })].filter(
        (one) =>
          !against.some(
            (other) => other.value === one.value && other.start < one.end && one.start < other.end,
          ),
      );
      const [longest] = said.toSorted((a, b) => b.end - b.start - (a.end - a.start));
      return longest?.value.found;
    },
  };
}
