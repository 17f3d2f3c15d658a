import { createHash, timingSafeEqual } from "node:crypto";
import express, { type Request, type Response, type Router } from "express";
import { RateLimiterMemory } from "rate-limiter-flexible";
import { readSignedRequest } from "../channels/messenger/signed-request.ts";
import { MotcuaError } from "../core/errors.ts";
import type { Log } from "../core/ports.ts";
import { storableText } from "../core/storable-text.ts";
import {
  STATEMENT_LENGTH,
  type DeletionRequest,
  type DeletionRequests,
} from "../messaging/deletion-requests.ts";
import type { MessengerAccount } from "../platform/config.ts";
import { sendPlainPage, type PlainBlock } from "./plain-page.ts";

const PATH = "/webhooks/messenger";
const DELETION_PAGE = "/xoa-du-lieu";
const PAGE_TITLE = "Yêu cầu xóa dữ liệu";

/** Meta's challenge is a number; nothing that a browser could take for markup is given back. */
const CHALLENGE = /^[A-Za-z0-9_.-]{1,200}$/;
/** As codes are made (deletion-requests.ts), and a little more, so that a mistyped one is told to be unknown. */
const CODE = /^[A-Z0-9]{1,20}$/;

const LOOKS_PER_MINUTE = 30;
const STATEMENTS_PER_TEN_MINUTES = 5;

/**
 * What Meta and citizens need beside the webhook itself: the check of the webhook's address, the callbacks for data
 * deletion and for a removed application, and the page of a deletion request (channels/messenger.md sections 1.5, 2.1).
 */
export function messengerRoutes(parts: {
  account: Pick<MessengerAccount, "appSecret" | "verifyToken">;
  publicUrl: string;
  requests: DeletionRequests;
  log: Log;
}): Router {
  const { account, requests, log } = parts;
  const router = express.Router();
  const form = express.urlencoded({ extended: false, limit: "16kb" });
  const looks = new RateLimiterMemory({ points: LOOKS_PER_MINUTE, duration: 60 });
  const statements = new RateLimiterMemory({ points: STATEMENTS_PER_TEN_MINUTES, duration: 600 });

  router.get(PATH, (request, response) => {
    const challenge = textIn(request.query, "hub.challenge");
    const genuine =
      textIn(request.query, "hub.mode") === "subscribe" &&
      sameSecret(textIn(request.query, "hub.verify_token"), account.verifyToken);
    if (!genuine || !CHALLENGE.test(challenge)) {
      log.warn({ channel: "messenger" }, "a check of the webhook's address was refused");
      response.status(403).type("text/plain").send("forbidden");
      return;
    }
    response.status(200).type("text/plain").send(challenge);
  });

  router.post(`${PATH}/data-deletion`, form, async (request, response) => {
    const code = await requests.receive("messenger", userIdOf(request));
    // Somebody has to act on it, so it is no mere fact.
    log.warn({ channel: "messenger", code }, "deletion of a person's data was requested");
    const url = `${parts.publicUrl}${DELETION_PAGE}?ma=${code}`;
    response.set("cache-control", "no-store").json({ url, confirmation_code: code });
  });

  router.post(`${PATH}/deauthorize`, form, (request, response) => {
    userIdOf(request);
    log.warn(
      { channel: "messenger" },
      "somebody removed the application; was it who gave the Page's token, that token is dead",
    );
    response.json({ received: true });
  });

  router.get(DELETION_PAGE, async (request, response) => {
    if (!(await mayGoOn(looks, request, response))) return;
    const code = codeIn(request.query);
    if (code === "") {
      sendPlainPage(response, 200, PAGE_TITLE, [CODE_FORM, HOME]);
      return;
    }
    const found = CODE.test(code) ? await requests.find(code) : undefined;
    if (found === undefined) {
      sendPlainPage(response, 404, PAGE_TITLE, [
        "Không có yêu cầu nào mang mã này. Anh/chị kiểm tra lại mã xác nhận Facebook đã gửi.",
        CODE_FORM,
        HOME,
      ]);
      return;
    }
    sendPlainPage(response, 200, PAGE_TITLE, aboutRequest(found));
  });

  router.post(DELETION_PAGE, form, async (request, response) => {
    if (!(await mayGoOn(statements, request, response))) return;
    const code = codeIn(request.body);
    const statement = storableText(textIn(request.body, "noi_dung")).normalize("NFC").trim();
    const fits = CODE.test(code) && statement !== "" && statement.length <= STATEMENT_LENGTH;
    if (fits && (await requests.addStatement(code, statement)) === "added") {
      log.warn({ channel: "messenger", code }, "a citizen added a statement to a deletion request");
      response.redirect(303, `${DELETION_PAGE}?ma=${code}`);
      return;
    }
    sendPlainPage(response, 400, PAGE_TITLE, [
      `Chưa ghi nhận được. Nội dung phải có chữ, tất cả các lần gửi không quá ${STATEMENT_LENGTH} ký tự, và yêu cầu phải đang được xử lý.`,
      { href: `${DELETION_PAGE}?ma=${encodeURIComponent(code)}`, text: "Quay lại yêu cầu" },
    ]);
  });

  /** @throws MotcuaError `webhook_refused` unless Meta signed the request. */
  function userIdOf(request: Request): string {
    const read = readSignedRequest(textIn(request.body, "signed_request"), account.appSecret);
    if (read.kind === "genuine") return read.userId;
    log.warn({ channel: "messenger", path: request.path, why: read.why }, "a signed request was refused");
    throw new MotcuaError("webhook_refused", read.why);
  }

  return router;
}

