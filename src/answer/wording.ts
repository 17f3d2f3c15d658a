import type {
  Document,
  Facet,
  Fee,
  Level,
  MethodChannel,
  Procedure,
  ProcessingTime,
  TimeUnit,
} from "../core/procedure.ts";

/** How single facts of a record are put into Vietnamese. Nothing is said here that the record does not hold. */

export const facetTitle = {
  documents: "Giấy tờ cần nộp",
  fee: "Phí, lệ phí",
  time: "Thời gian giải quyết",
  where: "Nơi nộp hồ sơ",
  how: "Cách thực hiện",
  conditions: "Điều kiện",
  form: "Mẫu đơn, tờ khai",
  result: "Kết quả",
  legal_basis: "Căn cứ pháp lý",
  overview: "Thông tin chung",
} as const satisfies Record<Facet, string>;

const levelName = {
  commune: "Cấp xã",
  province: "Cấp tỉnh",
  ministry: "Cấp Bộ",
  other: "Cơ quan khác",
} as const satisfies Record<Level, string>;

export const channelName = {
  in_person: "trực tiếp",
  online: "trực tuyến",
  post: "qua bưu chính",
} as const satisfies Record<MethodChannel, string>;

const unitName = {
  minute: "phút",
  hour: "giờ",
  day: "ngày",
  working_day: "ngày làm việc",
  month: "tháng",
  year: "năm",
} as const satisfies Record<TimeUnit, string>;

export const levelNames = (procedure: Procedure): string =>
  [...new Set(procedure.levels)].map((level) => levelName[level]).join(", ");

/** For a button, so at most 20 letters. */
export const handInTitle = ({ levels: [level] }: Procedure): string =>
  level === undefined || level === "other" ? "Nộp ở nơi khác" : `Nộp ở ${lowerFirst(levelName[level])}`;

/** 1000000 is "1.000.000 đồng". */
export const amountText = (amount: number): string =>
  `${String(amount).replace(/\B(?=(?:\d{3})+$)/g, ".")} đồng`;

/** "2026-07-01" is "01/07/2026". */
export const dateText = (date: string): string => date.split("-").reverse().join("/");

/** Offices write "05 ngày"; halves are written with a comma. */
const countText = (value: number): string =>
  Number.isInteger(value) ? String(value).padStart(2, "0") : String(value).replace(".", ",");

export const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

export const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** One sentence after another, each ended once. */
export const sentences = (...parts: readonly (string | undefined)[]): string =>
  parts
    .filter((part) => part !== undefined)
    .map((part) => (/[.!?…]$/.test(part) ? part : `${part}.`))
    .join(" ");

/** What is not known is said to be unknown, with the record's reason. */
export const unknownText = (why: string): string => sentences("Chưa có trong hồ sơ thủ tục", upperFirst(why));

const withCase = (name: string | undefined, text: string): string =>
  name === undefined ? text : `${name.replace(/[.;:,]$/, "")}: ${text}`;

export function timeText(time: ProcessingTime): string {
  if ("unknown" in time) return withCase(time.case, unknownText(time.unknown));
  const { basis } = time;
  if ("at_once" in time)
    return withCase(
      time.case,
      basis === undefined ? "Giải quyết ngay trong ngày." : sentences("Giải quyết ngay", upperFirst(basis)),
    );
  const length = `${countText(time.value)} ${unitName[time.unit]}`;
  if (basis === undefined) return withCase(time.case, sentences(length));
  // "05 ngày làm việc, kể từ ngày nhận đủ hồ sơ"; a basis that begins a sentence stays one.
  const continues = basis.charAt(0) !== basis.charAt(0).toUpperCase();
  return withCase(time.case, continues ? sentences(`${length}, ${basis}`) : sentences(length, basis));
}

/** "Miễn phí" is said only of a fee the record calls free. */
export function feeText(fee: Fee): string {
  if ("unknown" in fee) return withCase(fee.case, unknownText(fee.unknown));
  const note = fee.note === undefined ? undefined : upperFirst(fee.note);
  if ("free" in fee) return withCase(fee.case, sentences("Miễn phí", note));
  const kind = fee.kind === undefined ? "mức thu" : fee.kind === "phi" ? "phí" : "lệ phí";
  const amount = `${amountText(fee.amount)}/${fee.unit}`;
  if (fee.case === undefined) return sentences(`${upperFirst(kind)} ${amount}`, note);
  return withCase(fee.case, sentences(`${kind} ${amount}`, note));
}

const formText = (form: string): string => (/^(?:mẫu|theo mẫu)/iu.test(form) ? form : `mẫu: ${form}`);

export function documentText(document: Document): string {
  const counts = [
    document.original === undefined || document.original === 0
      ? undefined
      : `${countText(document.original)} bản chính`,
    document.copies === undefined || document.copies === 0
      ? undefined
      : `${countText(document.copies)} bản sao`,
  ].filter((part) => part !== undefined);
  const facts = [
    document.present === true
      ? ["xuất trình", ...counts].join(" ")
      : counts.length > 0
        ? counts.join(", ")
        : undefined,
    document.form === undefined ? undefined : formText(document.form),
  ].filter((part) => part !== undefined);
  const name = document.name.replace(/[.;]$/, "");
  return facts.length === 0 ? sentences(name) : sentences(`${name} (${facts.join("; ")})`);
}
