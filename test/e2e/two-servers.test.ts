import { askAll, countAnswers } from "../kill/run-load.ts";
import { planQuestions } from "../kill/questions.ts";
import { closedAfterEach } from "../support/cleanup.ts";
import { onBothEngines } from "../support/engines.ts";
import { freePort, startServerProcess, type ServerProcess } from "../support/server-process.ts";
import { giveConsent, simulateZalo, zaloEnv } from "../support/zalo-setup.ts";

onBothEngines("two servers on one database", (engine) => {
  const later = closedAfterEach();
  if (engine.name === "pglite") {
    it("is refused: the second process on a data folder says who has it, and the first goes on", async () => {
      const opened = await engine.open();
      later(opened.drop);
      const env = { ...opened.env, PORT: String(await freePort()) };
      const first = await startServerProcess(env);
      later(first.kill);
      await expect(startServerProcess({ ...env, PORT: String(await freePort()) })).rejects.toThrow(
        /data_dir_in_use.*in use by process \d+/,
      );
      expect((await fetch(`${first.url}/readyz`)).status).toBe(200);
      expect(await first.stop()).toBe(0);
    }, 60_000);
    return;
  }

  it("answer each of 200 questions once and in order, and refresh the token once", async () => {
    const opened = await engine.open();
    later(opened.drop);
    const ports = [await freePort(), await freePort()];
    const [firstPort = 0] = ports;
    const simulator = await simulateZalo(ports, { retryDelaysMs: [200, 500, 1000] });
    later(() => simulator.close());
    const env = {
      ...opened.env,
      ...zaloEnv(simulator, firstPort),
      BURST_QUIET_MS: "400",
      SEND_TIMEOUT_MS: "2000",
    };
    const servers: ServerProcess[] = await Promise.all(
      ports.map((port) => startServerProcess({ ...env, PORT: String(port) })),
    );
    for (const server of servers) later(server.kill);
    const [first] = servers;
    if (first === undefined) throw new Error("no server");
    // One of them made the first administrator.
    const admin = await Promise.any(servers.map(async (server) => server.admin()));
    expect((await giveConsent(first.url, simulator, admin)).status).toBe(200);
    const plan = await planQuestions(40, 5);
    let pause = 0;
    const asking = askAll(simulator, plan, () => (pause = (pause + 811) % 3000));
    // In the middle of the load the token runs out for both at once.
    await simulator.waitFor(() => simulator.allSent().length > 40, 30_000);
    simulator.faults.expireTokenNow();
    await asking;
    await simulator.waitFor(() => countAnswers(simulator, plan).unanswered === 0, 60_000);
    await simulator.idle(20_000);
    expect(countAnswers(simulator, plan)).toEqual({
      questions: 200,
      answered: 200,
      unanswered: 0,
      twice: 0,
      outOfOrder: 0,
      stray: 0,
    });
    expect(simulator.refreshCount).toBe(1);
    // Both took part.
    const reached = new Set(
      simulator.deliveries().flatMap(({ url }) => (url === undefined ? [] : [new URL(url).port])),
    );
    expect(reached).toEqual(new Set(ports.map(String)));
    expect(await Promise.all(servers.map((server) => server.stop()))).toEqual([0, 0]);
  }, 150_000);
});
