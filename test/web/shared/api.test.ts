import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";
import { api, ApiFailure, sentenceOf, withQuery } from "../../../src/web/shared/api.ts";
import { newUuid } from "../../../src/web/shared/new-uuid.ts";

const Answer = z.object({ name: z.string() });

describe("the pages' way to the server", () => {
  const fetchOfNode = globalThis.fetch;
  const seen: { method: string | undefined; type: string | undefined; body: string }[] = [];
  let server: Server;
  let next = { status: 200, body: "{}" };

  beforeAll(async () => {
    server = createServer((request, response) => {
      void bodyOf(request).then((body) => {
        seen.push({ method: request.method, type: request.headers["content-type"], body });
        response.writeHead(next.status, { "content-type": "application/json" }).end(next.body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    // A browser knows the origin of its page; Node has none.
    globalThis.fetch = (path, init) => fetchOfNode(`http://127.0.0.1:${port}${path as string}`, init);
  });
  afterAll(async () => {
    globalThis.fetch = fetchOfNode;
    await new Promise((resolve) => server.close(resolve));
  });

  const answerWith = (status: number, body: string): void => {
    next = { status, body };
  };
  const failure = async (work: Promise<unknown>): Promise<ApiFailure> => {
    const error: unknown = await work.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof ApiFailure)) throw new Error("the call did not fail as it should");
    return error;
  };

  it("reads an answer by its schema", async () => {
    answerWith(200, `{"name":"Lan","more":1}`);
    expect(await api.get("/api/x", Answer)).toEqual({ name: "Lan" });
  });

  it("sends changes as JSON, also an empty one", async () => {
    answerWith(200, `{"name":"Lan"}`);
    await api.post("/api/x", { a: 1 }, Answer);
    await api.delete("/api/x", undefined, Answer);
    expect(seen.slice(-2)).toEqual([
      { method: "POST", type: "application/json", body: `{"a":1}` },
      { method: "DELETE", type: "application/json", body: "{}" },
    ]);
  });

  it("takes an answer without a body where none is wanted", async () => {
    answerWith(204, "");
    expect(await api.post("/api/x", {}, z.unknown())).toBeUndefined();
    expect((await failure(api.post("/api/x", {}, Answer))).code).toBe("unreadable");
  });

  it("throws the server's no with its code, status and sentence", async () => {
    answerWith(409, `{"error":{"code":"held_by_other","message":"Chị Lan đang giữ."}}`);
    const error = await failure(api.get("/api/x", Answer));
    expect([error.code, error.status, error.message]).toEqual(["held_by_other", 409, "Chị Lan đang giữ."]);
    expect(sentenceOf(error)).toBe("Chị Lan đang giữ.");
  });

  it("tells a page that is older than the server from a server that is away", async () => {
    answerWith(200, `{"other":1}`);
    expect((await failure(api.get("/api/x", Answer))).code).toBe("unreadable");
    answerWith(502, "<html>Bad Gateway</html>");
    expect((await failure(api.get("/api/x", Answer))).code).toBe("unreachable");
    answerWith(500, "oops");
    expect((await failure(api.get("/api/x", Answer))).code).toBe("unreadable");
  });

  it("is unreachable without a server", async () => {
    const known = globalThis.fetch;
    // Port 1 answers to nobody.
    globalThis.fetch = (path, init) => fetchOfNode(`http://127.0.0.1:1${path as string}`, init);
    const error = await failure(api.get("/api/x", Answer));
    globalThis.fetch = known;
    expect([error.code, error.status]).toEqual(["unreachable", 0]);
  });

  it("passes a cancelled call on as cancelled, not as a failure", async () => {
    const stop = new AbortController();
    stop.abort(new Error("not wanted any more"));
    await expect(api.get("/api/x", Answer, stop.signal)).rejects.toThrow("not wanted any more");
  });
});

describe("a path with a query", () => {
  it("leaves out what is not set", () => {
    expect(withQuery("/api/x", { q: "khai sinh", page: 2, before: undefined, label: "" })).toBe(
      "/api/x?q=khai+sinh&page=2",
    );
    expect(withQuery("/api/x", { q: undefined })).toBe("/api/x");
  });
});

it("makes UUIDs that the server takes, each another", () => {
  const many = Array.from({ length: 50 }, newUuid);
  expect(new Set(many).size).toBe(50);
  for (const uuid of many) expect(z.uuidv4().safeParse(uuid).success).toBe(true);
});

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  return body;
}
