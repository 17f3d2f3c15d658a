import { createHmac, timingSafeEqual } from "node:crypto";
import { parseJson } from "../../platform/http-client.ts";
import { idOf, recordOf, textOf } from "../shared/json-fields.ts";

/** What Meta signed for us, or why it is not believed. */
export type SignedRequest =
  { readonly kind: "genuine"; readonly userId: string } | { readonly kind: "refused"; readonly why: string };

/**
 * Reads the form field `signed_request` of Meta's data deletion and deauthorisation callbacks: two base64url halves,
 * the HMAC-SHA256 (key: App Secret) of the second half as it was received, and JSON. Any other algorithm than
 * HMAC-SHA256 is refused. `userId` is the person's id for the application, which is not the one conversations have.
 * How old the request is is not looked at: asked for again, it changes nothing. Never throws.
 */
export function readSignedRequest(value: string, appSecret: string): SignedRequest {
  const [signature, payload, ...rest] = value.split(".");
  if (signature === undefined || payload === undefined || rest.length > 0) {
    return refused("it is not two halves with a dot between them");
  }
  const expected = createHmac("sha256", appSecret).update(payload).digest();
  // Decoding forgives what a byte-for-byte comparison would not, so the text itself is compared.
  const given = Buffer.from(signature);
  const wanted = Buffer.from(expected.toString("base64url"));
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
    return refused("the signature does not match");
  }
  const data = jsonOf(Buffer.from(payload, "base64url").toString("utf8"));
  if (textOf(data["algorithm"])?.toUpperCase() !== "HMAC-SHA256") return refused("the algorithm is another");
  const userId = idOf(data["user_id"]);
  return userId === undefined ? refused("it names nobody") : { kind: "genuine", userId };
}

function jsonOf(text: string): Readonly<Record<string, unknown>> {
  try {
    return recordOf(parseJson(text));
  } catch {
    return {};
  }
}

function refused(why: string): SignedRequest {
  return { kind: "refused", why };
}
