import { LeftOutlined, PrinterOutlined, RightOutlined } from "@ant-design/icons";
import { Button, DatePicker, Empty, Spin } from "antd";
import dayjs from "dayjs";
import { useState } from "react";
import type { Figures } from "../../../contract/records.ts";
import type { Me } from "../../shared/me.ts";
import { useNow } from "../use-now.ts";
import { vietnamDay } from "./case-filter.ts";
import { FailureNotice } from "./failure-notice.tsx";
import { monthText, shiftMonth } from "./figure-series.ts";
import { FiguresCharts } from "./figures-charts.tsx";
import { FiguresTiles } from "./figures-tiles.tsx";
import { OfficersTable } from "./officers-table.tsx";
import { useFigures } from "./office-data.ts";
import { OfficePage } from "./office-page.tsx";

const MINUTE_MS = 60_000;

/** The figures of a month, for those who answer for them; also on paper. */
export function FiguresPage({ me }: { readonly me: Me }) {
  const thisMonth = vietnamDay(useNow(MINUTE_MS)).slice(0, 7);
  if (me.account.role === "operator")
    return (
      <OfficePage title="Số liệu tháng">
        <Empty description="Trang này dành cho phụ trách và quản trị." />
      </OfficePage>
    );
  return <MonthOfFigures thisMonth={thisMonth} />;
}

function MonthOfFigures({ thisMonth }: { readonly thisMonth: string }) {
  const [month, setMonth] = useState(thisMonth);
  const figures = useFigures(month);
  const isEmpty = figures.data?.total.questions === 0 && figures.data.total.cases === 0;

  return (
    <OfficePage
      title={`Số liệu ${monthText(month)}`}
      actions={
        <>
          <MonthChoice month={month} last={thisMonth} onChange={setMonth} />
          <Button
            icon={<PrinterOutlined aria-hidden />}
            onClick={() => {
              window.print();
            }}
          >
            In
          </Button>
        </>
      }
    >
      <FailureNotice
        error={figures.error}
        onRetry={() => {
          void figures.refetch();
        }}
      />
      <Spin spinning={figures.isFetching} description="Đang tổng hợp…">
        {isEmpty && <Empty description={`Chưa có câu hỏi, vụ việc nào trong ${monthText(month)}.`} />}
        {figures.data !== undefined && !isEmpty && <FiguresOf figures={figures.data} />}
      </Spin>
    </OfficePage>
  );
}

function FiguresOf({ figures }: { readonly figures: Figures }) {
  return (
    <>
      <FiguresTiles total={figures.total} overdue={figures.overdue} />
      <FiguresCharts figures={figures} />
      <OfficersTable officers={figures.byOfficer} />
      <p className="office-second">
        Câu hỏi tính theo ngày hỏi, vụ việc tính theo ngày mở. Thời gian chờ và xử lý tính theo giờ làm việc.
      </p>
    </>
  );
}

interface MonthChoiceProps {
  readonly month: string;
  /** The latest that may be chosen. */
  readonly last: string;
  readonly onChange: (month: string) => void;
}

function MonthChoice({ month, last, onChange }: MonthChoiceProps) {
  const step = (by: number) => (): void => {
    onChange(shiftMonth(month, by));
  };
  return (
    <div className="office-month" role="group" aria-label="Chọn tháng">
      <Button icon={<LeftOutlined aria-hidden />} aria-label="Tháng trước" onClick={step(-1)} />
      <DatePicker
        picker="month"
        aria-label="Tháng"
        value={dayjs(`${month}-01`)}
        format="MM/YYYY"
        allowClear={false}
        disabledDate={(day: dayjs.Dayjs) => day.format("YYYY-MM") > last}
        onChange={(day: dayjs.Dayjs | null) => {
          if (day !== null) onChange(day.format("YYYY-MM"));
        }}
      />
      <Button
        icon={<RightOutlined aria-hidden />}
        aria-label="Tháng sau"
        disabled={month >= last}
        onClick={step(1)}
      />
    </div>
  );
}
