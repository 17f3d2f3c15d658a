import type { Button, Channel, ChannelName, OutgoingMessage, SendResult } from "../core/channel.ts";
import { mayAnswerAutomatically } from "../core/conversation.ts";
import type { Clock, Log, NewId } from "../core/ports.ts";
import type { Store, Transaction } from "../store/open-store.ts";
import type { JobEnd } from "../store/queue.ts";
import { lockConversation, type ConversationRow } from "./conversation-row.ts";
import type { Live, ShownMessage } from "./live.ts";
import { markSent, sameText } from "./mark-sent.ts";
import { referenceOf } from "./take-in-echo.ts";

/** A message older than this is not tried again: the citizen has long found another way, and is told by a person. */
const TRIED_FOR_MS = 24 * 3600_000;
const LONGEST_BACKOFF_MS = 5 * 60_000;
const FIRST_BACKOFF_MS = 1_000;
/** A send may be several calls (a refreshed token, an upload, a repetition); after as many no process is at it any more. */
const CUT_OFF_TIMES = 6;
/** How often a conversation is looked at while its first message is on the way or in doubt. */
const LOOK_AGAIN_MS = 1_000;
/**
 * Where only the echo can settle a doubt: how long it is waited for. Echoes come within seconds; what follows in the
 * conversation waits as long, so a longer patience would cost the citizen more than it brings.
 */
const ECHO_WITHIN_MS = 2 * 60_000;
/** The platform's clock and ours may differ by this much. */
const CLOCK_SKEW_MS = 60_000;

export interface Sender {
  /**
   * Sends what is due for one conversation, in order, until nothing is left or something has to be waited for.
   * A row is marked before it leaves; one whose sending was cut off is in doubt and is not sent again before the
   * platform's echo or its list of messages tells that it did not arrive.
   */
  sendDue(conversationId: string): Promise<JobEnd>;
}

interface OpenRow {
  readonly id: number;
  readonly message_id: number;
  readonly automatic: boolean;
  readonly version: number;
  readonly state: "queued" | "sending" | "in_doubt";
  readonly attempts: number;
  readonly not_before: Date;
  readonly sending_since: Date | null;
  readonly created_at: Date;
  readonly speaker: OutgoingMessage["origin"];
  readonly text: string;
  readonly buttons: readonly Button[];
}

interface Attempt {
  readonly row: OpenRow;
  readonly attemptId: string;
  readonly citizenId: string;
  readonly channel: Channel;
}

type Next =
  | { readonly kind: "idle" }
  | { readonly kind: "wait"; readonly until: Date }
  /** Settled without a send; `changed`: operators see it. */
  | { readonly kind: "skip"; readonly changed?: Attempt }
  | ({ readonly kind: "send" | "settle" } & Attempt);

/**
 * @param sendTimeoutMs the longest one call may take; a row marked as leaving for `CUT_OFF_TIMES` as long was cut off, and
 *   one not seen at the platform after twice as long did not arrive.
 */
