import { said, textLines } from "./clean-text.ts";

/** Marks at the head of a list's item; letters and numbers stay, other texts refer to them. */
const BULLET = /^(?:[-–—+*•●○▪‣·…]+\s*)+/u;
const TRAILING = /[\s;,]+$/u;

const withoutMarks = (line: string): string => line.replace(BULLET, "").replace(TRAILING, "");

/** The items of a text that gives one a line, without bullets and closing semicolons. */
export function splitItems(text: string): string[] {
  return textLines(text)
    .map(withoutMarks)
    .filter((item) => said(item) !== undefined);
}

/** One item's text: bullets off the head, semicolons off the end. */
export function itemText(line: string): string {
  return withoutMarks(line);
}

const STEP_MARK = /(?:^|(?<=[\s.;:]))(?:[-–+*•]\s*)?(?=bước\s+\d{1,2}\s*[:.)(-])/giu;
const IS_STEP = /^bước\s+\d{1,2}\b/iu;

/**
 * The steps of a procedure. A text that counts them ("Bước 1: … Bước 2: …", on lines of their own or in one) is split
 * there, and what stands between belongs to its step; a text that does not is split by its lines.
 */
export function splitSteps(text: string): string[] {
  const lines = textLines(text).flatMap((line) =>
    line
      .split(STEP_MARK)
      .map(withoutMarks)
      .filter((part) => said(part) !== undefined),
  );
  if (!lines.some((line) => IS_STEP.test(line))) return lines;
  const steps: string[] = [];
  for (const line of lines) {
    const before = steps.at(-1);
    if (IS_STEP.test(line) || before === undefined) steps.push(line);
    else steps[steps.length - 1] = `${before}\n${line}`;
  }
  return steps;
}
