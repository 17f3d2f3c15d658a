/** Centres keep Vietnamese time (UTC+7, no summer time), whatever the server's own zone is. */
const VIETNAM_OFFSET_MS = 7 * 3600_000;

/** The date in Việt Nam, `YYYY-MM-DD`. */
export function vietnamDate(now: Date): string {
  return new Date(now.getTime() + VIETNAM_OFFSET_MS).toISOString().slice(0, 10);
}
