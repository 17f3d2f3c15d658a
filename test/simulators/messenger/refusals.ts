import { randomBytes } from "node:crypto";
import type { JsonObject } from "../shared/json.ts";

/** A code of section 5, with its subcode behind a slash where it has one: "190", "10/2018278". */
export type FaultCode = `${number}` | `${number}/${number}`;

const MEANING: Readonly<Record<string, string>> = {
  "1": "An unknown error has occurred.",
  "2": "An unexpected error has occurred. Please retry your request later.",
  "4": "(#4) Application request limit reached",
  "10": "(#10) Application does not have permission for this action",
  "10/2018065": "(#10) This message is sent outside of allowed window. You need another permission to do it.",
  "10/2018108": "(#10) This person can't receive messages at the moment.",
  "10/2018278": "(#10) This message is sent outside of allowed window.",
  "10/2018300": "(#10) Message failed to send because another app is controlling this thread now.",
  "10/1893063": "(#10) This Page is temporarily restricted from sending messages.",
  "100": "(#100) Invalid parameter",
  "100/33":
    "Unsupported request. Object does not exist, cannot be loaded due to missing permissions, or does not support this operation",
  "100/2018001": "(#100) No matching user found",
  "100/2018008": "(#100) Failed to fetch the file from the url",
  "100/2018014": "(#100) Cannot send both message and state at the same time.",
  "100/2018047": "(#100) Upload attachment failure: the type of the attachment does not match the file.",
  "100/2018074": "(#100) Invalid attachment id, or not owned by this Page",
  "100/2018109": "(#100) Attachment size exceeds allowable limit",
  "100/2018164": "(#100) Incorrect App ID.",
  "100/2018294": "(#100) Video attachment could not be fetched in time.",
  "100/2534037": "(#100) This app is not the owner of the thread.",
  "190": "Invalid OAuth access token - Cannot parse access token",
  "190/458": "Error validating access token: The user has not authorized application.",
  "190/460":
    "Error validating access token: The session has been invalidated because the user changed their password or Facebook has changed the session for security reasons.",
  "190/463": "Error validating access token: Session has expired.",
  "190/467": "Error validating access token: The access token has been invalidated.",
  "200": "(#200) Permissions error",
  "200/1545041": "(#200) This person isn't available right now.",
  "200/2018028": "(#200) Cannot message users who are not admins, developers or testers of the app.",
  "368": "(#368) The action attempted has been deemed abusive or is otherwise disallowed",
  "551": "(#551) This person isn't available right now.",
  "551/1545041": "(#551) This person isn't available right now.",
  "613": "(#613) Calls to this api have exceeded the rate limit.",
  "2200": "(#2200) Callback verification failed",
  "2500": "Unknown path components",
  "80006": "(#80006) There have been too many calls to this Messenger account.",
};

/** A call the platform does not accept. Goes out in the frame of section 5. */
export class GraphRefusal extends Error {
  readonly code: number;
  readonly subcode: number | undefined;

  /** `about` names the parameter or circumstance, as the platform's texts do. */
  constructor(fault: FaultCode, about?: string) {
    const [code = "", subcode] = fault.split("/");
    const known = MEANING[fault] ?? MEANING[code] ?? `(#${code}) The request failed`;
    super([known, about].filter((part) => part !== undefined).join(": "));
    this.code = Number(code);
    this.subcode = subcode === undefined ? undefined : Number(subcode);
  }

  /** The answer's body; `error_subcode` only where there is one. */
  frame(): JsonObject {
    return {
      error: {
        message: this.message,
        type: "OAuthException",
        code: this.code,
        ...(this.subcode === undefined ? {} : { error_subcode: this.subcode }),
        fbtrace_id: `A${randomBytes(16).toString("base64url")}`,
      },
    };
  }
}

/** @throws Error when the text is no code of that form. */
export function faultCodeOf(text: string | number): FaultCode {
  const code = String(text);
  if (!/^\d+(\/\d+)?$/.test(code)) throw new Error(`an error is a code or code/subcode, not ${code}`);
  return code as FaultCode;
}
