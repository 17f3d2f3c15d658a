import type { JsonObject } from "../shared/json.ts";
import { PAGE_INBOX, type MessengerSimulator, type MessengerSimulatorOptions } from "./simulator.ts";
import {
  APP,
  Bench,
  CITIZEN,
  DAY_MS,
  HOUR_MS,
  graph,
  outcome,
  send,
  standingClock,
  type Receiver,
} from "./test-bench.ts";

const OTHER_APP = "700600500400300";
const bench = new Bench();
afterEach(async () => bench.close());

/** The citizen has written and the program has answered; what arrived so far is of no interest. */
async function conversing(options: Partial<MessengerSimulatorOptions> = {}): Promise<{
  readonly simulator: MessengerSimulator;
  readonly receiver: Receiver;
}> {
  const { simulator, receiver } = await bench.connected({ receipts: false, ...options });
  simulator.citizenWrites(CITIZEN, "Xin chào");
  await simulator.idle();
  return { simulator, receiver };
}

async function sending(simulator: MessengerSimulator): Promise<string> {
  return outcome(await send(simulator, CITIZEN, { text: "Dạ" }));
}

async function control(simulator: MessengerSimulator, what: string, more: JsonObject = {}): Promise<string> {
  const body = { recipient: { id: CITIZEN }, ...more };
  return outcome(await graph(simulator, `${APP.pageId}/${what}_thread_control`, { body }));
}

async function ownerRead(simulator: MessengerSimulator): Promise<unknown> {
  return (await graph(simulator, `me/thread_owner?recipient=${CITIZEN}`, { method: "GET" })).body["data"];
}

describe("a person who answers in the Page's inbox", () => {
  it("takes control first; then an echo without app_id; what the citizen writes comes under standby", async () => {
    const { simulator, receiver } = await conversing();
    const messageId = simulator.humanReplies(CITIZEN, "Em hỗ trợ hồ sơ này.");
    simulator.citizenWrites(CITIZEN, "Cảm ơn");
    simulator.citizenTaps(CITIZEN, { type: "postback", title: "Hồ sơ cần có", payload: "DOCS" });
    await simulator.idle();
    const [, taken, echo, message, tap] = receiver.events();
    const sides = { sender: { id: CITIZEN }, recipient: { id: APP.pageId } };
    expect(taken).toMatchObject({
      ...sides,
      list: "messaging",
      take_thread_control: {
        previous_owner_app_id: APP.appId,
        new_owner_app_id: PAGE_INBOX,
        metadata: "",
      },
    });
    expect(echo).toMatchObject({ sender: { id: APP.pageId }, recipient: { id: CITIZEN } });
    expect(echo?.message).toEqual({ is_echo: true, mid: messageId, text: "Em hỗ trợ hồ sơ này." });
    expect(message).toMatchObject({ list: "standby", message: { text: "Cảm ơn" } });
    expect(tap).toMatchObject({ list: "standby", postback: { title: "Hồ sơ cần có" } });
    expect(tap?.["postback"]).not.toHaveProperty("payload");
    expect(await sending(simulator)).toBe("10/2018300");
    expect(simulator.allSent()).toEqual([]);
  });

  it("may be told by the inbox's app_id, under standby", async () => {
    const { simulator, receiver } = await conversing();
    Object.assign(simulator.faults, { humanEchoAppId: "inbox", echoUnderStandby: true });
    simulator.humanReplies(CITIZEN, "Em hỗ trợ hồ sơ này.");
    simulator.faults.echoAppIdAsString = true;
    simulator.humanReplies(CITIZEN, "Anh chờ em.");
    await simulator.idle();
    expect(receiver.events().slice(2)).toMatchObject([
      { list: "standby", message: { app_id: Number(PAGE_INBOX) } },
      { list: "standby", message: { app_id: PAGE_INBOX } },
    ]);
  });

  it("takes nothing where the Page has no routing: everything stays under messaging and both may answer", async () => {
    const { simulator, receiver } = await conversing({ routing: false });
    simulator.humanReplies(CITIZEN, "Em hỗ trợ hồ sơ này.");
    simulator.citizenWrites(CITIZEN, "Cảm ơn");
    await simulator.idle();
    expect(receiver.having("take_thread_control")).toEqual([]);
    expect(receiver.events().map((one) => one.list)).toEqual(["messaging", "messaging", "messaging"]);
    expect(await sending(simulator)).toBe("ok");
  });

  it("gives control back, or loses it after 24 h without activity", async () => {
    const clock = standingClock();
    const { simulator, receiver } = await conversing({ clock: clock.now });
    simulator.humanReplies(CITIZEN, "Em hỗ trợ hồ sơ này.");
    simulator.passControlBack(CITIZEN, "xong");
    await simulator.idle();
    expect(receiver.having("pass_thread_control")).toMatchObject([
      {
        list: "messaging",
        pass_thread_control: {
          previous_owner_app_id: PAGE_INBOX,
          new_owner_app_id: APP.appId,
          metadata: "xong",
        },
      },
    ]);
    expect(await sending(simulator)).toBe("ok");

    simulator.takeControl(CITIZEN);
    clock.forward(23 * HOUR_MS);
    simulator.citizenWrites(CITIZEN, "Còn đó không?");
    clock.forward(DAY_MS - 1);
    expect(simulator.ownerOf(CITIZEN)).toBe(PAGE_INBOX);
    expect(await sending(simulator)).toBe("10/2018300");
    clock.forward(1);
    expect(simulator.ownerOf(CITIZEN)).toBe(APP.appId);
    simulator.citizenWrites(CITIZEN, "Có ai không?");
    await simulator.idle();
    expect(receiver.events().at(-1)).toMatchObject({ list: "messaging", message: { text: "Có ai không?" } });
  });
});

