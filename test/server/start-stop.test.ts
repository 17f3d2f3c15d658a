import { freePort, startServerProcess } from "../support/server-process.ts";
import { giveConsent, simulateZalo, ZALO, zaloEnv } from "../support/zalo-setup.ts";
import { citizenId } from "../kill/run-load.ts";
import { closedAfterEach } from "../support/cleanup.ts";
import { onBothEngines } from "../support/engines.ts";

onBothEngines("start and stop", (engine) => {
  const later = closedAfterEach();
  it("finishes the send that is under way when told to stop, and the rest after the next start", async () => {
    const opened = await engine.open();
    later(opened.drop);
    const port = await freePort();
    const simulator = await simulateZalo([port], { retryDelaysMs: Array.from({ length: 40 }, () => 500) });
    later(() => simulator.close());
    const env = { ...opened.env, ...zaloEnv(simulator, port), PORT: String(port), BURST_QUIET_MS: "200" };
    const first = await startServerProcess(env);
    later(first.kill);
    await giveConsent(first.url, simulator, await first.admin());
    // The platform takes two seconds to answer this one.
    Object.assign(simulator.faults, { sendStallAfterAccept: 1, sendStallAfterAcceptMs: 2000 });
    simulator.citizenWrites(citizenId(1), "đăng ký khai sinh cần giấy tờ gì");
    await simulator.waitFor(() => simulator.allSent().length === 1, 10_000);
    simulator.faults.reset();
    const stopping = first.stop();
    simulator.citizenWrites(citizenId(2), "đăng ký khai tử cần giấy tờ gì");
    expect(await stopping).toBe(0);
    const second = await startServerProcess(env);
    later(second.kill);
    await simulator.waitFor(() => simulator.sentTo(citizenId(2)).length === 1, 20_000);
    await simulator.idle(20_000);
    // Sent once: the stopped server had waited for its answer.
    expect(simulator.sentTo(citizenId(1))).toHaveLength(1);
    expect(await second.stop()).toBe(0);
  }, 90_000);
});

describe("start", () => {
  it("names what is wrong and ends with 1", async () => {
    await expect(startServerProcess({ PORT: "x", ZALO_APP_ID: ZALO.appId })).rejects.toThrow(
      /config_invalid[^]*PORT[^]*ZALO_APP_SECRET/,
    );
    await expect(
      startServerProcess({
        DATABASE_URL: "postgresql://nobody@127.0.0.1:9/none",
        SECRET_KEY: "x".repeat(32),
      }),
    ).rejects.toThrow(/ECONNREFUSED/);
  });
});
