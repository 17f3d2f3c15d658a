import { Router } from "express";
import { z } from "zod";
import type { Changes } from "./changes.ts";

/**
 * `POST /simulator/act` with JSON `{do: …}`: what the page's buttons do, also for scripts that drive a simulator in
 * another process. Answers 200 with `{result}`, or 400 with what is wrong.
 */
export function controlRoutes<Action>(
  schema: z.ZodType<Action>,
  act: (action: Action) => Promise<unknown>,
  changes: Changes,
): Router {
  const router = Router();
  router.post("/simulator/act", async (request, response) => {
    const parsed = schema.safeParse(readBody(request.body));
    if (!parsed.success) {
      response.status(400).json({ error: z.prettifyError(parsed.error) });
      return;
    }
    const result = await act(parsed.data);
    changes.changed();
    response.json({ result: result ?? null });
  });
  return router;
}

function readBody(body: unknown): unknown {
  if (!Buffer.isBuffer(body)) return undefined;
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}
