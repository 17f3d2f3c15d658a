import type { IncomingHttpHeaders } from "node:http";
import { parse } from "cookie";
import { unsign } from "cookie-signature";
import express, { type Request, type RequestHandler, type Response } from "express";
import expressSession from "express-session";
import passport from "passport";
import { findActiveAccount, operatorOf, type Account } from "../access/find-account.ts";
import { can, type Right } from "../access/rights.ts";
import { markOf, SessionMark, SessionStore } from "../access/session-store.ts";
import { MotcuaError } from "../core/errors.ts";
import type { Operator } from "../core/people.ts";
import type { Clock } from "../core/ports.ts";
import type { Store } from "../store/open-store.ts";

export const DESK_COOKIE = "motcua_desk";
/** Where people are known by their session. Bodies are JSON there, but for the uploads of the last. */
const UPLOADS = "/api/admin";
const GUARDED = ["/api/auth", "/api/desk", UPLOADS];

/** Who has signed in, and by which way. */
export interface SignedIn {
  readonly account: Account;
  readonly by: SessionMark["by"];
}

export interface Sessions {
  /**
   * For all of `/api/auth`, `/api/desk` and `/api/admin`, to be mounted before their routes: refuses what comes from
   * another site, and finds out who has signed in. Touches nothing else.
   */
  readonly middleware: RequestHandler;
  /** The ways to sign in (`passport.use`) are added by the routes that offer them. */
  readonly passport: passport.Authenticator;
  /** Begins a session under a new id. */
  begin(request: Request, account: Account, by: SessionMark["by"]): Promise<void>;
  /** Ends the session, if there is one, and takes the cookie away. */
  end(request: Request, response: Response): Promise<void>;
  /**
   * Who a `Cookie` header belongs to, for what is no request of express (socket.io's handshake). Undefined when
   * nobody has signed in with it, the session has ended, the account is switched off, or its password must be changed.
   */
  readonly readOperator: (cookieHeader: string | undefined) => Promise<Operator | undefined>;
  /**
   * May a socket of that origin be opened? For socket.io's `allowRequest`: a WebSocket is not held back by what holds
   * back other requests between sites. Without an Origin it is no other site's page.
   */
  readonly maySocketConnect: (headers: IncomingHttpHeaders) => boolean;
}

/**
 * @param parts.key from which the cookie's signature is made; 32 bytes.
 * @param parts.publicUrl what people type; with https the cookie is sent over https only.
 * @param parts.sessionMs a session ends after so long without use, and after five times that in any case.
 */
export function createSessions(parts: {
  store: Store;
  key: Buffer;
  publicUrl: string;
  sessionMs: number;
  clock: Clock;
}): Sessions {
  const { store, publicUrl, sessionMs, clock } = parts;
  const sessionStore = new SessionStore({ store, clock, idleMs: sessionMs });
  const secret = parts.key.toString("base64url");
  const secure = publicUrl.startsWith("https:");
  const isOwn = ownOrigin(new URL(publicUrl));
  const cookie = { httpOnly: true, sameSite: "lax", secure, path: "/" } as const;

  const signedInBy = async (mark: SessionMark | undefined): Promise<SignedIn | undefined> => {
    const account = mark && (await findActiveAccount(store, mark.account));
    return account && { account, by: mark.by };
  };

  const own = new passport.Passport();
  own.serializeUser((user, done) => {
    const { account, by } = user as SignedIn;
    done(null, { account: account.id, by, since: clock().getTime() } satisfies SessionMark);
  });
  own.deserializeUser((mark: unknown, done) => {
    signedInBy(SessionMark.safeParse(mark).data).then(
      (user) => {
        done(null, user ?? false);
      },
      (error: unknown) => {
        done(error);
      },
    );
  });

  const router = express.Router();
  router.use(GUARDED, noStore, fromOwnOrigin(isOwn));
  if (secure) router.use(GUARDED, behindTls);
  router.use(
    GUARDED,
    expressSession({
      name: DESK_COOKIE,
      secret,
      store: sessionStore,
      cookie: { ...cookie, maxAge: sessionMs },
      // `behindTls` says what it trusts.
      proxy: secure,
      rolling: true,
      resave: false,
      saveUninitialized: false,
    }),
    own.session() as RequestHandler,
  );

  return {
    maySocketConnect: (headers) => headers.origin === undefined || isOwn(headers.origin, headers),
    middleware: router,
    passport: own,
    begin: (request, account, by) =>
      new Promise((resolve, reject) => {
        // passport gives the session a new id, so that one planted before is worth nothing.
        request.logIn({ account, by } satisfies SignedIn, (error: unknown) => {
          settle(error, resolve, reject);
        });
      }),
    end: (request, response) =>
      new Promise((resolve, reject) => {
        response.clearCookie(DESK_COOKIE, cookie);
        request.session.destroy((error: unknown) => {
          settle(error, resolve, reject);
        });
      }),
    async readOperator(cookieHeader) {
      const value = parse(cookieHeader ?? "")[DESK_COOKIE];
      // As express-session writes it: `s:`, the id, a dot, the signature.
      const sid = value?.startsWith("s:") === true ? unsign(value.slice(2), secret) : false;
      if (sid === false) return undefined;
      const who = await signedInBy(markOf(await sessionStore.read(sid)));
      return who === undefined || mustChangePassword(who) ? undefined : operatorOf(who.account);
    },
  };
}

