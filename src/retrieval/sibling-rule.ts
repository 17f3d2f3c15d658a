import type { Procedure } from "../core/procedure.ts";
import type { Qualifier } from "../language/lexicon.ts";
import { createPhraseFinder, type PhraseFinder } from "../language/phrases.ts";
import { tokenise } from "../language/tokenise.ts";

/** A special variant, when the question does not say what makes it special, keeps this much of its score. */
const NOT_ASKED_FOR = 0.8;
/** The plain variant, when the question asks for a special one. */
const NOT_SPECIAL = 0.72;
/** A special variant of another kind than the question asks for. */
const OTHER_SPECIAL = 0.6;
/** The special variant asked for gains this part of what it lacks: people seldom use the words of its name. */
const ASKED_FOR = 0.3;

/** Ids of the qualifiers of a procedure. */
export interface Qualified {
  /** What its name says makes it special. */
  readonly special: ReadonlySet<string>;
  /** What it covers by any of its names: a long official name lists cases, an alias names one. */
  readonly covers: ReadonlySet<string>;
}

export interface SiblingRule {
  of(procedure: Pick<Procedure, "name" | "shortName" | "aliases">): Qualified;
  /** The score, 0 to 1, of a procedure with these qualifiers for a question that names those. */
  adjust(score: number, procedure: Qualified, asked: ReadonlySet<string>): number;
}

/** A name longer than this lists what it covers; what it mentions makes the procedure no special variant. */
const LISTING = 90;

/** The plain variant of a procedure comes first unless the question names what makes another one special. */
export function createSiblingRule(qualifiers: readonly Qualifier[]): SiblingRule {
  const inNames = createPhraseFinder(
    qualifiers.flatMap((one) => one.inName.map((phrase) => [phrase, one.id] as const)),
  );
  const anywhere = createPhraseFinder(
    qualifiers.flatMap((one) =>
      [...one.inName, ...one.inQuestion].map((phrase) => [phrase, one.id] as const),
    ),
  );
  const groups = new Map<string, Qualifier[]>();
  for (const one of qualifiers) {
    const group = one.group ?? one.id;
    groups.set(group, [...(groups.get(group) ?? []), one]);
  }
  const idsIn = (finder: PhraseFinder<string>, texts: readonly string[]): ReadonlySet<string> =>
    new Set(texts.flatMap((text) => finder.find(tokenise(text)).map((found) => found.value)));

  const groupOf = new Map(qualifiers.map((one) => [one.id, one.group ?? one.id]));
  /**
   * A name that lists the plain act first and a special one after it ("Thực hiện, điều chỉnh, thôi hưởng trợ cấp")
   * is of both: what it lists makes it no special variant.
   */
  const specialIn = (name: string): readonly string[] => {
    const words = tokenise(name);
    const found = inNames.find(words);
    const firstEnds = name.indexOf(",");
    const inFirst = found.filter((one) => (words.tokens[one.start]?.start ?? 0) < firstEnds);
    const isListed = (one: (typeof found)[number]): boolean => {
      const start = words.tokens[one.start]?.start ?? 0;
      if (!/,\s*$/.test(name.slice(0, start))) return false;
      return !inFirst.some((first) => groupOf.get(first.value) === groupOf.get(one.value));
    };
    return found.filter((one) => !isListed(one)).map((one) => one.value);
  };

  return {
    of: ({ name, shortName, aliases }) => ({
      special: new Set((name.length > LISTING ? [shortName] : [name, shortName]).flatMap(specialIn)),
      covers: idsIn(anywhere, [name, shortName, ...aliases]),
    }),
    adjust(score, { special, covers }, asked) {
      let adjusted = score;
      for (const group of groups.values()) {
        const has = group.filter((one) => special.has(one.id));
        const wants = group.filter((one) => asked.has(one.id));
        const meets = has.filter((one) => asked.has(one.id));
        if (meets.length > 0) {
          const gain = meets.some((one) => one.soft !== true) ? ASKED_FOR : ASKED_FOR / 2;
          adjusted += (1 - adjusted) * gain * adjusted;
        } else if (has.length > 0) adjusted *= wants.length > 0 ? OTHER_SPECIAL : NOT_ASKED_FOR;
        else if (wants.some((one) => one.soft !== true) && !wants.some((one) => covers.has(one.id)))
          adjusted *= NOT_SPECIAL;
      }
      return adjusted;
    },
  };
}
