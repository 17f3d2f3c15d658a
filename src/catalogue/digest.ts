import { createHash } from "node:crypto";

/** Fingerprint of a JSON value: the same content gives the same digest, whatever the order of keys. */
export function digestOf(value: unknown): string {
  return createHash("sha256")
    .update(value === undefined ? "absent" : JSON.stringify(inOrder(value)))
    .digest("hex");
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, inOrder(inner)]),
  );
}
