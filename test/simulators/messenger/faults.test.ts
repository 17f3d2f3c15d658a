import { seededRandom, type MessengerSimulator, type MessengerSimulatorOptions } from "./simulator.ts";
import { signatureHeaders } from "./signature.ts";
import { APP, Bench, CITIZEN, OTHER_CITIZEN, graph, outcome, send, type Receiver } from "./test-bench.ts";

const bench = new Bench();
afterEach(async () => bench.close());

async function conversing(
  options: Partial<MessengerSimulatorOptions> = {},
): Promise<{ readonly simulator: MessengerSimulator; readonly receiver: Receiver }> {
  const connected = await bench.connected({ receipts: false, callsPerPersonPerDay: Infinity, ...options });
  connected.simulator.citizenWrites(CITIZEN, "Xin chào");
  await connected.simulator.idle();
  return connected;
}

const echoes = (receiver: Receiver): readonly unknown[] =>
  receiver.events().flatMap(({ message }) => (message?.["is_echo"] === true ? [message.text] : []));

async function rawSend(simulator: MessengerSimulator, signal?: AbortSignal): Promise<Response> {
  return fetch(`${simulator.url}/v26.0/me/messages`, {
    method: "POST",
    headers: { authorization: `Bearer ${APP.pageToken}`, "content-type": "application/json" },
    body: JSON.stringify({
      recipient: { id: CITIZEN },
      messaging_type: "RESPONSE",
      message: { text: "Dạ" },
    }),
    ...(signal === undefined ? {} : { signal }),
  });
}

describe("a send", () => {
  it.each([
    ["sendError2", 500],
    ["sendHttp5xx", 502],
  ] as const)("with %s was not accepted and leaves no trace", async (fault, status) => {
    const { simulator, receiver } = await conversing();
    simulator.faults[fault] = 1;
    expect((await rawSend(simulator)).status).toBe(status);
    simulator.faults.reset();
    await simulator.idle();
    expect(simulator.allSent()).toEqual([]);
    expect(echoes(receiver)).toEqual([]);
    expect(simulator.refused()).toMatchObject([{ code: fault === "sendError2" ? 2 : 502, userId: CITIZEN }]);
    expect((await rawSend(simulator)).status).toBe(200);
  });

  it("answered 502 after being accepted has its echo", async () => {
    const { simulator, receiver } = await conversing();
    simulator.faults.sendHttp5xxAfterAccept = 1;
    expect((await rawSend(simulator)).status).toBe(502);
    await simulator.idle();
    expect(simulator.allSent()).toHaveLength(1);
    expect(echoes(receiver)).toEqual(["Dạ"]);
    expect(simulator.refused()).toEqual([]);
  });

  it("cut off after being accepted has its echo", async () => {
    const { simulator, receiver } = await conversing();
    simulator.faults.sendCutAfterAccept = 1;
    await expect(rawSend(simulator)).rejects.toThrow();
    await simulator.idle();
    expect(simulator.allSent()).toHaveLength(1);
    expect(echoes(receiver)).toEqual(["Dạ"]);
  });

  it("that stalls has its echo before the late answer", async () => {
    const { simulator, receiver } = await conversing();
    Object.assign(simulator.faults, { sendStallAfterAccept: 1, sendStallAfterAcceptMs: 300 });
    const order: string[] = [];
    const sending = rawSend(simulator).then(({ status }) => {
      order.push("answer");
      return status;
    });
    await simulator.waitFor(() => echoes(receiver).length === 1);
    order.push("echo");
    expect(await sending).toBe(200);
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
    const ended = expect(rawSend(simulator, patience.signal)).rejects.toThrow();
    await simulator.waitFor(() => echoes(receiver).length === 1);
    if (ends === "never") patience.abort();
    await ended;
    expect(simulator.allSent()).toHaveLength(1);
  });

  it("is refused once with the code a test wants, for that citizen only, or always", async () => {
    const { simulator } = await conversing();
    simulator.citizenWrites(OTHER_CITIZEN, "Xin chào");
    const sending = async (userId: string): Promise<string> =>
      outcome(await send(simulator, userId, { text: "Dạ" }));
    simulator.faults.sendErrorOnce("10/2018108", CITIZEN);
    expect(await sending(OTHER_CITIZEN)).toBe("ok");
    expect(await sending(CITIZEN)).toBe("10/2018108");
    expect(await sending(CITIZEN)).toBe("ok");
    simulator.faults.sendErrorOnce(1200);
    expect(await sending(OTHER_CITIZEN)).toBe("1200");
    simulator.faults.sendRefusal = "368";
    expect([await sending(CITIZEN), await sending(CITIZEN)]).toEqual(["368", "368"]);
    simulator.faults.reset();
    simulator.faults.rateLimited = true;
    expect(await sending(CITIZEN)).toBe("613");
    simulator.faults.reset();
    expect(await sending(CITIZEN)).toBe("ok");
    expect(() => {
      simulator.faults.sendErrorOnce("many");
    }).toThrow("code/subcode");
  });

  it("fails as often as the probability says, the same for the same seed", async () => {
    const run = async (): Promise<readonly number[]> => {
      const { simulator } = await conversing({ random: seededRandom(42) });
      simulator.faults.sendError2 = 0.3;
      const statuses: number[] = [];
      for (let index = 0; index < 60; index += 1) statuses.push((await rawSend(simulator)).status);
      return statuses;
    };
    const first = await run();
    const failed = first.filter((status) => status === 500).length;
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
    expect(echoes(receiver)).toEqual(["trước"]);

    simulator.faults.reset();
    simulator.faults.delayedEchoMs = 80;
    await send(simulator, CITIZEN, { text: "sau" });
    expect(echoes(receiver)).toEqual(["trước"]);
    await simulator.idle();
    expect(echoes(receiver)).toEqual(["trước", "sau"]);

    simulator.faults.reset();
    simulator.faults.dropEcho = 1;
    await send(simulator, CITIZEN, { text: "mất" });
    await simulator.idle();
    expect(echoes(receiver)).toEqual(["trước", "sau"]);
    expect(simulator.deliveries().at(-1)).toMatchObject({ eventName: "message_echo", outcome: "dropped" });
  });

  it("before the answer does not wait for ever for a receiver that waits for the answer", async () => {
    const { simulator, receiver } = await conversing({ webhookTimeoutMs: 60, retryDelaysMs: [] });
    simulator.faults.echoBeforeAnswer = true;
    receiver.answer = () => "never";
    expect(outcome(await send(simulator, CITIZEN, { text: "Dạ" }))).toBe("ok");
  });
});

