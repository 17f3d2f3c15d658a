import type { Procedure } from "../../../core/procedure.ts";
import { said } from "./clean-text.ts";
import { splitItems } from "./split-items.ts";

const NONE =
  /^không(?: có| quy định| yêu cầu| đặt ra| áp dụng)?(?: các)?(?: yêu cầu)?(?:,| và|,? hoặc)?(?: điều kiện)?(?: thực hiện)?(?: gì| nào| riêng| đặc biệt| cụ thể)?\s*\.?$/iu;

/** The conditions, one a line; "Không", "Không có", "Không quy định" say that there are none. */
export function readConditions(text: string | null | undefined): Procedure["conditions"] {
  const line = said(text);
  if (text === null || text === undefined || line === undefined) {
    return { unknown: "Nguồn không ghi yêu cầu, điều kiện" };
  }
  if (NONE.test(line.replace(/^[-+*•\s]+/u, ""))) return { none: true };
  const items = splitItems(text);
  return items.length > 0 ? items : { unknown: "Nguồn không ghi yêu cầu, điều kiện" };
}
