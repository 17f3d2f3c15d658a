import type { Reply } from "./answering.ts";
import type { Button, ChannelLimits } from "./channel.ts";
import { isOpen, nextOpening, officeDay, type OfficeCalendar } from "./office-time.ts";
import { writePayload, type Payload } from "./payload.ts";
import { vietnamDate } from "./vietnam-date.ts";

/** What a citizen is told while the conversation goes to a person and back. Pure; civil Vietnamese. */

const button = (title: string, payload: Payload, limits: ChannelLimits): Button => ({
  kind: "choice",
  title: title.slice(0, limits.buttonTitleLength),
  payload: writePayload(payload),
});

const WEEKDAYS = ["Chủ nhật", "thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy"] as const;

/** A moment as people say it: "7 giờ 30 hôm nay", "13 giờ 30 thứ Hai 30/11". */
export function spokenMoment(at: Date, now: Date): string {
  const local = new Date(at.getTime() + 7 * 3600_000);
  const minutes = local.getUTCMinutes();
  const hour = `${local.getUTCHours()} giờ${minutes === 0 ? "" : ` ${String(minutes).padStart(2, "0")}`}`;
  if (vietnamDate(at) === vietnamDate(now)) return `${hour} hôm nay`;
  return `${hour} ${WEEKDAYS[local.getUTCDay()] ?? ""} ${local.getUTCDate()}/${local.getUTCMonth() + 1}`;
}

/**
 * Added to the bot's words when a person is called: when somebody will read it, the place in the queue, what to have
 * ready, and out of hours a way to be called back.
 * @param place 1 for the next one to be taken.
 */
export function waitingNotice(
  told: Reply,
  place: number,
  calendar: OfficeCalendar,
  now: Date,
  limits: ChannelLimits,
): Reply {
  const open = isOpen(calendar, now);
  const lines = [told.text, open ? queueLine(place) : closedLine(calendar, now)];
  lines.push(
    "Trong lúc chờ, anh/chị ghi thêm được: việc cần làm, xã/phường đang ở, mã hồ sơ (nếu có). Xin đừng gửi ảnh giấy tờ tùy thân.",
  );
  const buttons = open
    ? told.buttons
    : [button("Để lại số gọi lại", { kind: "callback" }, limits), ...told.buttons];
  return { text: lines.join("\n"), buttons: buttons.slice(0, limits.buttons) };
}

const queueLine = (place: number): string =>
  place <= 1
    ? "Cán bộ đang trong giờ làm việc; anh/chị là người tiếp theo được trả lời."
    : `Cán bộ đang trong giờ làm việc; trước anh/chị còn ${place - 1} người đang chờ.`;

function closedLine(calendar: OfficeCalendar, now: Date): string {
  const opening = nextOpening(calendar, now);
  if (opening === undefined) return "Hiện ngoài giờ làm việc; cán bộ sẽ trả lời khi làm việc trở lại.";
  const today = officeDay(calendar, vietnamDate(now));
  const why = today.working || today.name === undefined ? "" : ` (${today.name})`;
  return `Hiện ngoài giờ làm việc${why}; cán bộ trả lời từ ${spokenMoment(opening, now)}.`;
}

const said = (text: string): Reply => ({ text, buttons: [] });

/** A person has come. */
export const takenNotice = (name: string, centre: string): Reply =>
  said(`${name} (${centre}) đã nhận câu hỏi và trả lời anh/chị tại đây.`);

/** The person who had it has not answered; somebody else will. */
export function requeuedNotice(calendar: OfficeCalendar, now: Date, limits: ChannelLimits): Reply {
  const sorry = "Xin lỗi anh/chị vì phải chờ lâu. Câu hỏi đã được chuyển lại cho các cán bộ khác.";
  if (isOpen(calendar, now)) return said(sorry);
  return {
    text: `${sorry} ${closedLine(calendar, now)}`,
    buttons: [button("Để lại số gọi lại", { kind: "callback" }, limits)],
  };
}

/** To another department or commune. */
export const forwardedNotice = (unit: string): Reply =>
  said(`Câu hỏi của anh/chị đã được chuyển tới ${unit}; nơi này sẽ trả lời anh/chị tại đây.`);

/** The person's part is over; the bot answers again. */
export const handedBackNotice = (): Reply =>
  said("Cán bộ đã trả lời xong. Từ đây trợ lý tự động trả lời; anh/chị cần hỏi thêm cứ nhắn tại đây.");

export const closedNotice = (): Reply =>
  said("Cán bộ đã kết thúc phần trả lời. Cảm ơn anh/chị; khi cần hỏi thêm, anh/chị cứ nhắn tại đây.");

/** First step of a call-back: is the citizen content that the number is kept? */
export const callbackConsent = (centre: string, keepDays: number, limits: ChannelLimits): Reply => ({
  text:
    `${centre} sẽ chỉ dùng số điện thoại anh/chị để lại để gọi về câu hỏi này, chỉ cán bộ xử lý xem được, ` +
    `và xóa sau ${keepDays} ngày. Anh/chị có đồng ý không?`,
  buttons: [
    button("Đồng ý", { kind: "callback_yes" }, limits),
    button("Không đồng ý", { kind: "callback_no" }, limits),
  ],
});

export const callbackAskNumber = (): Reply =>
  said("Anh/chị nhắn số điện thoại để cán bộ gọi lại (ví dụ: 0912 345 678).");

export const callbackNotANumber = (): Reply =>
  said("Chưa đọc được số điện thoại. Anh/chị nhắn lại chỉ gồm số, ví dụ 0912 345 678.");

export const callbackNoted = (phone: string, calendar: OfficeCalendar, now: Date): Reply => {
  const opening = isOpen(calendar, now) ? undefined : nextOpening(calendar, now);
  const when = opening === undefined ? "trong giờ làm việc" : `từ ${spokenMoment(opening, now)}`;
  return said(
    `Đã ghi số ${maskedPhone(phone)}. Cán bộ gọi lại ${when}. Câu hỏi vẫn được giữ để trả lời tại đây.`,
  );
};

export const callbackDeclined = (): Reply =>
  said("Vâng, số điện thoại không được lưu. Câu hỏi của anh/chị vẫn được cán bộ trả lời tại đây.");

/** Enough to recognise one's own number, not enough for others to use it. */
export const maskedPhone = (phone: string): string => `${phone.slice(0, 4)} *** ${phone.slice(-3)}`;

/**
 * A Vietnamese phone number in a text: mobile (03, 05, 07, 08, 09 and eight digits) or landline (02 and nine digits,
 * national numbering plan of 2018), with or without +84; blanks, dots and hyphens between digits are left out.
 * @returns ten or eleven digits from 0 on; undefined when there is none.
 */
export function phoneIn(text: string): string | undefined {
  const compact = text.replace(/(?<=\d)[\s.-]+(?=\d)/g, "").replace(/\+?\b84(?=[235789]\d{8})/g, "0");
  return /(?<!\d)(0[35789]\d{8}|02\d{9})(?!\d)/.exec(compact)?.[1];
}
