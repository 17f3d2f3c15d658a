import { createHash, createSign, generateKeyPairSync, randomBytes, type KeyObject } from "node:crypto";
import express, { type Request, type Response } from "express";
import { z } from "zod";
import { listen } from "../listen.ts";

/** What the provider says about the one who is signed in there. */
export interface OidcPerson {
  readonly sub: string;
  readonly email?: string;
  readonly email_verified?: boolean;
}

/** What is wrong with the next ID tokens, or with the provider; each must make a client refuse. */
export type OidcFault =
  | "none"
  | "other_nonce"
  | "no_nonce"
  | "other_audience"
  | "other_issuer"
  | "expired"
  /** Signed with a key that is not the provider's. */
  | "foreign_signature"
  | "unsigned"
  /** Every call gets 503. */
  | "down"
  /** Calls are taken and never answered. */
  | "hang";

export interface OidcSimulator {
  readonly issuer: string;
  person: OidcPerson;
  fault: OidcFault;
  /** Where the claims about the address stand; the standard leaves the choice to the provider. */
  claimsIn: "id_token" | "userinfo";
  /** The person presses "no". */
  denies: boolean;
  /** How often the token endpoint gave tokens. */
  readonly granted: () => number;
  readonly close: () => Promise<void>;
}

/** A code, as it was asked for. */
interface Grant {
  readonly redirectUri: string;
  readonly nonce: string | undefined;
  readonly challenge: string;
  readonly person: OidcPerson;
}

const AuthorizationRequest = z.object({
  response_type: z.literal("code"),
  client_id: z.string(),
  redirect_uri: z.url(),
  scope: z.string().regex(/(^| )openid( |$)/),
  state: z.string().optional(),
  nonce: z.string().optional(),
  code_challenge: z.string().min(43),
  code_challenge_method: z.literal("S256"),
});
const TokenRequest = z.object({
  grant_type: z.literal("authorization_code"),
  code: z.string(),
  redirect_uri: z.url(),
  code_verifier: z.string(),
});

/** Made once: it takes long. */
const own = generateKeyPairSync("rsa", { modulusLength: 2048 });
const foreign = generateKeyPairSync("rsa", { modulusLength: 2048 });

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/**
 * An OpenID provider: discovery (OpenID Connect Discovery 1.0), authorization code flow (OpenID Connect Core 1.0,
 * section 3.1) with PKCE (RFC 7636) required, RS256, keys, UserInfo. The person is signed in already and agrees at once.
 */
export async function startOidcSimulator(client: {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUri: string;
}): Promise<OidcSimulator> {
  const codes = new Map<string, Grant>();
  const tokens = new Map<string, OidcPerson>();
  let granted = 0;
  const switches: Pick<OidcSimulator, "person" | "fault" | "claimsIn" | "denies"> = {
    person: { sub: "nobody" },
    fault: "none",
    claimsIn: "id_token",
    denies: false,
  };

  const app = express();
  app.use((_request, response, next) => {
    if (switches.fault === "down") response.status(503).send("maintenance");
    else if (switches.fault !== "hang") next();
  });
  const { url: issuer, close } = await listen(app);

  app.get("/.well-known/openid-configuration", (_request, response) => {
    response.json({
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      userinfo_endpoint: `${issuer}/userinfo`,
      jwks_uri: `${issuer}/jwks`,
      response_types_supported: ["code"],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["RS256"],
      code_challenge_methods_supported: ["S256"],
    });
  });
  app.get("/jwks", (_request, response) => {
    response.json({
      keys: [{ ...own.publicKey.export({ format: "jwk" }), kid: "1", use: "sig", alg: "RS256" }],
    });
  });

  app.get("/authorize", (request, response) => {
    const asked = AuthorizationRequest.safeParse(request.query);
    // An address that was not registered is never sent anything (RFC 6749, section 3.1.2.4).
    if (
      !asked.success ||
      asked.data.client_id !== client.clientId ||
      asked.data.redirect_uri !== client.redirectUri
    ) {
      response.status(400).send(asked.success ? "unknown client" : z.prettifyError(asked.error));
      return;
    }
    const back = new URL(asked.data.redirect_uri);
    if (asked.data.state !== undefined) back.searchParams.set("state", asked.data.state);
    if (switches.denies) back.searchParams.set("error", "access_denied");
    else {
      const code = randomBytes(16).toString("hex");
      const { redirect_uri: redirectUri, nonce, code_challenge: challenge } = asked.data;
      codes.set(code, { redirectUri, nonce, challenge, person: switches.person });
      back.searchParams.set("code", code);
    }
    response.redirect(302, back.href);
  });

  app.post("/token", express.urlencoded({ extended: false }), (request, response) => {
    if (!knowsSecret(request)) {
      response.status(401).set("www-authenticate", "Basic").json({ error: "invalid_client" });
      return;
    }
    const asked = TokenRequest.safeParse(request.body);
    const grant = asked.success ? codes.get(asked.data.code) : undefined;
    if (!asked.success || grant === undefined) {
      response.status(400).json({ error: "invalid_grant" });
      return;
    }
    codes.delete(asked.data.code);
    const proof = createHash("sha256").update(asked.data.code_verifier).digest("base64url");
    if (proof !== grant.challenge || asked.data.redirect_uri !== grant.redirectUri) {
      response.status(400).json({ error: "invalid_grant" });
      return;
    }
    granted++;
    const accessToken = randomBytes(16).toString("hex");
    tokens.set(accessToken, grant.person);
    response.json({
      access_token: accessToken,
      token_type: "Bearer",
      expires_in: 60,
      id_token: idToken(grant),
    });
  });

  app.get("/userinfo", (request: Request, response: Response) => {
    const person = tokens.get(request.headers.authorization?.replace(/^Bearer /, "") ?? "");
    if (person === undefined) response.status(401).json({ error: "invalid_token" });
    else response.json(person);
  });

  /** HTTP Basic, both parts form-encoded first (RFC 6749, section 2.3.1). */
  function knowsSecret(request: Request): boolean {
    const [, encoded = ""] = /^Basic (.+)$/.exec(request.headers.authorization ?? "") ?? [];
    const parts = Buffer.from(encoded, "base64").toString().split(":");
    const [id, secret] = parts.map((part) => new URLSearchParams(`part=${part}`).get("part"));
    return id === client.clientId && secret === client.clientSecret;
  }

  function idToken({ nonce, person }: Grant): string {
    const { fault } = switches;
    const now = Math.floor(Date.now() / 1000);
    const told = switches.claimsIn === "id_token" ? person : { sub: person.sub };
    const claims = {
      ...told,
      iss: fault === "other_issuer" ? "https://other.example" : issuer,
      aud: fault === "other_audience" ? "another-client" : client.clientId,
      iat: fault === "expired" ? now - 7200 : now,
      exp: fault === "expired" ? now - 3600 : now + 300,
      ...(nonce === undefined || fault === "no_nonce"
        ? {}
        : { nonce: fault === "other_nonce" ? `${nonce}x` : nonce }),
    };
    const alg = fault === "unsigned" ? "none" : "RS256";
    const content = `${base64url({ alg, kid: "1", typ: "JWT" })}.${base64url(claims)}`;
    const key = fault === "foreign_signature" ? foreign.privateKey : own.privateKey;
    return `${content}.${fault === "unsigned" ? "" : signed(content, key)}`;
  }

  return Object.assign(switches, { issuer, granted: () => granted, close });
}

const signed = (content: string, key: KeyObject): string =>
  createSign("RSA-SHA256").update(content).sign(key, "base64url");