const HOME: PlainBlock = { href: "/", text: "Về trang trò chuyện" };

const CODE_FORM: PlainBlock = {
  method: "get",
  action: DELETION_PAGE,
  label: "Mã xác nhận",
  name: "ma",
  maxLength: 20,
  button: "Xem yêu cầu",
};

function aboutRequest(request: DeletionRequest): readonly PlainBlock[] {
  const { code, doneAt, hasStatement } = request;
  const received = `Mã ${code}, nhận lúc ${inVietnam(request.requestedAt)}.`;
  if (request.state === "done") {
    const when = doneAt === undefined ? "" : ` lúc ${inVietnam(doneAt)}`;
    return [received, `Dữ liệu đã được xóa${when}.`, HOME];
  }
  return [
    received,
    "Trung tâm đã nhận yêu cầu và đang xử lý. Anh/chị xem lại trang này để biết kết quả.",
    ...(hasStatement ? ["Thông tin anh/chị gửi thêm đã được ghi nhận."] : []),
    "Facebook không cho biết yêu cầu này thuộc cuộc trò chuyện nào. Để tìm đúng, anh/chị ghi giúp tên hiển thị trên Messenger, khoảng thời gian đã nhắn và việc đã hỏi. Xin không ghi số căn cước, số tài khoản.",
    {
      method: "post",
      action: DELETION_PAGE,
      label: "Thông tin thêm",
      name: "noi_dung",
      maxLength: STATEMENT_LENGTH,
      long: true,
      hidden: { ma: code },
      button: "Gửi",
    },
    HOME,
  ];
}

const time = new Intl.DateTimeFormat("vi-VN", {
  timeZone: "Asia/Ho_Chi_Minh",
  dateStyle: "short",
  timeStyle: "short",
});

function inVietnam(at: Date): string {
  return time.format(at);
}

async function mayGoOn(limiter: RateLimiterMemory, request: Request, response: Response): Promise<boolean> {
  try {
    await limiter.consume(request.ip ?? "?");
    return true;
  } catch {
    sendPlainPage(response, 429, PAGE_TITLE, [
      "Anh/chị thao tác quá nhanh, vui lòng đợi ít phút rồi thử lại.",
    ]);
    return false;
  }
}

function textIn(fields: unknown, name: string): string {
  const value =
    typeof fields === "object" && fields !== null ? (fields as Record<string, unknown>)[name] : "";
  return typeof value === "string" ? value : "";
}

function codeIn(fields: unknown): string {
  return textIn(fields, "ma").trim().toUpperCase();
}

/** Compares digests, so that neither the length nor the first letters can be learnt from the time it takes. */
function sameSecret(given: string, wanted: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
