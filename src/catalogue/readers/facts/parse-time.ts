import type { ProcessingTime, TimeUnit } from "../../../core/procedure.ts";
import { quote, said } from "./clean-text.ts";
import type { TrapNote } from "./trap-note.ts";

export interface TimeRead {
  readonly time: ProcessingTime;
  readonly traps: readonly TrapNote[];
}

const UNITS: Readonly<Record<string, TimeUnit>> = {
  phút: "minute",
  giờ: "hour",
  "giờ làm việc": "hour",
  ngày: "day",
  "ngày làm việc": "working_day",
  tháng: "month",
  năm: "year",
};

/** One length of time and nothing that would qualify it but "counted from when". */
const ONE_LENGTH =
  /^(?:(trong(?: vòng)?(?: thời hạn)?(?: tối đa)?(?: không quá)?|thời hạn|tối đa|không quá|chậm nhất(?: là)?)\s+)?(\d{1,4}(?:[.,]\d{1,2})?)\s*(?:\(\s*([\p{L} ]{1,20})\s*\)\s*)?(ngày làm việc|giờ làm việc|ngày|giờ|phút|tháng|năm)(?:\s*\([\p{L} ]{1,20}\))?(?:,?\s+((?:kể |tính )?(?:từ|sau) (?:ngày|khi|thời điểm|lúc).{1,200}))?\s*[.;]?$/iu;

/** A second length, a condition or an exception inside "counted from when": then it is not one plain time. */
const MORE_IN_BASIS =
  /\d+\s*(?:\([^()]*\)\s*)?(?:ngày|giờ|tháng|năm)(?! \d)|trường hợp|đối với|hoặc|[;:]|\.\s/iu;

const NUMBER_WORDS: Readonly<Record<string, number>> = {
  một: 1,
  hai: 2,
  ba: 3,
  bốn: 4,
  năm: 5,
  sáu: 6,
  bảy: 7,
  bẩy: 7,
  tám: 8,
  chín: 9,
  mười: 10,
  "mười lăm": 15,
  "hai mươi": 20,
  "ba mươi": 30,
};

const AT_ONCE = /^(?:giải quyết |thực hiện |trả kết quả |trả )?(?:ngay\b|trong ngày(?:[.;]|$))/iu;
const PLAIN_AT_ONCE =
  /^(?:giải quyết |thực hiện |trả kết quả |trả )?(?:ngay|ngay trong ngày|trong ngày)\s*[.;]?$/iu;
/** "Ngay trong ngày hoặc ngày làm việc tiếp theo" is two times, not one. */
const NOT_ONLY_AT_ONCE = /\d|hoặc|tiếp theo|trường hợp|đối với|[;:]|\.\s|\bnếu\b/iu;

const unknownTime = (why: string): ProcessingTime => ({ unknown: why });

/** A length with its unit, or unknown when it is not above 0. */
function lengthOf(value: number, unit: TimeUnit, basis: string | undefined, source: string): ProcessingTime {
  if (!(value > 0)) return unknownTime(`Nguồn ghi ${quote(source)}`);
  return basis === undefined ? { value, unit } : { value, unit, basis };
}

/**
 * How long it takes, from the portal's time cell. Only one plain length ("05 ngày làm việc", with "kể từ ngày…"
 * behind it at most) and "ngay trong ngày" become facts; ranges, several times, conditions and numbers without a unit
 * are unknown with the source's words.
 */
export function parseTime(text: string | null | undefined): TimeRead {
  const source = said(text);
  if (source === undefined) {
    return { time: unknownTime("Nguồn không ghi thời hạn giải quyết"), traps: [] };
  }
  if (/^\d+(?:[.,]\d+)?$/u.test(source)) return timeWithoutUnit(source);
  if (AT_ONCE.test(source) && !NOT_ONLY_AT_ONCE.test(source)) {
    return {
      time: PLAIN_AT_ONCE.test(source) ? { at_once: true } : { at_once: true, basis: source },
      traps: [],
    };
  }
  const found = ONE_LENGTH.exec(source);
  if (found !== null) {
    const [, , digits = "", words, unitName = "", counted] = found;
    const value = Number(digits.replace(",", "."));
    const unit = UNITS[unitName.toLowerCase()];
    const spelt = words === undefined ? undefined : NUMBER_WORDS[words.trim().toLowerCase()];
    const agrees = words === undefined || spelt === value;
    if (unit !== undefined && agrees && (counted === undefined || !MORE_IN_BASIS.test(counted))) {
      const basis = [unitName.toLowerCase() === "giờ làm việc" ? "giờ làm việc" : undefined, counted]
        .filter((part) => part !== undefined)
        .join(", ")
        .replace(/[\s.;,]+$/u, "");
      return { time: lengthOf(value, unit, basis === "" ? undefined : basis, source), traps: [] };
    }
  }
  return { time: unknownTime(`Nguồn ghi ${quote(source)}`), traps: [] };
}

/** A number whose unit the source does not give: "1", or the API's unit OTHER. */
export function timeWithoutUnit(number: string): TimeRead {
  return {
    time: unknownTime(`Nguồn ghi ${quote(number)} mà không có đơn vị thời gian`),
    traps: [{ kind: "time_without_unit", detail: number }],
  };
}

/** The API's pair of a number and a unit. */
export function timeOf(value: number, unit: TimeUnit, source: string): TimeRead {
  return { time: lengthOf(value, unit, undefined, source), traps: [] };
}