export function createSender(parts: {
  store: Store;
  channels: ReadonlyMap<ChannelName, Channel>;
  live: Live;
  clock: Clock;
  newId: NewId;
  log: Log;
  sendTimeoutMs: number;
}): Sender {
  const { store, channels, live, clock, newId, log, sendTimeoutMs } = parts;
  const later = (ms: number): Date => new Date(clock().getTime() + ms);

  const claimNext = (conversationId: string): Promise<Next> =>
    store.transaction(async (tx): Promise<Next> => {
      const conversation = await lockConversation(tx, conversationId);
      const channel = conversation && channels.get(conversation.channel);
      if (conversation === undefined || channel === undefined) return { kind: "idle" };
      const row = await headOf(tx, conversationId);
      if (row === undefined) return { kind: "idle" };
      const now = clock();

      if (row.state === "sending") {
        const cutOffAt = new Date((row.sending_since?.getTime() ?? 0) + CUT_OFF_TIMES * sendTimeoutMs);
        // Whoever is sending goes on by itself; a long wait here would hold back what is written meanwhile.
        if (cutOffAt > now) return { kind: "wait", until: later(LOOK_AGAIN_MS) };
        await tx.run("update outbox set state = 'in_doubt', not_before = $2 where id = $1", [row.id, now]);
        return { kind: "skip" };
      }
      if (row.not_before > now) {
        return { kind: "wait", until: row.state === "in_doubt" ? later(LOOK_AGAIN_MS) : row.not_before };
      }

      const attempt = { row, attemptId: newId(), citizenId: conversation.citizenId, channel };
      if (row.state === "in_doubt") {
        if (channel.sentSince !== undefined) return { kind: "settle", ...attempt };
        if (channel.settledByEcho === true) {
          const until = new Date((row.sending_since ?? row.created_at).getTime() + ECHO_WITHIN_MS);
          if (until > now) return { kind: "wait", until: later(LOOK_AGAIN_MS) };
          await fail(tx, row.id, "in_doubt", "no echo came: it is not known whether it arrived", false, now);
          return { kind: "skip", changed: attempt };
        }
        // A channel that cannot be in doubt takes the same message twice without harm.
        await tx.run("update outbox set state = 'queued' where id = $1", [row.id]);
        return { kind: "skip" };
      }

      if (
        row.automatic &&
        (!mayAnswerAutomatically(conversation, row.version) || (await personHasCome(tx, conversation, row)))
      ) {
        await tx.run(
          "update outbox set state = 'cancelled', error_code = 'person_took_over', finished_at = $2 where id = $1",
          [row.id, now],
        );
        return { kind: "skip", changed: attempt };
      }
      const window = channel.window(conversation.lastInteractionAt ?? undefined, now, row.speaker);
      if (!window.open) {
        await fail(tx, row.id, "window_closed", "the citizen's reply window is closed", false, now);
        return { kind: "skip", changed: attempt };
      }
      await tx.run(
        `update outbox set state = 'sending', attempt_id = $2, sending_since = $3, attempts = attempts + 1 where id = $1`,
        [row.id, attempt.attemptId, now],
      );
      return { kind: "send", ...attempt };
    });

  /** What became of a message: the page is told when it is there, operators whatever it is. */
  const tell = (conversationId: string, attempt: Attempt, shown: ShownMessage | undefined): void => {
    const key = { id: conversationId, channel: attempt.channel.name, citizenId: attempt.citizenId };
    if (shown !== undefined) live.messageShown(key, shown);
    live.changed(key, [{ kind: "message", id: attempt.row.message_id }]);
  };

  const record = async (conversationId: string, attempt: Attempt, result: SendResult): Promise<void> => {
    const { row, attemptId, channel } = attempt;
    const shown = await store.transaction(async (tx) => {
      const conversation = await lockConversation(tx, conversationId);
      if (conversation === undefined) return undefined;
      const now = clock();
      if (result.kind === "sent")
        return markSent(tx, conversation, { id: row.id, messageId: row.message_id }, result.messageId, now);

      const { rows } = await tx.run(
        "select 1 from outbox where id = $1 and state = 'sending' and attempt_id = $2 for update",
        [row.id, attemptId],
      );
      // Its echo came first, or another instance found it cut off: both know more than this answer.
      if (rows.length === 0) return undefined;
      if (result.kind === "unknown") {
        await tx.run(
          "update outbox set state = 'in_doubt', not_before = $2, error_code = 'unknown', error_detail = $3 where id = $1",
          [row.id, later(sendTimeoutMs / 2), result.detail],
        );
        return undefined;
      }
      const tooOld = now.getTime() - row.created_at.getTime() > TRIED_FOR_MS;
      const tooOften = result.attemptsAtMost !== undefined && row.attempts + 1 >= result.attemptsAtMost;
      if (result.next !== "retry" || tooOld || tooOften) {
        await fail(tx, row.id, result.code, result.detail, result.next === "needs_admin", now);
        return undefined;
      }
      const backoff = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** Math.min(row.attempts, 12));
      await tx.run(
        `update outbox set state = 'queued', attempts = $2, not_before = $3, error_code = $4, error_detail = $5 where id = $1`,
        [
          row.id,
          result.throttled ? row.attempts : row.attempts + 1,
          result.retryAt ?? later(backoff),
          result.code,
          result.detail,
        ],
      );
      return undefined;
    });
    if (result.kind === "refused") {
      log.warn(
        { channel: channel.name, outbox: row.id, code: result.code, next: result.next },
        "a message was refused",
      );
    } else if (result.kind === "unknown") {
      log.warn({ channel: channel.name, outbox: row.id }, "it is not known whether a message arrived");
    }
    tell(conversationId, attempt, shown);
  };

  /** Asks the platform what it has. Only its list decides that a message did not arrive. */
  const settle = async (conversationId: string, attempt: Attempt): Promise<void> => {
    const { row, channel, citizenId } = attempt;
    const since = new Date((row.sending_since ?? row.created_at).getTime());
    const sent = await channel.sentSince?.(citizenId, new Date(since.getTime() - CLOCK_SKEW_MS));
    const shown = await store.transaction(async (tx) => {
      const conversation = await lockConversation(tx, conversationId);
      if (conversation === undefined) return undefined;
      const now = clock();
      const { rows } = await tx.run("select 1 from outbox where id = $1 and state = 'in_doubt' for update", [
        row.id,
      ]);
      if (rows.length === 0) return undefined;

      if (sent !== undefined) {
        const candidates = sent.filter((one) => sameText(one.text, row.text));
        const { rows: taken } = await tx.run<{ provider_id: string }>(
          `select provider_id from message where conversation_id = $1 and provider_id in
             (select * from jsonb_array_elements_text($2::jsonb))`,
          [conversationId, JSON.stringify(candidates.map((one) => one.messageId))],
        );
        const known = new Set(taken.map((one) => one.provider_id));
        // The oldest not accounted for: an equal later one belongs to a later row.
        const found = candidates.filter((one) => !known.has(one.messageId)).at(-1);
        if (found !== undefined) {
          return markSent(tx, conversation, { id: row.id, messageId: row.message_id }, found.messageId, now);
        }
        if (now.getTime() - since.getTime() >= 2 * sendTimeoutMs) {
          await tx.run("update outbox set state = 'queued', not_before = $2 where id = $1", [row.id, now]);
          return undefined;
        }
      }
      if (now.getTime() - row.created_at.getTime() > TRIED_FOR_MS) {
        await fail(tx, row.id, "in_doubt", "the platform could not be asked whether it arrived", false, now);
        return undefined;
      }
      const wait = sent === undefined ? Math.max(sendTimeoutMs, 5_000) : sendTimeoutMs / 2;
      await tx.run("update outbox set not_before = $2 where id = $1", [row.id, later(wait)]);
      return undefined;
    });
    tell(conversationId, attempt, shown);
  };

  return {
    async sendDue(conversationId) {
      for (;;) {
        const next = await claimNext(conversationId);
        if (next.kind === "idle") return { done: true };
        if (next.kind === "wait") return { again: next.until };
        if (next.kind === "skip" && next.changed !== undefined) tell(conversationId, next.changed, undefined);
        if (next.kind === "settle") await settle(conversationId, next);
        if (next.kind === "send") {
          const { row, citizenId, channel } = next;
          const { text, buttons, speaker: origin } = row;
          await record(
            conversationId,
            next,
            await channel.send({ citizenId, text, buttons, origin, reference: referenceOf(row.id) }),
          );
        }
      }
    },
  };
}

