import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import type { Centre } from "../core/answering.ts";
import { MotcuaError } from "../core/errors.ts";
import type { HandoverRules } from "../core/handover.ts";

const seconds = (most: number) => z.coerce.number().int().positive().max(most);
const httpUrl = z.url({ protocol: /^https?$/ }).transform((value) => value.replace(/\/+$/, ""));
const digits = z.string().regex(/^\d{5,25}$/, "a string of digits");

/** The environment, one row a setting. The table in the README is checked against these keys by a test. */
export const Environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  PUBLIC_URL: httpUrl.optional(),
  TRUST_PROXY: z.coerce.number().int().min(0).max(10).default(0),
  DATA_DIR: z.string().default("./data"),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  SECRET_KEY: z.string().min(32, "at least 32 characters").optional(),
  KNOWLEDGE_DIR: z.string().default("./knowledge"),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
  CENTRE_NAME: z.string().min(1).default("Trung tâm Phục vụ hành chính công"),
  CENTRE_HOTLINE: z
    .string()
    .regex(/^[0-9+ .-]{3,20}$/, "a phone number")
    .optional(),
  CENTRE_PORTAL_URL: z.url({ protocol: /^https$/ }).optional(),
  BURST_QUIET_MS: seconds(60_000).default(1200),
  BURST_LONGEST_MS: seconds(120_000).default(8000),
  HOLD_QUIET_MINUTES: seconds(7 * 24 * 60).default(60),
  AWAY_PRESENCE_SECONDS: seconds(24 * 3600).default(120),
  AWAY_REPLY_MINUTES: seconds(7 * 24 * 60).default(10),
  ALERT_EVERY_MINUTES: seconds(24 * 60).default(3),
  ALERTS_TO_SUPERVISOR: seconds(100).default(3),
  SLA_WARN_MINUTES: seconds(24 * 60).default(5),
  SLA_LATE_MINUTES: seconds(7 * 24 * 60).default(15),
  CASE_WORKING_DAYS: z.coerce.number().int().min(0).max(60).default(2),
  CALLBACK_KEEP_DAYS: seconds(3650).default(30),
  IDENTITY_PICTURES: z.enum(["drop", "keep"]).default("drop"),
  SESSION_HOURS: seconds(24 * 30).default(12),
  SIGN_IN_ATTEMPTS: seconds(100).default(5),
  LOCKOUT_MINUTES: seconds(24 * 60).default(15),
  OIDC_ISSUER: httpUrl.optional(),
  OIDC_CLIENT_ID: z.string().min(1).optional(),
  OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  OIDC_NAME: z.string().min(1).max(60).default("tài khoản cơ quan"),
  SEND_TIMEOUT_MS: seconds(120_000).default(10_000),
  WEB_MESSAGES_PER_MINUTE: seconds(10_000).default(20),
  ADMIN_TOKENS: z
    .string()
    .regex(
      /^[\p{L}\p{N}._-]+:[A-Za-z0-9_-]{24,}(,[\p{L}\p{N}._-]+:[A-Za-z0-9_-]{24,})*$/u,
      "name:token,name:token, tokens of 24 characters or more",
    )
    .optional(),
  IMPORT_FOUR_EYES: z.enum(["true", "false"]).default("true"),
  OPENAI_BASE_URL: httpUrl.optional(),
  OPENAI_API_KEY: z.string().min(1).optional(),
  MODEL_EMBED: z.string().min(1).optional(),
  EMBED_QUERY_PREFIX: z.string().default(""),
  EMBED_PASSAGE_PREFIX: z.string().default(""),
  EMBED_TIMEOUT_MS: seconds(60_000).default(1500),
  EMBED_BATCH_SIZE: z.coerce.number().int().min(1).max(2048).default(32),
  QDRANT_URL: httpUrl.optional(),
  QDRANT_API_KEY: z.string().min(1).optional(),
  QDRANT_COLLECTION: z
    .string()
    .regex(/^[a-z0-9_-]{1,40}$/, "letters, digits, _ and -")
    .default("motcua"),
  QDRANT_TIMEOUT_MS: seconds(60_000).default(1500),
  ZALO_APP_ID: digits.optional(),
  ZALO_APP_SECRET: z.string().min(8).optional(),
  ZALO_OA_ID: digits.optional(),
  ZALO_OA_SECRET: z.string().min(8).optional(),
  ZALO_OAUTH_URL: httpUrl.default("https://oauth.zaloapp.com"),
  ZALO_API_URL: httpUrl.default("https://openapi.zalo.me"),
  ZALO_PKCE_VERIFIER: z
    .string()
    .regex(/^[A-Za-z0-9]{43}$/, "43 letters and digits")
    .optional(),
  ZALO_RATE_PER_MINUTE: z.coerce.number().int().positive().default(90),
  ZALO_SITE_VERIFICATION: z
    .string()
    .regex(/^[A-Za-z0-9_-]+$/, "the code only")
    .optional(),
  ZALO_UNSIGNED: z.enum(["refuse", "commissioning"]).default("refuse"),
  MESSENGER_APP_ID: digits.optional(),
  MESSENGER_APP_SECRET: z.string().min(8).optional(),
  MESSENGER_PAGE_ID: digits.optional(),
  MESSENGER_PAGE_TOKEN: z.string().min(8).optional(),
  MESSENGER_VERIFY_TOKEN: z.string().min(8).optional(),
  MESSENGER_GRAPH_URL: httpUrl.default("https://graph.facebook.com"),
  MESSENGER_GRAPH_VERSION: z
    .string()
    .regex(/^v\d{1,3}\.\d$/, "a version such as v26.0")
    .default("v26.0"),
  MESSENGER_HUMAN_AGENT: z.enum(["true", "false"]).default("false"),
  MESSENGER_RATE_PER_MINUTE: z.coerce.number().int().positive().default(1200),
});

