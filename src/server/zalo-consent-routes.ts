import { parse, serialize } from "cookie";
import { sign, unsign } from "cookie-signature";
import express, { type Router } from "express";
import { can } from "../access/rights.ts";
import { MotcuaError, httpStatus } from "../core/errors.ts";
import type { Operator } from "../core/people.ts";
import type { ZaloConsent } from "../channels/zalo/consent.ts";
import { sendPlainPage } from "./plain-page.ts";

const NAME = "motcua_zalo_consent";
/** The platform's code lives ten minutes; the browser need not remember longer. */
const TEN_MINUTES_S = 600;
const PATH = "/oauth/zalo";

/**
 * The consent of the OA's administrator: `/oauth/zalo/start` sends the browser to Zalo, `/oauth/zalo/callback` takes
 * it back. What belongs together is kept in the browser, signed, so that any instance can take it back. Whoever
 * starts it can only finish as an administrator of the very OA this centre is configured for.
 */
export function zaloConsentRoutes(parts: {
  consent: ZaloConsent;
  key: Buffer;
  secure: boolean;
  /** Who asks: only an administrator of ours begins it. */
  readOperator: (cookie: string | undefined) => Promise<Operator | undefined>;
  /** Called after new tokens are stored, to send what had been refused for want of them. */
  onConsent: () => Promise<number>;
}): Router {
  const { consent, key } = parts;
  const options = { httpOnly: true, sameSite: "lax", secure: parts.secure, path: PATH } as const;
  const router = express.Router();

  router.get(`${PATH}/start`, async (request, response) => {
    const who = await parts.readOperator(request.headers.cookie);
    if (who === undefined || !can(who.role, "connect_channels")) {
      sendPlainPage(response, 403, "Cần đăng nhập quản trị", [
        "Chỉ quản trị viên của Motcua mới kết nối được Zalo OA. Đăng nhập ở bàn làm việc rồi mở lại trang này.",
        { href: "/desk", text: "Đăng nhập" },
      ]);
      return;
    }
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
      sendPlainPage(response, httpStatus[error.code], "Chưa cấp quyền được", [
        error.message,
        { href: `${PATH}/start`, text: "Bắt đầu lại" },
      ]);
      return;
    }
    const sent = await parts.onConsent();
    sendPlainPage(response, 200, "Đã cấp quyền cho Zalo OA", [
      "Hệ thống đã nhận và lưu mã truy cập. Mã được tự động làm mới; không cần làm gì thêm.",
      ...(sent > 0 ? [`Đang gửi lại ${sent} tin bị từ chối trước đây.`] : []),
      { href: "/", text: "Về trang trò chuyện" },
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
