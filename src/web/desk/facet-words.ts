import { ProcedureTextQuery } from "../../contract/desk.ts";

/** The sides of a procedure that can be asked about. */
export const FACETS = ProcedureTextQuery.shape.facet.options;
type Facet = (typeof FACETS)[number];

const WORDS = {
  documents: "Thành phần hồ sơ",
  fee: "Phí, lệ phí",
  time: "Thời hạn giải quyết",
  where: "Nơi tiếp nhận",
  how: "Cách thực hiện",
  conditions: "Điều kiện",
  form: "Mẫu đơn, tờ khai",
  result: "Kết quả",
  legal_basis: "Căn cứ pháp lý",
  overview: "Tổng quan",
} as const satisfies Record<Facet, string>;

/** The name of a side of a procedure; one this page does not know yet is told as it is. */
export function facetWords(facet: string): string {
  const known = FACETS.find((name) => name === facet);
  return known === undefined ? facet : WORDS[known];
}
