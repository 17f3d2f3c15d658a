/** Names within the evidence of a turn, in Vietnamese. What this page does not know yet is told as it is. */

const RECOGNISED: Readonly<Record<string, string>> = {
  tap: "Người dân bấm nút",
  danger: "Tình huống nguy hiểm",
  attachment: "Có tệp, hình ảnh",
  personal_data: "Thông tin cá nhân",
  topic: "Việc luôn do cán bộ trả lời",
  person: "Xin gặp cán bộ",
  complaint: "Phản ánh, khiếu nại",
  dossier: "Mã hồ sơ",
  choice: "Chọn một thủ tục đã gợi ý",
  small_talk: "Chào hỏi",
  follow_up: "Hỏi tiếp về thủ tục đang nói tới",
  facet: "Hỏi một mục, chưa nêu thủ tục",
  journey: "Việc gồm nhiều thủ tục",
  miss: "Chưa tìm thấy thủ tục",
};

const MASKED: Readonly<Record<string, string>> = {
  id_card: "số căn cước",
  phone: "số điện thoại",
  insurance: "số thẻ bảo hiểm",
  bank_account: "số tài khoản",
  bank_card: "số thẻ ngân hàng",
  email: "địa chỉ email",
  plate: "biển số xe",
  passport: "số hộ chiếu",
};

const PASSAGES: Readonly<Record<string, string>> = {
  name: "tên thủ tục",
  shortName: "tên ngắn",
  aliases: "tên thường gọi",
  field: "lĩnh vực",
  documents: "thành phần hồ sơ",
  steps: "trình tự thực hiện",
  result: "kết quả",
  content: "nội dung",
};

const STEPS: Readonly<Record<string, string>> = {
  hear: "đọc câu hỏi",
  find: "tìm thủ tục và soạn trả lời",
  total: "tất cả",
};

/** What a turn was recognised as. */
export const recognisedWords = (name: string): string => RECOGNISED[name] ?? name;

/** A kind of personal data that was masked. */
export const maskedWords = (kind: string): string => MASKED[kind] ?? kind;

/** A part of the record in which words of the question were found. */
export const passageWords = (name: string): string => PASSAGES[name] ?? name;

/** A step that took time. */
export const stepWords = (step: string): string => STEPS[step] ?? RECOGNISED[step] ?? step;
