import type { z } from "zod";
import { Procedure } from "../../../core/procedure.ts";

/** A field that is wrong: where it stands in the record ("methods.0.fees"), and what is wrong with it. */
export interface RecordFault {
  readonly field: string;
  readonly message: string;
}

/**
 * Turns parsed YAML or JSON into a record, or names every field that is wrong. The one check that the starter folder,
 * single files of the same form and an upload go through.
 * @param inWords zod's messages in another language than English, such as `z.locales.vi().localeError`.
 */
export function recordFrom(
  data: unknown,
  inWords?: z.core.$ZodErrorMap,
): { readonly record: Procedure } | { readonly faults: readonly RecordFault[] } {
  const parsed = Procedure.safeParse(data, inWords === undefined ? undefined : { error: inWords });
  return parsed.success ? { record: parsed.data } : { faults: flat(parsed.error.issues, []) };
}

/**
 * "Invalid input" of a union says nothing to the one who must mend the file: the alternative that came nearest
 * (fewest faults) says which field is wrong.
 */
function flat(issues: readonly z.core.$ZodIssue[], above: readonly PropertyKey[]): readonly RecordFault[] {
  return issues.flatMap((issue) => {
    const path = [...above, ...issue.path];
    if (issue.code === "invalid_union") {
      const [nearest] = issue.errors
        .map((errors) => flat(errors, path))
        .sort((a, b) => a.length - b.length || depth(b) - depth(a));
      if (nearest !== undefined && nearest.length > 0) return nearest;
    }
    return [{ field: path.map(String).join("."), message: issue.message }];
  });
}

const depth = (faults: readonly RecordFault[]): number =>
  Math.max(0, ...faults.map((one) => one.field.split(".").length));
