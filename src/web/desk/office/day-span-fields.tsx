import { Button, DatePicker } from "antd";
import dayjs from "dayjs";
import { useId } from "react";
import type { CaseQuery } from "../../../contract/records.ts";
import { monthSpan } from "./case-filter.ts";
import { Labelled } from "./labelled.tsx";

const SIDES = [
  ["from", "Từ ngày"],
  ["to", "Đến ngày"],
] as const;
type Side = (typeof SIDES)[number][0];

/**
 * From which day to which the cases were opened, with the two months one asks for most. Two pickers rather than one
 * for both ends, whose two calendars do not fit a phone.
 */
export function DaySpanFields(props: {
  readonly filter: CaseQuery;
  /** The day it is in Vietnam, `YYYY-MM-DD`. */
  readonly today: string;
  readonly onChange: (change: Partial<CaseQuery>) => void;
}) {
  const { filter, today, onChange } = props;
  const id = useId();
  const presets = [
    ["Tháng này", monthSpan(today, 0)],
    ["Tháng trước", monthSpan(today, 1)],
  ] as const;
  return (
    <div className="office-span" role="group" aria-label="Ngày mở vụ việc">
      {SIDES.map(([side, label]) => (
        <Labelled key={side} label={label} htmlFor={`${id}${side}`}>
          <DatePicker
            id={`${id}${side}`}
            value={filter[side] === undefined ? null : dayjs(filter[side])}
            format="DD/MM/YYYY"
            placeholder="Chọn ngày"
            disabledDate={(day: dayjs.Dayjs) => leavesNone(day.format("YYYY-MM-DD"), side, filter)}
            onChange={(day: dayjs.Dayjs | null) => {
              onChange({ [side]: day?.format("YYYY-MM-DD") });
            }}
          />
        </Labelled>
      ))}
      <div className="office-presets">
        {presets.map(([label, span]) => {
          const isSet = filter.from === span.from && filter.to === span.to;
          return (
            <Button
              key={label}
              aria-pressed={isSet}
              type={isSet ? "primary" : "default"}
              onClick={() => {
                onChange(span);
              }}
            >
              {label}
            </Button>
          );
        })}
      </div>
    </div>
  );
}

/** Would this day as one end leave no day between the two? */
function leavesNone(day: string, side: Side, { from, to }: CaseQuery): boolean {
  return side === "from" ? to !== undefined && day > to : from !== undefined && day < from;
}
