import { createHash } from "node:crypto";
import fc from "fast-check";
import type { RawDelivery } from "../../../src/core/channel.ts";
import { verifySignature } from "../../../src/channels/zalo/signature.ts";

// Vectors of the contract (section 6), computed there with two implementations.
const APP_ID = "4111222333444555666";
const OA_SECRET = "OaSecretKey-made-up-0001";
const ASCII =
  '{"app_id":"4111222333444555666","user_id_by_app":"5550001112223334445","sender":{"id":"8123456789012345678"},"recipient":{"id":"3777000111222333444"},"event_name":"user_send_text","message":{"msg_id":"m-0001","text":"hello"},"timestamp":"1795402800000"}';
const VIETNAMESE = ASCII.replace("m-0001", "m-0002").replace(
  "hello",
  "Thủ tục cấp đổi căn cước cần giấy tờ gì?",
);
const ESCAPED = VIETNAMESE.replace(
  /[^\x20-\x7e]/g,
  (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
);
const GENUINE = "4a971cf3a83f8cfa7c96625a2d1663c26db56b9c259d7c8cca19df67b359cb00";

function delivery(body: string | Uint8Array, headers: RawDelivery["headers"]): RawDelivery {
  return { bytes: typeof body === "string" ? new TextEncoder().encode(body) : body, headers };
}

const verify = (body: string | Uint8Array, signature?: string, more: RawDelivery["headers"] = {}) =>
  verifySignature(
    delivery(body, { ...(signature === undefined ? {} : { "x-zevent-signature": signature }), ...more }),
    APP_ID,
    OA_SECRET,
  ).verdict;

describe("verifySignature accepts", () => {
  it.each([
    ["an ASCII body (6.1)", ASCII, 253, GENUINE],
    [
      "a Vietnamese body (6.2)",
      VIETNAMESE,
      308,
      "a49d4663e763b49e5085f4736b35713af32b03714a5bd70ce24cba71c7cbe444",
    ],
    [
      "the same event with escapes, which is other bytes (6.3)",
      ESCAPED,
      348,
      "588cafa2c564b5eb80e58f126fab8f26362b2e208f9f393c36dbf8f4199c8a82",
    ],
  ])("%s", (_what, body, length, digest) => {
    expect(new TextEncoder().encode(body)).toHaveLength(length);
    expect(verify(body, `mac=${digest}`)).toBe("accept");
  });

  it("a digest without the prefix", () => {
    expect(verify(ASCII, GENUINE)).toBe("accept");
  });

  it("a timestamp that is a number", () => {
    const body = ASCII.replace('"1795402800000"', "1795402800000");
    expect(verify(body, `mac=${signed(body, "1795402800000")}`)).toBe("accept");
  });

  it("the timestamp of the header when the body's does not fit", () => {
    const headers = { "x-zevent-timestamp": "1795402899999" };
    expect(verify(ASCII, `mac=${signed(ASCII, "1795402899999")}`, headers)).toBe("accept");
    expect(verify(ASCII, `mac=${GENUINE}`, headers)).toBe("accept");
    expect(verify(ASCII, `mac=${signed(ASCII, "1795402899999")}`)).toBe("refuse");
  });
});

describe("verifySignature refuses", () => {
  it.each([
    ["a space added after signing", "0fd25ac1684a7d810028664f4721da3ec7867902d3d3e1c96d209662d03be89d"],
    ["an HMAC with the key", "2faf03ef220edd7b60abdefe89090fbb24fabeaa7fcf5b8d99a6d56ae3353a8f"],
    [
      "the OA's id in place of the application's",
      "dc3f2800272217c8a40dcbfea6d4aa22dc7267087d1db3691030a53ba1b0cb7a",
    ],
    [
      "the App Secret Key in place of the OA's",
      "8b0ee2f276cb8c8a9cd5802bf52372e4e4908182808c912177072bad868fe3cc",
    ],
  ])("%s (6.4)", (_mistake, digest) => {
    expect(verify(ASCII, `mac=${digest}`)).toBe("refuse");
  });

  it("the genuine digest on changed bytes", () => {
    expect(verify(ASCII.replace('"event_name":', '"event_name": '), `mac=${GENUINE}`)).toBe("refuse");
    expect(verify(VIETNAMESE.replace("căn cước", "hộ chiếu"), `mac=${GENUINE}`)).toBe("refuse");
    expect(verify(ESCAPED, "mac=a49d4663e763b49e5085f4736b35713af32b03714a5bd70ce24cba71c7cbe444")).toBe(
      "refuse",
    );
  });

  it.each([
    ["no header", undefined],
    ["an empty header", ""],
    ["too few digits", `mac=${GENUINE.slice(1)}`],
    ["too many digits", `mac=${GENUINE}0`],
    ["characters that are no digits", `mac=${"z".repeat(64)}`],
    ["letters beyond ASCII", `mac=${"ệ".repeat(64)}`],
    ["another prefix", `sha256=${GENUINE}`],
  ])("%s", (_what, header) => {
    expect(verify(ASCII, header)).toBe("refuse");
  });

  it("a border moved between body and timestamp header, although the hash is the same", () => {
    const timestamp = "1795402800000";
    const cut = ASCII.length - 30;
    expect(
      verify(ASCII.slice(0, cut), `mac=${GENUINE}`, { "x-zevent-timestamp": ASCII.slice(cut) + timestamp }),
    ).toBe("refuse");
    expect(
      verify(ASCII + timestamp.slice(0, 2), `mac=${GENUINE}`, { "x-zevent-timestamp": timestamp.slice(2) }),
    ).toBe("refuse");
  });

  it("a signed body without any timestamp", () => {
    const body = '{"event_name":"user_send_text"}';
    expect(verify(body, `mac=${signed(body, "")}`)).toBe("refuse");
  });

  it("says why without showing a digest", () => {
    const verdict = verifySignature(
      delivery(ASCII, { "x-zevent-signature": `mac=${"0".repeat(64)}` }),
      APP_ID,
      OA_SECRET,
    );
    expect(verdict).toEqual({ verdict: "refuse", why: "the signature does not match" });
  });
});

describe("the registration probe", () => {
  it.each(["", "{}", " {} \n", "{ }"])("%j without a signature is a probe", (body) => {
    expect(verify(body)).toBe("probe");
  });

  it.each(["[]", "null", "{}{}", '{"event_name":"user_send_text"}'])("%j is none", (body) => {
    expect(verify(body)).toBe("refuse");
  });

  it("an empty body with a wrong signature is none", () => {
    expect(verify("{}", `mac=${GENUINE}`)).toBe("refuse");
  });
});

it("never throws and never accepts a stranger's delivery", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array(),
        fc.json().map((text) => new TextEncoder().encode(text)),
      ),
      fc.option(fc.oneof(fc.string(), fc.stringMatching(/^(mac=)?[0-9a-f]{60,68}$/)), { nil: undefined }),
      fc.option(fc.string(), { nil: undefined }),
      (bytes, signature, timestamp) => {
        expect(["probe", "refuse"]).toContain(verify(bytes, signature, { "x-zevent-timestamp": timestamp }));
      },
    ),
  );
});

function signed(body: string, timestamp: string): string {
  return createHash("sha256")
    .update(APP_ID + body + timestamp + OA_SECRET)
    .digest("hex");
}
