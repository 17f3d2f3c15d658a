import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { connect, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { callHttp, parseJson, type HttpCall } from "../../src/platform/http-client.ts";

const servers: Server[] = [];

async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

const serve = async (listener: RequestListener): Promise<string> =>
  `http://127.0.0.1:${await listen(createServer(listener))}`;

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

const get = (url: string, more: Partial<HttpCall> = {}): HttpCall => ({
  method: "GET",
  url,
  timeLimitMs: 5000,
  ...more,
});

/** A server that says what it was sent. */
const mirror: RequestListener = (request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    response.setHeader("x-seen-type", request.headers["content-type"] ?? "");
    response.setHeader("x-seen-token", String(request.headers["access_token"] ?? ""));
    response.setHeader("x-seen-method", request.method ?? "");
    response.end(Buffer.concat(chunks));
  });
};

describe("callHttp", () => {
  it("gives back status, headers, text and JSON of an answer", async () => {
    const url = await serve((_request, response) => {
      response.writeHead(418, { "X-RateLimit-Remain": "7" });
      response.end('{"id":8123456789012345678,"tên":"Lệ phí"}');
    });
    const outcome = await callHttp(get(url));
    expect(outcome).toMatchObject({
      kind: "answered",
      status: 418,
      text: '{"id":8123456789012345678,"tên":"Lệ phí"}',
      json: { id: "8123456789012345678", tên: "Lệ phí" },
    });
    expect(outcome.kind === "answered" && outcome.headers["x-ratelimit-remain"]).toBe("7");
  });

  it("leaves json undefined when the answer is none", async () => {
    const url = await serve((_request, response) => response.end("<html>bad gateway</html>"));
    expect(await callHttp(get(url))).toMatchObject({ kind: "answered", json: undefined });
  });

  it("sends JSON, a form and a file as what they are", async () => {
    const url = await serve(mirror);
    const post = { method: "POST", headers: { access_token: "AT-made-up" } } as const;

    const json = await callHttp(get(url, { ...post, body: { kind: "json", value: { text: "Thủ tục" } } }));
    expect(json).toMatchObject({ text: '{"text":"Thủ tục"}' });
    expect(json.kind === "answered" && json.headers).toMatchObject({
      "x-seen-type": "application/json",
      "x-seen-token": "AT-made-up",
      "x-seen-method": "POST",
    });

    const form = await callHttp(
      get(url, { ...post, body: { kind: "form", fields: { code: "a b&c", app_id: "1" } } }),
    );
    expect(form).toMatchObject({ text: "code=a+b%26c&app_id=1" });
    expect(form.kind === "answered" && form.headers["x-seen-type"]).toBe("application/x-www-form-urlencoded");

    const bytes = new TextEncoder().encode("%PDF-made-up");
    const file = await callHttp(
      get(url, {
        ...post,
        body: { kind: "multipart", field: "file", bytes, fileName: "to-khai.pdf", mime: "application/pdf" },
      }),
    );
    if (file.kind !== "answered") throw new Error(file.why);
    const received = await new Response(file.text, {
      headers: { "content-type": file.headers["x-seen-type"] ?? "" },
    }).formData();
    const sent = received.get("file") as File;
    expect([sent.name, sent.type, await sent.text()]).toEqual([
      "to-khai.pdf",
      "application/pdf",
      "%PDF-made-up",
    ]);
  });

  it("does not follow a redirect with the secrets in its headers", async () => {
    let visits = 0;
    const elsewhere = await serve((_request, response) => {
      visits += 1;
      response.end();
    });
    const url = await serve((_request, response) => response.writeHead(302, { location: elsewhere }).end());
    const outcome = await callHttp(get(url, { headers: { access_token: "AT-made-up" } }));
    expect(outcome).toMatchObject({ kind: "answered", status: 302 });
    expect(visits).toBe(0);
  });

  it.each([
    ["a closed port", () => closedPort().then((port) => `http://127.0.0.1:${port}/`)],
    [
      "a name whose addresses, one or more, are closed",
      () => closedPort().then((port) => `http://localhost:${port}/`),
    ],
    ["a name that does not exist", () => Promise.resolve("http://no-such-host.invalid/")],
  ])("says not_sent for %s", async (_what, url) => {
    const outcome = await callHttp(get(await url(), { method: "POST", body: { kind: "json", value: {} } }));
    expect(outcome).toMatchObject({ kind: "not_sent" });
  });

  // The certificate is made on the spot, so that no key lies in the repository.
  const withOpenssl = spawnSync("openssl", ["version"]).status === 0 ? it : it.skip;
  withOpenssl("says not_sent when a certificate is not trusted (skipped without openssl)", async () => {
    const folder = mkdtempSync(join(tmpdir(), "motcua-tls-"));
    try {
      const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
      execFileSync(
        "openssl",
        [
          "req",
          "-x509",
          "-newkey",
          "ec",
          "-pkeyopt",
          "ec_paramgen_curve:prime256v1",
          "-nodes",
          "-days",
          "2",
        ].concat([
          "-keyout",
          key,
          "-out",
          cert,
          "-subj",
          "/CN=localhost",
          "-addext",
          "subjectAltName=IP:127.0.0.1",
        ]),
        { stdio: "ignore" },
      );
      let requests = 0;
      const server = createTlsServer(
        { key: readFileSync(key), cert: readFileSync(cert) },
        (_request, response) => {
          requests += 1;
          response.end();
        },
      );
      const outcome = await callHttp(get(`https://127.0.0.1:${await listen(server)}/`));
      expect(outcome).toEqual({ kind: "not_sent", why: "DEPTH_ZERO_SELF_SIGNED_CERT" });
      expect(requests).toBe(0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("says unknown, not more, when no answer comes in time", async () => {
    let arrived = false;
    const url = await serve(() => {
      arrived = true;
    });
    expect(await callHttp(get(url, { timeLimitMs: 150 }))).toEqual({ kind: "unknown", why: "TimeoutError" });
    expect(arrived).toBe(true);
  });

  it("holds the time limit while the answer trickles in", async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200);
      response.write('{"error":');
    });
    expect(await callHttp(get(url, { timeLimitMs: 150 }))).toEqual({ kind: "unknown", why: "TimeoutError" });
  });

  const cutBefore: RequestListener = (request) => request.socket.destroy();
  const cutWithin: RequestListener = (request, response) => {
    response.writeHead(200, { "content-length": "100" });
    response.write('{"error":', () => request.socket.destroy());
  };
  it.each([
    ["before the answer", cutBefore],
    ["within the answer", cutWithin],
  ])("says unknown when the connection is cut %s", async (_when, listener) => {
    const url = await serve(listener);
    expect(await callHttp(get(url, { method: "POST", body: { kind: "json", value: {} } }))).toMatchObject({
      kind: "unknown",
    });
  });

  it("reads an answer of exactly the limit and no longer one", async () => {
    const url = await serve((_request, response) => response.end("x".repeat(1000)));
    expect(await callHttp(get(url, { answerLimit: 1000 }))).toMatchObject({ text: "x".repeat(1000) });
    expect(await callHttp(get(url, { answerLimit: 999 }))).toEqual({
      kind: "unknown",
      why: "answer_too_long",
    });
  });

  it("does not tell the address in `why`: its query may hold a citizen's id", async () => {
    const outcome = await callHttp(get(`http://no-such-host.invalid/?data=8123456789012345678`));
    expect(JSON.stringify(outcome)).not.toMatch(/8123456789012345678|invalid/);
  });

  it("throws for a malformed address, which is a fault of the program", async () => {
    await expect(callHttp(get("not an address"))).rejects.toMatchObject({ name: "TypeError" });
  });
});

