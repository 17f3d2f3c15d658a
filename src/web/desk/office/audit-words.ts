import { auditActionLabel, roleLabel, type AuditEntry } from "../../../contract/sign-in.ts";

/** Actors that are no account. */
const ACTORS: Readonly<Record<string, string>> = {
  sign_in: "Chưa rõ người",
  first_start: "Hệ thống, lần chạy đầu",
};

/** Who did it: a name, or what is no account. */
export const actorWords = ({ actor, actorName }: AuditEntry): string => actorName ?? ACTORS[actor] ?? actor;

/** Actions that have nothing to do with accounts. */
const OTHER_ACTIONS: Readonly<Record<string, string>> = {
  canned_reply_added: "Thêm mẫu trả lời",
  canned_reply_changed: "Sửa mẫu trả lời",
  canned_reply_removed: "Xoá mẫu trả lời",
  import_planned: "Lập kế hoạch nhập thủ tục",
  import_approved: "Duyệt nhập thủ tục",
  import_rejected: "Từ chối nhập thủ tục",
  import_applied: "Nhập thủ tục",
  import_rolled_back: "Hoàn lại đợt nhập thủ tục",
};

/** What was done; an action without Vietnamese words stands for itself. */
export const actionWords = (action: string): string =>
  auditActionLabel[action] ?? OTHER_ACTIONS[action] ?? action;

const SUBJECT_KINDS: Readonly<Record<string, string>> = {
  account: "tài khoản",
  canned_reply: "mẫu số",
  import: "đợt số",
  procedure: "thủ tục",
};

/** What it was done to; "" when the action says it all. */
export function subjectWords({ subject, subjectName, actorName, action }: AuditEntry): string {
  if (action === "signed_in" || action === "signed_out") return "";
  if (subjectName !== null) return subjectName === actorName ? "" : subjectName;
  const colon = subject.indexOf(":");
  if (colon === -1) return subject === "sign_in" ? "" : subject;
  const [kind, rest] = [subject.slice(0, colon), subject.slice(colon + 1)];
  return `${SUBJECT_KINDS[kind] ?? kind} ${rest}`;
}

const NAMES: Readonly<Record<string, string>> = {
  username: "tên đăng nhập",
  name: "họ tên",
  role: "vai trò",
  unit: "đơn vị",
  email: "thư điện tử",
  active: "được sử dụng",
  address: "từ địa chỉ",
  by: "bằng",
  why: "vì",
  title: "tên mẫu",
  text: "nội dung",
};

const VALUES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  role: roleLabel,
  by: { password: "mật khẩu", oidc: "tài khoản của cơ quan" },
  why: {
    unknown_name: "không có tên đăng nhập này",
    wrong_password: "sai mật khẩu",
    locked: "đang tạm khoá",
    switched_off: "tài khoản ngừng sử dụng",
    changed_meanwhile: "tài khoản vừa thay đổi",
    no_account: "chưa có tài khoản gắn với địa chỉ này",
  },
};

/** What else is told of a line: "vai trò: Cán bộ → Phụ trách; từ địa chỉ: 10.0.0.2". */
export function detailWords(detail: AuditEntry["detail"], unitName: (unit: string) => string): string {
  const one = (name: string, value: unknown): string => {
    if (value === null || value === undefined || value === "") return "không có";
    if (typeof value === "boolean") return value ? "có" : "không";
    if (typeof value !== "string") return JSON.stringify(value);
    return name === "unit" ? unitName(value) : (VALUES[name]?.[value] ?? value);
  };
  return Object.entries(detail)
    .map(([name, value]) => {
      const words = isChange(value) ? `${one(name, value.from)} → ${one(name, value.to)}` : one(name, value);
      return `${NAMES[name] ?? name}: ${words}`;
    })
    .join("; ");
}

const isChange = (value: unknown): value is { readonly from: unknown; readonly to: unknown } =>
  typeof value === "object" && value !== null && "from" in value && "to" in value;
