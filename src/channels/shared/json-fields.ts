import { storableText } from "../../core/storable-text.ts";

/** Reading what platforms send, whose documented shapes vary: a field of the wrong shape counts as absent. */

/** The value as an object; an empty one when it is none. */
export function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

/** A string or number as clean text (see `storableText`). */
export function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return storableText(value);
  return typeof value === "number" ? String(value) : undefined;
}

/**
 * An id, which is always a string with us. Of numbers only exact integers are taken: an id that went through
 * floating point is another one.
 */
export function idOf(value: unknown): string | undefined {
  if (typeof value === "string") return storableText(value) || undefined;
  return typeof value === "number" && Number.isSafeInteger(value) ? String(value) : undefined;
}

/** A whole number given as a number or as text ("90000"). */
export function integerOf(value: unknown): number | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) ? number : undefined;
}

/** Milliseconds, as text or number. Before 2001 it can only be in another unit, so it is not used. */
export function timeOf(value: unknown): Date | undefined {
  const time = new Date(integerOf(value) ?? NaN);
  return time.getTime() >= 1e12 ? time : undefined;
}

/** Deeper levels than any event has; what lies below is left out, since recursion must end. */
const DEEPEST = 32;

/** A JSON value with every string and key in it cleaned. */
export function cleanJson(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return storableText(value);
  if (typeof value !== "object" || value === null) return value;
  if (depth >= DEEPEST) return null;
  if (Array.isArray(value)) return value.map((one) => cleanJson(one, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [storableText(key), cleanJson(one, depth + 1)]),
  );
}

/** The first `length` units of a text, clean, for a log or a record. */
export function clip(text: string, length: number): string {
  return storableText(text.slice(0, length));
}
