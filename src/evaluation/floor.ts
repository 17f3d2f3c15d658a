import { z } from "zod";
import { MotcuaError } from "../core/errors.ts";
import type { Figures } from "./figures.ts";

const share = z.number().min(0).max(1);

/** What figures must reach. Committed beside the questions; a change that falls below it does not pass CI. */
const Floor = z.strictObject({
  atLeast: z.strictObject({
    recallAt1: share.optional(),
    recallAt5: share.optional(),
    outcomeAccuracy: share.optional(),
  }),
  atMost: z.strictObject({ answeredWrong: share.optional(), offeredWrong: share.optional() }),
});
export type Floor = z.infer<typeof Floor>;

/** @throws MotcuaError `questions_invalid` when the text is no floor. */
export function readFloor(text: string, file: string): Floor {
  try {
    return Floor.parse(JSON.parse(text));
  } catch (cause) {
    throw new MotcuaError("questions_invalid", `${file}: no floor of figures: ${String(cause)}`, { cause });
  }
}

/** One line for each figure that is not reached; empty when all are. A figure that could not be taken is not reached. */
export function belowFloor(figures: Figures, floor: Floor): readonly string[] {
  const faults: string[] = [];
  const percent = (value: number | undefined): string =>
    value === undefined ? "-" : `${(value * 100).toFixed(1)} %`;
  for (const [name, least] of Object.entries(floor.atLeast)) {
    const value = figures[name as keyof Floor["atLeast"]];
    if (least !== undefined && (value === undefined || value < least))
      faults.push(`${name} ${percent(value)} < ${percent(least)}`);
  }
  for (const [name, most] of Object.entries(floor.atMost)) {
    const value = figures[name as keyof Floor["atMost"]];
    if (most !== undefined && (value === undefined || value > most))
      faults.push(`${name} ${percent(value)} > ${percent(most)}`);
  }
  return faults;
}
