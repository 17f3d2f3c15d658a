import type { Request } from "express";
import { isObject, readJsonObject, type JsonObject } from "../shared/json.ts";
import { readMultipart } from "../shared/multipart.ts";
import { GraphRefusal } from "./refusals.ts";

/** The parameters of a call, and the file that came with it. */
export interface CallInput {
  readonly input: JsonObject;
  readonly file: File | undefined;
}

/**
 * Reads the parameters from the address and from the body, which may be JSON, a form or multipart (with the file in
 * `filedata`). Objects and lists are JSON in addresses and forms. @throws GraphRefusal 100 for a body that is none.
 */
export async function readInput(request: Request): Promise<CallInput> {
  const fromQuery = parametersOf(new URL(request.originalUrl, "http://simulator").searchParams);
  const body: unknown = request.body;
  if (!Buffer.isBuffer(body) || body.length === 0) return { input: fromQuery, file: undefined };
  if (request.is("application/json") !== false) {
    const fromBody = readJsonObject(body.toString("utf8"));
    if (fromBody === undefined) throw new GraphRefusal("100", "the body must be a JSON object");
    return { input: { ...fromQuery, ...fromBody }, file: undefined };
  }
  if (request.is("application/x-www-form-urlencoded") !== false) {
    const fromBody = parametersOf(new URLSearchParams(body.toString("utf8")));
    return { input: { ...fromQuery, ...fromBody }, file: undefined };
  }
  const form = await readMultipart(request);
  if (form === undefined) throw new GraphRefusal("100", "the body must be JSON, a form or multipart");
  const texts = [...form].flatMap(([name, value]) =>
    typeof value === "string" ? [[name, value] as const] : [],
  );
  const file = form.get("filedata");
  return { input: { ...fromQuery, ...parametersOf(texts) }, file: file instanceof File ? file : undefined };
}

function parametersOf(pairs: Iterable<readonly [string, string]>): JsonObject {
  return Object.fromEntries([...pairs].map(([name, value]) => [name, valueOf(value)]));
}

function valueOf(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) || Array.isArray(value) ? value : text;
  } catch {
    return text;
  }
}
