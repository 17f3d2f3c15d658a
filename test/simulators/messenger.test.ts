import { execFile } from "node:child_process";
import { createHmac } from "node:crypto";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import fc from "fast-check";
import { appsecretProof, escapeToAscii, signatureHeaders, signedRequest } from "./messenger/signature.ts";
import {
  APP,
  APP_TOKEN,
  Bench,
  CITIZEN,
  graph,
  outcome,
  send,
  standingClock,
} from "./messenger/test-bench.ts";
import { answerOf } from "./shared/test-bench.ts";
import type { MessengerSimulator } from "./messenger/simulator.ts";

const bench = new Bench();
afterEach(async () => bench.close());

describe("test vectors of the contract, section 6", () => {
  const event = (mid: string, text: string): string =>
    `{"object":"page","entry":[{"id":"100200300400500","time":1795402800000,"messaging":[{"sender":` +
    `{"id":"6543210987654321"},"recipient":{"id":"100200300400500"},"timestamp":1795402799750,` +
    `"message":{"mid":"${mid}","text":"${text}"}}]}]}`;

  it("signs the ASCII body, with the legacy header beside", () => {
    const body = Buffer.from(event("m_test_0001", "hello"));
    expect(body).toHaveLength(234);
    expect(signatureHeaders(body, APP.appSecret)).toEqual({
      "x-hub-signature-256": "sha256=b361c735b060178990dac5b34a4f696e5272a5287506b0bb4f3ebe471447aaec",
      "x-hub-signature": "sha1=130c70fb813b7dd9b024e353db072c83b791ddab",
    });
  });

  it("escapes Vietnamese to lower-case ASCII and signs the escaped bytes, not the parsed and rewritten ones", () => {
    const escaped = escapeToAscii(event("m_test_0002", "Thủ tục cấp đổi căn cước?"));
    expect(escaped).toContain("Th\\u1ee7 t\\u1ee5c c\\u1ea5p \\u0111\\u1ed5i c\\u0103n c\\u01b0\\u1edbc?");
    expect(Buffer.from(escaped)).toHaveLength(294);
    const signed = (text: string): string =>
      signatureHeaders(Buffer.from(text), APP.appSecret)["x-hub-signature-256"];
    expect(signed(escaped)).toBe("sha256=58e1bb2cfde2b0dfc1a30a4c1d71676c6a6fbd074ea5bf12c0dc238f36bc5c57");
    expect(signed(JSON.stringify(JSON.parse(escaped)))).toBe(
      "sha256=4eaf4b775230aa6b685ba1c857d90a100d5748a255dae2d08bb506ce2494aae3",
    );
  });

  it("escapes any text to ASCII that reads the same", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const escaped = escapeToAscii(JSON.stringify({ text }));
        expect(escaped).toMatch(/^\p{ASCII}*$/u);
        expect(JSON.parse(escaped)).toEqual({ text });
      }),
    );
  });

  it("computes the appsecret_proof", () => {
    expect(appsecretProof(APP.pageToken, APP.appSecret)).toBe(
      "0b630f9b8bc58e9c1eb30a2fb9d5e06a112c26d1702db372eaac576eefd5c288",
    );
  });

  it("makes the signed_request, and the ways to spoil it", async () => {
    const payload = {
      algorithm: "HMAC-SHA256",
      issued_at: 1_795_402_800,
      expires: 1_795_406_400,
      user_id: "218471",
    };
    const good =
      "Fs_-XyCo75K9JFCh-pIroCtoETyO6oWnbi-W0kFiOvU." +
      "eyJhbGdvcml0aG0iOiJITUFDLVNIQTI1NiIsImlzc3VlZF9hdCI6MTc5NTQwMjgwMCwiZXhwaXJlcyI6MTc5NTQwNjQwMCwidXNlcl9pZCI6IjIxODQ3MSJ9";
    expect(signedRequest(payload, APP.appSecret)).toBe(good);

    const clock = standingClock();
    const simulator = await bench.simulator({ clock: clock.now });
    expect(simulator.signedRequest(payload)).toBe(good);
    const rightful = simulator.signedRequest();
    const [signature = "", encoded = ""] = rightful.split(".");
    const read = (text: string): unknown => JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
    expect(read(encoded)).toEqual({
      algorithm: "HMAC-SHA256",
      issued_at: 1_795_402_800,
      user_id: "218471",
    });
    const verifies = (value: string): boolean => {
      const [given, text = ""] = value.split(".");
      return createHmac("sha256", APP.appSecret).update(text).digest("base64url") === given;
    };
    expect(verifies(rightful)).toBe(true);
    for (const tamper of ["signature", "payload", "no_dot"] as const)
      expect(verifies(simulator.signedRequest(payload, { tamper }))).toBe(false);
    const changed = simulator.signedRequest(undefined, { tamper: "signature" });
    expect(changed.endsWith(`.${encoded}`)).toBe(true);
    expect(simulator.signedRequest(undefined, { tamper: "payload" }).startsWith(`${signature}.`)).toBe(true);
    const otherAlgorithm = simulator.signedRequest(payload, { tamper: "algorithm" });
    expect(verifies(otherAlgorithm)).toBe(true);
    expect(read(otherAlgorithm.split(".")[1] ?? "")).toMatchObject({ algorithm: "none" });
  });

  it("asks the callback with mode, token and challenge, and wants exactly the challenge", async () => {
    const { simulator, receiver } = await bench.connected();
    const asked: URLSearchParams[] = [];
    receiver.verification = (query) => {
      asked.push(query);
      const right =
        query.get("hub.mode") === "subscribe" && query.get("hub.verify_token") === APP.verifyToken;
      return right ? { status: 200, body: query.get("hub.challenge") ?? "" } : { status: 403, body: "" };
    };
    expect(await simulator.verifyWebhook()).toMatchObject({ verified: true, status: 200 });
    expect(asked[0]?.get("hub.challenge")).toMatch(/^\d{10}$/);
    expect(await simulator.verifyWebhook("wrong")).toMatchObject({ verified: false, status: 403 });
    receiver.verification = (query) => ({ status: 200, body: `${query.get("hub.challenge") ?? ""}\n` });
    expect(await simulator.verifyWebhook()).toMatchObject({ verified: false, status: 200 });
    const nobody = await bench.simulator();
    expect(await nobody.verifyWebhook()).toMatchObject({ verified: false, status: 0 });
  });
});

