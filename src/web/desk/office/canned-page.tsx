import { DeleteOutlined, EditOutlined, PlusOutlined } from "@ant-design/icons";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Empty, Input, Spin } from "antd";
import { useState } from "react";
import { z } from "zod";
import type { CannedReply } from "../../../contract/desk.ts";
import { api } from "../../shared/api.ts";
import type { Me } from "../../shared/me.ts";
import { useCannedReplies } from "../data/desk-queries.ts";
import { keys } from "../data/query-keys.ts";
import { CannedForm } from "./canned-form.tsx";
import { ConfirmDialog } from "./confirm-dialog.tsx";
import { FailureNotice } from "./failure-notice.tsx";
import { OfficePage } from "./office-page.tsx";
import { withWords } from "./words-in.ts";

/** The canned replies of the centre: everybody reads them, those in charge change them. */
export function CannedPage({ me }: { readonly me: Me }) {
  const mayManage = me.account.role !== "operator";
  const replies = useCannedReplies();
  const [words, setWords] = useState("");
  // "new": one that is not there yet.
  const [edited, setEdited] = useState<CannedReply | "new">();
  const [removed, setRemoved] = useState<CannedReply>();
  const all = replies.data?.replies ?? [];
  const shown = withWords(all, words, ({ title, text }) => `${title} ${text}`);

  return (
    <OfficePage
      title="Mẫu trả lời"
      actions={
        mayManage && (
          <Button
            type="primary"
            icon={<PlusOutlined aria-hidden />}
            onClick={() => {
              setEdited("new");
            }}
          >
            Thêm mẫu
          </Button>
        )
      }
    >
      <FailureNotice
        error={replies.error}
        onRetry={() => {
          void replies.refetch();
        }}
      />
      {all.length > 0 && (
        <Input
          className="office-narrow"
          aria-label="Tìm mẫu trả lời"
          placeholder="Tìm theo tên, nội dung"
          allowClear
          value={words}
          onChange={(event) => {
            setWords(event.target.value);
          }}
        />
      )}
      <Spin spinning={replies.isPending} description="Đang tải…">
        <ul className="office-cards office-cards-two">
          {shown.map((reply) => (
            <li key={reply.id} className="office-card">
              <div className="office-card-head">
                <h2>{reply.title}</h2>
                {mayManage && <ReplyActions reply={reply} onEdit={setEdited} onRemove={setRemoved} />}
              </div>
              <p className="office-words">{reply.text}</p>
            </li>
          ))}
        </ul>
        {replies.isSuccess && shown.length === 0 && (
          <Empty description={all.length === 0 ? "Chưa có mẫu trả lời nào" : "Không có mẫu nào khớp"} />
        )}
      </Spin>
      {edited !== undefined && (
        <CannedForm
          reply={edited === "new" ? undefined : edited}
          onClose={() => {
            setEdited(undefined);
          }}
        />
      )}
      {removed !== undefined && (
        <RemoveReply
          reply={removed}
          onClose={() => {
            setRemoved(undefined);
          }}
        />
      )}
    </OfficePage>
  );
}

function ReplyActions(props: {
  readonly reply: CannedReply;
  readonly onEdit: (reply: CannedReply) => void;
  readonly onRemove: (reply: CannedReply) => void;
}) {
  const { reply } = props;
  return (
    <div className="office-card-actions">
      <Button
        icon={<EditOutlined aria-hidden />}
        aria-label={`Sửa mẫu “${reply.title}”`}
        title="Sửa"
        onClick={() => {
          props.onEdit(reply);
        }}
      />
      <Button
        danger
        icon={<DeleteOutlined aria-hidden />}
        aria-label={`Xoá mẫu “${reply.title}”`}
        title="Xoá"
        onClick={() => {
          props.onRemove(reply);
        }}
      />
    </div>
  );
}

function RemoveReply({ reply, onClose }: { readonly reply: CannedReply; readonly onClose: () => void }) {
  const cache = useQueryClient();
  const remove = useMutation({
    mutationFn: () => api.delete(`/api/desk/canned-replies/${reply.id}`, {}, z.unknown()),
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: keys.canned });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={`Xoá mẫu “${reply.title}”?`}
      words="Mẫu sẽ không còn trong danh sách của mọi cán bộ. Tin đã gửi theo mẫu này không thay đổi."
      confirm="Xoá mẫu"
      danger
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => {
        remove.mutate();
      }}
      onClose={onClose}
    />
  );
}
