import { RobotOutlined } from "@ant-design/icons";
import { Button, Switch } from "antd";
import type { ConversationDetail } from "../../../contract/desk.ts";
import { shortMoment } from "../../shared/format.ts";
import { useAction } from "../data/actions.ts";
import { FailureNotice } from "../office/failure-notice.tsx";

interface Props {
  readonly detail: ConversationDetail;
  readonly isSending: boolean;
  readonly onApprove: (draft: string) => void;
  readonly onEdit: (draft: string) => void;
}

/** Whether the bot writes a draft for each question, and the draft that waits for approval. */
export function DraftingBar({ detail, isSending, onApprove, onEdit }: Props) {
  const set = useAction(detail.id, "drafting");
  const discard = useAction(detail.id, "discard-draft");
  const { draft } = detail;
  const isDrafting = detail.state === "drafting";
  // Somebody in the platform's own tool has no drafts here.
  if (detail.holder?.kind !== "operator") return null;
  return (
    <div className="drafting">
      <label className="switch-row">
        <Switch
          size="small"
          checked={isDrafting}
          loading={set.isPending}
          onChange={(on) => {
            set.mutate({ on });
          }}
        />{" "}
        Trợ lý soạn sẵn, tôi duyệt rồi mới gửi
      </label>
      <FailureNotice error={set.error} />
      {isDrafting && draft === null && <p className="hint">Chưa có bản nháp nào chờ duyệt.</p>}
      {isDrafting && draft !== null && (
        <section className="pending-draft" aria-label="Bản nháp chờ duyệt">
          <p className="hint">
            <RobotOutlined aria-hidden /> Bản nháp của trợ lý, {shortMoment(draft.at, new Date())}
          </p>
          <div className="pending-text" tabIndex={0} role="region" aria-label="Nội dung bản nháp">
            {draft.text}
          </div>
          <div className="buttons">
            <Button
              type="primary"
              loading={isSending}
              onClick={() => {
                onApprove(draft.text);
              }}
            >
              Duyệt và gửi
            </Button>
            <Button
              disabled={isSending}
              onClick={() => {
                onEdit(draft.text);
              }}
            >
              Sửa trước khi gửi
            </Button>
            <Button
              loading={discard.isPending}
              disabled={isSending}
              onClick={() => {
                discard.mutate({});
              }}
            >
              Bỏ bản nháp
            </Button>
          </div>
          <FailureNotice error={discard.error} />
        </section>
      )}
    </div>
  );
}
