import type { Facet, Level } from "../core/procedure.ts";
import { clean } from "./clean.ts";
import { facetSpans, facetsOf, type FacetSpan } from "./facets.ts";
import { levelSpans } from "./levels.ts";
import type { Lexicon, Wording } from "./lexicon.ts";
import { composeKeystrokes } from "./keystrokes.ts";
import { createPhraseFinder, longestFirst, type Found } from "./phrases.ts";
import { rawWords, tokenise, WORD, type WordForms, type Words } from "./tokenise.ts";

/**
 * What a word of a question is for: `matter` says what it is about, `asking` asks for a facet ("bao nhiêu
 * tiền") or names a level ("ở công an tỉnh"), `chatter` is conversation ("cho mình hỏi"). `unsure`: written without tones it may be chatter or not
 * ("nha": nhà or nha, "co": có or cô).
 */
export type WordRole = "matter" | "asking" | "chatter" | "unsure";

/** One way to put the question, word by word. */
export interface Phrasing {
  readonly words: Words;
  /** One for each word. */
  readonly roles: readonly WordRole[];
  /** For each word: does it stand here in the place of an everyday name? */
  readonly official: readonly boolean[];
  /** How much of a word was said for each: 1, and less for the words of an official name longer than the everyday one. */
  readonly shares: readonly number[];
}

/** A question as it was understood. */
export interface Reading {
  /** The text with abbreviations and teencode written out. */
  readonly text: string;
  /** As it was said, and, when everyday names were used, with the official names in their place. */
  readonly phrasings: readonly [Phrasing, ...Phrasing[]];
  /** The facets asked for, in the order asked; empty when none is. */
  readonly facets: readonly Facet[];
  /** True when a facet is asked for outright, not by a general "thế nào" or a hint. */
  readonly asksOutright: boolean;
  /** Ids of the lexicon's qualifiers that the question names. */
  readonly qualifiers: ReadonlySet<string>;
  /** The levels of offices that the question names ("ở công an tỉnh"). */
  readonly levels: ReadonlySet<Level>;
}

export interface Reader {
  /** The abbreviations' own words, which keep their repeated letters ("cccd"). */
  readonly known: ReadonlySet<string>;
  /** Understands one question. Any text will do; an empty one gives a reading without words. */
  read(text: string): Reading;
  /** The words of a text with the lexicon's abbreviations written out, and nothing else understood. */
  words(text: string): Words;
  /** The same as text. */
  written(text: string): string;
  /**
   * A name as it is compared: the words that are no chatter, as it was said and, when everyday names stand in it, with
   * the official ones. The same word is the same object, so that thousands of names take little room.
   */
  name(text: string): readonly (readonly WordForms[])[];
}

/** A reader over this lexicon. Building it takes milliseconds: build one and keep it. */
export function createReader(lexicon: Lexicon): Reader {
  const known = new Set(
    [...lexicon.replace, ...lexicon.add].flatMap((entry) => entry.say.flatMap((say) => say.split(/[ /]/))),
  );
  const wordings = (entries: readonly Wording[]) =>
    createPhraseFinder(
      entries.flatMap((entry) => entry.say.map((say) => [say, compile(entry)] as const)),
      known,
    );
  const abbreviations = wordings(lexicon.replace);
  const everyday = wordings(lexicon.add);
  const chatterOf = (exact: boolean) =>
    createPhraseFinder(
      lexicon.chatter
        .filter((entry) => (entry.onlyAsWritten ?? false) === exact)
        .flatMap((entry) => entry.say.map((say) => [say, true] as const)),
      known,
    );
  const chatter = chatterOf(false);
  const chatterAsWritten = chatterOf(true);
  const qualifiers = createPhraseFinder(
    lexicon.qualifiers.flatMap((entry) => entry.inQuestion.map((say) => [say, entry.id] as const)),
    known,
  );

  /** Abbreviations are written out; whether the text is toneless is judged by what the person wrote. */
  const writeOut = (text: string): { text: string; words: Words } => {
    const cleaned = withKeystrokesComposed(clean(text), known);
    const asTyped = tokenise(cleaned, known);
    const found = applicable(abbreviations.find(asTyped), asTyped);
    if (found.length === 0) return { text: cleaned, words: asTyped };
    const written = replaceWords(cleaned, asTyped, found);
    return { text: written, words: { ...tokenise(written, known), toneless: asTyped.toneless } };
  };

  const rolesOf = (
    words: Words,
    spans: readonly FacetSpan[],
    levels: readonly Found<Level>[],
  ): WordRole[] => {
    const roles = words.tokens.map((): WordRole => "matter");
    for (const span of chatterAsWritten.find(words))
      roles.fill(words.toneless ? "unsure" : "chatter", span.start, span.end);
    for (const span of chatter.find(words)) roles.fill("chatter", span.start, span.end);
    for (const span of spans)
      if (span.facet !== undefined && span.strength !== "hints") roles.fill("asking", span.start, span.end);
    for (const span of levels) roles.fill("asking", span.start, span.end);
    return roles;
  };

  const forms = new Map<string, WordForms>();
  const formOf = ({ toned, folded, heard }: WordForms): WordForms => {
    let known = forms.get(toned);
    if (known === undefined) forms.set(toned, (known = { toned, folded, heard }));
    return known;
  };

  return {
    known,
    words: (text) => writeOut(text).words,
    written: (text) => writeOut(text).text,
    name(said) {
      const { text, words } = writeOut(said);
      const roles = rolesOf(words, [], []);
      const shares = roles.map(() => 1);
      const asked: Phrasing = { words, roles, official: roles.map(() => false), shares };
      const names = applicable(everyday.find(words), words);
      return (names.length === 0 ? [asked] : [asked, officially(text, asked, names, known)]).map((phrasing) =>
        phrasing.words.tokens.filter((_, at) => phrasing.roles[at] !== "chatter").map(formOf),
      );
    },
    read(question) {
      const { text, words } = writeOut(question);
      const spans = facetSpans(words);
      const levels = levelSpans(words);
      const roles = rolesOf(words, spans, levels);
      const asked: Phrasing = { words, roles, official: roles.map(() => false), shares: roles.map(() => 1) };
      const names = applicable(everyday.find(words), words);
      const named = qualifiers
        .find(words)
        .filter((one) => !spans.some((span) => span.start <= one.start && one.end <= span.end));
      return {
        text,
        phrasings: names.length === 0 ? [asked] : [asked, officially(text, asked, names, known)],
        facets: facetsOf(spans),
        asksOutright: spans.some((span) => span.strength === "asks" && span.facet !== undefined),
        qualifiers: new Set(named.map((one) => one.value)),
        levels: new Set(levels.map((one) => one.value)),
      };
    },
  };
}

