import { Select } from "antd";
import { useId } from "react";
import { Labelled } from "./labelled.tsx";

/** One of a list, or all of it. */
export function Choice<Value extends string>(props: {
  readonly label: string;
  readonly value: Value | undefined;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly onChange: (value: Value | undefined) => void;
  /** Told what is typed, when the options depend on it. */
  readonly onType?: (words: string) => void;
}) {
  const id = useId();
  return (
    <Labelled label={props.label} htmlFor={id}>
      <Select<Value>
        id={id}
        value={props.value ?? null}
        options={[...props.options]}
        placeholder="Tất cả"
        notFoundContent={props.onType ? "Gõ để tìm" : undefined}
        allowClear
        showSearch={{
          optionFilterProp: "label",
          // Options found by what is typed need not hold its letters.
          ...(props.onType && { filterOption: false, onSearch: props.onType }),
        }}
        onChange={(value: Value | undefined) => {
          props.onChange(value);
        }}
      />
    </Labelled>
  );
}
