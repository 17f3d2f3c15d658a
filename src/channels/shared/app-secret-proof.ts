import { createHmac } from "node:crypto";

/**
 * Lower-case hex HMAC-SHA256 of the access token, keyed with the application's secret: it shows the platform that
 * whoever holds the token holds the secret too. Zalo and Meta compute it alike; both can make it compulsory.
 */
export function appSecretProof(accessToken: string, appSecret: string): string {
  return createHmac("sha256", appSecret).update(accessToken).digest("hex");
}
