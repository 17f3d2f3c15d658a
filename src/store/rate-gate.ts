import type { Clock, RateGate } from "../core/ports.ts";
import type { Store } from "./open-store.ts";

/**
 * An allowance of `perMinute` calls shared by every instance on this database, counted by the clock's minute as the
 * platform does ("counters reset each minute", channels/zalo-oa.md section 4).
 */
export function createRateGate(store: Store, name: string, perMinute: number, clock: Clock): RateGate {
  return {
    async take(importance) {
      const minute = new Date(Math.floor(clock().getTime() / 60_000) * 60_000);
      const limit = importance === "send" ? perMinute : Math.floor(perMinute * 0.8);
      const { rows } = await store.run<{ used: number }>(
        `insert into rate_window (name, minute, used) values ($1, $2, 1)
         on conflict (name) do update
           set minute = greatest(rate_window.minute, excluded.minute),
               used = case when rate_window.minute < excluded.minute then 1 else rate_window.used + 1 end
           where rate_window.minute < excluded.minute or rate_window.used < $3
         returning used`,
        [name, minute, limit],
      );
      return rows.length > 0 ? { granted: true } : { later: new Date(minute.getTime() + 60_000) };
    },
  };
}
