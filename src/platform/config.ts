import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import type { Centre } from "../core/answering.ts";
import { MotcuaError } from "../core/errors.ts";

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
  readonly holdQuietMinutes: number;
  readonly sendTimeoutMs: number;
  readonly webMessagesPerMinute: number;
  /** Names and tokens of those who may use the admin API; empty: there is none. */
  readonly adminTokens: ReadonlyMap<string, string>;
  /** Must an import be approved by another person than the one who planned it? */
  readonly fourEyes: boolean;
  readonly embeddings: EmbeddingsSettings | undefined;
  readonly qdrant: QdrantSettings | undefined;
  readonly zalo: ZaloAccount | undefined;
}

const ZALO_REQUIRED = ["ZALO_APP_ID", "ZALO_APP_SECRET", "ZALO_OA_ID", "ZALO_OA_SECRET"] as const;

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

  const zaloGiven = ZALO_REQUIRED.filter((key) => given[key] !== undefined);
  if (zaloGiven.length > 0 && zaloGiven.length < ZALO_REQUIRED.length) {
    for (const key of ZALO_REQUIRED.filter((one) => given[one] === undefined)) {
      faults.push(`${key}: missing, although ${zaloGiven.join(", ")} is set`);
    }
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
    holdQuietMinutes: settings.HOLD_QUIET_MINUTES,
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
