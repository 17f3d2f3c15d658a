import type { Qualifier } from "../language/lexicon.ts";
import { createPhraseFinder } from "../language/phrases.ts";
import { tokenise } from "../language/tokenise.ts";

/** The special variant, when the question does not say what makes it special. */
const NOT_ASKED_FOR = 0.8;
/** The plain variant, when the question asks for a special one. */
const NOT_SPECIAL = 0.72;
/** A special variant of another kind than the question asks for. */
const OTHER_SPECIAL = 0.6;

/**
 * The plain variant of a procedure comes first unless the question names what makes another special. Answers the
 * factor, 0 to 1, by which the score of a procedure with these qualifiers is held back for this question.
 */
export function createSiblingRule(qualifiers: readonly Qualifier[]): {
  /** The qualifiers a procedure's names carry. */
  of(names: readonly string[]): ReadonlySet<string>;
  factor(procedure: ReadonlySet<string>, asked: ReadonlySet<string>): number;
} {
  const finder = createPhraseFinder(
    qualifiers.flatMap((one) => one.inName.map((phrase) => [phrase, one.id] as const)),
  );
  const groups = new Map<string, string[]>();
  for (const { id, group = id } of qualifiers) groups.set(group, [...(groups.get(group) ?? []), id]);
  return {
    of: (names) => new Set(names.flatMap((name) => finder.find(tokenise(name)).map((found) => found.value))),
    factor(procedure, asked) {
      let factor = 1;
      for (const ids of groups.values()) {
        const has = ids.filter((id) => procedure.has(id));
        const wants = ids.filter((id) => asked.has(id));
        if (has.length > 0 && wants.length === 0) factor *= NOT_ASKED_FOR;
        else if (has.length === 0 && wants.length > 0) factor *= NOT_SPECIAL;
        else if (has.length > 0 && !has.some((id) => asked.has(id))) factor *= OTHER_SPECIAL;
      }
      return factor;
    },
  };
}
