import pino, { type DestinationStream, type Logger, type LoggerOptions } from "pino";

/**
 * A JSON log on standard output. Message texts, personal data and secrets are not logged by our code; should one
 * slip in under one of these names, it is blotted out here.
 */
const REDACTED = [
  "text",
  "name",
  "phone",
  "token",
  "accessToken",
  "refreshToken",
  "secret",
  "cookie",
  "event",
].flatMap((key) => [key, `*.${key}`, `*.*.${key}`]);

/** @param to where the lines go; standard output unless given. */
export function createLog(level: string, to?: DestinationStream): Logger {
  const options: LoggerOptions = {
    level,
    base: null,
    redact: { paths: [...REDACTED, "req.headers.authorization", "req.headers.cookie"], censor: "[đã che]" },
  };
  return to === undefined ? pino(options) : pino(options, to);
}
