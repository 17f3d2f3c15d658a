import { createHash } from "node:crypto";
import express, { type Response } from "express";
import { z } from "zod";
import { listen } from "../listen.ts";

/** How a request is answered; only with `none` by its vectors as they are. */
export type EmbeddingsFault =
  | "none"
  /** Refused; `retryAfter` is the header, in seconds. */
  | { readonly status: number; readonly retryAfter?: number }
  /** Nothing ever comes; or headers and half a body, and then nothing. */
  | "hang"
  | "hang_in_body"
  | "one_too_few"
  | "one_too_many"
  | "wrong_order"
  | "other_length"
  /** A value that is null, as NaN becomes in JSON; NaN itself, as Python writes it. */
  | "null_value"
  | "bare_nan"
  | "all_zero"
  /** Base64 although numbers were asked for. */
  | "base64_unasked"
  | "not_json";

export interface EmbeddingsSimulator {
  /** What a client is given as the base address. */
  readonly baseUrl: string;
  /** Faults of the next requests, one each, in order. */
  readonly next: EmbeddingsFault[];
  /** The fault of every request that has none of its own. */
  always: EmbeddingsFault | undefined;
  /** The texts of each request that came, whatever became of it. */
  readonly requests: readonly (readonly string[])[];
  /** The headers `authorization` of the requests. */
  readonly keys: readonly (string | undefined)[];
  readonly close: () => Promise<void>;
}

const Body = z.strictObject({
  model: z.string().min(1),
  input: z.union([z.string().min(1), z.array(z.string().min(1)).min(1).max(2048)]),
  encoding_format: z.enum(["float", "base64"]).default("float"),
});

/**
 * A server with OpenAI's `POST /v1/embeddings` (https://platform.openai.com/docs/api-reference/embeddings/create). With
 * an `apiKey` every other key is refused with 401, as OpenAI does.
 */
export async function startEmbeddingsSimulator(
  options: { readonly size?: number; readonly apiKey?: string } = {},
): Promise<EmbeddingsSimulator> {
  const { size = 64, apiKey } = options;
  const requests: string[][] = [];
  const keys: (string | undefined)[] = [];
  const switches: { next: EmbeddingsFault[]; always: EmbeddingsFault | undefined } = {
    next: [],
    always: undefined,
  };

  const app = express();
  app.use(express.json({ limit: "16mb" }));
  app.post("/v1/embeddings", (request, response) => {
    keys.push(request.headers.authorization);
    const body = Body.safeParse(request.body);
    if (!body.success) {
      refuse(response, 400, z.prettifyError(body.error));
      return;
    }
    const { input, encoding_format: format, model } = body.data;
    const texts = typeof input === "string" ? [input] : input;
    requests.push(texts);
    if (apiKey !== undefined && request.headers.authorization !== `Bearer ${apiKey}`) {
      refuse(response, 401, "Incorrect API key provided.");
      return;
    }
    const fault = switches.next.shift() ?? switches.always;
    if (fault === "hang") return;
    if (typeof fault === "object") {
      if (fault.retryAfter !== undefined) response.set("retry-after", String(fault.retryAfter));
      // Some servers repeat what they refuse.
      refuse(response, fault.status, `refused: ${texts.join(" ")}`);
      return;
    }
    if (fault === "not_json") {
      response.type("html").send("<html>proxy</html>");
      return;
    }
    const vectors = texts.map((text) => meaningOf(text, size));
    spoil(vectors, fault);
    const base64 = format === "base64" || fault === "base64_unasked";
    const data = vectors.map((vector, index) => ({
      object: "embedding",
      index: fault === "wrong_order" ? vectors.length - 1 - index : index,
      embedding: base64 ? Buffer.from(Float32Array.from(vector).buffer).toString("base64") : vector,
    }));
    const tokens = texts.join(" ").split(/\s+/).length;
    const usage = { prompt_tokens: tokens, total_tokens: tokens };
    const answer = JSON.stringify({ object: "list", data, model, usage });
    response.type("json");
    if (fault === "hang_in_body") response.write(answer.slice(0, answer.length / 2));
    else response.send(fault === "bare_nan" ? answer.replace(/-?\d\.\d+/, "NaN") : answer);
  });

  const { url, close } = await listen(app);
  return Object.assign(switches, { baseUrl: `${url}/v1`, requests, keys, close });
}

function refuse(response: Response, status: number, message: string): void {
  response.status(status).json({ error: { message, type: "error", param: null, code: null } });
}

function spoil(vectors: number[][], fault: EmbeddingsFault | undefined): void {
  const last = vectors.at(-1) ?? [];
  if (fault === "one_too_few") vectors.pop();
  if (fault === "one_too_many") vectors.push([...last]);
  if (fault === "other_length") last.push(0.5);
  if (fault === "null_value") last[0] = Number.NaN;
  if (fault === "all_zero") last.fill(0);
}

/**
 * Texts that share runs of letters lie near each other: each run of three adds to a place that its hash says. Not of
 * length 1, as some servers' vectors are not.
 */
function meaningOf(text: string, size: number): number[] {
  const vector = new Array<number>(size).fill(0);
  const letters = ` ${text.normalize("NFC").toLowerCase()} `;
  for (let at = 0; at + 3 <= letters.length; at++) {
    const hash = createHash("sha256")
      .update(letters.slice(at, at + 3))
      .digest();
    const place = hash.readUInt32LE(0) % size;
    vector[place] = (vector[place] ?? 0) + ((hash[4] ?? 0) % 2 === 0 ? 1.25 : -1.25);
  }
  // Where all runs cancel out there would be no direction.
  vector[0] = (vector[0] ?? 0) + 0.125;
  return vector;
}
