import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import pino from "pino";
import type { Answerer, Thought } from "../../src/core/answering.ts";
import type { Channel, ChannelName, CitizenMessage, EchoMessage } from "../../src/core/channel.ts";
import { parse } from "yaml";
import { OfficeCalendar } from "../../src/core/office-time.ts";
import type { HandoverRules } from "../../src/core/handover.ts";
import type { Clock } from "../../src/core/ports.ts";
import { createTimerRunner } from "../../src/desk/run-timers.ts";
import { createHandovers, type Handovers } from "../../src/messaging/hand-over.ts";
import { createInConversation, type InConversation } from "../../src/messaging/in-conversation.ts";
import type { Live } from "../../src/messaging/live.ts";
import { createReceiver, type Receiver } from "../../src/messaging/receive.ts";
import { createSender, type Sender } from "../../src/messaging/send-next.ts";
import { openStore, type Store } from "../../src/store/open-store.ts";
import { startQueue, type JobEnd, type Queue } from "../../src/store/queue.ts";
import { createTurnRunner, type TurnRunner } from "../../src/turn/run-turn.ts";
import type { Engine } from "./engines.ts";
import { placeOf } from "./place.ts";
import { scriptedChannel, type ScriptedChannel } from "./scripted-channel.ts";

/** The parts of one server that work on conversations; several over one store are several servers. */
export interface Instance {
  readonly store: Store;
  readonly receiver: Receiver;
  readonly sender: Sender;
  readonly turns: TurnRunner;
  readonly handovers: Handovers;
  readonly inConversation: InConversation;
  readonly runTimers: (conversationId: string) => Promise<JobEnd>;
}

/** The parts of inbox, turn and outbox over a real database, stepped by hand, with a clock that stands still. */
export interface Workbench extends Instance {
  readonly queue: Queue;
  readonly channel: ScriptedChannel;
  /** What those who look on were told, in order: `alert:new`, `state:waiting` … */
  readonly told: string[];
  /** What the answer steps do; by default each message is answered with "about: <text>". */
  answer: Pick<Answerer, "think" | "isCourtesy">;
  now: Date;
  /** Moves the clock on. */
  pass(ms: number): void;
  conversationOf(citizenId: string): Promise<string>;
  outbox(): Promise<{ state: string; text: string; error_code: string | null; attempts: number }[]>;
  close(): Promise<void>;
}

export const SEND_TIMEOUT_MS = 10_000;

/** The shipped office hours. */
export const CALENDAR = OfficeCalendar.parse(parse(readFileSync("knowledge/calendar.yaml", "utf8")));

export const RULES: HandoverRules = {
  presenceMs: 120_000,
  replyMs: 10 * 60_000,
  alertEveryMs: 3 * 60_000,
  alertsToSupervisor: 3,
  quietMs: 60 * 60_000,
};

export const CENTRE = "Trung tâm thử";
export const KEEP_DAYS = 30;
export const silentLog = pino({ level: "silent" });

/** Writes what those who look on are told into `told`: `alert:new:operator`, `state:waiting` … */
export function notingLive(told: string[]): Live {
  return {
    messageShown: (_, { speaker }) => told.push(`shown:${speaker}`),
    typing: () => undefined,
    stateChanged: (_, state) => told.push(`state:${state}`),
    changed: () => told.push("changed"),
    alert: (_, kind, level) => told.push(`alert:${kind}:${level}`),
  };
}

export function createInstance(parts: {
  store: Store;
  queue: Queue;
  channels: ReadonlyMap<ChannelName, Channel>;
  answerer: Answerer;
  live: Live;
  clock: Clock;
  keepable?: (message: CitizenMessage) => CitizenMessage;
}): Instance {
  const handovers = createHandovers({
    newId: randomUUID,
    calendar: CALENDAR,
    rules: RULES,
    caseWorkingDays: 2,
  });
  const common = { ...parts, newId: randomUUID, log: silentLog, handovers, calendar: CALENDAR };
  const inConversation = createInConversation(common);
  return {
    store: parts.store,
    handovers,
    inConversation,
    receiver: createReceiver({ ...common, keepable: parts.keepable ?? ((message) => message) }),
    sender: createSender({ ...common, sendTimeoutMs: SEND_TIMEOUT_MS }),
    turns: createTurnRunner({
      ...common,
      inConversation,
      centreName: CENTRE,
      callbackKeepDays: KEEP_DAYS,
    }),
    runTimers: createTimerRunner({ ...common, inConversation }),
  };
}

export async function openWorkbench(engine: Engine): Promise<Workbench> {
  const opened = await engine.open();
  const store = await openStore(placeOf(opened.env));
  const channel = scriptedChannel();
  const clock = () => bench.now;
  const queue = await startQueue(store, clock, silentLog);
  const told: string[] = [];
  const answerer: Answerer = {
    group: (messages) => Promise.resolve([messages]),
    isCourtesy: (messages) => bench.answer.isCourtesy(messages),
    think: (question) => bench.answer.think(question),
  };
  const bench: Workbench = {
    ...createInstance({
      store,
      queue,
      channels: new Map([[channel.name, channel]]),
      answerer,
      live: notingLive(told),
      clock,
    }),
    queue,
    channel,
    told,
    answer: {
      isCourtesy: () => false,
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