describe("tokens and the rest", () => {
  it.each([
    ["app_removed", "190/458"],
    ["password_changed", "190/460"],
    ["expired", "190/463"],
    ["invalidated", "190/467"],
  ] as const)("%s ends every call in %s until mended", async (trouble, expected) => {
    const { simulator } = await conversing();
    simulator.faults.tokenTrouble = trouble;
    expect(outcome(await send(simulator, CITIZEN, { text: "Dạ" }))).toBe(expected);
    expect(outcome(await graph(simulator, "me", { method: "GET" }))).toBe(expected);
    simulator.faults.tokenTrouble = "none";
    expect(outcome(await send(simulator, CITIZEN, { text: "Dạ" }))).toBe("ok");
  });

  it("answers other calls and sender actions with 502, messages not", async () => {
    const { simulator } = await conversing();
    simulator.faults.otherHttp5xx = 1;
    const read = await fetch(`${simulator.url}/v26.0/me?access_token=${APP.pageToken}`);
    expect(read.status).toBe(502);
    const typing = new URLSearchParams({
      access_token: APP.pageToken,
      recipient: JSON.stringify({ id: CITIZEN }),
      sender_action: "typing_on",
    });
    const acted = await fetch(`${simulator.url}/v26.0/me/messages`, { method: "POST", body: typing });
    expect(acted.status).toBe(502);
    expect(simulator.senderActions()).toEqual([]);
    expect((await rawSend(simulator)).status).toBe(200);
  });

  it("shows usage as high as a test wants", async () => {
    const { simulator } = await conversing();
    simulator.faults.usagePercent = 85;
    const { headers } = await send(simulator, CITIZEN, { text: "Dạ" });
    expect(JSON.parse(headers.get("x-app-usage") ?? "{}")).toMatchObject({ call_count: 85 });
  });

  it("signs with another secret now and then; the repeat is right", async () => {
    const { simulator, receiver } = await conversing();
    const rightly = ({ bytes, signature }: Receiver["received"][number]): boolean =>
      signature === signatureHeaders(bytes, APP.appSecret)["x-hub-signature-256"];
    receiver.answer = (delivery) => (rightly(delivery) ? 200 : 401);
    simulator.faults.wrongSignature = 1;
    simulator.citizenWrites(CITIZEN, "một");
    await simulator.waitFor(() => simulator.deliveries().at(-1)?.status === 401);
    simulator.faults.reset();
    await simulator.idle();
    expect(simulator.deliveries().at(-1)).toMatchObject({ outcome: "acknowledged" });
  });

  it("delivers an acknowledged event once more", async () => {
    const { simulator, receiver } = await conversing();
    simulator.faults.duplicateDelivery = 1;
    simulator.citizenWrites(CITIZEN, "một lần");
    await simulator.idle();
    expect(receiver.textsReceived().filter((text) => text === "một lần")).toHaveLength(2);
    expect(simulator.deliveries().at(-1)).toMatchObject({ duplicate: true, outcome: "acknowledged" });
  });
});

