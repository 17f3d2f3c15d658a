import type { ErrorRequestHandler } from "express";
import type { ApiError } from "../contract/chat.ts";
import { httpStatus, MotcuaError } from "../core/errors.ts";
import type { Log } from "../core/ports.ts";

const TOO_LARGE = new MotcuaError("body_too_large", "Nội dung gửi lên quá lớn.");
const UNREADABLE = new MotcuaError("message_invalid", "Nội dung gửi lên không đọc được.");

/** The one place where an error becomes an HTTP answer. Unknown errors tell nothing of the inside. */
export function errorAnswer(error: unknown): { readonly status: number; readonly body: ApiError } {
  const known = asMotcuaError(error);
  if (known === undefined) {
    return {
      status: 500,
      body: { error: { code: "internal", message: "Hệ thống gặp lỗi, vui lòng thử lại sau." } },
    };
  }
  return { status: httpStatus[known.code], body: { error: { code: known.code, message: known.message } } };
}

function asMotcuaError(error: unknown): MotcuaError | undefined {
  if (error instanceof MotcuaError) return error;
  // Express' body parsers throw errors with a status below 500 for what the sender did wrong.
  const status = (error as { status?: unknown } | undefined)?.status;
  if (status === 413) return TOO_LARGE;
  if (typeof status === "number" && status >= 400 && status < 500) return UNREADABLE;
  return undefined;
}

export function errorHandler(log: Log): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const { status, body } = errorAnswer(error);
    if (status >= 500) log.error({ error, method: request.method, path: request.path }, "a request failed");
    if (response.headersSent) {
      next(error);
      return;
    }
    response.status(status).json(body);
  };
}
