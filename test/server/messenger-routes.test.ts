import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import helmet from "helmet";
import { createDeletionRequests, STATEMENT_LENGTH } from "../../src/messaging/deletion-requests.ts";
import { errorHandler } from "../../src/server/error-answer.ts";
import { messengerRoutes } from "../../src/server/messenger-routes.ts";
import type { Store } from "../../src/store/open-store.ts";
import { APP_SECRET } from "../channels/messenger/small-graph.ts";
import { memoryLog, NOW, settableClock } from "../channels/zalo/small-zalo.ts";
import { closedAfterEach } from "../support/cleanup.ts";
import { onBothEngines } from "../support/engines.ts";
import { openSuiteStore } from "../support/suite-store.ts";

// The contract's vector (section 6.4).
const SIGNED =
  "Fs_-XyCo75K9JFCh-pIroCtoETyO6oWnbi-W0kFiOvU.eyJhbGdvcml0aG0iOiJITUFDLVNIQTI1NiIsImlzc3VlZF9hdCI6MTc5NTQwMjgwMCwiZXhwaXJlcyI6MTc5NTQwNjQwMCwidXNlcl9pZCI6IjIxODQ3MSJ9";
const PUBLIC_URL = "https://bot.example.gov.vn";

onBothEngines("messenger routes", (engine) => {
  let store: Store;
  openSuiteStore(engine, (opened) => (store = opened));
  beforeEach(() => store.run("delete from deletion_request"));
  const onClose = closedAfterEach();

  async function open() {
    const log = memoryLog();
    const clock = settableClock();
    const requests = createDeletionRequests({ store, clock, newId: randomUUID });
    const app = express();
    app.use(helmet());
    const account = { appSecret: APP_SECRET, verifyToken: "verify-made-up" };
    app.use(messengerRoutes({ account, publicUrl: PUBLIC_URL, requests, log }));
    app.use(errorHandler(log));
    const server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onClose(
      () =>
        new Promise<void>((resolve) => {
          server.close(() => {
            resolve();
          });
          server.closeAllConnections();
        }),
    );
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const get = (path: string) => fetch(`${url}${path}`, { redirect: "manual" });
    const post = (path: string, fields: Record<string, string>) =>
      fetch(`${url}${path}`, { method: "POST", body: new URLSearchParams(fields), redirect: "manual" });
    /** A request as Meta's callback makes it; resolves to its code. */
    const requested = async () => {
      const answer = await post("/webhooks/messenger/data-deletion", { signed_request: SIGNED });
      return ((await answer.json()) as { confirmation_code: string }).confirmation_code;
    };
    return { url, log, clock, requests, get, post, requested };
  }

  describe("the check of the webhook's address", () => {
    const check = (more: Record<string, string> = {}) =>
      `/webhooks/messenger?${new URLSearchParams({
        "hub.mode": "subscribe",
        "hub.verify_token": "verify-made-up",
        "hub.challenge": "1158201444",
        ...more,
      }).toString()}`;

    it("gives the challenge back as plain text (6.5)", async () => {
      const { get } = await open();
      const answer = await get(check());
      expect(answer.status).toBe(200);
      expect(answer.headers.get("content-type")).toMatch(/^text\/plain/);
      expect(await answer.text()).toBe("1158201444");
    });

    it.each([
      ["another token", { "hub.verify_token": "wrong" }],
      ["an empty token", { "hub.verify_token": "" }],
      ["another mode", { "hub.mode": "unsubscribe" }],
      ["markup for a challenge", { "hub.challenge": "<script>alert(1)</script>" }],
      ["a challenge that is too long", { "hub.challenge": "1".repeat(201) }],
      ["no challenge", { "hub.challenge": "" }],
    ])("refuses %s", async (_what, more) => {
      const { get } = await open();
      const answer = await get(check(more));
      expect(answer.status).toBe(403);
      expect(await answer.text()).toBe("forbidden");
    });

    it("refuses a parameter given twice, or not at all", async () => {
      const { get } = await open();
      expect((await get(`${check()}&hub.verify_token=verify-made-up`)).status).toBe(403);
      expect((await get("/webhooks/messenger")).status).toBe(403);
    });
  });

  describe("Meta's data deletion callback", () => {
    it("is kept, and answered with where a person can look at it", async () => {
      const { post, get, requests, log } = await open();
      const answer = await post("/webhooks/messenger/data-deletion", { signed_request: SIGNED });
      expect(answer.status).toBe(200);
      const { url, confirmation_code: code } = (await answer.json()) as Record<string, string>;
      expect(code).toMatch(/^[2-9A-HJ-NP-Z]{10}$/);
      expect(url).toBe(`${PUBLIC_URL}/xoa-du-lieu?ma=${code ?? ""}`);
      expect(await requests.listOpen()).toEqual([
        { code, channel: "messenger", subject: "218471", requestedAt: NOW, statement: undefined },
      ]);
      expect(log.lines.join()).toContain(code);
      expect(log.lines.join()).not.toContain("218471");
      expect((await get(`/xoa-du-lieu?ma=${code ?? ""}`)).status).toBe(200);
    });

    it("makes one request while one of the same person is open, and another after it", async () => {
      const { requests, requested } = await open();
      const code = await requested();
      expect(await requested()).toBe(code);
      expect(await requests.listOpen()).toHaveLength(1);
      expect(await requests.settle(code)).toBe(true);
      expect(await requested()).not.toBe(code);
    });

    it.each([
      ["a changed signature", `G${SIGNED.slice(1)}`],
      ["nothing", ""],
      ["no dot", "abc"],
    ])("refuses %s and keeps nothing", async (_what, signed_request) => {
      const { post, requests } = await open();
      const answer = await post("/webhooks/messenger/data-deletion", { signed_request });
      expect(answer.status).toBe(401);
      expect(await answer.json()).toMatchObject({ error: { code: "webhook_refused" } });
      expect(await requests.listOpen()).toEqual([]);
    });

    it("refuses a body that is too long or no form", async () => {
      const { url, post } = await open();
      expect(
        (await post("/webhooks/messenger/data-deletion", { signed_request: "x".repeat(20_000) })).status,
      ).toBe(413);
      const json = await fetch(`${url}/webhooks/messenger/data-deletion`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ signed_request: SIGNED }),
      });
      expect(json.status).toBe(401);
    });
  });

  it("a removed application is logged, if Meta signed it", async () => {
    const { post, log } = await open();
    expect((await post("/webhooks/messenger/deauthorize", { signed_request: SIGNED })).status).toBe(200);
    expect(log.lines).toEqual([expect.stringContaining("removed the application")]);
    expect((await post("/webhooks/messenger/deauthorize", { signed_request: "a.b" })).status).toBe(401);
  });

  describe("the page of a request", () => {
    it("asks for the code when there is none, and says so when it is unknown", async () => {
      const { get } = await open();
      const bare = await get("/xoa-du-lieu");
      expect(bare.status).toBe(200);
      expect(await bare.text()).toContain("Mã xác nhận");
      for (const ma of ["AAAAAAAAAA", "<b>", "x".repeat(500)]) {
        const unknown = await get(`/xoa-du-lieu?ma=${encodeURIComponent(ma)}`);
        expect(unknown.status).toBe(404);
        const text = await unknown.text();
        expect(text).toContain("Không có yêu cầu nào mang mã này");
        expect(text).not.toContain("<b>");
      }
    });

    it("tells the state, whatever the case of the code, and is kept by no cache", async () => {
      const { get, requests, requested, clock } = await open();
      const code = await requested();
      const open1 = await get(`/xoa-du-lieu?ma=%20${code.toLowerCase()}`);
      expect(open1.headers.get("cache-control")).toBe("no-store");
      const text = await open1.text();
      expect(text).toContain(code);
      expect(text).toContain("10:00 23/11/26");
      expect(text).toContain("đang xử lý");
      clock.later(86_400_000);
      await requests.settle(code);
      const done = await (await get(`/xoa-du-lieu?ma=${code}`)).text();
      expect(done).toContain("Dữ liệu đã được xóa lúc 10:00 24/11/26");
      expect(done).not.toContain("<form");
    });

    it("takes what the citizen adds, and shows it to nobody", async () => {
      const { get, post, requests, requested } = await open();
      const code = await requested();
      for (const noi_dung of ["Tên hiển thị: An", " nhắn ngày 20/11 \u0000<b>"]) {
        const answer = await post("/xoa-du-lieu", { ma: code, noi_dung });
        expect(answer.status).toBe(303);
        expect(answer.headers.get("location")).toBe(`/xoa-du-lieu?ma=${code}`);
      }
      expect(await requests.listOpen()).toMatchObject([
        { statement: "Tên hiển thị: An\nnhắn ngày 20/11 <b>" },
      ]);
      const page = await (await get(`/xoa-du-lieu?ma=${code}`)).text();
      expect(page).toContain("đã được ghi nhận");
      expect(page).not.toContain("Tên hiển thị: An");
      await requests.settle(code);
      const { rows } = await store.run("select statement from deletion_request where code = $1", [code]);
      expect(rows).toEqual([{ statement: null }]);
    });

    it.each([
      ["nothing", { noi_dung: " \n" }],
      ["too much", { noi_dung: "x".repeat(STATEMENT_LENGTH + 1) }],
      ["another code", { ma: "AAAAAAAAAA", noi_dung: "a" }],
      ["no code", { ma: "", noi_dung: "a" }],
    ])("does not take %s", async (_what, fields) => {
      const { post, requests, requested } = await open();
      const code = await requested();
      const answer = await post("/xoa-du-lieu", { ma: code, ...fields });
      expect(answer.status).toBe(400);
      expect(await answer.text()).toContain("Chưa ghi nhận được");
      expect(await requests.listOpen()).toMatchObject([{ statement: undefined }]);
    });

    it("takes up to the limit in all, and nothing once it is settled", async () => {
      const { post, requests, requested } = await open();
      const code = await requested();
      const add = async (noi_dung: string) => (await post("/xoa-du-lieu", { ma: code, noi_dung })).status;
      expect(await add("x".repeat(STATEMENT_LENGTH - 2))).toBe(303);
      expect(await add("ab")).toBe(400);
      expect(await add("a")).toBe(303);
      await requests.settle(code);
      expect(await add("a")).toBe(400);
      expect(await requests.settle(code)).toBe(false);
    });

    it("lets nobody try codes or write without end", async () => {
      const { get, post } = await open();
      const statuses = [];
      for (let at = 0; at < 31; at += 1) statuses.push((await get("/xoa-du-lieu?ma=AAAAAAAAAA")).status);
      expect(statuses).toEqual([...Array<number>(30).fill(404), 429]);
      const written = [];
      for (let at = 0; at < 6; at += 1)
        written.push((await post("/xoa-du-lieu", { ma: "A", noi_dung: "a" })).status);
      expect(written).toEqual([400, 400, 400, 400, 400, 429]);
    });
  });
});
