import type { JsonObject } from "../shared/json.ts";
import { SUBSCRIPTION_FIELDS, type MessengerSimulator } from "./simulator.ts";
import { APP, APP_TOKEN, Bench, CITIZEN, OTHER_CITIZEN, graph, outcome } from "./test-bench.ts";

const bench = new Bench();
afterEach(async () => bench.close());

describe("messenger_profile", () => {
  const set = async (simulator: MessengerSimulator, body: JsonObject): Promise<string> =>
    outcome(await graph(simulator, "me/messenger_profile", { body }));
  const remove = async (simulator: MessengerSimulator, ...fields: readonly string[]): Promise<string> =>
    outcome(await graph(simulator, "me/messenger_profile", { method: "DELETE", body: { fields } }));
  const letters = (count: number): string => "ầ".repeat(count);
  const many = <T>(count: number, one: T): T[] => Array.from({ length: count }, () => one);
  const inDefault = (call_to_actions: unknown): JsonObject => ({ locale: "default", call_to_actions });

  const start = { get_started: { payload: "GET_STARTED" } };
  const greeting = { greeting: [{ locale: "default", text: "Xin chào! Đây là trợ lý tự động." }] };
  const breaker = { question: "Gặp cán bộ", payload: "HANDOFF" };
  const breakers = (count: number, change: JsonObject = {}): JsonObject => ({
    ice_breakers: [inDefault(many(count, { ...breaker, ...change }))],
  });
  const entry = { type: "postback", title: "Tra cứu hồ sơ", payload: "STATUS" };
  const menu = (count: number, change: JsonObject = {}): JsonObject => ({
    persistent_menu: [{ composer_input_disabled: false, ...inDefault(many(count, { ...entry, ...change })) }],
  });

  it("is set, read and deleted by field", async () => {
    const simulator = await bench.simulator();
    const all = { ...start, ...greeting, ...breakers(2), ...menu(1) };
    expect(await set(simulator, all)).toBe("ok");
    const read = async (fields: string): Promise<unknown> =>
      (await graph(simulator, `${APP.pageId}/messenger_profile?fields=${fields}`, { method: "GET" })).body[
        "data"
      ];
    expect(await read("get_started,persistent_menu")).toEqual([{ ...start, ...menu(1) }]);
    expect(simulator.profile).toEqual({
      getStarted: "GET_STARTED",
      greeting: "Xin chào! Đây là trợ lý tự động.",
      iceBreakers: [breaker, breaker],
      menu: [entry],
      composerDisabled: false,
    });
    expect(await remove(simulator, "ice_breakers", "greeting")).toBe("ok");
    expect(await read("ice_breakers,greeting")).toEqual([]);
    expect(simulator.profile).toMatchObject({
      getStarted: "GET_STARTED",
      greeting: undefined,
      iceBreakers: [],
    });
  });

  it.each<[what: string, within: JsonObject, beyond: JsonObject]>([
    ["4 ice breakers", breakers(4), breakers(5)],
    ["a question of 80", breakers(1, { question: letters(80) }), breakers(1, { question: letters(81) })],
    ["a payload of 1000", breakers(1, { payload: letters(1000) }), breakers(1, { payload: letters(1001) })],
    ["3 menu entries", { ...start, ...menu(3) }, { ...start, ...menu(4) }],
    [
      "a menu title of 30",
      { ...start, ...menu(1, { title: letters(30) }) },
      { ...start, ...menu(1, { title: letters(31) }) },
    ],
    [
      "links in the menu",
      { ...start, ...menu(1, { type: "web_url", url: "https://dichvucong.example.gov.vn" }) },
      { ...start, ...menu(1, { type: "phone_number", payload: "+84900000000" }) },
    ],
    ["a default locale", greeting, { greeting: [{ locale: "vi_VN", text: "Xin chào" }] }],
    [
      "a greeting of 160",
      { greeting: [{ locale: "default", text: letters(160) }] },
      { greeting: [{ locale: "default", text: letters(161) }] },
    ],
    ["known fields", start, { home_url: { url: "https://example.gov.vn" } }],
  ])("may hold %s, and is refused with 100 beyond that", async (_what, within, beyond) => {
    const simulator = await bench.simulator();
    expect(await set(simulator, beyond)).toBe("100");
    expect(simulator.profile).toMatchObject({ getStarted: undefined, menu: [], iceBreakers: [] });
    expect(await set(simulator, within)).toBe("ok");
  });

  it("has no persistent menu without the start button, and no start button is removed under it", async () => {
    const simulator = await bench.simulator();
    expect(await set(simulator, menu(1))).toBe("100");
    expect(await set(simulator, start)).toBe("ok");
    expect(await set(simulator, menu(1))).toBe("ok");
    expect(await remove(simulator, "get_started")).toBe("100");
    expect(await remove(simulator, "nothing")).toBe("100");
    expect(await remove(simulator, "get_started", "persistent_menu")).toBe("ok");
  });
});

