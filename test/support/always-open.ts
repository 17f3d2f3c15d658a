import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Around the clock on these days of the week; 1 is Monday. */
const calendarOn = (weekdays: readonly number[]): string => `
periods: [{ from: "00:00", to: "23:59" }]
weekdays: [${weekdays.join(", ")}]
covers: { from: 2020-01-01, to: 2099-12-31 }
closed: []
working: []
`;

/**
 * A copy of the shipped knowledge whose office is open around the clock, or, `shut`, not today: what a test of a whole
 * server needs whose clock is the real one.
 */
export async function knowledgeWithOffice(
  when: "open" | "shut",
): Promise<{ readonly dir: string; readonly drop: () => Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), "motcua-knowledge-"));
  await cp("knowledge", dir, { recursive: true });
  // In Vietnam, seven hours ahead of UTC. The day after tomorrow is surely not today.
  const today = new Date(Date.now() + 7 * 3600_000).getUTCDay() || 7;
  const calendar = calendarOn(when === "open" ? [1, 2, 3, 4, 5, 6, 7] : [((today + 1) % 7) + 1]);
  await writeFile(join(dir, "calendar.yaml"), calendar);
  return { dir, drop: () => rm(dir, { recursive: true, force: true }) };
}
