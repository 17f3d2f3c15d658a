/**
 * What to do about an error of the Graph API.
 * - `again`: a passing fault; try later, three times in all. The platform said no, so nothing has gone out.
 * - `once`: try once more.
 * - `once_later`: try once more, and not before some minutes.
 * - `next_minute`, `minutes`, `hour`: too many calls; everybody waits, at least as long as the usage headers say.
 * - `upload_again`: the uploaded file cannot be used any more; upload it and repeat the call once.
 * - `window`: the reply window is closed; a person's words may go out with a tag, if that was granted.
 * - `other_app`: another application has the thread, so somebody answers there.
 * - `mend`: an administrator must first mend a token, a permission or a setting.
 * - `stop`: the same, and Meta acts against the Page: an alarm.
 * - `give_up`: never for this message.
 * - `bug`: the same, and the fault is ours.
 */
export type Remedy =
  | "again"
  | "once"
  | "once_later"
  | "next_minute"
  | "minutes"
  | "hour"
  | "upload_again"
  | "window"
  | "other_app"
  | "mend"
  | "stop"
  | "give_up"
  | "bug";

export interface ErrorRow {
  readonly remedy: Remedy;
  readonly meaning: string;
}

/**
 * Meta's errors as of November 2026, by `code` or `code/subcode`. Numbers from 2018171 on stand alone: sources name
 * them without saying in which of the two fields they come.
 */
export const ERROR_TABLE: ReadonlyMap<string, ErrorRow> = new Map<string, ErrorRow>([
  ["1", { remedy: "again", meaning: "unknown fault of the platform" }],
  ["2", { remedy: "again", meaning: "temporary fault of the platform, or the person blocked the Page" }],
  ["2/2018344", { remedy: "give_up", meaning: "the person has not accepted the privacy terms" }],
  ["4", { remedy: "minutes", meaning: "call limit of the application reached" }],
  ["10", { remedy: "mend", meaning: "no permission for this action" }],
  ["10/2018278", { remedy: "window", meaning: "outside the 24 hours after the person's last interaction" }],
  ["10/2534022", { remedy: "window", meaning: "outside the 24 hours (Instagram)" }],
  ["10/2018065", { remedy: "mend", meaning: "another permission is needed" }],
  ["10/2018108", { remedy: "once_later", meaning: "the person cannot receive messages now" }],
  ["10/1893063", { remedy: "stop", meaning: "the Page is restricted for a time" }],
  ["100", { remedy: "bug", meaning: "a parameter is wrong, or a message tag is no longer in use" }],
  ["100/33", { remedy: "mend", meaning: "the object is missing or the token does not see it" }],
  ["100/2018001", { remedy: "give_up", meaning: "no such person for this Page" }],
  ["100/2018008", { remedy: "once", meaning: "the address of an attachment could not be fetched" }],
  ["100/2018014", { remedy: "bug", meaning: "a sender action together with other content" }],
  ["100/2018047", { remedy: "give_up", meaning: "kind of attachment and file do not match" }],
  ["100/2018074", { remedy: "upload_again", meaning: "the uploaded attachment is not valid or not ours" }],
  ["100/2018109", { remedy: "give_up", meaning: "the attachment is too large" }],
  ["100/2018164", { remedy: "mend", meaning: "application id not valid (routing)" }],
  ["100/2018294", { remedy: "once", meaning: "fetching a video took too long" }],
  ["100/2534037", { remedy: "other_app", meaning: "another application owns the thread" }],
  ["190", { remedy: "mend", meaning: "the token is not valid; a new one is needed" }],
  ["190/458", { remedy: "mend", meaning: "the token is not valid: the application was removed" }],
  ["190/460", { remedy: "mend", meaning: "the token is not valid: a password was changed" }],
  ["190/463", { remedy: "mend", meaning: "the token has expired" }],
  ["190/467", { remedy: "mend", meaning: "the token was invalidated" }],
  ["200", { remedy: "mend", meaning: "permission missing, or the application is not live" }],
  ["200/1545041", { remedy: "give_up", meaning: "the person is not available" }],
  ["200/2018028", { remedy: "mend", meaning: "the public needs Advanced Access" }],
  ["230", { remedy: "give_up", meaning: "refused by permission or policy" }],
  ["368", { remedy: "stop", meaning: "blocked for reasons of policy" }],
  ["551", { remedy: "give_up", meaning: "the person is not available" }],
  ["551/1545041", { remedy: "give_up", meaning: "the person is not available" }],
  ["613", { remedy: "next_minute", meaning: "too many calls" }],
  ["613/2018338", { remedy: "hour", meaning: "limited after misuse of message tags" }],
  ["1200", { remedy: "again", meaning: "temporary fault of sending" }],
  ["10303", { remedy: "give_up", meaning: "a special case of set-up" }],
  ["80006", { remedy: "minutes", meaning: "call limit of the Page reached" }],
  ["2018171", { remedy: "give_up", meaning: "a special case of the profile" }],
  ["2018218", { remedy: "give_up", meaning: "a special case of templates" }],
  ["2018247", { remedy: "give_up", meaning: "a special case of subscriptions" }],
  ["2018300", { remedy: "other_app", meaning: "another application controls the thread" }],
  ["2018321", { remedy: "mend", meaning: "an automated question-and-answer flow of the Page is in control" }],
  ["9000001", { remedy: "give_up", meaning: "the person deleted the conversation or the account" }],
]);

/** An error as it is called in results and logs: `10/2018278`, or `10` when it has no subcode. */
export function errorName(code: number, subcode: number | undefined): string {
  return subcode === undefined ? String(code) : `${code}/${subcode}`;
}

/** The row of an error; undefined for one that is not documented, which is given up and reported. */
export function errorRow(code: number, subcode: number | undefined): ErrorRow | undefined {
  return (
    ERROR_TABLE.get(errorName(code, subcode)) ??
    // A subcode of six digits or more is unique among all codes; 33 and 458 are not.
    (subcode !== undefined && subcode > 99_999 ? ERROR_TABLE.get(String(subcode)) : undefined) ??
    ERROR_TABLE.get(String(code))
  );
}
