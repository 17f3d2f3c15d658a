import { Bench, CITIZEN, OTHER_CITIZEN, get, send, token, tokenHeader, type Receiver } from "./test-bench.ts";
import { seededRandom, type ZaloSimulator, type ZaloSimulatorOptions } from "./simulator.ts";

const bench = new Bench();
afterEach(async () => bench.close());

async function conversing(
  options: Partial<ZaloSimulatorOptions> = {},
): Promise<{ simulator: ZaloSimulator; receiver: Receiver }> {
  const receiver = await bench.receiver();
  const simulator = await bench.simulator({ webhookUrls: [receiver.url], receipts: false, ...options });
  simulator.citizenWrites(CITIZEN, "Xin chào");
  await simulator.idle();
  return { simulator, receiver };
}

async function statusOfSend(simulator: ZaloSimulator): Promise<number> {
  const answer = await fetch(`${simulator.url}/v3.0/oa/message/cs`, {
    method: "POST",
    headers: { ...tokenHeader(simulator), "content-type": "application/json" },
    body: JSON.stringify({ recipient: { user_id: CITIZEN }, message: { text: "Dạ" } }),
  });
  return answer.status;
}

describe("a send", () => {
  it("answered 502 without being accepted leaves no trace", async () => {
    const { simulator, receiver } = await conversing();
    simulator.faults.sendHttp5xx = 1;
    expect(await statusOfSend(simulator)).toBe(502);
    simulator.faults.reset();
    await simulator.idle();
    expect(simulator.allSent()).toEqual([]);
    expect(receiver.named("oa_send_text")).toEqual([]);
    expect(simulator.refused()).toMatchObject([{ code: 502, userId: CITIZEN }]);
    expect(await statusOfSend(simulator)).toBe(200);
  });

  it("answered 502 after being accepted has its echo", async () => {
    const { simulator, receiver } = await conversing();
    simulator.faults.sendHttp5xxAfterAccept = 1;
    expect(await statusOfSend(simulator)).toBe(502);
    await simulator.idle();
    expect(simulator.allSent()).toHaveLength(1);
    expect(receiver.named("oa_send_text")).toHaveLength(1);
    expect(simulator.refused()).toEqual([]);
  });

  it("that stalls after being accepted has its echo before the late answer", async () => {
    const { simulator, receiver } = await conversing();
    Object.assign(simulator.faults, { sendStallAfterAccept: 1, sendStallAfterAcceptMs: 300 });
    const order: string[] = [];
    const sending = send(simulator, CITIZEN, { text: "Dạ" }).then(({ body }) => {
      order.push("answer");
      return body["error"];
    });
    await simulator.waitFor(() => receiver.named("oa_send_text").length === 1);
    order.push("echo");
    expect(await sending).toBe(0);
    expect(order).toEqual(["echo", "answer"]);
  });

  it.each(["cut", "never"] as const)("that stalls and ends in %s was accepted all the same", async (ends) => {
    const { simulator, receiver } = await conversing();
    Object.assign(simulator.faults, {
      sendStallAfterAccept: 1,
      sendStallAfterAcceptMs: 10,
      sendStallEnds: ends,
    });
    const patience = new AbortController();
    const sending = fetch(`${simulator.url}/v3.0/oa/message/cs`, {
      method: "POST",
      headers: { ...tokenHeader(simulator), "content-type": "application/json" },
      body: JSON.stringify({ recipient: { user_id: CITIZEN }, message: { text: "Dạ" } }),
      signal: patience.signal,
    });
    const outcome = expect(sending).rejects.toThrow();
    await simulator.waitFor(() => receiver.named("oa_send_text").length === 1);
    if (ends === "never") patience.abort();
    await outcome;
    expect(simulator.allSent()).toHaveLength(1);
  });

  it("is refused once with the code a test wants, for that citizen only", async () => {
    const { simulator } = await conversing();
    simulator.citizenWrites(OTHER_CITIZEN, "Xin chào");
    simulator.faults.sendErrorOnce(-211, CITIZEN);
    expect((await send(simulator, OTHER_CITIZEN, { text: "Dạ" })).body["error"]).toBe(0);
    expect((await send(simulator, CITIZEN, { text: "Dạ" })).body["error"]).toBe(-211);
    expect((await send(simulator, CITIZEN, { text: "Dạ" })).body["error"]).toBe(0);
    simulator.faults.sendErrorOnce(-248);
    expect((await send(simulator, OTHER_CITIZEN, { text: "Dạ" })).body["error"]).toBe(-248);
  });

  it("fails as often as the probability says, the same for the same seed", async () => {
    const run = async (): Promise<readonly number[]> => {
      const { simulator } = await conversing({ random: seededRandom(42), rateLimitPerMinute: 1000 });
      simulator.faults.sendHttp5xx = 0.3;
      const statuses: number[] = [];
      for (let index = 0; index < 60; index += 1) statuses.push(await statusOfSend(simulator));
      return statuses;
    };
    const first = await run();
    const failed = first.filter((status) => status === 502).length;
    expect(failed).toBeGreaterThan(8);
    expect(failed).toBeLessThan(30);
    expect(await run()).toEqual(first);
  });
});