describe("page", () => {
  const act = async (simulator: MessengerSimulator, action: object): Promise<Response> =>
    fetch(`${simulator.url}/simulator/act`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(action),
    });

  it("acts for the citizen, shows the answer live, and refuses what it does not know", async () => {
    const { simulator, receiver } = await conversing();
    const live = await fetch(`${simulator.url}/simulator/live`);
    const reader = live.body?.pipeThrough(new TextDecoderStream()).getReader();
    await send(simulator, CITIZEN, {
      text: "Anh/chị chọn giúp",
      quick_replies: [{ content_type: "text", title: "Gặp cán bộ", payload: "HANDOFF" }],
    });
    let shown = "";
    while (!shown.includes("Anh/chị chọn giúp")) shown += (await reader?.read())?.value ?? "";
    await reader?.cancel();

    const messageId = simulator.sentTo(CITIZEN)[0]?.messageId;
    const tap = { do: "tapQuickReply", userId: CITIZEN, messageId };
    expect((await act(simulator, { ...tap, index: 0 })).status).toBe(200);
    expect((await act(simulator, { ...tap, index: 1 })).status).toBe(500);
    await simulator.idle();
    expect(receiver.events().at(-1)?.message).toMatchObject({ quick_reply: { payload: "HANDOFF" } });

    expect((await act(simulator, { do: "faults", change: { sendRefusal: "10/1893063" } })).status).toBe(200);
    expect(simulator.faults.sendRefusal).toBe("10/1893063");
    expect((await act(simulator, { do: "faults", change: { sendRefusal: "many" } })).status).toBe(400);
    expect((await act(simulator, { do: "faults", change: { dropEcho: 2 } })).status).toBe(400);
    expect((await act(simulator, { do: "rob" })).status).toBe(400);
  });

  it.each([
    [{ do: "send", userId: CITIZEN, kind: "sticker" }, "message"],
    [{ do: "tapMenu", userId: CITIZEN, index: 0 }, "postback"],
    [{ do: "tapIceBreaker", userId: CITIZEN, index: 0 }, "postback"],
    [{ do: "getStarted", userId: CITIZEN, ref: "qr" }, "postback"],
    [{ do: "openLink", userId: CITIZEN, ref: "qr" }, "referral"],
    [{ do: "read", userId: CITIZEN }, "read"],
    [{ do: "humanReply", userId: CITIZEN, text: "Em đây" }, "message_echo"],
    [{ do: "otherAppSend", userId: CITIZEN, text: "Tin khác" }, "message_echo"],
    [{ do: "inboxTakesControl", userId: CITIZEN }, "take_thread_control"],
    [{ do: "requestControl", userId: CITIZEN }, "request_thread_control"],
    [{ do: "policy", action: "warning", reason: "spam" }, "policy_enforcement"],
  ])("%j leads to %s", async (action, eventName) => {
    const { simulator } = await conversing();
    const menu = [{ type: "postback", title: "Tra cứu", payload: "STATUS" }];
    const breakers = [{ question: "Hỏi gì?", payload: "FAQ" }];
    const body = {
      get_started: { payload: "GET_STARTED" },
      persistent_menu: [{ locale: "default", call_to_actions: menu }],
      ice_breakers: [{ locale: "default", call_to_actions: breakers }],
    };
    await graph(simulator, "me/messenger_profile", { body });
    expect((await act(simulator, action)).status).toBe(200);
    await simulator.idle();
    expect(simulator.deliveries().at(-1)).toMatchObject({ eventName, outcome: "acknowledged" });
  });

  it("is served as HTML with its shared parts; its snapshot shows who has the thread and that the Page types", async () => {
    const { simulator } = await conversing();
    expect(await (await fetch(simulator.url)).text()).toContain("Messenger mô phỏng");
    for (const path of ["/simulator/page.css", "/simulator/page.js", "/cdn/s/1.png"])
      expect((await fetch(simulator.url + path)).status).toBe(200);
    const citizen = async (): Promise<unknown> => {
      const state = (await (await fetch(`${simulator.url}/simulator/state`)).json()) as {
        citizens: unknown[];
      };
      return state.citizens[0];
    };
    const typing = { recipient: { id: CITIZEN }, sender_action: "typing_on" };
    await graph(simulator, "me/messages", { body: typing });
    expect(await citizen()).toMatchObject({
      userId: CITIZEN,
      owner: APP.appId,
      typing: true,
      blocked: false,
    });
    await send(simulator, CITIZEN, { text: "Dạ" });
    await act(simulator, { do: "inboxTakesControl", userId: CITIZEN });
    await act(simulator, { do: "block", userId: CITIZEN });
    expect(await citizen()).toMatchObject({ owner: "263902037430900", typing: false, blocked: true });
    expect((await fetch(`${simulator.url}/cdn/u/1`)).status).toBe(404);
  });
});
