import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { promisify } from "node:util";
import { io, type Socket } from "socket.io-client";
import {
  ChatHello,
  ChatHistory,
  type ChatMessage,
  type ChatToServer,
  type ServerToChat,
} from "../../src/contract/chat.ts";
import { onBothEngines } from "../support/engines.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { until } from "../support/until.ts";

/** A page as the server sees it: a cookie and requests. */
class Page {
  cookie = "";
  constructor(readonly url: string) {}

  async ask(path: string, body?: unknown): Promise<{ status: number; json: unknown }> {
    const answer = await fetch(`${this.url}${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: { cookie: this.cookie, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const set = answer.headers.get("set-cookie");
    if (set !== null) this.cookie = set.split(";")[0] ?? "";
    return { status: answer.status, json: await answer.json() };
  }

  async messages(after = 0): Promise<ChatMessage[]> {
    return ChatHistory.parse((await this.ask(`/api/chat/messages?after=${after}`)).json).messages;
  }

  answers(count = 1): Promise<ChatMessage[]> {
    return until(`${count} answers`, async () => {
      const found = (await this.messages()).filter((one) => one.speaker !== "citizen");
      return found.length >= count ? found : undefined;
    });
  }
}

onBothEngines("web chat", (engine) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ WEB_MESSAGES_PER_MINUTE: "30" }, engine);
  });
  afterAll(() => server.close());

  const newPage = async (): Promise<Page> => {
    const page = new Page(server.url);
    ChatHello.parse((await page.ask("/api/chat/hello")).json);
    return page;
  };
  const send = (text: string, more: object = {}) => ({ clientId: randomUUID(), text, ...more });

  it("answers over plain HTTP, and a button of the answer", async () => {
    const page = await newPage();
    const sent = await page.ask("/api/chat/messages", send("le phi lam lai can cuoc bi mat"));
    expect(sent.status).toBe(202);
    const [answer] = await page.answers();
    expect(answer?.text).toContain("70.000 đồng");
    expect(answer?.text).toContain("Nguồn");
    const button = answer?.buttons.find((one) => one.kind === "choice");
    if (button?.kind !== "choice") throw new Error("no button to choose");
    await page.ask("/api/chat/messages", send(button.title, { payload: button.payload }));
    const [, second] = await page.answers(2);
    // The button goes on with the procedure that was answered.
    expect(second?.text).toContain(/\d\.\d{6}/.exec(answer?.text ?? "")?.[0]);
  });

  it("stores a message sent again with the same id once", async () => {
    const page = await newPage();
    const body = send("xin chào");
    const results = await Promise.all([
      page.ask("/api/chat/messages", body),
      page.ask("/api/chat/messages", body),
    ]);
    results.push(await page.ask("/api/chat/messages", body));
    expect(results.map((one) => one.status)).toEqual([202, 202, 202]);
    expect(new Set(results.map((one) => (one.json as { message: ChatMessage }).message.id)).size).toBe(1);
    expect((await page.messages()).filter((one) => one.speaker === "citizen")).toHaveLength(1);
  });

  it("shows a citizen only the own conversation, and trusts no cookie it did not sign", async () => {
    const page = await newPage();
    await page.ask("/api/chat/messages", send("xin chào"));
    const other = await newPage();
    expect(await other.messages()).toEqual([]);
    const forged = new Page(server.url);
    forged.cookie = page.cookie.replace(/.$/, (last) => (last === "A" ? "B" : "A"));
    expect(await forged.messages()).toEqual([]);
    expect(await page.messages()).not.toEqual([]);
  });

  it("names what is wrong with a message", async () => {
    const page = await newPage();
    const codeOf = async (body: unknown): Promise<[number, string, string]> => {
      const { status, json } = await page.ask("/api/chat/messages", body);
      const { error } = json as { error: { code: string; message: string } };
      return [status, error.code, error.message];
    };
    expect(await codeOf(send("   "))).toEqual([
      400,
      "message_invalid",
      expect.stringContaining("text is empty"),
    ]);
    expect(await codeOf({ text: "a" })).toEqual([
      400,
      "message_invalid",
      expect.stringContaining("clientId"),
    ]);
    expect(await codeOf(send("x".repeat(2001)))).toEqual([
      400,
      "message_invalid",
      expect.stringContaining("text"),
    ]);
    expect(await codeOf("{not json")).toEqual([400, "message_invalid", expect.any(String)]);
    expect((await page.ask("/api/chat/messages?after=-1")).status).toBe(400);
    expect(await page.messages()).toEqual([]);
    expect((await page.ask("/api/chat/messages", send("x".repeat(2000)))).status).toBe(202);
  });

  it("slows down who floods it, and nobody else", async () => {
    const page = await newPage();
    const statuses: number[] = [];
    for (let number = 0; number < 35; number++) {
      statuses.push((await page.ask("/api/chat/messages", send(`câu ${number}`))).status);
    }
    expect(statuses.filter((status) => status === 202)).toHaveLength(30);
    expect(statuses.filter((status) => status === 429)).toHaveLength(5);
    const other = await newPage();
    expect((await other.ask("/api/chat/messages", send("xin chào"))).status).toBe(202);
  });

  describe("live", () => {
    let socket: Socket<ServerToChat, ChatToServer> | undefined;
    afterEach(() => socket?.disconnect());
    const connect = (cookie: string): Socket<ServerToChat, ChatToServer> =>
      (socket = io(server.url, { extraHeaders: { cookie }, reconnection: false }));

    it("pushes the answer and the typing state, numbered as the history is", async () => {
      const page = await newPage();
      const live = connect(page.cookie);
      const pushed: ChatMessage[] = [];
      const typing: boolean[] = [];
      live.on("message", (message) => pushed.push(message));
      live.on("typing", (on) => typing.push(on));
      await new Promise<void>((resolve) => live.on("connect", resolve));
      const result = await live.emitWithAck("send", send("đăng ký khai sinh cần giấy tờ gì"));
      expect(result).toMatchObject({ ok: true });
      await until("the pushed answer", () => Promise.resolve(pushed.some((one) => one.speaker === "bot")));
      await until("the end of typing", () => Promise.resolve(typing.length === 2));
      expect(typing).toEqual([true, false]);
      expect(pushed).toEqual((await page.messages()).filter((one) => one.speaker === "bot"));
    });

    it("refuses a page without a cookie, and a message that is none", async () => {
      const stranger = connect("motcua_citizen=web-someone.forged");
      await new Promise<void>((resolve) =>
        stranger.on("disconnect", () => {
          resolve();
        }),
      );
      const page = await newPage();
      const live = connect(page.cookie);
      await new Promise<void>((resolve) => live.on("connect", resolve));
      expect(await live.emitWithAck("send", { clientId: "x", text: "" })).toMatchObject({
        error: { code: "message_invalid" },
      });
      live.emit("send", send("no one waits for this answer"), undefined as never);
      expect(await live.emitWithAck("send", send("xin chào"))).toMatchObject({ ok: true });
    });
  });

  it("calls a person when asked to, says so, and is silent until sent back", async () => {
    const page = await newPage();
    await page.ask("/api/chat/messages", send("tôi muốn gặp cán bộ"));
    const [told] = await page.answers();
    expect(told?.text).toContain("cán bộ");
    const history = ChatHistory.parse((await page.ask("/api/chat/messages")).json);
    expect(history.holder).toBe("waiting");
    await page.ask("/api/chat/messages", send("đăng ký khai sinh cần gì"));
    const back = told?.buttons.find((one) => one.kind === "choice" && one.payload === "#mc:bot");
    expect(back).toBeDefined();
    await page.ask("/api/chat/messages", send("Hỏi tiếp trợ lý tự động", { payload: "#mc:bot" }));
    const answers = await page.answers(2);
    expect(answers[1]?.text).toContain("Trợ lý tự động tiếp tục");
  });

  if (engine.name === "pglite") {
    it("has its unsent messages listed by the command line beside the running server", async () => {
      await server.store.run(
        `with c as (insert into conversation (id, channel, citizen_id, created_at) values (gen_random_uuid(), 'web', 'nobody', now()) returning id),
              m as (insert into message (conversation_id, speaker, text, origin, at) select id, 'bot', 'không tới nơi', 'bot', now() from c returning id, conversation_id)
         insert into outbox (conversation_id, message_id, automatic, version, state, not_before, error_code, created_at, finished_at)
         select conversation_id, id, true, 0, 'failed', now(), '-201', now(), now() from m`,
      );
      const run = (...args: string[]) =>
        promisify(execFile)(process.execPath, ["--import", "tsx", "src/server/outbox.ts", ...args], {
          env: { PATH: process.env["PATH"], DATA_DIR: server.dataDir },
        });
      const { stdout } = await run();
      expect(stdout).toContain("không tới nơi");
      expect(stdout).toContain("-201");
      const id = /#(\d+) {2}failed/.exec(stdout)?.[1] ?? "";
      expect((await run("retry", id)).stdout).toContain("sẽ được gửi lại");
      expect((await run()).stdout).toContain("Không có tin nào");
      await expect(run("retry", "999999")).rejects.toMatchObject({ code: 1 });
      await expect(run("no-such-word")).rejects.toMatchObject({ code: 2 });
    });
  }
});
