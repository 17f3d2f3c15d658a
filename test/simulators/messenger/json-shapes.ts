import { isObject, type JsonObject } from "../shared/json.ts";
import { GraphRefusal } from "./refusals.ts";

/** @throws GraphRefusal 100 when it is no object. */
export function objectAt(value: unknown, name: string): JsonObject {
  if (!isObject(value)) throw new GraphRefusal("100", `${name} must be an object`);
  return value;
}

/** @throws GraphRefusal 100 when it is no string, empty, or longer than `most` UTF-16 units. */
export function textAt(value: unknown, name: string, most: number): string {
  if (typeof value !== "string" || value.trim() === "")
    throw new GraphRefusal("100", `${name} must be a non-empty string`);
  if (value.length > most) throw new GraphRefusal("100", `${name} is longer than ${most}`);
  return value;
}

/** @throws GraphRefusal 100 when it is no array of `least` to `most` elements. */
export function listAt(value: unknown, name: string, least: number, most: number): readonly unknown[] {
  if (!Array.isArray(value) || value.length < least || value.length > most)
    throw new GraphRefusal("100", `${name} must hold ${least} to ${most} elements`);
  return value;
}

/** @throws GraphRefusal 100 when it is no HTTP address. */
export function urlAt(value: unknown, name: string): string {
  const parsed = typeof value === "string" ? URL.parse(value) : null;
  if (typeof value !== "string" || (parsed?.protocol !== "https:" && parsed?.protocol !== "http:"))
    throw new GraphRefusal("100", `${name} must be a valid URL`);
  return value;
}

/** The PSID of `recipient`: a string of digits. A JSON number is refused, since it may have lost its last digits. */
export function recipientOf(input: JsonObject): string {
  const { id } = objectAt(input["recipient"], "recipient");
  if (typeof id !== "string" || !/^\d+$/.test(id))
    throw new GraphRefusal("100", "recipient.id must be a string of digits");
  return id;
}
