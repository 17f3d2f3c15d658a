import type { Clock, Log } from "../../core/ports.ts";
import { parseJson } from "../../platform/http-client.ts";
import { isRecord, listOf, recordOf } from "../shared/json-fields.ts";

/** From this share of an allowance on, Meta's guide wants fewer calls. */
const SLOW_FROM_PERCENT = 80;
const FULL_PERCENT = 100;
/** What Meta said of the usage is believed so long. */
const BELIEVED_MS = 5 * 60_000;
/** While slowed down, sends of this process leave so far apart. */
const SLOW_SPACING_MS = 1000;
const FULL_WAIT_MS = 60_000;

/** Keeps calls within what Meta's usage headers leave. Each process learns from the answers it gets itself. */
export interface UsageWatch {
  /** Takes note of the headers of an answer (names in lower case). */
  note(headers: Readonly<Record<string, string | undefined>>): void;
  /** Nobody calls before then. */
  holdUntil(time: Date): void;
  /** Takes a place for one call. A time: not now, but then. */
  take(importance: "send" | "background"): Date | undefined;
  /** Until when Meta wants no calls; undefined when it takes them. */
  heldUntil(): Date | undefined;
}

/**
 * From 80 % on, calls of `background` importance wait and sends leave one second apart; at 100 % everything waits a
 * minute, and as long as Meta says when it says so (`estimated_time_to_regain_access`).
 */
export function createUsageWatch(clock: Clock, log: Log): UsageWatch {
  let percent = 0;
  let believedUntil = new Date(0);
  let held = new Date(0);
  let nextSend = new Date(0);
  const later = (ms: number): Date => new Date(clock().getTime() + ms);
  const holdUntil = (time: Date): void => {
    if (time > held) held = time;
  };

  return {
    note(headers) {
      const usage = readUsage(headers);
      if (usage === undefined) return;
      if (usage.percent >= SLOW_FROM_PERCENT && (percent < SLOW_FROM_PERCENT || clock() >= believedUntil)) {
        log.warn({ channel: "messenger", ...usage }, "Meta's allowance of calls runs short");
      }
      percent = usage.percent;
      believedUntil = later(BELIEVED_MS);
      if (percent >= FULL_PERCENT) holdUntil(later(FULL_WAIT_MS));
      if (usage.regainMinutes > 0) holdUntil(later(usage.regainMinutes * 60_000));
    },
    holdUntil,
    take(importance) {
      const now = clock();
      if (held > now) return held;
      if (percent < SLOW_FROM_PERCENT || believedUntil <= now) return undefined;
      if (importance === "background") return believedUntil;
      if (nextSend > now) return nextSend;
      nextSend = later(SLOW_SPACING_MS);
      return undefined;
    },
    heldUntil: () => (held > clock() ? held : undefined),
  };
}

/**
 * Reads `X-App-Usage` (one object of percentages) and `X-Business-Use-Case-Usage` (lists of such objects by business).
 * The highest percentage counts, whatever it is of. Undefined when neither header says anything.
 */
export function readUsage(
  headers: Readonly<Record<string, string | undefined>>,
): { readonly percent: number; readonly regainMinutes: number } | undefined {
  const objects = [
    jsonOf(headers["x-app-usage"]),
    ...Object.values(jsonOf(headers["x-business-use-case-usage"])).flatMap(listOf),
  ]
    .map(recordOf)
    .filter((one) => isRecord(one) && Object.keys(one).length > 0);
  if (objects.length === 0) return undefined;
  const highest = (keys: readonly string[]): number =>
    Math.max(0, ...objects.flatMap((one) => keys.map((key) => Number(one[key]))).filter(Number.isFinite));
  return {
    percent: highest(["call_count", "total_time", "total_cputime"]),
    regainMinutes: highest(["estimated_time_to_regain_access"]),
  };
}

function jsonOf(text: string | undefined): Readonly<Record<string, unknown>> {
  try {
    return recordOf(parseJson(text ?? ""));
  } catch {
    return {};
  }
}
