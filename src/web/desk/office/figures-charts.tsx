import { reasonLabel } from "../../../contract/desk.ts";
import { type FigureRow, type Figures } from "../../../contract/records.ts";
import { BarsAcross } from "./bars-across.tsx";
import { ChartCard, type ChartTable } from "./chart-card.tsx";
import { ChartFills } from "./chart-fills.tsx";
import { barsInWords, largestBars, PARTS, type Bar } from "./figure-series.ts";
import { StackedByDay, StackedByRow } from "./stacked-bars.tsx";

/** So many bars still read well; the table has them all. */
const MOST_FIELDS = 12;

/** The month in charts: by day, channel, field, and why persons were called. */
export function FiguresCharts({ figures }: { readonly figures: Figures }) {
  const fields = barsOf(figures.byField);
  const largestFields = largestBars(fields, MOST_FIELDS, "Các lĩnh vực khác");
  const reasons = figures.byReason.map(({ reason, cases }) => ({
    key: reason,
    label: reasonLabel[reason],
    value: cases,
  }));
  return (
    <div className="office-charts">
      <ChartFills />
      <div className="office-charts-wide">
        <ChartCard
          title="Câu hỏi theo ngày"
          summary={barsInWords(largestBars(barsOf(figures.byDay), 31, ""), "câu hỏi")}
          table={tableOfParts("Ngày", figures.byDay)}
          legend
        >
          <StackedByDay rows={figures.byDay} />
        </ChartCard>
      </div>
      <ChartCard
        title="Câu hỏi theo kênh"
        summary={barsInWords(largestBars(barsOf(figures.byChannel), 10, ""), "câu hỏi")}
        table={tableOfParts("Kênh", figures.byChannel)}
        legend
      >
        <StackedByRow rows={figures.byChannel} />
      </ChartCard>
      <ChartCard
        title="Lý do chuyển cán bộ"
        summary={barsInWords(reasons, "vụ việc")}
        table={tableOfBars("Lý do", "Vụ việc", reasons)}
      >
        <BarsAcross bars={reasons} unit="vụ việc" part="handedOver" />
      </ChartCard>
      <div className="office-charts-wide">
        <ChartCard
          title="Câu hỏi theo lĩnh vực"
          summary={barsInWords(largestFields, "câu hỏi")}
          table={tableOfParts("Lĩnh vực", figures.byField)}
        >
          <BarsAcross bars={largestFields} unit="câu hỏi" part="answeredByBot" />
        </ChartCard>
      </div>
    </div>
  );
}

const barsOf = (rows: readonly FigureRow[]): readonly Bar[] =>
  rows.map(({ key, label, questions }) => ({ key, label, value: questions }));

const tableOfParts = (name: string, rows: readonly FigureRow[]): ChartTable => ({
  head: [name, "Câu hỏi", ...PARTS.map(({ label }) => label), "Vụ việc"],
  rows: rows.map((row) => ({
    label: row.label,
    values: [row.questions, ...PARTS.map(({ key }) => row[key]), row.cases],
  })),
});

const tableOfBars = (name: string, unit: string, bars: readonly Bar[]): ChartTable => ({
  head: [name, unit],
  rows: bars.map(({ label, value }) => ({ label, values: [value] })),
});
