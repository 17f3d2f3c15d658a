/**
 * Every error that may leave a module carries a code. A new code without a row in `httpStatus` does not
 * compile, so there is one table, and it cannot be forgotten.
 */
export type ErrorCode =
  | "config_invalid"
  | "data_dir_in_use"
  | "webhook_refused"
  | "webhook_unreadable"
  | "body_too_large"
  | "message_invalid"
  | "too_many_messages"
  | "not_found"
  | "not_signed_in"
  | "not_allowed"
  | "sign_in_refused"
  | "account_locked"
  | "password_weak"
  | "password_change_needed"
  | "account_invalid"
  | "origin_refused"
  | "held_by_other"
  | "hand_over_refused"
  | "window_closed"
  | "input_invalid"
  | "consent_refused"
  | "knowledge_invalid"
  | "import_withdraws_too_much"
  | "import_four_eyes"
  | "import_state"
  | "import_stale"
  | "import_unreadable"
  | "questions_invalid"
  | "engine_unreachable"
  | "not_ready"
  | "internal";

/** The HTTP status each code is answered with. */
export const httpStatus = {
  config_invalid: 500,
  data_dir_in_use: 500,
  webhook_refused: 401,
  webhook_unreadable: 400,
  body_too_large: 413,
  message_invalid: 400,
  too_many_messages: 429,
  not_found: 404,
  not_signed_in: 401,
  not_allowed: 403,
  sign_in_refused: 401,
  account_locked: 429,
  password_weak: 400,
  password_change_needed: 403,
  account_invalid: 400,
  origin_refused: 403,
  held_by_other: 409,
  hand_over_refused: 409,
  window_closed: 409,
  input_invalid: 400,
  consent_refused: 400,
  knowledge_invalid: 500,
  import_withdraws_too_much: 409,
  import_four_eyes: 403,
  import_state: 409,
  import_stale: 409,
  import_unreadable: 400,
  questions_invalid: 400,
  engine_unreachable: 503,
  not_ready: 503,
  internal: 500,
} as const satisfies Record<ErrorCode, number>;

/** An error with a code; `message` says what is wrong and where, in words for the one who can mend it. */
export class MotcuaError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = "MotcuaError";
  }
}
