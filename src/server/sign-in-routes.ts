import express, { type Request, type Response, type Router } from "express";
import { Strategy as LocalStrategy } from "passport-local";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import type { Accounts } from "../access/accounts.ts";
import type { Account } from "../access/find-account.ts";
import { usernameForm, type SignIn } from "../access/sign-in.ts";
import {
  ChangePassword,
  SignIn as SignInBody,
  type Me,
  type OidcFault,
  type SignInOptions,
} from "../contract/sign-in.ts";
import { MotcuaError } from "../core/errors.ts";
import type { Clock, Log } from "../core/ports.ts";
import type { SignInSettings } from "../platform/config.ts";
import { accountView } from "./account-routes.ts";
import { createOidcSignIn, NO_ACCOUNT, OIDC_CALLBACK, OIDC_START, oidcFault } from "./oidc-sign-in.ts";
import { readInput } from "./read-input.ts";
import { mustChangePassword, requireSignedIn, type Sessions, type SignedIn } from "./signed-in.ts";

/**
 * Wrong attempts within one lockout that are taken from one address, where a whole centre may sit behind one router,
 * and for one name. They are counted in this process and only slow down: what stops the guessing of an account's
 * password is its lockout, which is counted in the database.
 */
const ADDRESS_ATTEMPTS = 100;
const NAME_ATTEMPTS_PER_LOCKOUT = 4;
const DESK = "/desk";

