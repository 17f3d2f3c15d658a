/**
 * What to do about a code in the field `error` of an answer.
 * - `refresh`: the access token is dead; refresh it once and repeat the call once.
 * - `next_minute`: everybody waits until the allowance of calls is filled up again.
 * - `again`: try later; the platform said no, so nothing has gone out.
 * - `upload_again`: the uploaded file has expired; upload it and repeat the call once.
 * - `some_minutes`, `at_six`: wait for something that passes by itself.
 * - `mend`: an administrator must first mend a setting, a package, a consent or the billing.
 * - `give_up`: never for this message.
 */
export type Remedy =
  "refresh" | "next_minute" | "again" | "upload_again" | "some_minutes" | "at_six" | "mend" | "give_up";

export interface ErrorRow {
  readonly remedy: Remedy;
  readonly meaning: string;
}

/** Zalo's error codes as of November 2026. Lists from before API v3 give other meanings to -202, -203 and -204. */
export const ERROR_TABLE: ReadonlyMap<number, ErrorRow> = new Map<number, ErrorRow>([
  [-32, { remedy: "next_minute", meaning: "request rate of the application or the OA exceeded" }],
  [-100, { remedy: "upload_again", meaning: "uploaded attachment expired" }],
  [-105, { remedy: "mend", meaning: "application not linked to an OA (template API)" }],
  [-124, { remedy: "refresh", meaning: "access token invalid (template API)" }],
  [-200, { remedy: "again", meaning: "sending failed" }],
  [-201, { remedy: "give_up", meaning: "a parameter is invalid, or the user id is unknown" }],
  [-204, { remedy: "mend", meaning: "OA disabled or deleted" }],
  [-205, { remedy: "mend", meaning: "OA does not exist" }],
  [-209, { remedy: "mend", meaning: "application not activated" }],
  [-210, { remedy: "give_up", meaning: "a parameter is over its limit" }],
  [-211, { remedy: "give_up", meaning: "out of quota for this feature in this period" }],
  [-212, { remedy: "mend", meaning: "application or OA not registered for this API" }],
  [-213, { remedy: "give_up", meaning: "the user has not followed the OA" }],
  [-214, { remedy: "some_minutes", meaning: "article still being processed" }],
  [-216, { remedy: "refresh", meaning: "access token invalid" }],
  [-217, { remedy: "give_up", meaning: "the user blocks invitations of this OA" }],
  [-218, { remedy: "give_up", meaning: "the quota of this recipient is used up" }],
  [-219, { remedy: "mend", meaning: "application removed or disabled" }],
  [-220, { remedy: "refresh", meaning: "access token expired or gone" }],
  [-221, { remedy: "mend", meaning: "OA not verified" }],
  [-223, { remedy: "mend", meaning: "the OA has not granted this permission; consent is needed again" }],
  [-224, { remedy: "mend", meaning: "the OA's package is too small" }],
  [-227, { remedy: "give_up", meaning: "user account locked, or offline for more than 45 days" }],
  [-230, { remedy: "give_up", meaning: "no interaction of the user in the last 7 days" }],
  [-231, { remedy: "give_up", meaning: "no interaction of the user inside the consultation window" }],
  [-232, { remedy: "give_up", meaning: "the user never interacted, or the interaction expired" }],
  [-233, { remedy: "give_up", meaning: "message type not supported or not available" }],
  [-234, { remedy: "at_six", meaning: "this type cannot be sent between 22 and 6 o'clock" }],
  [-235, { remedy: "mend", meaning: "API not available for this kind of OA" }],
  [-237, { remedy: "give_up", meaning: "group expired" }],
  [-238, { remedy: "give_up", meaning: "allowance asset used up or invalid" }],
  [-240, { remedy: "give_up", meaning: "message API v2 is switched off" }],
  [-241, { remedy: "give_up", meaning: "allowance asset used up or invalid" }],
  [-242, { remedy: "mend", meaning: "appsecret_proof wrong or missing" }],
  [-244, { remedy: "give_up", meaning: "the user restricted this kind of message" }],
  [-248, { remedy: "give_up", meaning: "the content violates the platform's standards" }],
  [-249, { remedy: "give_up", meaning: "a template cannot go to a user id" }],
  [-320, { remedy: "mend", meaning: "billing account not linked" }],
  [-321, { remedy: "mend", meaning: "billing account out of money" }],
  [-403, { remedy: "give_up", meaning: "the OA does not own the group" }],
  [-1340, { remedy: "give_up", meaning: "form not found" }],
  [-1341, { remedy: "give_up", meaning: "form not accessible" }],
  [
    -14002,
    { remedy: "mend", meaning: "OAuth: application id invalid, or application inactive for this user" },
  ],
  [
    -14003,
    { remedy: "mend", meaning: "OAuth: redirect URI not registered or not verified, or PKCE pair mismatch" },
  ],
  [-14020, { remedy: "mend", meaning: "OAuth: refresh token used or expired; consent is needed again" }],
  [-14029, { remedy: "mend", meaning: "OAuth: application not approved" }],
]);

/** True for the family of OAuth refusals (-14000 to -14999), also where the single code is not documented. */
export function isOauthCode(code: number): boolean {
  return code <= -14000 && code > -15000;
}

/** The row of a code; undefined for one that is not documented, which is given up and reported. */
export function errorRow(code: number): ErrorRow | undefined {
  const row = ERROR_TABLE.get(code);
  if (row !== undefined || !isOauthCode(code)) return row;
  return { remedy: "mend", meaning: "OAuth: wrong OA, wrong owner or the like" };
}

/** OAuth refusals that end by themselves once the application is mended; the refresh token is not used up by them. */
const GRANT_SURVIVES: ReadonlySet<number> = new Set([-14002, -14003, -14029]);

/** True when a refresh refused with this code means that only a new consent of the OA helps. */
export function grantIsLost(code: number): boolean {
  return isOauthCode(code) && !GRANT_SURVIVES.has(code);
}
