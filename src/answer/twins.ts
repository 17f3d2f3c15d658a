import type { ProcedureBook, Retrieved, ScoredProcedure } from "../core/answering.ts";
import type { Facet, Level, Procedure, ProcedureCode } from "../core/procedure.ts";
import { fold } from "../language/clean.ts";

/**
 * One procedure that two levels handle is two records ("Cấp lại thẻ căn cước" and the same "(thực hiện tại cấp
 * tỉnh)"). To a citizen they are one thing to be done, so nobody is asked back between them: one of them answers,
 * and the other is offered as a button.
 */
export interface Twins {
  /** The same procedure at other levels, the nearest first. */
  of(procedure: Procedure): readonly Procedure[];
  /** The procedure at one of these levels, if it is there; else as it is. */
  at(procedure: Procedure, levels: ReadonlySet<Level>): Procedure;
  /** Which of a record and its twins answers: see `Wanted`. What is unknown to the book stays as it is. */
  wanted(code: ProcedureCode, wanted: Wanted): ProcedureCode;
  /** The same candidates with one of each set of twins, in the place and with the score of the best of them. */
  merge(retrieved: Retrieved, wanted: Wanted): Retrieved;
}

/**
 * What decides between twins, first things first: a code in `text`, a level named, being in force, knowing the
 * facet asked for; all else being equal, the nearest level.
 */
export interface Wanted {
  readonly text: string;
  readonly levels: ReadonlySet<Level>;
  readonly facet: Facet | undefined;
}

/** From the nearest to the citizen to the farthest. */
const NEAREST_FIRST: readonly Level[] = ["commune", "province", "ministry", "other"];

/** Finds twins by official names that differ in nothing but the level they name in brackets. */
export function createTwins(book: ProcedureBook): Twins {
  const byName = new Map<string, Procedure[]>();
  for (const procedure of book.allInForce()) {
    const name = nameWithoutLevel(procedure);
    const same = byName.get(name);
    if (same === undefined) byName.set(name, [procedure]);
    else same.push(procedure);
  }
  const inForceLike = (procedure: Procedure): readonly Procedure[] =>
    (byName.get(nameWithoutLevel(procedure)) ?? []).filter((one) => one.code !== procedure.code);

  const of = (procedure: Procedure): readonly Procedure[] =>
    inForceLike(procedure)
      .filter((one) => one.levels.every((level) => !procedure.levels.includes(level)))
      .toSorted((a, b) => distance(a) - distance(b));

  const wanted = (code: ProcedureCode, { text, levels, facet }: Wanted): ProcedureCode => {
    const inForce = book.inForce(code);
    const record = inForce ?? book.withdrawn(code)?.record;
    if (record === undefined) return code;
    // A withdrawn record gives way to any of the same name, which may be the same procedure under a new code.
    const twins = inForce === undefined ? inForceLike(record) : of(record);
    if (twins.length === 0) return code;
    const rank = (one: Procedure): number =>
      (text.includes(one.code) ? 0 : 8) +
      (one.levels.some((level) => levels.has(level)) ? 0 : 4) +
      (book.inForce(one.code) === undefined ? 2 : 0) +
      (facet === undefined || isKnown(one, facet) ? 0 : 1);
    const [best] = [record, ...twins].sort((a, b) => rank(a) - rank(b) || distance(a) - distance(b));
    return best?.code ?? code;
  };

  return {
    of,
    at(procedure, levels) {
      const isAt = (one: Procedure): boolean => one.levels.some((level) => levels.has(level));
      return isAt(procedure) ? procedure : (of(procedure).find(isAt) ?? procedure);
    },
    wanted,
    merge(retrieved, asked) {
      // That one of several twins is meant is as likely as any of them together.
      const kept = new Map<ProcedureCode, ScoredProcedure>();
      for (const item of retrieved.kept) {
        const code = wanted(item.code, asked);
        const known = kept.get(code);
        if (known === undefined) kept.set(code, { ...item, code });
        else kept.set(code, { ...known, score: Math.min(1, known.score + item.score) });
      }
      return { ...retrieved, kept: [...kept.values()].sort((a, b) => b.score - a.score) };
    },
  };
}

const distance = ({ levels }: Procedure): number =>
  Math.min(...levels.map((level) => NEAREST_FIRST.indexOf(level)));

/** Words of which a bracket that only names a level is made. */
const LEVEL_WORDS = new Set(
  "thuc hien ap dung tai o cap xa phuong dac khu tinh thanh pho trung uong bo cong an uy ban nhan dan".split(
    " ",
  ),
);
const BRACKET = /\s*\(([^()]*)\)/gu;

/** Names in their compared form: a record is the same object from one state of the catalogue to the next. */
const known = new WeakMap<Procedure, string>();

/** What twins have in common: the official name, folded, without the level it names in brackets. */
export function nameWithoutLevel(procedure: Procedure): string {
  let name = known.get(procedure);
  if (name === undefined) {
    name = fold(procedure.name.toLowerCase())
      .replace(BRACKET, (bracket, inside: string) => {
        const words = inside.trim().split(/\s+/);
        return words.includes("cap") && words.every((word) => LEVEL_WORDS.has(word)) ? "" : bracket;
      })
      .replace(/^thu tuc /, "")
      .replace(/[\s.:;]+$/, "");
    known.set(procedure, name);
  }
  return name;
}

/** Does the record hold a fact for this facet, and not only the reason why it is unknown? */
function isKnown(procedure: Procedure, facet: Facet): boolean {
  const { methods, documents, steps, conditions, result, legalBasis, agencies, forms } = procedure;
  const perMethod = (facts: "fees" | "times"): boolean =>
    !("unknown" in methods) && methods.some((method) => method[facts].some((one) => !("unknown" in one)));
  switch (facet) {
    case "fee":
      return perMethod("fees");
    case "time":
      return perMethod("times");
    case "documents":
      return !("unknown" in documents);
    case "how":
      return !("unknown" in steps) || !("unknown" in methods);
    case "conditions":
      return !("unknown" in conditions);
    case "result":
      return !("unknown" in result);
    case "legal_basis":
      return !("unknown" in legalBasis);
    case "where":
      return !("unknown" in agencies);
    case "form":
      return forms.length > 0;
    case "overview":
      return true;
  }
}
