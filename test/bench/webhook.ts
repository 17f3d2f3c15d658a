import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import autocannon from "autocannon";
import { webhookSignature } from "../simulators/zalo/signature.ts";
import { planQuestions } from "../kill/questions.ts";
import { pglite, postgres, type Engine } from "../support/engines.ts";
import { freePort, startServerProcess } from "../support/server-process.ts";
import { giveConsent, simulateZalo, ZALO, zaloEnv } from "../support/zalo-setup.ts";

const CONNECTIONS = 50;
const SECONDS = 10;
const PREPARED = 60_000;
const A_SECOND = 20;
const LATENCY_SECONDS = 30;

/** A signed text message of one of many citizens; each is another message. */
function signedMessage(number: number): { body: string; headers: Record<string, string> } {
  const timestamp = String(1_795_402_800_000 + number);
  const body = JSON.stringify({
    app_id: ZALO.appId,
    user_id_by_app: "5550001112223334445",
    sender: { id: String(8_100_000_000_000_000_000n + BigInt(number % 5000)) },
    recipient: { id: ZALO.oaId },
    event_name: "user_send_text",
    message: { msg_id: `bench-${number}`, text: "Thủ tục cấp đổi căn cước cần giấy tờ gì?" },
    timestamp,
  });
  const signature = webhookSignature(ZALO.appId, Buffer.from(body), timestamp, ZALO.oaSecret);
  return { body, headers: { "content-type": "application/json", "x-zevent-signature": signature } };
}

interface Rate {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly not200: number;
}

/** Posts prepared messages as fast as they are acknowledged, each one once. */
async function measureRate(
  url: string,
  messages: readonly ReturnType<typeof signedMessage>[],
): Promise<Rate> {
  let next = 0;
  const result = await autocannon({
    url: `${url}webhooks/zalo`,
    method: "POST",
    connections: CONNECTIONS,
    duration: SECONDS,
    requests: [
      { setupRequest: (request) => ({ ...request, ...(messages[next++ % messages.length] ?? {}) }) },
    ],
  });
  return {
    perSecond: result["2xx"] / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
    not200: result.non2xx + result.errors,
  };
}

const shown = (rate: Rate): string =>
  `${rate.perSecond.toFixed(0)}/s, p50 ${rate.p50} ms, p99 ${rate.p99} ms, not 200: ${rate.not200}`;

async function measureBare(messages: readonly ReturnType<typeof signedMessage>[]): Promise<Rate> {
  const child = spawn(process.execPath, [fileURLToPath(new URL("./bare-express.mjs", import.meta.url))], {
    env: { PATH: process.env["PATH"], PORT: "0" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  try {
    return await measureRate(line.toString().trim(), messages);
  } finally {
    child.kill("SIGKILL");
  }
}

async function measureDurable(
  engine: Engine,
  messages: readonly ReturnType<typeof signedMessage>[],
): Promise<Rate> {
  const opened = await engine.open();
  const port = await freePort();
  const simulator = await simulateZalo([port]);
  // Turns are put off, so that what is measured is receiving, not answering.
  const env = { ...opened.env, ...zaloEnv(simulator, port), PORT: String(port) };
  const server = await startServerProcess({ ...env, BURST_QUIET_MS: "60000", BURST_LONGEST_MS: "120000" });
  try {
    return await measureRate(`${server.url}/`, messages);
  } finally {
    await server.kill();
    await simulator.close();
    await opened.drop();
  }
}

/** From the webhook's delivery to the platform's acceptance of the answer, at a steady rate, without a model. */
async function measureLatency(engine: Engine): Promise<string> {
  const opened = await engine.open();
  const port = await freePort();
  const simulator = await simulateZalo([port]);
  const server = await startServerProcess({ ...opened.env, ...zaloEnv(simulator, port), PORT: String(port) });
  await giveConsent(server.url, simulator, await server.admin());
  const questions = (await planQuestions(10, 10)).flat();
  const asked = new Map<string, number>();
  const count = A_SECOND * LATENCY_SECONDS;
  const start = performance.now();
  for (let number = 0; number < count; number++) {
    await new Promise((resolve) =>
      setTimeout(resolve, Math.max(0, start + (number * 1000) / A_SECOND - performance.now())),
    );
    const citizen = String(8_200_000_000_000_000_000n + BigInt(number));
    asked.set(citizen, performance.now());
    simulator.citizenWrites(citizen, questions[number % questions.length]?.text ?? "");
  }
  await simulator.waitFor(() => simulator.allSent().length >= count, 60_000);
  const took = simulator
    .allSent()
    .map((sent) => sent.atMs - (asked.get(sent.userId) ?? 0))
    .sort((a, b) => a - b);
  const at = (share: number): string => (took[Math.floor(took.length * share)] ?? Number.NaN).toFixed(0);
  await server.stop();
  await simulator.close();
  await opened.drop();
  return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms of ${took.length} messages at ${A_SECOND}/s (burst wait of 1200 ms included)`;
}

/**
 * Acknowledged webhooks a second while each is stored durably, beside a bare Express route in the same run; then the
 * time from webhook to platform.
 */
export async function benchWebhook(): Promise<void> {
  const messages = Array.from({ length: PREPARED }, (_, number) => signedMessage(number));
  const bare = await measureBare(messages);
  console.log(`bare Express, parses and answers: ${shown(bare)}`);
  for (const engine of [pglite, postgres]) {
    if (engine.missing !== undefined) {
      console.log(`${engine.name}: skipped, ${engine.missing}`);
      continue;
    }
    const rate = await measureDurable(engine, messages);
    console.log(
      `${engine.name}, stored before acknowledged: ${shown(rate)}; ratio to bare ${(rate.perSecond / bare.perSecond).toFixed(2)}`,
    );
    console.log(`${engine.name}, webhook to platform: ${await measureLatency(engine)}`);
  }
}