/** A port on which a server listened a moment ago. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  await expect(
    new Promise((resolve, reject) => connect(port, "127.0.0.1").on("connect", resolve).on("error", reject)),
  ).rejects.toMatchObject({ code: "ECONNREFUSED" });
  return port;
}

describe("parseJson", () => {
  it.each([
    ["8123456789012345678", "8123456789012345678"],
    ["-8123456789012345678", "-8123456789012345678"],
    ["9007199254740991", 9007199254740991],
    ["9007199254740992", "9007199254740992"],
    ["1795402800000", 1795402800000],
    ["0.12345678901234567890", 0.12345678901234568],
    ["1e20", 1e20],
    ['"8123456789012345678"', "8123456789012345678"],
    ['"a\\"8123456789012345678\\\\"', 'a"8123456789012345678\\'],
  ])("reads %s", (text, value) => {
    expect(parseJson(text)).toBe(value);
    expect(parseJson(`{"id": [ ${text}]}`)).toEqual({ id: [value] });
  });

  it("keeps every integer of any length exactly, wherever it stands", () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.string(), (big, key) => {
        const text = `{${JSON.stringify(key)}:[${big},{"${big}":${big}}]}`;
        const value = Number.isSafeInteger(Number(big)) ? Number(big) : String(big);
        expect(parseJson(text)).toEqual(
          Object.fromEntries([[key, [value, Object.fromEntries([[String(big), value]])]]]),
        );
      }),
    );
  });

  it("reads everything else as JSON.parse does", () => {
    const digits = fc.stringMatching(/^[0-9eE.\\"{}[\]:, -]{0,40}$/);
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: "binary" }), fc.array(digits), (value, strings) => {
        const text = JSON.stringify([value, strings]);
        expect(parseJson(text)).toEqual(JSON.parse(text, stringIfUnsafe));
      }),
    );
  });

  it("refuses exactly what JSON.parse refuses", () => {
    const nearlyJson = fc.stringMatching(/^[0-9{}[\]:,"\\ eE.+-]{0,60}$/);
    const broken = fc.tuple(fc.json(), fc.nat(), nearlyJson).map(([text, at, more]) => {
      const cut = text.length === 0 ? 0 : at % text.length;
      return text.slice(0, cut) + more + text.slice(cut + 1);
    });
    const withId = fc.constantFrom(
      "{8123456789012345678:1}",
      "08123456789012345678",
      "+8123456789012345678",
      '"a"8123456789012345678',
      "8123456789012345678 8123456789012345678",
    );
    fc.assert(
      fc.property(fc.oneof(nearlyJson, broken, withId), (text) => {
        expect(isAccepted(parseJson, text)).toBe(isAccepted(JSON.parse, text));
      }),
      { numRuns: 1000 },
    );
  });

  it("reads a text of a megabyte", () => {
    const text = JSON.stringify({ text: 'ệ"\\'.repeat(250_000), id: 1 }).replace(
      "1}",
      "8123456789012345678}",
    );
    expect(parseJson(text)).toMatchObject({ id: "8123456789012345678" });
  });
});

/** `fc.jsonValue` gives integers beyond 2^53 as doubles; printed without exponent they come back as digits. */
function stringIfUnsafe(_key: string, value: unknown): unknown {
  if (typeof value !== "number" || !Number.isInteger(value) || Number.isSafeInteger(value)) return value;
  return /^-?\d+$/.test(JSON.stringify(value)) ? JSON.stringify(value) : value;
}

function isAccepted(parse: (text: string) => unknown, text: string): boolean {
  try {
    parse(text);
    return true;
  } catch (error) {
    expect((error as Error).name).toBe("SyntaxError");
    return false;
  }
}
