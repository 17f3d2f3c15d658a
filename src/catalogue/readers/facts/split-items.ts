import { said, textLines } from "./clean-text.ts";

/** Marks at the head of a list's item; letters and numbers stay, other texts refer to them. */
const BULLET = /^(?:[-–—+*•●○▪‣·…]+\s*)+/u;
/** The look-behind keeps a long run of marks in mid text from being tried from each of its places. */
const TRAILING = /(?<![\s;,])[\s;,]+$/u;

const withoutMarks = (line: string): string => line.replace(BULLET, "").replace(TRAILING, "");

/** How deep a line stands in its list: plain and numbered lines, then "-" and "*", then "+". */
const depthOf = (line: string): number => (/^\+/u.test(line) ? 2 : /^[-–—*•●○▪‣·]/u.test(line) ? 1 : 0);

/**
 * The items of a text that gives one a line, without bullets and closing semicolons. Lines below an item that ends in
 * ":" and "+" lines belong to the item above them and stay with it, line by line: a forbidden case under "không thuộc
 * các trường hợp sau:" is no condition of its own.
 */
export function splitItems(text: string): string[] {
  const items: { depth: number; text: string }[] = [];
  for (const line of textLines(text)) {
    const bare = withoutMarks(line);
    if (said(bare) === undefined) continue;
    const depth = depthOf(line);
    const above = items.at(-1);
    if (
      above !== undefined &&
      depth > above.depth &&
      (depth === 2 || above.text.split("\n")[0]?.endsWith(":") === true)
    ) {
      above.text += `\n${line.replace(TRAILING, "")}`;
    } else items.push({ depth, text: bare });
  }
  return items.map((item) => item.text);
}

/** One item's text: bullets off the head, semicolons off the end. */
export function itemText(line: string): string {
  return withoutMarks(line);
}

/** Where a step begins inside a line: a capital behind the end of a sentence. "Như ở bước 1." begins none. */
const STEP_MARK = /(?<=[.;:]\s)(?:[-–+*•]\s*)?(?=B[Ưư][Ớớ][Cc]\s+\d{1,2}\s*[:.)(-])/gu;
const IS_STEP = /^bước\s+\d{1,2}\b/iu;

/**
 * The steps of a procedure. A text that counts them ("Bước 1: … Bước 2: …", on lines of their own or in one) is split
 * there, and what stands between belongs to its step; a text that does not is split by its lines.
 */
export function splitSteps(text: string): string[] {
  const lines = textLines(text).flatMap((line) =>
    line.split(STEP_MARK).filter((part) => said(part) !== undefined),
  );
  if (!lines.some((line) => IS_STEP.test(withoutMarks(line.trim())))) return splitItems(text);
  const steps: string[] = [];
  for (const line of lines) {
    const kept = line.trim().replace(TRAILING, "");
    const before = steps.at(-1);
    const bare = withoutMarks(kept);
    if (before === undefined || IS_STEP.test(bare)) steps.push(bare);
    else steps[steps.length - 1] = `${before}\n${kept}`;
  }
  return steps;
}
