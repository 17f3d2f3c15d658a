import type { Request } from "express";
import * as oidc from "openid-client";
import { Strategy, type StrategyOptionsWithRequest } from "openid-client/passport";
import type { Account } from "../access/find-account.ts";
import type { SignIn } from "../access/sign-in.ts";
import type { OidcFault } from "../contract/sign-in.ts";
import type { OidcSettings } from "../platform/config.ts";

export const OIDC_START = "/api/auth/oidc";
export const OIDC_CALLBACK = "/api/auth/oidc/callback";
/** A person waits for each call to the provider. */
const TIME_LIMIT_S = 5;

/**
 * The authority's own sign-in: OpenID Connect's authorization code flow with PKCE, state and nonce, by openid-client.
 * The ID token's signature is checked, too, which the standard leaves open for one that comes straight from the
 * provider (OpenID Connect Core 1.0, section 3.1.3.7, item 6).
 */
export interface OidcSignIn {
  /**
   * The strategy for passport. Asks the provider for its addresses the first time; a provider that is down then is
   * asked again the next time, and stops nothing else. Rejects with what openid-client says.
   */
  strategy(): Promise<Strategy>;
}

export function createOidcSignIn(parts: {
  settings: OidcSettings;
  publicUrl: string;
  signIn: SignIn;
}): OidcSignIn {
  const { settings, signIn } = parts;
  let ready: Promise<Strategy> | undefined;

  const prepare = async (): Promise<Strategy> => {
    const issuer = new URL(settings.issuer);
    const config = await oidc.discovery(
      issuer,
      settings.clientId,
      undefined,
      clientAuth(settings.clientSecret),
      {
        timeout: TIME_LIMIT_S,
        // Plain http only where the setting itself says so: a provider on the own network, or a test.
        execute: [oidc.enableNonRepudiationChecks, ...(issuer.protocol === "http:" ? [allowHttp] : [])],
      },
    );
    const options: StrategyOptionsWithRequest = {
      config,
      name: "oidc",
      sessionKey: "oidc",
      callbackURL: `${parts.publicUrl}${OIDC_CALLBACK}`,
      scope: "openid email profile",
      passReqToCallback: true,
    };
    return new DeskStrategy(options, (request, tokens, verified) => {
      vouchedFor(config, tokens, request.ip ?? "?").then(
        (account) => {
          verified(null, account ?? false, NO_ACCOUNT);
        },
        (error: unknown) => {
          verified(error);
        },
      );
    });
  };
  const vouchedFor = async (
    config: oidc.Configuration,
    tokens: Tokens,
    address: string,
  ): Promise<Account | undefined> => {
    const email = await verifiedEmail(config, tokens);
    if (email !== undefined) return signIn.byVerifiedEmail(email, address);
    await signIn.noteFailure("email_not_verified", address);
    return undefined;
  };

  return {
    strategy() {
      ready ??= prepare().catch((error: unknown) => {
        ready = undefined;
        throw error;
      });
      return ready;
    },
  };
}

/** Said with a refusal when the provider knows the person and we do not. */
export const NO_ACCOUNT = { why: "no account in use has this verified address" } as const;

/**
 * How we prove to the provider who we are: the secret in the header, which is the default of the standard (OpenID
 * Connect Core 1.0, section 9), unless the provider announces that it takes it in the body only.
 */
function clientAuth(secret: string | undefined): oidc.ClientAuth {
  if (secret === undefined) return oidc.None();
  const [inHeader, inBody] = [oidc.ClientSecretBasic(secret), oidc.ClientSecretPost(secret)];
  return (provider, ...rest) => {
    const ways = provider.token_endpoint_auth_methods_supported ?? ["client_secret_basic"];
    const way =
      ways.includes("client_secret_basic") || !ways.includes("client_secret_post") ? inHeader : inBody;
    way(provider, ...rest);
  };
}

// eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so to be noticed; the setting asks for it
const allowHttp = oidc.allowInsecureRequests;

type Tokens = oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers;

class DeskStrategy extends Strategy {
  /** State and nonce in any case, though PKCE alone would do for a provider that announces it. */
  override authorizationRequestParams(): Record<string, string> {
    return { state: oidc.randomState(), nonce: oidc.randomNonce() };
  }

  /** By the path alone: what a query holds does not decide what a request is for. */
  override shouldInitiateAuthRequest(request: Request): boolean {
    return request.path === OIDC_START;
  }
}

/**
 * The address the provider says it has verified: from the ID token or, as the standard has it for this flow (section
 * 5.4), from the UserInfo endpoint. One that is not said to be verified counts for nothing: anybody could type it.
 */
async function verifiedEmail(config: oidc.Configuration, tokens: Tokens): Promise<string | undefined> {
  const claims = tokens.claims();
  if (claims === undefined) return undefined;
  const asksMore = claims["email"] === undefined && config.serverMetadata().userinfo_endpoint !== undefined;
  const told = asksMore ? await oidc.fetchUserInfo(config, tokens.access_token, claims.sub) : claims;
  return told["email_verified"] === true && typeof told["email"] === "string" ? told["email"] : undefined;
}

/** What to tell the person about an error of openid-client, and a code of it for log and audit. */
export function oidcFault(error: unknown): { readonly fault: OidcFault; readonly code: string } {
  const { code, name, cause } = error as { code?: unknown; name?: unknown; cause?: { code?: unknown } };
  const known = [code, cause?.code, name].find((one) => typeof one === "string") ?? "unknown";
  const unreachable =
    known === "OAUTH_TIMEOUT" || known === "OAUTH_RESPONSE_IS_NOT_CONFORM" || error instanceof TypeError;
  return { fault: unreachable ? "oidc_unreachable" : "oidc_refused", code: known };
}