/** A server that speaks OpenAI's protocol for embeddings; see `createEmbedder`. */
export interface EmbeddingsSettings {
  readonly baseUrl: string;
  readonly apiKey: string | undefined;
  readonly model: string;
  readonly queryPrefix: string;
  readonly passagePrefix: string;
  readonly timeoutMs: number;
  readonly batchSize: number;
}

/** A Qdrant server; see `openQdrantSearch`. */
export interface QdrantSettings {
  readonly url: string;
  readonly apiKey: string | undefined;
  readonly collection: string;
  readonly timeoutMs: number;
}

/** The Zalo application and Official Account a centre is configured for. */
export interface ZaloAccount {
  readonly appId: string;
  readonly appSecret: string;
  readonly oaId: string;
  readonly oaSecret: string;
  readonly oauthUrl: string;
  readonly apiUrl: string;
  readonly callbackUrl: string;
  readonly fixedPkceVerifier: string | undefined;
  readonly ratePerMinute: number;
  readonly siteVerification: string | undefined;
  /** What an unsigned or wrongly signed delivery gets: 401 always, or 200 until the first valid one was seen. */
  readonly unsigned: "refuse" | "commissioning";
}

/** The Facebook application and Page a centre is configured for. */
export interface MessengerAccount {
  readonly appId: string;
  readonly appSecret: string;
  readonly pageId: string;
  readonly pageToken: string;
  /** What Meta repeats when the webhook's address is saved. */
  readonly verifyToken: string;
  readonly graphUrl: string;
  /** Of the Graph API, such as `v26.0`. */
  readonly graphVersion: string;
  /** Has Meta granted the feature: a person's words may go out for 7 days instead of 24 hours? */
  readonly humanAgent: boolean;
  readonly ratePerMinute: number;
}

/** The authority's own sign-in (OpenID Connect); accounts must exist here, it only says who somebody is. */
export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  /** As on the button: "Đăng nhập bằng …". */
  readonly name: string;
}

/** How people sign in to the desk. */
export interface SignInSettings {
  /** A session ends after so long without use. */
  readonly sessionMs: number;
  /** After so many wrong passwords in a row an account is locked for `lockoutMs`. */
  readonly attempts: number;
  readonly lockoutMs: number;
  readonly oidc: OidcSettings | undefined;
}

/** How cases are handled at the desk. */
export interface DeskSettings {
  readonly rules: HandoverRules;
  /** A waiting case is shown as pressing, and as late, after so long. */
  readonly slaWarnMs: number;
  readonly slaLateMs: number;
  /** Within how many working days a case is to be settled. */
  readonly caseWorkingDays: number;
  /** A call-back number is erased so long after the call, or after it was left. */
  readonly callbackKeepDays: number;
  /** Are links to pictures that seem to be of identity papers kept for operators? */
  readonly keepsIdentityPictures: boolean;
}

