import express, { type Request, type Response, type Router } from "express";
import { z } from "zod";
import { ChatSend, type ChatHello, type ChatHistory } from "../contract/chat.ts";
import type { Centre } from "../core/answering.ts";
import { MotcuaError } from "../core/errors.ts";
import type { CitizenCookie } from "./citizen-cookie.ts";
import type { WebChat } from "./web-chat.ts";

const After = z.coerce.number().int().min(0).default(0);

const SUGGESTIONS = [
  "Đăng ký khai sinh cần giấy tờ gì?",
  "Mất căn cước làm lại hết bao nhiêu tiền?",
  "Đăng ký hộ kinh doanh ở đâu?",
  "Chứng thực bản sao mất bao lâu?",
];

/** The plain HTTP way of the chat page; see the README for the contract. */
export function chatRoutes(parts: { chat: WebChat; cookie: CitizenCookie; centre: Centre }): Router {
  const { chat, cookie, centre } = parts;
  const router = express.Router();
  const citizenOf = (request: Request, response: Response): string => {
    const known = cookie.read(request.headers.cookie);
    if (known !== undefined) return known;
    const issued = cookie.issue();
    response.append("set-cookie", issued.setCookie);
    return issued.citizenId;
  };

  router.use("/api/chat", (_request, response, next) => {
    response.set("cache-control", "no-store");
    next();
  });

  router.get("/api/chat/hello", (request, response) => {
    citizenOf(request, response);
    const hello: ChatHello = {
      centre: centre.name,
      ...(centre.hotline === undefined ? {} : { hotline: centre.hotline }),
      greeting:
        "Kính chào anh/chị. Trợ lý tự động trả lời về thủ tục hành chính: giấy tờ cần chuẩn bị, lệ phí, thời gian, nơi nộp. " +
        "Anh/chị cứ viết câu hỏi như nói chuyện, có dấu hoặc không dấu đều được.",
      suggestions: SUGGESTIONS,
    };
    response.json(hello);
  });

  router.get("/api/chat/messages", async (request, response) => {
    const after = After.safeParse(request.query["after"]);
    if (!after.success) throw new MotcuaError("message_invalid", "after: phải là số nguyên không âm");
    response.json((await chat.history(citizenOf(request, response), after.data)) satisfies ChatHistory);
  });

  router.post("/api/chat/messages", express.json({ limit: "16kb" }), async (request, response) => {
    const message = await chat.send(citizenOf(request, response), request.ip ?? "?", readSend(request.body));
    response.status(202).json({ message });
  });
  return router;
}

/** @throws MotcuaError `message_invalid` naming the field that is wrong. */
export function readSend(body: unknown): ChatSend {
  const parsed = ChatSend.safeParse(body);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(
    (issue) => `${issue.path.join(".") || "nội dung"}: ${issue.message}`,
  );
  throw new MotcuaError("message_invalid", `Tin nhắn không hợp lệ: ${faults.join("; ")}`);
}
