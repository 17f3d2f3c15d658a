import type { FigureRow } from "../../../contract/records.ts";
import { numberText } from "../../shared/format.ts";
import { officeTimeText, shareText } from "./figure-series.ts";

interface Tile {
  readonly term: string;
  readonly value: string;
  readonly more?: string;
}

/** The month in single figures. */
export function FiguresTiles({ total, overdue }: { readonly total: FigureRow; readonly overdue: number }) {
  return (
    <dl className="office-tiles">
      {tilesOf(total, overdue).map(({ term, value, more }) => (
        <div key={term} className="office-tile">
          <dt>{term}</dt>
          <dd>
            <span className="office-tile-value">{value}</span>
            {more !== undefined && <span className="office-second">{more}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function tilesOf(total: FigureRow, overdue: number): readonly Tile[] {
  const ofQuestions = (count: number) => ({
    value: numberText(count),
    more: `${shareText(count, total.questions)} số câu hỏi`,
  });
  const ofCases = (count: number) => ({
    value: numberText(count),
    more: `${shareText(count, total.cases)} số vụ việc`,
  });
  const time = (median: number | null, p90: number | null) => ({
    value: officeTimeText(median),
    more: `90% trong vòng ${officeTimeText(p90)}`,
  });
  return [
    { term: "Câu hỏi", value: numberText(total.questions) },
    {
      term: "Trợ lý trả lời",
      value: shareText(total.answeredByBot, total.questions),
      more: `${numberText(total.answeredByBot)} câu hỏi`,
    },
    { term: "Hỏi lại", ...ofQuestions(total.askedBack) },
    { term: "Không tìm thấy", ...ofQuestions(total.notFound) },
    { term: "Chuyển cán bộ", ...ofQuestions(total.handedOver) },
    { term: "Vụ việc", value: numberText(total.cases) },
    { term: "Đã giải quyết", ...ofCases(total.settled) },
    { term: "Quá hạn", ...ofCases(overdue) },
    { term: "Chờ trả lời (trung vị)", ...time(total.waitingMedianMs, total.waitingP90Ms) },
    { term: "Xử lý (trung vị)", ...time(total.handlingMedianMs, total.handlingP90Ms) },
  ];
}