export interface Config {
  readonly port: number;
  readonly publicUrl: string;
  readonly trustProxy: number;
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  /** 32 bytes or more, from which all keys are derived. */
  readonly secretKey: string;
  readonly knowledgeDir: string;
  readonly logLevel: "debug" | "info" | "warn" | "error" | "silent";
  readonly centre: Centre;
  readonly burst: { readonly quietMs: number; readonly longestMs: number };
  readonly desk: DeskSettings;
  readonly signIn: SignInSettings;
  readonly sendTimeoutMs: number;
  readonly webMessagesPerMinute: number;
  /** Names and tokens of those who may use the admin API; empty: there is none. */
  readonly adminTokens: ReadonlyMap<string, string>;
  /** Must an import be approved by another person than the one who planned it? */
  readonly fourEyes: boolean;
  readonly embeddings: EmbeddingsSettings | undefined;
  readonly qdrant: QdrantSettings | undefined;
  readonly zalo: ZaloAccount | undefined;
  readonly messenger: MessengerAccount | undefined;
}

/** Settings that make sense only together: all of a row, or none. */
const TOGETHER = [
  ["ZALO_APP_ID", "ZALO_APP_SECRET", "ZALO_OA_ID", "ZALO_OA_SECRET"],
  [
    "MESSENGER_APP_ID",
    "MESSENGER_APP_SECRET",
    "MESSENGER_PAGE_ID",
    "MESSENGER_PAGE_TOKEN",
    "MESSENGER_VERIFY_TOKEN",
  ],
  ["OIDC_ISSUER", "OIDC_CLIENT_ID"],
] as const;

