import { can } from "../access/rights.ts";
import type { Operator } from "../core/people.ts";

/**
 * `maySee` of access/rights.ts as a condition of SQL, so that a list need not be read to be sifted.
 * @param unit the column that holds the unit.
 * @param bind takes a value and gives its placeholder.
 */
export function visibleTo(who: Operator, unit: string, bind: (value: unknown) => string): string {
  if (who.unit === null || can(who.role, "step_in")) return "true";
  return `(${unit} is null or ${unit} = ${bind(who.unit)})`;
}
