import type { ZaloSimulator } from "../simulators/zalo/simulator.ts";
import { webhookSignature } from "../simulators/zalo/signature.ts";
import { askAll, citizenId, countAnswers } from "../kill/run-load.ts";
import { planQuestions } from "../kill/questions.ts";
import { onBothEngines } from "../support/engines.ts";
import { freePort } from "../support/server-process.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { until } from "../support/until.ts";
import { giveConsent, simulateZalo, ZALO, zaloEnv } from "../support/zalo-setup.ts";

/** A citizen's question from the simulated platform through the whole server and back. */
onBothEngines("a question on Zalo", (engine) => {
  let simulator: ZaloSimulator;
  let server: TestServer;
  let people = 1000;
  const someone = (): string => citizenId(people++);

  beforeAll(async () => {
    const port = await freePort();
    simulator = await simulateZalo([port], { retryDelaysMs: [100, 200, 400] });
    server = await startTestServer(
      { ...zaloEnv(simulator, port), PORT: String(port), SEND_TIMEOUT_MS: "1000" },
      engine,
    );
  });
  afterEach(() => {
    simulator.faults.reset();
  });
  afterAll(async () => {
    await server.close();
    await simulator.close();
  });

  const answersTo = (citizen: string, count = 1) =>
    simulator.waitFor(
      () => (simulator.sentTo(citizen).length >= count ? simulator.sentTo(citizen) : undefined),
      20_000,
    );
  const inboxRows = async (): Promise<number> => {
    const { rows } = await server.store.run<{ n: number }>("select count(*)::int as n from inbox");
    return rows[0]?.n ?? -1;
  };
  /** Everything delivered, thought about and sent: what is not there now will not come. */
  const allQuiet = async (): Promise<void> => {
    await simulator.idle(20_000);
    await until("an empty inbox and outbox", async () => {
      const { rows } = await server.store.run<{ open: number }>(
        `select (select count(*) from inbox where handled_at is null and conversation_id is not null)::int
              + (select count(*) from outbox where state in ('queued', 'sending', 'in_doubt'))::int as open`,
      );
      return rows[0]?.open === 0;
    });
    await simulator.idle(20_000);
  };
  const zaloHealth = async (): Promise<{ kind: string }> => {
    const answer = await fetch(`${server.url}/healthz`);
    return ((await answer.json()) as { channels: { zalo: { token: { kind: string } } } }).channels.zalo.token;
  };

  it("needs the OA's consent, whose state is shown without any secret", async () => {
    expect((await zaloHealth()).kind).toBe("none");
    const consented = await giveConsent(server.url, simulator, await server.admin());
    expect(await consented.text()).toContain("Đã cấp quyền");
    expect(await zaloHealth()).toMatchObject({ kind: "valid" });
    expect(JSON.stringify(await zaloHealth())).not.toContain(simulator.tokenState?.accessToken ?? "no token");
    const { rows } = await server.store.run<{ sealed: string }>(
      "select sealed from secret where name = 'zalo'",
    );
    expect(rows[0]?.sealed).not.toContain(simulator.tokenState?.refreshToken ?? "no token");
  });

  it("refuses a consent whose state is not ours, or that another OA gave", async () => {
    const callback = (query: string) => fetch(`${server.url}/oauth/zalo/callback?${query}`);
    const stolen = await callback(`code=abc&oa_id=${ZALO.oaId}&state=not-ours`);
    expect(stolen.status).toBe(400);
    expect(await stolen.text()).toContain("Phiên cấp quyền không khớp");
    expect(await zaloHealth()).toMatchObject({ kind: "valid" });
  });

  it("written without tones gets the right answer with its source and buttons", async () => {
    const citizen = someone();
    simulator.citizenWrites(citizen, "dang ky ket hon can giay to gi");
    const [answer] = await answersTo(citizen);
    expect(answer?.text).toContain("1.000894");
    expect(answer?.text).toContain("Tờ khai đăng ký kết hôn");
    expect(answer?.text).toContain("Nguồn");
    expect(answer?.buttons.length).toBeGreaterThan(1);
    const fee = answer?.buttons.find((button) => button.title.includes("Lệ phí"));
    if (fee === undefined) throw new Error("no button asks for the fee");
    simulator.citizenTaps(citizen, fee);
    const [, second] = await answersTo(citizen, 2);
    expect(second?.text).toContain("1.000894");
    expect(second?.text).toContain("Lệ phí");
  });

  it("refuses a delivery changed after it was signed, and stores nothing of it", async () => {
    await allQuiet();
    const before = await inboxRows();
    const timestamp = String(Date.now());
    const body = JSON.stringify({
      app_id: ZALO.appId,
      sender: { id: someone() },
      recipient: { id: ZALO.oaId },
      event_name: "user_send_text",
      message: { msg_id: "tampered-1", text: "cấp lại căn cước" },
      timestamp,
    });
    const headers = {
      "content-type": "application/json",
      "x-zevent-signature": webhookSignature(ZALO.appId, Buffer.from(body), timestamp, ZALO.oaSecret),
    };
    const post = (bytes: string) =>
      fetch(`${server.url}/webhooks/zalo`, { method: "POST", headers, body: bytes });
    const changed = await post(body.replace("căn cước", "hộ chiếu"));
    expect(changed.status).toBe(401);
    expect(await changed.json()).toMatchObject({ error: { code: "webhook_refused" } });
    expect(await inboxRows()).toBe(before);
    expect((await post(body)).status).toBe(200);
    expect(await inboxRows()).toBe(before + 1);
    await allQuiet();
  });

  it("answers the unsigned registration probe 200 and stores nothing", async () => {
    const before = await inboxRows();
    for (const body of ["{}", ""] as const)
      expect(await simulator.probe(body)).toMatchObject({ kind: "answered", status: 200 });
    expect(await inboxRows()).toBe(before);
  });

  it("delivered three times is answered once", async () => {
    const citizen = someone();
    simulator.citizenWrites(citizen, "đăng ký khai sinh cần giấy tờ gì", { duplicates: 2 });
    await answersTo(citizen);
    await allQuiet();
    expect(simulator.sentTo(citizen)).toHaveLength(1);
  });

  it("written in a burst of three short messages is answered once", async () => {
    const citizen = someone();
    for (const part of ["chào ad", "cho mình hỏi", "làm giấy khai sinh cần gì"])
      simulator.citizenWrites(citizen, part);
    const [answer] = await answersTo(citizen);
    expect(answer?.text).toContain("1.001193");
    await allQuiet();
    expect(simulator.sentTo(citizen)).toHaveLength(1);
  });

  it("from 8 citizens writing 40 messages at the same time is answered in each one's order", async () => {
    const plan = await planQuestions(8, 5);
    let pause = 0;
    await askAll(simulator, plan, () => (pause = (pause + 37) % 700));
    await simulator.waitFor(() => countAnswers(simulator, plan).unanswered === 0, 50_000);
    await allQuiet();
    expect(countAnswers(simulator, plan)).toEqual({
      questions: 40,
      answered: 40,
      unanswered: 0,
      twice: 0,
      outOfOrder: 0,
      stray: 0,
    });
  });

  it("is answered once when the platform takes the answer and then says nothing", async () => {
    const citizen = someone();
    simulator.faults.sendStallAfterAccept = 1;
    simulator.faults.sendStallEnds = "never";
    simulator.faults.dropEcho = 1;
    simulator.citizenWrites(citizen, "đăng ký khai tử nộp ở đâu");
    await answersTo(citizen);
    simulator.faults.reset();
    await allQuiet();
    expect(simulator.sentTo(citizen)).toHaveLength(1);
  });

  it("is answered after the platform refused for a while, and after the token had run out", async () => {
    const citizen = someone();
    const refreshes = simulator.refreshCount;
    simulator.faults.expireTokenNow();
    simulator.faults.sendErrorOnce(-200, citizen);
    simulator.citizenWrites(citizen, "đăng ký khai tử cần giấy tờ gì");
    await answersTo(citizen);
    await allQuiet();
    expect(simulator.sentTo(citizen)).toHaveLength(1);
    expect(simulator.refreshCount).toBe(refreshes + 1);
  });

  it("goes unanswered while a person answers in Zalo's own tool", async () => {
    const citizen = someone();
    simulator.citizenWrites(citizen, "xin chào");
    await answersTo(citizen);
    simulator.humanReplies(citizen, "Chào anh, em xử lý hồ sơ này ạ.");
    await allQuiet();
    simulator.citizenWrites(citizen, "đăng ký khai sinh cần giấy tờ gì");
    await allQuiet();
    expect(simulator.sentTo(citizen)).toHaveLength(1);
    const { rows } = await server.store.run(
      `select m.speaker from message m join conversation c on c.id = m.conversation_id
       where c.citizen_id = $1 order by m.seq`,
      [citizen],
    );
    expect(rows.map((row) => row["speaker"])).toEqual(["citizen", "bot", "operator", "citizen"]);
  });

  it("keeps what cannot be sent and goes on", async () => {
    const citizen = someone();
    simulator.faults.sendErrorOnce(-248, citizen);
    simulator.citizenWrites(citizen, "đăng ký khai sinh cần giấy tờ gì");
    await simulator.waitFor(() => simulator.refused().some((one) => one.code === -248), 20_000);
    simulator.citizenWrites(citizen, "đăng ký khai tử cần giấy tờ gì");
    const [answer] = await answersTo(citizen);
    expect(answer?.text).toContain("1.000656");
    const { rows } = await server.store.run(
      `select o.state, o.error_code from outbox o join conversation c on c.id = o.conversation_id
       where c.citizen_id = $1 order by o.id`,
      [citizen],
    );
    expect(rows[0]).toEqual({ state: "failed", error_code: "-248" });
  });
});