describe("an echo", () => {
  it("is there before the answer, after a delay, or never", async () => {
    const { simulator, receiver } = await conversing();
    simulator.faults.echoBeforeAnswer = true;
    await send(simulator, CITIZEN, { text: "trước" });
    expect(receiver.textsReceived()).toContain("trước");

    simulator.faults.reset();
    simulator.faults.delayedEchoMs = 80;
    await send(simulator, CITIZEN, { text: "sau" });
    expect(receiver.textsReceived()).not.toContain("sau");
    await simulator.idle();
    expect(receiver.textsReceived()).toContain("sau");

    simulator.faults.reset();
    simulator.faults.dropEcho = 1;
    await send(simulator, CITIZEN, { text: "mất" });
    await simulator.idle();
    expect(receiver.textsReceived()).not.toContain("mất");
    expect(simulator.deliveries().at(-1)).toMatchObject({ eventName: "oa_send_text", outcome: "dropped" });
  });

  it("before the answer does not wait for ever for a receiver that waits for the answer", async () => {
    const { simulator, receiver } = await conversing({ webhookTimeoutMs: 60, retryDelaysMs: [] });
    simulator.faults.echoBeforeAnswer = true;
    receiver.answer = () => "never";
    expect((await send(simulator, CITIZEN, { text: "Dạ" })).body["error"]).toBe(0);
  });
});

describe("tokens and the rest", () => {
  it("rotates the tokens and cuts the connection before the body", async () => {
    const { simulator } = await conversing();
    const { refresh_token } = simulator.issueTokens();
    simulator.faults.refreshCutConnection = true;
    await expect(token(simulator, { grant_type: "refresh_token", refresh_token })).rejects.toThrow();
    expect(simulator.refreshCount).toBe(1);
    const again = await token(simulator, { grant_type: "refresh_token", refresh_token });
    expect(again.body["error"]).toBe(-14020);
  });

  it("delivers an acknowledged event once more", async () => {
    const { simulator, receiver } = await conversing();
    simulator.faults.duplicateDelivery = 1;
    simulator.citizenWrites(CITIZEN, "một lần");
    await simulator.idle();
    expect(receiver.textsReceived().filter((text) => text === "một lần")).toHaveLength(2);
    expect(simulator.deliveries().at(-1)).toMatchObject({ duplicate: true, outcome: "acknowledged" });
  });

  it("answers other calls with 502", async () => {
    const { simulator } = await conversing();
    simulator.faults.otherHttp5xx = 1;
    const answer = await fetch(`${simulator.url}/v2.0/oa/getoa`, { headers: tokenHeader(simulator) });
    expect(answer.status).toBe(502);
    expect(await statusOfSend(simulator)).toBe(200);
    simulator.faults.reset();
    expect((await get(simulator, "/v2.0/oa/getoa")).status).toBe(200);
  });
});

describe("page", () => {
  const act = async (simulator: ZaloSimulator, action: object): Promise<Response> =>
    fetch(`${simulator.url}/simulator/act`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(action),
    });

  it("acts for the citizen, shows the answer live, and refuses what it does not know", async () => {
    const { simulator, receiver } = await conversing();
    const live = await fetch(`${simulator.url}/simulator/live`);
    const reader = live.body?.pipeThrough(new TextDecoderStream()).getReader();
    const button = { title: "Gặp cán bộ", type: "oa.query.hide", payload: "#mc:person" };
    await send(simulator, CITIZEN, {
      text: "Anh/chị chọn giúp",
      attachment: { type: "template", payload: { template_type: "button", buttons: [button] } },
    });
    let shown = "";
    while (!shown.includes("Anh/chị chọn giúp")) shown += (await reader?.read())?.value ?? "";
    await reader?.cancel();

    const messageId = simulator.sentTo(CITIZEN)[0]?.messageId;
    expect((await act(simulator, { do: "tap", userId: CITIZEN, messageId, index: 0 })).status).toBe(200);
    await simulator.idle();
    expect(receiver.textsReceived().at(-1)).toBe("#mc:person");
    const state = await (await fetch(`${simulator.url}/simulator/state`)).text();
    expect(state).toContain("Xin chào");
    expect(state).not.toContain('"text":"#mc:person"');

    expect((await act(simulator, { do: "faults", change: { dropEcho: 0.5 } })).status).toBe(200);
    expect(simulator.faults.dropEcho).toBe(0.5);
    expect((await act(simulator, { do: "faults", change: { dropEcho: 2 } })).status).toBe(400);
    expect((await act(simulator, { do: "rob" })).status).toBe(400);
  });

  it("is served as HTML; unknown addresses are 404 and noted", async () => {
    const { simulator } = await conversing();
    expect(await (await fetch(simulator.url)).text()).toContain("Zalo mô phỏng");
    expect((await fetch(`${simulator.url}/v3.0/oa/nothing`)).status).toBe(404);
    expect(simulator.refused().at(-1)).toMatchObject({ path: "/v3.0/oa/nothing", code: 404 });
  });
});
