import type { Qualifier } from "../language/lexicon.ts";
import { createPhraseFinder } from "../language/phrases.ts";
import { tokenise } from "../language/tokenise.ts";

/** A special variant, when the question does not say what makes it special, keeps this much of its score. */
const NOT_ASKED_FOR = 0.8;
/** The plain variant, when the question asks for a special one. */
const NOT_SPECIAL = 0.72;
/** A special variant of another kind than the question asks for. */
const OTHER_SPECIAL = 0.6;
/** The special variant asked for gains this part of what it lacks: people seldom use the words of its name. */
const ASKED_FOR = 0.3;

export interface SiblingRule {
  /** The qualifiers that a procedure's names carry. */
  of(names: readonly string[]): ReadonlySet<string>;
  /** The score, 0 to 1, of a procedure with these qualifiers for a question that names those. */
  adjust(score: number, procedure: ReadonlySet<string>, asked: ReadonlySet<string>): number;
}

/** The plain variant of a procedure comes first unless the question names what makes another one special. */
export function createSiblingRule(qualifiers: readonly Qualifier[]): SiblingRule {
  const finder = createPhraseFinder(
    qualifiers.flatMap((one) => one.inName.map((phrase) => [phrase, one.id] as const)),
  );
  const groups = new Map<string, Qualifier[]>();
  for (const one of qualifiers) {
    const group = one.group ?? one.id;
    groups.set(group, [...(groups.get(group) ?? []), one]);
  }
  return {
    of: (names) => new Set(names.flatMap((name) => finder.find(tokenise(name)).map((found) => found.value))),
    adjust(score, procedure, asked) {
      let adjusted = score;
      for (const group of groups.values()) {
        const has = group.filter((one) => procedure.has(one.id));
        const wants = group.filter((one) => asked.has(one.id));
        const meets = has.filter((one) => asked.has(one.id));
        if (meets.length > 0) {
          const gain = meets.some((one) => one.soft !== true) ? ASKED_FOR : ASKED_FOR / 2;
          adjusted += (1 - adjusted) * gain * adjusted;
        } else if (has.length > 0) adjusted *= wants.length > 0 ? OTHER_SPECIAL : NOT_ASKED_FOR;
        else if (wants.some((one) => one.soft !== true)) adjusted *= NOT_SPECIAL;
      }
      return adjusted;
    },
  };
}
