import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import type { Answerer, HandoverReason, Thought } from "../../src/core/answering.ts";
import type {
  Channel,
  ChannelEvent,
  ChannelName,
  CitizenMessage,
  MessageOrigin,
  OutgoingMessage,
  ReplyWindow,
  SendResult,
} from "../../src/core/channel.ts";
import type { ConversationState } from "../../src/core/conversation.ts";
import type { Operator } from "../../src/core/people.ts";
import { notePresence } from "../../src/desk/presence.ts";
import { claim } from "../../src/desk/take-over.ts";
import type { ConversationRow } from "../../src/messaging/conversation-row.ts";
import type { Received } from "../../src/messaging/receive.ts";
import { recoverAfterStart } from "../../src/messaging/sweep.ts";
import { conversation, handledCase } from "../../src/messaging/tables.ts";
import { openStore, type Store } from "../../src/store/open-store.ts";
import { startQueue, type JobEnd, type Queue } from "../../src/store/queue.ts";
import { addOperator, clear } from "../desk/desk-fixtures.ts";
import type { Engine } from "./engines.ts";
import { placeOf } from "./place.ts";
import {
  answered,
  asks,
  CENTRE,
  createInstance,
  notingLive,
  silentLog,
  type Instance,
  type Workbench,
} from "./workbench.ts";

/** A platform that takes every message unless a test says otherwise. */
export interface ObligingChannel extends Channel {
  /** What it was asked to send, in order. */
  readonly sent: OutgoingMessage[];
  respond: (message: OutgoingMessage) => SendResult | Promise<SendResult>;
  replyWindow: (origin: MessageOrigin) => ReplyWindow;
}

const OPEN: ReplyWindow = { open: true, kind: "free", until: "never" };
export const CLOSED: ReplyWindow = { open: false, since: "never_opened" };

function obligingChannel(name: ChannelName, limits: Channel["limits"]): ObligingChannel {
  const channel: ObligingChannel = {
    name,
    limits,
    burst: { quietMs: 1200, longestMs: 8000 },
    sent: [],
    respond: takeIt,
    replyWindow: () => OPEN,
    window: (_last, _now, origin) => channel.replyWindow(origin),
    async send(message) {
      channel.sent.push(message);
      return channel.respond(message);
    },
    ...(name === "messenger" ? { settledByEcho: true as const } : {}),
  };
  return channel;
}

/** The platform took it. */
export const takeIt = (): SendResult => ({ kind: "sent", messageId: `p-${randomUUID()}` });

/** One line of the hand-over's history. */
export interface Line {
  readonly event: string;
  readonly actor: string;
  readonly from: ConversationState;
  readonly to: ConversationState;
  readonly detail: Readonly<Record<string, unknown>>;
}

/**
 * Everything from a citizen's message to an operator's act over a real database, stepped by hand, with a clock that
 * stands still: at first on a Wednesday at 9 in Vietnam, when the office is open.
 */
