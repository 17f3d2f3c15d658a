/**
 * Why a message did not go out or waits, in Vietnamese, for the operator who must find another way. Codes of the outbox
 * itself, of our channels, and of the platforms as `channels/zalo/error-table.ts` (negative) and
 * `channels/messenger/error-table.ts` (`code/subcode`, else by the code alone) list them.
 */
export function whyUnsent(code: string): string {
  return (
    REASONS.get(code) ??
    REASONS.get(code.split("/", 1)[0] ?? "") ??
    (/^-14\d{3}$/.test(code) ? CONSENT : `Nền tảng không nhận tin này (mã ${code}).`)
  );
}

const CALL_ADMIN = "cần báo quản trị viên";
const WINDOW =
  "Đã quá thời hạn nền tảng cho phép nhắn cho người dân; chỉ gửi được sau khi người dân nhắn lại.";
const BLOCKED = "Người dân đã chặn hoặc giới hạn tin nhắn của trung tâm.";
const UNREACHABLE = "Nền tảng không cho gửi tới tài khoản này.";
const CONSENT = `Kết nối với nền tảng hết hiệu lực, ${CALL_ADMIN}.`;
const SETTING = `Cấu hình hoặc gói dịch vụ trên nền tảng chưa cho phép gửi, ${CALL_ADMIN}.`;
const RESTRICTED = `Nền tảng đang hạn chế trang của trung tâm, ${CALL_ADMIN} ngay.`;
const QUOTA = "Đã hết số tin được gửi cho người này hoặc trong kỳ này.";
const TOO_LONG = "Tin dài hoặc lớn hơn mức nền tảng cho phép.";
const BUSY = "Nền tảng đang bận hoặc giới hạn số lượt gửi, hệ thống sẽ gửi lại.";
const FAILED = "Nền tảng báo gửi không thành công.";
const OTHER_APP = "Hội thoại đang do ứng dụng khác trên Messenger giữ.";

const REASONS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    window_closed: WINDOW,
    person_took_over: "Cán bộ đã tiếp nhận, tin tự động không gửi nữa.",
    in_doubt: "Không xác định được tin đã tới người dân hay chưa; hệ thống không tự gửi lại để tránh trùng.",
    unknown: "Nền tảng chưa xác nhận; hệ thống đang kiểm tra tin đã tới hay chưa.",
    not_addressable: UNREACHABLE,
    other_app_has_thread: OTHER_APP,
    not_ready: BUSY,
    not_sent: "Chưa kết nối được với nền tảng, hệ thống sẽ gửi lại.",
    rate_gate: BUSY,
    usage: BUSY,
    http_429: BUSY,
    token_unavailable: BUSY,
    upload_unknown: "Chưa tải được tệp lên nền tảng, hệ thống sẽ gửi lại.",
    no_consent: `Trung tâm chưa cấp quyền cho Motcua trên nền tảng, ${CALL_ADMIN}.`,
    consent_needed: CONSENT,
    over_limit: TOO_LONG,
    invalid_button: "Nút kèm theo tin không hợp lệ.",
    invalid_file: "Tệp kèm theo không hợp lệ.",

    "-32": BUSY,
    "-105": SETTING,
    "-124": CONSENT,
    "-200": FAILED,
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
    "-242": SETTING,
    "-244": BLOCKED,
    "-248": "Nền tảng không chấp nhận nội dung tin.",
    "-320": SETTING,
    "-321": `Tài khoản thanh toán trên nền tảng hết tiền, ${CALL_ADMIN}.`,

    "1": FAILED,
    "2": FAILED,
    "2/2018344": "Người dân chưa đồng ý điều khoản của Messenger nên chưa nhận được tin.",
    "4": BUSY,
    "10": SETTING,
    "10/2018278": WINDOW,
    "10/2534022": WINDOW,
    "10/2018108": "Người dân hiện không nhận được tin nhắn.",
    "10/1893063": RESTRICTED,
    "100/33": SETTING,
    "100/2018001": UNREACHABLE,
    "100/2018109": TOO_LONG,
    "100/2018164": SETTING,
    "100/2534037": OTHER_APP,
    "190": CONSENT,
    "200": SETTING,
    "200/1545041": UNREACHABLE,
    "230": UNREACHABLE,
    "368": RESTRICTED,
    "551": UNREACHABLE,
    "613": BUSY,
    "1200": FAILED,
    "80006": BUSY,
    "2018300": OTHER_APP,
    "2018321": `Chế độ hỏi đáp tự động của Trang đang giữ hội thoại, ${CALL_ADMIN}.`,
    "9000001": "Người dân đã xóa hội thoại hoặc tài khoản.",
  }),
);
