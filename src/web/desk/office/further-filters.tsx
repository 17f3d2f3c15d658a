import { useState } from "react";
import {
  CaseOutcome,
  caseOutcomeLabel,
  CaseReason,
  channelLabel,
  DeskChannel,
  reasonLabel,
} from "../../../contract/desk.ts";
import { type CaseQuery } from "../../../contract/records.ts";
import { useColleagues, useProcedures, useUnits } from "../data/desk-queries.ts";
import { fieldsOf } from "./case-filter.ts";
import { Choice } from "./choice.tsx";

interface Props {
  readonly filter: CaseQuery;
  /** Fields to choose from before anything is typed. */
  readonly fields: readonly string[];
  readonly onChange: (change: Partial<CaseQuery>) => void;
}

/** The conditions that are seldom needed. */
export function FurtherFilters({ filter, fields, onChange }: Props) {
  const units = useUnits().data?.units ?? [];
  const colleagues = useColleagues().data?.colleagues ?? [];
  return (
    <>
      <Choice
        label="Kết quả"
        value={filter.outcome}
        options={CaseOutcome.options.map((value) => ({ value, label: caseOutcomeLabel[value] }))}
        onChange={(outcome) => {
          onChange({ outcome });
        }}
      />
      <Choice
        label="Lý do"
        value={filter.reason}
        options={CaseReason.options.map((value) => ({ value, label: reasonLabel[value] }))}
        onChange={(reason) => {
          onChange({ reason });
        }}
      />
      <Choice
        label="Kênh"
        value={filter.channel}
        options={DeskChannel.options.map((value) => ({ value, label: channelLabel[value] }))}
        onChange={(channel) => {
          onChange({ channel });
        }}
      />
      <Choice
        label="Cán bộ"
        value={filter.officer}
        options={colleagues.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(officer) => {
          onChange({ officer });
        }}
      />
      <Choice
        label="Đơn vị"
        value={filter.unit}
        options={units.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(unit) => {
          onChange({ unit });
        }}
      />
      <FieldChoice filter={filter} fields={fields} onChange={onChange} />
    </>
  );
}

/** The server tells no list of fields: those of the cases in view, or of the procedures that fit what is typed. */
function FieldChoice({ filter, fields, onChange }: Props) {
  const [words, setWords] = useState("");
  const found = useProcedures(words).data?.procedures ?? [];
  const chosen = { field: filter.field ?? null };
  const offered =
    words.trim() === "" ? fieldsOf([chosen, ...fields.map((field) => ({ field }))]) : fieldsOf(found);
  return (
    <Choice
      label="Lĩnh vực"
      value={filter.field}
      options={offered.map((field) => ({ value: field, label: field }))}
      onChange={(field) => {
        onChange({ field });
      }}
      onType={setWords}
    />
  );
}
