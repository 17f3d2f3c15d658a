import type { Socket } from "socket.io-client";
import { QueuePage, type DeskToServer, type ServerToDesk } from "../../src/contract/desk.ts";
import { hire, type DeskClient } from "../support/desk-client.ts";
import { pglite, postgres, type Engine } from "../support/engines.ts";
import { freePort, startServerProcess } from "../support/server-process.ts";
import { until } from "../support/until.ts";
import { newWebCitizen } from "../support/web-citizen.ts";

const CONVERSATIONS = 200;
const OPERATORS = 20;
const A_SECOND = 10;
const SECONDS = 30;

async function measure(engine: Engine, servers: 1 | 2): Promise<string> {
  const opened = await engine.open();
  const ports = await Promise.all(Array.from({ length: servers }, () => freePort()));
  const env = { ...opened.env, WEB_MESSAGES_PER_MINUTE: "10000", BURST_QUIET_MS: "300" };
  const processes = await Promise.all(
    ports.map((port) => startServerProcess({ ...env, PORT: String(port) })),
  );
  const urlOf = (index: number): string => processes[index % processes.length]?.url ?? "";
  try {
    const admin = await Promise.any(processes.map(async (one) => one.admin()));
    const operators: DeskClient[] = [];
    for (let index = 0; index < OPERATORS; index++)
      operators.push(await hire(urlOf(0), admin, { username: `can-bo-${index}`, name: `Cán bộ ${index}` }));
    const consoles: Socket<ServerToDesk, DeskToServer>[] = await Promise.all(
      operators.map((operator) => operator.connect()),
    );

    // Every citizen asks for a person, so that all conversations wait; each operator looks at one of them.
    const citizens = await Promise.all(
      Array.from({ length: CONVERSATIONS }, (_, at) => newWebCitizen(urlOf(at))),
    );
    for (let at = 0; at < citizens.length; at += 10)
      await Promise.all(citizens.slice(at, at + 10).map((citizen) => citizen.says("Cho tôi gặp cán bộ")));
    const waiting = await until(
      "all conversations wait",
      async () => {
        const page = await admin.get("/api/desk/conversations?queue=waiting", QueuePage);
        return page.conversations.length >= CONVERSATIONS && page.conversations;
      },
      120_000,
    );
    consoles.forEach((socket, index) => {
      socket.emit("view", waiting[index]?.id ?? null);
    });

    // A message is at the consoles when every one of them has heard that its conversation changed.
    const sentAt = new Map<string, number>();
    const heard = new Map<string, number>();
    const took: number[] = [];
    for (const socket of consoles)
      socket.on("conversation", ({ lastMessage }) => {
        const text = lastMessage?.text ?? "";
        const start = sentAt.get(text);
        if (start === undefined) return;
        const count = (heard.get(text) ?? 0) + 1;
        heard.set(text, count);
        if (count === consoles.length) took.push(performance.now() - start);
      });
    const start = performance.now();
    const count = A_SECOND * SECONDS;
    const sending: Promise<void>[] = [];
    for (let number = 0; number < count; number++) {
      const wait = start + (number * 1000) / A_SECOND - performance.now();
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, wait)));
      const text = `Tin số ${number}`;
      sentAt.set(text, performance.now());
      sending.push(citizens[number % citizens.length]?.says(text) ?? Promise.resolve());
    }
    await Promise.all(sending);
    await until("all messages at all consoles", () => Promise.resolve(took.length >= count), 30_000).catch(
      () => undefined,
    );
    took.sort((a, b) => a - b);
    const at = (share: number): string => (took[Math.floor(took.length * share)] ?? Number.NaN).toFixed(0);
    for (const socket of consoles) socket.disconnect();
    return (
      `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms from sending to the last of ${OPERATORS} consoles; ` +
      `${took.length} of ${count} messages at ${A_SECOND}/s, ${CONVERSATIONS} conversations waiting`
    );
  } finally {
    await Promise.all(processes.map((one) => one.kill()));
    await opened.drop();
  }
}

/** The time from a citizen's message to the operators' consoles, under the load of a busy centre. */
export async function benchDesk(): Promise<void> {
  for (const [engine, servers] of [
    [pglite, 1],
    [postgres, 1],
    [postgres, 2],
  ] as const) {
    const name = `${engine.name}, ${servers} server${servers === 1 ? "" : "s"}`;
    if (engine.missing !== undefined) console.log(`${name}: skipped, ${engine.missing}`);
    else console.log(`${name}: ${await measure(engine, servers)}`);
  }
}
