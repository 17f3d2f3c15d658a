import { Form, Input, Select } from "antd";
import type { ConversationDetail, Forward } from "../../../contract/desk.ts";
import { useAction } from "../data/actions.ts";
import { useColleagues, useUnits } from "../data/desk-queries.ts";
import { FailureNotice } from "../office/failure-notice.tsx";
import { FormDialog } from "../office/form-dialog.tsx";

interface Props {
  readonly detail: ConversationDetail;
  readonly onClose: () => void;
}

/** Passes the conversation on to a department or commune, whose people are alerted. */
export function ForwardDialog({ detail, onClose }: Props) {
  const forward = useAction(detail.id, "forward");
  const units = useUnits();
  return (
    <FormDialog<Pick<Forward, "unit" | "note">>
      title="Chuyển đơn vị"
      save="Chuyển"
      initial={{ unit: "", note: "" }}
      busy={forward.isPending}
      error={forward.error}
      onSave={(values) => {
        forward.mutate(values, { onSuccess: onClose });
      }}
      onClose={onClose}
    >
      <FailureNotice error={units.error} onRetry={() => void units.refetch()} />
      <Form.Item
        name="unit"
        label="Đơn vị nhận"
        normalize={(value: string | undefined) => value ?? ""}
        getValueProps={(value: string) => ({ value: value === "" ? undefined : value })}
        rules={[{ required: true, message: "Chọn đơn vị nhận." }]}
      >
        <Select
          showSearch={{ optionFilterProp: "label" }}
          placeholder="Chọn hoặc gõ tên đơn vị"
          loading={units.isPending}
          options={(units.data?.units ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        />
      </Form.Item>
      <Form.Item name="note" label="Ghi chú cho đơn vị nhận" extra="Người dân không thấy ghi chú này.">
        <Input.TextArea maxLength={2000} autoSize={{ minRows: 2, maxRows: 6 }} />
      </Form.Item>
    </FormDialog>
  );
}

/** A supervisor gives the conversation to somebody, whoever has it. */
export function AssignDialog({ detail, onClose }: Props) {
  const assign = useAction(detail.id, "assign");
  const colleagues = useColleagues();
  return (
    <FormDialog<{ operator?: string }>
      title="Phân công"
      save="Phân công"
      initial={{}}
      busy={assign.isPending}
      error={assign.error}
      onSave={({ operator }) => {
        if (operator !== undefined) assign.mutate({ operator }, { onSuccess: onClose });
      }}
      onClose={onClose}
    >
      <FailureNotice error={colleagues.error} onRetry={() => void colleagues.refetch()} />
      <Form.Item name="operator" label="Giao cho" rules={[{ required: true, message: "Chọn cán bộ." }]}>
        <Select
          showSearch={{ optionFilterProp: "label" }}
          placeholder="Chọn cán bộ"
          loading={colleagues.isPending}
          options={[...(colleagues.data?.colleagues ?? [])]
            .sort((a, b) => Number(b.online) - Number(a.online) || a.holds - b.holds)
            .map(({ id, name, online, holds }) => ({
              value: id,
              label: `${name} · ${online ? "đang trực" : "vắng mặt"} · giữ ${holds} hội thoại`,
            }))}
        />
      </Form.Item>
    </FormDialog>
  );
}
