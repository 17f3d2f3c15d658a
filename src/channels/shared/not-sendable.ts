/** A message that cannot go out as it is. It should not have been composed so: a fault of the program. */
export interface NotSendable {
  readonly code: "over_limit" | "invalid_button" | "invalid_file";
  readonly detail: string;
}

export function isNotSendable(value: object): value is NotSendable {
  return "code" in value;
}

export function overLimit(detail: string): NotSendable {
  return { code: "over_limit", detail };
}
