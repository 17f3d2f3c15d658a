import { Form, Input } from "antd";
import { useAction } from "../data/actions.ts";
import { FormDialog } from "../office/form-dialog.tsx";

/** A note for colleagues, kept with the conversation. */
export function NoteDialog({ conversationId, onClose }: { conversationId: string; onClose: () => void }) {
  const add = useAction(conversationId, "note");
  return (
    <FormDialog<{ text: string }>
      title="Ghi chú"
      save="Lưu ghi chú"
      initial={{ text: "" }}
      busy={add.isPending}
      error={add.error}
      onSave={(values) => {
        add.mutate(values, { onSuccess: onClose });
      }}
      onClose={onClose}
    >
      <Form.Item
        name="text"
        label="Nội dung"
        extra="Chỉ đồng nghiệp thấy; người dân không thấy."
        rules={[{ required: true, whitespace: true, message: "Ghi chú chưa có nội dung." }]}
      >
        <Input.TextArea maxLength={2000} autoSize={{ minRows: 3, maxRows: 10 }} autoFocus />
      </Form.Item>
    </FormDialog>
  );
}
