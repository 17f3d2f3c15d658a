import { oneLine } from "./clean-text.ts";

/**
 * The bare national code of what a source writes: `1.004194` of "1.004194", " 1.004194 " and
 * "1.004194.000.00.00.H44" (the suffix names a province or ministry). Undefined when it is none.
 */
export function bareCode(text: string): string | undefined {
  return /^(\d\.\d{6})(?:(?:\.\d{2,3}){0,3}\.[A-Z]\d{1,3})?$/iu.exec(oneLine(text))?.[1];
}
