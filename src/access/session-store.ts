import expressSession, { type SessionData } from "express-session";
import { z } from "zod";
import type { Clock } from "../core/ports.ts";
import type { Connection, Store } from "../store/open-store.ts";

/** Whose session it is, since when, and by which way; stands in the session's data where passport keeps its user. */
export const SessionMark = z.object({
  account: z.uuid(),
  by: z.enum(["password", "oidc"]),
  /** Milliseconds since 1970. */
  since: z.number().int(),
});
export type SessionMark = z.infer<typeof SessionMark>;

/** A session nobody has signed in to holds the way to the authority's own sign-in and back, and no longer. */
const ANONYMOUS_MS = 10 * 60_000;
/** However much it is used, a session ends after so many times its idle limit. */
const LONGEST_IDLES = 5;
/** A session is not written anew for a gain of less than this share of its idle limit. */
const TOUCH_SHARE = 1 / 60;

/** The mark in a session's data; undefined when nobody has signed in to it. */
export function markOf(data: unknown): SessionMark | undefined {
  const user = (data as { passport?: { user?: unknown } } | null | undefined)?.passport?.user;
  return SessionMark.safeParse(user).data;
}

/**
 * The sessions of express-session in the table `session`, for all instances. A session ends after `idleMs` without
 * use, after five times that in any case, and as soon as its row is deleted: one that was loaded is only ever updated,
 * so that a request still under way cannot bring it back.
 */
export class SessionStore extends expressSession.Store {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #idleMs: number;
  /** Sessions that have a row already. */
  readonly #stored = new WeakSet<object>();

  constructor(parts: { readonly store: Store; readonly clock: Clock; readonly idleMs: number }) {
    super();
    this.#store = parts.store;
    this.#clock = parts.clock;
    this.#idleMs = parts.idleMs;
  }

  override createSession(
    ...[request, data]: Parameters<expressSession.Store["createSession"]>
  ): ReturnType<expressSession.Store["createSession"]> {
    const session = super.createSession(request, data);
    this.#stored.add(session);
    return session;
  }

  /** The data of a session that has not ended. */
  async read(sid: string): Promise<SessionData | undefined> {
    const { rows } = await this.#store.run<{ data: SessionData }>(
      "select data from session where sid = $1 and expires_at > $2",
      [sid, this.#clock()],
    );
    return rows[0]?.data;
  }

  override get(sid: string, done: (error: unknown, data?: SessionData | null) => void): void {
    hand(
      this.read(sid).then((data) => data ?? null),
      done,
    );
  }

  override set(sid: string, session: SessionData, done?: (error?: unknown) => void): void {
    const values = [sid, JSON.stringify(session), markOf(session)?.account ?? null, this.#end(session)];
    const write = this.#stored.has(session)
      ? "update session set data = $2::jsonb, account_id = $3, expires_at = $4 where sid = $1"
      : "insert into session (sid, data, account_id, expires_at) values ($1, $2::jsonb, $3, $4)";
    hand(
      this.#store.run(write, values).then(() => {
        this.#stored.add(session);
      }),
      done,
    );
  }

  override touch(sid: string, session: SessionData, done?: () => void): void {
    const end = this.#end(session);
    const worthIt = new Date(end.getTime() - this.#idleMs * TOUCH_SHARE);
    hand(
      this.#store.run("update session set expires_at = $2 where sid = $1 and expires_at < $3", [
        sid,
        end,
        worthIt,
      ]),
      done,
    );
  }

  override destroy(sid: string, done?: (error?: unknown) => void): void {
    hand(this.#store.run("delete from session where sid = $1", [sid]), done);
  }

  #end(session: SessionData): Date {
    const now = this.#clock().getTime();
    const mark = markOf(session);
    if (mark === undefined) return new Date(now + Math.min(ANONYMOUS_MS, this.#idleMs));
    return new Date(Math.min(now + this.#idleMs, mark.since + LONGEST_IDLES * this.#idleMs));
  }
}

/** Ends all sessions of an account but one, with the change that is the reason. */
export async function endSessions(
  connection: Connection,
  accountId: string,
  exceptSid?: string,
): Promise<void> {
  await connection.run("delete from session where account_id = $1 and sid is distinct from $2", [
    accountId,
    exceptSid ?? null,
  ]);
}

/** Deletes what has ended by itself; to be done now and then. @returns how many. */
export async function sweepExpired(store: Store, clock: Clock): Promise<number> {
  const { rows } = await store.run("delete from session where expires_at <= $1 returning sid", [clock()]);
  return rows.length;
}

function hand<Result>(
  work: Promise<Result>,
  done: ((error: unknown, result?: Result) => void) | undefined,
): void {
  work.then(
    (result) => done?.(null, result),
    (error: unknown) => done?.(error),
  );
}