describe("another application", () => {
  it("writes with its own app_id, takes and asks for control", async () => {
    const { simulator, receiver } = await conversing();
    simulator.otherAppSends(CITIZEN, "Tin tự động");
    simulator.otherAppRequestsControl(CITIZEN, "xin");
    simulator.takeControl(CITIZEN, OTHER_APP);
    await simulator.idle();
    expect(receiver.events().slice(1)).toMatchObject([
      { message: { is_echo: true, app_id: Number(OTHER_APP), text: "Tin tự động" } },
      { request_thread_control: { requested_owner_app_id: OTHER_APP, metadata: "xin" } },
      { take_thread_control: { new_owner_app_id: OTHER_APP } },
    ]);
    expect(await sending(simulator)).toBe("10/2018300");
  });

  it("takes a thread from the inbox without a word to the program, which did not have it", async () => {
    const { simulator, receiver } = await conversing();
    simulator.takeControl(CITIZEN);
    simulator.takeControl(CITIZEN, OTHER_APP);
    await simulator.idle();
    expect(simulator.ownerOf(CITIZEN)).toBe(OTHER_APP);
    expect(receiver.having("take_thread_control")).toMatchObject([
      { take_thread_control: { new_owner_app_id: PAGE_INBOX } },
    ]);
  });

  it("has the threads from the start where it is the default app", async () => {
    const { simulator, receiver } = await conversing({ defaultAppId: PAGE_INBOX });
    expect(receiver.events()).toMatchObject([{ list: "standby" }]);
    expect(await control(simulator, "take")).toBe("10");
    expect(await sending(simulator)).toBe("10/2018300");
    simulator.passControlBack(CITIZEN);
    expect(await sending(simulator)).toBe("ok");
    expect(await control(simulator, "release")).toBe("ok");
    expect(simulator.ownerOf(CITIZEN)).toBe(PAGE_INBOX);
  });
});

describe("routing calls", () => {
  it("pass the thread to a connected application, and only by its owner", async () => {
    const { simulator } = await conversing();
    expect(await control(simulator, "pass", { target_app_id: "1" })).toBe("100/2018164");
    expect(await control(simulator, "pass")).toBe("100");
    expect(await control(simulator, "pass", { target_app_id: PAGE_INBOX, metadata: "mời cán bộ" })).toBe(
      "ok",
    );
    expect(simulator.ownerOf(CITIZEN)).toBe(PAGE_INBOX);
    expect(await control(simulator, "pass", { target_app_id: OTHER_APP })).toBe("100/2534037");
    expect(await control(simulator, "release")).toBe("100/2534037");
    expect(await control(simulator, "request")).toBe("ok");
    expect(simulator.ownerOf(CITIZEN)).toBe(PAGE_INBOX);
    expect(await control(simulator, "take", { metadata: "lấy lại" })).toBe("ok");
    expect(simulator.ownerOf(CITIZEN)).toBe(APP.appId);
    expect(await control(simulator, "take", { metadata: "x".repeat(1001) })).toBe("100");
  });

  it("are refused for people the Page does not know", async () => {
    const simulator = await bench.simulator();
    expect(await control(simulator, "take")).toBe("100/2018001");
    simulator.addCitizen({ userId: CITIZEN });
    expect(await control(simulator, "take")).toBe("ok");
  });

  it("extend control for at most 7 days", async () => {
    const clock = standingClock();
    const { simulator } = await conversing({ clock: clock.now, defaultAppId: PAGE_INBOX });
    const week = 7 * 24 * 3600;
    expect(await control(simulator, "extend", { duration: 3600 })).toBe("100/2534037");
    simulator.passControlBack(CITIZEN);
    expect(await control(simulator, "extend", { duration: week + 1 })).toBe("100");
    expect(await control(simulator, "extend", { duration: 0 })).toBe("100");
    expect(await control(simulator, "extend", { duration: week })).toBe("ok");
    clock.forward(7 * DAY_MS - 1);
    expect(simulator.ownerOf(CITIZEN)).toBe(APP.appId);
    clock.forward(1);
    expect(simulator.ownerOf(CITIZEN)).toBe(PAGE_INBOX);
  });

  it("tell who has the thread and until when", async () => {
    const clock = standingClock();
    const { simulator } = await conversing({ clock: clock.now });
    expect(await ownerRead(simulator)).toEqual([{ thread_owner: { app_id: APP.appId } }]);
    simulator.takeControl(CITIZEN);
    expect(await ownerRead(simulator)).toEqual([
      { thread_owner: { app_id: PAGE_INBOX, expiration: 1_795_402_800 + 24 * 3600 } },
    ]);
  });

  it("may ride on a message, which still goes out", async () => {
    const { simulator } = await conversing();
    const withControl = async (thread_control: JsonObject): Promise<string> =>
      outcome(
        await send(
          simulator,
          CITIZEN,
          { text: "Mời cán bộ" },
          { messaging_type: "RESPONSE", thread_control },
        ),
      );
    expect(await withControl({ control_type: "pass", app_id: "1" })).toBe("100/2018164");
    expect(await withControl({ control_type: "give" })).toBe("100");
    expect(simulator.allSent()).toEqual([]);
    expect(await withControl({ control_type: "pass", app_id: PAGE_INBOX })).toBe("ok");
    expect(simulator.allSent()).toHaveLength(1);
    expect(simulator.ownerOf(CITIZEN)).toBe(PAGE_INBOX);
  });
});
