/**
 * Why a message did not go out or waits, in Vietnamese, for the operator who must find another way. Codes of the outbox
 * itself, of our channels (`channels/*`), and of the platforms: Zalo's negative numbers (`channels/zalo/error-table.ts`),
 * Meta's `code/subcode` (developers.facebook.com/docs/messenger-platform/error-codes).
 */
export function whyUnsent(code: string): string {
  return REASONS[code] ?? `Nền tảng không nhận tin này (mã ${code}).`;
}

const CALL_ADMIN = "cần báo quản trị viên";
const WINDOW =
  "Đã quá thời hạn nền tảng cho phép nhắn cho người dân; chỉ gửi được sau khi người dân nhắn lại.";
const BLOCKED = "Người dân đã chặn hoặc giới hạn tin nhắn của trung tâm.";
const UNREACHABLE = "Nền tảng không cho gửi tới tài khoản này.";
const CONSENT = `Kết nối với nền tảng hết hiệu lực, ${CALL_ADMIN}.`;
const SETTING = `Cấu hình hoặc gói dịch vụ trên nền tảng chưa cho phép gửi, ${CALL_ADMIN}.`;
const QUOTA = "Đã hết số tin được gửi cho người này hoặc trong kỳ này.";
const CONTENT = "Nền tảng không chấp nhận nội dung tin.";
const TOO_LONG = "Tin dài hoặc lớn hơn mức nền tảng cho phép.";
const BUSY = "Nền tảng đang bận, hệ thống sẽ gửi lại.";

const REASONS: Readonly<Record<string, string>> = {
  window_closed: WINDOW,
  person_took_over: "Cán bộ đã tiếp nhận, tin tự động không gửi nữa.",
  in_doubt: "Không xác định được tin đã tới người dân hay chưa; hệ thống không tự gửi lại để tránh trùng.",
  unknown: "Nền tảng chưa xác nhận; hệ thống đang kiểm tra tin đã tới hay chưa.",
  not_addressable: UNREACHABLE,
  blocked: BLOCKED,
  not_ready: BUSY,
  not_sent: "Chưa kết nối được với nền tảng, hệ thống sẽ gửi lại.",
  rate_gate: BUSY,
  http_429: BUSY,
  token_unavailable: BUSY,
  upload_unknown: "Chưa tải được tệp lên nền tảng, hệ thống sẽ gửi lại.",
  no_consent: `Trung tâm chưa cấp quyền cho Motcua trên nền tảng, ${CALL_ADMIN}.`,
  consent_needed: CONSENT,
  over_limit: TOO_LONG,
  invalid_button: "Nút kèm theo tin không hợp lệ.",
  invalid_file: "Tệp kèm theo không hợp lệ.",
  "-32": BUSY,
  "-124": CONSENT,
  "-200": "Nền tảng báo gửi không thành công.",
  "-204": SETTING,
  "-205": SETTING,
  "-209": SETTING,
  "-210": TOO_LONG,
  "-211": QUOTA,
  "-212": SETTING,
  "-213": "Người dân chưa quan tâm trang của trung tâm trên Zalo.",
  "-216": CONSENT,
  "-217": BLOCKED,
  "-218": QUOTA,
  "-219": SETTING,
  "-220": CONSENT,
  "-221": SETTING,
  "-223": CONSENT,
  "-224": SETTING,
  "-227": "Tài khoản của người dân bị khóa hoặc lâu không hoạt động.",
  "-230": WINDOW,
  "-231": WINDOW,
  "-232": WINDOW,
  "-234": "Zalo không cho gửi loại tin này từ 22 giờ đến 6 giờ; hệ thống sẽ gửi lại.",
  "-235": SETTING,
  "-238": QUOTA,
  "-241": QUOTA,
  "-244": BLOCKED,
  "-248": CONTENT,
  "-320": SETTING,
  "-321": `Tài khoản thanh toán trên nền tảng hết tiền, ${CALL_ADMIN}.`,
  "10/2018278": WINDOW,
  "10/2018108": "Người dân hiện không nhận được tin nhắn.",
  "10/2018065": SETTING,
  "100/2018001": UNREACHABLE,
  "100/2018109": TOO_LONG,
  "190": CONSENT,
  "200/2018028": SETTING,
  "551": BLOCKED,
  "613": BUSY,
  "2018300": "Hội thoại đang do ứng dụng khác trên Messenger giữ.",
};
