import type { MethodChannel } from "../../../core/procedure.ts";
import { said } from "./clean-text.ts";

const CHANNELS: readonly (readonly [RegExp, MethodChannel])[] = [
  [/^trực tiếp(?!\p{L})/iu, "in_person"],
  [/^trực tuyến(?!\p{L})/iu, "online"],
  [/^(?:qua )?(?:dịch vụ )?bưu (?:chính|điện)(?!\p{L})/iu, "post"],
];

/** "Trực tiếp", "Trực tuyến (Toàn trình)", "Dịch vụ bưu chính"; undefined for any other words. */
export function methodChannel(text: string | null | undefined): MethodChannel | undefined {
  const words = said(text);
  return words === undefined ? undefined : CHANNELS.find(([form]) => form.test(words))?.[1];
}
