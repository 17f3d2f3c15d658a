import { QdrantClient } from "@qdrant/js-client-rest";
import { MotcuaError } from "../core/errors.ts";

/** Qdrant's port, taken when the address names none. */
const PORT = 6333;

export interface QdrantAddress {
  /** `http://localhost:6333`, with a path in front of Qdrant's own when a proxy wants one. */
  readonly url: string;
  readonly apiKey?: string | undefined;
}

/**
 * A client whose every request ends within `timeoutMs`. The address is taken apart here, because the client would drop
 * its path and go to port 6333 where `https://…:443` was written.
 * @throws MotcuaError `config_invalid` when the address is none.
 */
export function qdrantClient({ url, apiKey }: QdrantAddress, timeoutMs: number): QdrantClient {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new MotcuaError("config_invalid", "QDRANT_URL phải là một địa chỉ http hoặc https.");
  const { protocol, hostname, port, pathname } = new URL(url);
  const https = protocol === "https:";
  const standardPort = /^\w+:\/\/[^/]*:\d+(?:\/|$)/.test(url) ? (https ? 443 : 80) : PORT;
  return new QdrantClient({
    host: hostname,
    port: port === "" ? standardPort : Number(port),
    https,
    prefix: pathname.replace(/\/+$/, ""),
    timeout: timeoutMs,
    // It would write on the console, as it does when given the key of a server without TLS.
    checkCompatibility: false,
    ...(apiKey === undefined ? {} : { headers: { "api-key": apiKey } }),
  });
}

/** The HTTP status Qdrant refused a request with; undefined for every other fault. */
export function refusalOf(error: unknown): number | undefined {
  const { status } = (error ?? {}) as { status?: unknown };
  return typeof status === "number" ? status : undefined;
}

/** What a failed request is called outside; Qdrant's own words name collections and sizes, no texts. */
export function qdrantUnreachable(error: unknown): MotcuaError {
  if (error instanceof MotcuaError) return error;
  const { data, name } = (error ?? {}) as { data?: { status?: { error?: unknown } }; name?: unknown };
  const said = data?.status?.error;
  const status = refusalOf(error);
  if (status !== undefined) {
    const words = typeof said === "string" ? `: ${said}` : "";
    return new MotcuaError("engine_unreachable", `Qdrant từ chối: HTTP ${status}${words}`, { cause: error });
  }
  const late = name === "QdrantClientTimeoutError" || name === "AbortError";
  const why = late
    ? "Qdrant không trả lời kịp."
    : "Không kết nối được hoặc không đọc được trả lời của Qdrant.";
  return new MotcuaError("engine_unreachable", why, { cause: error });
}
