import { createHmac } from "node:crypto";

/** `appsecret_proof`, the same on both platforms: lower-case hex HMAC-SHA256 of the token, keyed with the app's secret. */
export function appsecretProof(accessToken: string, appSecret: string): string {
  return createHmac("sha256", appSecret).update(accessToken).digest("hex");
}
