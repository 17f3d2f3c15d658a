import { readFileSync } from "node:fs";
import type { Router } from "express";
import { madeUpPicture, pageRoutes as sharedPageRoutes } from "../shared/page-routes.ts";
import { NO_FAULTS } from "./faults.ts";
import type { SimulatorParts } from "./simulator.ts";
import type { ChatMessage } from "./world.ts";

const html = readFileSync(new URL("./page.html", import.meta.url), "utf8");
/** A page open during a load test must not slow it down: at most so much. */
const SHOWN = { citizens: 40, messages: 80, attempts: 80, refused: 40 } as const;

/** The page's routes, and `/cdn/…`, the pictures and files that messages point to. */
export function pageRoutes(parts: SimulatorParts, stop: AbortSignal): Router {
  const router = sharedPageRoutes({ html, snapshot: () => snapshot(parts), changes: parts.changes, stop });
  router.get("/cdn/u/:id", (request, response) => {
    const upload = parts.uploads.find(request.params.id);
    if (upload === undefined) response.status(404).end();
    else response.type(upload.mime).send(upload.bytes);
  });
  router.get("/cdn/:folder/:name", (request, response) => {
    response.type("image/svg+xml").send(madeUpPicture(request.params.folder === "s" ? "👍" : "Ảnh mẫu"));
  });
  return router;
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
