import type { ColumnWords } from "../spreadsheet/find-columns.ts";

/** How centres name the columns of their question logs, in folded words. Extend here; the code knows none. */
export const LOG_COLUMNS = {
  date: {
    is: ["ngay", "thoi gian", "thoi diem"],
    begins: ["ngay hoi", "ngay tiep nhan", "ngay goi", "ngay thang", "thoi gian", "thoi diem"],
    never: ["thoi gian tra loi", "ngay tra loi", "ngay sinh"],
  },
  question: {
    is: ["hoi", "noi dung", "van de", "yeu cau"],
    begins: [
      "cau hoi",
      "noi dung hoi",
      "noi dung cau hoi",
      "noi dung can hoi",
      "noi dung cuoc goi",
      "noi dung phan anh",
      "noi dung tu van",
      "noi dung yeu cau",
      "noi dung kien nghi",
      "van de can hoi",
      "nguoi dan hoi",
      "cong dan hoi",
    ],
  },
  answer: {
    is: ["ket qua", "dap"],
    begins: [
      "tra loi",
      "cau tra loi",
      "noi dung tra loi",
      "noi dung giai dap",
      "giai dap",
      "noi dung huong dan",
      "huong dan",
      "phan hoi",
      "noi dung phan hoi",
      "ket qua tra loi",
      "ket qua xu ly",
    ],
  },
  officer: {
    is: ["truc"],
    begins: [
      "can bo",
      "ho ten can bo",
      "ho va ten can bo",
      "ten can bo",
      "nguoi tra loi",
      "nguoi tiep nhan",
      "nguoi truc",
      "nguoi huong dan",
      "nhan vien",
      "ten nhan vien",
      "chuyen vien",
      "cong chuc",
      "tong dai vien",
      "nguoi xu ly",
    ],
  },
  caller: {
    is: ["ho ten", "ho va ten", "khach", "cong dan", "nguoi dan"],
    begins: [
      "nguoi hoi",
      "nguoi goi",
      "ten nguoi",
      "ho ten nguoi",
      "ho va ten nguoi",
      "ho ten cong dan",
      "ho va ten cong dan",
      "ten cong dan",
      "ten khach",
      "to chuc cong dan",
    ],
  },
  field: {
    is: ["nhom", "chu de", "don vi"],
    begins: ["linh vuc", "nhom linh vuc", "nhom thu tuc", "so nganh"],
  },
} as const satisfies Record<string, ColumnWords>;
export type LogColumn = keyof typeof LOG_COLUMNS;
