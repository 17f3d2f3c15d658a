import { Select } from "antd";
import { useState } from "react";
import type { ConversationCard } from "../../contract/desk.ts";
import { sentenceOf } from "../shared/api.ts";
import { useProcedures } from "./data/desk-queries.ts";
import { useLater } from "./use-later.ts";

type ProcedureRef = NonNullable<ConversationCard["procedure"]>;

/** The server is asked when the typing pauses. */
const PAUSE_MS = 250;

interface Props {
  readonly value?: ProcedureRef | null;
  readonly onChange?: (procedure: ProcedureRef | null) => void;
  readonly id?: string;
  readonly label: string;
  readonly loading?: boolean;
  readonly autoFocus?: boolean;
}

/** Finds a procedure by its name, code or what people call it. A form may hand in `value`, `onChange` and `id`. */
export function ProcedurePicker({
  value = null,
  onChange,
  id,
  label,
  loading = false,
  autoFocus = false,
}: Props) {
  const [words, setWords] = useState("");
  const settled = useLater(words, PAUSE_MS);
  const found = useProcedures(settled);
  const hits = found.data?.procedures ?? [];
  const known: readonly ProcedureRef[] =
    value === null || hits.some(({ code }) => code === value.code) ? hits : [value, ...hits];

  return (
    <Select
      {...(id !== undefined && { id })}
      className="procedure-picker"
      aria-label={label}
      placeholder="Gõ tên hoặc mã thủ tục"
      value={value?.code ?? null}
      onChange={(code: string | undefined) => {
        onChange?.(known.find((procedure) => procedure.code === code) ?? null);
      }}
      options={known.map(({ code, name }) => ({ value: code, label: `${name} (${code})` }))}
      showSearch={{ filterOption: false, onSearch: setWords }}
      notFoundContent={emptyWords(settled, found.isFetching, found.error)}
      loading={loading || found.isFetching}
      allowClear
      autoFocus={autoFocus}
    />
  );
}

function emptyWords(words: string, isFetching: boolean, error: unknown): string {
  if (error !== null) return sentenceOf(error);
  if (words.trim().length < 2) return "Gõ ít nhất 2 chữ để tìm.";
  return isFetching ? "Đang tìm…" : "Không có thủ tục nào khớp.";
}