/** An entry with its false friends ready to be looked for. */
interface CompiledWording {
  readonly means: string;
  readonly unlessBefore: readonly string[];
  readonly unlessAfter: readonly string[];
}

function compile(entry: Wording): CompiledWording {
  const words = (list: readonly string[] | undefined) =>
    (list ?? []).map((word) => tokenise(word).tokens[0]?.folded ?? word);
  return {
    means: entry.means,
    unlessBefore: words(entry.unlessBefore),
    unlessAfter: words(entry.unlessAfter),
  };
}

/** The finds that hold here: false friends out, then the longest of those that overlap. */
function applicable(
  found: readonly Found<CompiledWording>[],
  words: Words,
): readonly Found<CompiledWording>[] {
  const isOneOf = (at: number, list: readonly string[]): boolean => {
    const folded = words.tokens[at]?.folded;
    if (folded === undefined) return false;
    return list.includes(folded) || (list.includes("#") && /^\d/.test(folded));
  };
  return longestFirst(
    found.filter(
      (one) => !isOneOf(one.end, one.value.unlessBefore) && !isOneOf(one.start - 1, one.value.unlessAfter),
    ),
  );
}

/** The text with the words whose keystrokes no input method composed ("dduwocj") as they were meant. */
function withKeystrokesComposed(text: string, known: ReadonlySet<string>): string {
  return text.replace(WORD, (raw) => {
    const word = raw.toLowerCase();
    return known.has(word) ? raw : (composeKeystrokes(word) ?? raw);
  });
}

/** The text with each find replaced by what it means. */
function replaceWords(
  text: string,
  words: Words,
  found: readonly Found<{ readonly means: string }>[],
): string {
  let written = "";
  let from = 0;
  for (const one of found) {
    const first = words.tokens[one.start];
    const last = words.tokens[one.end - 1];
    if (first === undefined || last === undefined) continue;
    written += text.slice(from, first.start) + one.value.means;
    from = last.end;
  }
  return written + text.slice(from);
}

/**
 * An official name may be this many words longer than what was said, or this long in all, before its words count
 * for less: "quên mật khẩu vneid" is not eight words about an account and three about a password.
 */
const WORDS_ADDED = 2;
const WORDS_FREE = 4;

/** The question with official names in the place of everyday ones; these words are all of the matter. */
function officially(
  text: string,
  asked: Phrasing,
  found: readonly Found<CompiledWording>[],
  known: ReadonlySet<string>,
): Phrasing {
  const written = replaceWords(text, asked.words, found);
  const words = { ...tokenise(written, known), toneless: asked.words.toneless };
  const roles: WordRole[] = [];
  const official: boolean[] = [];
  const shares: number[] = [];
  let next = 0;
  asked.roles.forEach((role, at) => {
    if (at < next) return;
    const name = found.find((one) => one.start === at);
    if (name === undefined) {
      roles.push(role);
      official.push(false);
      shares.push(1);
      return;
    }
    const length = rawWords(name.value.means).length;
    const share = Math.min(1, Math.max(name.end - name.start + WORDS_ADDED, WORDS_FREE) / length);
    for (let word = length; word > 0; word--) {
      shares.push(share);
      roles.push("matter");
      official.push(true);
    }
    next = name.end;
  });
  return { words, roles, official, shares };
}