describe("subscriptions", () => {
  it("of the Page take known fields only, and nothing arrives without them", async () => {
    const { simulator, receiver } = await bench.connected({ subscribedFields: [] });
    const subscribe = async (subscribed_fields: unknown): Promise<string> =>
      outcome(await graph(simulator, `${APP.pageId}/subscribed_apps`, { body: { subscribed_fields } }));
    simulator.citizenWrites(CITIZEN, "quá sớm");
    await simulator.idle();
    expect(simulator.deliveries()).toMatchObject([{ outcome: "dropped", why: "the Page is not subscribed" }]);
    expect(await subscribe(undefined)).toBe("100");
    expect(await subscribe("messages,dreams")).toBe("100");
    expect(simulator.subscribed).toBe(false);
    expect(await subscribe("messages,messaging_postbacks")).toBe("ok");
    simulator.citizenWrites(CITIZEN, "đúng lúc");
    simulator.citizenReads(CITIZEN);
    await simulator.idle();
    expect(receiver.events()).toHaveLength(1);
    expect(receiver.textsReceived()).toEqual(["đúng lúc"]);

    const read = await graph(simulator, "me/subscribed_apps", { method: "GET" });
    expect(read.body["data"]).toMatchObject([
      { id: APP.appId, subscribed_fields: ["messages", "messaging_postbacks"] },
    ]);
    expect(await subscribe([...SUBSCRIPTION_FIELDS])).toBe("ok");
    expect(outcome(await graph(simulator, "me/subscribed_apps", { method: "DELETE" }))).toBe("ok");
    expect(simulator.subscribed).toBe(false);
    simulator.subscribe();
    simulator.citizenReads(CITIZEN);
    await simulator.idle();
    expect(receiver.having("read")).toHaveLength(1);
  });

  it("of the app are taken when the callback answers the verification, with the app token", async () => {
    const [receiver, simulator] = [await bench.receiver(), await bench.simulator()];
    const subscribe = async (change: JsonObject = {}, token = APP_TOKEN): Promise<string> => {
      const body = {
        object: "page",
        callback_url: receiver.url,
        verify_token: "another-made-up",
        fields: "messages",
        ...change,
      };
      return outcome(await graph(simulator, `${APP.appId}/subscriptions`, { body, token }));
    };
    expect(await subscribe()).toBe("2200");
    receiver.verification = (query) =>
      query.get("hub.verify_token") === "another-made-up"
        ? { status: 200, body: query.get("hub.challenge") ?? "" }
        : { status: 403, body: "" };
    expect(await subscribe({ verify_token: "wrong" })).toBe("2200");
    expect(await subscribe({ object: "user" })).toBe("100");
    expect(await subscribe({}, APP.pageToken)).toBe("190");
    const ask = { method: "GET", token: APP_TOKEN } as const;
    expect((await graph(simulator, `${APP.appId}/subscriptions`, ask)).body["data"]).toEqual([]);
    expect(await subscribe()).toBe("ok");
    expect((await graph(simulator, `${APP.appId}/subscriptions`, ask)).body["data"]).toMatchObject([
      { object: "page", callback_url: receiver.url, active: true },
    ]);
    simulator.citizenWrites(CITIZEN, "Xin chào");
    await simulator.idle();
    expect(receiver.textsReceived()).toEqual(["Xin chào"]);
  });
});

describe("what can be read", () => {
  const read = async (simulator: MessengerSimulator, path: string): Promise<JsonObject> =>
    (await graph(simulator, path, { method: "GET" })).body;

  it("is the state of a token", async () => {
    const simulator = await bench.simulator();
    const check = async (input_token: string, token = APP_TOKEN): Promise<unknown> =>
      (await graph(simulator, `debug_token?input_token=${input_token}`, { method: "GET", token })).body[
        "data"
      ];
    expect(await check(APP.pageToken)).toMatchObject({
      is_valid: true,
      type: "PAGE",
      app_id: APP.appId,
      expires_at: 0,
      scopes: expect.arrayContaining(["pages_messaging"]) as string[],
    });
    expect(await check("other")).toMatchObject({ is_valid: false, scopes: [], error: { code: 190 } });
    simulator.faults.tokenTrouble = "password_changed";
    expect(await check(APP.pageToken)).toMatchObject({ is_valid: false, error: { code: 190, subcode: 460 } });
    expect(await check(APP.pageToken, APP.pageToken)).toBeUndefined();
  });

  it("is the Page with its routing", async () => {
    const simulator = await bench.simulator();
    const status = async (one: MessengerSimulator): Promise<unknown> =>
      (await read(one, "me?fields=messaging_feature_status"))["messaging_feature_status"];
    expect(await status(simulator)).toEqual({ hop_v2: true });
    expect(await status(await bench.simulator({ routing: false }))).toEqual({ hop_v2: false });
    expect(await read(simulator, "me?fields=id,name")).toMatchObject({ id: APP.pageId });
    expect(await read(simulator, "me?fields=wishes")).toMatchObject({ error: { code: 100 } });
  });

  it("is a person's name, unless refused or nobody's", async () => {
    const simulator = await bench.simulator();
    simulator.addCitizen({ userId: CITIZEN, name: "Nguyễn Văn A" });
    const path = `${CITIZEN}?fields=first_name,last_name,profile_pic`;
    expect(await read(simulator, path)).toEqual({
      id: CITIZEN,
      first_name: "A",
      last_name: "Nguyễn Văn",
      profile_pic: expect.stringContaining("https://") as string,
    });
    const refused = { error: { code: 100, error_subcode: 33 } };
    expect(await read(simulator, OTHER_CITIZEN)).toMatchObject(refused);
    simulator.faults.profileRefused = true;
    expect(await read(simulator, path)).toMatchObject(refused);
    const unreviewed = await bench.simulator({ profileAccess: false });
    unreviewed.addCitizen({ userId: CITIZEN });
    expect(await read(unreviewed, path)).toMatchObject(refused);
  });
});
