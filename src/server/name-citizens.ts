import type { ChannelName } from "../core/channel.ts";
import type { Live } from "../messaging/live.ts";
import type { Store } from "../store/open-store.ts";

/** Names looked up by one look; the rest have their turn at the next. */
const AT_ONCE = 10;

/** A platform's display name of a citizen; undefined when it does not tell. */
export type NameLookUp = (citizenId: string) => Promise<string | undefined>;

/**
 * Regular work: asks the platforms what the people are called whom a person handles or is waited for by. A help for
 * operators; what is not told is not asked for again by this process.
 */
export function createCitizenNaming(parts: {
  store: Store;
  live: Pick<Live, "changed">;
  lookUps: ReadonlyMap<ChannelName, NameLookUp>;
}): () => Promise<void> {
  const { store, live, lookUps } = parts;
  const asked = new Set<string>();
  return async () => {
    if (lookUps.size === 0) return;
    const { rows } = await store.run<{ id: string; channel: ChannelName; citizenId: string }>(
      `select id, channel, citizen_id as "citizenId" from conversation
       where state in ('waiting', 'held', 'drafting') and citizen_name is null and channel <> 'web'
       order by waiting_since nulls last limit 500`,
    );
    for (const key of rows.filter(({ id }) => !asked.has(id)).slice(0, AT_ONCE)) {
      asked.add(key.id);
      const name = await lookUps.get(key.channel)?.(key.citizenId);
      if (name === undefined || name.trim() === "") continue;
      await store.run("update conversation set citizen_name = $2 where id = $1", [
        key.id,
        name.slice(0, 100),
      ]);
      live.changed(key, []);
    }
  };
}