/** `/api/auth`: signing in and out; see `contract/sign-in.ts`. After the middleware of `createSessions`. */
export function signInRoutes(parts: {
  sessions: Sessions;
  signIn: SignIn;
  accounts: Accounts;
  settings: SignInSettings;
  publicUrl: string;
  clock: Clock;
  log: Log;
  /** As for `createAccounts`. */
  onSessionsEnded?: (accountId: string) => void;
}): Router {
  const { sessions, signIn, accounts, settings, publicUrl, clock, log } = parts;
  const { passport } = sessions;
  const router = express.Router();
  const duration = settings.lockoutMs / 1000;
  const byAddress = new RateLimiterMemory({ points: ADDRESS_ATTEMPTS, duration });
  const byName = new RateLimiterMemory({ points: settings.attempts * NAME_ATTEMPTS_PER_LOCKOUT, duration });
  const json = express.json({ limit: "16kb" });

  passport.use(
    new LocalStrategy({ passReqToCallback: true }, (request, username, password, done) => {
      signIn.byPassword(username, password, addressOf(request)).then(
        (account) => {
          done(null, account ?? false);
        },
        (error: unknown) => {
          done(error);
        },
      );
    }),
  );
  const authenticate = (strategy: string, request: Request, response: Response) =>
    new Promise<{ readonly account?: Account; readonly info: unknown }>((resolve, reject) => {
      const done = (error: unknown, user?: object | false | null, info?: unknown): void => {
        if (error !== null && error !== undefined) reject(asError(error));
        else resolve(user ? { account: user as Account, info } : { info });
      };
      const run = passport.authenticate(strategy, done) as express.RequestHandler;
      void run(request, response, done);
    });
  const shownOidc = settings.oidc && { oidc: { name: settings.oidc.name } };
  const meOf = (who: SignedIn): Me => ({
    account: accountView(who.account, clock()),
    mustChangePassword: mustChangePassword(who),
    ...shownOidc,
  });

  router.get("/api/auth/options", (_request, response) => {
    response.json({ ...shownOidc } satisfies SignInOptions);
  });

  router.post("/api/auth/sign-in", json, async (request, response) => {
    const network = networkOf(addressOf(request));
    await take(byAddress, network, response);
    const { username } = readInput(SignInBody, request.body);
    const name = usernameForm(username);
    await take(byName, name, response);
    const { account } = await authenticate("local", request, response);
    if (account === undefined) {
      // The same words for every reason, so that nobody learns which names exist; the lockout is told to all.
      const minutes = Math.round(settings.lockoutMs / 60_000);
      throw new MotcuaError(
        "sign_in_refused",
        "Tên đăng nhập hoặc mật khẩu không đúng. " +
          `Sau ${settings.attempts} lần sai liên tiếp, tài khoản tạm khoá ${minutes} phút.`,
      );
    }
    await Promise.all([byAddress.reward(network), byName.delete(name)]);
    await sessions.begin(request, account, "password");
    response.json(meOf({ account, by: "password" }));
  });

  router.post("/api/auth/sign-out", async (request, response) => {
    const who = request.user as SignedIn | undefined;
    await sessions.end(request, response);
    if (who !== undefined) {
      await signIn.noteSignOut(who.account.id);
      parts.onSessionsEnded?.(who.account.id);
    }
    response.status(204).end();
  });

  router.get("/api/auth/me", (request, response) => {
    response.json(meOf(requireSignedIn(request)));
  });

  router.post("/api/auth/password", json, async (request, response) => {
    const { account, by } = requireSignedIn(request);
    const { oldPassword, newPassword } = readInput(ChangePassword, request.body);
    const changed = await accounts.changePassword(account.id, oldPassword, newPassword, request.sessionID);
    response.json(meOf({ account: changed, by }));
  });

  if (settings.oidc === undefined) return router;
  const oidc = createOidcSignIn({ settings: settings.oidc, publicUrl, signIn });
  const backWith = (response: Response, fault: OidcFault): void => {
    response.redirect(302, `${DESK}?loi=${fault}`);
  };

  router.get(OIDC_START, async (request, response, next) => {
    await take(byAddress, networkOf(addressOf(request)), response);
    try {
      passport.use(await oidc.strategy());
    } catch (error) {
      const { fault, code } = oidcFault(error);
      log.warn({ code }, "the authority's own sign-in cannot be used");
      backWith(response, fault);
      return;
    }
    (passport.authenticate("oidc") as express.RequestHandler)(request, response, next);
  });

  router.get(OIDC_CALLBACK, async (request, response) => {
    try {
      passport.use(await oidc.strategy());
      const { account, info } = await authenticate("oidc", request, response);
      if (account === undefined) {
        backWith(response, info === NO_ACCOUNT ? "oidc_no_account" : "oidc_refused");
        return;
      }
      await byAddress.reward(networkOf(addressOf(request)));
      await sessions.begin(request, account, "oidc");
      response.redirect(302, DESK);
    } catch (error) {
      const { fault, code } = oidcFault(error);
      log.warn({ code }, "a sign-in by the authority's own sign-in failed");
      await signIn.noteFailure(code, addressOf(request));
      backWith(response, fault);
    }
  });
  return router;
}

const addressOf = (request: Request): string => request.ip ?? "?";

/**
 * Whose attempts count together: an IPv4 address, or the /64 of an IPv6 one, which is what one household or one rented
 * server is given.
 */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined || !address.includes(":")) return mapped ?? address;
  const [head = "", tail = ""] = address.split("::");
  const groups = head === "" ? [] : head.split(":");
  const rest = tail === "" ? [] : tail.split(":");
  const zeros = Array.from({ length: Math.max(0, 8 - groups.length - rest.length) }, () => "0");
  return [...groups, ...zeros, ...rest].slice(0, 4).join(":");
}

/** @throws MotcuaError `too_many_messages`, with the header that says when to come again. */
async function take(limiter: RateLimiterMemory, key: string, response: Response): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    const seconds = Math.ceil(refusal.msBeforeNext / 1000);
    response.set("retry-after", String(seconds));
    throw new MotcuaError(
      "too_many_messages",
      `Có quá nhiều lần đăng nhập không thành công. Vui lòng thử lại sau ${Math.ceil(seconds / 60)} phút.`,
    );
  }
}

const asError = (error: unknown): Error =>
  error instanceof Error ? error : new Error("signing in failed", { cause: error });
