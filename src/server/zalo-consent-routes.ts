import { parse, serialize } from "cookie";
import { sign, unsign } from "cookie-signature";
import express, { type Response, type Router } from "express";
import { MotcuaError, httpStatus } from "../core/errors.ts";
import type { ZaloConsent } from "../channels/zalo/consent.ts";

const NAME = "motcua_zalo_consent";
/** The platform's code lives ten minutes; the browser need not remember longer. */
const TEN_MINUTES_S = 600;
const PATH = "/oauth/zalo";
const STYLE =
  "body{margin:0;font:17px/1.5 system-ui,sans-serif;background:#edf1f4;color:#1b2733}" +
  "main{max-width:36rem;margin:10vh auto;padding:1.5rem 2rem;background:#fff;border-top:6px solid #17517e}" +
  "h1{font-size:1.4rem}a{color:#17517e}";

/**
 * The consent of the OA's administrator: `/oauth/zalo/start` sends the browser to Zalo, `/oauth/zalo/callback` takes
 * it back. What belongs together is kept in the browser, signed, so that any instance can take it back. Whoever
 * starts it can only finish as an administrator of the very OA this centre is configured for.
 */
export function zaloConsentRoutes(parts: {
  consent: ZaloConsent;
  key: Buffer;
  secure: boolean;
  /** Called after new tokens are stored, to send what had been refused for want of them. */
  onConsent: () => Promise<number>;
}): Router {
  const { consent, key } = parts;
  const options = { httpOnly: true, sameSite: "lax", secure: parts.secure, path: PATH } as const;
  const router = express.Router();

  router.get(`${PATH}/start`, (_request, response) => {
    const { url, state, verifier } = consent.begin();
    const value = sign(JSON.stringify({ state, verifier }), key);
    response.append("set-cookie", serialize(NAME, value, { ...options, maxAge: TEN_MINUTES_S }));
    response.redirect(302, url);
  });

  router.get(`${PATH}/callback`, async (request, response) => {
    response.append("set-cookie", serialize(NAME, "", { ...options, maxAge: 0 }));
    const kept = readKept(request.headers.cookie, key);
    const query = (name: string): string | undefined => {
      const value = request.query[name];
      return typeof value === "string" ? value : undefined;
    };
    try {
      await consent.finish({
        code: query("code"),
        oaId: query("oa_id"),
        state: query("state"),
        expectedState: kept?.state,
        verifier: kept?.verifier,
      });
    } catch (error) {
      if (!(error instanceof MotcuaError)) throw error;
      page(response, httpStatus[error.code], "Chưa cấp quyền được", [error.message], true);
      return;
    }
    const sent = await parts.onConsent();
    page(response, 200, "Đã cấp quyền cho Zalo OA", [
      "Hệ thống đã nhận và lưu mã truy cập. Mã được tự động làm mới; không cần làm gì thêm.",
      ...(sent > 0 ? [`Đang gửi lại ${sent} tin bị từ chối trước đây.`] : []),
    ]);
  });
  return router;
}

function readKept(
  cookieHeader: string | undefined,
  key: Buffer,
): { state: string; verifier: string } | undefined {
  const value = parse(cookieHeader ?? "")[NAME];
  const opened = value === undefined ? false : unsign(value, key);
  return opened === false ? undefined : (JSON.parse(opened) as { state: string; verifier: string });
}

function page(
  response: Response,
  status: number,
  title: string,
  lines: readonly string[],
  again = false,
): void {
  const escape = (text: string) =>
    text.replace(/[&<>"]/g, (one) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[one] ?? one);
  const body = lines.map((line) => `<p>${escape(line)}</p>`).join("");
  const link = again
    ? `<p><a href="${PATH}/start">Bắt đầu lại</a></p>`
    : `<p><a href="/">Về trang trò chuyện</a></p>`;
  response
    .status(status)
    .set("cache-control", "no-store")
    .type("html")
    .send(
      `<!doctype html><html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
        `<title>${escape(title)}</title><style>${STYLE}</style></head><body><main><h1>${escape(title)}</h1>${body}${link}</main></body></html>`,
    );
}
