import { createHash } from "node:crypto";
import type { ChannelName } from "../core/channel.ts";
import type { Clock, NewId } from "../core/ports.ts";
import type { Store } from "../store/open-store.ts";

/** A request to erase somebody's data, without what the citizen wrote: whoever has the code may look at it. */
export interface DeletionRequest {
  readonly code: string;
  readonly channel: ChannelName;
  readonly state: "received" | "done";
  readonly requestedAt: Date;
  readonly doneAt: Date | undefined;
  readonly hasStatement: boolean;
}

/** The same for the one who settles it. */
export interface OpenDeletionRequest {
  readonly code: string;
  readonly channel: ChannelName;
  readonly subject: string;
  readonly requestedAt: Date;
  readonly statement: string | undefined;
}

/** All a citizen can add to one request, in characters. */
export const STATEMENT_LENGTH = 2000;

export interface DeletionRequests {
  /**
   * Keeps a request and resolves to the code under which it can be looked at. While one of the same person is open it
   * is that one's: a callback delivered twice, or played back, makes no second request.
   * @param subject the platform's id of the person, which may be of another kind than that of our conversations
   */
  receive(channel: ChannelName, subject: string): Promise<string>;
  /** Undefined when there is no request of this code. */
  find(code: string): Promise<DeletionRequest | undefined>;
  /** Adds to what the citizen has said. `refused`: there is no open request of this code, or it would be too long. */
  addStatement(code: string, statement: string): Promise<"added" | "refused">;
  /** Those nobody has settled yet, oldest first. */
  listOpen(): Promise<readonly OpenDeletionRequest[]>;
  /** Notes that the data is erased; the statement, which names the citizen, goes with it. False: no open one. */
  settle(code: string): Promise<boolean>;
}

export function createDeletionRequests(parts: {
  store: Store;
  clock: Clock;
  newId: NewId;
}): DeletionRequests {
  const { store, clock, newId } = parts;
  return {
    async receive(channel, subject) {
      const { rows } = await store.run<{ code: string }>(
        `with known as (
           select code from deletion_request where channel = $2 and subject = $3 and state = 'received' limit 1
         ), made as (
           insert into deletion_request (code, channel, subject, state, requested_at)
           select $1, $2, $3, 'received', $4::timestamptz where not exists (select 1 from known) returning code
         )
         select code from known union all select code from made`,
        [confirmationCode(newId()), channel, subject, clock()],
      );
      const [row] = rows;
      if (row === undefined) throw new Error("a deletion request was neither found nor made");
      return row.code;
    },
    async find(code) {
      const { rows } = await store.run<Omit<DeletionRequest, "doneAt"> & { doneAt: Date | null }>(
        `select code, channel, state, requested_at as "requestedAt", done_at as "doneAt",
                statement is not null as "hasStatement"
         from deletion_request where code = $1`,
        [code],
      );
      const [row] = rows;
      return row && { ...row, doneAt: row.doneAt ?? undefined };
    },
    async addStatement(code, statement) {
      const { rows } = await store.run(
        `update deletion_request set statement = concat_ws(E'\\n', statement, $2::text)
         where code = $1 and state = 'received' and length(concat_ws(E'\\n', statement, $2::text)) <= $3 returning 1`,
        [code, statement, STATEMENT_LENGTH],
      );
      return rows.length > 0 ? "added" : "refused";
    },
    async listOpen() {
      const { rows } = await store.run<Omit<OpenDeletionRequest, "statement"> & { statement: string | null }>(
        `select code, channel, subject, requested_at as "requestedAt", statement
         from deletion_request where state = 'received' order by requested_at, code`,
      );
      return rows.map((row) => ({ ...row, statement: row.statement ?? undefined }));
    },
    async settle(code) {
      const { rows } = await store.run(
        `update deletion_request set state = 'done', done_at = $2, statement = null
         where code = $1 and state = 'received' returning 1`,
        [code, clock()],
      );
      return rows.length > 0;
    },
  };
}

/** Letters and digits that are not mistaken for each other when read out. */
const ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
const CODE_LENGTH = 10;

/** A code of 50 random bits (those of a fresh id): what it opens is only the state of a request. */
function confirmationCode(id: string): string {
  const digest = createHash("sha256").update(id).digest();
  return [...digest.subarray(0, CODE_LENGTH)].map((byte) => ALPHABET[byte % ALPHABET.length]).join("");
}
