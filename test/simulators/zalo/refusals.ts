/** The codes of section 5 this simulator answers by itself, with the words that go with them. */
const MEANING: Readonly<Record<number, string>> = {
  [-32]: "request rate exceeded",
  [-100]: "attachment expired",
  [-200]: "sending failed",
  [-201]: "a parameter is invalid",
  [-204]: "OA is disabled or deleted",
  [-205]: "OA does not exist",
  [-209]: "application is not activated",
  [-210]: "a parameter is over its limit",
  [-211]: "out of quota",
  [-212]: "not registered for this API",
  [-213]: "user has not followed the OA",
  [-216]: "access token is invalid",
  [-217]: "user blocks invitations of this OA",
  [-218]: "this recipient's quota is exhausted",
  [-220]: "access token expired",
  [-221]: "OA is not verified",
  [-223]: "OA has not granted this permission",
  [-224]: "OA package does not include this API",
  [-227]: "user account is locked or inactive",
  [-230]: "user has not interacted with the OA in the past 7 days",
  [-232]: "user has not interacted with the OA, or the interaction expired",
  [-233]: "message type is not supported or not available",
  [-240]: "message API v2 is off, use v3",
  [-242]: "appsecret_proof is wrong or missing",
  [-244]: "user restricted this kind of message",
  [-248]: "content violates the platform's standards",
};

/** An API call the platform does not accept. Goes out as JSON `{error, message}` with HTTP 200. */
export class ApiRefusal extends Error {
  readonly code: number;

  /** `about` names the parameter or circumstance, as the platform's texts do. */
  constructor(code: number, about?: string) {
    super([MEANING[code] ?? "refused", about].filter((part) => part !== undefined).join(": "));
    this.code = code;
  }
}

/** Why the OAuth endpoints refuse. Codes marked so are not in writing; only the class -14xxx is known of them. */
export const OAUTH = {
  applicationInvalid: { code: -14002, name: "Invalid app id" },
  redirectOrPkce: { code: -14003, name: "Invalid redirect uri" },
  secretWrong: { code: -14004, name: "Invalid secret key" }, // code unverified
  requestMalformed: { code: -14005, name: "Invalid request" }, // code unverified
  codeUsedOrExpired: { code: -14019, name: "Invalid code" }, // code unverified
  refreshTokenDead: { code: -14020, name: "Invalid refresh token" },
} as const;

export type OAuthFault = (typeof OAUTH)[keyof typeof OAUTH];

/** A refusal of the consent page or the token endpoint. Goes out as JSON with HTTP 200. */
export class OAuthRefusal extends Error {
  readonly fault: OAuthFault;

  constructor(fault: OAuthFault, why: string) {
    super(why);
    this.fault = fault;
  }
}
