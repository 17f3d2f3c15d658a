import { createHash } from "node:crypto";

/** So many decimal digits (2 to 19) that begin with 5, always the same for the same text. */
export function madeUpDigits(text: string, length: number): string {
  const rest = BigInt(length - 1);
  const number = createHash("sha256").update(text).digest().readBigUInt64BE() % 10n ** rest;
  return `5${number.toString().padStart(length - 1, "0")}`;
}
