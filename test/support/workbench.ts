import { randomUUID } from "node:crypto";
import pino from "pino";
import type { Answerer, Thought } from "../../src/core/answering.ts";
import type { CitizenMessage, EchoMessage } from "../../src/core/channel.ts";
import { createReceiver, type Receiver } from "../../src/messaging/receive.ts";
import { createSender, type Sender } from "../../src/messaging/send-next.ts";
import { openStore, type Store } from "../../src/store/open-store.ts";
import { startQueue, type Queue } from "../../src/store/queue.ts";
import { createTurnRunner, type TurnRunner } from "../../src/turn/run-turn.ts";
import type { Engine } from "./engines.ts";
import { placeOf } from "./place.ts";
import { scriptedChannel, type ScriptedChannel } from "./scripted-channel.ts";

/** The parts of inbox, turn and outbox over a real database, stepped by hand, with a clock that stands still. */
export interface Workbench {
  readonly store: Store;
  readonly queue: Queue;
  readonly channel: ScriptedChannel;
  readonly receiver: Receiver;
  readonly sender: Sender;
  readonly turns: TurnRunner;
  /** What the answer steps do; by default each message is answered with "about: <text>". */
  answer: { think: Answerer["think"] };
  now: Date;
  /** Moves the clock on. */
  pass(ms: number): void;
  conversationOf(citizenId: string): Promise<string>;
  outbox(): Promise<{ state: string; text: string; error_code: string | null; attempts: number }[]>;
  close(): Promise<void>;
}

export const SEND_TIMEOUT_MS = 10_000;

export async function openWorkbench(engine: Engine): Promise<Workbench> {
  const opened = await engine.open();
  const store = await openStore(placeOf(opened.env));
  const log = pino({ level: "silent" });
  const channel = scriptedChannel();
  const channels = new Map([[channel.name, channel]]);
  const clock = () => bench.now;
  const queue = await startQueue(store, clock, log);
  const live = { messageShown: () => undefined, typing: () => undefined, stateChanged: () => undefined };
  const newId = randomUUID;
  const answerer: Answerer = {
    group: (messages) => Promise.resolve([messages]),
    think: (question) => bench.answer.think(question),
  };
  const bench: Workbench = {
    store,
    queue,
    channel,
    receiver: createReceiver({ store, queue, clock, newId, log }),
    sender: createSender({ store, channels, live, clock, newId, log, sendTimeoutMs: SEND_TIMEOUT_MS }),
    turns: createTurnRunner({
      store,
      queue,
      channels,
      answerer,
      live,
      clock,
      newId,
      log,
      holdQuietMinutes: 60,
    }),
    answer: {
      think: (question) =>
        Promise.resolve(answered(`about: ${question.messages.map((one) => one.text).join(" / ")}`)),
    },
    now: new Date("2026-11-24T03:00:00Z"),
    pass(ms) {
      bench.now = new Date(bench.now.getTime() + ms);
    },
    async conversationOf(citizenId) {
      const { rows } = await store.run<{ id: string }>("select id from conversation where citizen_id = $1", [
        citizenId,
      ]);
      const [row] = rows;
      if (row === undefined) throw new Error(`no conversation of ${citizenId}`);
      return row.id;
    },
    async outbox() {
      const { rows } = await store.run<{
        state: string;
        text: string;
        error_code: string | null;
        attempts: number;
      }>(
        "select o.state, m.text, o.error_code, o.attempts from outbox o join message m on m.id = o.message_id order by o.id",
      );
      return rows;
    },
    async close() {
      await queue.stop(1000);
      await store.close();
      await opened.drop();
    },
  };
  return bench;
}

/** A thought that ends in an answer of this text. */
export function answered(text: string, outcome?: Thought["outcome"]): Thought {
  return {
    outcome: outcome ?? { kind: "answered", procedure: "1.000001", facet: "overview", sources: ["test"] },
    reply: { text, buttons: [] },
    memory: { procedure: "1.000001" },
    evidence: {
      question: text,
      masked: [],
      facet: undefined,
      recognised: undefined,
      followUp: false,
      retrieved: undefined,
      because: "test",
      tookMs: {},
    },
  };
}

let made = 0;

/** A citizen's text message; each call is another message unless `messageId` is given. */
export function asks(
  citizenId: string,
  text: string,
  at: Date,
  more: Partial<CitizenMessage> = {},
): CitizenMessage {
  const messageId = more.messageId ?? `m-${++made}`;
  return {
    kind: "citizen_message",
    name: "user_send_text",
    dedupeKey: `user_send_text:${messageId}`,
    citizenId,
    messageId,
    at,
    interaction: true,
    text,
    attachments: [],
    ...more,
  };
}

/** What the platform shows as sent to a citizen. */
export function echo(
  citizenId: string,
  text: string,
  at: Date,
  more: Partial<EchoMessage> = {},
): EchoMessage {
  const messageId = more.messageId ?? `e-${++made}`;
  return {
    kind: "echo",
    name: "oa_send_text",
    dedupeKey: `oa_send_text:${messageId}`,
    citizenId,
    messageId,
    at,
    interaction: false,
    text,
    attachments: [],
    by: "program",
    ...more,
  };
}
