import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MotcuaError } from "../core/errors.ts";

/**
 * Takes the data folder for this process. PGlite runs one process per folder: a second one would damage it.
 * The lock names the process by id and start time, so a lock left by a killed process is recognised at once, also
 * when its id has been given to another process since (always so in a container, where we are process 1).
 * @returns a function that gives the folder back.
 * @throws MotcuaError `data_dir_in_use` naming the folder and the process that has it.
 */
export function lockDataDir(dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true });
  const lock = join(dataDir, "motcua.lock");
  const mine = `${process.pid} ${startOf(process.pid) ?? "unknown"}`;
  const draft = join(dataDir, `motcua.lock.${process.pid}`);
  writeFileSync(draft, mine);
  try {
    // Linking is atomic and fails when the name exists: of two processes only one gets it.
    for (let attempt = 0; attempt < 3; attempt++) {
      try {
        linkSync(draft, lock);
        return () => {
          if (existsSync(lock) && readFileSync(lock, "utf8") === mine) rmSync(lock);
        };
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw cause;
      }
      const owner = readOr(lock, "");
      if (isAlive(owner) && owner !== mine) {
        throw new MotcuaError(
          "data_dir_in_use",
          `The data folder ${dataDir} is in use by process ${owner.split(" ")[0] ?? "?"}. ` +
            "Stop that one, set another DATA_DIR, or use PostgreSQL (DATABASE_URL) to run several.",
        );
      }
      removeStale(lock, owner, `${draft}.stale`);
    }
    throw new MotcuaError(
      "data_dir_in_use",
      `The data folder ${dataDir} is being taken by another process right now.`,
    );
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Moves a dead owner's lock away; puts it back if someone else had taken the name meanwhile. */
function removeStale(lock: string, deadOwner: string, aside: string): void {
  try {
    renameSync(lock, aside);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return;
    throw cause;
  }
  if (readOr(aside, "") !== deadOwner) linkSync(aside, lock);
  rmSync(aside, { force: true });
}

function isAlive(owner: string): boolean {
  const [pid, start] = owner.split(" ");
  if (pid === undefined || !/^\d+$/.test(pid)) return false;
  try {
    process.kill(Number(pid), 0);
  } catch (cause) {
    // EPERM: it lives, under another user.
    if ((cause as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  const now = startOf(Number(pid));
  return now === undefined || start === "unknown" || now === start;
}

/** Start time of a process in clock ticks since boot (field 22 of /proc/<pid>/stat); undefined where there is no /proc. */
function startOf(pid: number): string | undefined {
  const stat = readOr(`/proc/${pid}/stat`, "");
  // The command name, in brackets, may itself hold blanks and brackets.
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
}

function readOr(file: string, otherwise: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return otherwise;
  }
}
