import { randomBytes } from "node:crypto";
import express from "express";
import type { OidcSettings } from "../../src/platform/config.ts";
import { accountRoutes } from "../../src/server/account-routes.ts";
import { errorHandler } from "../../src/server/error-answer.ts";
import { signInRoutes } from "../../src/server/sign-in-routes.ts";
import { createSessions, requireOperator, requireRight, type Sessions } from "../../src/server/signed-in.ts";
import { createLog } from "../../src/platform/log.ts";
import type { Store } from "../../src/store/open-store.ts";
import { listen } from "../simulators/listen.ts";
import { ATTEMPTS, deskAtHand, LOCKOUT_MS, type DeskAtHand } from "./desk-at-hand.ts";

export const SESSION_MS = 12 * 3600_000;

export interface DeskOverHttp extends DeskAtHand {
  readonly url: string;
  readonly sessions: Sessions;
  readonly close: () => Promise<void>;
}

/**
 * The sign-in and account routes on a port of their own, as the server mounts them, with two routes more:
 * `GET /api/desk/whoami` for everybody signed in, `POST /api/desk/export` for those who may export.
 * @param options.publicUrl told to people; the address it listens on unless given.
 * @param options.oidc made once the address is known, to which the provider sends back.
 */
export async function openDeskOverHttp(
  store: Store,
  options: {
    publicUrl?: string;
    key?: Buffer;
    oidc?: (url: string) => OidcSettings | Promise<OidcSettings>;
  } = {},
): Promise<DeskOverHttp> {
  const desk = deskAtHand(store);
  const { clock, accounts, signIn } = desk;
  const app = express();
  const { url, close } = await listen(app);
  const publicUrl = options.publicUrl ?? url;
  const sessions = createSessions({
    store,
    key: options.key ?? randomBytes(32),
    publicUrl,
    sessionMs: SESSION_MS,
    clock,
  });
  const log = createLog("silent");
  const settings = {
    sessionMs: SESSION_MS,
    attempts: ATTEMPTS,
    lockoutMs: LOCKOUT_MS,
    oidc: await options.oidc?.(url),
  };
  app.use(sessions.middleware);
  app.use(signInRoutes({ sessions, signIn, accounts, settings, publicUrl, clock, log }));
  app.use(accountRoutes({ accounts, store, clock }));
  app.get("/api/desk/whoami", (request, response) => {
    response.json(requireOperator(request));
  });
  app.post("/api/desk/export", requireRight("export"), (_request, response) => {
    response.json({ rows: [] });
  });
  app.post("/api/admin/upload", express.raw({ type: "multipart/form-data" }), (_request, response) => {
    response.json({ taken: true });
  });
  app.use(errorHandler(log));
  return { ...desk, url, sessions, close };
}

export interface Answer {
  readonly status: number;
  readonly json: unknown;
  readonly code: string | undefined;
  readonly headers: Headers;
}

/** A browser as the server sees it: it keeps the cookie, and says from which page it asks. */
export class Browser {
  /** The `Cookie` header; empty without a session. */
  cookie = "";
  constructor(
    readonly url: string,
    /** What it says of the page that asks. */
    readonly says: Readonly<Record<string, string>> = { origin: url, "sec-fetch-site": "same-origin" },
  ) {}

  get(path: string): Promise<Answer> {
    return this.ask("GET", path);
  }

  /** @param body JSON, unless it is text already. */
  post(path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.ask("POST", path, body, headers);
  }

  async ask(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const answer = await fetch(path.startsWith("http") ? path : `${this.url}${path}`, {
      method,
      redirect: "manual",
      headers: {
        ...(this.cookie === "" ? {} : { cookie: this.cookie }),
        ...(method === "GET" ? {} : this.says),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ""] = line.split(";");
      this.cookie = /Expires=Thu, 01 Jan 1970/.test(line) ? "" : pair;
    }
    const text = await answer.text();
    const json: unknown =
      answer.headers.get("content-type")?.includes("json") === true ? JSON.parse(text) : undefined;
    const { error } = (json ?? {}) as { error?: { code: string } };
    return { status: answer.status, json, code: error?.code, headers: answer.headers };
  }

  signIn(username: string, password: string): Promise<Answer> {
    return this.post("/api/auth/sign-in", { username, password });
  }
}