export interface DeskBench extends Instance {
  readonly queue: Queue;
  readonly zalo: ObligingChannel;
  /** Echoes carry the reference of our sends here. */
  readonly messenger: ObligingChannel;
  readonly channels: ReadonlyMap<ChannelName, ObligingChannel>;
  readonly told: string[];
  /** The answer steps; by default one question a burst, answered with "about: <text>". */
  answer: Pick<Answerer, "group" | "think" | "isCourtesy">;
  keepable: (message: CitizenMessage) => CitizenMessage;
  now: Date;
  pass(ms: number): void;
  /** Another server on the same database. */
  another(store?: Store): Instance;
  /** The server is killed and started again on its database. */
  restart(): Promise<void>;
  /** As new: nobody, nothing said, the answer steps and channels as at first. */
  reset(): Promise<void>;
  close(): Promise<void>;
  /** A person with an account, at the desk now unless `away`. */
  operator(
    name: string,
    more?: Partial<Pick<Operator, "role" | "unit">> & { away?: boolean },
  ): Promise<Operator>;
  seen(...who: readonly Operator[]): Promise<void>;
  receive(...events: readonly ChannelEvent[]): Promise<readonly Received[]>;
  /** A citizen's message, with its burst over and its turn run. Gives the conversation. */
  writes(citizen: string, text: string, more?: Partial<CitizenMessage>): Promise<string>;
  /** Runs turns and sends of a conversation as far as they go now. */
  work(id: string): Promise<void>;
  /** A new citizen who asks for a person and waits; told so. */
  waiting(reason?: HandoverReason, channel?: ChannelName): Promise<string>;
  /** A new citizen whom this operator has taken. */
  held(who: Operator, channel?: ChannelName): Promise<string>;
  claim(who: Operator, id: string): Promise<void>;
  row(id: string): Promise<ConversationRow>;
  lines(id: string): Promise<Line[]>;
  /** The newest case of a conversation. */
  caseOf(id: string): Promise<typeof handledCase.$inferSelect>;
  count(sql: string, ...values: readonly unknown[]): Promise<number>;
}

const START = new Date("2026-11-25T02:00:00Z");
let citizens = 0;
export const newCitizen = (): string => `citizen-${++citizens}`;

/** A thought that calls a person. */
export const callsPerson = (reason: HandoverReason = "person_wanted"): Thought =>
  answered("Yêu cầu được chuyển tới cán bộ.", { kind: "to_operator", reason });

const byDefault = (): DeskBench["answer"] => ({
  group: (messages) => Promise.resolve([messages]),
  think: ({ messages }) => Promise.resolve(answered(`about: ${messages.map((one) => one.text).join(" / ")}`)),
  isCourtesy: () => false,
});

