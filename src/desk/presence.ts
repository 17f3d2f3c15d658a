import type { Connection } from "../store/open-store.ts";

/** Notes that these people's consoles are connected now; any instance may do so. */
export async function notePresence(
  connection: Connection,
  accountIds: readonly string[],
  now: Date,
): Promise<void> {
  if (accountIds.length === 0) return;
  await connection.run(
    `insert into presence (account_id, seen_at)
     select id::uuid, $2::timestamptz from jsonb_array_elements_text($1::jsonb) as x(id) order by id
     on conflict (account_id) do update set seen_at = greatest(presence.seen_at, excluded.seen_at)`,
    [JSON.stringify([...new Set(accountIds)]), now],
  );
}

/** A colleague as one may be assigned to. */
export interface Colleague {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly unit: string | null;
  readonly online: boolean;
  /** Conversations held now. */
  readonly holds: number;
}

/** All who may sign in, those at the desk first. @param seenSince who was seen since then is at the desk. */
export async function listColleagues(connection: Connection, seenSince: Date): Promise<readonly Colleague[]> {
  const { rows } = await connection.run<Colleague>(
    `select a.id, a.name, a.role, a.unit, coalesce(p.seen_at >= $1, false) as online,
            (select count(*) from conversation c where c.holder = 'operator:' || a.id::text)::int as holds
     from account a left join presence p on p.account_id = a.id
     where a.active order by online desc, a.name limit 1000`,
    [seenSince],
  );
  return rows;
}
