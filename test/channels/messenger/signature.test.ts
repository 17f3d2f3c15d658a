import { createHash, createHmac } from "node:crypto";
import fc from "fast-check";
import { readSignedRequest } from "../../../src/channels/messenger/signed-request.ts";
import { verifySignature } from "../../../src/channels/messenger/signature.ts";
import { appSecretProof } from "../../../src/channels/shared/app-secret-proof.ts";
import type { RawDelivery } from "../../../src/core/channel.ts";
import { APP_SECRET, PAGE_TOKEN } from "./small-graph.ts";

// Vectors of the contract (section 6), computed there with two implementations.
const ASCII =
  '{"object":"page","entry":[{"id":"100200300400500","time":1795402800000,"messaging":[{"sender":{"id":"6543210987654321"},"recipient":{"id":"100200300400500"},"timestamp":1795402799750,"message":{"mid":"m_test_0001","text":"hello"}}]}]}';
const ESCAPED = ASCII.replace("m_test_0001", "m_test_0002").replace(
  "hello",
  String.raw`Th\u1ee7 t\u1ee5c c\u1ea5p \u0111\u1ed5i c\u0103n c\u01b0\u1edbc?`,
);
const GENUINE = "b361c735b060178990dac5b34a4f696e5272a5287506b0bb4f3ebe471447aaec";
const GENUINE_ESCAPED = "58e1bb2cfde2b0dfc1a30a4c1d71676c6a6fbd074ea5bf12c0dc238f36bc5c57";

const verify = (body: string | Uint8Array, headers: RawDelivery["headers"]) =>
  verifySignature(
    { bytes: typeof body === "string" ? new TextEncoder().encode(body) : body, headers },
    APP_SECRET,
  ).verdict;
const plainHash = (first: string, second: string) =>
  createHash("sha256").update(first).update(second).digest("hex");
const with256 = (value: string) => ({ "x-hub-signature-256": value });

describe("verifySignature", () => {
  it.each([
    ["an ASCII body (6.1)", ASCII, 234, GENUINE],
    ["a body with escaped text (6.2)", ESCAPED, 294, GENUINE_ESCAPED],
  ])("accepts %s", (_what, body, length, hex) => {
    expect(new TextEncoder().encode(body)).toHaveLength(length);
    expect(verify(body, with256(`sha256=${hex}`))).toBe("accept");
    expect(verify(body, with256(` sha256=${hex.toUpperCase()} `))).toBe("accept");
  });

  it.each([
    ["no header", {}],
    ["an empty header", with256("")],
    ["the legacy header alone", { "x-hub-signature": "sha1=130c70fb813b7dd9b024e353db072c83b791ddab" }],
    ["the digest without its name", with256(GENUINE)],
    ["another algorithm's name", with256(`sha1=${GENUINE}`)],
    ["a digest too short", with256(`sha256=${GENUINE.slice(0, 63)}`)],
    ["a digest too long", with256(`sha256=${GENUINE}0`)],
    ["no hexadecimal digits", with256(`sha256=${"g".repeat(64)}`)],
    ["another body's digest", with256(`sha256=${GENUINE_ESCAPED}`)],
    ["a plain hash of secret and body", with256(`sha256=${plainHash(APP_SECRET, ASCII)}`)],
    ["a plain hash of body and secret", with256(`sha256=${plainHash(ASCII, APP_SECRET)}`)],
  ])("refuses %s", (_what, headers) => {
    expect(verify(ASCII, headers)).toBe("refuse");
  });

  it("refuses the digest of the body as one would write it again", () => {
    const again = JSON.stringify(JSON.parse(ESCAPED));
    const hex = createHmac("sha256", APP_SECRET).update(again).digest("hex");
    expect(hex).toBe("4eaf4b775230aa6b685ba1c857d90a100d5748a255dae2d08bb506ce2494aae3");
    expect(verify(ESCAPED, with256(`sha256=${hex}`))).toBe("refuse");
  });

  it("refuses an empty body without signature: Meta sends no probe", () => {
    expect(verify("", {})).toBe("refuse");
  });

  it("accepts exactly the bytes that were signed", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), fc.nat(), (bytes, at) => {
        const headers = with256(`sha256=${createHmac("sha256", APP_SECRET).update(bytes).digest("hex")}`);
        expect(verify(bytes, headers)).toBe("accept");
        const changed = Uint8Array.from(bytes);
        changed[at % bytes.length] = (changed[at % bytes.length] ?? 0) ^ 1;
        expect(verify(changed, headers)).toBe("refuse");
      }),
    );
  });
});

it("proves that the token's user holds the secret (6.3)", () => {
  expect(appSecretProof(PAGE_TOKEN, APP_SECRET)).toBe(
    "0b630f9b8bc58e9c1eb30a2fb9d5e06a112c26d1702db372eaac576eefd5c288",
  );
});

describe("readSignedRequest", () => {
  const SIGNATURE = "Fs_-XyCo75K9JFCh-pIroCtoETyO6oWnbi-W0kFiOvU";
  const PAYLOAD =
    "eyJhbGdvcml0aG0iOiJITUFDLVNIQTI1NiIsImlzc3VlZF9hdCI6MTc5NTQwMjgwMCwiZXhwaXJlcyI6MTc5NTQwNjQwMCwidXNlcl9pZCI6IjIxODQ3MSJ9";
  const read = (value: string) => readSignedRequest(value, APP_SECRET);
  const signed = (payload: object | string) => {
    const encoded = Buffer.from(typeof payload === "string" ? payload : JSON.stringify(payload)).toString(
      "base64url",
    );
    return `${createHmac("sha256", APP_SECRET).update(encoded).digest("base64url")}.${encoded}`;
  };

  it("reads the contract's vector (6.4)", () => {
    expect(read(`${SIGNATURE}.${PAYLOAD}`)).toEqual({ kind: "genuine", userId: "218471" });
  });

  it("refuses it with any one character changed, in either half", () => {
    const genuine = `${SIGNATURE}.${PAYLOAD}`;
    for (let at = 0; at < genuine.length; at += 1) {
      const other = genuine[at] === "A" ? "B" : "A";
      const changed = `${genuine.slice(0, at)}${other}${genuine.slice(at + 1)}`;
      expect(read(changed).kind).toBe("refused");
    }
  });

  it.each([
    ["an algorithm that is none", signed({ algorithm: "none", user_id: "1" })],
    ["no algorithm", signed({ user_id: "1" })],
    ["nobody", signed({ algorithm: "HMAC-SHA256" })],
    ["no JSON", signed("user_id=1")],
    ["no dot", SIGNATURE],
    ["two dots", `${SIGNATURE}.${PAYLOAD}.`],
    ["nothing", ""],
    ["an empty signature", `.${PAYLOAD}`],
  ])("refuses %s", (_what, value) => {
    expect(read(value).kind).toBe("refused");
  });

  it("reads an id that is a number", () => {
    expect(read(signed('{"algorithm":"HMAC-SHA256","user_id":90071992547409931}'))).toEqual({
      kind: "genuine",
      userId: "90071992547409931",
    });
  });
});
