import { Modal, Select, Skeleton } from "antd";
import { useId, useState } from "react";
import type { ConversationDetail } from "../../../contract/desk.ts";
import { useProcedureText } from "../data/desk-queries.ts";
import { FACETS, facetWords } from "../facet-words.ts";
import { FailureNotice } from "../office/failure-notice.tsx";
import { ProcedurePicker } from "../procedure-picker.tsx";

interface Props {
  readonly detail: ConversationDetail;
  readonly onInsert: (text: string) => void;
  readonly onClose: () => void;
}

const FACET_OPTIONS = FACETS.map((value) => ({ value, label: facetWords(value) }));

/** Chooses a procedure and a side of it, shows the text from the record with its source, and inserts it. */
export function InsertProcedureDialog({ detail, onInsert, onClose }: Props) {
  const [procedure, setProcedure] = useState(detail.procedure);
  const [facet, setFacet] = useState<(typeof FACETS)[number]>("documents");
  const facetId = useId();
  const composed = useProcedureText(
    procedure === null ? undefined : { code: procedure.code, facet, channel: detail.channel },
  );
  const text = procedure === null ? undefined : composed.data?.text;

  return (
    <Modal
      open
      title="Chèn nội dung thủ tục"
      okText="Chèn vào trả lời"
      cancelText="Huỷ"
      okButtonProps={{ disabled: text === undefined }}
      onOk={() => {
        if (text !== undefined) onInsert(text);
      }}
      onCancel={onClose}
    >
      <div className="insert-fields">
        <div>
          <span className="field-label" aria-hidden>
            Thủ tục
          </span>
          <ProcedurePicker label="Thủ tục" value={procedure} onChange={setProcedure} autoFocus />
        </div>
        <div>
          <label className="field-label" htmlFor={facetId}>
            Phần cần chèn
          </label>
          <Select id={facetId} value={facet} onChange={setFacet} options={FACET_OPTIONS} />
        </div>
      </div>
      {procedure !== null && composed.isPending && <Skeleton active />}
      <FailureNotice error={composed.error} onRetry={() => void composed.refetch()} />
      {text !== undefined && (
        <div className="insert-preview" tabIndex={0} role="region" aria-label="Nội dung sẽ chèn">
          {text}
        </div>
      )}
    </Modal>
  );
}