describe("a call", () => {
  const reading = async (simulator: MessengerSimulator, path: string, headers = {}): Promise<string> => {
    return outcome(await answerOf(await fetch(`${simulator.url}${path}`, { headers })));
  };
  const bearer = { authorization: `Bearer ${APP.pageToken}` };

  it("takes the token by header or by parameter, and no other", async () => {
    const simulator = await bench.simulator();
    expect(await reading(simulator, "/v26.0/me", bearer)).toBe("ok");
    expect(await reading(simulator, `/v26.0/me?access_token=${APP.pageToken}`)).toBe("ok");
    expect(await reading(simulator, "/v26.0/me")).toBe("190");
    expect(await reading(simulator, "/v26.0/me?access_token=other")).toBe("190");
    expect(await reading(simulator, "/v26.0/me", { authorization: `Bearer ${APP_TOKEN}` })).toBe("190");
    const form = new URLSearchParams({
      access_token: APP.pageToken,
      recipient: JSON.stringify({ id: CITIZEN }),
      messaging_type: "RESPONSE",
      message: JSON.stringify({ text: "Dạ" }),
    });
    simulator.citizenWrites(CITIZEN, "Xin chào");
    const sent = await fetch(`${simulator.url}/v26.0/me/messages`, { method: "POST", body: form });
    expect(await sent.json()).toMatchObject({ recipient_id: CITIZEN });
  });

  it("may name any version of the right form, the Page or `me`, and nothing else", async () => {
    const simulator = await bench.simulator();
    for (const path of ["/v26.0/me", "/v25.0/100200300400500", "/v199.7/me"])
      expect(await reading(simulator, path, bearer)).toBe("ok");
    for (const path of ["/v26/me", "/26.0/me", "/me", "/v26.0/me/nothing", "/v26.0/nothing"])
      expect(await reading(simulator, path, bearer)).toBe("2500");
    expect(await reading(simulator, "/v26.0/100200300400501", bearer)).toBe("100/33");
    expect(await reading(simulator, "/v26.0/me/messages", bearer)).toBe("100/33");
  });

  it("must come with appsecret_proof when the app demands it, and with a right one in any case", async () => {
    const demanding = await bench.simulator({ requireAppsecretProof: true });
    const lax = await bench.simulator();
    const proof = appsecretProof(APP.pageToken, APP.appSecret);
    expect(await reading(demanding, "/v26.0/me", bearer)).toBe("100");
    expect(await reading(demanding, `/v26.0/me?appsecret_proof=${proof}`, bearer)).toBe("ok");
    expect(await reading(demanding, `/v26.0/me?appsecret_proof=${proof.toUpperCase()}`, bearer)).toBe("100");
    expect(await reading(lax, "/v26.0/me", bearer)).toBe("ok");
    expect(await reading(lax, `/v26.0/me?appsecret_proof=${proof.replace("0", "1")}`, bearer)).toBe("100");
  });

  it("is refused in the platform's frame, and noted", async () => {
    const simulator = await bench.simulator();
    const unknown = await send(simulator, CITIZEN, { text: "Dạ" });
    expect(unknown.status).toBe(400);
    expect(unknown.body).toEqual({
      error: {
        message: "(#100) No matching user found",
        type: "OAuthException",
        code: 100,
        error_subcode: 2_018_001,
        fbtrace_id: expect.stringMatching(/^A[\w-]{20,}$/) as string,
      },
    });
    const { body } = await graph(simulator, "me/messages", { body: { recipient: { id: CITIZEN } } });
    expect(Object.keys(body["error"] as object)).toEqual(["message", "type", "code", "fbtrace_id"]);
    expect(simulator.refused()).toMatchObject([
      { path: "/v26.0/100200300400500/messages", code: 100, subcode: 2_018_001, userId: CITIZEN },
      { path: "/v26.0/me/messages", code: 100, userId: CITIZEN },
    ]);
  });

  it("can be refused with any HTTP status a test wants, since the code decides", async () => {
    const simulator = await bench.simulator({ statusOfError: (code) => (code === 190 ? 401 : 403) });
    expect((await graph(simulator, "me", { method: "GET", token: "other" })).status).toBe(401);
    expect((await send(simulator, CITIZEN, { text: "Dạ" })).status).toBe(403);
  });
});

describe("npm run simulate", () => {
  const main = fileURLToPath(new URL("./main.ts", import.meta.url));
  const simulate = async (...args: readonly string[]): Promise<{ stdout: string }> =>
    promisify(execFile)(process.execPath, ["--import", "tsx", main, ...args], {
      env: { PATH: process.env["PATH"] },
    });

  it("starts by name and explains wrong options", async () => {
    expect((await simulate("messenger", "--help")).stdout).toContain("--human-agent");
    await expect(simulate("messenger", "--port", "none")).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--unsubscribe-after") as string,
    });
  });
});
