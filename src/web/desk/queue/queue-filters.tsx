import { SearchOutlined } from "@ant-design/icons";
import { Input, Select, type InputRef } from "antd";
import { useEffect, useImperativeHandle, useRef, useState, type RefObject } from "react";
import { channelLabel, DeskChannel } from "../../../contract/desk.ts";
import type { QueueFilter } from "../data/query-keys.ts";
import { useLabels } from "../data/desk-queries.ts";
import { useLater } from "../use-later.ts";

/** The server is asked when the typing pauses. */
const PAUSE_MS = 300;
const CHANNELS = DeskChannel.options.map((value) => ({ value, label: channelLabel[value] }));

interface Props {
  readonly filter: QueueFilter;
  readonly onChange: (filter: QueueFilter) => void;
  readonly searchRef: RefObject<HTMLInputElement | null>;
}

/** Narrows a queue by words, channel and label. */
export function QueueFilters({ filter, onChange, searchRef }: Props) {
  const [words, setWords] = useState(filter.q ?? "");
  const settled = useLater(words.trim(), PAUSE_MS);
  const input = useRef<InputRef>(null);
  const latest = useRef({ filter, onChange });
  useEffect(() => {
    latest.current = { filter, onChange };
  });
  useEffect(() => {
    const { filter: before, onChange: tell } = latest.current;
    if ((before.q ?? "") !== settled) tell({ ...before, q: settled });
  }, [settled]);
  useImperativeHandle<HTMLInputElement | null, HTMLInputElement | null>(
    searchRef,
    () => input.current?.input ?? null,
  );

  return (
    <div className="queue-filters" role="search">
      <Input
        ref={input}
        value={words}
        onChange={(event) => {
          setWords(event.target.value);
        }}
        prefix={<SearchOutlined aria-hidden />}
        placeholder="Tìm theo tên, số hồ sơ, nội dung"
        aria-label="Tìm hội thoại"
        maxLength={200}
        allowClear
      />
      <Select<DeskChannel | "">
        value={filter.channel ?? ""}
        onChange={(channel) => {
          onChange({ ...filter, channel: channel === "" ? undefined : channel });
        }}
        options={[{ value: "", label: "Mọi kênh" }, ...CHANNELS]}
        aria-label="Kênh"
      />
      <LabelSelect
        value={filter.label}
        onChange={(label) => {
          onChange({ ...filter, label });
        }}
      />
    </div>
  );
}

function LabelSelect(props: { value: string | undefined; onChange: (label: string | undefined) => void }) {
  const labels = useLabels();
  return (
    <Select
      showSearch
      value={props.value ?? ""}
      onChange={(label) => {
        props.onChange(label === "" ? undefined : label);
      }}
      options={[
        { value: "", label: "Mọi nhãn" },
        ...[...new Set([...labels, ...(props.value === undefined ? [] : [props.value])])].map((label) => ({
          value: label,
          label,
        })),
      ]}
      aria-label="Nhãn"
    />
  );
}
