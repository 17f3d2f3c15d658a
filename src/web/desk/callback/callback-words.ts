import type { CallbackView } from "../../../contract/desk.ts";

/** How far a call-back has come, in words. */
export const callbackStateLabel = {
  asked_consent: "Đã hỏi người dân có muốn được gọi lại",
  asked_number: "Người dân đồng ý, đang chờ số điện thoại",
  open: "Cần gọi lại",
  done: "Đã gọi",
  given_up: "Không gọi được",
} as const satisfies Record<CallbackView["state"], string>;
