import { execFileSync } from "node:child_process";
import { parseArgs } from "node:util";
import { pglite, postgres, type Engine } from "../support/engines.ts";
import { freePort, startServerProcess, type ServerProcess } from "../support/server-process.ts";
import { giveConsent, simulateZalo, zaloEnv } from "../support/zalo-setup.ts";
import { seededRandom } from "../simulators/zalo/simulator.ts";
import { askAll, countAnswers, type LoadResult } from "./run-load.ts";
import { planQuestions } from "./questions.ts";

/**
 * `npm run test:kill [-- --engine pglite|postgres|both --questions 500 --kills 10 --seed 1]`
 *
 * The simulated platform delivers questions (with its retries, duplicates, cut-off answers and delayed or lost
 * echoes) while the server is killed with SIGKILL and started again. Every question must be answered exactly once
 * and in order. Prints the counts; ends with 1 when any is wrong.
 */
const CITIZENS = 50;
/** The platform's retries, a hundred times as fast, and enough of them for a server that is down for seconds. */
const RETRIES_MS = Array.from({ length: 60 }, (_, index) => Math.min(300 + index * 100, 2000));
const SETTLE_WITHIN_MS = 180_000;

async function killTest(engine: Engine, questions: number, kills: number, seed: number): Promise<boolean> {
  const random = seededRandom(seed);
  const between = (low: number, high: number): number => low + random() * (high - low);
  const plan = await planQuestions(CITIZENS, Math.ceil(questions / CITIZENS));
  const opened = await engine.open();
  const port = await freePort();
  const simulator = await simulateZalo([port], { retryDelaysMs: RETRIES_MS, webhookTimeoutMs: 2000, random });
  const env = { ...opened.env, ...zaloEnv(simulator, port), PORT: String(port), SEND_TIMEOUT_MS: "1500" };

  let server: ServerProcess = await startServerProcess(env);
  const consent = await giveConsent(server.url, simulator, await server.admin());
  if (consent.status !== 200) throw new Error(`consent failed: ${await consent.text()}`);
  Object.assign(simulator.faults, {
    duplicateDelivery: 0.1,
    sendStallAfterAccept: 0.05,
    sendStallAfterAcceptMs: 4000,
    sendHttp5xx: 0.03,
    sendHttp5xxAfterAccept: 0.02,
    dropEcho: 0.1,
    delayedEchoMs: 300,
  });

  const startedAt = Date.now();
  const load = { over: false };
  // Slow enough that the load lasts as long as the kills do.
  const asking = askAll(simulator, plan, () => between(200, (kills * 15_000) / (questions / CITIZENS))).then(
    () => {
      load.over = true;
    },
  );
  let killed = 0;
  while (!load.over || killed < kills) {
    await new Promise((resolve) => setTimeout(resolve, between(1000, 6000)));
    await server.kill();
    killed++;
    server = await startServerProcess(env);
  }
  await asking;
  const complete = () => {
    const counts = countAnswers(simulator, plan);
    return counts.unanswered === 0 ? counts : undefined;
  };
  await simulator.waitFor(complete, SETTLE_WITHIN_MS).catch(() => undefined);
  // What would be answered twice would be sent again about now.
  await simulator.idle(60_000).catch(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, 5000));

  const result: LoadResult = countAnswers(simulator, plan);
  const stalled = simulator.refused().filter((one) => one.path.includes("/message/")).length;
  console.log(
    `kill test on ${engine.name}: ${killed} kills in ${((Date.now() - startedAt) / 1000).toFixed(0)} s, ` +
      `${simulator.deliveries().length} webhook attempts, ${stalled} refused sends, ${JSON.stringify(result)}`,
  );
  const good =
    result.unanswered === 0 &&
    result.twice === 0 &&
    result.outOfOrder === 0 &&
    result.stray === 0 &&
    killed >= kills;
  if (!good) console.log(server.log().slice(-4000));
  await server.stop();
  await simulator.close();
  await opened.drop();
  return good;
}

const { values } = parseArgs({
  options: {
    engine: { type: "string", default: "both" },
    questions: { type: "string", default: "500" },
    kills: { type: "string", default: "10" },
    seed: { type: "string", default: "1" },
  },
});
execFileSync(process.execPath, ["scripts/build.mjs"], { stdio: "inherit" });
const engines = [pglite, postgres].filter(
  (engine) => values.engine === "both" || values.engine === engine.name,
);
let passed = 0;
let failed = 0;
let skipped = 0;
for (const engine of engines) {
  if (engine.missing !== undefined) {
    console.log(`kill test on ${engine.name}: skipped, ${engine.missing}`);
    skipped++;
  } else if (await killTest(engine, Number(values.questions), Number(values.kills), Number(values.seed)))
    passed++;
  else failed++;
}
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exit(failed === 0 ? 0 : 1);
