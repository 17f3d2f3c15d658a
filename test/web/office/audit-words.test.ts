import type { AuditEntry } from "../../../src/contract/sign-in.ts";
import {
  actionWords,
  actorWords,
  detailWords,
  subjectWords,
} from "../../../src/web/desk/office/audit-words.ts";

const ENTRY: AuditEntry = {
  id: 1,
  at: "2026-11-24T03:00:00.000Z",
  actor: "operator:1",
  actorName: "Nguyễn Thị An",
  action: "account_changed",
  subject: "account:2",
  subjectName: "Trần Văn Bình",
  detail: {},
};
const unitName = (unit: string): string => (unit === "so-tu-phap" ? "Sở Tư pháp" : unit);

describe("a line of the audit in words", () => {
  it("names who did it, or what is no account", () => {
    expect(actorWords(ENTRY)).toBe("Nguyễn Thị An");
    expect(actorWords({ ...ENTRY, actor: "sign_in", actorName: null })).toBe("Chưa rõ người");
    expect(actorWords({ ...ENTRY, actor: "nightly-import", actorName: null })).toBe("nightly-import");
  });

  it("names what was done; what it has no words for stands for itself", () => {
    expect(actionWords("account_changed")).toBe("Sửa tài khoản");
    expect(actionWords("canned_reply_removed")).toBe("Xoá mẫu trả lời");
    expect(actionWords("moon_landed")).toBe("moon_landed");
  });

  it("names what it was done to, where the action does not say it", () => {
    expect(subjectWords(ENTRY)).toBe("Trần Văn Bình");
    expect(subjectWords({ ...ENTRY, action: "signed_in" })).toBe("");
    expect(subjectWords({ ...ENTRY, subjectName: ENTRY.actorName })).toBe("");
    expect(subjectWords({ ...ENTRY, subject: "sign_in", subjectName: null })).toBe("");
    expect(subjectWords({ ...ENTRY, subject: "import:7", subjectName: null })).toBe("đợt số 7");
    expect(subjectWords({ ...ENTRY, subject: "procedure:1.004194", subjectName: null })).toBe(
      "thủ tục 1.004194",
    );
  });

  it("tells a change from what to what", () => {
    const detail = {
      role: { from: "operator", to: "supervisor" },
      unit: { from: null, to: "so-tu-phap" },
      active: { from: true, to: false },
    };
    expect(detailWords(detail, unitName)).toBe(
      "vai trò: Cán bộ → Phụ trách; đơn vị: không có → Sở Tư pháp; được sử dụng: có → không",
    );
  });

  it("tells why a sign-in failed, and from where", () => {
    const detail = { by: "password", why: "wrong_password", address: "192.0.2.7" };
    expect(detailWords(detail, unitName)).toBe("bằng: mật khẩu; vì: sai mật khẩu; từ địa chỉ: 192.0.2.7");
  });

  it("shows what it has no words for as it is", () => {
    expect(detailWords({ rows: [1, 2], why: "state mismatch" }, unitName)).toBe(
      "rows: [1,2]; vì: state mismatch",
    );
    expect(detailWords({}, unitName)).toBe("");
  });
});
