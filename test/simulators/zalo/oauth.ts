import { Router, type Request, type Response } from "express";
import type { FaultBox } from "./faults.ts";
import type { Grants } from "./grants.ts";
import type { Settings } from "./options.ts";
import { OAUTH, OAuthRefusal } from "./refusals.ts";
import type { World } from "./world.ts";

/** A consent link after the checks of 1.3. */
export interface ConsentRequest {
  readonly state: string | undefined;
  readonly challenge: string | undefined;
}

/**
 * `GET /v4/oa/permission` shows the consent page; its button posts the same address (`POST /v4/oa/permission?…`,
 * no body), which consents and answers 302 to the registered callback. `POST /v4/oa/access_token` is the token endpoint.
 */
export function oauthRoutes(settings: Settings, grants: Grants, faults: FaultBox, world: World): Router {
  const router = Router();

  const refusing = (handle: (request: Request, response: Response) => void) => {
    return (request: Request, response: Response): void => {
      try {
        handle(request, response);
      } catch (cause) {
        if (!(cause instanceof OAuthRefusal)) throw cause;
        world.refuse(request.path, cause.fault.code, cause.message);
        response.json({
          error: cause.fault.code,
          error_name: cause.fault.name,
          error_description: cause.message,
          error_reason: cause.message,
          ref_doc: "https://developers.zalo.me/docs",
        });
      }
      world.changes.changed();
    };
  };

  router.get(
    "/v4/oa/permission",
    refusing((request, response) => {
      readConsent(request, settings);
      response.type("html").send(CONSENT_PAGE);
    }),
  );

  router.post(
    "/v4/oa/permission",
    refusing((request, response) => {
      const { state, challenge } = readConsent(request, settings);
      response.redirect(302, callbackWith(settings, grants.consent(challenge), state));
    }),
  );

  router.post(
    "/v4/oa/access_token",
    refusing((request, response) => {
      const form = readForm(request);
      if (form.get("app_id") !== settings.appId) {
        throw new OAuthRefusal(OAUTH.applicationInvalid, "app_id is not of an active application");
      }
      if (request.get("secret_key") !== settings.appSecret) {
        throw new OAuthRefusal(OAUTH.secretWrong, "header secret_key is missing or wrong");
      }
      const grantType = form.get("grant_type");
      if (grantType === "authorization_code") {
        response.json(grants.exchange(form.get("code") ?? "", form.get("code_verifier") ?? undefined));
      } else if (grantType === "refresh_token") {
        const answer = grants.refresh(form.get("refresh_token") ?? "");
        if (faults.switches.refreshCutConnection) request.socket.destroy();
        else response.json(answer);
      } else {
        throw new OAuthRefusal(
          OAUTH.requestMalformed,
          "grant_type must be authorization_code or refresh_token",
        );
      }
    }),
  );

  return router;
}

/** Where the browser returns to: the registered callback with code, OA and state. */
export function callbackWith(settings: Settings, code: string, state: string | undefined): string {
  const callback = new URL(settings.callbackUrl);
  callback.searchParams.set("code", code);
  callback.searchParams.set("oa_id", settings.oaId);
  if (state !== undefined) callback.searchParams.set("state", state);
  return callback.toString();
}

function readConsent(request: Request, settings: Settings): ConsentRequest {
  const query = new URL(request.originalUrl, "http://simulator").searchParams;
  if (query.get("app_id") !== settings.appId) {
    throw new OAuthRefusal(OAUTH.applicationInvalid, "app_id is not of an active application");
  }
  const redirect = query.get("redirect_uri");
  if (redirect !== settings.callbackUrl) {
    throw new OAuthRefusal(OAUTH.redirectOrPkce, `redirect_uri ${redirect ?? "(missing)"} is not registered`);
  }
  const challenge = query.get("code_challenge") ?? undefined;
  if (challenge !== undefined && !/^[A-Za-z0-9_-]{43}$/.test(challenge)) {
    throw new OAuthRefusal(OAUTH.redirectOrPkce, "code_challenge must be an unpadded base64url SHA-256");
  }
  return { state: query.get("state") ?? undefined, challenge };
}

function readForm(request: Request): URLSearchParams {
  if (request.is("application/x-www-form-urlencoded") === false || !Buffer.isBuffer(request.body)) {
    throw new OAuthRefusal(OAUTH.requestMalformed, "the body must be application/x-www-form-urlencoded");
  }
  return new URLSearchParams(request.body.toString("utf8"));
}

const CONSENT_PAGE = `<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Cấp quyền cho ứng dụng (mô phỏng)</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; background: #e9eff6; color: #14202e; margin: 0; padding: 24px; }
  main { max-width: 440px; margin: 8vh auto; background: #fff; border-radius: 12px; padding: 24px; }
  h1 { font-size: 20px; margin: 0 0 8px; }
  button { font: inherit; font-weight: 600; width: 100%; padding: 12px; border: 0; border-radius: 8px; background: #0068ff; color: #fff; cursor: pointer; }
</style>
</head>
<body>
<main>
  <h1>Cấp quyền cho ứng dụng</h1>
  <p>Ứng dụng muốn thay mặt Official Account nhận và gửi tin nhắn, xem thông tin người quan tâm.</p>
  <form method="post"><button type="submit" name="approve" value="1">Cho phép</button></form>
  <p><small>Đây là Zalo mô phỏng, không phải Zalo thật.</small></p>
</main>
</body>
</html>
`;
