import { createHash, timingSafeEqual } from "node:crypto";
import type { RawDelivery, WebhookChannel } from "../../core/channel.ts";
import { parseJson } from "../../platform/http-client.ts";
import { recordOf, textOf } from "../shared/json-fields.ts";

type Verdict = ReturnType<WebhookChannel["verify"]>;

/**
 * Checks who sent a delivery. Zalo signs with a plain SHA-256 (no HMAC) over
 * application id + raw body + timestamp + OA Secret Key, in `X-ZEvent-Signature: mac=<hex>`; the timestamp is the
 * one in the body. One source reads it from the header `X-ZEvent-Timestamp`, so that one is tried second.
 * A delivery without signature and with nothing in it is the probe Zalo sends when the address is registered.
 * Never throws.
 */
export function verifySignature(delivery: RawDelivery, appId: string, oaSecret: string): Verdict {
  const header = delivery.headers["x-zevent-signature"]?.trim() ?? "";
  const text = new TextDecoder().decode(delivery.bytes);
  if (header === "") {
    return /^\s*(\{\s*\})?\s*$/.test(text)
      ? { verdict: "probe" }
      : { verdict: "refuse", why: "the signature header is missing" };
  }
  const hex = /^(?:mac=)?([0-9a-f]{64})$/i.exec(header)?.[1];
  if (hex === undefined) {
    return { verdict: "refuse", why: "the signature header is not mac= and 64 hexadecimal digits" };
  }
  const given = Buffer.from(hex, "hex");
  const timestamps = [bodyTimestamp(text), headerTimestamp(delivery)].filter((one) => one !== undefined);
  if (timestamps.length === 0) return { verdict: "refuse", why: "there is no timestamp to verify with" };
  const genuine = timestamps.some((timestamp) =>
    timingSafeEqual(given, digest(appId, delivery.bytes, timestamp, oaSecret)),
  );
  return genuine ? { verdict: "accept" } : { verdict: "refuse", why: "the signature does not match" };
}

function digest(appId: string, bytes: Uint8Array, timestamp: string, oaSecret: string): Buffer {
  return createHash("sha256").update(appId).update(bytes).update(timestamp).update(oaSecret).digest();
}

function bodyTimestamp(text: string): string | undefined {
  try {
    return textOf(recordOf(parseJson(text))["timestamp"]);
  } catch {
    return undefined;
  }
}

/**
 * Exactly the 13 digits of milliseconds: body and timestamp are hashed one after the other without a border, so a
 * free text here would let a stranger move the end of a genuine body into this header.
 */
function headerTimestamp(delivery: RawDelivery): string | undefined {
  const value = delivery.headers["x-zevent-timestamp"]?.trim();
  return value !== undefined && /^\d{13}$/.test(value) ? value : undefined;
}
