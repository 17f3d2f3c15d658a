import { FilterOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { useId, useState } from "react";
import type { CaseQuery } from "../../../contract/records.ts";
import { countSet } from "./case-filter.ts";
import { Choice } from "./choice.tsx";
import { DaySpanFields } from "./day-span-fields.tsx";
import { FurtherFilters } from "./further-filters.tsx";
import { Labelled } from "./labelled.tsx";

const STATES = [
  { value: "open", label: "Chưa kết thúc" },
  { value: "closed", label: "Đã kết thúc" },
  { value: "overdue", label: "Quá hạn" },
] as const;
const FURTHER = ["outcome", "reason", "channel", "officer", "unit", "field"] as const;

interface FiltersProps {
  readonly filter: CaseQuery;
  /** The day it is in Vietnam, `YYYY-MM-DD`. */
  readonly today: string;
  /** Fields to choose from before anything is typed. */
  readonly fields: readonly string[];
  readonly onChange: (filter: CaseQuery) => void;
}

/** The conditions of the list. Each takes effect at once, and leads back to the first page. */
export function RecordsFilters({ filter, today, fields, onChange }: FiltersProps) {
  const id = useId();
  const further = countSet(filter, FURTHER);
  const [words, setWords] = useState(filter.q ?? "");
  const [open, setOpen] = useState(further > 0);
  const set = (change: Partial<CaseQuery>): void => {
    onChange({ ...filter, ...change, page: 1 });
  };
  const isSet = further > 0 || countSet(filter, ["from", "to", "state", "q"]) > 0;

  return (
    <form
      className="office-filters"
      role="search"
      aria-label="Lọc sổ theo dõi"
      onSubmit={(event) => {
        event.preventDefault();
      }}
    >
      <Labelled label="Tìm số vụ việc, thủ tục, nội dung" htmlFor={`${id}q`} wide>
        <Input.Search
          id={`${id}q`}
          value={words}
          maxLength={200}
          allowClear
          enterButton="Tìm"
          onChange={(event) => {
            setWords(event.target.value);
          }}
          onSearch={(text) => {
            set({ q: text.trim() || undefined });
          }}
        />
      </Labelled>
      <DaySpanFields filter={filter} today={today} onChange={set} />
      <Choice
        label="Trạng thái"
        value={filter.state}
        options={STATES}
        onChange={(state) => {
          set({ state });
        }}
      />
      <div className="office-filter-actions">
        <Button
          icon={<FilterOutlined aria-hidden />}
          aria-expanded={open}
          aria-controls={`${id}further`}
          onClick={() => {
            setOpen(!open);
          }}
        >
          {open ? "Ẩn bớt bộ lọc" : `Thêm bộ lọc${further > 0 ? ` (${further})` : ""}`}
        </Button>
        {isSet && (
          <Button
            type="link"
            onClick={() => {
              setWords("");
              onChange({ page: 1 });
            }}
          >
            Xoá bộ lọc
          </Button>
        )}
      </div>
      <div id={`${id}further`} className="office-filters-further" hidden={!open}>
        {open && <FurtherFilters filter={filter} fields={fields} onChange={set} />}
      </div>
    </form>
  );
}
