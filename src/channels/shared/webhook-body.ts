import { MotcuaError } from "../../core/errors.ts";
import { parseJson } from "../../platform/http-client.ts";
import { isRecord } from "./json-fields.ts";

/**
 * The JSON object of a webhook delivery; integers too large to be exact come as strings.
 * @param platform whose webhook it is, for the error's words
 * @throws MotcuaError `webhook_unreadable` when the bytes are no JSON object
 */
export function readWebhookBody(bytes: Uint8Array, platform: string): Readonly<Record<string, unknown>> {
  let body: unknown;
  try {
    body = parseJson(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new MotcuaError("webhook_unreadable", `${platform} webhook: the body is no JSON`, { cause });
  }
  if (!isRecord(body)) {
    throw new MotcuaError("webhook_unreadable", `${platform} webhook: the body is no JSON object`);
  }
  return body;
}
