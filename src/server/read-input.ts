import type { z } from "zod";
import { MotcuaError } from "../core/errors.ts";

/** What a request holds, by its schema. @throws MotcuaError `input_invalid` naming every field that is wrong. */
export function readInput<Values>(schema: z.ZodType<Values>, given: unknown): Values {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(
    (issue) => `${issue.path.join(".") || "nội dung"}: ${issue.message}`,
  );
  throw new MotcuaError("input_invalid", `Dữ liệu gửi lên không hợp lệ: ${faults.join("; ")}`);
}
