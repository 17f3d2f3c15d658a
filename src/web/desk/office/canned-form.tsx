import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Form, Input } from "antd";
import { z } from "zod";
import { SetCannedReply, type CannedReply } from "../../../contract/desk.ts";
import { api } from "../../shared/api.ts";
import { keys } from "../data/query-keys.ts";
import { FormDialog } from "./form-dialog.tsx";

type Values = z.infer<typeof SetCannedReply>;
const EMPTY: Values = { title: "", text: "" };
const TITLE_LENGTH = SetCannedReply.shape.title.maxLength ?? undefined;
const TEXT_LENGTH = SetCannedReply.shape.text.maxLength ?? undefined;

/** Writes a canned reply, or a new one when `reply` is undefined. */
export function CannedForm(props: { readonly reply: CannedReply | undefined; readonly onClose: () => void }) {
  const { reply, onClose } = props;
  const cache = useQueryClient();
  const save = useMutation({
    mutationFn: (values: Values) =>
      reply === undefined
        ? api.post("/api/desk/canned-replies", values, z.unknown())
        : api.put(`/api/desk/canned-replies/${reply.id}`, values, z.unknown()),
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: keys.canned });
      onClose();
    },
  });
  return (
    <FormDialog<Values>
      title={reply === undefined ? "Thêm mẫu trả lời" : "Sửa mẫu trả lời"}
      save="Lưu mẫu"
      initial={reply === undefined ? EMPTY : { title: reply.title, text: reply.text }}
      busy={save.isPending}
      error={save.error}
      onSave={({ title, text }) => {
        save.mutate({ title: title.trim(), text: text.trim() });
      }}
      onClose={onClose}
    >
      <Form.Item
        name="title"
        label="Tên mẫu"
        rules={[{ required: true, whitespace: true, message: "Anh/chị đặt tên cho mẫu." }]}
      >
        <Input maxLength={TITLE_LENGTH} showCount />
      </Form.Item>
      <Form.Item
        name="text"
        label="Nội dung"
        rules={[{ required: true, whitespace: true, message: "Anh/chị nhập nội dung mẫu." }]}
      >
        <Input.TextArea maxLength={TEXT_LENGTH} showCount autoSize={{ minRows: 6, maxRows: 14 }} />
      </Form.Item>
    </FormDialog>
  );
}
