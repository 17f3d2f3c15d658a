import type { Clock } from "../../core/ports.ts";
import { idOf, integerOf, listOf, recordOf, textOf } from "../shared/json-fields.ts";
import { TOKEN_INVALID, type CallGraph, type GraphOutcome } from "./call-graph.ts";
import type { MessengerSettings } from "./config.ts";
import { errorName } from "./error-table.ts";

/** Without these nothing can be sent, or nothing arrives. */
const PERMISSIONS = ["pages_messaging", "pages_manage_metadata"] as const;

/** A health page must not wait for Meta as long as a send may. */
const CHECK_LIMIT_MS = 3_000;
const GOOD_FOR_MS = 60 * 60_000;
const BAD_FOR_MS = 5 * 60_000;

/** What Meta says of the Page's token and set-up; never the token itself. */
export interface MessengerState {
  /** `unchecked`: Meta could not be asked. */
  readonly token: "valid" | "invalid" | "unchecked";
  /** Why the token is not valid, or why it could not be checked. */
  readonly why?: string;
  /** A Page's token often has no end of its own; it dies with a password, a role or the application. */
  readonly expiresAt?: Date | "never";
  readonly missingPermissions: readonly string[];
  /** False when the token belongs to another Page, or was given to another application, than the configured one. */
  readonly isConfigured?: boolean;
  /** `messaging_feature_status` of the Page: among others, whether conversations are routed to a default application. */
  readonly features: Readonly<Record<string, string>>;
  readonly checkedAt: Date;
}

export interface MessengerStateCheck {
  /** Asks Meta now. Never throws. */
  checkState(): Promise<MessengerState>;
  /** The last answer while it is fresh: an hour for a token that is valid, five minutes otherwise. Never throws. */
  state(): Promise<MessengerState>;
  /** The token was refused: the next `state()` asks again. */
  forget(): void;
}

export function createStateCheck(
  callGraph: CallGraph,
  settings: Pick<MessengerSettings, "appId" | "pageId" | "pageToken">,
  clock: Clock,
): MessengerStateCheck {
  let last: MessengerState | undefined;
  let asking: Promise<MessengerState> | undefined;

  async function ask(): Promise<MessengerState> {
    const call = { importance: "background", method: "GET", timeLimitMs: CHECK_LIMIT_MS } as const;
    const [debug, page] = await Promise.all([
      callGraph({ ...call, as: "app", path: "/debug_token", query: { input_token: settings.pageToken } }),
      callGraph({ ...call, path: "/me", query: { fields: "messaging_feature_status" } }),
    ]);
    return { ...stateOf(debug, page, settings), checkedAt: clock() };
  }

  function checkState(): Promise<MessengerState> {
    asking ??= ask().then((state) => {
      last = state;
      asking = undefined;
      return state;
    });
    return asking;
  }

  return {
    checkState,
    state() {
      const goodFor = last?.token === "valid" ? GOOD_FOR_MS : BAD_FOR_MS;
      const fresh = last !== undefined && clock().getTime() - last.checkedAt.getTime() < goodFor;
      return fresh ? Promise.resolve(last as MessengerState) : checkState();
    },
    forget() {
      last = undefined;
    },
  };
}

function stateOf(
  debug: GraphOutcome,
  page: GraphOutcome,
  settings: Pick<MessengerSettings, "appId" | "pageId">,
): Omit<MessengerState, "checkedAt"> {
  const told = page.kind === "done" ? page.data : {};
  const features = Object.fromEntries(
    Object.entries(recordOf(told["messaging_feature_status"])).map(([name, value]) => [
      name,
      textOf(value) ?? JSON.stringify(value),
    ]),
  );
  const unsure = { missingPermissions: [], features };
  // Meta says it in so many words where the token is used, whatever became of the question about it.
  if (page.kind === "error" && page.code === TOKEN_INVALID) {
    return { ...unsure, token: "invalid", why: whyOf(page) };
  }
  if (debug.kind !== "done") return { ...unsure, token: "unchecked", why: whyOf(debug) };

  const data = recordOf(debug.data["data"]);
  const scopes = listOf(data["scopes"]).map(textOf);
  const expires = integerOf(data["expires_at"]);
  const pageId = idOf(told["id"]) ?? idOf(data["profile_id"]);
  const appId = idOf(data["app_id"]);
  const said = textOf(recordOf(data["error"])["message"]);
  return {
    token: data["is_valid"] === true ? "valid" : "invalid",
    ...(data["is_valid"] === true || said === undefined ? {} : { why: said }),
    // Seconds; 0 stands for no end.
    ...(expires === undefined ? {} : { expiresAt: expires === 0 ? "never" : new Date(expires * 1000) }),
    missingPermissions: Array.isArray(data["scopes"])
      ? PERMISSIONS.filter((one) => !scopes.includes(one))
      : [],
    ...(pageId === undefined && appId === undefined
      ? {}
      : {
          isConfigured:
            (pageId ?? settings.pageId) === settings.pageId && (appId ?? settings.appId) === settings.appId,
        }),
    features,
  };
}

function whyOf(outcome: GraphOutcome): string {
  switch (outcome.kind) {
    case "error":
      return `${errorName(outcome.code, outcome.subcode)}: ${outcome.detail}`;
    case "bare_status":
      return `http_${outcome.status}`;
    case "done":
    case "later":
      return outcome.kind;
    case "not_ready":
    case "not_sent":
    case "unknown":
      return outcome.detail;
  }
}
