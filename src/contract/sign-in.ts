import { z } from "zod";
import { roleLabel, ROLES } from "../core/people.ts";

export { roleLabel };

/**
 * The API of accounts and of signing in to the desk, under `/api/auth` and `/api/desk`. The browser is known by the
 * cookie `motcua_desk`. Anything but GET must come from the own origin, with a JSON body. Errors are `ApiError`:
 * `not_signed_in`, `password_change_needed` (only `me`, `password` and `sign-out` answer before it is done),
 * `not_allowed`, `origin_refused`, and those named below. All times are ISO 8601 in UTC.
 */

const at = z.iso.datetime();
/** Longer than any password may be, so that what is typed in vain is refused and not cut. */
const typed = z.string().min(1, "không được để trống").max(1000);

/** Body of `POST /api/auth/sign-in`, answered with `Me`. Refused with `sign_in_refused`, or `too_many_messages`. */
export const SignIn = z.strictObject({ username: typed, password: typed });
export type SignIn = z.infer<typeof SignIn>;

/**
 * Body of `POST /api/auth/password`, answered with `Me`. Ends all other sessions of the account. Refused with
 * `password_weak`, with `sign_in_refused` when the old one is wrong, with `account_locked` after too many wrong ones.
 */
export const ChangePassword = z.strictObject({ oldPassword: typed, newPassword: typed });
export type ChangePassword = z.infer<typeof ChangePassword>;

export const AccountView = z.object({
  id: z.string(),
  username: z.string(),
  /** As citizens and colleagues read it. */
  name: z.string(),
  role: z.enum(ROLES),
  /** An id of `GET /api/desk/units`; null: all. */
  unit: z.string().nullable(),
  email: z.string().nullable(),
  active: z.boolean(),
  mustChangePassword: z.boolean(),
  /** After too many wrong passwords; null when not, or no longer. */
  lockedUntil: at.nullable(),
  createdAt: at,
  lastSignInAt: at.nullable(),
});
export type AccountView = z.infer<typeof AccountView>;

/** The authority's own sign-in, `GET /api/auth/oidc`: "Đăng nhập bằng {name}". */
const Oidc = z.object({ name: z.string() });

/** `GET /api/auth/options`, for everybody: how one may sign in besides with a password. */
export const SignInOptions = z.object({ oidc: Oidc.optional() });
export type SignInOptions = z.infer<typeof SignInOptions>;

/** `GET /api/auth/me`; refused with `not_signed_in`. `POST /api/auth/sign-out` is answered 204, signed in or not. */
export const Me = z.object({
  account: AccountView,
  /** Of this session: whoever came by the authority's own sign-in has no password to change. */
  mustChangePassword: z.boolean(),
  oidc: Oidc.optional(),
});
export type Me = z.infer<typeof Me>;

/** What may go wrong on the way through the authority's own sign-in: `/desk?loi=<fault>`, with the words to show. */
export const oidcFaultText = {
  oidc_unreachable:
    "Hiện không kết nối được hệ thống đăng nhập của cơ quan. Vui lòng thử lại hoặc dùng mật khẩu.",
  oidc_refused: "Đăng nhập bằng tài khoản cơ quan chưa thành công. Vui lòng thử lại.",
  oidc_no_account:
    "Tài khoản cơ quan này chưa được cấp quyền vào bàn làm việc. Vui lòng liên hệ quản trị viên.",
} as const;
export type OidcFault = keyof typeof oidcFaultText;

// Accounts, for administrators: `/api/desk/accounts`. What is wrong with a value is told with `account_invalid`.

/** `GET`. */
export const AccountList = z.object({ accounts: z.array(AccountView) });
export type AccountList = z.infer<typeof AccountList>;

/** `POST`, answered 201 with `AccountWithPassword`. */
export const CreateAccount = z.strictObject({
  username: z.string(),
  name: z.string(),
  role: z.enum(ROLES),
  unit: z.string().nullish(),
  email: z.string().nullish(),
});
export type CreateAccount = z.infer<typeof CreateAccount>;

/** `PATCH …/:id`, answered with `AccountView`. What is not given stays; another role, address or `active` signs out. */
export const ChangeAccount = z.strictObject({
  name: z.string().optional(),
  role: z.enum(ROLES).optional(),
  unit: z.string().nullish(),
  email: z.string().nullish(),
  active: z.boolean().optional(),
});
export type ChangeAccount = z.infer<typeof ChangeAccount>;

/** Also the answer of `POST …/:id/password`. The password is shown once, and must be changed at the first sign-in. */
export const AccountWithPassword = z.object({ account: AccountView, oneTimePassword: z.string() });
export type AccountWithPassword = z.infer<typeof AccountWithPassword>;

/** Query of `GET /api/desk/audit`, for administrators: newest first, `before` the smallest id so far. */
export const AuditQuery = z.object({
  /** Such as `account:<id>`, `procedure:<code>`, `import:<number>`. */
  subject: z.string().max(200).optional(),
  before: z.coerce.number().int().positive().optional(),
});
export const AuditEntry = z.object({
  id: z.number().int(),
  at,
  /** `operator:<account id>`, or what is no account. */
  actor: z.string(),
  /** The name of that account; null when it is none. */
  actorName: z.string().nullable(),
  /** See `auditActionLabel`; others stand for themselves. */
  action: z.string(),
  subject: z.string(),
  /** The name of the account it was done to; null when it was done to something else. */
  subjectName: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()),
});
export type AuditEntry = z.infer<typeof AuditEntry>;
/** 50 a page; `more` when there are others. */
export const AuditPage = z.object({ lines: z.array(AuditEntry), more: z.boolean() });
export type AuditPage = z.infer<typeof AuditPage>;

export const auditActionLabel: Readonly<Record<string, string>> = {
  signed_in: "Đăng nhập",
  signed_out: "Đăng xuất",
  sign_in_failed: "Đăng nhập không thành công",
  account_locked: "Tạm khoá vì sai mật khẩu nhiều lần",
  account_created: "Tạo tài khoản",
  account_changed: "Sửa tài khoản",
  password_reset: "Cấp lại mật khẩu",
  password_changed: "Đổi mật khẩu",
  password_change_failed: "Đổi mật khẩu không thành công",
};