/** Who has signed in, though perhaps with a password that must be changed first. @throws MotcuaError `not_signed_in` */
export function requireSignedIn(request: Request): SignedIn {
  const user = request.user as SignedIn | undefined;
  if (user === undefined) throw new MotcuaError("not_signed_in", "Anh/chị cần đăng nhập.");
  return user;
}

/** Whoever came by the authority's own sign-in never had the one-time password, and is not asked for it. */
export const mustChangePassword = ({ account, by }: SignedIn): boolean =>
  account.mustChangePassword && by === "password";

/** Who is asking. @throws MotcuaError `not_signed_in`, `password_change_needed` */
export function requireOperator(request: Request): Operator {
  const who = requireSignedIn(request);
  if (mustChangePassword(who))
    throw new MotcuaError("password_change_needed", "Cần đổi mật khẩu dùng một lần trước khi làm việc.");
  return operatorOf(who.account);
}

/** Middleware that lets through only those whose role has the right; to stand before the body is read. */
export const requireRight =
  (right: Right): RequestHandler =>
  (request, _response, next) => {
    if (!can(requireOperator(request).role, right))
      throw new MotcuaError("not_allowed", "Tài khoản của anh/chị không có quyền làm việc này.");
    next();
  };

const noStore: RequestHandler = (_request, response, next) => {
  response.set("cache-control", "no-store");
  next();
};

const READING = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Refuses what another site may have made the browser send with its cookie: the OWASP CSRF Prevention Cheat Sheet's
 * check of Origin (else Referer) and of Sec-Fetch-Site. The cookie's SameSite alone would let through other names of
 * the same domain, and an authority has many. A request with a bearer token passes, since no other site can make a
 * browser send one.
 */
const fromOwnOrigin =
  (isOwn: OwnOrigin): RequestHandler =>
  (request, _response, next) => {
    const { headers } = request;
    if (READING.has(request.method) || headers.authorization?.startsWith("Bearer ") === true) {
      next();
      return;
    }
    const site = headers["sec-fetch-site"];
    const origin = headers.origin ?? originOf(headers.referer);
    if (origin === undefined || !isOwn(origin, headers) || (site !== undefined && site !== "same-origin"))
      throw new MotcuaError("origin_refused", "Yêu cầu không đến từ trang của hệ thống.");
    const hasBody = headers["transfer-encoding"] !== undefined || Number(headers["content-length"]) > 0;
    if (hasBody && request.baseUrl !== UPLOADS && request.is("application/json") === false)
      throw new MotcuaError("input_invalid", "Nội dung gửi lên phải ở dạng JSON.");
    next();
  };

type OwnOrigin = (origin: string, headers: IncomingHttpHeaders) => boolean;

/** Ours is the origin people are told, and that of the very host that was asked; by https only, if people are told so. */
function ownOrigin(publicUrl: URL): OwnOrigin {
  const schemes = publicUrl.protocol === "https:" ? ["https:"] : ["http:", "https:"];
  return (origin, { host }) =>
    origin === publicUrl.origin ||
    (host !== undefined && schemes.some((scheme) => origin === `${scheme}//${host}`));
}

function originOf(address: string | undefined): string | undefined {
  return address !== undefined && URL.canParse(address) ? new URL(address).origin : undefined;
}

/**
 * PUBLIC_URL says that people come by https; a proxy that ends it need not say so with each request, and without this
 * express-session would leave out the cookie, silently. A browser that came by http after all drops it.
 */
const behindTls: RequestHandler = (request, _response, next) => {
  request.headers["x-forwarded-proto"] ??= "https";
  next();
};

function settle(error: unknown, resolve: () => void, reject: (error: Error) => void): void {
  if (error === undefined || error === null) resolve();
  else
    reject(error instanceof Error ? error : new Error("the session could not be changed", { cause: error }));
}
