import { randomUUID } from "node:crypto";
import { QueuePage } from "../../src/contract/desk.ts";
import { openStore } from "../../src/store/open-store.ts";
import { knowledgeWithOffice } from "../support/always-open.ts";
import { closedAfterEach } from "../support/cleanup.ts";
import { hire, signIn, type DeskClient } from "../support/desk-client.ts";
import { onBothEngines } from "../support/engines.ts";
import { placeOf } from "../support/place.ts";
import { freePort, startServerProcess } from "../support/server-process.ts";
import { until } from "../support/until.ts";
import { newWebCitizen } from "../support/web-citizen.ts";

/** Two hours pass while no server runs. */
const PASSED = `
  update conversation set
    waiting_since = waiting_since - interval '2 hours', alerted_at = alerted_at - interval '2 hours',
    unanswered_since = unanswered_since - interval '2 hours', person_last_at = person_last_at - interval '2 hours',
    held_since = held_since - interval '2 hours', due_at = due_at - interval '2 hours'`;

onBothEngines("hand-over timers", (engine) => {
  const later = closedAfterEach();

  it("all fire after the server was killed with cases waiting, held and due, and none twice", async () => {
    const opened = await engine.open();
    later(opened.drop);
    const knowledge = await knowledgeWithOffice("open");
    later(knowledge.drop);
    const env = { ...opened.env, KNOWLEDGE_DIR: knowledge.dir, BURST_QUIET_MS: "200" };
    const first = await startServerProcess({ ...env, PORT: String(await freePort()) });
    later(first.kill);
    const admin = await first.admin();
    const lan = await hire(first.url, admin, { username: "lan", name: "Lan" });

    /** A citizen who waits for a person; the conversation's id. */
    const waits = async (): Promise<string> => {
      const known = new Set((await waitingOf(admin)).map((one) => one.id));
      await (await newWebCitizen(first.url)).says("Cho tôi gặp cán bộ");
      return until("a new waiting case", async () =>
        (await waitingOf(admin)).map((one) => one.id).find((id) => !known.has(id)),
      );
    };
    const act = async (id: string, name: string, body: object = {}): Promise<void> => {
      const done = await lan.send("POST", `/api/desk/conversations/${id}/${name}`, body);
      expect(done.status).toBe(200);
    };
    const waiting = await waits();
    const unanswered = await waits();
    const answered = await waits();
    await act(unanswered, "claim");
    await act(answered, "claim");
    await act(answered, "reply", { clientId: randomUUID(), text: "Dạ, anh/chị đến quầy số 3." });
    await first.kill();

    const store = await openStore(placeOf(opened.env));
    await store.run(PASSED);
    await store.close();

    // On PostgreSQL two instances find the same timers due.
    const again = await Promise.all(
      (engine.name === "postgres" ? [1, 2] : [1]).map(async () =>
        startServerProcess({ ...env, PORT: String(await freePort()) }),
      ),
    );
    for (const server of again) later(server.kill);
    const looked = again[0]?.url ?? "";
    const back = await signIn(looked, "lan");
    await until("the unanswered one waits again", async () =>
      (await waitingOf(back)).some((one) => one.id === unanswered),
    );
    await Promise.all(again.map((server) => server.stop()));

    const after = await openStore(placeOf(opened.env));
    const { rows } = await after.run<{ conversation_id: string; event: string; times: number }>(
      `select conversation_id, event, count(*)::int as times from handover_event where actor = 'clock'
       group by conversation_id, event order by event`,
    );
    const { rows: states } = await after.run<{ id: string; state: string }>(
      "select id, state from conversation",
    );
    await after.close();
    expect(rows).toEqual([
      { conversation_id: waiting, event: "alerted", times: 1 },
      { conversation_id: unanswered, event: "away", times: 1 },
      { conversation_id: answered, event: "quiet", times: 1 },
    ]);
    expect(new Map(states.map((one) => [one.id, one.state]))).toEqual(
      new Map([
        [waiting, "waiting"],
        [unanswered, "waiting"],
        [answered, "bot"],
      ]),
    );
  }, 150_000);
});

async function waitingOf(who: DeskClient) {
  return (await who.get("/api/desk/conversations?queue=waiting", QueuePage)).conversations;
}
