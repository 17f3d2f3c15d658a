import { Select } from "antd";
import type { ConversationDetail } from "../../../contract/desk.ts";
import { useAction } from "../data/actions.ts";
import { useLabels } from "../data/desk-queries.ts";
import { FailureNotice } from "../office/failure-notice.tsx";

/** As many, and as long, as the contract allows (`SetLabels`). */
const MOST_LABELS = 10;
const LONGEST_LABEL = 40;

/** The labels of a conversation; any word may be one, and those in use are offered. Saved with every change. */
export function LabelsEditor({ detail }: { detail: ConversationDetail }) {
  const set = useAction(detail.id, "labels");
  const offered = useLabels();
  if (!detail.may.note)
    return <p>{detail.labels.length === 0 ? "Chưa có nhãn." : detail.labels.join(", ")}</p>;
  return (
    <>
      <Select
        mode="tags"
        className="labels-select"
        aria-label="Nhãn"
        placeholder="Thêm nhãn"
        value={set.isPending ? set.variables.labels : detail.labels}
        onChange={(labels) => {
          set.mutate({ labels: tidied(labels) });
        }}
        options={offered.map((value) => ({ value, label: value }))}
        maxCount={MOST_LABELS}
        tokenSeparators={[","]}
        notFoundContent="Gõ nhãn mới rồi nhấn Enter."
        disabled={set.isPending}
      />
      <FailureNotice error={set.error} />
    </>
  );
}

function tidied(labels: readonly string[]): string[] {
  const short = labels.map((label) => label.trim().slice(0, LONGEST_LABEL)).filter((label) => label !== "");
  return [...new Set(short)];
}
