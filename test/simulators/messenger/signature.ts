import { createHmac, timingSafeEqual } from "node:crypto";
import type { JsonObject } from "../shared/json.ts";

export { appsecretProof } from "../shared/appsecret-proof.ts";

/** JSON as the platform sends it (2.2): what is outside ASCII as `\uXXXX` with lower-case digits, in the bytes themselves. */
export function escapeToAscii(json: string): string {
  return json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** The headers that sign a body: the one in force and the legacy one that travels along. */
export function signatureHeaders(
  body: Uint8Array,
  appSecret: string,
): { readonly "x-hub-signature-256": string; readonly "x-hub-signature": string } {
  const hex = (algorithm: string): string => createHmac(algorithm, appSecret).update(body).digest("hex");
  return { "x-hub-signature-256": `sha256=${hex("sha256")}`, "x-hub-signature": `sha1=${hex("sha1")}` };
}

/** How a `signed_request` can be spoiled. `algorithm` is signed rightly but names another algorithm. */
export type Tampering = "signature" | "payload" | "algorithm" | "no_dot";

/** The form field of the data-deletion and deauthorisation callbacks (1.5). */
export function signedRequest(payload: JsonObject, appSecret: string, tamper?: Tampering): string {
  const stated = tamper === "algorithm" ? { ...payload, algorithm: "none" } : payload;
  const encoded = Buffer.from(JSON.stringify(stated)).toString("base64url");
  const signature = createHmac("sha256", appSecret).update(encoded).digest("base64url");
  switch (tamper) {
    case "signature":
      return `${changed(signature)}.${encoded}`;
    case "payload":
      return `${signature}.${changed(encoded)}`;
    case "no_dot":
      return signature + encoded;
    case "algorithm":
    case undefined:
      return `${signature}.${encoded}`;
  }
}

/** The same text with another character at its tenth place, where every bit of it counts. */
function changed(text: string): string {
  return text.slice(0, 9) + (text[9] === "A" ? "B" : "A") + text.slice(10);
}

/** Compares in constant time, so that the simulator does not teach what it would blame. */
export function sameText(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}
