import type { ColumnWords } from "./find-columns.ts";

/** What decisions and provincial systems call their columns, in folded words. Extend here; the code knows none. */
export const LIST_COLUMNS = {
  ordinal: { is: ["stt", "tt", "so tt", "so thu tu", "thu tu"] },
  code: {
    is: ["ma", "ma so", "ma tthc", "ma thu tuc", "ma dvc"],
    begins: [
      "ma tthc",
      "ma so tthc",
      "ma thu tuc",
      "ma so thu tuc",
      "ma so ho so",
      "ma ho so tthc",
      "ma dvc",
      "ma dich vu cong",
      "ma so dich vu cong",
      "ma quoc gia",
      "ma cong dich vu cong",
      "ma so ma tthc",
      "so ho so tthc",
    ],
    never: ["ma qr", "ma linh vuc", "ma so thue", "ma don vi", "ma co quan", "ma dinh danh"],
  },
  name: {
    is: ["ten", "tthc", "noi dung", "thu tuc", "thu tuc hanh chinh", "danh muc thu tuc hanh chinh"],
    begins: ["ten tthc", "ten thu tuc", "ten dich vu cong", "ten dvc", "ten cac thu tuc"],
    never: ["ten co quan", "ten don vi", "ten van ban", "ten vbqppl", "ten giay to"],
  },
  field: { is: ["nganh linh vuc", "nganh"], begins: ["linh vuc", "ten linh vuc", "nhom linh vuc"] },
  decision: {
    is: ["so quyet dinh", "quyet dinh"],
    begins: ["quyet dinh cong bo", "so quyet dinh cong bo", "so qd cong bo", "qd cong bo", "van ban cong bo"],
  },
  action: {
    is: ["trang thai", "tinh trang", "hinh thuc", "loai", "noi dung cong bo", "phan loai"],
    begins: ["hinh thuc cong bo", "loai cong bo", "trang thai cong bo", "tinh trang tthc", "de xuat"],
  },
  note: { begins: ["ghi chu"] },
} as const satisfies Record<string, ColumnWords>;
export type ListColumn = keyof typeof LIST_COLUMNS;

/** What is to be done with a procedure, in the words of Circular 02/2017/TT-VPCP and as clerks shorten them. */
export const ACTION_WORDS = {
  publish: ["moi ban hanh", "ban hanh moi", "cong bo moi", "bo sung moi", "them moi", "quy dinh moi"],
  amend: ["sua doi", "dieu chinh noi dung", "chuan hoa", "cap nhat noi dung"],
  abolish: ["bai bo", "huy bo", "huy cong khai", "het hieu luc", "cham dut hieu luc"],
} as const;

/**
 * "Thay thế" is left unsaid: decisions list under it now the old procedure, now the one in its place.
 */
export const REPLACED_WORDS = ["thay the"];

/** First words of a heading between rows that says nothing of an action: field, level, or part of the list. */
export const SECTION_WORDS = [
  "linh vuc",
  "danh muc",
  "phu luc",
  "phan",
  "muc",
  "cap tinh",
  "cap xa",
  "cap huyen",
  "cap trung uong",
  "thu tuc hanh chinh",
  "tthc",
  "nhom",
];