/**
 * Reads the settings once. An empty value means unset. All faults are named together.
 * Without SECRET_KEY an embedded installation makes one and keeps it in DATA_DIR (mode 600); several instances on
 * one database must share it, so with DATABASE_URL it has to be given.
 * @throws MotcuaError `config_invalid`, naming every setting that is wrong and why; no value is shown.
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ""),
  );
  const parsed = Environment.safeParse(given);
  const faults = parsed.success
    ? []
    : parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);

  for (const row of TOGETHER) {
    const set = row.filter((key) => given[key] !== undefined);
    const missing = set.length === 0 ? [] : row.filter((key) => given[key] === undefined);
    for (const key of missing) faults.push(`${key}: missing, although ${set.join(", ")} is set`);
  }
  if (given["MODEL_EMBED"] !== undefined && given["OPENAI_BASE_URL"] === undefined)
    faults.push("OPENAI_BASE_URL: missing, although MODEL_EMBED is set");
  if (given["DATABASE_URL"] !== undefined && given["SECRET_KEY"] === undefined) {
    faults.push(
      "SECRET_KEY: missing; with DATABASE_URL all instances must share one (e.g. from `openssl rand -hex 32`)",
    );
  }
  if (!parsed.success || faults.length > 0) {
    throw new MotcuaError(
      "config_invalid",
      `Settings are wrong:\n${faults.map((fault) => `  ${fault}`).join("\n")}`,
    );
  }

  const settings = parsed.data;
  if (settings.BURST_LONGEST_MS < settings.BURST_QUIET_MS) {
    throw new MotcuaError(
      "config_invalid",
      "Settings are wrong:\n  BURST_LONGEST_MS: less than BURST_QUIET_MS",
    );
  }
  const dataDir = resolve(settings.DATA_DIR);
  const publicUrl = settings.PUBLIC_URL ?? `http://localhost:${settings.PORT}`;
  return Object.freeze({
    port: settings.PORT,
    publicUrl,
    trustProxy: settings.TRUST_PROXY,
    dataDir,
    databaseUrl: settings.DATABASE_URL,
    secretKey: settings.SECRET_KEY ?? keptSecretKey(dataDir),
    knowledgeDir: resolve(settings.KNOWLEDGE_DIR),
    logLevel: settings.LOG_LEVEL,
    centre: {
      name: settings.CENTRE_NAME,
      hotline: settings.CENTRE_HOTLINE,
      portalUrl: settings.CENTRE_PORTAL_URL,
    },
    burst: { quietMs: settings.BURST_QUIET_MS, longestMs: settings.BURST_LONGEST_MS },
    desk: {
      rules: {
        presenceMs: settings.AWAY_PRESENCE_SECONDS * 1000,
        replyMs: settings.AWAY_REPLY_MINUTES * 60_000,
        alertEveryMs: settings.ALERT_EVERY_MINUTES * 60_000,
        alertsToSupervisor: settings.ALERTS_TO_SUPERVISOR,
        quietMs: settings.HOLD_QUIET_MINUTES * 60_000,
      },
      slaWarnMs: settings.SLA_WARN_MINUTES * 60_000,
      slaLateMs: settings.SLA_LATE_MINUTES * 60_000,
      caseWorkingDays: settings.CASE_WORKING_DAYS,
      callbackKeepDays: settings.CALLBACK_KEEP_DAYS,
      keepsIdentityPictures: settings.IDENTITY_PICTURES === "keep",
    },
    signIn: {
      sessionMs: settings.SESSION_HOURS * 3600_000,
      attempts: settings.SIGN_IN_ATTEMPTS,
      lockoutMs: settings.LOCKOUT_MINUTES * 60_000,
      oidc:
        settings.OIDC_ISSUER && settings.OIDC_CLIENT_ID
          ? {
              issuer: settings.OIDC_ISSUER,
              clientId: settings.OIDC_CLIENT_ID,
              clientSecret: settings.OIDC_CLIENT_SECRET,
              name: settings.OIDC_NAME,
            }
          : undefined,
    },
    sendTimeoutMs: settings.SEND_TIMEOUT_MS,
    webMessagesPerMinute: settings.WEB_MESSAGES_PER_MINUTE,
    adminTokens: new Map(
      (settings.ADMIN_TOKENS?.split(",") ?? []).map((pair): [string, string] => {
        const colon = pair.indexOf(":");
        return [pair.slice(0, colon), pair.slice(colon + 1)];
      }),
    ),
    fourEyes: settings.IMPORT_FOUR_EYES === "true",
    embeddings:
      settings.MODEL_EMBED && settings.OPENAI_BASE_URL
        ? {
            baseUrl: settings.OPENAI_BASE_URL,
            apiKey: settings.OPENAI_API_KEY,
            model: settings.MODEL_EMBED,
            queryPrefix: settings.EMBED_QUERY_PREFIX,
            passagePrefix: settings.EMBED_PASSAGE_PREFIX,
            timeoutMs: settings.EMBED_TIMEOUT_MS,
            batchSize: settings.EMBED_BATCH_SIZE,
          }
        : undefined,
    qdrant: settings.QDRANT_URL
      ? {
          url: settings.QDRANT_URL,
          apiKey: settings.QDRANT_API_KEY,
          collection: settings.QDRANT_COLLECTION,
          timeoutMs: settings.QDRANT_TIMEOUT_MS,
        }
      : undefined,
    zalo:
      settings.ZALO_APP_ID && settings.ZALO_APP_SECRET && settings.ZALO_OA_ID && settings.ZALO_OA_SECRET
        ? {
            appId: settings.ZALO_APP_ID,
            appSecret: settings.ZALO_APP_SECRET,
            oaId: settings.ZALO_OA_ID,
            oaSecret: settings.ZALO_OA_SECRET,
            oauthUrl: settings.ZALO_OAUTH_URL,
            apiUrl: settings.ZALO_API_URL,
            callbackUrl: `${publicUrl}/oauth/zalo/callback`,
            fixedPkceVerifier: settings.ZALO_PKCE_VERIFIER,
            ratePerMinute: settings.ZALO_RATE_PER_MINUTE,
            siteVerification: settings.ZALO_SITE_VERIFICATION,
            unsigned: settings.ZALO_UNSIGNED,
          }
        : undefined,
    messenger:
      settings.MESSENGER_APP_ID &&
      settings.MESSENGER_APP_SECRET &&
      settings.MESSENGER_PAGE_ID &&
      settings.MESSENGER_PAGE_TOKEN &&
      settings.MESSENGER_VERIFY_TOKEN
        ? {
            appId: settings.MESSENGER_APP_ID,
            appSecret: settings.MESSENGER_APP_SECRET,
            pageId: settings.MESSENGER_PAGE_ID,
            pageToken: settings.MESSENGER_PAGE_TOKEN,
            verifyToken: settings.MESSENGER_VERIFY_TOKEN,
            graphUrl: settings.MESSENGER_GRAPH_URL,
            graphVersion: settings.MESSENGER_GRAPH_VERSION,
            humanAgent: settings.MESSENGER_HUMAN_AGENT === "true",
            ratePerMinute: settings.MESSENGER_RATE_PER_MINUTE,
          }
        : undefined,
  });
}

/** The environment of this process, read with the optional `.env` file beside the start folder. */
export function configFromProcess(): Config {
  if (existsSync(".env")) process.loadEnvFile(".env");
  return readConfig(process.env);
}

function keptSecretKey(dataDir: string): string {
  const file = join(dataDir, "secret.key");
  if (!existsSync(file)) {
    mkdirSync(dataDir, { recursive: true });
    try {
      writeFileSync(file, randomBytes(32).toString("hex"), { mode: 0o600, flag: "wx" });
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw cause;
    }
  }
  return readFileSync(file, "utf8").trim();
}
