import { createHmac, timingSafeEqual } from "node:crypto";
import type { RawDelivery, WebhookChannel } from "../../core/channel.ts";

type Verdict = ReturnType<WebhookChannel["verify"]>;

/**
 * Checks who sent a delivery: `X-Hub-Signature-256: sha256=<hex>` is the HMAC-SHA256 of the raw body, keyed with the
 * App Secret. Meta signs its escaped form of the text, so only the bytes as they came can be checked. The older
 * `X-Hub-Signature` (SHA-1) travels along and counts for nothing. There is no time in the signature: a delivery
 * played back is the same events again, which are kept once. Never throws.
 */
export function verifySignature(delivery: RawDelivery, appSecret: string): Verdict {
  const header = delivery.headers["x-hub-signature-256"]?.trim() ?? "";
  if (header === "") return { verdict: "refuse", why: "the signature header is missing" };
  const hex = /^sha256=([0-9a-f]{64})$/i.exec(header)?.[1];
  if (hex === undefined) {
    return { verdict: "refuse", why: "the signature header is not sha256= and 64 hexadecimal digits" };
  }
  const expected = createHmac("sha256", appSecret).update(delivery.bytes).digest();
  return timingSafeEqual(Buffer.from(hex, "hex"), expected)
    ? { verdict: "accept" }
    : { verdict: "refuse", why: "the signature does not match" };
}
