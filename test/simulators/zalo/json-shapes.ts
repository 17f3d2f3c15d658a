import { isObject, type JsonObject } from "../shared/json.ts";
import { ApiRefusal } from "./refusals.ts";

/** @throws ApiRefusal -201 when it is no object. */
export function objectAt(value: unknown, name: string): JsonObject {
  if (!isObject(value)) throw new ApiRefusal(-201, `${name} is invalid`);
  return value;
}

/** @throws ApiRefusal -201 when it is no string or empty, -210 when it is longer than `most` UTF-16 units. */
export function textAt(value: unknown, name: string, most: number): string {
  if (typeof value !== "string" || value.trim() === "") throw new ApiRefusal(-201, `${name} is invalid`);
  if (value.length > most) throw new ApiRefusal(-210, `${name} is longer than ${most}`);
  return value;
}

/** A whole number from 0 to `most`, `fallback` when absent. */
export function countAt(value: unknown, name: string, fallback: number, most: number): number {
  if (value === undefined) return fallback;
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0) {
    throw new ApiRefusal(-201, `${name} is invalid`);
  }
  if (value > most) throw new ApiRefusal(-210, `${name} is greater than ${most}`);
  return value;
}

/** An id of a person: a string of digits. A JSON number is refused, since it lost its last digits on the way. */
export function userIdAt(value: unknown, name: string): string {
  if (typeof value !== "string" || !/^\d+$/.test(value)) throw new ApiRefusal(-201, `${name} is invalid`);
  return value;
}
