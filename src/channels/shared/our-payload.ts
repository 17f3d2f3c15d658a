/** With this every payload of ours begins (core/payload.ts). */
const PAYLOAD_PREFIX = "#mc:";

/** What came back from a tapped button, if it is a payload of ours; its meaning is read where it is answered. */
export function ourPayload(text: string | undefined): string | undefined {
  const trimmed = text?.trim();
  return trimmed?.startsWith(PAYLOAD_PREFIX) ? trimmed : undefined;
}
