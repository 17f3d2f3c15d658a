import { parse } from "yaml";
import { z } from "zod";
import { MotcuaError } from "../core/errors.ts";
import { ProcedureCode } from "../core/procedure.ts";

/**
 * What the language folder knows of words, as data: `knowledge/lexicon/*.yaml`. Each entry carries its own test,
 * so that a new word comes with the proof that it works.
 */

const phrase = z.string().trim().min(1);

/**
 * `replace`: abbreviations and teencode; `say` is read as `means`. `add`: everyday names; the official name is
 * looked for beside what was said. Phrases use the notation of `createPhraseFinder`.
 */
const Wording = z.strictObject({
  say: z.array(phrase).min(1),
  means: phrase,
  /** Not when one of these words stands right after, or right before: the false friends. `#` is a number. */
  unlessBefore: z.array(phrase).optional(),
  unlessAfter: z.array(phrase).optional(),
  /** "what is written => how it reads". */
  test: z.string().regex(/^.+ => .+$/, 'has the form "written => read"'),
  /** A text in which this entry must not apply. */
  not: phrase.optional(),
});

/** What makes a procedure a special variant of a plain one ("cấp lại", "có yếu tố nước ngoài"). */
const Qualifier = z.strictObject({
  id: z.string().regex(/^[a-z_]+$/),
  /** Qualifiers of one group exclude each other, unless a procedure names several ("cấp đổi, cấp lại"). */
  group: z
    .string()
    .regex(/^[a-z_]+$/)
    .optional(),
  /** People say it without meaning a special variant ("cho con"): a plain procedure is not held back for it. */
  soft: z.boolean().optional(),
  inName: z.array(phrase).min(1),
  inQuestion: z.array(phrase).min(1),
  /** A question that names it. */
  test: phrase,
  /** A question that does not. */
  not: phrase.optional(),
});
export type Qualifier = z.infer<typeof Qualifier>;

/** What people call a procedure, or what happened to them when they need it; by its national code. */
const Names = z.strictObject({
  code: ProcedureCode,
  say: z.array(phrase).min(1),
});

/**
 * What a message may be: a question about a procedure; one that makes sense only after a procedure was named; or
 * something else. `crisis_<line>` names the line to call.
 */
export const INTENTS = [
  "procedure",
  "continuation",
  "crisis_111",
  "crisis_113",
  "crisis_114",
  "crisis_115",
  "person",
  "complaint",
  "dossier",
  "greeting",
  "thanks",
  "bye",
  "who",
  "acknowledged",
  "opening",
  "out_of_scope",
] as const;
const Intent = z.enum(INTENTS);
export type Intent = z.infer<typeof Intent>;

const LexiconFile = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.enum(["abbreviation", "teencode"]), entries: z.array(Wording) }),
  z.strictObject({ kind: z.literal("everyday"), entries: z.array(Wording) }),
  z.strictObject({ kind: z.literal("qualifier"), entries: z.array(Qualifier) }),
  z.strictObject({ kind: z.literal("procedure"), entries: z.array(Names) }),
  z.strictObject({ kind: z.literal("intent"), intent: Intent, examples: z.array(phrase).min(1) }),
  z.strictObject({
    kind: z.literal("chatter"),
    /** Words of conversation that say nothing of the matter. */
    entries: z.array(
      z.strictObject({
        say: z.array(phrase).min(1),
        /** Written without tones it may be another word ("nha" is also "nhà"): then it is not taken for chatter. */
        onlyAsWritten: z.boolean().optional(),
        test: phrase,
      }),
    ),
  }),
]);

export type Wording = z.infer<typeof Wording>;
export type Chatter = Extract<z.infer<typeof LexiconFile>, { kind: "chatter" }>["entries"][number];

export interface Lexicon {
  readonly replace: readonly Wording[];
  readonly add: readonly Wording[];
  readonly qualifiers: readonly Qualifier[];
  readonly chatter: readonly Chatter[];
  /** Messages by what they are: the classifier learns from them (`intents.ts`). */
  readonly examples: readonly (readonly [Intent, string])[];
  /** Everyday names of procedures by national code, for every catalogue that holds them. */
  readonly names: ReadonlyMap<ProcedureCode, readonly string[]>;
}

/**
 * Reads the texts of the lexicon's YAML files into one lexicon. Nothing is skipped: throws `knowledge_invalid`
 * with file and place for text that is no YAML, does not have the shape, or says one phrase twice.
 */
export function readLexicon(files: Iterable<{ readonly name: string; readonly text: string }>): Lexicon {
  const replace: Wording[] = [];
  const add: Wording[] = [];
  const qualifiers: Qualifier[] = [];
  const chatter: Chatter[] = [];
  const names = new Map<ProcedureCode, readonly string[]>();
  const examples: (readonly [Intent, string])[] = [];
  const said = new Map<string, string>();
  for (const { name, text } of files) {
    const file = readFile(name, text);
    if (file.kind === "intent") {
      examples.push(...file.examples.map((text) => [file.intent, text] as const));
      continue;
    }
    if (file.kind === "procedure") {
      for (const { code, say } of file.entries) {
        if (names.has(code)) throw new MotcuaError("knowledge_invalid", `${name}: ${code} stands twice`);
        names.set(code, say);
      }
      continue;
    }
    if (file.kind === "qualifier") {
      qualifiers.push(...file.entries);
      continue;
    }
    // Chatter may repeat a word of the others: "ad" is written out as "admin", and is chatter as well.
    const sort = file.kind === "chatter" ? "chatter" : "wording";
    for (const one of file.entries.flatMap((entry) => entry.say)) {
      const before = said.get(`${sort} ${one}`);
      if (before !== undefined)
        throw new MotcuaError("knowledge_invalid", `${name}: "${one}" is already said in ${before}`);
      said.set(`${sort} ${one}`, name);
    }
    if (file.kind === "chatter") chatter.push(...file.entries);
    else (file.kind === "everyday" ? add : replace).push(...file.entries);
  }
  return { replace, add, qualifiers, chatter, examples, names };
}

function readFile(name: string, text: string): z.infer<typeof LexiconFile> {
  let raw: unknown;
  try {
    raw = parse(text);
  } catch (error) {
    throw new MotcuaError(
      "knowledge_invalid",
      `${name}: ${error instanceof Error ? error.message : "no YAML"}`,
      {
        cause: error,
      },
    );
  }
  const file = LexiconFile.safeParse(raw);
  if (file.success) return file.data;
  const faults = file.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  throw new MotcuaError("knowledge_invalid", `${name}: ${faults.join("; ")}`);
}