/** @param inMemory on PGlite: nothing is kept on disk, so that many thousand transactions take little time. */
export async function openDeskBench(engine: Engine, inMemory = false): Promise<DeskBench> {
  const opened = await engine.open();
  const place = inMemory && engine.name === "pglite" ? { dataDir: "memory" } : placeOf(opened.env);
  const zalo = obligingChannel("zalo", { textLength: 2000, buttons: 5, buttonTitleLength: 100 });
  const messenger = obligingChannel("messenger", { textLength: 1900, buttons: 8, buttonTitleLength: 20 });
  const channels = new Map([zalo, messenger].map((one) => [one.name, one] as const));
  const told: string[] = [];
  const live = notingLive(told);
  const clock = (): Date => bench.now;
  const answerer: Answerer = {
    group: (messages) => bench.answer.group(messages),
    think: (question) => bench.answer.think(question),
    isCourtesy: (messages) => bench.answer.isCourtesy(messages),
  };
  const start = async () => {
    const store = await openStore(place);
    const queue = await startQueue(store, clock, silentLog);
    return { ...instanceOver(store, queue), queue };
  };
  const instanceOver = (store: Store, queue: Queue): Instance =>
    createInstance({
      store,
      queue,
      channels,
      answerer,
      live,
      clock,
      keepable: (message) => bench.keepable(message),
    });
  let server = await start();
  const stop = async (): Promise<void> => {
    await server.queue.stop(1000);
    await server.store.close();
  };

  const bench: DeskBench = {
    get store() {
      return server.store;
    },
    get queue() {
      return server.queue;
    },
    get receiver() {
      return server.receiver;
    },
    get sender() {
      return server.sender;
    },
    get turns() {
      return server.turns;
    },
    get handovers() {
      return server.handovers;
    },
    get inConversation() {
      return server.inConversation;
    },
    get runTimers() {
      return server.runTimers;
    },
    zalo,
    messenger,
    channels,
    told,
    answer: byDefault(),
    keepable: (message) => message,
    now: START,
    pass(ms) {
      bench.now = new Date(bench.now.getTime() + ms);
    },
    another: (store = server.store) => instanceOver(store, server.queue),
    async restart() {
      await stop();
      server = await start();
      if (engine.name === "pglite") await recoverAfterStart(server.store, clock);
    },
    async reset() {
      await clear(server.store);
      await server.store.run("truncate presence, case_number, pgboss.job");
      for (const channel of channels.values()) {
        channel.sent.length = 0;
        channel.respond = takeIt;
        channel.replyWindow = () => OPEN;
      }
      told.length = 0;
      bench.answer = byDefault();
      bench.keepable = (message) => message;
      bench.now = START;
    },
    async close() {
      await stop();
      await opened.drop();
    },
    async operator(name, { away = false, ...more } = {}) {
      const who = await addOperator(server.store, name, more);
      if (!away) await bench.seen(who);
      return who;
    },
    seen: (...who) =>
      notePresence(
        server.store,
        who.map((one) => one.id),
        bench.now,
      ),
    receive: (...events) => server.receiver.receive(zalo, events),
    async writes(citizen, text, more = {}) {
      const known = await server.store.run<{ channel: ChannelName }>(
        "select channel from conversation where citizen_id = $1",
        [citizen],
      );
      const channel = channels.get(known.rows[0]?.channel ?? "zalo") ?? zalo;
      const [received] = await server.receiver.receive(channel, [asks(citizen, text, bench.now, more)]);
      bench.pass(channel.burst.quietMs);
      const id = received?.conversationId ?? "";
      await server.turns.run(id);
      return id;
    },
    async work(id) {
      await asFarAs(bench, () => server.turns.run(id));
      await asFarAs(bench, () => server.sender.sendDue(id));
    },
    async waiting(reason = "person_wanted", name = "zalo") {
      const channel = channels.get(name) ?? zalo;
      const { answer } = bench;
      bench.answer = { ...answer, think: () => Promise.resolve(callsPerson(reason)) };
      const [received] = await server.receiver.receive(channel, [
        asks(newCitizen(), "cho gặp cán bộ", bench.now, { payload: "#mc:person" }),
      ]);
      const id = received?.conversationId ?? "";
      await bench.work(id);
      bench.answer = answer;
      expect(await bench.row(id)).toMatchObject({ state: "waiting", reason });
      return id;
    },
    async held(who, name = "zalo") {
      const id = await bench.waiting("person_wanted", name);
      await bench.claim(who, id);
      await bench.work(id);
      expect(await bench.row(id)).toMatchObject({ state: "held", holder: `operator:${who.id}` });
      return id;
    },
    claim: (who, id) => claim(server.inConversation, who, id, CENTRE),
    async row(id) {
      const [row] = await server.store.orm.select().from(conversation).where(eq(conversation.id, id));
      if (row === undefined) throw new Error(`no conversation ${id}`);
      return row;
    },
    async lines(id) {
      const { rows } = await server.store.run<Line>(
        `select event, actor, from_state as "from", to_state as "to", detail from handover_event
         where conversation_id = $1 order by id`,
        [id],
      );
      return rows;
    },
    async caseOf(id) {
      const rows = await server.store.orm
        .select()
        .from(handledCase)
        .where(eq(handledCase.conversationId, id))
        .orderBy(handledCase.number);
      const row = rows.at(-1);
      if (row === undefined) throw new Error(`no case of ${id}`);
      return row;
    },
    async count(sql, ...values) {
      const { rows } = await server.store.run<{ n: number }>(`select count(*)::int as n from ${sql}`, values);
      return rows[0]?.n ?? -1;
    },
  };
  return bench;
}

/** Until nothing is left to do at this moment; a turn whose messages changed meanwhile is due again at once. */
async function asFarAs(bench: Pick<Workbench, "now">, work: () => Promise<JobEnd>): Promise<void> {
  for (let times = 0; times < 100; times++) {
    const end = await work();
    if ("done" in end || end.again > bench.now) return;
  }
  throw new Error("the work never ends");
}
