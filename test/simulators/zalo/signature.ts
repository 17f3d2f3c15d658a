import { createHash } from "node:crypto";

export { appsecretProof } from "../shared/appsecret-proof.ts";

/**
 * The value of `X-ZEvent-Signature` for a delivery (section 2.3): a plain SHA-256 over the application id, the raw
 * bytes, the body's timestamp and the OA Secret Key. Not an HMAC.
 */
export function webhookSignature(
  appId: string,
  rawBody: Uint8Array,
  timestamp: string,
  oaSecret: string,
): string {
  const digest = createHash("sha256").update(appId).update(rawBody).update(timestamp).update(oaSecret);
  return `mac=${digest.digest("hex")}`;
}

/** The PKCE challenge of a verifier: base64url of its SHA-256, without padding (section 1.3). */
export function codeChallengeOf(verifier: string): string {
  return createHash("sha256").update(verifier).digest("base64url");
}
