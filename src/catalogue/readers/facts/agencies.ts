import type { Agency, Level } from "../../../core/procedure.ts";
import { said } from "./clean-text.ts";

const LEVEL_WORDS: readonly (readonly [RegExp, Level | "district"])[] = [
  [/^(?:cấp )?(?:xã|phường|thị trấn|đặc khu)(?:, phường.*)?$/iu, "commune"],
  [/^(?:cấp )?(?:tỉnh|thành phố)$/iu, "province"],
  [/^(?:cấp )?(?:bộ|trung ương)$/iu, "ministry"],
  [/^(?:cấp )?(?:khác|cơ quan khác)$/iu, "other"],
  [/^(?:cấp )?(?:huyện|quận|quận, huyện|thị xã)$/iu, "district"],
];

export interface LevelsRead {
  readonly levels: readonly Level[];
  /** Words of the abolished district tier, as the source writes them. */
  readonly district: readonly string[];
  /** Words that name no level we know. */
  readonly unread: readonly string[];
}

/** The levels of "xã", "Cấp Xã", "Cấp Tỉnh, Cấp Bộ"; the district tier is kept apart. */
export function readLevels(words: readonly string[]): LevelsRead {
  const levels = new Set<Level>();
  const district: string[] = [];
  const unread: string[] = [];
  for (const word of words.flatMap((one) => one.split(/[,;\n]\s*(?=cấp|cơ quan)/iu))) {
    const text = said(word);
    if (text === undefined) continue;
    const level = LEVEL_WORDS.find(([form]) => form.test(text))?.[1];
    if (level === undefined) unread.push(text);
    else if (level === "district") district.push(text);
    else levels.add(level);
  }
  return { levels: [...levels], district, unread };
}

/**
 * A body of the district tier, abolished on 1 July 2025 (Nghị quyết 203/2025/QH15). A place is not a body: "Quận Cầu
 * Giấy" in an address stays.
 */
const DISTRICT_BODY =
  /(?:ủy ban nhân dân|uỷ ban nhân dân|ubnd|hđnd|hội đồng nhân dân|công an|tòa án nhân dân|toà án nhân dân|viện kiểm sát nhân dân|bảo hiểm xã hội|chi cục thuế|ban chỉ huy quân sự|kho bạc nhà nước|trung tâm (?:hành chính công|y tế)|phòng [\p{L} ,-]{3,40}|văn phòng hđnd và ubnd|cơ quan [\p{L} ]{3,40}|bộ phận (?:tiếp nhận|một cửa)[\p{L} ]{0,30})\s+(?:cấp )?(?:huyện|quận|thị xã)(?!\p{L})(?! khu)/iu;
/** Departments that only districts had, named without their district. */
const DISTRICT_DEPARTMENT =
  /^phòng (?:tư pháp|lao động|tài nguyên và môi trường|giáo dục và đào tạo|tài chính - kế hoạch|nội vụ)(?!\p{L})/iu;

/** The words that name an abolished district body, or undefined. */
export function districtBody(text: string): string | undefined {
  return (DISTRICT_DEPARTMENT.exec(text) ?? DISTRICT_BODY.exec(text))?.[0];
}

/** How the name of an agency begins: where a comma is followed by one of these, another agency begins. */
const AGENCY_HEAD =
  /^(?:Ủy ban|Uỷ ban|UBND|HĐND|Hội đồng|Bộ|Sở|Cục|Chi cục|Tổng cục|Vụ|Phòng|Ban|Công an|Ngân hàng|Trung tâm|Văn phòng|Chi nhánh|Cảng vụ|Chủ tịch|Tòa án|Toà án|Viện|Bảo hiểm|Thuế|Hải quan|Kho bạc|Đội|Biên phòng|Trường|Cơ quan|Đơn vị|Bệnh viện|Trạm|Tổ chức|Hội|Quỹ|Doanh nghiệp|Thanh tra|Đài|Đại học|Học viện|Hạt|Giám đốc|Chỉ huy|Thi hành án|Kiểm lâm|Thủ tướng|Chính phủ|Quốc hội|Tập đoàn|Công ty|Cơ sở|Tổ|Đại sứ|Lãnh sự|Liên đoàn|Đảng|Huyện|Tỉnh|Quân khu|Đồn|Khu|Nhà)(?!\p{L})/u;

/** The agencies of a text that joins their names by commas, semicolons or lines; commas inside a name stay. */
export function splitAgencies(text: string): string[] {
  return text
    .split(/[\n;]/u)
    .flatMap((line) => {
      const names: string[] = [];
      for (const part of line.split(/,\s*/u)) {
        const before = names.at(-1);
        if (before === undefined || AGENCY_HEAD.test(part.trim())) names.push(part);
        else names[names.length - 1] = `${before}, ${part}`;
      }
      return names;
    })
    .flatMap((name) => said(name.replace(/^\s*[-+*•]\s*/u, ""))?.replace(/[\s.,]+$/u, "") ?? []);
}

const LEVEL_SIGNS: readonly (readonly [RegExp, Level])[] = [
  [
    /cấp xã|(?:ubnd|ủy ban nhân dân|công an|quân sự|nhân dân)(?: cấp)? (?:xã|phường|đặc khu)|trạm y tế/iu,
    "commune",
  ],
  [
    /^sở(?!\p{L})|cấp tỉnh|(?:ubnd|ủy ban nhân dân|công an|thuế|bảo hiểm xã hội)(?: cấp)? (?:tỉnh|thành phố)/iu,
    "province",
  ],
  [
    /^(?:văn phòng )?bộ (?!phận|chỉ huy|tư lệnh)|^(?:cục|tổng cục|vụ|thanh tra bộ) |- bộ |^ngân hàng nhà nước việt nam|chính phủ|quốc hội/iu,
    "ministry",
  ],
];

/** The level an agency stands at: by its name, else by the record's only level, else "other". */
export function agencyLevel(name: string, levels: readonly Level[]): Level {
  const byName = LEVEL_SIGNS.find(([sign]) => sign.test(name))?.[1];
  if (byName !== undefined) return byName;
  return levels.length === 1 && levels[0] !== undefined ? levels[0] : "other";
}

export interface AgenciesRead {
  readonly agencies: readonly Agency[];
  /** Abolished bodies that were left out. */
  readonly district: readonly string[];
}

/** The agencies by name, each once; bodies of the abolished district tier are left out and returned apart. */
export function readAgencies(
  names: readonly string[],
  levels: readonly Level[],
  reception: string | undefined,
): AgenciesRead {
  const agencies: Agency[] = [];
  const district: string[] = [];
  for (const name of new Set(names)) {
    if (districtBody(name) !== undefined) district.push(name);
    else {
      const agency = { level: agencyLevel(name, levels), name };
      agencies.push(reception === undefined ? agency : { ...agency, reception });
    }
  }
  return { agencies, district };
}
