import type { Procedure } from "../core/procedure.ts";
import type { Qualifier } from "../language/lexicon.ts";
import { createPhraseFinder, type PhraseFinder } from "../language/phrases.ts";
import { tokenise } from "../language/tokenise.ts";

/** Ids of the qualifiers of a procedure. */
export interface Qualified {
  /** What its name says makes it special. */
  readonly special: ReadonlySet<string>;
  /** What it covers by any of its names: a long official name lists cases, an alias names one. */
  readonly covers: ReadonlySet<string>;
}

export interface SiblingRule {
  of(procedure: Pick<Procedure, "name" | "shortName" | "aliases">): Qualified;
  /** How a procedure with these qualifiers meets a question that names those. */
  compare(procedure: Qualified, asked: ReadonlySet<string>): Kinship;
}

/** In how many groups of qualifiers a procedure and a question agree or differ. */
export interface Kinship {
  /** The procedure is of a special kind that the question asks for. */
  readonly meets: number;
  /** The same, of a kind that people name without meaning it. */
  readonly meetsSoft: number;
  /** The procedure is special, and the question says nothing of it. */
  readonly unasked: number;
  /** The procedure is special in another way than the question asks for. */
  readonly other: number;
  /** The question asks for a special kind that the procedure is not, nor covers by any of its names. */
  readonly missing: number;
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
    compare({ special, covers }, asked) {
      let [meets, meetsSoft, unasked, other, missing] = [0, 0, 0, 0, 0];
      for (const group of groups.values()) {
        const has = group.filter((one) => special.has(one.id));
        const wants = group.filter((one) => asked.has(one.id));
        const met = has.filter((one) => asked.has(one.id));
        if (met.length > 0) {
          if (met.some((one) => one.soft !== true)) meets++;
          else meetsSoft++;
        } else if (has.length > 0) {
          if (wants.length > 0) other++;
          else unasked++;
        } else if (wants.some((one) => one.soft !== true) && !wants.some((one) => covers.has(one.id)))
          missing++;
      }
      return { meets, meetsSoft, unasked, other, missing };
    },
  };
}