async function headOf(tx: Transaction, conversationId: string): Promise<OpenRow | undefined> {
  const { rows } = await tx.run<OpenRow>(
    `select o.id, o.message_id, o.automatic, o.version, o.state, o.attempts, o.not_before, o.sending_since, o.created_at,
            m.speaker, m.text, m.buttons
     from outbox o join message m on m.id = o.message_id
     where o.conversation_id = $1 and o.state in ('queued', 'sending', 'in_doubt') order by o.id limit 1`,
    [conversationId],
  );
  return rows[0];
}

/**
 * A person's answer, or their hold of the thread, that was received and not yet taken in silences the bot just as well.
 * And what was decided before a person's part does not come after it, however long a refusal or a doubt kept it.
 */
async function personHasCome(
  tx: Transaction,
  conversation: ConversationRow,
  { version }: OpenRow,
): Promise<boolean> {
  const { rows } = await tx.run(
    `select 1 from inbox where conversation_id = $1 and handled_at is null
       and (kind = 'echo' and event->>'by' = 'person' or kind = 'control_taken' or event->>'standby' = 'true')
     union all
     select 1 from handover_event where conversation_id = $1 and to_state = 'held' and version > $2 limit 1`,
    [conversation.id, version],
  );
  return rows.length > 0;
}

async function fail(
  tx: Transaction,
  id: number,
  code: string,
  detail: string,
  needsAdmin: boolean,
  now: Date,
): Promise<void> {
  await tx.run(
    `update outbox set state = 'failed', error_code = $2, error_detail = $3, needs_admin = $4, finished_at = $5 where id = $1`,
    [id, code, detail, needsAdmin, now],
  );
}
