import { readFileSync } from "node:fs";
import { Router, type Response } from "express";
import type { Changes } from "./changes.ts";

const STYLE = readFileSync(new URL("./page/page.css", import.meta.url), "utf8");
const SCRIPT = readFileSync(new URL("./page/page.js", import.meta.url), "utf8");
/** A page open during a load test must not slow it down: at most so often. */
const SNAPSHOT_EVERY_MS = 150;

/** What a page shows. */
export interface Page {
  readonly html: string;
  /** Everything the page draws, as JSON. */
  readonly snapshot: () => object;
  readonly changes: Changes;
  /** Ends what is still open. */
  readonly stop: AbortSignal;
}

/**
 * `/` is the page, `/simulator/live` its server-sent events (each a whole snapshot), `/simulator/state` one snapshot,
 * `/simulator/page.css` and `/simulator/page.js` what the pages of all simulators share.
 */
export function pageRoutes({ html, snapshot, changes, stop }: Page): Router {
  const router = Router();
  const serve = (path: string, type: string, text: string): void => {
    router.get(path, (_request, response) => {
      response.type(type).set("cache-control", "no-store").send(text);
    });
  };
  serve("/", "html", html);
  serve("/simulator/page.css", "css", STYLE);
  serve("/simulator/page.js", "js", SCRIPT);
  router.get("/simulator/state", (_request, response) => {
    response.json(snapshot());
  });
  router.get("/simulator/live", (_request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    const close = showLive(response, snapshot, changes);
    stop.addEventListener("abort", close, { once: true });
    response.on("close", () => {
      stop.removeEventListener("abort", close);
      close();
    });
  });
  return router;
}

/** Sends a snapshot now and after changes; the function returned stops it. */
function showLive(response: Response, snapshot: () => object, changes: Changes): () => void {
  let timer: NodeJS.Timeout | undefined;
  const send = (): void => {
    timer = undefined;
    response.write(`data: ${JSON.stringify(snapshot())}\n\n`);
  };
  const unlisten = changes.listen(() => {
    timer ??= setTimeout(send, SNAPSHOT_EVERY_MS);
  });
  send();
  return () => {
    unlisten();
    clearTimeout(timer);
    response.end();
  };
}

/** An SVG in place of a picture that lies nowhere. */
export function madeUpPicture(label: string): string {
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="240" height="160"><rect width="240" height="160" fill="#d7e3f1"/>` +
    `<text x="120" y="90" font-family="sans-serif" font-size="26" text-anchor="middle" fill="#33506f">${label}</text></svg>`
  );
}
