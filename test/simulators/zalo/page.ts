import { readFileSync } from "node:fs";
import { Router, type Response } from "express";
import { NO_FAULTS } from "./faults.ts";
import type { SimulatorParts } from "./simulator.ts";
import type { ChatMessage } from "./world.ts";

const PAGE = readFileSync(new URL("./page.html", import.meta.url), "utf8");
/** A page open during a load test must not slow it down: at most so often, at most so much. */
const SNAPSHOT_EVERY_MS = 150;
const SHOWN = { citizens: 40, messages: 80, attempts: 80, refused: 40 } as const;

/**
 * `/` is the page, `/simulator/live` its server-sent events (each a whole snapshot), `/simulator/state` one snapshot,
 * `/cdn/…` the pictures and files that messages point to.
 */
export function pageRoutes(parts: SimulatorParts, stop: AbortSignal): Router {
  const router = Router();
  router.get("/", (_request, response) => {
    response.type("html").set("cache-control", "no-store").send(PAGE);
  });
  router.get("/simulator/state", (_request, response) => {
    response.json(snapshot(parts));
  });
  router.get("/simulator/live", (_request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    const close = showLive(response, parts);
    stop.addEventListener("abort", close, { once: true });
    response.on("close", () => {
      stop.removeEventListener("abort", close);
      close();
    });
  });
  router.get("/cdn/u/:id", (request, response) => {
    const upload = parts.uploads.find(request.params.id);
    if (upload === undefined) response.status(404).end();
    else response.type(upload.mime).send(upload.bytes);
  });
  router.get("/cdn/:folder/:name", (request, response) => {
    response.type("image/svg+xml").send(madeUpPicture(request.params.folder));
  });
  return router;
}

/** Sends a snapshot now and after changes; the function returned stops it. */
function showLive(response: Response, parts: SimulatorParts): () => void {
  let timer: NodeJS.Timeout | undefined;
  const send = (): void => {
    timer = undefined;
    response.write(`data: ${JSON.stringify(snapshot(parts))}\n\n`);
  };
  const unlisten = parts.changes.listen(() => {
    timer ??= setTimeout(send, SNAPSHOT_EVERY_MS);
  });
  send();
  return () => {
    unlisten();
    clearTimeout(timer);
    response.end();
  };
}

function snapshot({ settings, world, grants, faults, delivery }: SimulatorParts): object {
  const now = settings.now().getTime();
  const lastAt = (userId: string): number => world.chatOf(userId).at(-1)?.at.getTime() ?? 0;
  const citizens = [...world.citizens.values()]
    .toSorted((one, other) => lastAt(other.userId) - lastAt(one.userId))
    .slice(0, SHOWN.citizens);
  return {
    oaId: settings.oaId,
    consented: grants.consented,
    tokenExpiresAt: grants.tokens?.accessExpiresAt ?? null,
    refreshCount: grants.refreshCount,
    webhookUrls: settings.webhookUrls,
    webhookDisabled: delivery.disabled,
    pending: delivery.pending,
    counts: { sent: world.sent.length, refused: world.refused.length, attempts: delivery.attempts.length },
    faults: Object.fromEntries(
      (Object.keys(NO_FAULTS) as (keyof typeof NO_FAULTS)[]).map((key) => [key, faults.switches[key]]),
    ),
    citizens: citizens.map((one) => ({
      userId: one.userId,
      name: one.name,
      follower: one.follower,
      hoursSinceInteraction:
        one.lastInteraction === undefined ? null : (now - one.lastInteraction.getTime()) / 3_600_000,
      chat: world
        .chatOf(one.userId)
        .slice(-SHOWN.messages)
        .filter((message) => !message.hidden)
        .map((message) => shown(message, settings.mediaBaseUrl)),
    })),
    attempts: delivery.attempts.slice(-SHOWN.attempts).toReversed(),
    refused: world.refused.slice(-SHOWN.refused).toReversed(),
  };
}

/** Media are shown from here, wherever they claim to lie. */
function shown(message: ChatMessage, mediaBaseUrl: string): object {
  const local = (value: unknown): unknown =>
    typeof value === "string" && value.startsWith(mediaBaseUrl)
      ? `/cdn${value.slice(mediaBaseUrl.length)}`
      : value;
  const attachments = message.attachments.map(({ type, payload }) => ({
    type,
    payload: { ...payload, url: local(payload["url"]) },
  }));
  return { ...message, attachments };
}

function madeUpPicture(folder: string): string {
  const label = folder === "s" ? "👍" : "Ảnh mẫu";
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="240" height="160"><rect width="240" height="160" fill="#d7e3f1"/>` +
    `<text x="120" y="90" font-family="sans-serif" font-size="26" text-anchor="middle" fill="#33506f">${label}</text></svg>`
  );
}
